"""A call in an expression matched against a row of the table: names, counts and kinds of arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gradcli.ops.arithmetic import UNSET
from gradcli.ops.defaults import default_dtype
from gradcli.ops.op import Row
from gradcli.problems import NameProblem, Problem, TorchError, type_error, value_error
from gradcli.tensors.dispatch import apply
from gradcli.tensors.tensor import Tensor

# NumPy's spellings, and PyTorch's names of the first operands
SYNONYMS = {
    "axis": "dim",
    "axes": "dims",
    "keepdims": "keepdim",
    "ddof": "correction",
    "m": "m_",
    "shape": "size",
    "rounding": "rounding_mode",
}
OPERANDS = {
    "input": ("x", "condition", "start"),
    "self": ("x",),
    "other": ("y",),
    "x1": ("x",),
    "x2": ("y",),
    "mat1": ("x",),
}

INTEGERS = frozenset({"dim", "dims", "size", "shifts", "repeats"})
INTEGER = frozenset({"start_dim", "end_dim", "dim0", "dim1", "diagonal", "decimals", "steps", "ignore_index", "n", "m_"})
NUMBER = frozenset(
    {
        "alpha",
        "beta",
        "delta",
        "eps",
        "negative_slope",
        "threshold",
        "min_val",
        "max_val",
        "correction",
        "label_smoothing",
        "start",
        "end",
        "step",
        "fill_value",
    }
)
TEXT = frozenset({"reduction", "approximate", "rounding_mode"})
FLAGS = frozenset({"keepdim", "descending", "unbiased", "stable"})
KINDS = INTEGERS | INTEGER | NUMBER | TEXT | FLAGS
TENSORS = frozenset({"weight", "pos_weight", "min", "max", "bias"})


def constant(values: Any) -> Tensor:
    """torch.tensor(values): a constant of numbers or nested lists; tensors inside are detached, as PyTorch does."""
    plain = _plain(values)
    kind = type(plain)
    if kind is float and default_dtype() == "float64":
        return Tensor(plain)
    if kind is bool:
        return Tensor(plain)
    from gradcli.ops import arrays, sizes

    _even(plain)
    dtype = _dtype(plain)
    array = arrays.as_array(plain, dtype)
    sizes.checked(tuple(array.shape), "this list")
    return Tensor(array)


def _plain(values: Any) -> Any:
    """Nested lists of numbers, without recursion deeper than the lists' own nesting allows."""
    if isinstance(values, Tensor):
        return values.tolist()
    if isinstance(values, list | tuple):
        return [_plain(v) for v in values]
    if isinstance(values, int | float):
        return values
    raise Problem(f"a list of numbers is needed here, not {described(values)}")


def _even(values: Any) -> None:
    """All lists of one level have the same length, or PyTorch's refusal."""
    level, depth = [values], 0
    while level and isinstance(level[0], list):
        length = len(level[0])
        for v in level:
            if not isinstance(v, list):
                raise type_error("must be real number, not list" if depth else "a list of numbers is needed here")
            if len(v) != length:
                raise value_error(f"expected sequence of length {length} at dim {depth} (got {len(v)})")
        level = [item for v in level for item in v]
        depth += 1
        if depth > 64:
            raise value_error("too many dimensions: a tensor has at most 64")
    if any(isinstance(v, list) for v in level):
        raise type_error("must be real number, not list")


def _dtype(values: Any) -> str:
    stack, found = [values], "bool"
    seen = False
    while stack:
        v = stack.pop()
        if isinstance(v, list):
            stack += v
        else:
            seen = True
            if isinstance(v, float):
                return default_dtype()
            if not isinstance(v, bool):
                found = "int64"
    return found if seen else default_dtype()


def described(value: Any) -> str:
    """What a value is, in words."""
    if isinstance(value, Tensor):
        return "a tensor"
    names = {
        str: "a text",
        bool: "True or False",
        int: "a whole number",
        float: "a number",
        list: "a list",
        tuple: "a tuple",
        slice: "a range",
    }
    if value is None:
        return "None"
    return names.get(type(value), "...")


def as_operand(value: Any) -> Any:
    """A value where a tensor is meant: lists become constants, a list of tensors is stacked, numbers stay numbers."""
    kind = type(value)
    if kind is Tensor or kind is float or kind is int or kind is bool:
        return value
    if kind is list:
        return stacked(value) if holds_tensors(value) else constant(value)
    if kind is tuple and value and type(value[0]) is Tensor:
        raise Problem("this has two results; write .values or .indices")
    raise Problem(f"a tensor or a number is needed here, not {described(value)}")


def holds_tensors(values: Sequence[Any]) -> bool:
    """Whether a nested list has a tensor in it."""
    stack = list(values)
    while stack:
        v = stack.pop()
        if isinstance(v, Tensor):
            return True
        if isinstance(v, list | tuple):
            stack += v
    return False


def stacked(values: Sequence[Any]) -> Any:
    """[x, y] of tensors, as one tensor that remembers where its elements came from."""
    from gradcli.ops.shape import stack

    return stack(*[_element(v) for v in values], dim=0)


def _element(value: Any) -> Any:
    operand = as_operand(value)
    return operand if isinstance(operand, Tensor) else constant(operand)


