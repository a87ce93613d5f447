"""What scripts write into tensors: x.add_(y), x += y, x[0] = y."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gradcli.evaluate.calls import call
from gradcli.evaluate.values import as_item, check_steps
from gradcli.ops import arithmetic, table
from gradcli.ops.dtypes import SPELLINGS, TITLES
from gradcli.ops.op import Composite, Op, Row
from gradcli.ops.sizes import broadcast
from gradcli.ops.writing import COMPARED_WITH_NUMBER, COMPARED_WITH_TENSOR, zero
from gradcli.problems import TorchError, runtime_error, type_error
from gradcli.tensors.foreign import class_name, is_number, plain
from gradcli.tensors.inplace import copy, in_place, is_onto_itself, number, set_item, zeroed
from gradcli.tensors.tensor import Tensor

NAMED_AS_IN_C = ("clamp", "clamp_max", "clamp_min")  # their errors name dtypes as C++ does


def row_in_place(row: Row, x: Tensor, name: str) -> Callable[..., Any]:
    """A row whose result is written into the tensor: x.add_(y)."""

    def method(*arguments: Any, **keywords: Any) -> Tensor:
        x.shared()  # so that a row that only looks at the same memory in another way, x.t_(), looks at this one
        others = (*arguments, *keywords.values())
        return in_place(
            x,
            lambda old: call(row, (old, *arguments), keywords, strict=True, name=name, method=True),
            others,
            overlapping=only_looks(row),
            titles=SPELLINGS if row.name in NAMED_AS_IN_C and not any(isinstance(y, Tensor) for y in others) else TITLES,
            differentiable=isinstance(row, Composite) or row.differentiable,
        )

    return method


def compared(row: Row, x: Tensor, name: str) -> Callable[..., Any]:
    """A comparison written into the tensor, as numbers of its dtype: x.lt_(y)."""

    def method(*arguments: Any, **keywords: Any) -> Tensor:
        others = (*arguments, *keywords.values())

        def function(old: Tensor) -> Tensor:
            found = call(row, (old, *arguments), keywords, strict=True, name=name, method=True)
            with_tensor = isinstance(others[0], Tensor)
            out: Tensor = (
                COMPARED_WITH_TENSOR[row.name](old, others[0], found)
                if with_tensor
                else COMPARED_WITH_NUMBER[row.name](old, found)
            )
            return out

        return in_place(x, function, others)

    return method


def masked_fill_(x: Tensor, *arguments: Any, **keywords: Any) -> Tensor:
    """Write one number where a mask says: that may be several times into the same memory."""

    def filled(old: Tensor) -> Any:
        for mask in (*arguments[:1], keywords.get("mask")):
            if isinstance(mask, Tensor):
                broadcast(old.shape, mask.shape)  # in this order, as PyTorch names the two
        return call(table.TABLE["masked_fill"], (old, *arguments), keywords, True, "masked_fill_", method=True)

    return in_place(x, filled, (*arguments, *keywords.values()), overlapping=True)


def triangle(row: Row, x: Tensor, name: str) -> Callable[..., Any]:
    """x.tril_() and x.triu_(): zeros written into a part of x, and nothing into the rest, also where that is the same memory."""

    def method(*arguments: Any, **keywords: Any) -> Tensor:
        def kept(old: Tensor) -> Any:
            out = call(row, (old, *arguments), keywords, strict=True, name=name, method=True)
            if is_onto_itself(old.raw):
                ones = call(row, (table.TABLE["ones_like"](old.detach()), *arguments), keywords, strict=True)
                out.raw = zeroed(out.raw, ones.raw == 0, old.raw)
            return out

        return in_place(x, kept, overlapping=True)

    return method


def accumulated(row: Row, x: Tensor, name: str) -> Callable[..., Any]:
    """x.cumsum_(0): in the dtype of x, which may not be that of truth values if there is anything to add up."""

    def method(*arguments: Any, **keywords: Any) -> Tensor:
        def function(old: Tensor) -> Any:
            out = call(row, (old, *arguments), keywords, strict=True, name=name, method=True)
            if keywords.get("dtype") not in (None, x.dtype):
                pair = f"{SPELLINGS[x.dtype]} and output tensor dtype {SPELLINGS[out.dtype]}"
                raise runtime_error(f"Bad in-place call: input tensor dtype {pair} should match")
            if x.dtype == "bool" and x.shape and 0 not in x.shape:
                raise TorchError("NotImplementedError", f"\"{row.name}_out_cpu\" not implemented for 'Bool'")
            return out if out.dtype == x.dtype else table.to(out, dtype=x.dtype)

        return in_place(x, function)

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
    if isinstance(src, Tensor):
        return copy(x, src)
    return copy(x, number(src, "int64") if type(src) is int else Tensor(src))


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
    """x[items] = value. True alone is None, and nothing is written at False, as PyTorch has it.

    Raises TypeError for what is neither a tensor nor a number.
    """
    if not isinstance(value, Tensor | int | float):
        value = _assigned(x, value)
    if items is False:
        if not isinstance(value, Tensor):
            number(value, x.dtype)
        return
    items = None if items is True else items
    if isinstance(items, Tensor) and items.dtype == "uint8" and is_number(value):
        raise runtime_error("masked_fill_ only supports boolean masks, but got mask with dtype unsigned char")
    if isinstance(items, slice):  # which PyTorch looks at before it counts dimensions
        check_steps((items,))
    set_item(x, [as_item(item) for item in (items if type(items) is tuple else (items,))], value)


def _assigned(x: Tensor, value: Any) -> int:
    """A number of NumPy's that PyTorch writes, as Python's: whole ones alone."""
    if is_number(value) and value.dtype.kind in "iu":
        return int(value)
    raise type_error(f"can't assign a {class_name(value)} to a torch.{TITLES[x.dtype]}Tensor")


METHODS: Mapping[str, Callable[..., Any]] = {
    "copy_": copy_,
    "fill_": fill_,
    "masked_fill_": masked_fill_,
    "t_": t_,
    "zero_": zero_,
}
WAYS: Mapping[str, Callable[[Row, Tensor, str], Callable[..., Any]]] = {
    **dict.fromkeys(COMPARED_WITH_TENSOR, compared),
    **dict.fromkeys(("tril", "triu"), triangle),
    **dict.fromkeys(("cumsum", "cumprod"), accumulated),
}


def method_in_place(row: Row, x: Tensor, name: str) -> Callable[..., Any] | None:
    """The method of a row that writes into x; None if there is none."""
    way = WAYS.get(row.name, row_in_place if row.in_place else None)
    return None if way is None else way(row, x, name)
