"""Backward: one loop over the recorded nodes, in PyTorch's order.

Nodes are created in an order in which every node comes after those it uses, so going from the latest to the earliest
is going from the output to the leaves, and it is the order of PyTorch's engine. A leaf accumulates as soon as all its
contributions have arrived.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from gradcli.ops import sizes, table
from gradcli.ops.op import Step
from gradcli.problems import BackwardError
from gradcli.recording.modes import set_grad_enabled
from gradcli.recording.node import FREED, AccumulateGrad, Freed, GraphNode, Node
from gradcli.tensors.tensor import SCALAR_META, Tensor, dtype_name

SECOND_TIME = (
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). "
    "Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). "
    "Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors "
    "after calling backward."
)
NO_GRAD_FN = "element 0 of tensors does not require grad and does not have a grad_fn"
NOT_SCALAR = "grad can be implicitly created only for scalar outputs"


Products = tuple[tuple[int, Any, Any], ...]


class Visit(NamedTuple):
    """What backward did at one node, as it tells its observer.

    node      the node
    upstream  the gradient that reached it
    products  (operand, its gradient before the sum over broadcast dimensions, and after)
    before    of an AccumulateGrad: the `.grad` it found
    """

    node: GraphNode
    upstream: Any
    products: Products = ()
    before: Any = None


Observer = Callable[[Visit], None]
Alteration = Callable[[Node, Products], Products]  # a node and what its operands receive -> what they receive instead
_visit = tuple.__new__  # makes a Visit in half the time of Visit(...)
_sequence = attrgetter("sequence")


class FreedError(BackwardError):
    """A second backward reached a node whose saved tensors are freed."""

    def __init__(self, node: Node) -> None:
        super().__init__("RuntimeError", SECOND_TIME)
        self.node = node


def backward(
    output: Tensor,
    gradient: Any = None,
    *,
    retain_graph: bool = False,
    create_graph: bool = False,
    observer: Observer | None = None,
) -> None:
    """Accumulate the gradients of `output` into the `.grad` of its leaves, as torch.Tensor.backward.

    gradient: data of the output's shape; by default 1 for an output of one element.
    Raises BackwardError with PyTorch's text where PyTorch raises.
    """
    _run(output, gradient, retain_graph or create_graph, create_graph, None, observer)


def grad(
    output: Tensor,
    inputs: Sequence[Tensor],
    gradient: Any = None,
    *,
    retain_graph: bool = False,
    create_graph: bool = False,
    allow_unused: bool = False,
) -> list[Tensor | None]:
    """The gradients of `output` with respect to leaves, as torch.autograd.grad; `.grad` is neither read nor written."""
    caught: dict[int, Tensor | None] = {id(x): None for x in inputs}
    for x in inputs:
        if not x.requires_grad:
            raise BackwardError("RuntimeError", "One of the differentiated Tensors does not require grad")
    _run(output, gradient, retain_graph or create_graph, create_graph, caught, None)
    found = [caught[id(x)] for x in inputs]
    if not allow_unused:
        for k, g in enumerate(found):
            if g is None:
                raise unused(k)
    return found


def altered(output: Tensor, leaf: Tensor, gradient: Any, alter: Alteration) -> Any:
    """The gradient of a leaf as it would be if nodes did something else, as data; the graph is kept, `.grad` is not touched."""
    caught: dict[int, Tensor | None] = {id(leaf): None}
    _run(output, gradient, True, False, caught, None, alter)
    found = caught[id(leaf)]
    return None if found is None else found.data


def unused(index: int) -> BackwardError:
    """torch.autograd.grad's refusal of an input that the output does not depend on."""
    return BackwardError(
        "RuntimeError",
        f"The differentiated Tensor at index {index} appears to not have been used in the graph. "
        "Set allow_unused=True if this is the desired behavior.",
    )


def seed(output: Tensor, gradient: Any) -> Any:
    """The gradient that enters at the output, as data, checked against its shape."""
    shape = output.shape
    if gradient is None:
        if sizes.numel(shape) != 1:
            raise BackwardError("RuntimeError", NOT_SCALAR)
        return ones_like(output.data)
    gradient = gradient.data if type(gradient) is Tensor else gradient
    given = tuple(getattr(gradient, "shape", ()))
    if given != shape:
        raise BackwardError(
            "RuntimeError",
            f"Mismatch in shape: grad_output[0] has a shape of torch.Size({sizes.text(given)}) "
            f"and output[0] has a shape of torch.Size({sizes.text(shape)}).",
        )
    return gradient


def ones_like(data: Any) -> Any:
    """Ones of the same kind of data."""
    if type(data) is float:
        return 1.0
    return data * 0 + 1 if not hasattr(data, "fill") else _filled(data)


def _normal(g: Any) -> Any:
    if hasattr(g, "run_op"):
        return g
    from gradcli.ops.run import normal

    return normal(g)


def _filled(data: Any) -> Any:
    out = data.copy()
    out.fill(1)
    return out


