"""What PyTorch says to arguments that a function does not take: its signatures are tried one after the other.

A function with one signature, or with one that has as many arguments as were given, names the argument at fault; the
others list what was given. Functions written in Python say what Python says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from gradcli.evaluate.signatures import FUNCTIONS, METHODS, TITLES
from gradcli.ops.dtypes import FLOATING, DType
from gradcli.ops.kinds import is_text
from gradcli.ops.returned import Returned
from gradcli.problems import TorchError, type_error
from gradcli.randomness.generator import Generator
from gradcli.suggest import suggest_name
from gradcli.tensors.foreign import class_name
from gradcli.tensors.tensor import Tensor

WANTED = {
    "T": "Tensor",
    "N": "Number",
    "i": "int",
    "f": "float",
    "b": "bool",
    "s": "str",
    "d": "torch.dtype",
    "G": "torch.Generator",
    "I": "tuple of ints",
    "J": "tuple of ints",
    "L": "tuple of Tensors",
}
SPELLINGS = {  # NumPy's names, which PyTorch's parser of arguments knows too, and a few that only expressions take
    "axis": "dim",
    "axes": "dims",
    "keepdims": "keepdim",
    "x": "input",
    "a": "input",
    "x1": "input",
    "x2": "other",
    "y": "other",
    "ddof": "correction",
    "rounding": "rounding_mode",
    "size": "shape",
}
ALIKE = {
    "empty": "zeros",
    "new_empty": "zeros",
    "new_zeros": "zeros",
    "new_ones": "ones",
    "new_full": "full",
}  # what takes the arguments of another function, under its own name
ROWS = {"input": "x", "self": "x", "other": "y"}
UNSUGGESTED = frozenset({"out", "layout", "device", "pin_memory", "memory_format", "self", "_stacklevel", "inplace"})
VECTOR_NORM = "ord:N dim:J? keepdim:b * dtype:d?"
GONE = object()
TypeCheck = Callable[[str, Any], bool]


class Argument(NamedTuple):
    """An argument of a signature: `kind` is a letter (signatures.py)."""

    name: str
    kind: str
    none: bool
    default: bool


class Signature(NamedTuple):
    """A way to call a function; the first `positional` arguments may be given by place."""

    arguments: tuple[Argument, ...]
    positional: int
    python: bool

    @property
    def places(self) -> list[str]:
        """The names of what may be given by place."""
        return [a.name for a in self.arguments[: self.positional]]

    @property
    def least(self) -> int:
        """How many arguments have no default."""
        return sum(not a.default for a in self.arguments)


class Misfit(NamedTuple):
    """Why a signature does not fit, in PyTorch's words after the name of the function."""

    text: str


@cache
def signature(text: str) -> Signature:
    """A signature as it is written in signatures.py."""
    words = text.split()
    python = words[:1] == ["python"]
    words = words[1:] if python else words
    positional = words.index("*") if "*" in words else len(words)
    found = []
    for word in words:
        if word != "*":
            name, _, kind = word.partition(":")
            found.append(Argument(name, kind[0], "?" in kind, "=" in kind))
    return Signature(tuple(found), positional, python)


# ------------------------------------------------------------------ kinds
def fits(kind: str, value: Any, loose: bool) -> bool:
    """Whether a value is of a kind; loosely, numbers and lists stand for tensors."""
    if kind == "o":
        return True
    if isinstance(value, Tensor):
        return kind == "T" or (kind in "Nifb" and _stands_for(kind, value))
    if kind == "T":
        return loose and isinstance(value, int | float | list | Returned)
    if kind in "IJ":
        return (kind == "J" and type(value) is int) or wrong_element(value) is None
    if kind == "G":
        return isinstance(value, Generator)
    if kind == "s":
        return is_text(value)
    types: Mapping[str, Any] = {"N": int | float, "f": int | float, "b": bool, "d": DType, "L": list | tuple}
    return type(value) is int if kind == "i" else isinstance(value, types[kind])


def strictly(kind: str, value: Any) -> bool:
    """Whether a value is of a kind in a script; the types of Python's numbers are dtypes, too."""
    return (kind == "d" and isinstance(value, type) and value in (float, int, bool)) or fits(kind, value, False)


