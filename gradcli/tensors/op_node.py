"""A node that is one recorded operation of the table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from gradcli.ops import table
from gradcli.ops.dtypes import WHOLE
from gradcli.ops.late import late
from gradcli.ops.op import Op, Plan, RuleCall
from gradcli.ops.sizes import Shape, broadcast, text
from gradcli.problems import BackwardError, TorchError
from gradcli.recording.modes import history, mode
from gradcli.recording.node import FREED, Freed, Hookable, Hooks, Products, paired, short
from gradcli.tensors.place import Version
from gradcli.tensors.tensor import Tensor, dtype_name, type_title

SECOND_TIME = (
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). "
    "Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). "
    "Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors "
    "after calling backward."
)
run: Any = late("gradcli.ops.run")
SCALAR: tuple[Shape, str] = ((), "float64")
SAVED = {"x": "self", "y": "other", "out": "result"}  # what PyTorch calls them
Meta = tuple[Shape, str]


class FreedError(BackwardError):
    """A second backward reached a node whose saved tensors are freed."""

    def __init__(self, kind: str, node: Any) -> None:
        super().__init__(kind, SECOND_TIME)
        self.node = node


class Rare:
    """What few nodes have, apart from the others so that those stay small.

    hooks     see recording.node.Hooks
    numbers   which output of the node behind each operand; None if it is 0 for all
    versions  of the saved tensors when they were saved; None where none of them had been written into until then
    results   by the number of a result: its version and what that was, where it may be saved and somebody shares its memory
    """

    __slots__ = ("hooks", "numbers", "results", "versions")

    def __init__(self) -> None:
        self.hooks: Hooks | None = None
        self.numbers: tuple[int, ...] | None = None
        self.versions: tuple[int, ...] | None = None
        self.results: dict[int, tuple[Version, int]] | None = None


class OpNode(Hookable):
    """One recorded operation.

    op             the row of the table
    edges          the node behind each operand; None for a constant
    saved          the operands and results that the rules need, or FREED
    options        the options of the call: dim, keepdim, ...
    types          (shape, dtype) of each operand, and of each result; None when all are 0-d float64
    rare           hooks, numbers of outputs, versions; None where there is nothing of it
    sequence       creation order; backward goes from the highest to the lowest
    """

    __slots__ = ("__weakref__", "edges", "op", "options", "plan", "rare", "saved", "sequence", "types")
    accumulates = False
    eager = False

    def __init__(
        self,
        op: Op,
        plan: Plan,
        edges: tuple[Any, ...],
        saved: tuple[Any, ...],
        options: Mapping[str, Any],
        sequence: int,
    ) -> None:
        self.op = op
        self.plan = plan
        self.edges = edges
        self.saved: tuple[Any, ...] | Freed = saved
        self.options = options
        self.sequence = sequence
        self.types: tuple[tuple[Meta, ...], tuple[Meta, ...]] | None = None
        self.rare: Rare | None = None

    def __reduce__(self) -> str:
        raise TypeError(f"cannot pickle '{type(self).__name__}' object")

    def made_rare(self) -> Rare:
        """A place for what few nodes have."""
        if self.rare is None:
            self.rare = Rare()
        return self.rare

    @property
    def hooks(self) -> Hooks | None:
        """What runs when a gradient has arrived."""
        return None if self.rare is None else self.rare.hooks

    @hooks.setter
    def hooks(self, hooks: Hooks | None) -> None:
        self.made_rare().hooks = hooks

    @property
    def numbers(self) -> tuple[int, ...] | None:
        """Which output of the node behind each operand; None if it is 0 for all."""
        return None if self.rare is None else self.rare.numbers

    @property
    def metas(self) -> tuple[Meta, ...] | None:
        """(shape, dtype) of each operand; None when all are 0-d float64."""
        return None if self.types is None else self.types[0]

    @property
    def out_metas(self) -> tuple[Meta, ...] | None:
        """(shape, dtype) of each result; None when there is one and it is 0-d float64."""
        return None if self.types is None else self.types[1]

    def name(self) -> str:
        """PyTorch's name: AddBackward0."""
        return self.op.grad_fn

    def named(self) -> OpNode:
        """The node in a class that bears its name, as `type(y.grad_fn)` shows it; one class is faster while nobody looks."""
        name = self.op.grad_fn.rpartition("::")[2]
        if type(self).__name__ != name:
            self.__class__ = named_type(RefusingNode if self.eager else OpNode, name)
        return self

    @property
    def next_functions(self) -> tuple[tuple[Any, int], ...]:
        """(node, output) of each operand that has a derivative: a condition or a plain exponent is no edge in PyTorch."""
        every = paired(self.edges, self.numbers)
        return (*[every[k] for k in self.shown], *((None, 0),) * self.op.left_out)

    @property
    def shown(self) -> Sequence[int]:
        """The operands that have a derivative."""
        op = self.op
        if not op.rules or op.variadic:
            return range(len(self.edges))
        return [k for k, name in enumerate(op.operands[: len(self.edges)]) if name in op.rules]

    @property
    def outputs(self) -> int:
        """How many differentiable results there are."""
        return len(self.out_metas or ()) if self.op.several else 1

    @property
    def out_meta(self) -> Meta | None:
        """(shape, dtype) of the first result; None when it is 0-d float64."""
        return self.out_metas[0] if self.out_metas else None

    def argument(self, step: RuleCall, name: str) -> Any:
        """An argument of a rule that needs no saved tensor: an option or a size."""
        if name in self.options:
            return self.options[name]
        metas = self.types[0] if self.types else (SCALAR,) * len(self.edges)
        if name == "shape":
            return metas[step.operand][0]
        if name == "shapes":
            return tuple([shape for shape, _ in metas])
        if name == "dtypes":
            return tuple([dtype for _, dtype in metas])
        if name == "index":
            return step.operand
        if name == "out_metas":
            return self.out_metas or (SCALAR,)
        return self.op.defaults[name]

    # -------------------------------------------------------------- saved tensors
    def remember_result(self, version: Version, count: int, number: int = 0) -> None:
        """A result is about to share its memory: from now on its version tells whether it was changed."""
        rare = self.made_rare()
        rare.results = {**(rare.results or {}), number: (version, count)}

    def release(self) -> None:
        """Let go of what was saved for backward."""
        if self.saved:
            self.saved = FREED

    def unpacked(self) -> tuple[Any, ...]:
        """What was saved. Raises FreedError if it is freed, and BackwardError if it was changed in place since, or of no use."""
        saved = self.saved
        if isinstance(saved, Freed):
            raise FreedError("RuntimeError", self)
        if history.written:
            rare = self.rare
            for k, x in enumerate(saved):
                if rare is not None or (isinstance(x, Tensor) and x.place is not None):  # otherwise its version was and is 0
                    self._check_version(k, self.plan.saved[k], x)
        return saved

    def _check_version(self, k: int, name: str, x: Any) -> None:
        rare = self.rare
        if name in ("out", "outs"):
            for number, (version, count) in ((rare and rare.results) or {}).items():
                if version.count != count and (name == "outs" or not number):
                    raise changed(*(self.out_metas or (SCALAR,))[number], self, number, version.count, count)
        elif isinstance(x, Tensor):
            expected = 0 if rare is None or rare.versions is None else rare.versions[k]
            if x.version != expected:
                raise changed(x.shape, x.dtype, x.grad_fn, x.output_nr, x.version, expected)

    # -------------------------------------------------------------- backward
    def backward(self, g: Any, create_graph: bool, others: Mapping[int, Any] | None = None) -> Products:
        """What each operand receives; see recording.node.Node."""
        saved = self.saved
        if saved is FREED or history.written:
            saved = self.unpacked()
        if type(g) is not float or self.types is not None:
            return self._on_others(g, saved, create_graph, others)  # type: ignore[arg-type]
        found = []
        count = len(saved)  # type: ignore[arg-type]
        if count == 1:
            x = saved[0]  # type: ignore[index]
            known: Sequence[Any] = (x if type(x) is float else x.raw if isinstance(x, Tensor) else x,)
        elif count == 2:
            x, y = saved  # type: ignore[misc]
            known = (x.raw if isinstance(x, Tensor) else x, y.raw if isinstance(y, Tensor) else y)
        else:
            known = [x.raw if isinstance(x, Tensor) else x for x in saved] if saved else ()  # type: ignore[union-attr]
        for step in self.plan.steps:  # everything is a number: nothing was broadcast, and nothing is recorded
            operand, rule, picks, take = step
            try:
                if take is None:
                    product = call_rule(step, self, g, known)
                elif len(picks) == 1:
                    product = rule(g, known[picks[0]])  # type: ignore[index]
                else:
                    product = rule(g, *take(known)) if picks else rule(g)
            except (ArithmeticError, ValueError):
                product = call_rule(step, self, g, known)
            if type(product) is int:
                product = float(product)
            found.append((operand, product, product))
        return tuple(found)

    def _on_others(self, g: Any, saved: Sequence[Any], create_graph: bool, others: Mapping[int, Any] | None) -> Products:
        """Where not everything is a number, or nothing arrived: then only what was saved has been looked at."""
        if g is None and not others:
            return ()
        if self.op.several:
            g = (g, *[(others or {}).get(k) for k in range(1, len(self.out_metas or ()))])
        if create_graph:
            return self._recorded(g, saved)
        return self._on_data(g, saved) if self._uniform() else self._on_tensors(g, saved)

    def _on_data(self, g: Any, saved: Sequence[Any]) -> Products:
        """Where all is of one dtype: the rules on the elements themselves, whose arithmetic is then PyTorch's."""
        known = [x.raw if isinstance(x, Tensor) else x for x in saved]
        lift = getattr(g, "lift", None)
        if lift is not None:
            known = [lift(x) for x in known]
        found = []
        for step in self.plan.steps:
            try:
                product = call_rule(step, self, g, known)
            except ValueError as error:
                raise _told(error) from None
            found.append((step.operand, product, self._fitted(product, step.operand)))
        return tuple(found)

    def _on_tensors(self, g: Any, saved: Sequence[Any]) -> Products:
        """Where dtypes are mixed: the rules on tensors, so that they promote as PyTorch does."""
        upstream = tuple([_wrapped(part) for part in g]) if type(g) is tuple else _wrapped(g)
        known = [self._result(name, x, None) for name, x in zip(self.plan.saved, saved, strict=True)]
        found = []
        for step in self.plan.steps:
            product = plain(call_rule(step, self, upstream, known))
            found.append((step.operand, product, self._fitted(product, step.operand)))
        return tuple(found)

    def _recorded(self, g: Any, saved: Sequence[Any]) -> Products:
        """Where backward is recorded itself; a result that was saved is connected to this node again."""
        known = [self._result(name, x, self) for name, x in zip(self.plan.saved, saved, strict=True)]
        found = []
        for step in self.plan.steps:
            product = call_rule(step, self, g, known)
            if self.op.second is not None:
                product = self.op.second(product, *known)
            if product is not None and not isinstance(product, Tensor):
                product = Tensor(float(product) if type(product) is int else product)
            found.append((step.operand, product, self._fitted(product, step.operand)))
        return tuple(found)

    def _result(self, name: str, saved: Any, edge: OpNode | None) -> Any:
        """What was saved, a result as a tensor; recorded again it is connected to this node."""
        if name == "outs":
            return tuple([Tensor(x, edge=edge, output_nr=0 if edge is None else k) for k, x in enumerate(saved)])
        return Tensor(saved, edge=edge) if name == "out" else saved

    def _uniform(self) -> bool:
        """Whether NumPy's dtypes are PyTorch's in the rules: one dtype, but for masks, whole numbers and 0-d constants."""
        if self.types is None:
            return True
        own = self.types[1][0][1]
        for shape, dtype in self.types[0]:
            if dtype != own and dtype != "bool":
                weak = not shape and dtype == "float64"
                if not (weak or (own == "float64" and dtype in WHOLE)):
                    return False
        return True

    def _fitted(self, g: Any, operand: int) -> Any:
        """A gradient in the shape and dtype of its operand: summed over the dimensions in which the operand was broadcast."""
        if g is None:
            return None
        if self.types is None:
            return float(g) if type(g) is int else g
        shape, dtype = self.types[0][operand]
        if getattr(g, "shape", ()) != shape:
            g = _summed_to(g, shape)
        if dtype_name(g) != dtype:
            g = table.to(g, dtype=dtype)
        return g