def _run(
    output: Tensor,
    gradient: Any,
    retain_graph: bool,
    create_graph: bool,
    caught: dict[int, Tensor | None] | None,
    observer: Observer | None,
    alter: Alteration | None = None,
) -> None:
    if not output.requires_grad:
        raise BackwardError("RuntimeError", NO_GRAD_FN)
    g = seed(output, gradient)
    root = output.edge
    assert root is not None
    order, waiting = reachable(root)
    arrived: dict[GraphNode, Any] = {root: Tensor(g) if create_graph else g}
    with set_grad_enabled(create_graph):
        if isinstance(root, AccumulateGrad):
            _accumulate(root, arrived.pop(root), caught, create_graph, observer)
        for node in order:
            g = arrived.pop(node, None)
            products = _products(node, g, create_graph) if g is not None else ()
            if alter is not None:
                products = alter(node, products)
            if observer is not None and g is not None:
                observer(_visit(Visit, (node, g, products, None)))
            if not retain_graph:
                node.saved = FREED if node.plan.saved else ()
            for k, _, product in products:
                if product is not None:
                    edge: Any = node.next_functions[k]
                    before = arrived.get(edge)
                    arrived[edge] = product if before is None else before + product
            for edge in node.next_functions:
                if type(edge) is AccumulateGrad:
                    waiting[edge] -= 1
                    if not waiting[edge] and edge in arrived:
                        _accumulate(edge, arrived.pop(edge), caught, create_graph, observer)


def reachable(root: GraphNode) -> tuple[list[Node], dict[GraphNode, int]]:
    """The nodes behind `root`, latest first, and how many contributions each leaf waits for."""
    seen: set[GraphNode] = {root}
    stack: list[GraphNode] = [root]
    order: list[Node] = []
    waiting: dict[GraphNode, int] = {}
    while stack:
        node = stack.pop()
        if type(node) is not Node:
            continue
        order.append(node)
        for edge in node.next_functions:
            if edge is None:
                continue
            if type(edge) is AccumulateGrad:
                waiting[edge] = waiting.get(edge, 0) + 1
            elif edge not in seen:
                seen.add(edge)
                stack.append(edge)
    order.sort(key=_sequence, reverse=True)
    return order, waiting


def _products(node: Node, g: Any, create_graph: bool) -> Products:
    """What each operand of a node receives: (operand, before, after the sum over broadcast dimensions)."""
    if node.op.not_implemented:
        raise BackwardError("RuntimeError", f"derivative for aten::{node.op.not_implemented} is not implemented")
    saved = node.saved
    if isinstance(saved, Freed):
        raise FreedError(node)
    if type(g) is float and node.metas is None:
        return _scalar_products(node, g, [x.data if type(x) is Tensor else x for x in saved] if saved else ())
    if create_graph:
        known: Any = [_recorded(name, x, node) for name, x in zip(node.plan.saved, saved, strict=True)]
    else:
        known = [x.data if type(x) is Tensor else x for x in saved]
        lift = getattr(g, "lift", None)
        if lift is not None:
            known = [lift(x) for x in known]
    found = []
    for step in node.plan.steps:
        raw = call_rule(step, node, g, known)
        if create_graph and node.op.second is not None:
            raw = node.op.second(raw, *known)
        found.append((step.operand, raw, fitted(raw, node, step.operand)))
    return tuple(found)


def _scalar_products(node: Node, g: float, known: Sequence[Any]) -> Products:
    """The same, where everything is a number: nothing was broadcast, and nothing is recorded."""
    found = []
    for step in node.plan.steps:
        operand, rule, _, take = step
        try:
            product = rule(g, *take(known)) if take is not None else call_rule(step, node, g, known)
        except (ArithmeticError, ValueError):
            product = call_rule(step, node, g, known)
        if type(product) is int:
            product = float(product)
        found.append((operand, product, product))
    return tuple(found)


def _recorded(name: str, saved: Any, node: Node) -> Any:
    """A saved tensor as an operand of a recorded rule; the node's own result is connected to the node again."""
    if name == "out":
        return Tensor(saved, True, node)
    return saved


def call_rule(step: Step, node: Node, g: Any, known: Sequence[Any]) -> Any:
    """One rule. Where Python floats raise, it runs again on IEEE numbers."""
    arguments = [known[p] if isinstance(p, int) else node.argument(step, p) for p in step.picks]
    try:
        return step.rule(g, *arguments)
    except (ArithmeticError, ValueError):
        pass
    from gradcli.ops.run import ieee, normal

    return normal(step.rule(ieee(g), *[ieee(x) for x in arguments]))


def fitted(g: Any, node: Node, operand: int) -> Any:
    """A gradient in the shape and dtype of its operand: summed over the dimensions in which the operand was broadcast."""
    if g is None:
        return g
    if node.metas is None:
        return float(g) if type(g) is int else g
    shape, dtype = node.metas[operand]
    if tuple(getattr(g, "shape", ())) != shape:
        g = table.sum_to_size(g, size=shape)
    if type(g) is not Tensor and dtype_name(g) != dtype:
        g = table.to(g, dtype=dtype)
    return g


def _accumulate(
    edge: AccumulateGrad, g: Any, caught: dict[int, Tensor | None] | None, create_graph: bool, observer: Observer | None
) -> None:
    """Add a gradient to the `.grad` of a leaf, or hand it to autograd.grad."""
    leaf = edge.variable
    arriving = g if create_graph else Tensor(g if type(g) is float else _normal(g))
    if caught is not None:
        if id(leaf) in caught:
            caught[id(leaf)] = arriving
        return
    before = leaf.grad
    leaf.grad = arriving if before is None else before + arriving
    if observer is not None:
        observer(Visit(edge, g, before=before))


__all__ = [
    "SCALAR_META",
    "BackwardError",
    "FreedError",
    "Products",
    "Visit",
    "altered",
    "backward",
    "call_rule",
    "grad",
    "reachable",
    "seed",
    "unused",
]
