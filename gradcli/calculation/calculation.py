"""One question answered: the value of an expression, its gradients, pass by pass, and what has to be said about them.

Nothing here knows of command lines, files or terminals.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gradcli import limits
from gradcli.autograd.backward import Visit, backward, unused
from gradcli.autograd.collector import uncollected
from gradcli.evaluate.calls import constant
from gradcli.evaluate.expression import CONSTANTS, Evaluation, Place, evaluate
from gradcli.numerals import number
from gradcli.ops.defaults import default_dtype_of
from gradcli.ops.op import Kink, Op, parameters_of
from gradcli.ops.sizes import numel
from gradcli.ops.table import TABLE
from gradcli.problems import BackwardError, NameProblem, Problem
from gradcli.recording.modes import mode, set_grad_enabled, watched
from gradcli.tensors.op_node import OpNode as Node
from gradcli.syntax.tree import Tree
from gradcli.tensors.tensor import Tensor

NOT_FLOATING = "Only Tensors of floating point and complex dtype can require gradients"
NOT_SINGLE = "The Tensor returned by the function given to hessian should contain a single element"
DTYPES = ("float64", "float32", "int64")


class Settings(NamedTuple):
    """What is asked for, in PyTorch's terms.

    wrt           the variables that require grad; None means all
    no_grad       evaluate inside torch.no_grad()
    passes        how many backward passes
    same_graph    all passes go through one graph; otherwise each pass evaluates anew
    retain_graph  keep the buffers between passes
    zero_grad     clear .grad between passes
    grad_output   the `gradient` of backward, as plain data, or None
    dtype         of the variables: float64, float32 (int64 is refused as PyTorch does)
    allow_unused  True: values that do not occur are fine; False: a variable that is not connected is an error
    order         derivatives up to this order, of scalars
    hessian, jacobian
    """

    wrt: tuple[str, ...] | None = None
    no_grad: bool = False
    passes: int = 1
    same_graph: bool = False
    retain_graph: bool = False
    zero_grad: bool = False
    grad_output: Any = None
    dtype: str = "float64"
    allow_unused: bool | None = None
    order: int = 1
    hessian: bool = False
    jacobian: bool = False


class Note(NamedTuple):
    """Something about a gradient that the number does not say.

    kind  "kink", "not finite" or "none"
    text  one sentence
    """

    kind: str
    text: str


class Calculation(NamedTuple):
    """The answer.

    tree           what was asked about
    name           the output's name
    values         named intermediate values, in order, as plain data
    value          of the output
    requires_grad, grad_fn   of the output
    grads          variable -> its .grad at the end as plain data; None if it has none
    passes         the same after each pass
    notes          what should be known
    error          what backward raised, in which pass
    derivatives    variable -> first to n-th derivative, when asked for
    hessian, jacobian   when asked for
    """

    tree: Tree
    name: str
    values: tuple[tuple[str, Any], ...]
    value: Any
    requires_grad: bool
    grad_fn: str | None
    grads: Mapping[str, Any]
    passes: tuple[Mapping[str, Any], ...]
    notes: tuple[Note, ...]
    error: BackwardError | None = None
    derivatives: Mapping[str, Sequence[Any]] | None = None
    hessian: Mapping[str, Mapping[str, Any]] | None = None
    jacobian: Mapping[str, Any] | None = None


@uncollected()
def calculate(tree: Tree, values: Mapping[str, Any], settings: Settings) -> Calculation:
    """Evaluate, go backward, and report.

    values  variable -> number or nested list
    Raises Problem when the expression cannot be evaluated; what backward raises is part of the answer.
    """
    check_names(tree, values, settings)
    limits.check(limits.PASSES, settings.passes, "--backward")
    limits.check(limits.ORDER, settings.order, "--order")
    leaves = make_leaves(values, settings)
    record = Record(tree)
    passes: list[Mapping[str, Any]] = []
    error: BackwardError | None = None
    with default_dtype_of(settings.dtype), set_grad_enabled(not settings.no_grad):
        evaluation = record.evaluate(leaves)
        output = as_tensor(evaluation.output)
        gradient = output_gradient(settings, output)
        try:
            for k in range(_passes(settings, output)):
                if k and not settings.same_graph:
                    output = as_tensor(record.evaluate(leaves).output)
                if k and settings.zero_grad:
                    clear(leaves)
                backward(output, gradient, retain_graph=settings.retain_graph, observer=record.observe if not k else None)
                passes.append(grads_of(leaves))
            _check_used(leaves, settings)
        except BackwardError as raised:
            if settings.allow_unused is False:  # torch.autograd.grad leaves no .grad behind
                clear(leaves)
                passes.clear()
            error = explained(raised, tree, output, leaves, settings, record)
    notes = record.notes(leaves, values) if error is None and passes else ()
    with default_dtype_of(settings.dtype):
        more = _more(record, leaves, settings) if error is None else {}
    return Calculation(
        tree=tree,
        name=evaluation.name or output_name(tree, values),
        values=record.named(evaluation),
        value=output.raw,
        requires_grad=output.requires_grad,
        grad_fn=output.grad_fn.name() if output.grad_fn is not None else None,
        grads=grads_of(leaves),
        passes=tuple(passes),
        notes=notes,
        error=error,
        **more,
    )


# ------------------------------------------------------------------ names and leaves
def check_names(tree: Tree, values: Mapping[str, Any], settings: Settings) -> None:
    """Every variable has a value, every value and every name in --wrt a variable."""
    from gradcli.evaluate.expression import missing

    occurring = [n for n in tree.names() if n not in CONSTANTS or n in values]
    for name in occurring:
        if name not in values:
            problem = missing(name)
            problem.fix = _misspelt(name, [n for n in values if n not in occurring]) or problem.fix
            raise located(problem, tree, name)
    for name in values:
        if name not in occurring:
            _refuse_call(tree, name)
            if settings.allow_unused is None:
                raise unknown_value(name, occurring)
    for name in settings.wrt or ():
        if name not in values:
            raise NameProblem(f"--wrt names `{name}`, which has no value", fix=f"the variables are {', '.join(values) or 'none'}")


def _misspelt(name: str, others: Sequence[str]) -> str | None:
    """A value under a name that is nearly the one that has none."""
    if not others:
        return None
    from difflib import get_close_matches

    near = get_close_matches(name, others, n=1, cutoff=0.6)
    return f"did you mean --{name} where you typed --{near[0]}?" if near else None


def _refuse_call(tree: Tree, name: str) -> None:
    """`x(y + 1)` with a value for x: a product without its sign."""
    for i, kind in enumerate(tree.kinds):
        if kind == "call" and tree.values[i][0] == name and name not in TABLE:
            start = tree.starts[i]
            hint = f"{tree.source[: start + len(name)]}*{tree.source[start + len(name) :]}" if len(tree.source) < 200 else None
            problem = NameProblem(f"`{name}` is a variable, not a function", fix="write the product with `*`")
            problem.hint = hint
            raise problem.located(tree.source, (start, start + len(name)))


def unknown_value(name: str, occurring: Sequence[str]) -> NameProblem:
    """A value for something that the expression does not contain."""
    from gradcli.syntax.mistakes import suggest_name

    near = suggest_name(name, occurring)
    listed = ", ".join(occurring) if occurring else "none"
    fix = (
        f"did you mean `{near}`?"
        if near
        else f"the variables of this expression are: {listed}; --allow-unused accepts other values"
    )
    problem = NameProblem(f"the expression has no variable `{name}`", fix=fix)
    problem.unknown = name
    return problem


def located(problem: Problem, tree: Tree, name: str) -> Problem:
    """A problem about a name, where that name occurs first."""
    span = first_place(tree, name)
    return problem.located(tree.source, span) if span else problem


def first_place(tree: Tree, name: str) -> tuple[int, int] | None:
    """Where a name occurs first."""
    for i, kind in enumerate(tree.kinds):
        if kind == "name" and tree.values[i] == name:
            return tree.starts[i], tree.ends[i]
    return None


def check_dtype(dtype: str) -> None:
    """Refuse a dtype that variables cannot have."""
    if dtype not in DTYPES:
        raise Problem(f"unknown dtype `{dtype}`", fix="float64 or float32")
    if dtype == "int64":
        raise BackwardError(
            "RuntimeError", NOT_FLOATING, why="--dtype int64 makes every variable a whole number", fix="drop --dtype int64"
        )


def make_leaves(values: Mapping[str, Any], settings: Settings) -> dict[str, Tensor]:
    """The variables as leaves; masks stay masks and never require grad unless --wrt asks for it, which PyTorch refuses."""
    check_dtype(settings.dtype)
    leaves = {}
    for name, value in values.items():
        data = leaf_data(value, settings.dtype)
        mask = type(data) is bool or getattr(getattr(data, "dtype", None), "name", "") == "bool"
        asked = settings.wrt is not None and name in settings.wrt
        if mask and asked:
            raise BackwardError("RuntimeError", NOT_FLOATING, why=f"`{name}` is a mask of True and False")
        leaves[name] = Tensor(data, requires_grad=asked or (settings.wrt is None and not mask))
    return leaves


def leaf_data(value: Any, dtype: str) -> Any:
    """The data of a variable: a float, an array of the dtype, or a mask."""
    if type(value) in (int, float) and dtype == "float64":
        return float(value)
    data = value.raw if isinstance(value, Tensor) else constant(value).raw
    if type(data) is bool or (type(data) is float and dtype == "float64"):
        return data
    from gradcli.ops import arrays
    from gradcli.ops.run import normal

    known = arrays.as_array(data)
    return normal(known if known.dtype.name == "bool" else known.astype(dtype))


def as_tensor(output: Any) -> Tensor:
    """An output that is a plain number is a constant tensor."""
    return output if isinstance(output, Tensor) else constant(output)


def output_gradient(settings: Settings, output: Tensor) -> Any:
    """The gradient that enters at the output, in its dtype."""
    return None if settings.grad_output is None else leaf_data(settings.grad_output, settings.dtype)


def output_name(tree: Tree, values: Mapping[str, Any]) -> str:
    """y, or the first name that is still free."""
    taken = {*values, *tree.names(), *tree.assigned()}
    return next((n for n in ("y", "z", "f", "out") if n not in taken), "output")


def grads_of(leaves: Mapping[str, Tensor]) -> dict[str, Any]:
    """The .grad of each leaf as plain data."""
    return {name: None if x.grad is None else x.grad.raw for name, x in leaves.items()}


def clear(leaves: Mapping[str, Tensor]) -> None:
    """Zero the gradients, as optimizer.zero_grad()."""
    for x in leaves.values():
        x.grad = None


def _passes(settings: Settings, output: Tensor) -> int:
    """How often to go backward: not at all where only the jacobian of several elements is asked for."""
    if numel(output.shape) == 1 or settings.grad_output is not None:
        return settings.passes
    if settings.hessian and output.requires_grad:
        raise BackwardError(
            "RuntimeError",
            NOT_SINGLE,
            why=f"the output has {numel(output.shape)} elements, and each has a hessian of its own",
            fix="reduce it, for example with .sum(), or ask for --jacobian",
        )
    return 0 if settings.jacobian else settings.passes


def _check_used(leaves: Mapping[str, Tensor], settings: Settings) -> None:
    if settings.allow_unused is False:
        order = settings.wrt if settings.wrt is not None else tuple(leaves)
        for k, name in enumerate(order):
            if leaves[name].grad is None:
                raise unused(k)


# ------------------------------------------------------------------ higher order
def _more(record: Record, leaves: Mapping[str, Tensor], settings: Settings) -> dict[str, Any]:
    """Derivatives of higher order, each on a graph of its own."""
    found: dict[str, Any] = {}
    if settings.order <= 1 and not settings.hessian and not settings.jacobian:
        return found
    from gradcli.autograd import functional

    wanted = {name: x for name, x in leaves.items() if x.requires_grad}
    output = as_tensor(evaluate(record.tree, leaves).output)
    if settings.order > 1:
        found["derivatives"] = {}
        for name, x in wanted.items():
            if x.shape or output.shape:
                raise Problem(
                    "--order differentiates scalars by scalars",
                    why=f"`{name if x.shape else 'the output'}` has several elements",
                    fix="--hessian and --jacobian work on tensors",
                )
            found["derivatives"][name] = functional.derivatives(
                as_tensor(evaluate(record.tree, leaves).output), x, settings.order
            )
    if settings.hessian:
        found["hessian"] = functional.hessian(output, wanted)
    if settings.jacobian:
        found["jacobian"] = functional.jacobian(as_tensor(evaluate(record.tree, leaves).output), wanted)
    return found


# ------------------------------------------------------------------ watching, for the notes
class Record:
    """What has to be remembered of forward and backward to write the notes."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.place = Place()
        self.first_node = 0
        self.places = array("q")  # for each node in the order of creation, where in the tree it was made
        self.kinks: dict[Node, Kink] = {}
        self.met: list[tuple[Node, Kink]] = []
        self.slopes: dict[Node, str] = {}
        self.dead: dict[str, Node] = {}
        self.born: dict[str, tuple[Node, Any, Any]] = {}

    def evaluate(self, leaves: Mapping[str, Tensor]) -> Evaluation:
        """Evaluate the tree, remembering where each node comes from and which stand at a kink."""
        self.restart()
        with watched(self._watch):
            return evaluate(self.tree, leaves, self.place)

    def restart(self) -> None:
        """A new graph begins with the next node."""
        self.first_node = mode.created + 1
        self.places = array("q")

    def _watch(self, op: Op, operands: Sequence[Any], options: Mapping[str, Any], out: Tensor) -> None:
        node = out.grad_fn
        if node is None:
            return
        self.places.append(self.place.node)
        if op.kinks:
            values = [x.raw if type(x) is Tensor else x for x in operands]
            for kink in op.kinks:
                if _holds(kink, values, options):
                    self.kinks[node] = kink
                    self.slopes[node] = one_sided(op, values, options)

    def observe(self, visit: Visit) -> None:
        """What backward does at a node."""
        node = visit.node
        if node.accumulates:
            return
        if self.kinks and node in self.kinks and not _is_zero(visit.upstream):
            self.met.append((node, self.kinks[node]))
        elif _is_flat(node, visit):
            self.dead.setdefault(node.name(), node)
        for _, raw, _ in visit.products:
            if type(raw) is float:
                if raw - raw != 0:
                    self._birth("nan" if raw != raw else "inf", node, visit.upstream, raw)
            elif raw is not None and not _finite(raw):
                self._birth("nan" if _has_nan(raw) else "inf", node, visit.upstream, raw)

    def _birth(self, kind: str, node: Node, upstream: Any, product: Any) -> None:
        if kind not in self.born:
            self.born[kind] = (node, upstream, product)

    def place_of(self, node: Node) -> int | None:
        """Where in the tree a node was made; None if it is not of this graph."""
        k = node.sequence - self.first_node
        return self.places[k] if 0 <= k < len(self.places) else None

    def text(self, node: Node) -> str:
        """The part of the expression that a node computes."""
        place = self.place_of(node)
        return node.name() if place is None else shortened(self.tree.text(place))

    def named(self, evaluation: Evaluation) -> tuple[tuple[str, Any], ...]:
        """The named intermediate values, as plain data."""
        shown = [(name, value.raw if isinstance(value, Tensor) else value) for name, value in evaluation.named]
        return tuple((name, value) for name, value in shown if not isinstance(value, tuple | list))

    def notes(self, leaves: Mapping[str, Tensor], values: Mapping[str, Any]) -> tuple[Note, ...]:
        """Conventions met, nan and inf, and gradients that are None."""
        found = [
            Note("kink", f"{kink.where}{self.slopes.get(node, '')}: {kink.torch} (in `{self.text(node)}`)")
            for node, kink in _distinct(self.met)
        ]
        found += [
            Note("dead", f"{node.name()} in `{self.text(node)}` passes no gradient on: it is flat here")
            for node in self.dead.values()
        ]
        found += self._not_finite(leaves)
        occurring = set(self.tree.names())
        for name, x in leaves.items():
            if x.requires_grad and x.grad is None:
                why = (
                    "no recorded operation connects it to the output (detach, comparisons and argmax cut the connection)"
                    if name in occurring
                    else "the expression does not contain it"
                )
                found.append(Note("none", f"{name}.grad is None: {why}"))
        return tuple(found)

    def _not_finite(self, leaves: Mapping[str, Tensor]) -> list[Note]:
        found = []
        for name, x in leaves.items():
            if x.grad is None or _finite(x.grad.raw):
                continue
            kind = "nan" if _has_nan(x.grad.raw) else "inf"
            cause = f"{name} itself is not finite" if not _finite(x.raw) else self._cause(kind)
            found.append(Note("not finite", f"{name}.grad is {kind}: {cause}"))
        return found

    def _cause(self, kind: str) -> str:
        if kind not in self.born:
            return "the sum of its contributions is not finite"
        node, upstream, _ = self.born[kind]
        where = f"{node.name()} in `{self.text(node)}`"
        inf_first = self.born.get("inf")
        if kind == "nan" and _is_zero(upstream):
            return f"{where} multiplies a gradient of 0 by an infinite or undefined local derivative"
        if kind == "nan" and inf_first is not None and inf_first[0] is not node:
            return f"an infinite gradient from {inf_first[0].name()} in `{self.text(inf_first[0])}` meets a 0 at {where}"
        if not _finite(upstream):
            return f"what reaches {where} is already {kind}"
        domain = f" (its domain: {node.op.domain})" if node.op.domain else ""
        return f"the local derivative of {where} is {kind} here{domain}"


