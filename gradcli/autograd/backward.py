"""Backward: one loop over the recorded nodes, in PyTorch's order.

Nodes are created in an order in which every node comes after those it uses, so going from the latest to the earliest
is going from the output to the leaves, and it is the order of PyTorch's engine. A leaf accumulates as soon as all its
contributions have arrived. The loop asks nodes what `recording.node.Node` says, and never what they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from gradcli.autograd.anomaly import check_anomaly
from gradcli.autograd.hooks import replaced, retain_grad, run_after, run_ahead, run_behind
from gradcli.ops import sizes, table
from gradcli.ops.warnings import Once
from gradcli.problems import BackwardError, runtime_error
from gradcli.recording.modes import history, mode, set_grad_enabled
from gradcli.recording.node import Node, Products
from gradcli.tensors.op_node import FreedError, call_rule, plain
from gradcli.tensors.place import Memory, Place, Version
from gradcli.tensors.tensor import Tensor, is_expanded

NO_GRAD_FN = "element 0 of tensors does not require grad and does not have a grad_fn"
NOT_SCALAR = "grad can be implicitly created only for scalar outputs"
NOT_REQUIRED = "One of the differentiated Tensors does not require grad"


class Visit(NamedTuple):
    """What backward did at one node, as it tells its observer, in plain data.

    node      the node
    upstream  the gradient that reached it; of a node with several results a tuple, 0 for those without
    products  (operand, its gradient before the sum over broadcast dimensions, and after)
    before    of an AccumulateGrad: the `.grad` it found
    """

    node: Any
    upstream: Any
    products: Products = ()
    before: Any = None


Visitor = Callable[[Visit], None]
Alteration = Callable[[Any, Products], Products]  # a node and what its operands receive -> what they receive instead
Arrival = tuple[Node, int]  # a node and one of its outputs
Root = tuple[Node, int, Any]  # where a pass begins, and the gradient that enters there


class Demand(NamedTuple):
    """What backward is asked for, where that is not every leaf.

    nodes   through which the graph need not be followed any further
    caught  the gradients that arrive there, for autograd.grad; None if they accumulate
    """

    nodes: set[Node]
    caught: dict[Arrival, Any] | None = None


CYCLE = Once(
    "Using backward() with create_graph=True will create a reference cycle between the parameter and its gradient which "
    "can cause a memory leak. We recommend using autograd.grad when creating the graph to avoid this. If you have to use "
    "this function, make sure to reset the .grad fields of your parameters to None after use to break the cycle and "
    "avoid the leak."
)

_visit = tuple.__new__  # makes a Visit in half the time of Visit(...)
_sequence = attrgetter("sequence")


def backward(
    output: Tensor,
    gradient: Any = None,
    *,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Sequence[Tensor] | None = None,
    observer: Visitor | None = None,
) -> None:
    """Accumulate the gradients of `output` into the `.grad` of its leaves, as torch.Tensor.backward.

    gradient  a tensor or data of the output's shape; by default 1 for an output of one element
    inputs    accumulate into these alone, which may be results too
    Raises BackwardError with PyTorch's text where PyTorch raises.
    """
    backward_all([output], [gradient], retain_graph=retain_graph, create_graph=create_graph, inputs=inputs, observer=observer)


def backward_all(
    outputs: Sequence[Tensor],
    gradients: Sequence[Any],
    *,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Sequence[Tensor] | None = None,
    observer: Visitor | None = None,
) -> None:
    """The same for the sum of several outputs, as torch.autograd.backward."""
    keep = create_graph if retain_graph is None else retain_graph
    if mode.passes is None or observer is not None:
        _accumulated(outputs, gradients, keep, create_graph, inputs, observer)
        return
    with mode.passes(outputs) as visited:
        _accumulated(outputs, gradients, keep, create_graph, inputs, visited)


def _accumulated(
    outputs: Sequence[Tensor],
    gradients: Sequence[Any],
    keep: bool,
    create_graph: bool,
    inputs: Sequence[Tensor] | None,
    observer: Visitor | None,
) -> None:
    roots = _roots(outputs, gradients, create_graph)
    if create_graph:
        Tensor.remark(CYCLE)
    if inputs is None:
        _run(roots, keep, create_graph, observer=observer)
        return
    if not inputs:
        raise runtime_error("`inputs` argument to `backward()` cannot be empty.")
    for x in inputs:
        retain_grad(x)
    _run(roots, keep, create_graph, Demand({_arrival(x)[0] for x in inputs}), observer)


def grad(
    output: Tensor,
    inputs: Sequence[Tensor],
    gradient: Any = None,
    *,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    allow_unused: bool = False,
) -> list[Tensor | None]:
    """The gradients of `output` with respect to leaves or results, as torch.autograd.grad; `.grad` is not touched."""
    return grad_all([output], inputs, [gradient], retain_graph=retain_graph, create_graph=create_graph, allow_unused=allow_unused)


def grad_all(
    outputs: Sequence[Tensor],
    inputs: Sequence[Tensor],
    gradients: Sequence[Any],
    *,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    allow_unused: bool = False,
    materialize_grads: bool = False,
) -> list[Tensor | None]:
    """The same for the sum of several outputs. Unused inputs get None, zeros with `materialize_grads`, or raise."""
    keep = create_graph if retain_graph is None else retain_graph
    roots = _roots(outputs, gradients, create_graph)
    if not inputs:
        raise runtime_error("`inputs` argument to `grad()` cannot be empty.")
    caught = _caught(inputs)
    _run(roots, keep, create_graph, Demand({node for node, _ in caught}, caught))
    starts = {(node, number) for node, number, _ in roots}
    found = [_answered(caught[_arrival(x)], gradients, _arrival(x) in starts) for x in inputs]
    for k, g in enumerate(found):
        if g is None and materialize_grads:
            found[k] = table.zeros_like(inputs[k].detach())
        elif g is None and not allow_unused:
            raise unused(k)
    return found


def altered(output: Tensor, leaf: Tensor, gradient: Any, alter: Alteration) -> Any:
    """The gradient of a leaf as it would be if nodes did something else, as data; the graph is kept, `.grad` is not touched."""
    caught = _caught([leaf])
    _run(_roots([output], [gradient], False), True, False, Demand({node for node, _ in caught}, caught), alter=alter)
    return plain(caught[_arrival(leaf)])


def unused(index: int) -> BackwardError:
    """torch.autograd.grad's refusal of an input that the output does not depend on."""
    return BackwardError(
        "RuntimeError",
        f"The differentiated Tensor at index {index} appears to not have been used in the graph. "
        "Set allow_unused=True if this is the desired behavior.",
    )