def call(row: Row, positional: Sequence[Any], keywords: Mapping[str, Any]) -> Any:
    """Run a row on the arguments of a call. Raises TorchError or NameProblem if they do not fit."""
    given = list(positional)
    names = {_option(row, k): v for k, v in keywords.items()}
    if row.variadic:
        operands, given = _sequence(row, given, names)
        return row(*operands, **_options(row, given, names))
    operands = []
    for name in row.operands:
        if given and (name in ("x",) or name not in names):
            operands.append(given.pop(0))
        elif name in names:
            operands.append(names.pop(name))
        elif name in row.defaults:
            break
        else:
            raise TorchError("TypeError", f'{row.name}() missing 1 required positional arguments: "{_torch_name(name)}"')
    while len(operands) > row.required and operands and operands[-1] is None:
        operands.pop()
    operands = [as_operand(v) for v in operands]
    if operands and not any(isinstance(v, Tensor) for v in operands):
        operands = [constant(float(v) if row.dtype == "float" and type(v) is int else v) for v in operands]
    options = _options(row, given, names)
    try:
        return row(*operands, **options) if operands else apply(row, (), options)  # type: ignore[arg-type]
    except TypeError:
        if options == row.defaults:
            raise
        raise type_error(f"{row.name}(): an argument is of the wrong kind") from None


def _torch_name(name: str) -> str:
    return {"x": "input", "y": "other"}.get(name, name)


def _option(row: Row, name: str) -> str:
    """The row's own name of a keyword."""
    known = row.operands + row.options
    if name in known:
        return name
    for candidate in (SYNONYMS.get(name, ""), *OPERANDS.get(name, ())):
        if candidate in known:
            return candidate
    if row.variadic and name == "tensors":
        return name
    from gradcli.syntax.mistakes import suggest_name

    shown = [_torch_name(k).rstrip("_") for k in known]
    near = suggest_name(name, shown)
    fix = f"did you mean `{near}`?" if near else f"it takes {', '.join(shown)}"
    raise NameProblem(f"`{row.name}` has no argument `{name}`", fix=fix)


def _sequence(row: Row, given: list[Any], names: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """The tensors of cat and stack."""
    listed = names.pop("tensors", None) if not given else given.pop(0)
    if not isinstance(listed, list | tuple):
        found = "Tensor" if isinstance(listed, Tensor) else described(listed)
        raise type_error(f"{row.name}(): argument 'tensors' (position 1) must be tuple of Tensors, not {found}")
    for k, v in enumerate(listed):
        if v is None:
            raise type_error(f"expected Tensor as element {k} in argument 0, but got NoneType")
    return [_element(v) for v in listed], given


def _options(row: Row, given: list[Any], names: dict[str, Any]) -> dict[str, Any]:
    """The options by name, each of the kind that its name asks for."""
    if row.gather and given and len(given) > 1 and all(type(v) is int for v in given):
        given = [tuple(given)]
    free = [n for n in row.options if n not in names]
    if len(given) > len(free):
        most = len(row.operands) + len(row.options)
        plural, count = "s" if most != 1 else "", most + len(given) - len(free)
        raise TorchError("TypeError", f"{row.name}() takes {most} positional argument{plural} but {count} were given")
    for name in names:
        if name in row.operands:
            raise TorchError("TypeError", f"{row.name}() got multiple values for argument '{_torch_name(name)}'")
    for value in given:
        name = free.pop(0)
        names[name] = value
    for name in list(names):
        names[name] = _checked(row, name, names[name])
    for name in row.options:
        if name not in names and name not in row.defaults:
            raise TorchError("TypeError", f'{row.name}() missing 1 required positional arguments: "{name.rstrip("_")}"')
        if name not in names:
            names[name] = row.defaults[name]
    return names


def _checked(row: Row, name: str, value: Any) -> Any:
    if value is None and (name not in KINDS or row.defaults.get(name, 0) in (None, UNSET)):
        return value
    if name in TENSORS:
        return as_operand(value) if type(value) in (list, Tensor) else value
    if isinstance(value, Tensor) and not value.shape and not value.requires_grad and name in NUMBER | INTEGER:
        value = value.item()
    wanted = _wanted(name, value)
    if wanted:
        raise type_error(f"{row.name}(): argument '{name.rstrip('_')}' must be {wanted}, not {_python_name(value)}")
    if name in INTEGERS and isinstance(value, list):
        return tuple(value)
    return value


def _wanted(name: str, value: Any) -> str:
    """What the argument should have been, or "" if it is fine."""
    whole = type(value) is int
    if name in INTEGERS:
        flag = isinstance(value, bool) and name == "dim"
        return (
            "" if whole or flag or (isinstance(value, list | tuple) and all(type(v) is int for v in value)) else "tuple of ints"
        )
    if name in INTEGER:
        return "" if whole else "int"
    if name in NUMBER:
        return "" if isinstance(value, int | float) else "float"
    if name in TEXT:
        return "" if isinstance(value, str) else "str"
    if name == "p":
        return "" if isinstance(value, int | float | str) else "Number"
    if name in FLAGS:
        return "" if isinstance(value, int) else "bool"
    return ""


def _python_name(value: Any) -> str:
    return "Tensor" if isinstance(value, Tensor) else type(value).__name__
