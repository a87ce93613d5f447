"""Hooks: what runs when a gradient has arrived (torch.Tensor.register_hook, retain_grad)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gradcli.ops.dtypes import TITLES
from gradcli.problems import runtime_error, type_error
from gradcli.recording.node import Hook, Hooks, Products, RemovableHandle, kept
from gradcli.tensors.tensor import AccumulateGrad, Tensor

NOT_FROM_NOTHING = "can't replace a None gradient with a non-None value"


def register_hook(x: Tensor, hook: Hook) -> RemovableHandle:
    """Call `hook` with the gradient of x whenever it has arrived; what it answers, unless None, is taken instead."""
    _check_requires_grad(x)
    if x.edge is None:
        return kept({}, hook)
    return kept(_hooks_of(x).before.setdefault(x.output_nr, {}), hook)


def register_post_accumulate_grad_hook(x: Tensor, hook: Callable[[Tensor], None]) -> RemovableHandle:
    """Call `hook` with a leaf whenever its `.grad` has been accumulated."""
    _check_requires_grad(x)
    if not x.is_leaf:
        raise runtime_error("post accumulate grad hooks cannot be registered on non-leaf tensors")
    if isinstance(x.edge, AccumulateGrad):
        x.edge.hold()
    return kept({} if x.edge is None else _hooks_of(x).after, hook)


def retain_grad(x: Tensor) -> None:
    """Keep the gradient of a result in its `.grad`."""
    if not x.requires_grad:
        raise runtime_error("can't retain_grad on Tensor that has requires_grad=False")
    if not x.is_leaf:
        _hooks_of(x).kept[x.output_nr] = x


def retains_grad(x: Tensor) -> bool:
    """Whether the gradient of a result is kept in its `.grad`."""
    hooks = None if x.edge is None else x.edge.hooks
    return hooks is not None and hooks.kept.get(x.output_nr) is x


def _check_requires_grad(x: Tensor) -> None:
    """A view made without recording requires grad and has no edge: its hooks are taken, and nothing will ever call them."""
    if not x.requires_grad:
        raise runtime_error("cannot register a hook on a tensor that doesn't require gradient")


def _hooks_of(x: Tensor) -> Hooks:
    edge: Any = x.edge
    hooks: Hooks = edge.made_hooks()
    return hooks


# ------------------------------------------------------------------ run by the engine
def replaced(hooks: Hooks, g: Any, others: dict[int, Any] | None, create_graph: bool) -> tuple[Any, dict[int, Any] | None]:
    """The gradients of a node's outputs after its hooks; outputs that nothing reached are told None."""
    arrived: dict[int, Any] = {0: g, **(others or {})}
    for number, registered in hooks.before.items():
        if registered:
            arrived[number] = _through(list(registered.values()), arrived.get(number), create_graph)
    for number, x in hooks.kept.items():
        found = arrived.get(number)
        if found is not None and x._grad is None:
            AccumulateGrad(x).backward(found, create_graph)
        elif found is not None:
            x._grad = x._grad + (found if isinstance(found, Tensor) else Tensor(_normal(found)))  # PyTorch adds out of place
    first = arrived.pop(0)
    return first, arrived or None


def _through(registered: list[Hook], g: Any, create_graph: bool) -> Any:
    """The gradient of one output after its hooks."""
    if g is None:
        for hook in registered:
            if hook(None) is not None:
                raise runtime_error(NOT_FROM_NOTHING)
        return None
    arrived = _as_tensor(g)
    for hook in registered:
        answer = hook(arrived)
        if answer is not None:
            arrived = _checked(answer, arrived, hook)
    return arrived if create_graph else arrived.raw


def run_ahead(node: Any, g: Any, others: dict[int, Any] | None, create_graph: bool) -> tuple[Any, dict[int, Any] | None]:
    """The gradients of a node's outputs after the hooks that run before the node."""
    arrived = _outputs(node, g, others)
    for hook in list(node.hooks.ahead.values()):
        arrived = _all_replaced(arrived, hook(arrived), hook)
    first, *rest = arrived if create_graph else [None if x is None else x.raw for x in arrived]
    return first, {k: x for k, x in enumerate(rest, 1) if x is not None} or None


def run_behind(node: Any, products: Products, g: Any, others: dict[int, Any] | None, create_graph: bool) -> Products:
    """What the operands of a node receive, after the hooks that run when the node has run."""
    arrived = _outputs(node, g, others)
    by_edge = {k: _as_tensor(fitted) for k, _, fitted in products if fitted is not None}
    received = tuple([by_edge.get(k) for k in node.shown])
    for hook in list(node.hooks.behind.values()):
        received = _all_replaced(received, hook(received, arrived), hook)
    pairs = [(k, x if create_graph else x.raw) for k, x in zip(node.shown, received, strict=True) if x is not None]
    return tuple([(k, x, x) for k, x in pairs])


def _outputs(node: Any, g: Any, others: dict[int, Any] | None) -> tuple[Tensor | None, ...]:
    """What has arrived at each output of a node."""
    arrived = {0: g, **(others or {})}
    return tuple([None if arrived.get(k) is None else _as_tensor(arrived[k]) for k in range(node.outputs)])


def _all_replaced(before: tuple[Tensor | None, ...], answer: Any, hook: Any) -> tuple[Tensor | None, ...]:
    """Several gradients after a hook. Raises if it answered anything but as many gradients in a tuple, or None."""
    if answer is None:
        return before
    if not isinstance(answer, tuple):
        raise type_error(f"expected tuple, but hook returned '{type(answer).__name__}'")
    if len(answer) != len(before):
        name, counts = getattr(hook, "__name__", repr(hook)), f"(got {len(answer)}, but expected {len(before)})"
        raise runtime_error(f"hook '{name}' has returned an incorrect number of values {counts}")
    for x, old in zip(answer, before, strict=True):
        if x is not None and old is None:
            raise runtime_error(NOT_FROM_NOTHING)
        if x is not None:
            _checked(x, old, hook)
    return answer


def _as_tensor(g: Any) -> Tensor:
    return g if isinstance(g, Tensor) else Tensor(_normal(g))


def _normal(g: Any) -> Any:
    if type(g) is float or hasattr(g, "run_op"):
        return g
    from gradcli.ops.run import normal

    return normal(g)


def _checked(answer: Any, before: Any, hook: Any) -> Tensor:
    """What a hook answered. Raises if it is no gradient of the same shape and dtype."""
    if not isinstance(answer, Tensor):
        raise type_error(f"expected Variable, but hook returned '{type(answer).__name__}'")
    name = getattr(hook, "__name__", repr(hook))
    if answer.dtype != before.dtype:
        raise runtime_error(
            f"hook '{name}' has changed the type of value (was torch.{TITLES[before.dtype]}Tensor got "
            f"torch.{TITLES[answer.dtype]}Tensor)"
        )
    if answer.shape != before.shape:
        raise runtime_error(f"hook '{name}' has changed the size of value")
    return answer


def run_after(hooks: Hooks, leaf: Tensor) -> None:
    """The hooks of a leaf whose `.grad` has been accumulated. Raises RuntimeError if one answers something."""
    for hook in list(hooks.after.values()):
        if hook(leaf) is not None:
            raise runtime_error("Tensor post accumulate grad hooks should return None.")
