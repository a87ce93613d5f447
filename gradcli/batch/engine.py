"""One expression at one point after the other, by the engine itself: for everything that no program can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gradcli.autograd.backward import backward
from gradcli.calculation.calculation import Record, Settings, as_tensor, explained, make_leaves
from gradcli.evaluate.expression import evaluate
from gradcli.numerals import nested
from gradcli.ops.defaults import default_dtype_of
from gradcli.problems import BackwardError
from gradcli.recording.modes import set_grad_enabled
from gradcli.syntax.tree import Tree
from gradcli.tensors.tensor import Tensor


def answer(tree: Tree, values: Mapping[str, Any], settings: Settings, wrt: Sequence[str]) -> list[Any]:
    """The value and the gradients by `wrt`: numbers, nested lists, None. Raises Problem, and BackwardError with its cause."""
    leaves = make_leaves(values, settings)
    with default_dtype_of(settings.dtype), set_grad_enabled(True):
        output = as_tensor(evaluate(tree, leaves).output)
        try:
            backward(output)
        except BackwardError as error:
            raise explained(error, tree, output, leaves, settings, Record(tree)) from None
    grads = [leaves[name].grad for name in wrt]
    return [nested(output.raw), *[nested(g.raw) if isinstance(g, Tensor) else None for g in grads]]