def _stands_for(kind: str, x: Tensor) -> bool:
    """A 0-d tensor without gradient stands for its number."""
    if x.shape or x.requires_grad:
        return False
    if kind == "N":
        return True
    return x.dtype == "bool" if kind == "b" else (x.dtype in FLOATING) == (kind == "f") and x.dtype != "bool"


def wrong_element(value: Any) -> int | None:
    """The place of what is no int in a list of them, as far as PyTorch looks at first; -1 for what is no list."""
    if not isinstance(value, list | tuple):
        return -1
    return 0 if value and not _is_index(value[0]) else None


def _is_index(value: Any) -> bool:
    return type(value) is int or (isinstance(value, Tensor) and not value.shape and value.dtype not in FLOATING)


# ------------------------------------------------------------------ one signature
def misfit(one: Signature, given: Sequence[Any], named: Mapping[str, Any], accepts: TypeCheck) -> Misfit | None:
    """Why arguments do not fit a signature; None if they do."""
    gathers = one.positional == 1 and one.arguments[0].kind == "I" and bool(given) and _is_index(given[0])
    if len(given) > one.positional and not gathers:
        return Misfit(f" takes {_counted(one, one.least)} but {_were(len(given), one.least == one.positional)}")
    rest = dict(named)
    for k, a in enumerate(one.arguments):
        by_place = k < one.positional and k < len(given)
        value = given[k] if by_place else rest.pop(spelled(a.name, rest), GONE)
        if value is GONE:
            if not a.default:
                return _absent(one.arguments[k:])
        elif not (value is None and a.none) and not accepts(a.kind, value):
            if gathers and k == 0:
                continue
            return Misfit(_wrong(a, value, k if by_place else None))
        elif a.kind == "L":
            _demand_tensors(value, accepts)
    return _surplus(one, len(given), named) if rest else None


def _demand_tensors(values: Sequence[Any], accepts: TypeCheck) -> None:
    """What a list of tensors has in it is looked at before the next argument. Raises PyTorch's TypeError."""
    for k, value in enumerate(values or ()):
        if not accepts("T", value):
            raise type_error(f"expected Tensor as element {k} in argument 0, but got {class_name(value)}")


def _absent(arguments: Sequence[Argument]) -> Misfit:
    """PyTorch lists whatever it needs from the first one on that is not there, also what was given by name."""
    names = [f'"{a.name}"' for a in arguments if not a.default]
    plural = "s" if len(names) == 1 else ""  # as PyTorch has it
    return Misfit(f" missing {len(names)} required positional argument{plural}: {', '.join(names)}")


def spelled(name: str, named: Mapping[str, Any]) -> str:
    """The name under which an argument was given."""
    return name if name in named else next((n for n in named if SPELLINGS.get(n) == name), name)


def _counted(one: Signature, least: int) -> str:
    """How many arguments by place; PyTorch counts among the fewest what has to be given by name, so from 1 to 0 may be said."""
    if least != one.positional:
        return f"from {least} to {one.positional} positional arguments"
    return f"{one.positional} positional argument{'' if one.positional == 1 else 's'}"


def _were(count: int, singular: bool = True) -> str:
    return f"{count} {'was' if count == 1 and singular else 'were'} given"


def _wrong(argument: Argument, value: Any, place: int | None) -> str:
    where = f": argument '{argument.name}'" + ("" if place is None else f" (position {place + 1})")
    wanted = f"{where} must be {WANTED[argument.kind]}"
    if argument.kind in "IJ" and place is not None and wrong_element(value) == 0:
        return f"{wanted}, but found element of type {class_name(value[0])} at pos 0"
    return f"{wanted}, not {class_name(value)}"


def _surplus(one: Signature, given: int, named: Mapping[str, Any]) -> Misfit:
    """The first keyword that was given by place too, or that is no name of an argument; NumPy's names are none here."""
    places = {a.name: k for k, a in enumerate(one.arguments)}
    for name in named:
        if name not in places:
            return Misfit(f" got an unexpected keyword argument '{name}'")
        if places[name] < given:
            return Misfit(f" got multiple values for argument '{name}'")
    return Misfit("")