def _summed_to(g: Any, shape: Shape) -> Any:
    """A gradient summed over the dimensions in which a tensor of this shape was broadcast; it is no larger than what there is."""
    if type(g) is run.arrays.Array:
        return run.normal(table.sum_to_size.kernel(run.arrays, g, size=shape))
    return table.sum_to_size(g, size=shape)


def _told(error: ValueError) -> Exception:
    """NumPy's refusal of shapes in PyTorch's words: x.data was replaced by elements of another shape since."""
    first, _, rest = str(error).partition("shapes ")
    if not first.startswith("operands could not be broadcast"):
        return error
    try:
        broadcast(*[tuple(map(int, re.findall(r"\d+", shape))) for shape in rest.split()])
    except TorchError as refusal:
        return refusal
    return error


class RefusingNode(OpNode):
    """A recorded operation that PyTorch has no derivative for: backward raises as soon as it arrives there."""

    __slots__ = ()
    eager = True

    def backward(self, g: Any, create_graph: bool, others: Mapping[int, Any] | None = None) -> Products:  # noqa: ARG002
        """It raises."""
        raise BackwardError("RuntimeError", f"derivative for aten::{self.op.not_implemented} is not implemented")


@cache
def named_type(base: type[OpNode], name: str) -> type[OpNode]:
    """A class that bears PyTorch's name of the nodes of an operation; PyTorch's nodes print no module.

    Only these look for what was saved by its name: asking anything of a class that has `__getattr__` takes longer.
    """
    return type(name, (base,), {"__slots__": (), "__module__": "builtins", "__getattr__": _saved_as})


