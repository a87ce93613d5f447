"""Hooks of a module on the way backward: its inputs and outputs go through a node that knows the gradients of all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gradcli.autograd.function import Function
from gradcli.evaluate.warned import say
from gradcli.problems import runtime_error
from gradcli.recording.modes import mode
from gradcli.tensors.tensor import Tensor

NOT_CALLED = "For backward hooks to be called, module output should be a Tensor or a tuple of Tensors but received {}"
NO_GRADIENT = (
    "Full backward hook is firing when gradients are computed with respect to module outputs since no inputs require gradients. "
    "See https://docs.pytorch.org/docs/main/generated/torch.nn.Module.html#torch.nn.Module.register_full_backward_hook for more "
    "details."
)
ONLY_NONE = "Backward hook for Modules where no input requires gradient should always return None or None for all gradients."


class BackwardHookFunction(Function):
    """Hands on what it is given, in both directions."""

    @staticmethod
    def forward(ctx: Any, *args: Any) -> Any:
        """The tensors themselves."""
        ctx.mark_non_differentiable(*[x for x in args if not x.requires_grad])
        return args

    @staticmethod
    def backward(ctx: Any, *args: Any) -> Any:  # noqa: ARG004
        """The gradients themselves."""
        return args


class _Passage:
    """One call of a module that has hooks on the way backward."""

    def __init__(self, module: Any, hooks: Sequence[Any], hooks_before: Sequence[Any]) -> None:
        self.module = module
        self.hooks = hooks
        self.hooks_before = hooks_before
        self.inputs: list[int] | None = None  # which arguments are tensors; None where no gradient goes through them
        self.outputs: list[int] | None = None
        self.input_count = self.output_count = 0
        self.arrived: Any = None

    def entered(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """The arguments, whose gradients the hooks will be told."""
        self.input_count = len(args)
        through, self.inputs = _through(args, self._at_inputs)
        return through

    def left(self, result: Any) -> Any:
        """The result, whose gradient the hooks will be told."""
        if not isinstance(result, Tensor | tuple):
            say(NOT_CALLED.format(type(result)))
        results = result if isinstance(result, tuple) else (result,)
        self.output_count = len(results)
        through, self.outputs = _through(results, self._at_outputs)
        return through if isinstance(result, tuple) else through[0]

    def _at_outputs(self, _: Any, arrived: tuple[Any, ...]) -> Any:
        gradients = _spread(arrived, self.outputs, self.output_count)
        for hook in self.hooks_before:
            answer = hook(self.module, gradients)
            if answer is None:
                continue
            answer = answer if isinstance(answer, tuple) else (answer,)
            if len(answer) != len(gradients):
                counts = f"got {len(answer)}, but expected {len(gradients)}"
                raise runtime_error(f"Backward pre hook returned an invalid number of grad_output, {counts}")
            gradients = answer
        self.arrived = gradients
        if self.inputs is None:
            self._without_inputs(gradients)
        return tuple([gradients[k] for k in self.outputs or ()])

    def _without_inputs(self, gradients: tuple[Any, ...]) -> None:
        say(NO_GRADIENT)
        for hook in self.hooks:
            answer = hook(self.module, (None,) * self.input_count, gradients)
            if answer is not None and not (isinstance(answer, tuple) and all(g is None for g in answer)):
                raise runtime_error(ONLY_NONE)

    def _at_inputs(self, received: tuple[Any, ...], _: Any) -> Any:
        if self.arrived is None:
            return None
        gradients = _spread(received, self.inputs, self.input_count)
        for hook in self.hooks:
            answer = hook(self.module, gradients, self.arrived)
            if answer is None:
                continue
            answer = answer if isinstance(answer, tuple) else (answer,)
            if len(answer) != len(gradients):
                counts = f"got {len(answer)}, but expected {len(gradients)}"
                raise runtime_error(f"Backward hook returned an invalid number of grad_input, {counts}")
            gradients = answer
        self.arrived = None
        return tuple([gradients[k] for k in self.inputs or ()])


def of(module: Any) -> _Passage | None:
    """What goes through the hooks of a module on the way backward; None if it has none."""
    hooks = list(module._backward_hooks.values()) if module._is_full_backward_hook else []
    before = list(module._backward_pre_hooks.values())
    return _Passage(module, hooks, before) if hooks or before else None


def _through(values: tuple[Any, ...], hook: Callable[..., Any]) -> tuple[tuple[Any, ...], list[int] | None]:
    """Values of which the tensors went through a node with a hook, and where those are."""
    places = [k for k, x in enumerate(values) if isinstance(x, Tensor)]
    if not mode.recording or not any(values[k].requires_grad for k in places):
        return values, None
    passed = BackwardHookFunction.apply(*[values[k] for k in places])
    passed = passed if isinstance(passed, tuple) else (passed,)
    node: Any = next(x.grad_fn for x in passed if x.grad_fn is not None)
    node.register_hook(hook)
    out = list(values)
    for k, x in zip(places, passed, strict=True):
        out[k] = x
    return tuple(out), places


def _spread(gradients: Sequence[Any], places: list[int] | None, count: int) -> tuple[Any, ...]:
    out: list[Any] = [None] * count
    for k, g in zip(places or (), gradients, strict=True):
        out[k] = g
    return tuple(out)


def register_regular(module: Any, args: Any, result: Any) -> None:  # noqa: ARG001
    """The old hooks of a module, on the node of its result."""
    if module._is_full_backward_hook is not False:
        return
    while not isinstance(result, Tensor):
        result = next(x for x in result.values() if isinstance(x, Tensor)) if isinstance(result, dict) else result[0]
    if result.grad_fn is not None:
        for hook in module._backward_hooks.values():
            node: Any = result.grad_fn
            node.register_hook(_with_module(hook, module))


def _with_module(hook: Any, module: Any) -> Callable[..., Any]:
    return lambda received, arrived: hook(module, received, arrived)