def _holds(kink: Kink, values: Sequence[Any], options: Mapping[str, Any]) -> bool:
    wanted = parameters_of(kink.when)
    try:
        hit = kink.when(*values, **{k: v for k, v in options.items() if k in wanted})
    except (ArithmeticError, ValueError):  # floats outside the function's domain: no kink there
        return False
    return bool(hit.any()) if hasattr(hit, "any") else bool(hit)


def one_sided(op: Op, values: Sequence[Any], options: Mapping[str, Any]) -> str:
    """The slopes on both sides of a kink in the first operand, in words; nothing for tensors, jumps and vertical tangents."""
    if not op.elementwise or any(type(v) not in (float, int) for v in values):
        return ""
    step = 2.0**-20 * max(1.0, abs(values[0]))
    below, here, above = (op.compute([values[0] + k * step, *values[1:]], options) for k in (-1, 0, 1))
    left, right = (here - below) / step, (above - here) / step
    if not (abs(left) < 1000 and abs(right) < 1000):
        return ""
    return f" (slope {number(round(left, 4))} on the left, {number(round(right, 4))} on the right)"


def _is_flat(node: Node, visit: Visit) -> bool:
    """A function with corners or jumps that lets nothing through: relu below 0, round, clamp outside its bounds."""
    if not node.op.kinks or len(node.op.operands) != 1 or not visit.products:
        return False
    return not _is_zero(visit.upstream) and _is_zero(visit.products[0][1])


