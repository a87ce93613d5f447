"""In-place operations: the result of an operation written into its first operand, with PyTorch's checks and history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from gradcli.ops import sizes, strided, table
from gradcli.ops.dtypes import TITLES, castable, fitted, promoted
from gradcli.ops.indexing import index_put_values, taken_apart
from gradcli.ops.op import Op
from gradcli.ops.shape import expand_op, view_op
from gradcli.problems import TorchError, runtime_error
from gradcli.recording.modes import history, mode
from gradcli.tensors.place import Place, Version, one_writer
from gradcli.tensors.tensor import Tensor, type_title
from gradcli.tensors.views import rebase, refresh_views, refusal

LEAF = "a {}leaf Variable that requires grad is being used in an in-place operation."
INFERENCE = (
    "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a normal tensor before "
    "doing inplace update.See https://github.com/pytorch/rfcs/pull/17 for more details."
)
OVERLAP = (
    "unsupported operation: {} refer{} to a single memory location. Please clone() the tensor before performing the operation."
)
ONTO_ITSELF = OVERLAP.format("more than one element of the written-to tensor", "s")
FROM_ITSELF = OVERLAP.format("some elements of the input tensor and the written-to tensor", "")


def in_place(
    x: Tensor,
    function: Callable[[Tensor], Tensor],
    inputs: Sequence[Any] = (),
    overlapping: bool = False,
    apart: Sequence[Any] = (),
    titles: Mapping[str, str] = TITLES,
    differentiable: bool = True,
) -> Tensor:
    """x.f_(...): x with the elements that `function` answers, given a stand-in for x as it was.

    inputs       the other operands, which may not share some of the elements that are written
    overlapping  whether several elements of x may be the same one in memory
    apart        tensors and arrays that may not share any of them
    titles       how the error about a dtype that does not fit names dtypes
    differentiable  whether the operation is recorded; otherwise even a leaf may be written into, and its history stays
    Raises with PyTorch's texts where x may not be written into, or the result has another shape or dtype.
    """
    with one_writer:
        return _in_place(x, function, inputs, overlapping, apart, titles, differentiable)


def _in_place(
    x: Tensor,
    function: Callable[[Tensor], Tensor],
    inputs: Sequence[Any],
    overlapping: bool,
    apart: Sequence[Any],
    titles: Mapping[str, str],
    differentiable: bool,
) -> Tensor:
    check_writable(x, differentiable and (x.requires_grad or any(isinstance(y, Tensor) and y.requires_grad for y in inputs)))
    _check_memory(x, inputs, overlapping, apart)
    place = x.shared()
    before = Tensor(x.raw, edge=x.edge, output_nr=x.output_nr)
    before.place = place if place.version is not None else Place(place.memory, Version(), place.cell)
    result = _result(function, before, inputs, titles)
    if result.edge is not None:
        check_writable(x, True)
    if _is_seen(result, x):
        x.raw, place.cell = result.raw, None if result.place is None else result.place.cell
        _count(place)
        if result.edge is None:
            refresh_views(x)
        else:
            _rename(result.edge)
            x.edge, x.output_nr = result.edge, result.output_nr
            refresh_views(x, but=x)
        return x
    _check_fit(x, result.shape, result.dtype, titles)
    _keep_saved(before, result)
    x.write(_cast(result, x))
    _written(x, result)
    return x


def set_item(x: Tensor, items: Sequence[Any], value: Any) -> None:
    """x[items] = value. Items are what `ops.indexing.subscript` takes; the value is a number or a tensor."""
    target, advanced = taken_apart(x, items, whole_is_kept=False)
    given = value if isinstance(value, Tensor) else number(value, x.dtype)
    if advanced:
        _put(target, advanced, given)
    elif given.shape == target.shape:
        copy(target, given)
    elif not given.shape:
        in_place(target, lambda old: table.fill(old, value=given))
    else:
        source = view_op(given, size=_sizes_without_ones(given))
        wide = sizes.expanded(source.shape, target.shape, type_title(source.dtype))
        if wide != source.shape:
            source = expand_op(source, size=wide)
        copy(target, source)


def copy(x: Tensor, source: Tensor) -> Tensor:
    """x.copy_(source). What lies in the same place already may have the same element several times."""
    same = _lies_apart(x, source) is False and _same(x.array(), source.array())

    def copied(old: Tensor) -> Tensor:
        out: Tensor = table.copy_into(old, source)
        if not x.dtype.is_floating_point:
            out.edge = None
        return out

    return in_place(x, copied, (source,), overlapping=same)


def _put(target: Tensor, advanced: Sequence[Any], given: Tensor) -> None:
    """Write a value where lists of indices or masks say. Raises RuntimeError if the dtypes differ."""
    source = _without_ones(given)
    lists = [item for item in advanced if item is not None and item.dtype.name != "bool"]
    one = not lists and sizes.numel(given.shape) == 1
    if one and given.dtype != target.dtype:  # a mask and one number
        source = table.to(source, dtype=target.dtype)

    def put(old: Tensor) -> Tensor:
        out: Tensor = index_put_values(old, source, indices=tuple(advanced))
        if source.dtype != target.dtype:
            names = f"got {TITLES[target.dtype]} for the destination and {TITLES[source.dtype]} for the source."
            raise runtime_error(f"Index put requires the source and destination dtypes match, {names}")
        return out

    apart = () if one else (source if source is given else source.array(), *lists)
    in_place(target, put, (source,), overlapping=True, apart=apart)


def number(value: Any, dtype: str) -> Tensor:
    """A plain number as a 0-d tensor of the dtype into which it is written. Raises if the dtype does not hold it."""
    from gradcli.ops import arrays
    from gradcli.ops.run import normal

    return Tensor(normal(fitted(arrays, value, dtype)))


def _without_ones(value: Tensor) -> Tensor:
    """A value without its leading dimensions of size 1."""
    wanted = _sizes_without_ones(value)
    return value if wanted == value.shape else view_op(value, size=wanted)


def _sizes_without_ones(value: Tensor) -> sizes.Shape:
    ones = next((k for k, n in enumerate(value.shape) if n != 1), len(value.shape))
    return value.shape[ones:]


# ------------------------------------------------------------------ what may be written into
def check_writable(x: Tensor, tracked: bool) -> None:
    """Raise RuntimeError if x may not be written into where that is recorded; `tracked` says whether a gradient is wanted."""
    if not (mode.recording and tracked):
        return
    base = None if x.place is None else x.place.base
    if base is not None:
        if x.place is not None and x.place.made:
            raise runtime_error(refusal(x))
        if x.requires_grad and base.is_leaf:
            raise runtime_error(LEAF.format("view of a "))
    if x.requires_grad and x.is_leaf:
        raise runtime_error(LEAF.format(""))


def _check_memory(x: Tensor, inputs: Sequence[Any], overlapping: bool, apart: Sequence[Any]) -> None:
    """Elements that are the same in memory cannot be written one by one."""
    if hasattr(x.raw, "run_op"):
        return
    for other in apart:
        if other is x or _overlap(x.array(), other.array() if isinstance(other, Tensor) else other):
            raise runtime_error(FROM_ITSELF)
    if not overlapping:
        if is_onto_itself(x.raw):
            raise runtime_error(ONTO_ITSELF)
        for y in inputs:
            if isinstance(y, Tensor) and _is_partly_in(x, y):
                raise runtime_error(FROM_ITSELF)


def is_onto_itself(raw: Any) -> bool:
    """Whether several elements are the same one."""
    return bool(getattr(raw, "size", 0)) and any(s == 0 and n > 1 for s, n in zip(raw.strides, raw.shape, strict=True))


def zeroed(raw: Any, zeros: Any, like: Any) -> Any:
    """Elements with a 0 wherever one lies in the same memory that is to be 0; `like` lies there."""
    shared = tuple([k for k, (s, n) in enumerate(zip(like.strides, like.shape, strict=True)) if s == 0 and n > 1])
    out = raw.copy()
    out[(zeros.any(axis=shared, keepdims=True) | zeros)] = 0
    return out


def _is_partly_in(x: Tensor, y: Tensor) -> bool:
    """Whether an operand shares some of the elements that are written, and is not just all of them."""
    if y is x or _lies_apart(x, y) or _same(x.array(), y.array()):
        return False
    return _overlap(x.array(), y.array())


def _lies_apart(x: Tensor, y: Tensor) -> bool:
    """Whether two tensors have no memory in common, for all that is known of them."""
    return x.place is None or y.place is None or x.place.memory is not y.place.memory


def _overlap(raw: Any, other: Any) -> bool:
    """Whether two pieces of memory have elements in common, as far as PyTorch looks: only where neither has gaps."""
    if not raw.size or not other.size or not strided.is_dense(raw) or not strided.is_dense(other):
        return False
    begin, start = _begin(raw), _begin(other)
    return bool(begin < start + other.nbytes and start < begin + raw.nbytes)


def _same(raw: Any, other: Any) -> bool:
    """Whether two arrays look at the same memory in the same way."""
    return bool(raw.size == other.size and _begin(raw) == _begin(other) and raw.strides == other.strides)


def _begin(raw: Any) -> Any:
    return raw.__array_interface__["data"][0]


def _result(function: Callable[[Tensor], Tensor], before: Tensor, inputs: Sequence[Any], titles: Mapping[str, str]) -> Tensor:
    """What is to be written. A division of whole numbers by 0 is refused last, when PyTorch divides."""
    try:
        return function(before)
    except TorchError as error:
        if str(error) == "ZeroDivisionError":
            operands = [before, *[y for y in inputs if isinstance(y, Tensor | int | float)]]
            _check_fit(before, sizes.broadcast(*[y.shape for y in operands if isinstance(y, Tensor)]), promoted(operands), titles)
        raise


def _check_fit(x: Tensor, shape: sizes.Shape, dtype: str, titles: Mapping[str, str]) -> None:
    if shape != x.shape:
        own, wide = sizes.text(x.shape), sizes.text(shape)
        raise runtime_error(f"output with shape {own} doesn't match the broadcast shape {wide}")
    if not castable(dtype, x.dtype):
        raise runtime_error(f"result type {TITLES[dtype]} can't be cast to the desired output type {titles[x.dtype]}")


# ------------------------------------------------------------------ writing
def _is_seen(result: Tensor, x: Tensor) -> bool:
    """Whether the operation only looks at the same memory in another way: t_, squeeze_."""
    return result.place is not None and x.place is not None and result.place.memory is x.place.memory


def _keep_saved(before: Tensor, result: Tensor) -> None:
    """What the operation saved of x as it was, is kept as it was."""
    saved = getattr(result.edge, "saved", ())
    if type(saved) is tuple and any(s is before for s in saved):
        before.raw = before.raw.copy() if hasattr(before.raw, "copy") else before.raw
        before.place = None
        node: Any = result.edge
        if node.rare is not None and node.rare.versions is not None:
            node.rare.versions = tuple([0 if s is before else v for s, v in zip(saved, node.rare.versions, strict=True)])


def _cast(result: Tensor, x: Tensor) -> Any:
    return (
        result.raw if result.dtype == x.dtype or hasattr(result.raw, "run_op") else table.to(result.detach(), dtype=x.dtype).raw
    )


def _written(x: Tensor, result: Tensor) -> None:
    """One version more, and the history of what was written."""
    place = x.shared()
    _count(place)
    node = result.edge
    if node is not None:
        _rename(node)
        remember = getattr(node, "remember_result", None)
        if remember is not None and place.version is not None:
            remember(place.version, place.version.count)
        rebase(x, node, result.output_nr)
    refresh_views(x)


def _count(place: Place) -> None:
    """One version more."""
    history.written = True
    if place.version is not None:
        place.version.count += 1
    elif not mode.inference:  # torch has written by then, too
        raise runtime_error(INFERENCE)


def _rename(node: Any) -> None:
    """The name that torch gives a node where it wrote in place."""
    op = getattr(node, "op", None)
    if op is not None and (type(op.in_place) is str or op.not_implemented is not None):
        node.op = renamed(op, op.in_place if type(op.in_place) is str else op.grad_fn)


@cache
def renamed(op: Op, name: str) -> Op:
    """An operation that was written in place, under torch's name of its nodes."""
    other = op.renamed(name)
    if op.not_implemented is not None:
        other.not_implemented = f"{op.not_implemented}_"
    return other
