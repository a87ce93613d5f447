"""Why backward raised, in this very expression, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gradcli.autograd.backward import NO_GRAD_FN, NOT_SCALAR, FreedError
from gradcli.ops import sizes
from gradcli.problems import BackwardError
from gradcli.syntax.tree import Tree
from gradcli.tensors.tensor import Tensor

if TYPE_CHECKING:
    from gradcli.calculation.calculation import Record, Settings


def explain(
    error: BackwardError, tree: Tree, output: Tensor, leaves: Mapping[str, Tensor], settings: Settings, record: Record
) -> BackwardError:
    """The same error with `why` and `fix` filled in."""
    text = error.title
    if isinstance(error, FreedError):
        error.why = (
            f"the first backward freed what {error.node.name()} had saved for `{record.text(error.node)}`; this pass needs it again"
        )
        error.fix = "--retain-graph keeps the buffers, or drop --same-graph to evaluate anew for each pass"
        received = [n for n, x in leaves.items() if x.grad is not None]
        if len(received) > 1:
            error.why += "; leaves that were reached before it have already received their share"
    elif text == NO_GRAD_FN:
        error.why, error.fix = _no_grad_fn(tree, output, leaves, settings)
    elif text == NOT_SCALAR:
        count = sizes.numel(output.shape)
        error.why = f"the output has shape {sizes.text(output.shape)}, {count} elements, and backward starts from one number"
        error.fix = "reduce it, for example with .sum() or .mean(), or say how much each element counts: --grad-output"
        if len(tree.source) < 200 and len(list(tree.assigned())) == 0:
            error.hint = f"({tree.source.strip()}).sum()"
    elif "derivative for aten::" in text:
        name = text.split("aten::")[1].split()[0]
        error.why = f"PyTorch has no derivative for {name} of a tensor that requires grad"
        error.fix = "detach its operands, or leave the variable out with --wrt"
    elif text.startswith("Mismatch in shape"):
        error.why = "--grad-output must have exactly the shape of the output"
        error.fix = f"give a value of shape {sizes.text(output.shape)}"
    elif "appears to not have been used" in text:
        error.why = "--no-allow-unused asks that every variable be connected to the output"
        error.fix = "drop --no-allow-unused to get None for it"
    return error


def _no_grad_fn(tree: Tree, output: Tensor, leaves: Mapping[str, Tensor], settings: Settings) -> tuple[str, str]:
    if settings.no_grad:
        return (
            "--no-grad evaluated it without recording, so its grad_fn is None: there is nothing to walk back through",
            "drop --no-grad",
        )
    if not leaves:
        return (
            "the expression has no variable, so nothing requires grad",
            "put a name where a number stands, and give its value: --x 2",
        )
    asked = [n for n, x in leaves.items() if x.requires_grad]
    occurring = set(tree.names())
    if not asked:
        return "none of the variables requires grad", "name one in --wrt"
    if settings.wrt is not None and not any(n in occurring for n in asked):
        return (
            f"--wrt {','.join(asked)} is not in the expression, and the other variables do not require grad",
            "name in --wrt a variable that occurs",
        )
    return _cut(tree)


def _cut(tree: Tree) -> tuple[str, str]:
    """What cut the output off from its variables."""
    called = {v[0] for k, v in zip(tree.kinds, tree.values, strict=True) if k in ("call", "method")}
    if "tensor" in called:
        return "tensor(...) copies numbers and forgets where they came from", "write stack([x, y]) to build a tensor from others"
    for name in ("detach", "argmax", "argmin", "item", "long", "int", "bool"):
        if name in called:
            return f"`{name}` cut the output off from its variables", "drop it, or differentiate what comes before it"
    if "compare" in tree.kinds:
        return (
            "a comparison is True or False, and cuts the output off from its variables",
            "use it to choose: where(x > 0, x, -x)",
        )
    return "the output does not depend on a variable that requires grad", "name in --wrt a variable that it depends on"