def python_misfit(one: Signature, given: int, named: Mapping[str, Any]) -> Misfit | None:
    """The same for a function written in Python, which knows no other names than its own."""
    names = [a.name for a in one.arguments]
    for name in named:
        if name not in names:
            return Misfit(f" got an unexpected keyword argument '{name}'")
        if name in names[:given]:
            return Misfit(f" got multiple values for argument '{name}'")
    if given > one.positional:
        least = sum(not a.default for a in one.arguments[: one.positional])
        return Misfit(f" takes {_counted(one, least)} but {_were(given)}")
    absent = [a.name for a in one.arguments[given:] if not a.default and a.name not in named]
    if absent:
        return Misfit(f" missing {len(absent)} required positional argument{'s' if len(absent) > 1 else ''}: {_joined(absent)}")
    return None


def _joined(names: Sequence[str]) -> str:
    """'input', 'target', and 'weight', as Python lists names."""
    quoted = [f"'{n}'" for n in names]
    if len(quoted) < 3:
        return " and ".join(quoted)
    return f"{', '.join(quoted[:-1])}, and {quoted[-1]}"


# ------------------------------------------------------------------ all of them
def check(name: str, given: Sequence[Any], named: Mapping[str, Any], method: bool, accepts: TypeCheck) -> Signature | None:
    """The signature that arguments of a function, or of a method of given[0], fit; None where none is known.

    accepts  whether a value is of a kind
    Raises PyTorch's TypeError if they fit none.
    """
    texts, title = _known(name, method)
    if texts is None:
        return None
    if texts == ("none",):
        _without_arguments(name, len(given) - 1, named)
        return None
    ways = [signature(text) for text in texts]
    if ways[0].python:
        wrong = python_misfit(ways[0], len(given), named)
        if wrong is not None:
            raise _mended(type_error(f"{'Tensor.' if method else ''}{title}(){wrong.text}"), ways, named)
        if name in PASSED_ON:
            PASSED_ON[name](given, named, accepts)
        return None
    given = given[1:] if method else given
    misfits = [misfit(way, given, named, accepts) for way in ways]
    if None not in misfits:
        options = _listed(name, method)
        raise _mended(refusal(title, ways, given, named, [m for m in misfits if m is not None], options), ways, named)
    way = ways[misfits.index(None)]
    check_elements(title, way, given)
    return way


def _known(name: str, method: bool) -> tuple[tuple[str, ...] | None, str]:
    """The signatures of a function or a method, and its name in refusals."""
    if method:  # x.add_ takes what x.add takes
        return METHODS.get(name) or (METHODS.get(name[:-1]) if name.endswith("_") else None), TITLES.get(name, name)
    if name in ALIKE:
        return FUNCTIONS[ALIKE[name]], name
    if name not in FUNCTIONS:  # what PyTorch tells apart bears its module's name
        name = name.rpartition(".")[2]
    return FUNCTIONS.get(name), TITLES.get(name, name)


def lists(argument: str, name: str) -> bool:
    """Whether a function of several signatures has an argument of a name in one of them."""
    return any(argument in (a.name for a in signature(text).arguments) for text in FUNCTIONS.get(name, ()))


def _mended(problem: TorchError, ways: Sequence[Signature], named: Mapping[str, Any]) -> TorchError:
    """The refusal with the right name of a keyword that no signature has."""
    known = [a.name for way in ways for a in way.arguments if a.name not in UNSUGGESTED]
    for name in named:
        if name not in known and SPELLINGS.get(name) not in known:
            near = suggest_name(name, known)
            listed = ", ".join(dict.fromkeys(known))
            problem.fix = f"did you mean `{near}`?" if near else f"it takes {listed}"
    return problem


