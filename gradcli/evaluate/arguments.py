"""The arguments of a call: their names as people write them, and their kinds as the row declares them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gradcli.evaluate.constants import constant, described
from gradcli.ops.arithmetic import UNSET
from gradcli.ops.kinds import ANYTHING, ONE, TENSOR_OR_NUMBER
from gradcli.ops.op import Row
from gradcli.problems import NameProblem, Problem, TorchError, type_error
from gradcli.suggest import suggest_name
from gradcli.tensors.foreign import class_name
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
    "split_size_or_sections": "split_size",
    "axis0": "dim0",
    "axis1": "dim1",
}
OPERANDS = {
    "input": ("x", "condition", "start"),
    "self": ("x",),
    "other": ("y", "tensor"),
    "tensor": ("x",),
    "A": ("x",),
    "x1": ("x",),
    "x2": ("y",),
    "mat1": ("x",),
}
NUMBERS = frozenset({int, float, bool})
WITH_NUMBERS = frozenset(
    {"add", "sub", "mul", "div", "floor_divide"}
)  # functions to which PyTorch's parser takes numbers as tensors


def torch_name(name: str) -> str:
    """PyTorch's name of an argument."""
    return {"x": "input", "y": "other"}.get(name, name).rstrip("_")


def own_name(row: Row, name: str, strict: bool = False) -> str:
    """The row's own name of a keyword. Raises NameProblem, or PyTorch's TypeError if `strict`."""
    known = row.operands + row.options
    if name in known:
        return name
    for candidate in (SYNONYMS.get(name, ""), *OPERANDS.get(name, ())):
        if candidate in known:
            return candidate
    if row.variadic and name == "tensors":
        return name
    if strict:
        raise type_error(f"{row.name}() got an unexpected keyword argument '{name}'")
    shown = [torch_name(k) for k in known]
    near = suggest_name(name, shown)
    fix = f"did you mean `{near}`?" if near else f"it takes {', '.join(shown)}"
    raise NameProblem(f"`{row.name}` has no argument `{name}`", fix=fix)


# ------------------------------------------------------------------ operands
def as_operand(value: Any) -> Any:
    """A value where a tensor is meant: lists become constants, a list of tensors is stacked, numbers stay numbers."""
    kind = type(value)
    if isinstance(value, Tensor) or kind is float or kind is int or kind is bool:
        return value
    if kind is list:
        return stacked(value) if holds_tensors(value) else constant(value)
    if isinstance(value, tuple) and value and isinstance(value[0], Tensor):
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

    return stack(*[element(v) for v in values], dim=0)


def element(value: Any) -> Any:
    """One of several tensors in a list."""
    operand = as_operand(value)
    return operand if isinstance(operand, Tensor) else constant(operand)


def lifted(row: Row, operands: Sequence[Any]) -> list[Any]:
    """Operands of a call in an expression: where all are numbers, they are constants."""
    ready = [as_operand(v) for v in operands]
    if any(isinstance(v, Tensor) for v in ready):
        return ready
    return [constant(float(v) if row.dtype == "float" and type(v) is int else v) for v in ready]


def strict_operands(row: Row, operands: Sequence[Any]) -> list[Any]:
    """Operands of a call in a script. Raises PyTorch's TypeError for what is no tensor where it wants one."""
    numbers = not any(isinstance(v, Tensor) for v in operands)
    if numbers and row.name in WITH_NUMBERS and all(type(v) in NUMBERS for v in operands):
        return [constant(operands[0]), *operands[1:]]
    for k, (name, value) in enumerate(zip(row.operands, operands, strict=False)):
        taken = row.kinds[name] is TENSOR_OR_NUMBER and type(value) in NUMBERS and not numbers
        if not taken and not isinstance(value, Tensor):
            raise type_error(
                f"{row.name}(): argument '{torch_name(name)}' (position {k + 1}) must be Tensor, not {class_name(value)}"
            )
    return list(operands)


def strict_element(value: Any, k: int) -> Tensor:
    """One of several tensors in a list, in a script."""
    if not isinstance(value, Tensor):
        raise type_error(f"expected Tensor as element {k} in argument 0, but got {class_name(value)}")
    return value


# ------------------------------------------------------------------ options
def checked(row: Row, name: str, value: Any) -> Any:
    """The value of an option as the row takes it. Raises PyTorch's TypeError if it is of another kind."""
    kind = row.kinds[name]
    default = row.defaults.get(name, 0)
    if value is None and (kind is ANYTHING or kind.tensor or default is None or (default is UNSET and kind is not ONE)):
        return value
    if value is None and name in row.defaults:  # PyTorch's parser of arguments takes None for the default
        return row.defaults[name]
    if kind.tensor:
        return as_operand(value) if type(value) is list or isinstance(value, Tensor) else value
    if kind.number and isinstance(value, Tensor) and not value.shape and not value.requires_grad:
        value = value.item()
    if not kind.fits(value):
        raise type_error(f"{row.name}(): argument '{name.rstrip('_')}' must be {kind.wanted}, not {class_name(value)}")
    if not kind.sequence or not isinstance(value, list | tuple):
        return value
    return tuple([int(v) if type(v) is bool else v for v in value]) if True in value or False in value else tuple(value)


def missing_argument(row: Row, name: str) -> TorchError:
    """PyTorch's refusal of a call without an argument that it needs."""
    return type_error(f'{row.name}() missing 1 required positional arguments: "{torch_name(name)}"')
