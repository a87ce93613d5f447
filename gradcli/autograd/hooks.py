"""Hooks: what runs when a gradient has arrived (torch.Tensor.register_hook, retain_grad)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from gradcli.ops.dtypes import TITLES
from gradcli.problems import runtime_error, type_error
from gradcli.recording.node import Hook, Hooks
from gradcli.tensors.tensor import AccumulateGrad, Tensor

_keys = count()


class RemovableHandle:
    """Takes a hook away again."""

    def __init__(self, hooks: dict[int, Hook], key: int) -> None:
        self._hooks = hooks
        self._key = key

    def remove(self) -> None:
        """The hook does not run any more."""
        self._hooks.pop(self._key, None)


def register_hook(x: Tensor, hook: Hook) -> RemovableHandle:
    """Call `hook` with the gradient of x whenever it has arrived; what it answers, unless None, is taken instead."""
    if x.edge is None:
        raise runtime_error("cannot register a hook on a tensor that doesn't require gradient")
    return _kept(_hooks_of(x).before.setdefault(x.output_nr, {}), hook)


def register_post_accumulate_grad_hook(x: Tensor, hook: Callable[[Tensor], None]) -> RemovableHandle:
    """Call `hook` with a leaf whenever its `.grad` has been accumulated."""
    if x.edge is None:
        raise runtime_error("cannot register a hook on a tensor that doesn't require gradient")
    if not x.is_leaf:
        raise runtime_error("post accumulate grad hooks cannot be registered on non-leaf tensors")
    if isinstance(x.edge, AccumulateGrad):
        x.edge.hold()
    return _kept(_hooks_of(x).after, hook)


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


def _hooks_of(x: Tensor) -> Hooks:
    edge: Any = x.edge
    if edge.hooks is None:
        edge.hooks = Hooks()
    hooks: Hooks = edge.hooks
    return hooks


def _kept(hooks: dict[int, Hook], hook: Hook) -> RemovableHandle:
    key = next(_keys)
    hooks[key] = hook
    return RemovableHandle(hooks, key)


# ------------------------------------------------------------------ run by the engine
def replaced(hooks: Hooks, g: Any, others: dict[int, Any] | None, create_graph: bool) -> tuple[Any, dict[int, Any] | None]:
    """The gradients of a node's outputs after its hooks; outputs that nothing reached are told None."""
    arrived: dict[int, Any] = {0: g, **(others or {})}
    for number, registered in hooks.before.items():
        if registered:
            arrived[number] = _through(list(registered.values()), arrived.get(number), create_graph)
    for number, kept in hooks.kept.items():
        found = arrived.get(number)
        if found is not None and kept.grad is None:
            AccumulateGrad(kept).backward(found, create_graph)
        elif found is not None:
            kept._grad = kept.grad + (found if type(found) is Tensor else Tensor(_normal(found)))  # PyTorch adds out of place
    first = arrived.pop(0)
    return first, arrived or None


def _through(registered: list[Hook], g: Any, create_graph: bool) -> Any:
    """The gradient of one output after its hooks."""
    if g is None:
        for hook in registered:
            hook(None)
        return None
    arrived = g if type(g) is Tensor else Tensor(_normal(g))
    for hook in registered:
        answer = hook(arrived)
        if answer is not None:
            arrived = _checked(answer, arrived, hook)
    return arrived if create_graph else arrived.raw


def _normal(g: Any) -> Any:
    if type(g) is float or hasattr(g, "run_op"):
        return g
    from gradcli.ops.run import normal

    return normal(g)


def _checked(answer: Any, before: Tensor, hook: Hook) -> Tensor:
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
