"""The rules of the table against difference quotients, at points from the rows' own intervals."""

from __future__ import annotations

import numpy as np
import pytest

from gradcli.ops.op import Op
from tests.calculus import assert_gradient, assert_second_order, calculated, gradient, value
from tests.rows import Call, elementwise_calls

CALLS = elementwise_calls()
TWICE = [call for call in CALLS if not (isinstance(call.row, Op) and call.row.second)]  # torch itself has no second derivative of the others

rows = pytest.mark.parametrize("call", CALLS, ids=lambda call: call.row.name)


@rows
def test_first_order(call: Call) -> None:
    judged = sum(assert_gradient(call.expression, point, name) for point in call.points(8) for name in point)
    assert judged > 4


@pytest.mark.parametrize("call", TWICE, ids=lambda call: call.row.name)
def test_second_order(call: Call) -> None:
    assert sum(assert_second_order(call.expression, point) for point in call.points(3))


@rows
def test_a_vector_is_its_elements(call: Call) -> None:
    points = list(call.points(5))
    vector = {name: [point[name] for point in points] for name in points[0]}
    assert np.allclose(value(call.expression, vector), [value(call.expression, point) for point in points], rtol=1e-14, equal_nan=True)
    for name in vector:
        each = [gradient(call.expression, point, name) for point in points]
        assert np.allclose(gradient(f"({call.expression}).sum()", vector, name), each, rtol=1e-13, equal_nan=True)


@rows
def test_operands_broadcast(call: Call) -> None:
    """A column against a row: the gradient of each is summed over the elements that it met."""
    if len(call.intervals) < 2:
        pytest.skip("one operand")
    points = list(call.points(3))
    table = {name: [point[name] for point in points] for name in points[0]}
    table["x"] = [[v] for v in table["x"]]
    for name in table:
        assert_gradient(call.expression, table, name)


@rows
def test_float32_is_close(call: Call) -> None:
    for point in call.points(2):
        double, single = calculated(call.expression, point), calculated(call.expression, point, dtype="float32")
        assert np.asarray(single.value).dtype == np.float32
        assert np.isclose(single.value, double.value, rtol=1e-4, atol=1e-5)
        for name in point:
            assert np.isclose(single.grads[name], double.grads[name], rtol=1e-3, atol=1e-4)
