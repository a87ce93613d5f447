"""torch.autograd.Function: an operation of one's own, with a forward and a backward in Python.

Its node does what the engine asks of every node (recording.node.Node). The context that forward and backward receive
keeps what they put there; the node shows it, as PyTorch's does.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, ClassVar, NamedTuple

from gradcli.ops import sizes, table
from gradcli.ops.dtypes import FLOATING
from gradcli.ops.op import NOTHING
from gradcli.ops.shape import zeros_op
from gradcli.ops.sizes import Shape, text
from gradcli.problems import BackwardError, TorchError, runtime_error, type_error
from gradcli.recording.modes import history, mode, set_grad_enabled
from gradcli.recording.node import Hookable, Hooks, Products, paired
from gradcli.tensors.dispatch import apply as run_op
from gradcli.tensors.inplace import check_writable
from gradcli.tensors.op_node import FreedError, changed, plain
from gradcli.tensors.place import Version
from gradcli.tensors.tensor import Tensor
from gradcli.tensors.views import rebase, refresh_views

NO_FORWARD = "You must implement the forward function for custom autograd.Function."
LEGACY = (
    "Legacy autograd function with non-static forward method is deprecated. Please use new-style autograd function with static "
    "forward method. (Example: https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
)
NO_BACKWARD = (
    "You must implement either the backward or vjp method for your custom autograd.Function to use it with backward mode AD."
)
LEAF_CHANGED = "a leaf Variable that requires grad has been used in an in-place operation."
NOT_RETURNED = (
    "Some elements marked as dirty during the forward method were not returned as output. The inputs that are modified inplace "
    "must all be outputs of the Function."
)
ONE_RESULT = (
    "If your Function modifies inplace an input that is a view of another Tensor, your Function cannot return more than one "
    "Tensor. This is not supported by the current autograd engine. You should either make sure the input is not a view (using "
    ".clone() for example) or make your Function only return one Tensor (potentially splitting it into two Functions: one doing "
    "the inplace that returns a single Tensor and a second one that does the other operations). You can ask on the forum "
    "https://discuss.pytorch.org/ if you need help to do this change."
)
TWICE = "trying to differentiate twice a function that was marked with @once_differentiable"
NODES = "torch.autograd.function"  # the module that the nodes of such functions print
CUSTOM = "custom"  # how a view was made, for Place.made: by a function of one's own
Meta = tuple[Shape, str]


class Saved(NamedTuple):
    """A tensor that was saved, and its version at that time.

    tensor   None where None was saved
    version  of its memory, and how often that had been written into
    result   which result of the node it is; None if it is none of them
    """

    tensor: Tensor | None
    version: Version | None = None
    changes: int = 0
    result: int | None = None


class Context:
    """The `ctx` of forward and backward: what is saved, what was marked, and whatever else is put there.

    needs_input_grad  for each argument of forward, whether it is a tensor that requires grad
    """

    def __init__(self, needs_input_grad: tuple[bool, ...]) -> None:
        self.needs_input_grad = needs_input_grad
        self._to_save: tuple[Any, ...] = ()
        self._saved: tuple[Saved, ...] | None = ()  # None once it is freed
        self._node: Callable[[], Any] = lambda: None
        self._dirty: tuple[Any, ...] = ()
        self._constant: tuple[Any, ...] = ()
        self._materialize = True

    def save_for_backward(self, *tensors: Tensor | None) -> None:
        """Keep tensors for backward, which notices if they are changed; the last call counts."""
        self._to_save = tensors

    def mark_dirty(self, *tensors: Tensor) -> None:
        """Say that forward changed these operands in place."""
        self._dirty = tensors

    def mark_non_differentiable(self, *tensors: Tensor) -> None:
        """Say that these results have no gradient."""
        self._constant = tensors

    def set_materialize_grads(self, value: bool) -> None:
        """Whether backward receives zeros for results that were not used, or None."""
        self._materialize = value

    @property
    def saved_tensors(self) -> tuple[Tensor | None, ...]:
        """What was saved. Raises BackwardError if it is freed, or was changed in place since."""
        if self._saved is None:
            raise FreedError("RuntimeError", self._node())
        return tuple([_unpacked(saved, self._node()) for saved in self._saved])


class Function:
    """An operation of one's own: `forward` and `backward` are static methods, `apply` runs it.

    forward(ctx, *args), or forward(*args) with setup_context(ctx, inputs, output), answers one result or a tuple;
    backward(ctx, *gradients) answers a gradient, or None, for each argument.
    """

    __module__ = NODES
    node_type: ClassVar[type[FunctionNode]]

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        cls.node_type = type(f"{cls.__name__}Backward", (FunctionNode,), {"__slots__": (), "__module__": NODES})

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        """Nothing: PyTorch takes whatever is given, and what it makes can do nothing."""

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Raises RuntimeError: functions are not called as in versions of long ago."""
        raise TorchError("RuntimeError", LEGACY)

    @staticmethod
    def forward(*arguments: Any, **keywords: Any) -> Any:
        """The value. To be written by subclasses."""
        raise TorchError("NotImplementedError", NO_FORWARD)

    @staticmethod
    def setup_context(ctx: Context, inputs: tuple[Any, ...], output: Any) -> Any:
        """Save for backward, where forward does not see the context. To be written by subclasses."""
        raise TorchError("NotImplementedError", "setup_context is not implemented.")

    @staticmethod
    def backward(ctx: Context, *gradients: Any) -> Any:
        """The gradients of the arguments. To be written by subclasses."""
        raise TorchError("NotImplementedError", NO_BACKWARD)

    vjp = backward

    @classmethod
    def apply(cls, *arguments: Any) -> Any:
        """Run forward without recording, and record it as one node if an argument requires grad."""
        needs = tuple([isinstance(x, Tensor) and x.requires_grad for x in arguments])
        ctx = Context(needs)
        node = cls.node_type(cls, ctx, arguments) if mode.recording and any(needs) else None
        leaves = [x for x, need in zip(arguments, needs, strict=True) if need and x.is_leaf]
        with set_grad_enabled(False):
            if cls.setup_context is Function.setup_context:
                out = cls.forward(ctx, *arguments)
            else:
                out = cls.forward(*arguments)
                cls.setup_context(ctx, arguments, out)
        results = list(out) if type(out) is tuple else [out]
        if node is not None:
            node.out_metas = [(x.shape, x.dtype) if isinstance(x, Tensor) else None for x in results]
        _connect(results, node, ctx, arguments, leaves)
        _save(ctx, node, results)
        return tuple(results) if type(out) is tuple else results[0]


