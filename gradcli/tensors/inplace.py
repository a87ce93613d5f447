"""In-place operations: the result of an operation written into its first operand, with PyTorch's checks and history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gradcli.ops import sizes, table
from gradcli.ops.dtypes import TITLES, castable
from gradcli.ops.indexing import index_put_values, taken_apart
from gradcli.problems import runtime_error
from gradcli.recording.modes import mode
from gradcli.tensors.place import Place
from gradcli.tensors.tensor import Tensor
from gradcli.tensors.views import MULTIPLE, rebase, refresh_views

LEAF = "a {}leaf Variable that requires grad is being used in an in-place operation."
MIXED = (
    "A view was created in {mode} mode and is being modified inplace {other}. Given that this use case is ambiguous and "
    "error-prone, it is forbidden. You can clarify your code by moving both the view and the inplace either both inside the "
    "{block} block (if you don't want the inplace to be tracked) or both outside (if you want the inplace to be tracked)."
)
CUSTOM = (
    "This view was created inside a custom Function (or because an input was returned as-is) and the autograd logic to handle "
    "view+inplace would override the custom backward associated with the custom Function, leading to incorrect gradients. This "
    "behavior is forbidden. You can fix this by cloning the output of the custom Function."
)
INFERENCE = (
    "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a normal tensor before "
    "doing inplace update.See https://github.com/pytorch/rfcs/pull/17 for more details."
)
OVERLAP = (
    "unsupported operation: {} refer{} to a single memory location. Please clone() the tensor before performing the operation."
)
ONTO_ITSELF = OVERLAP.format("more than one element of the written-to tensor", "s")
FROM_ITSELF = OVERLAP.format("some elements of the input tensor and the written-to tensor", "")


def in_place(x: Tensor, function: Callable[[Tensor], Tensor], inputs: Sequence[Any] = (), overlapping: bool = False) -> Tensor:
    """x.f_(...): x with the elements that `function` answers, given a stand-in for x as it was.

    inputs       the other operands, which may not share some of the elements that are written
    overlapping  whether several elements of x may be the same one in memory
    Raises with PyTorch's texts where x may not be written into, or the result has another shape or dtype.
    """
    _check(x, x.requires_grad or any(type(y) is Tensor and y.edge is not None for y in inputs))
    if not overlapping:
        _check_memory(x, inputs)
    before = Tensor(x.raw, edge=x.edge, output_nr=x.output_nr)
    before.place = x.shared()
    result = function(before)
    if not x.dtype.is_floating_point:
        result.edge = None
    if result.edge is not None:
        _check(x, True)
    if _is_seen(result, x):
        x.raw, before.place.cell = result.raw, None if result.place is None else result.place.cell
        _count(before.place)
        if result.edge is not None:
            _rename(result.edge)
            x.edge, x.output_nr = result.edge, result.output_nr
        return x
    _check_fit(x, result)
    _keep_saved(before, result)
    x.write(_cast(result, x))
    _written(x, result)
    return x


def set_item(x: Tensor, items: Sequence[Any], value: Any) -> None:
    """x[items] = value. Items are what `ops.indexing.subscript` takes; the value is a number or a tensor."""
    target, advanced = taken_apart(x, items, whole_is_kept=False)
    given = value if type(value) is Tensor else _number(value, x.dtype)
    if advanced:
        if given.dtype != x.dtype:
            names = f"got {TITLES[x.dtype]} for the destination and {TITLES[given.dtype]} for the source."
            raise runtime_error(f"Index put requires the source and destination dtypes match, {names}")
        in_place(target, lambda old: index_put_values(old, given, indices=tuple(advanced)), (given,))
        return
    source = _without_ones(given, target.shape)
    if source.shape == target.shape:
        in_place(target, lambda old: table.copy_into(old, source), (source,))
    elif not source.shape:
        in_place(target, lambda old: table.fill(old, value=source), overlapping=True)
    else:
        sizes.expanded(source.shape, target.shape, f"torch.{TITLES[source.dtype]}Tensor")
        in_place(target, lambda old: table.copy_into(old, source), (source,))


def _number(value: Any, dtype: str) -> Tensor:
    """A plain number as a 0-d tensor of the dtype into which it is written."""
    from gradcli.ops import arrays
    from gradcli.ops.run import normal

    return Tensor(normal(arrays.as_array(value).astype(dtype)))


def _without_ones(value: Tensor, shape: sizes.Shape) -> Tensor:
    """A value without the leading dimensions of size 1 that it has too many."""
    extra = len(value.shape) - len(shape)
    while extra > 0 and value.shape[0] == 1:
        value = table.squeeze_one(value, dim=0)
        extra -= 1
    return value


# ------------------------------------------------------------------ what may be written into
def _check(x: Tensor, tracked: bool) -> None:
    if not (mode.recording and tracked):
        return
    base = None if x.place is None else x.place.base
    if base is not None and x.place is not None and (x.place.made or x.place.made_by):
        raise runtime_error(_refused(x))
    if base is not None and base.edge is not None and base.is_leaf:
        raise runtime_error(LEAF.format("view of a "))
    if base is None and x.edge is not None and x.is_leaf:
        raise runtime_error(LEAF.format(""))


def _refused(x: Tensor) -> str:
    """Why a view may not be written into: how it was made."""
    place: Any = x.place
    if place.made == "inference":
        return MIXED.format(mode=place.made, other="in normal mode", block="inference_mode")
    fn = x.grad_fn
    several = MULTIPLE if place.made_by else CUSTOM if place.made == "custom" else None
    if several is None:
        return MIXED.format(mode=place.made, other="with grad mode enabled", block=place.made)
    if fn is None:
        return f"{MIXED.partition(' Given')[0].format(mode='no_grad', other='with grad mode enabled')} {several}"
    made = fn.name().partition("Backward")[0]
    return f"Output {x.output_nr} of {made} is a view and is being modified inplace. {several}"


def _check_memory(x: Tensor, inputs: Sequence[Any]) -> None:
    """Elements that are the same in memory cannot be written one by one."""
    raw = x.raw
    if not hasattr(raw, "strides"):
        return
    if any(s == 0 and n > 1 for s, n in zip(raw.strides, raw.shape, strict=True)):
        raise runtime_error(ONTO_ITSELF)
    for y in inputs:
        if type(y) is Tensor and y.place is not None and x.place is not None and y.place.memory is x.place.memory:
            _check_overlap(raw, y.raw)


def _check_overlap(raw: Any, other: Any) -> None:
    if not hasattr(other, "strides") or (raw.shape, raw.strides, _begin(raw)) == (other.shape, other.strides, _begin(other)):
        return
    from gradcli.ops import arrays

    if arrays.overlap(raw, other):
        raise runtime_error(FROM_ITSELF)


def _begin(raw: Any) -> Any:
    return raw.__array_interface__["data"][0]


def _check_fit(x: Tensor, result: Tensor) -> None:
    if result.shape != x.shape:
        shape, wide = sizes.text(x.shape), sizes.text(result.shape)
        raise runtime_error(f"output with shape {shape} doesn't match the broadcast shape {wide}")
    if not castable(result.dtype, x.dtype):
        raise runtime_error(f"result type {TITLES[result.dtype]} can't be cast to the desired output type {TITLES[x.dtype]}")


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
    refresh_views(x, node is not None)


def _count(place: Place) -> None:
    """One version more."""
    mode.written = True
    if place.version is not None:
        place.version.count += 1
    elif not mode.inference:  # torch has written by then, too
        raise runtime_error(INFERENCE)


def _rename(node: Any) -> None:
    """The name that torch gives a node where it wrote in place."""
    op = getattr(node, "op", None)
    if op is not None and type(op.in_place) is str:
        node.op = op.renamed(op.in_place)