# ------------------------------------------------------------------ where it begins and what is asked for
def _roots(outputs: Sequence[Tensor], gradients: Sequence[Any], create_graph: bool) -> list[Root]:
    """The edge of each output, and the gradient that enters there."""
    pairs = zip(outputs, gradients, strict=True)
    seeds = [None if g is None and not x.requires_grad else seed(x, g, k) for k, (x, g) in enumerate(pairs)]
    found = []
    for k, (x, arrives) in enumerate(zip(outputs, seeds, strict=True)):
        _ = x.grad_fn  # which a view may refuse to have
        if x.edge is None or arrives is None:
            raise BackwardError("RuntimeError", NO_GRAD_FN.replace("0", str(k), 1))
        found.append((x.edge, x.output_nr, arrives if create_graph else arrives.raw))
    return found


def seed(output: Tensor, gradient: Any = None, index: int = 0) -> Tensor:
    """The gradient that enters at the output, checked against its shape and in its dtype."""
    shape = output.shape
    if gradient is None:
        if sizes.numel(shape) != 1:
            raise BackwardError("RuntimeError", NOT_SCALAR)
        return Tensor(ones_like(output.raw))
    g = gradient if isinstance(gradient, Tensor) else Tensor(gradient)
    if g.shape != shape:
        raise BackwardError(
            "RuntimeError",
            f"Mismatch in shape: grad_output[{index}] has a shape of torch.Size({sizes.text(g.shape)}) "
            f"and output[{index}] has a shape of torch.Size({sizes.text(shape)}).",
        )
    return g if hasattr(g.raw, "run_op") or g.dtype == output.dtype else table.to(g, dtype=output.dtype)