# ------------------------------------------------------------------ results
def _connect(results: list[Any], node: FunctionNode | None, ctx: Context, arguments: Sequence[Any], leaves: list[Tensor]) -> None:
    """Results as they leave `apply`, in place of those of forward. Raises RuntimeError where one may not be what it is.

    leaves  the arguments that are leaves and require grad; what forward wrote into may not be among them
    """
    for x in ctx._dirty:
        _count(x)
    returned = list(results)
    for k, x in enumerate(returned):
        if not isinstance(x, Tensor):
            continue
        if node is None or _is_in(x, ctx._constant) or x.dtype not in FLOATING:
            results[k] = _cut_off(x, _is_in(x, arguments), _is_in(x, ctx._dirty))
        elif _is_in(x, ctx._dirty):
            _check_changed(x, len(returned), leaves)
            rebase(x, node, k)
            refresh_views(x)
        else:
            results[k] = _connected(x, k, node, _is_in(x, arguments))
    if sum(isinstance(x, Tensor) and x.edge is node for x in results) > 1:
        _mark_several(results, node)
    if any(not _is_in(x, returned) for x in ctx._dirty):
        raise runtime_error(NOT_RETURNED)


def _is_in(x: Any, several: Sequence[Any]) -> bool:
    return any(x is other for other in several)


def _cut_off(x: Tensor, is_argument: bool, is_dirty: bool) -> Tensor:
    """A result that is not differentiable; an argument stays as it is, and what is answered is another tensor on its memory."""
    if is_argument and x.requires_grad:
        return x.detach()
    if is_argument and not is_dirty:
        return _alias(x)
    if x.place is None or x.place.base is None:
        x.edge, x.output_nr = None, 0
    return x


def _connected(x: Tensor, k: int, node: FunctionNode, is_argument: bool) -> Tensor:
    """A result that belongs to the node from now on."""
    if is_argument:
        x = _alias(x)
    if x.place is not None and x.place.base is not None:
        x.place.made = CUSTOM
    x.edge, x.output_nr = node, k
    return x


def _alias(x: Tensor) -> Tensor:
    """An argument that forward returned as it is: a view of it, or of what it is itself a view of."""
    base = None if x.place is None else x.place.base
    return x.alias(base=x if base is None else base, made=CUSTOM)


def _mark_several(results: Sequence[Any], node: FunctionNode | None) -> None:
    """Views among several results are told to be that."""
    for x in results:
        if isinstance(x, Tensor) and x.edge is node and x.place is not None and x.place.base is not None:
            x.place.made = "several"


