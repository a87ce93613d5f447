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
ALIKE = {"empty": "zeros"}  # what takes the arguments of another function, under its own name
ROWS = {"input": "x", "self": "x", "other": "y"}
UNSUGGESTED = frozenset({"out", "layout", "device", "pin_memory", "memory_format", "self", "_stacklevel", "inplace"})
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
    types: Mapping[str, Any] = {"N": int | float, "f": int | float, "b": bool, "s": str, "d": DType, "L": list | tuple}
    return type(value) is int if kind == "i" else isinstance(value, types[kind])


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
        return Misfit(f" takes {_counted(one)} but {_were(len(given))}")
    rest = dict(named)
    absent: list[str] = []
    for k, a in enumerate(one.arguments):
        by_place = k < one.positional and k < len(given)
        value = given[k] if by_place else rest.pop(spelled(a.name, rest), GONE)
        if value is GONE:
            absent += [] if a.default else [a.name]
        elif absent:
            break
        elif not (value is None and a.none) and not accepts(a.kind, value):
            if gathers and k == 0:
                continue
            return Misfit(_wrong(a, value, k if by_place else None))
    if absent:
        absent = [a.name for k, a in enumerate(one.arguments) if not a.default and k >= len(given) and a.name not in named]
        plural = "s" if len(absent) == 1 else ""  # as PyTorch has it
        return Misfit(f" missing {len(absent)} required positional argument{plural}: " + ", ".join(f'"{n}"' for n in absent))
    return _surplus(one, len(given), named) if rest else None


def spelled(name: str, named: Mapping[str, Any]) -> str:
    """The name under which an argument was given."""
    return name if name in named else next((n for n in named if SPELLINGS.get(n) == name), name)


def _counted(one: Signature) -> str:
    least = sum(not a.default for a in one.arguments[: one.positional])
    if least != one.positional:
        return f"from {least} to {one.positional} positional arguments"
    return f"{one.positional} positional argument{'' if one.positional == 1 else 's'}"


def _were(count: int) -> str:
    return f"{count} {'was' if count == 1 else 'were'} given"


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
        return Misfit(f" takes {_counted(one)} but {_were(given)}")
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
    """What torch.norm, written in Python, passes on to its kernel."""
    p = named.get("p", given[1] if len(given) > 1 else "fro")
    if not (p is None or isinstance(p, str) or accepts("N", p)):
        raise type_error(f"linalg_vector_norm(){_wrong(Argument('ord', 'N', True, False), p, 1)}")
    dim = named.get("dim", given[2] if len(given) > 2 else None)
    if isinstance(dim, float) and isinstance(p, str):
        raise type_error("object of type 'float' has no len()")
    if dim is not None and not accepts("J", dims := (dim,) if isinstance(dim, int) else dim):
        raise type_error(f"linalg_vector_norm(){_wrong(Argument('dim', 'J', True, False), dims, 2)}")
    keepdim = named.get("keepdim", given[3] if len(given) > 3 else False)
    if not accepts("b", keepdim):
        raise type_error(f"linalg_vector_norm(){_wrong(Argument('keepdim', 'b', False, True), keepdim, 3)}")


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
