"""Why backward raised, in this very expression, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gradcli.autograd.backward import NO_GRAD_FN, NOT_SCALAR, FreedError
from gradcli.calculation.notes import NoteTaker
from gradcli.calculation.question import Question, Settings
from gradcli.ops import sizes
from gradcli.problems import BackwardError, Remedy, Words, about_setting
from gradcli.syntax.tree import Tree
from gradcli.tensors.tensor import Tensor

Cause = tuple[Words, Words]  # why, and what to do about it
CUTTING = ("detach", "argmax", "argmin", "item", "long", "int", "bool")


def explain(error: BackwardError, question: Question, leaves: Mapping[str, Tensor], output: Tensor, record: NoteTaker) -> None:
    """Fill in `why` and `fix` of what backward raised."""
    text = str(error.title)
    cause: Cause | None = None
    if isinstance(error, FreedError):
        cause = _freed(error, leaves, record)
    elif text == NO_GRAD_FN:
        cause = _no_grad_fn(question.tree, leaves, question.settings)
    elif text == NOT_SCALAR:
        cause = _not_scalar(output)
        if len(question.tree.source) < 200 and not question.tree.assigned():
            error.hint = f"({question.tree.source.strip()}).sum()"
    elif text.startswith("Mismatch in shape"):
        fix = f"give a value of shape {sizes.text(output.shape)}"
        cause = about_setting("grad_output", "must have exactly the shape of the output"), fix
    elif "derivative for aten::" in text:
        name = text.split("aten::")[1].split()[0]
        cause = f"PyTorch has no derivative for {name} of a tensor that requires grad", Remedy("no derivative")
    elif "appears to not have been used" in text:
        why = about_setting("no_allow_unused", "asks that every variable be connected to the output")
        cause = why, Remedy("drop", ("no_allow_unused", "to get None for it"))
    if cause is not None:
        error.why, error.fix = cause


def _freed(error: FreedError, leaves: Mapping[str, Tensor], record: NoteTaker) -> Cause:
    what = f"what {error.node.name()} had saved for `{record.text(error.node)}`"
    why = f"the first backward freed {what}; this pass needs it again"
    if sum(x.grad is not None for x in leaves.values()) > 1:
        why += "; leaves that were reached before it have already received their share"
    return why, Remedy("retain graph")


def _not_scalar(output: Tensor) -> Cause:
    shape = f"shape {sizes.text(output.shape)}, {sizes.numel(output.shape)} elements"
    return f"the output has {shape}, and backward starts from one number", Remedy("not scalar")


def _no_grad_fn(tree: Tree, leaves: Mapping[str, Tensor], settings: Settings) -> Cause:
    if settings.no_grad:
        why = "evaluated it without recording, so its grad_fn is None: there is nothing to walk back through"
        return about_setting("no_grad", why), Remedy("drop", ("no_grad", ""))
    if not leaves:
        return "the expression has no variable, so nothing requires grad", Remedy("no variable")
    asked = [n for n, x in leaves.items() if x.requires_grad]
    if not asked:
        return _none_asked(leaves)
    if settings.wrt is not None and not set(asked) & set(tree.names()):
        why = f"{','.join(asked)} is not in the expression, and the other variables do not require grad"
        return about_setting("wrt", why), Remedy("require", ("a variable that occurs",))
    return _cut(tree)


def _none_asked(leaves: Mapping[str, Tensor]) -> Cause:
    whole: Sequence[str] = [n for n, x in leaves.items() if x.dtype == "int64"]
    if len(whole) == len(leaves):
        held = ", ".join(f"`{n}`" for n in whole)
        return f"{held} hold{'s' * (len(whole) == 1)} whole numbers, which cannot require grad", "make them floating point"
    return "none of the variables requires grad", Remedy("require one")


def _cut(tree: Tree) -> Cause:
    """What cut the output off from its variables."""
    called = {v[0] for k, v in zip(tree.kinds, tree.values, strict=True) if k in ("call", "method")}
    if "tensor" in called:
        return "tensor(...) copies numbers and forgets where they came from", "write stack([x, y]) to build a tensor from others"
    for name in CUTTING:
        if name in called:
            return f"`{name}` cut the output off from its variables", "drop it, or differentiate what comes before it"
    if "compare" in tree.kinds:
        return (
            "a comparison is True or False, and cuts the output off from its variables",
            "use it to choose: where(x > 0, x, -x)",
        )
    return "the output does not depend on a variable that requires grad", Remedy("require", ("a variable that it depends on",))