def _count(x: Tensor) -> None:
    """An operand that forward changed, and said so, is one version further."""
    version = x.shared().version
    if version is not None:
        version.count += 1
    history.written = True


def _check_changed(x: Tensor, count: int, leaves: Sequence[Tensor]) -> None:
    """Raise RuntimeError if forward may not have written into an operand."""
    if _is_in(x, leaves):
        raise runtime_error(LEAF_CHANGED)
    if count > 1 and x.place is not None and x.place.base is not None:
        raise runtime_error(ONE_RESULT)
    check_writable(x, x.requires_grad)


# ------------------------------------------------------------------ what is saved
def _save(ctx: Context, node: FunctionNode | None, results: Sequence[Any]) -> None:
    """Keep what forward asked for. Raises TypeError for what is no tensor."""
    for k, x in enumerate(ctx._to_save):
        if x is not None and not isinstance(x, Tensor):
            raise type_error(f"save_for_backward can only save variables, but argument {k} is of type {type(x).__name__}")
    if node is None:
        return
    ctx._node = weakref.ref(node)
    ctx._saved = tuple([_packed(x, node, results) for x in ctx._to_save])
    ctx._to_save = ()


def _packed(x: Tensor | None, node: FunctionNode, results: Sequence[Any]) -> Saved:
    """A tensor with its version; a result without its edge, so that the node does not hold itself."""
    if x is None:
        return Saved(None)
    version = x.shared().version
    number = next((k for k, result in enumerate(results) if result is x and x.edge is node), None)
    return Saved(x if number is None else x.alias(), version, 0 if version is None else version.count, number)


def _unpacked(saved: Saved, node: FunctionNode | None) -> Tensor | None:
    """A saved tensor; a result is connected to its node again."""
    x = saved.tensor
    if x is None:
        return None
    if saved.version is not None and saved.version.count != saved.changes:
        fn = x.grad_fn if saved.result is None else node
        number = x.output_nr if saved.result is None else saved.result
        raise changed(x.shape, x.dtype, fn, number, saved.version.count, saved.changes)
    if saved.result is None:
        return x
    again = x.alias()
    again.edge, again.output_nr = node, saved.result
    return again