def _saved_as(node: OpNode, name: str) -> Any:
    """What was saved, under PyTorch's names: y.grad_fn._saved_self. Raises AttributeError, and FreedError if it is freed."""
    if name.startswith("_saved_"):
        for known, saved in zip(node.plan.saved, node.unpacked(), strict=True):
            if name == f"_saved_{SAVED.get(known, known)}":
                return node._result(known, saved, node)
    raise AttributeError(f"'{type(node).__name__}' object has no attribute '{name}'")


def plain(x: Any) -> Any:
    """A tensor as data."""
    return x.raw if isinstance(x, Tensor) else x


def _wrapped(raw: Any) -> Tensor | None:
    """Data as a tensor."""
    if raw is None:
        return None
    return Tensor(run.normal(raw))


def call_rule(step: RuleCall, node: OpNode, g: Any, known: Sequence[Any]) -> Any:
    """One rule. Where Python floats raise, it runs again on IEEE numbers."""
    if step.take is not None:
        arguments = step.take(known)
    else:
        arguments = [known[p] if type(p) is int else node.argument(step, p) for p in step.picks]  # type: ignore[arg-type]
    before, mode.ruling = mode.ruling, True
    try:
        return step.rule(g, *arguments)
    except (ArithmeticError, ValueError):
        if any(isinstance(x, Tensor) for x in (g, *arguments)):
            raise
    finally:
        mode.ruling = before
    upstream = tuple([run.ieee(part) for part in g]) if type(g) is tuple else run.ieee(g)
    ready = [x if type(p) is str and type(x) is int else run.ieee(x) for p, x in zip(step.picks, arguments, strict=True)]
    return run.normal(step.rule(upstream, *ready))  # a whole number among the options stays one: it may count or name dimensions


def changed(shape: Shape, dtype: str, fn: Any, number: int, found: int, expected: int) -> BackwardError:
    """PyTorch's refusal to use a saved tensor that was written into since it was saved."""
    which = "" if fn is None else f", which is output {number} of {short(fn.name())},"
    return BackwardError(
        "RuntimeError",
        "one of the variables needed for gradient computation has been modified by an inplace operation: "
        f"[{type_title(dtype)} {text(shape)}]{which} is at version {found}; expected version {expected} instead. Hint: enable "
        "anomaly detection to find the operation that failed to compute its gradient, with torch"
        ".autograd.set_detect_anomaly(True, check_nan=False).",
    )
