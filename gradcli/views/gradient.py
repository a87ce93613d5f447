"""The answer of `grad`: for people, and for programs, as a stable document or one value of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gradcli.calculation.calculation import Calculation
from gradcli.calculation.notes import shortened
from gradcli.calculation.question import closing_name
from gradcli.formula.closed_form import ClosedForms
from gradcli.problems import Problem, Remedy
from gradcli.suggest import suggest_name
from gradcli.views.lines import Line, Piece
from gradcli.views.text import exact_tensor, for_json, tensor

if TYPE_CHECKING:
    from gradcli.calculation.answers import HigherForms

SCHEMA = "gradcli.grad/1"
LONGEST_SOURCE = 160
SHOWN_NAMES = 12


# ------------------------------------------------------------------ for people
def lines(answer: Calculation, forms: ClosedForms, digits: int = 6) -> Iterator[Line]:
    """Value, formulas, gradients; pass by pass where there are several."""
    yield from _values(answer, digits)
    if answer.value is None:
        yield from formulas(answer.name, forms)
        return
    if not answer.requires_grad:
        yield [("requires_grad = False, grad_fn = None", "quiet")]
    yield from formulas(answer.name, forms)
    if answer.error is None or answer.passes:
        yield from _gradients(answer, digits)
    yield from _higher(answer, digits)


def _values(answer: Calculation, digits: int) -> Iterator[Line]:
    statements = _statements(answer)
    known = dict(answer.values)
    shown = (
        statements
        if len(statements) <= SHOWN_NAMES
        else [*statements[: SHOWN_NAMES // 2], None, *statements[-SHOWN_NAMES // 2 :]]
    )
    for item in shown[:-1]:
        if item is None:
            yield [(f"… {len(statements) - SHOWN_NAMES} more statements", "quiet")]
        else:
            name, text = item
            value = f" = {tensor(known[name], digits)}" if name in known and sum(s[0] == name for s in statements) == 1 else ""
            yield [(name, "name"), (f" = {text}", ""), (value, "value")]
    text = statements[-1][1] if len(statements) > 1 or closing_name(answer.tree) is not None else _alone(answer)
    if answer.value is None:
        yield [(answer.name, "name"), (f" = {text}", "")]
        return
    value = tensor(answer.value, digits)
    middle = "" if text == value else f" = {text}"
    yield [(answer.name, "name"), (middle, ""), (f" = {value}", "value")]


def _alone(answer: Calculation) -> str:
    """The text of the only statement, without its name."""
    source = answer.tree.source.strip().rstrip(";")
    if answer.tree.kinds[-1] == "assign":
        source = source.partition("=")[2]
    return shortened(source.strip(), LONGEST_SOURCE)


def _statements(answer: Calculation) -> list[Any]:
    """(name, text) of each statement; an expression statement other than the last says nothing."""
    tree = answer.tree
    found = []
    for i, kind in enumerate(tree.kinds):
        if kind == "assign":
            found.append((tree.values[i], shortened(tree.text(i - 1), LONGEST_SOURCE)))
        elif kind == "statement" and i == len(tree.kinds) - 1 and closing_name(tree) is None:
            found.append((answer.name, shortened(tree.text(i - 1), LONGEST_SOURCE)))
    if closing_name(tree) is not None:  # what it was bound to comes last
        last = max(k for k, (name, _) in enumerate(found) if name == answer.name)
        found.append(found.pop(last))
    return found


def formulas(output: str, forms: ClosedForms) -> Iterator[Line]:
    """dy/dx = 6*x + 4"""
    for name, text in forms.formulas.items():
        if text is not None:
            yield [(f"d{output}/d{name}", "name"), (" = ", ""), (text, "formula")]


def _gradients(answer: Calculation, digits: int) -> Iterator[Line]:
    if len(answer.passes) <= 1 and answer.error is None:
        for name, g in answer.grads.items():
            if g is not None or name in answer.grads:
                yield [(f"{name}.grad", "name"), (" = ", ""), (tensor(g, digits), "gradient")]
        return
    for k, grads in enumerate(answer.passes, start=1):
        yield [(f"pass {k}: ", "quiet"), *_listed(grads, digits)]
    if answer.error is not None:
        yield [(f"pass {len(answer.passes) + 1}: ", "quiet"), (f"{answer.error.kind}; ", "error"), *_listed(answer.grads, digits)]


def _listed(grads: Mapping[str, Any], digits: int) -> list[Piece]:
    pieces: list[Piece] = []
    for name, g in grads.items():
        pieces += [(", " if pieces else "", ""), (f"{name}.grad", "name"), (" = ", ""), (tensor(g, digits), "gradient")]
    return pieces


def _higher(answer: Calculation, digits: int) -> Iterator[Line]:
    for name, found in (answer.derivatives or {}).items():
        for k, value in enumerate(found[1:], start=2):
            shown = "0" if value is None else tensor(value, digits)
            yield [(f"d{k}{answer.name}/d{name}{k}", "name"), (" = ", ""), (shown, "gradient")]
    for row, columns in (answer.hessian or {}).items():
        for column, value in columns.items():
            yield [(f"hessian {row}, {column}", "name"), (" = ", ""), (tensor(value, digits), "gradient")]
    for name, value in (answer.jacobian or {}).items():
        yield [(f"jacobian {name}", "name"), (" = ", ""), (tensor(value, digits), "gradient")]


def higher_forms(answer: Calculation, forms: ClosedForms, higher: HigherForms, jacobian: bool) -> Iterator[Line]:
    """The formulas of higher order, without values, as their numbers would be shown."""
    for name, texts in higher.derivatives.items():
        for k, text in enumerate(texts, start=2):
            yield [(f"d{k}{answer.name}/d{name}{k}", "name"), (" = ", ""), (text, "formula")]
    for row, columns in higher.hessian.items():
        for column, text in columns.items():
            yield [(f"hessian {row}, {column}", "name"), (" = ", ""), (text, "formula")]
    for name, form in forms.formulas.items() if jacobian else ():
        yield [(f"jacobian {name}", "name"), (" = ", ""), (form or "0", "formula")]


def notes(answer: Calculation, forms: ClosedForms) -> Iterator[Line]:
    """What has to be known, for stderr."""
    for note in answer.notes:
        yield [("note: ", "note"), (note.text, "")]
    for name, why in forms.missing.items():
        yield [("note: ", "note"), (f"no closed form of d{answer.name}/d{name} is shown: {why}", "")]


def one_line(answer: Calculation, digits: int = 6) -> Line:
    """Value and gradients on one line, for a stream of values."""
    pieces: list[Piece] = [(answer.name, "name"), (" = ", ""), (tensor(answer.value, digits), "value")]
    return [*pieces, ("  ", ""), *_listed(answer.grads, digits)]


# ------------------------------------------------------------------ for programs
def document(answer: Calculation, forms: ClosedForms, data: Callable[[Any], Any] = for_json) -> dict[str, Any]:
    """The document for programs; see the README for its keys.

    data  makes of an array what stands in the document
    """
    found: dict[str, Any] = {
        "schema": SCHEMA,
        "expression": answer.tree.source,
        "output": answer.name,
        "value": data(answer.value),
        "requires_grad": answer.requires_grad,
        "grad_fn": answer.grad_fn,
        "grad": _grads(answer.grads, data),
        "formula": {name: forms.formulas.get(name) for name in answer.grads},
        "passes": [_grads(p, data) for p in answer.passes],
        "notes": [{"kind": n.kind, "text": n.text} for n in answer.notes],
    }
    if answer.derivatives is not None:
        found["derivatives"] = {name: [0.0 if v is None else for_json(v) for v in vs] for name, vs in answer.derivatives.items()}
    if answer.hessian is not None:
        found["hessian"] = {row: {c: data(v) for c, v in columns.items()} for row, columns in answer.hessian.items()}
    if answer.jacobian is not None:
        found["jacobian"] = {name: data(v) for name, v in answer.jacobian.items()}
    if answer.error is not None:
        from gradcli.views.problem import error  # most gradients have no error

        found["error"] = error(answer.error)
    return found


def _grads(grads: Mapping[str, Any], data: Callable[[Any], Any]) -> dict[str, Any]:
    return {name: data(g) for name, g in grads.items()}


def get(answer: Calculation, forms: ClosedForms, key: str) -> str:
    """One value of the answer, with all its digits: `x.grad`, `value`, `formula.x`, `hessian.x.y`, ..."""
    return shown(found(answer, forms, key))


def shown(value: Any) -> str:
    """A value with all its digits."""
    return value if isinstance(value, str) else str(value) if isinstance(value, bool) else exact_tensor(value)


def found(answer: Calculation, forms: ClosedForms, key: str) -> Any:
    """One value of the answer as it is. Raises Problem if there is none of that name."""
    table = _keys(answer, forms)
    if answer.value is None and key != "output" and not key.startswith("formula."):
        raise Problem(f"there are no numbers in this answer, and so no `{key}`", fix=Remedy("give all", tuple(answer.grads)))
    if key not in table:
        near = suggest_name(key, list(table))
        raise Problem(
            f"there is no value `{key}` in this answer",
            fix=f"did you mean `{near}`?" if near else f"there are: {', '.join(table)}",
        )
    return table[key]


def _keys(answer: Calculation, forms: ClosedForms) -> dict[str, Any]:
    table: dict[str, Any] = {
        "value": answer.value,
        answer.name: answer.value,
        "output": answer.name,
        "requires_grad": answer.requires_grad,
        "grad_fn": answer.grad_fn or "None",
    }
    for name, g in answer.grads.items():
        table[f"{name}.grad"] = table[f"grad.{name}"] = g
        table[f"formula.{name}"] = forms.formulas.get(name) or "None"
    for k, grads in enumerate(answer.passes, start=1):
        table.update({f"passes.{k}.{name}": g for name, g in grads.items()})
    for name, found in (answer.derivatives or {}).items():
        table.update({f"derivatives.{name}.{k}": 0.0 if v is None else v for k, v in enumerate(found, start=1)})
    for row, columns in (answer.hessian or {}).items():
        table.update({f"hessian.{row}.{column}": v for column, v in columns.items()})
    table.update({f"jacobian.{name}": v for name, v in (answer.jacobian or {}).items()})
    return table
