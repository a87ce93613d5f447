"""Question to answer, for the commands and the Python API: parse, calculate, and find the closed form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from gradcli.calculation.calculation import Calculation, Settings, calculate, located, make_leaves, output_name
from gradcli.evaluate.expression import CONSTANTS, evaluate, is_function, missing
from gradcli.formula.closed_form import ClosedForms, closed_forms
from gradcli.ops.defaults import default_dtype_of
from gradcli.ops.sizes import Shape
from gradcli.problems import NameProblem, Problem
from gradcli.recording.modes import no_grad
from gradcli.syntax.parser import parse
from gradcli.syntax.tree import Tree
from gradcli.tensors.tensor import Tensor

NO_FORMS = ClosedForms({}, {})
T = TypeVar("T")


class Known:
    """What was found out for earlier questions, so that many about the same expressions cost little more than their numbers."""

    def __init__(self, most: int = 1000) -> None:
        self._most = most
        self._trees: dict[Any, Tree] = {}
        self._forms: dict[Any, ClosedForms] = {}

    def tree(self, source: str, names: tuple[str, ...]) -> Tree:
        """The tree of a text in which `names` are variables."""
        return self._kept(self._trees, (source, names), lambda: parse(source, names))

    def forms(self, tree: Tree, shapes: Mapping[str, Shape], wrt: Sequence[str], masks: Sequence[str]) -> ClosedForms:
        """Its closed forms."""
        key = (tree.source, tuple(shapes.items()), tuple(wrt), tuple(masks))
        return self._kept(self._forms, key, lambda: closed_forms(tree, shapes, wrt, masks))

    def _kept(self, known: dict[Any, T], key: Any, find: Callable[[], T]) -> T:
        if key not in known:
            if len(known) >= self._most:
                known.clear()
            known[key] = find()
        return known[key]


def answer(
    source: str, values: Mapping[str, Any], settings: Settings, known: Known | None = None
) -> tuple[Calculation, ClosedForms]:
    """The calculation and its closed forms; without any value, the closed forms alone."""
    known = known or Known()
    tree = known.tree(source, tuple(values))
    if not values and variables(tree):
        return symbolic(tree, settings)
    calculation = calculate(tree, values, settings)
    return calculation, forms_of(calculation, values, settings, known)


def variables(tree: Tree) -> list[str]:
    """The names that need a value."""
    return [n for n in tree.names() if n not in CONSTANTS]


def forms_of(calculation: Calculation, values: Mapping[str, Any], settings: Settings, known: Known | None = None) -> ClosedForms:
    """The closed forms that go with a calculation; none where backward failed or a gradient was given."""
    if calculation.error is not None or settings.grad_output is not None or not calculation.passes:
        return NO_FORMS
    leaves = make_leaves(values, settings)
    wrt = [n for n, x in leaves.items() if x.requires_grad]
    masks = [n for n, x in leaves.items() if x.dtype == "bool"]
    known = known or Known()
    forms = known.forms(calculation.tree, {n: x.shape for n, x in leaves.items()}, wrt, masks)
    with default_dtype_of(settings.dtype):
        return _that_hold(forms, leaves, calculation.passes[0], 1e-6 if settings.dtype == "float64" else 1e-3, known)


def _that_hold(
    forms: ClosedForms, leaves: Mapping[str, Tensor], grads: Mapping[str, Any], tolerance: float, known: Known
) -> ClosedForms:
    """The formulas without those that fail at this very point: prod(a)/a is no help where an element of a is 0."""
    wrong = {n for n, text in forms.formulas.items() if text is not None and not _holds(text, leaves, grads[n], tolerance, known)}
    kept = {n: text for n, text in forms.formulas.items() if n not in wrong}
    return ClosedForms(kept, {**forms.missing, **dict.fromkeys(wrong, "it does not hold at this point")})


def _holds(text: str, leaves: Mapping[str, Tensor], gradient: Any, tolerance: float, known: Known) -> bool:
    """Whether a formula, read back and evaluated, is the gradient; what is not finite need not agree."""
    try:
        with no_grad():
            found = evaluate(known.tree(text, tuple(leaves)), leaves).output
    except Problem:
        return False
    difference = (found.raw if isinstance(found, Tensor) else found) - gradient
    bound = tolerance * (1 + abs(gradient))
    if isinstance(difference, float | int):
        return bool(abs(difference) <= bound) or gradient - gradient != 0
    return bool(((abs(difference) <= bound) | (gradient - gradient != 0)).all())


def symbolic(tree: Tree, settings: Settings) -> tuple[Calculation, ClosedForms]:
    """The answer without values: the formulas."""
    found = variables(tree)
    for name in settings.wrt or ():
        if name not in found:
            raise NameProblem(f"--wrt names `{name}`, which does not occur", fix=f"the variables are {', '.join(found)}")
    for name in found:
        if is_function(name):
            raise located(missing(name), tree, name)
    wrt = [n for n in found if settings.wrt is None or n in settings.wrt]
    forms = closed_forms(tree, dict.fromkeys(found, ()), wrt, (), sizes_known=False)
    if forms.missing:
        name, why = next(iter(forms.missing.items()))
        raise Problem(
            f"no closed form of d{output_name(tree, {})}/d{name}: {why}",
            fix=f"give values: {' '.join(f'--{n} 2' for n in found[:4])}",
        )
    calculation = Calculation(
        tree=tree,
        name=assigned_name(tree) or output_name(tree, dict.fromkeys(found)),
        values=(),
        value=None,
        requires_grad=True,
        grad_fn=None,
        grads=dict.fromkeys(wrt),
        passes=(),
        notes=(),
    )
    return calculation, forms


def assigned_name(tree: Tree) -> str | None:
    """The name that the last statement binds."""
    return tree.values[-1] if tree.kinds and tree.kinds[-1] == "assign" else None


def names(text: str | None) -> tuple[str, ...] | None:
    """The names of `x,y`."""
    if text is None:
        return None
    found = tuple(part.strip() for part in text.split(",") if part.strip())
    if not found:
        raise Problem("--wrt is empty", fix="name the variables: --wrt x,y")
    return found
