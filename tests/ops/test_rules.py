"""The rules of the table against difference quotients, at points from the rows' own intervals."""

from __future__ import annotations

import numpy as np
import pytest

from tests.calculus import assert_gradient, assert_second_order, calculated, gradient, value
from tests.rows import Call, elementwise_calls

CALLS = elementwise_calls()


def over(calls: list[Call]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("call", calls, ids=lambda call: call.text)


@over(CALLS)
def test_first_order(call: Call) -> None:
    judged = sum(assert_gradient(call.expression, point, name) for point in call.points(8) for name in point)
    assert judged > 4


@over([call for call in CALLS if not call.once])
def test_second_order(call: Call) -> None:
    assert sum(assert_second_order(call.expression, point) for point in call.points(3))


@over(CALLS)
def test_a_vector_is_its_elements(call: Call) -> None:
    points = list(call.points(5))
    vector = {name: [point[name] for point in points] for name in points[0]}
    assert np.allclose(
        value(call.expression, vector), [value(call.expression, point) for point in points], rtol=1e-14, equal_nan=True
    )
    for name in vector:
        each = [gradient(call.expression, point, name) for point in points]
        assert np.allclose(gradient(f"({call.expression}).sum()", vector, name), each, rtol=1e-13, equal_nan=True)


@over([call for call in CALLS if len(call.intervals) > 1])
def test_operands_broadcast(call: Call) -> None:
    """A column against a row: the gradient of each is summed over the elements that it met."""
    points = list(call.points(3))
    table = {name: [point[name] for point in points] for name in points[0]}
    table["x"] = [[v] for v in table["x"]]
    for name in table:
        assert_gradient(call.expression, table, name)


@over([call for call in CALLS if "float_power" not in call.text])  # which is in float64
def test_float32_is_close(call: Call) -> None:
    for point in call.points(2):
        double, single = calculated(call.expression, point), calculated(call.expression, point, dtype="float32")
        assert np.asarray(single.value).dtype == np.float32
        assert np.isclose(single.value, double.value, rtol=1e-4, atol=1e-5)
        for name in point:
            assert np.isclose(single.grads[name], double.grads[name], rtol=1e-3, atol=1e-4)
