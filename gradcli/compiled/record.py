"""An expression, recorded: the engine run on stands, forward, so that its graph and what was done are known."""

from __future__ import annotations

from collections.abc import Mapping

from gradcli.compiled.stand import Recording, Stand
from gradcli.compiled.tape import Tape, taped
from gradcli.evaluate.expression import evaluate
from gradcli.lanes.straight import NotStraight
from gradcli.ops.warnings import muted
from gradcli.problems import Problem
from gradcli.recording.modes import set_grad_enabled
from gradcli.syntax.tree import Tree
from gradcli.tensors.tensor import Tensor


def recorded(tree: Tree, leaves: Mapping[str, Tensor]) -> Tape:
    """The tape of an expression for leaves like these: of their shapes and dtypes, requiring grad where they do.

    Called where the expression has been evaluated at this very point. Raises NotStraight if what happens depends on numbers.
    """
    recording = Recording()
    stands = {name: Tensor(Stand(recording, x.raw), requires_grad=x.requires_grad) for name, x in leaves.items()}
    with muted(), set_grad_enabled(True):
        try:
            output = evaluate(tree, stands).output
        except Problem as problem:  # the language asks for numbers in words of its own
            raise NotStraight(str(problem)) from None
    if not isinstance(output, Tensor):
        raise NotStraight("a number that depends on no variable")
    return taped(recording, stands, output)
