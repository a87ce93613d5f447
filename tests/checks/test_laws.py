"""No miss, no false alarm: a right gradient always passes, one that is 3 % off always fails."""

from __future__ import annotations

import math
import re
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from gradcli import grad
from gradcli.checks.checking import Claims, check
from gradcli.checks.findings import Report, Rules
from gradcli.ops import table
from gradcli.ops.op import Op, Row
from tests.expressions import NUMBERS, squashed
from tests.rows import Call, elementwise_calls

SMOOTH_ROWS = {row.name for row in table.rows() if not row.kinks}
ROUGH = ("hardsigmoid", "celu", "elu", "softsign", "tanhshrink", "relu6", "hardtanh", "lerp", "where", "detach", "sinc")
FORMS = ("{0}**3", "{0}**-1", "{0}**2", "2**{0}", "{0}**{1}", "3/{0}", "5 - {0}", "{0}/{1}", "gelu({0}, approximate='tanh')")


def is_smooth(row: Row) -> bool:
    """Whether the row has no corner and no jump anywhere, and a derivative that is one."""
    return row.name in SMOOTH_ROWS and row.name not in ROUGH and not (isinstance(row, Op) and row.not_implemented)


CALLS = [
    c
    for c in elementwise_calls()
    if (name := c.text.partition("(")[0]) in table.TABLE
    and is_smooth(table.TABLE[name])
    and not re.search("threshold|eps", c.text)
]
CALLS += [Call(form, ((0.3, 0.8), (1.0, 3.0))[: 1 + ("{1}" in form)]) for form in FORMS]


@st.composite
def smooth(draw: st.DrawFn, depth: int = 3) -> str:
    """A smooth expression over x and y, every function inside its domain."""
    if not depth:
        return draw(st.sampled_from("xy") | NUMBERS)
    kind = draw(st.sampled_from(["leaf", "operator", "call", "call"]))
    if kind == "leaf":
        return draw(smooth(0))
    if kind == "operator":
        symbol, right = draw(st.sampled_from("+-*/")), draw(smooth(depth - 1))
        return f"({draw(smooth(depth - 1))} {symbol} {squashed(right, 1, 3) if symbol == '/' else right})"
    call = draw(st.sampled_from(CALLS))
    return f"({call.of(*[squashed(draw(smooth(depth - 1)), low, high) for low, high in call.intervals])})"


COORDINATES = st.floats(-2, 2).map(lambda x: round(x, 3))


def judge(expression: str, point: dict[str, Any], rules: Rules = Rules(), **claims: Any) -> Report:  # noqa: B008
    return check(expression, point, Claims(**claims), rules)


NEAR = Rules(rtol=1e-7, atol=1e-9)  # polygamma is that far off, as in torch


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(smooth(), COORDINATES, COORDINATES, st.sampled_from([-0.03, 0.03]))
def test_right_passes_and_three_percent_off_fails(body: str, x: float, y: float, off: float) -> None:
    expression, point = f"{body} + x*y", {"x": x, "y": y}
    found = grad(expression, point).grad
    assume(all(g is not None and math.isfinite(g) for g in found.values()))
    right = judge(expression, point, NEAR, expect=tuple(found.items()))
    assert right.passed, right
    assert judge(expression, point).passed
    for name, g in found.items():
        if abs(g) > 1e-9:  # three percent of less is rounding
            assert not judge(expression, point, expect=((name, g * (1 + off)),)).passed
