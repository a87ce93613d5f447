"""Question to answer, for the commands and the Python API: parse, calculate, and find the closed form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from gradcli.autograd.collector import uncollected
from gradcli.calculation.calculation import Calculation, answered
from gradcli.calculation.calculation import symbolic as without_values
from gradcli.calculation.passes import Asked, ask
from gradcli.calculation.question import Question, Settings, check_occurring, checked, located, output_name, variables
from gradcli.evaluate.expression import evaluate, is_function, missing
from gradcli.formula.closed_form import ClosedForms, Guarded, closed_forms
from gradcli.ops.defaults import default_dtype_of
from gradcli.ops.sizes import Shape
from gradcli.ops.warnings import muted
from gradcli.problems import Problem, Remedy
from gradcli.recording.modes import no_grad
from gradcli.syntax.parser import demand_used, parse
from gradcli.syntax.tree import Tree
from gradcli.tensors.tensor import Tensor

NO_FORMS = ClosedForms({}, {})
CHECKED = 8 * 10**6  # elements of a gradient that is held against its formula: an inverse takes three times as much again
TOLERANCE = {"float64": 1e-6, "float32": 1e-3}  # of a formula, held against the gradient
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

    def forms(self, tree: Tree, shapes: Mapping[str, Shape], wrt: Sequence[str], kinds: Mapping[str, str]) -> ClosedForms:
        """Its closed forms."""
        key = (tree.source, tuple(shapes.items()), tuple(wrt), tuple(kinds.items()))
        return self._kept(self._forms, key, lambda: closed_forms(tree, shapes, wrt, kinds))

    def _kept(self, known: dict[Any, T], key: Any, find: Callable[[], T]) -> T:
        if key not in known:
            if len(known) >= self._most:
                known.clear()
            known[key] = find()
        return known[key]


@uncollected()  # until the graph is gone
def answer(
    source: str, values: Mapping[str, Any], settings: Settings, known: Known | None = None, formulas: bool = True
) -> tuple[Calculation, ClosedForms]:
    """The calculation and its closed forms; without any value, the closed forms alone.

    formulas  False where nobody wants the closed forms of a calculation
    """
    known = known or Known()
    tree = known.tree(source, tuple(values))
    if not values and variables(tree):
        return symbolic(tree, settings)
    asked = ask(checked(tree, values, settings))
    found = answered(asked)
    if found.error is None and found.notes:
        from gradcli.calculation.remarks import smoothed  # few calculations have notes

        found = found._replace(notes=smoothed(asked.question, found.value, found.grads, found.notes))
    if found.derivatives or found.hessian:
        from gradcli.calculation.higher_notes import higher_notes  # only behind --order and --hessian

        found = found._replace(notes=found.notes + higher_notes(asked.question, found, _closed_by_known(known)))
    return found, forms_of(asked, known) if formulas else NO_FORMS


def _closed_by_known(known: Known) -> Callable[[Tree, Mapping[str, Shape], Sequence[str]], ClosedForms]:
    return lambda tree, shapes, wrt: known.forms(tree, shapes, wrt, {})


def forms_of(asked: Asked, known: Known) -> ClosedForms:
    """The closed forms that go with a calculation; none where backward failed or a gradient was given."""
    settings = asked.question.settings
    if asked.error is not None or settings.grad_output is not None or not asked.grads:
        return NO_FORMS
    wrt = [n for n, x in asked.leaves.items() if x.requires_grad]
    kinds = {n: kind for kind in ("bool", "int64") for n, x in asked.leaves.items() if x.dtype == kind}
    forms = known.forms(asked.question.tree, {n: x.shape for n, x in asked.leaves.items()}, wrt, kinds)
    with default_dtype_of(settings.dtype):
        return _that_hold(forms, asked, known)


def _that_hold(forms: ClosedForms, asked: Asked, known: Known) -> ClosedForms:
    """The formulas without those that fail at this very point: prod(a)/a is no help where an element of a is 0."""
    if any(getattr(g, "size", 0) > CHECKED for g in asked.grads[0].values()):
        shown = dict.fromkeys(forms.formulas, f"a gradient of more than {CHECKED:,} elements is not held against a formula")
        return ClosedForms({}, {**shown, **forms.missing})
    tolerance = TOLERANCE[asked.question.settings.dtype]
    wrong = {
        name
        for name, text in forms.formulas.items()
        if text is not None and not _holds(text, asked.leaves, asked.grads[0][name], tolerance, known)
    }
    kept = {n: text for n, text in forms.formulas.items() if n not in wrong}
    readings = {n: read for n, read in forms.readings.items() if n in kept and not _guarded_here(read, asked, known)}
    return ClosedForms(kept, {**forms.missing, **dict.fromkeys(wrong, "it does not hold at this point")}, readings)


def _guarded_here(read: Guarded, asked: Asked, known: Known) -> bool:
    """Whether one of the guards of a formula holds at this very point."""
    with muted(), no_grad():
        found = [evaluate(known.tree(where, tuple(asked.leaves)), asked.leaves).output for _, _, where in read.guards]
    data = [getattr(x, "raw", x) for x in found]
    return any(bool(x.any() if hasattr(x, "any") else x) for x in data)


def _holds(text: str, leaves: Mapping[str, Tensor], gradient: Any, tolerance: float, known: Known) -> bool:
    """Whether a formula, read back and evaluated, is the gradient; what is not finite need not agree."""
    try:
        with muted(), no_grad():
            found = evaluate(known.tree(text, tuple(leaves)), leaves).output
    except Problem:
        return False
    data = found.raw if isinstance(found, Tensor) else found
    same = data == gradient
    if same is True or (hasattr(same, "all") and same.all()):
        return True
    if getattr(data, "shape", ()) == getattr(gradient, "shape", ()) != ():  # row by row, for the sake of what is large
        return all(_near(a, b, tolerance) for a, b in zip(data, gradient, strict=True))
    return _near(data, gradient, tolerance)


def _near(data: Any, gradient: Any, tolerance: float) -> bool:
    difference = data - gradient
    bound = tolerance * (1 + abs(gradient))
    if isinstance(difference, float | int):
        return bool(abs(difference) <= bound) or gradient - gradient != 0
    return bool(((abs(difference) <= bound) | (gradient - gradient != 0)).all())


# ------------------------------------------------------------------ without values
def symbolic(tree: Tree, settings: Settings) -> tuple[Calculation, ClosedForms]:
    """The answer without values: the formulas."""
    found = variables(demand_used(tree))
    check_occurring(found, settings)
    for name in found:
        if is_function(name):
            raise located(missing(name), tree, name)
    wrt = [n for n in found if settings.wrt is None or n in settings.wrt]
    forms = closed(tree, found, settings)
    if forms.missing:
        name, why = next(iter(forms.missing.items()))
        title = f"no closed form of d{output_name(tree, {})}/d{name}: {why}"
        raise Problem(title, fix=Remedy("give all", tuple(found[:4])))
    return without_values(Question(tree, dict.fromkeys(found), settings), wrt), forms


class HigherForms(NamedTuple):
    """Formulas of higher order; `derivatives` are those of each order from the second on."""

    derivatives: Mapping[str, Sequence[str]]
    hessian: Mapping[str, Mapping[str, str]]


def higher_forms(tree: Tree, forms: ClosedForms, settings: Settings) -> HigherForms:
    """The formulas differentiated again. Raises Problem where an expression adds up elements of which nobody knows how many."""
    if "sum" in {value[0] for kind, value in zip(tree.kinds, tree.values, strict=True) if kind in ("call", "method")}:
        raise Problem("derivatives of a sum of elements need values", fix=Remedy("give all", tuple(variables(tree)[:4])))
    derivatives: dict[str, list[str]] = {}
    hessian: dict[str, dict[str, str]] = {}
    for name, first in forms.formulas.items():
        if settings.order > 1:
            found = [first or "0"]
            while len(found) < settings.order:
                found.append(_differentiated(found[-1], name))
            derivatives[name] = found[1:]
        if settings.hessian:
            hessian[name] = {other: _differentiated(first or "0", other) for other in forms.formulas}
    return HigherForms(derivatives, hessian)


def _differentiated(text: str, name: str) -> str:
    tree = parse(text)
    found = variables(tree)
    if name not in found:
        return "0"
    forms = closed(tree, found, Settings(wrt=(name,)))
    if forms.missing:
        raise Problem(f"no closed form of higher order: {forms.missing[name]}", fix=Remedy("give all", tuple(found[:4])))
    return forms.formulas[name] or "0"


def closed(tree: Tree, names: Sequence[str], settings: Settings) -> ClosedForms:
    """The formulas where nobody knows any sizes."""
    wrt = [n for n in names if settings.wrt is None or n in settings.wrt]
    return closed_forms(tree, dict.fromkeys(names, ()), wrt, {}, sizes_known=False)
