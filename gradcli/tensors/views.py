"""Views whose memory was written into: the history of the base with a part of it changed, and views seen anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from gradcli.ops import strided
from gradcli.ops.op import mask_of
from gradcli.ops.sizes import Shape
from gradcli.problems import runtime_error
from gradcli.recording.modes import mode
from gradcli.recording.node import Hookable, Hooks, Node, Products, paired, short
from gradcli.tensors.op_node import FreedError, OpNode
from gradcli.tensors.tensor import Tensor, dtype_name

MODES = {
    "no_grad": ("no_grad mode", "with grad mode enabled", "no_grad"),
    "inference": ("inference mode", "in normal mode", "inference_mode"),
}
IN_MODE = (
    " Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view "
    "and the inplace either both inside the {} block (if you don't want the inplace to be tracked) or both outside (if you want "
    "the inplace to be tracked)."
)
WHY = {
    "several": " This view is the output of a function that returns multiple views. Such functions do not allow the output views "
    "to be modified inplace. You should replace the inplace operation by an out-of-place one.",
    "custom": " This view was created inside a custom Function (or because an input was returned as-is) and the autograd logic "
    "to handle view+inplace would override the custom backward associated with the custom Function, leading to incorrect "
    "gradients. This behavior is forbidden. You can fix this by cloning the output of the custom Function.",
}


class Part(NamedTuple):
    """Where a view lies in the memory of its base, in elements.

    layout                the strides of the base
    size, stride, offset  of the view
    """

    layout: Shape
    size: Shape
    stride: Shape
    offset: int


def part_of(view: Tensor, base: Tensor) -> Part:
    """The place of a view in the memory of its base."""
    whole, part = base.array(), view.array()
    offset = (_address(part) - _address(whole)) // whole.itemsize
    return Part(strided.strides_of(whole), tuple(part.shape), strided.strides_of(part), offset)


def _address(array: Any) -> int:
    return int(array.__array_interface__["data"][0])


class CopySlices(Hookable):
    """The history of a base after one of its views was written into: PyTorch's CopySlices.

    part  where the view lies
    fn    the operation that wrote; its first operand is the view before
    """

    __slots__ = ("__weakref__", "edges", "fn", "freed", "hooks", "numbers", "part", "sequence")
    __module__ = "builtins"
    accumulates = False
    eager = False
    rare = True

    def __init__(self, base: Tensor, part: Part, fn: Node) -> None:
        mode.created += 1
        self.part = part
        self.fn = fn
        self.sequence = mode.created
        self.edges: tuple[Any, ...] = (base.edge, *fn.edges[1:])
        self.numbers: tuple[int, ...] | None = (base.output_nr, *(fn.numbers or (0,) * len(fn.edges))[1:])
        self.hooks: Hooks | None = None
        self.freed = False

    def name(self) -> str:
        """As torch names it."""
        return "torch::autograd::CopySlices"

    @property
    def next_functions(self) -> tuple[tuple[Any, int], ...]:
        """(node, output) of the base before, and of what was written."""
        return (paired(self.edges, self.numbers)[0], *self.fn.next_functions[1:])

    def backward(self, g: Any, create_graph: bool, others: Mapping[int, Any] | None = None) -> Products:  # noqa: ARG002
        """What was written gets the gradient of the part; the base before gets the rest, and what passes through the part.

        Raises FreedError the second time, also if the operation that wrote saved nothing.
        """
        if g is None:
            return ()
        if self.freed:
            raise FreedError("RuntimeError", self)
        place = self.part._asdict()
        found = []
        passed = None
        for k, raw, fitted in self.fn.backward(strided.take(g, **place), create_graph):
            if k:
                found.append((k, raw, fitted))
            else:
                passed = fitted
        if self.edges[0] is not None:
            rest = strided.without(g, **place) if passed is None else strided.replaced(g, passed, **place)
            found.insert(0, (0, rest, rest))
        return tuple(found)

    def release(self) -> None:
        """Let go of what the operation saved."""
        self.freed = True
        self.fn.release()


class Stale:
    """Stands for the grad_fn of a view that may not be written into and whose memory was: it cannot be used any more.

    made_by  "Output 0 of Split" where an operation was recorded that made the view
    """

    __slots__ = ("_text", "made_by")

    def __init__(self, view: Tensor) -> None:
        self.made_by = maker(view)
        self._text = refusal(view, "its base or another view of its base has been")

    def __getattr__(self, name: str) -> Any:
        raise runtime_error(self._text)


def maker(view: Tensor) -> str:
    """The result that a view was, as "Output 0 of Split"; empty where nothing was recorded."""
    edge: Any = view.edge
    if isinstance(edge, Stale):
        return edge.made_by
    return "" if edge is None or edge.accumulates else f"Output {view.output_nr} of {short(edge.name())}"


def refusal(view: Tensor, what: str = "is being") -> str:
    """Why a view may not be written into: how it was made. `what` is modified says the text."""
    made = view.place.made if view.place is not None else ""
    mode_, other, block = MODES["inference" if made == "inference" else "no_grad"]
    origin = maker(view)
    why = WHY.get(made)
    if origin and why:
        return f"{origin} is a view and {what} modified inplace.{why}"
    head = f"{origin} is a view of a view which was created" if origin else "A view was created"
    return f"{head} in {mode_} and {what} modified inplace {other}.{why or IN_MODE.format(block)}"


def rebase(x: Tensor, node: Node, number: int) -> None:
    """The history of x is now that of what was written into it; of a view, that of its base is too."""
    base = None if x.place is None else x.place.base
    if base is None:
        keep_hooks(x.edge, node)
        x.edge, x.output_nr = node, number
        return
    slices = CopySlices(base, part_of(x, base), node)
    keep_hooks(base.edge, slices)
    base.edge, base.output_nr = slices, 0


def refresh_views(x: Tensor, but: Tensor | None = None) -> None:
    """All views in the memory into which x was written look at their base anew, if that or they have a history."""
    place = x.shared()
    for view in place.memory.tensors():
        base = view.place.base
        if view is but or base is None or view.place.version is not place.version:
            continue
        if base.edge is not None or (not isinstance(view.edge, Stale | None) and view.grad_fn is not None):
            see_anew(view, base)


def catch_up(base: Tensor) -> None:
    """Views of a leaf that has come to require grad, and was written into before, look at it anew."""
    for view in [] if base.place is None else base.place.memory.tensors():
        place = view.place
        if place.base is base and place.version is not None and place.seen != place.version.count:
            see_anew(view, base)


Tensor.catch_up = staticmethod(catch_up)


def see_anew(view: Tensor, base: Tensor) -> None:
    """A view as a part of its base, as that is now."""
    place: Any = view.place
    place.seen = place.version.count
    if place.made:
        stale: Any = Stale(view)
        view.edge = stale
        return
    op = strided.as_strided_op
    mode.created += 1
    plan = op.plan(mask_of([base.edge is not None]))
    node = OpNode(op, plan, (base.edge,), (), part_of(view, base)._asdict(), mode.created)
    node.types = ((base.shape, dtype_name(base.raw)),), ((view.shape, dtype_name(view.raw)),)
    if base.output_nr:
        node.made_rare().numbers = (base.output_nr,)
    keep_hooks(view.edge, node)
    view.edge, view.output_nr = node, 0


def keep_hooks(before: Any, after: Any) -> None:
    """What remembers the gradient of a tensor follows it to its new history; other hooks stay with the old one."""
    hooks = getattr(before, "hooks", None)
    if hooks is not None and hooks.kept:
        if after.hooks is None:
            after.hooks = Hooks()
        after.hooks.kept.update(hooks.kept)
        hooks.kept.clear()
