"""The Python interface: the same answers as the commands, as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from gradcli.calculation import answers
from gradcli.calculation.calculation import Settings
from gradcli.calculation.trace import Trace, trace
from gradcli.evaluate.calls import constant
from gradcli.formula.closed_form import closed_forms
from gradcli.problems import Problem
from gradcli.syntax.parser import parse
from gradcli.tensors.tensor import Tensor

if TYPE_CHECKING:
    from gradcli.checks.findings import Report


class Gradients(NamedTuple):
    """The answer of `grad`.

    value     of the output: a float, or an array
    grad      variable -> its gradient, of the variable's shape; None if it has none
    formula   variable -> the closed form, or None where it cannot be written down
    output    the output's name
    grad_fn   the name of its node, None if it does not require grad
    notes     what should be known: conventions met, nan, inf, None
    """

    value: Any
    grad: Mapping[str, Any]
    formula: Mapping[str, str | None]
    output: str
    grad_fn: str | None
    notes: tuple[str, ...]


def grad(
    expression: str,
    values: Mapping[str, Any] | None = None,
    *,
    wrt: Sequence[str] | None = None,
    grad_output: Any = None,
    dtype: str = "float64",
    **variables: Any,
) -> Gradients:
    """Value and gradients of an expression.

    values, variables  variable -> number, nested list or array; as a mapping, as keywords, or both
    wrt                the variables that require grad; default all
    grad_output        the gradient that enters at the output, of the output's shape; needed unless it has one element
    dtype              "float64" or "float32"

    Raises Problem if the expression cannot be read or evaluated, and BackwardError, with PyTorch's text, where backward raises.
    """
    settings = Settings(wrt=None if wrt is None else tuple(wrt), grad_output=_plain(grad_output), dtype=dtype)
    calculation, forms = answers.answer(expression, _values(values, variables), settings)
    if calculation.error is not None:
        raise calculation.error
    return Gradients(
        value=calculation.value,
        grad=calculation.grads,
        formula={name: forms.formulas.get(name) for name in calculation.grads},
        output=calculation.name,
        grad_fn=calculation.grad_fn,
        notes=tuple(note.text for note in calculation.notes),
    )


def explain(
    expression: str, values: Mapping[str, Any] | None = None, *, wrt: Sequence[str] | None = None, **variables: Any
) -> Trace:
    """Everything that happens in forward and one backward; see gradcli.calculation.trace.Trace. Raises as `grad`."""
    known = _values(values, variables)
    return trace(parse(expression, tuple(known)), known, Settings(wrt=None if wrt is None else tuple(wrt)))


def check(
    expression: str,
    values: Mapping[str, Any] | None = None,
    *,
    expect: Mapping[str, Any] | None = None,
    value: Any = None,
    formula: Mapping[str, str] | None = None,
    rtol: float | None = None,
    atol: float | None = None,
    dtype: str = "float64",
    **variables: Any,
) -> Report:
    """Whether claimed gradients hold: `report.passed`, and `report.findings` with the reasons.

    expect      variable -> its gradient, claimed
    value       of the output, claimed
    formula     variable -> formula of its gradient, claimed; also held against random points
    rtol, atol  |claim - true| <= atol + rtol*|true|; by default what the dtype and rounding call for

    Without a claim the engine's own gradients are judged. Raises as `grad`.
    """
    from gradcli.checks.checking import Claims, check
    from gradcli.checks.findings import Rules

    claims = Claims(tuple(_values(expect, {}).items()), _plain(value), tuple((formula or {}).items()))
    return check(expression, _values(values, variables), claims, Rules(rtol=rtol, atol=atol, dtype=dtype))


def closed_form(expression: str, **sizes: tuple[int, ...]) -> dict[str, str | None]:
    """The closed form of the gradient by each variable, without values; `sizes` gives the shape of tensors.

    Raises Problem if there is none.
    """
    tree = parse(expression, tuple(sizes))
    names = answers.variables(tree)
    forms = closed_forms(tree, {n: tuple(sizes.get(n, ())) for n in names}, names, (), sizes_known=bool(sizes))
    if forms.missing:
        name, why = next(iter(forms.missing.items()))
        raise Problem(f"no closed form by {name}: {why}")
    return dict(forms.formulas)


def tensor(values: Any, requires_grad: bool = False) -> Tensor:
    """A tensor of numbers or nested lists, as torch.tensor."""
    made = constant(_plain(values))
    return made.requires_grad_() if requires_grad else made


def _values(values: Mapping[str, Any] | None, variables: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(v) for name, v in {**(values or {}), **variables}.items()}


def _plain(value: Any) -> Any:
    """Arrays as nested lists."""
    return value.tolist() if hasattr(value, "tolist") and not isinstance(value, Tensor) else value