def _distinct(met: Sequence[tuple[Node, Kink]]) -> list[tuple[Node, Kink]]:
    """At most one note for each kind of kink."""
    first: dict[str, tuple[Node, Kink]] = {}
    for node, kink in met:
        first.setdefault(kink.where, (node, kink))
    return list(first.values())


def _is_zero(g: Any) -> bool:
    return bool(g == 0) if type(g) is float else not bool((g != 0).any()) if hasattr(g, "any") else bool(g == 0)


def _finite(x: Any) -> bool:
    return bool(x - x == 0) if type(x) is float else bool((x - x == 0).all()) if hasattr(x, "all") else bool(x - x == 0)


def _has_nan(x: Any) -> bool:
    return bool(x != x) if type(x) is float else bool((x != x).any()) if hasattr(x, "any") else bool(x != x)


def shortened(text: str, most: int = 40) -> str:
    """A piece of source on one line."""
    flat = " ".join(text.split()) if len(text) < 400 else " ".join(text[: most * 4].split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


# ------------------------------------------------------------------ why backward raised
def explained(
    error: BackwardError, tree: Tree, output: Tensor, leaves: Mapping[str, Tensor], settings: Settings, record: Record
) -> BackwardError:
    """The error with its cause in this very expression, and the way out."""
    from gradcli.calculation.errors import explain

    return explain(error, tree, output, leaves, settings, record)
