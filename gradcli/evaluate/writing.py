"""What scripts write into tensors: x.add_(y), x += y, x[0] = y."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gradcli.evaluate.calls import call
from gradcli.evaluate.values import as_item
from gradcli.ops import arithmetic, table
from gradcli.ops.dtypes import SPELLINGS, TITLES
from gradcli.ops.op import Composite, Op, Row
from gradcli.ops.writing import zero
from gradcli.problems import runtime_error, type_error
from gradcli.tensors.foreign import class_name, is_number, plain
from gradcli.tensors.inplace import copy, in_place, number, set_item
from gradcli.tensors.tensor import Tensor

SAME_EVERYWHERE = ("masked_fill",)  # what writes one number may write it several times into the same memory
NAMED_AS_IN_C = ("clamp", "clamp_max", "clamp_min")  # their errors name dtypes as C++ does


def row_in_place(row: Row, x: Tensor) -> Callable[..., Any]:
    """A row whose result is written into the tensor: x.add_(y)."""

    def method(*arguments: Any, **keywords: Any) -> Tensor:
        x.shared()  # so that a row that only looks at the same memory in another way, x.t_(), looks at this one
        others = (*arguments, *keywords.values())
        titles = SPELLINGS if row.name in NAMED_AS_IN_C else TITLES
        function = lambda old: call(row, (old, *arguments), keywords, strict=True)  # noqa: E731
        return in_place(x, function, others, only_looks(row) or row.name in SAME_EVERYWHERE, titles=titles)

    return method


def only_looks(row: Row) -> bool:
    """Whether a row looks at the same memory in another way and writes nothing."""
    return all(op.view for op in (row.rows if isinstance(row, Composite) else (row,)) if isinstance(op, Op))


def fill_(x: Tensor, *arguments: Any, **keywords: Any) -> Tensor:
    """Write one number everywhere: that may be several times into the same memory; a tensor may not be written so."""
    of_tensor = any(isinstance(y, Tensor) and not y.shape for y in (*arguments, *keywords.values()))
    return in_place(x, lambda old: call(table.TABLE["fill"], (old, *arguments), keywords, True), overlapping=not of_tensor)


def t_(x: Tensor) -> Tensor:
    """Exchange the two dimensions of x. Raises RuntimeError if it has more."""

    def transposed(old: Tensor) -> Tensor:
        if old.ndim > 2:
            raise runtime_error(f"t_() expects a tensor with <= 2 dimensions, but self is {old.ndim}D")
        out: Tensor = table.TABLE["t"](old)
        return out

    return in_place(x, transposed, overlapping=True)


def copy_(x: Tensor, src: Tensor | float, non_blocking: bool = False) -> Tensor:  # noqa: ARG001
    """Write the elements of another tensor, broadcast and cast, or a number into x. Raises TypeError for anything else."""
    if not isinstance(src, Tensor | float | int):
        raise type_error(f"copy_(): argument 'other' (position 1) must be Tensor, not {class_name(src)}")
    source = src if isinstance(src, Tensor) else number(src, x.dtype)
    return copy(x, source)


def zero_(x: Tensor) -> Tensor:
    """Write zeros into x."""
    return in_place(x, zero, overlapping=True)


OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": arithmetic.add_tensor,
    "-": arithmetic.operator_sub,
    "*": arithmetic.mul,
    "/": arithmetic.operator_div,
    "//": arithmetic.floor_divide,
    "%": arithmetic.remainder,
    "**": table.pow,
    "&": arithmetic.bitwise_and,
    "|": arithmetic.bitwise_or,
    "^": arithmetic.bitwise_xor,
}


def augment(symbol: str, x: Tensor, other: Any) -> Any:
    """x += other, and the other operators; NotImplemented for what is neither a tensor nor a number."""
    if not isinstance(other, Tensor):
        if not is_number(other):
            return NotImplemented
        other = plain(other)
    return in_place(x, lambda old: OPERATORS[symbol](old, other), (other,))


def assign(x: Tensor, items: Any, value: Any) -> None:
    """x[items] = value. Raises TypeError for what is neither a tensor nor a number."""
    if not isinstance(value, Tensor | int | float):
        value = _assigned(x, value)
    set_item(x, [as_item(item) for item in (items if type(items) is tuple else (items,))], value)


def _assigned(x: Tensor, value: Any) -> int:
    """A number of NumPy's that PyTorch writes, as Python's: whole ones alone."""
    if is_number(value) and value.dtype.kind in "iu":
        return int(value)
    raise type_error(f"can't assign a {class_name(value)} to a torch.{TITLES[x.dtype]}Tensor")


METHODS: Mapping[str, Callable[..., Any]] = {"copy_": copy_, "fill_": fill_, "t_": t_, "zero_": zero_}