# ------------------------------------------------------------------ the node
class FunctionNode(Hookable):
    """One recorded call of a function of one's own.

    function   the class
    context    what forward and backward receive
    positions  of each edge the argument to which it belongs: only tensors have edges
    metas      (shape, dtype) of each of those arguments
    out_metas  (shape, dtype) of each result; None for what is no tensor
    """

    __slots__ = (
        "__weakref__",
        "context",
        "count",
        "edges",
        "function",
        "hooks",
        "metas",
        "numbers",
        "out_metas",
        "positions",
        "sequence",
    )
    accumulates = False
    eager = False
    rare = True
    op = None
    options: Mapping[str, Any] = NOTHING

    def __init__(self, function: type[Function], context: Context, arguments: Sequence[Any]) -> None:
        tensors = [(k, x) for k, x in enumerate(arguments) if isinstance(x, Tensor)]
        self.function = function
        self.context = context
        self.count = len(arguments)
        self.positions = tuple([k for k, _ in tensors])
        self.edges: tuple[Any, ...] = tuple([x.edge for _, x in tensors])
        self.numbers: tuple[int, ...] | None = tuple([x.output_nr for _, x in tensors])
        self.metas: tuple[Meta, ...] = tuple([(x.shape, x.dtype) for _, x in tensors])
        self.out_metas: list[Meta | None] = []
        self.hooks: Hooks | None = None
        mode.created += 1
        self.sequence = mode.created

    def name(self) -> str:
        """PyTorch's name: the class and `Backward`."""
        return type(self).__name__

    @property
    def outputs(self) -> int:
        """How many results there are."""
        return len(self.out_metas)

    @property
    def next_functions(self) -> tuple[tuple[Any, int], ...]:
        """(node, output) of each tensor among the arguments."""
        return paired(self.edges, self.numbers)

    def __getattr__(self, name: str) -> Any:
        """What was put into the context."""
        try:
            return getattr(object.__getattribute__(self, "context"), name)
        except AttributeError as error:
            if isinstance(error, TorchError):
                raise
            raise AttributeError(f"'{self.name()}' object has no attribute '{name}'") from None

    def release(self) -> None:
        """Let go of what was saved for backward, even if that is nothing."""
        self.context._saved = None

    def backward(self, g: Any, create_graph: bool, others: Mapping[int, Any] | None = None) -> Products:
        """What each operand receives; see recording.node.Node. Raises RuntimeError where backward answers what does not fit."""
        arrived = {0: g, **(others or {})}
        gradients = [self._arrived(arrived.get(k), meta) for k, meta in enumerate(self.out_metas)]
        rule = self.function.backward
        if rule is Function.backward:
            rule = self.function.vjp
        answer = rule(self.context, *gradients)
        found = self._matched(answer if isinstance(answer, tuple) else (answer,))
        products = []
        for edge, gradient in enumerate(found):
            if gradient is not None and self.edges[edge] is not None:
                fitted = self._fitted(gradient, edge)
                products.append((edge, gradient, fitted) if create_graph else (edge, plain(gradient), plain(fitted)))
        return tuple(products)

    def _arrived(self, g: Any, meta: Meta | None) -> Tensor | None:
        """The gradient of a result as a tensor; zeros if there is none, unless the context wants None."""
        if g is None:
            if meta is None or not self.context._materialize:
                return None
            zeros: Tensor = run_op(zeros_op, (), {"size": meta[0], "dtype": meta[1]})
            return zeros
        if isinstance(g, Tensor):
            return g
        from gradcli.ops.run import normal

        return Tensor(normal(g))

    def _matched(self, answer: tuple[Any, ...]) -> list[Tensor | None]:
        """The gradients of the arguments that are tensors. Raises RuntimeError if there are too few or too many."""
        extra = answer[self.count :]
        if len(answer) < self.count or any(x is not None for x in extra):
            raise runtime_error(
                f"function {self.name()} returned an incorrect number of gradients (expected {self.count}, got {len(answer)})"
            )
        for k, x in enumerate(answer[: self.count]):
            if k not in self.positions and x is not None:
                raise runtime_error(
                    f"function {self.name()} returned a gradient different than None at position {k + 1}, but the "
                    "corresponding forward input was not a Variable"
                )
            if x is not None and not isinstance(x, Tensor):
                raise runtime_error(f"expected Variable or None (got {type(x).__name__})")
        return [answer[k] for k in self.positions]

    def _fitted(self, g: Tensor, edge: int) -> Any:
        """A gradient in the shape and dtype of its argument, summed where it was broadcast."""
        shape, dtype = self.metas[edge]
        if g.shape != shape:
            if not _expandable(shape, g.shape):
                raise runtime_error(
                    f"Function {self.name()} returned an invalid gradient at index {edge} - got {text(g.shape)} but expected "
                    f"shape compatible with {text(shape)}"
                )
            g = table.sum_to_size(g, size=shape)
        return g if g.dtype == dtype else table.to(g, dtype=dtype)


def _expandable(shape: Shape, into: Shape) -> bool:
    """Whether tensors of a shape broadcast to another one."""
    try:
        return sizes.broadcast(shape, into) == into
    except TorchError:
        return False


# ------------------------------------------------------------------ differentiable once
class ErrorNode(Hookable):
    """Where a second derivative would have to pass through a backward that is differentiable only once."""

    __slots__ = ("__weakref__", "hooks", "sequence")
    __module__ = "builtins"
    accumulates = False
    eager = False
    rare = True
    op = None
    numbers = None
    edges: tuple[Any, ...] = ()
    next_functions: tuple[tuple[Any, int], ...] = ()
    options: Mapping[str, Any] = NOTHING

    def __init__(self) -> None:
        self.hooks: Hooks | None = None
        mode.created += 1
        self.sequence = mode.created

    def name(self) -> str:
        """As torch names it."""
        return "torch::autograd::Error"

    def release(self) -> None:
        """Nothing is saved here."""

    def backward(self, g: Any, create_graph: bool, others: Mapping[int, Any] | None = None) -> Products:
        """Refuse, with PyTorch's text."""
        raise BackwardError("RuntimeError", TWICE)


ErrorNode.__name__ = "Error"  # as PyTorch prints it


def once_differentiable(rule: Callable[..., Any]) -> Callable[..., Any]:
    """A backward that is not recorded; a derivative of its gradients raises."""

    @wraps(rule)
    def inside(ctx: Any, *gradients: Any) -> Any:
        recording = mode.recording
        with set_grad_enabled(False):
            answer = rule(ctx, *gradients)
        if not recording or not any(isinstance(g, Tensor) and g.requires_grad for g in gradients):
            return answer
        node = ErrorNode()
        answers = answer if isinstance(answer, tuple) else (answer,)
        marked = tuple([Tensor(x.raw, edge=node, output_nr=k) if isinstance(x, Tensor) else x for k, x in enumerate(answers)])
        return marked if isinstance(answer, tuple) else marked[0]

    return inside