def ones_like(data: Any) -> Any:
    """Ones of the same kind of data."""
    if type(data) is float:
        return 1.0
    if not hasattr(data, "fill"):
        return data * 0 + 1
    out = data.copy()
    out.fill(1)
    return out


def _arrival(x: Tensor) -> Arrival:
    edge: Any = x.edge
    return edge, x.output_nr


def _caught(inputs: Iterable[Tensor]) -> dict[Arrival, Any]:
    """A place for the gradient of each input; a view made without recording requires grad and has none."""
    for x in inputs:
        if not x.requires_grad:
            raise BackwardError("RuntimeError", NOT_REQUIRED)
        _ = x.grad_fn  # which a view may refuse to have
    return {_arrival(x): None for x in inputs}


def _answered(g: Any, gradients: Sequence[Any], entered: bool) -> Tensor | None:
    """A gradient as a tensor: that one which was given, if it has passed through unchanged.

    entered  it is where a given gradient enters; only there is a Python number known to be that very one
    """
    if g is not None and not isinstance(g, Tensor) and (entered or type(g) is not float):
        for given in gradients:
            if isinstance(given, Tensor) and given.raw is g:
                return given
    return _as_tensor(g)


def _as_tensor(g: Any) -> Tensor | None:
    if g is None or isinstance(g, Tensor):
        return g
    out = Tensor(_normal(g))
    if is_expanded(g):  # PyTorch answers the view that backward made, of one number, say
        out.place = Place(Memory(), Version(), base=Tensor(g[tuple([slice(0, 1)] * g.ndim)]), made="no_grad")
        out.place.memory.add(out)
    return out


def _normal(g: Any) -> Any:
    if type(g) is float or hasattr(g, "run_op"):
        return g
    from gradcli.ops.run import normal

    return normal(g)


# ------------------------------------------------------------------ the loop
def _run(
    roots: Sequence[Root],
    retain_graph: bool,
    create_graph: bool,
    demand: Demand | None = None,
    observer: Visitor | None = None,
    alter: Alteration | None = None,
) -> None:
    order, last = reachable([root for root, _, _ in roots])
    sweep = _Sweep(last, create_graph, demand, observer)
    bordering = set(last.values())
    arrived, further = sweep.arrived, sweep.further
    watched = alter is not None or observer is not None
    plainly = observer if alter is None else None
    anomaly = history.anomaly and history.check_nan
    with set_grad_enabled(create_graph):
        sweep.begin(roots, order)
        for node in order:
            g = arrived.pop(node, None)
            others = further.pop(node, None) if further else None
            if demand is not None and not sweep.leads_on(node, g, others):
                continue  # and no leaf behind it is asked for
            rare = node.rare
            hooks = None if rare is None else node.hooks
            if hooks is not None:
                g, others = sweep.through_hooks(node, g, others)
            products = node.backward(g, create_graph, others)
            if anomaly:
                check_anomaly(node, products)
            if hooks is not None and hooks.behind:
                products = run_behind(node, products, g, others, create_graph)
            if plainly is not None and type(g) is float and node.op is not None:  # all is plain already
                plainly(_visit(Visit, (node, g, products, None)))
            elif watched:
                products = _watched(node, g, others, products, alter, observer)
            if not retain_graph:
                node.release()
            edges = node.edges
            if rare is not None and node.numbers is not None:
                sweep.hand_out(node, products)
                products = ()
            for k, _, product in products:
                if product is not None:
                    edge = edges[k]
                    before = arrived.get(edge)
                    arrived[edge] = product if before is None else before + product
            if node in bordering:
                sweep.at_border(node)