def _check_norm(given: Sequence[Any], named: Mapping[str, Any], accepts: TypeCheck) -> None:
    """What torch.norm, written in Python, passes on: orders that are words to one kernel, numbers to another."""
    names = ("input", "p", "dim", "keepdim", "out", "dtype")
    at = {**dict(zip(names, given, strict=False)), **named}
    x, p = at["input"] if "input" in at else at["self"], at.get("p", "fro")
    dim, keepdim, dtype = at.get("dim"), at.get("keepdim", False), at.get("dtype")
    if not accepts("T", x):
        raise TorchError("AttributeError", f"'{class_name(x)}' object has no attribute 'layout'")
    dims = [dim] if isinstance(dim, int) else dim
    if is_text(p) and (p != "fro" or (dims is not None and _length(dims) > 2)):
        dims = [0] if dims is None else dims
        if not (accepts("I", dims) and accepts("b", keepdim)):
            raise invalid(
                "linalg_matrix_norm", _listed("linalg.matrix_norm", False), [x, p, dims, keepdim], {"dtype": at.get("dtype")}
            )
        return
    passed = {"ord": 2.0 if p is None or is_text(p) else p, "dim": dims, "keepdim": keepdim, "dtype": dtype}
    for place, (argument, value) in enumerate(zip(signature(VECTOR_NORM).arguments, passed.values(), strict=True)):
        if not (value is None and argument.none) and not accepts(argument.kind, value):
            raise type_error(f"linalg_vector_norm(){_wrong(argument, value, place + 1 if place < 3 else None)}")
    if at.get("out") is not None and not accepts("T", at["out"]):
        raise type_error(f"linalg_vector_norm(): argument 'out' must be Tensor, not {class_name(at['out'])}")


def _length(value: Any) -> int:
    if not hasattr(value, "__len__") or isinstance(value, DType):
        raise type_error(f"object of type '{class_name(value)}' has no len()")
    return len(value)


def _check_split(given: Sequence[Any], named: Mapping[str, Any], accepts: TypeCheck) -> None:
    """What split, written in Python, passes on: to one kernel for a size, to another for anything else."""
    size = given[1] if len(given) > 1 else named.get("split_size", named.get("split_size_or_sections"))
    dim = given[2] if len(given) > 2 else named.get("dim", 0)
    passed = [given[0] if given else named.get("tensor"), size, dim]
    if not isinstance(size, int):
        way = signature("tensor:T split_sizes:I dim:i=")
        wrong = misfit(way, passed, {}, accepts)
        if wrong is not None:
            raise type_error(f"split_with_sizes(){wrong.text}")
        check_elements("split_with_sizes", way, passed)
    elif not (accepts("i", size) and accepts("i", dim)):
        raise invalid("split", _listed("split", False), passed, {})


PASSED_ON = {"norm": _check_norm, "split": _check_split}  # functions written in Python, whose kernels look at the arguments


def _without_arguments(name: str, given: int, named: Mapping[str, Any]) -> None:
    if named:
        raise type_error(f"TensorBase.{name}() takes no keyword arguments")
    if given:
        raise type_error(f"TensorBase.{name}() takes no arguments ({given} given)")


def refusal(
    title: str,
    ways: Sequence[Signature],
    given: Sequence[Any],
    named: Mapping[str, Any],
    misfits: Sequence[Misfit],
    options: Sequence[str] = (),
) -> TorchError:
    """The refusal of arguments that fit none of the signatures.

    options  what PyTorch lists: a function with one signature and one that it hides lists the one
    """
    count = len(given) + len(named)
    plausible = [k for k, way in enumerate(ways) if way.least <= count <= len(way.arguments)]
    if len(plausible) == 1 or (len(ways) == 1 and not options):
        return type_error(f"{title}(){misfits[0 if len(ways) == 1 else plausible[0]].text}")
    return invalid(title, options, given, named)


def _listed(name: str, method: bool) -> tuple[str, ...]:
    from gradcli.evaluate.overloads import listed  # a long table, which only refusals need

    return listed(name, method)


def invalid(title: str, options: Sequence[str], given: Sequence[Any], named: Mapping[str, Any]) -> TorchError:
    """The refusal that lists signatures; PyTorch goes over keywords from the last one to the first."""
    from gradcli.evaluate.overloads import described  # as above

    first, line, rest = described(title, options, given, dict(reversed([*named.items()]))).partition("\n")
    return type_error(first).going_on(line + rest)


def check_elements(title: str, way: Signature, given: Sequence[Any]) -> None:
    """Further elements of a list of ints are looked at only when they are used."""
    for k, (argument, value) in enumerate(zip(way.arguments, given, strict=False)):
        if argument.kind not in "IJ":
            continue
        numbers = (
            given if k == 0 and way.positional == 1 and _is_index(value) else value if isinstance(value, list | tuple) else ()
        )
        for at, number in enumerate(numbers):
            if not _is_index(number) and not isinstance(number, bool):
                raise type_error(
                    f"{title}(): argument '{argument.name}' failed to unpack the object at pos {at + 1} with error "
                    f'"type must be tuple of ints,but got {class_name(number)}"'
                )
