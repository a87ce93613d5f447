"""What the engine asks of a node of the graph: what PyTorch calls the grad_fn of a tensor.

An edge leads from a node to another one and to one of its outputs. All edges of a node are two tuples side by side:
`edges`, and `numbers`, which is None where every edge leads to output 0.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any, Protocol

Products = tuple[tuple[int, Any, Any], ...]
Hook = Callable[[Any], Any]


class Freed:
    """Stands where saved tensors were, once backward has let go of them."""


FREED = Freed()


class Hooks:
    """What runs when the gradient of an output has arrived, before the node itself.

    before  output -> hooks in the order of their registration, by a key: they may answer another gradient
    kept    output -> the tensor whose `.grad` remembers it (retain_grad)
    after   of a leaf: what runs when its `.grad` has been accumulated
    ahead   what runs before the node, and is told the gradients of all its outputs
    behind  what runs after the node, and is told the gradients of its operands too
    """

    __slots__ = ("after", "ahead", "before", "behind", "kept")

    def __init__(self) -> None:
        self.before: dict[int, dict[int, Hook]] = {}
        self.kept: dict[int, Any] = {}
        self.after: dict[int, Hook] = {}
        self.ahead: dict[int, Callable[[Any], Any]] = {}
        self.behind: dict[int, Callable[[Any, Any], Any]] = {}


class RemovableHandle:
    """Takes a hook away again."""

    __module__ = "torch.utils.hooks"  # what it prints

    def __init__(self, hooks: dict[int, Any], key: int) -> None:
        self._hooks = hooks
        self.id = key

    def remove(self) -> None:
        """The hook does not run any more."""
        self._hooks.pop(self.id, None)

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()


_keys = count()


def kept(hooks: dict[int, Any], hook: Any) -> RemovableHandle:
    """A hook registered under a key of its own."""
    key = next(_keys)
    hooks[key] = hook
    return RemovableHandle(hooks, key)


class Hookable:
    """What torch lets one hang on a node itself."""

    __slots__ = ()

    @property
    def outputs(self) -> int:
        """How many gradients reach the node."""
        return 1

    @property
    def shown(self) -> Sequence[int]:
        """Which of its edges torch knows, in the order of its next_functions."""
        node: Any = self
        return range(len(node.edges))

    def named(self) -> Any:
        """The node, of the class that PyTorch shows it to be."""
        return self

    def made_hooks(self) -> Hooks:
        """A place for hooks."""
        node: Any = self
        if node.hooks is None:
            node.hooks = Hooks()
        hooks: Hooks = node.hooks
        return hooks

    @property
    def requires_grad(self) -> bool:
        """As PyTorch has it: what is recorded wants gradients."""
        return True

    def register_prehook(self, hook: Callable[[Any], Any]) -> RemovableHandle:
        """Call `hook` with the gradients of the outputs before the node runs; a tuple that it answers is taken instead."""
        return kept(self.made_hooks().ahead, hook)

    def register_hook(self, hook: Callable[[Any, Any], Any]) -> RemovableHandle:
        """Call `hook` with the gradients of operands and outputs when the node has run; a tuple replaces the former."""
        return kept(self.made_hooks().behind, hook)


class Node(Protocol):
    """One node.

    sequence     creation order; backward goes from the highest to the lowest
    edges        the node behind each operand; None for a constant
    numbers      the output of that node to which the operand belongs; None if it is 0 for all
    accumulates  it is the end of the graph at a leaf
    eager        it runs as soon as all that it waits for has arrived: the end at a leaf, and what has no derivative
    rare         it may have hooks or lead to further outputs; where this is None the engine asks for neither
    hooks        None where there are none
    """

    hooks: Hooks | None

    def name(self) -> str:
        """PyTorch's name of the node: AddBackward0."""

    def named(self) -> Any:
        """The node, of the class that PyTorch shows it to be."""

    @property
    def sequence(self) -> int:
        """See above."""

    @property
    def accumulates(self) -> bool:
        """See above."""

    @property
    def eager(self) -> bool:
        """See above."""

    @property
    def rare(self) -> Any:
        """See above."""

    @property
    def edges(self) -> tuple[Any, ...]:
        """See above."""

    @property
    def numbers(self) -> tuple[int, ...] | None:
        """See above."""

    @property
    def next_functions(self) -> tuple[tuple[Any, int], ...]:
        """The edges as PyTorch shows them: (node, output)."""

    def backward(self, g: Any, create_graph: bool, others: Mapping[int, Any] | None = None) -> Products:
        """What each operand receives: (edge, before, and after the sum over broadcast dimensions).

        g       the gradient of output 0, a float where that is a 0-d float64, otherwise a tensor; None if none arrived
        others  output -> gradient of the further outputs
        """

    def release(self) -> None:
        """Let go of what was saved for backward."""


def short(name: str) -> str:
    """A node's name as PyTorch's errors have it: Add for AddBackward0, Sum1 for SumBackward1."""
    found = re.fullmatch(r"(.*)Backward(\d*)", name)
    return name if found is None else found[1] + ("" if found[2] == "0" else found[2])


def paired(edges: tuple[Any, ...], numbers: tuple[int, ...] | None) -> tuple[tuple[Any, int], ...]:
    """Edges as PyTorch shows them."""
    shown = [None if edge is None else edge.named() for edge in edges]
    return tuple(zip(shown, numbers or (0,) * len(edges), strict=True))