def reachable(roots: Sequence[Node]) -> tuple[list[Any], dict[Any, Any]]:
    """The nodes behind the roots, latest first, and for each leaf the last of them that leads to it."""
    seen: set[Any] = set(roots)
    stack: list[Any] = list(seen)
    order: list[Any] = []
    last: dict[Any, Any] = {}
    while stack:
        node = stack.pop()
        if not node.eager:
            order.append(node)
        for edge in node.edges:
            if edge is None:
                continue
            if edge.eager:
                known = last.get(edge)
                if known is None or node.sequence <= known.sequence:  # sorting leaves equal ones as they are
                    last[edge] = node
                if edge.accumulates:
                    continue
            if edge not in seen:
                seen.add(edge)
                stack.append(edge)
    order.sort(key=_sequence, reverse=True)
    return order, last


def _with_eager(order: Sequence[Node], others: Iterable[Any]) -> Sequence[Node]:
    """The nodes with those that have no derivative: they run as soon as they can, and have a place in the order all the same."""
    eager = [node for node in others if node.eager and not node.accumulates]
    return sorted([*order, *eager], key=_sequence, reverse=True) if eager else order


def _leading(order: Sequence[Node], demand: Demand) -> set[Node]:
    """The nodes that run: those on the way to what is asked for, and results into which is accumulated themselves."""
    leading = set(demand.nodes) if demand.caught is None else set()
    for node in reversed(order):
        if any(edge is not None and (edge in demand.nodes or edge in leading) for edge in node.edges):
            leading.add(node)
    return leading


