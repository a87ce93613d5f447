"""What a value can do, wherever it stands: attributes, methods, indexing, augmented assignment.

Expressions and scripts ask here. What only scripts do (casts, backward, hooks, writing in place) is in `methods`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gradcli.evaluate import casts
from gradcli.evaluate.calls import call
from gradcli.evaluate.casts import cast
from gradcli.evaluate.constants import constant
from gradcli.ops import table
from gradcli.ops.op import Row
from gradcli.ops.warnings import Once
from gradcli.problems import index_error, runtime_error, type_error, value_error
from gradcli.tensors.foreign import is_array, is_number
from gradcli.tensors.tensor import Tensor


def numel(x: Tensor) -> int:
    """The number of elements."""
    n = 1
    for size in x.shape:
        n *= size
    return n


def size(x: Tensor, dim: int | None = None, *, axis: int | None = None) -> Any:
    """The shape, or one size of it."""
    dim = axis if dim is None else dim
    if dim is None:
        return x.shape
    if not x.shape:
        raise index_error(f"Dimension specified as {dim} but tensor has no dimensions")
    from gradcli.ops.sizes import dimension

    return x.shape[dimension(dim, x.ndim)]


def method_row(name: str) -> Row | None:
    """The row that a method of tensors runs; None if there is none, as where a tensor is made anew."""
    row = table.qualified(f"Tensor.{name}") or table.TABLE.get(name)
    return None if row is None or row.variadic or casts.makes(row) else row


def turned(x: Tensor) -> Any:
    """x.H: a matrix turned around. Raises RuntimeError for what is none."""
    if x.ndim not in (0, 2):
        batch = " For batches of matrices, consider using tensor.mH" if x.ndim > 2 else ""
        raise runtime_error(f"tensor.H is only supported on matrices (2-D tensors). Got {x.ndim}-D tensor.{batch}")
    return table.TABLE["mT"](x)


def transposed(x: Tensor) -> Any:
    """x.T: the dimensions in reverse, which PyTorch wants of matrices only."""
    if x.ndim != 2:
        Tensor.remark(REVERSED if x.ndim else NOT_TURNED)
    return table.TABLE["T"](x)


def adjoint(x: Tensor) -> Any:
    """x.mH: the matrices of a batch turned around. Raises RuntimeError for vectors."""
    if x.ndim == 1:
        raise runtime_error("tensor.mH is only supported on matrices or batches of matrices. Got 1-D tensor.")
    return table.TABLE["mT"](x)


REVERSED = Once(
    "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and it will throw an error in a "
    "future release. Consider `x.mT` to transpose batches of matrices or `x.permute(*torch.arange(x.ndim - 1, -1, -1))` to "
    "reverse the dimensions of a tensor."
)
NOT_TURNED = Once("Tensor.T is deprecated on 0-D tensors. This function is the identity in these cases.")
BYTES = "indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool instead."
ATTRIBUTES: Mapping[str, Callable[[Tensor], Any]] = {
    "T": lambda x: transposed(x),
    "mT": lambda x: table.TABLE["mT"](x),
    "mH": adjoint,
    "H": turned,
    "shape": lambda x: x.shape,
    "ndim": lambda x: x.ndim,
    "dtype": lambda x: x.dtype,
    "data": lambda x: x.data,
}
METHODS: Mapping[str, Callable[..., Any]] = {
    "item": Tensor.item,
    "numel": numel,
    "dim": lambda x: x.ndim,
    "size": size,
    "ndimension": lambda x: x.ndim,
    "nelement": numel,
    "is_floating_point": lambda x: x.dtype.is_floating_point,
    **casts.METHODS,
}


def call_method(
    row: Row, x: Tensor, positional: Sequence[Any], keywords: Mapping[str, Any], strict: bool = False, name: str = ""
) -> Any:
    """A row of the table as a method of x: its first argument is x, but for a.where(condition, b)."""
    if row.name == "where":
        from gradcli.evaluate.refusals import check, fits  # late: most expressions call nothing that has to be looked up

        check("where", [x, *positional], keywords, True, lambda kind, value: fits(kind, value, not strict))
        condition, *others = positional or (keywords["condition"],)
        return call(row, [condition, x, *others], {k: v for k, v in keywords.items() if k != "condition"}, strict)
    return call(row, [x, *positional], keywords, strict, name, method=True)


# ------------------------------------------------------------------ x[items]
def index(x: Tensor, items: Sequence[Any]) -> Any:
    """x[items], as PyTorch takes items apart. Raises IndexError for what is no index."""
    from gradcli.ops.indexing import subscript

    if len(items) == 1 and (type(items[0]) is tuple or _stands_for_tuple(items[0])):
        items = items[0]
    if len(items) == 1:  # which PyTorch looks at before it counts dimensions
        check_steps(items)
    return subscript(x, [as_item(item) for item in items])


def _stands_for_tuple(item: Any) -> bool:
    """A short list with a list, a range or None in it: x[[[1, 0], [2, 1]]] is x[[1, 0], [2, 1]], as PyTorch has it."""
    return type(item) is list and len(item) < 32 and any(v is None or isinstance(v, list | tuple | slice | Tensor) for v in item)


def as_item(item: Any) -> Any:
    """One item of a subscript as plain data: a number, a slice, None, an Ellipsis or an array; for what is none, the refusal."""
    if item is None or item is Ellipsis or isinstance(item, bool | int):
        return item
    if isinstance(item, Tensor):
        return _places(item.raw)
    if hasattr(item, "__array__"):
        if is_array(item):
            return _places(item if item.dtype.kind in "iub" else item.astype("int64"))
        if is_number(item) and item.dtype.kind in "iu":
            return int(item)
    if isinstance(item, slice):
        return slice(bound(item.start), bound(item.stop), bound(item.step))
    if isinstance(item, list | tuple | range):
        item = constant(list(item), None if len(item) else "int64")
        return _places((item if item.dtype == "bool" else cast(item, "int64")).raw)  # a list of floats, as PyTorch reads it
    if isinstance(item, str):
        return type_error("new(): invalid data type 'str'")
    kind = {float: "float"}.get(type(item), type(item).__name__)
    return index_error(
        f"only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got {kind})"
    )


def _places(data: Any) -> Any:
    """The elements of a tensor or array that says where."""
    from gradcli.ops import arrays

    if getattr(data, "dtype", None) == "uint8":
        Tensor.remark(BYTES)
        return data.astype(bool)
    return data if isinstance(data, bool | arrays.Array) else arrays.as_array(data)


def check_steps(items: Sequence[Any]) -> None:
    """Refuse ranges that go nowhere or backwards. Raises ValueError."""
    for step in (bound(item.step) for item in items if isinstance(item, slice)):
        if type(step) is int and step <= 0:
            raise value_error("step must be greater than zero" if step else "slice step cannot be zero")


def bound(part: Any) -> Any:
    """One end of a range: a tensor of one whole number is a number."""
    if isinstance(part, Tensor) and part.dtype == "int64" and not part.shape:
        return part.item()
    return int(part) if part is not None and is_number(part) and hasattr(part, "__index__") else part


def rows(x: Tensor) -> Any:
    """for part in x."""
    if not x.shape:
        raise TypeError("iteration over a 0-d tensor")
    return iter(table.TABLE["unbind"](x, dim=0))