class _Sweep:
    """What is under way while a pass goes from node to node.

    arrived  node -> the gradient of its first output, as far as it has come together
    further  node -> output -> the same for the other outputs
    last     leaf -> the last node that leads to it; the leaf waits until that has run
    leading  the nodes that run, where not every leaf is asked for
    first    the node at which the pass begins, if it is one: hooks run there even if nothing that is asked for lies behind it
    """

    def __init__(
        self,
        last: dict[Any, Any],
        create_graph: bool,
        demand: Demand | None,
        observer: Visitor | None,
    ) -> None:
        self.arrived: dict[Any, Any] = {}
        self.further: dict[Any, dict[int, Any]] = {}
        self.last = last
        self.leading: set[Node] = set()
        self.first: set[Node] = set()
        self.create_graph = create_graph
        self.demand = demand
        self.observer = observer

    def begin(self, roots: Sequence[Root], order: Sequence[Node]) -> None:
        """Let the gradients enter; leaves for which nothing else is under way have theirs already."""
        if self.demand is not None:
            self.leading = _leading(_with_eager(order, {*self.last, *[node for node, _, _ in roots]}), self.demand)
        for node, number, g in roots:
            self.deliver(node, number, g)
        self.first = {roots[0][0]} if len(roots) == 1 else set()
        for leaf in [node for node, _, _ in roots if node.eager and node not in self.last]:
            if leaf in self.arrived:
                self.at_leaf(leaf)

    def deliver(self, node: Node, number: int, g: Any) -> None:
        """Add a gradient to what has arrived at an output of a node."""
        slot: dict[Any, Any] = self.further.setdefault(node, {}) if number else self.arrived
        key = number or node
        before = slot.get(key)
        slot[key] = g if before is None else before + g

    def hand_out(self, node: Node, products: Products) -> None:
        """Deliver what the operands of a node receive, of which some are not the first output of theirs."""
        numbers: Any = node.numbers
        for k, _, product in products:
            if product is not None:
                self.deliver(node.edges[k], numbers[k], product)

    def through_hooks(self, node: Any, g: Any, others: Any) -> tuple[Any, Any]:
        """What has arrived at a node that is about to run, after the hooks of its results and its own."""
        g, others = replaced(node.hooks, g, others, self.create_graph)
        return run_ahead(node, g, others, self.create_graph) if node.hooks.ahead else (g, others)

    def leads_on(self, node: Node, g: Any, others: Any) -> bool:
        """Whether a node runs, because something that is asked for lies behind it. What is asked for of itself is kept."""
        demand: Any = self.demand
        if node in self.leading:
            _catch(demand, node, g, others)
            return True
        if node in demand.nodes or node in self.first:
            if node.hooks is not None:
                g, others = replaced(node.hooks, g, others, self.create_graph)
            _catch(demand, node, g, others)
        return False

    def at_border(self, node: Any) -> None:
        """A node has run that is the last one to lead to some leaves: all that arrives there is there."""
        for edge in node.edges:
            if self.last.get(edge) is node:
                del self.last[edge]
                if edge in self.arrived or edge.hooks is not None or not edge.accumulates:
                    self.at_leaf(edge)

    def at_leaf(self, leaf: Any) -> None:
        """Add what has arrived to the `.grad` of a leaf, or hand it to autograd.grad."""
        g, demand = self.arrived.pop(leaf, None), self.demand
        if not leaf.accumulates:  # an operation without a derivative
            self.at_refusal(leaf, g)
            return
        asked = demand is None or leaf in demand.nodes
        if leaf.hooks is not None and (asked or leaf in self.first):
            g, _ = replaced(leaf.hooks, g, None, self.create_graph)
        if not asked:
            return
        if demand is not None and demand.caught is not None:
            demand.caught[leaf, 0] = g
            return
        if leaf.hooks is not None and leaf.hooks.ahead:
            g, _ = run_ahead(leaf, g, None, self.create_graph)
        if g is not None:
            self.accumulate(leaf, g)
        if leaf.hooks is not None:
            if leaf.variable is not None:
                run_after(leaf.hooks, leaf.variable)
            run_behind(leaf, (), g, None, self.create_graph)

    def accumulate(self, leaf: Any, g: Any) -> None:
        """Add a gradient to the `.grad` of a leaf, and tell the observer."""
        observer = self.observer
        if observer is None:
            leaf.backward(g, self.create_graph)
            return
        variable = leaf.variable
        grad_before = None if variable is None else variable.grad
        before = None if grad_before is None else _snapshot(grad_before.raw)
        leaf.backward(g, self.create_graph)
        observer(Visit(leaf, plain(g), (), before))

    def at_refusal(self, node: Any, g: Any) -> None:
        """An operation without a derivative raises when it runs, after its hooks; what arrives there may be asked for."""
        if self.demand is None or self.leads_on(node, g, None):
            if node.hooks is not None:
                self.through_hooks(node, g, None)
            node.backward(g, self.create_graph)


def _catch(demand: Demand, node: Node, g: Any, others: Mapping[int, Any] | None) -> None:
    """Keep what arrived, if it is asked for."""
    caught = demand.caught
    if caught is None:
        return
    if (node, 0) in caught:
        caught[node, 0] = g
    for number, other in (others or {}).items():
        if (node, number) in caught:
            caught[node, number] = other


def _snapshot(raw: Any) -> Any:
    """A `.grad` as it is now: accumulating writes into it."""
    return raw.copy() if hasattr(raw, "copy") else raw


def _watched(node: Any, g: Any, others: Any, products: Products, alter: Any, observer: Any) -> Products:
    """The products in plain data for those who watch or alter them."""
    shown = tuple([(k, plain(raw), plain(fitted)) for k, raw, fitted in products])
    if alter is not None:
        shown = alter(node, shown)
        products = shown
    if observer is not None and (g is not None or others):
        upstream = plain(g) if others is None else _side_by_side(g, others)
        observer(_visit(Visit, (node, upstream, shown, None)))
    return products


def _side_by_side(g: Any, others: Mapping[int, Any]) -> tuple[Any, ...]:
    """The gradients of several results in plain data, 0 where none arrived."""
    found = [g, *[others.get(number) for number in range(1, max(others) + 1)]]
    return tuple([0.0 if part is None else plain(part) for part in found])


__all__ = [
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
