"""Places that comparisons find, the next float, and choices that a comparison leaves open."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from gradcli.checks.checking import Claims, check
from gradcli.checks.findings import Rules
from gradcli.duals.balls import has_balls
from gradcli.duals.bounded import Bounded, precise
from gradcli.duals.dual import Dual, Primitives
from gradcli.duals.fields import Floats, Fractions, Unsettled, Unsuited
from tests.duals.test_dual import moved


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("x", [[0.5, 1.0, 1.5], [2.0, 3.0, 7.0], 1.0])
def test_places_among_borders(side: Any, x: Any) -> None:
    borders = [1.0, 2.0, 2.0, 3.0]
    for field in (Fractions(), Floats()):
        found = Primitives(field).searchsorted(borders, Dual(field, field.lift(x)), side)
        assert found.tolist() == np.searchsorted(borders, x, side).tolist()


def test_just_beside_a_border() -> None:
    assert moved("(bucketize(x, [1.0, 2.0]) + 1)*x", 1.0, exact=True).value == 2
    assert moved("(bucketize(x, [1.0, 2.0]) + 1)*x", 1.0, exact=True, side=-1).value == 1


def test_borders_out_of_order_have_no_places() -> None:
    with pytest.raises(Unsuited):
        moved("searchsorted([2.0, 1.0], x)*x", 1.5)


def test_what_is_not_0() -> None:
    assert moved("(nonzero(x)*x.sum()).sum()", [[1.0, 0.0], [0.0, 2.0]], field=Fractions()).value == 4 * 3
    still = Primitives(Fractions()).nonzero(Dual(Fractions(), Fractions().lift([0.0, 3.0, 0.0])))
    assert [k.tolist() for k in still] == [[1]]


@pytest.mark.parametrize("x", [0.3, -2.0, 0.0, 1.0])
@pytest.mark.parametrize("y", [-5.0, 5.0])
def test_the_next_float(x: float, y: float) -> None:
    found = moved(f"nextafter(x, x + {y})", x, exact=True)
    assert float(found.value) == math.nextafter(x, x + y) and found.slope == 1


def test_masks_are_joined_as_masks() -> None:
    found = moved("mode(stack([x, 2*x, x])).values", -1.5, exact=True)
    assert (found.value, found.slope) == (-1.5, 1)


# ------------------------------------------------------------------ open comparisons
def rounded(field: Bounded, x: float, slope: float) -> Dual:
    """x, as a ball that is no exact number."""
    third = field.lift(x) / field.lift(3.0)
    return Dual(field, third + third + third, field.lift(slope))


@pytest.mark.parametrize("name", ["maximum", "minimum", "fmax", "fmin"])
def test_what_moves_alike_needs_no_comparison(name: str) -> None:
    with precise(40):
        field = Bounded()
        choose = getattr(Primitives(field), name)
        found = choose(rounded(field, 1.0, 2.0), rounded(field, 1.0, 2.0))
        assert field.overlap(found.value, field.lift(1.0)) and found.slope.mid == 2
        with pytest.raises(Unsettled):
            choose(rounded(field, 1.0, 2.0), rounded(field, 1.0, 3.0))


def test_only_the_open_ones_are_covered() -> None:
    with precise(40):
        field = Bounded()
        m = Primitives(field)
        x = m.stack([rounded(field, 1.0, 2.0), m.constant(5.0)])
        y = m.stack([rounded(field, 1.0, 2.0), rounded(field, 7.0, 3.0)])
        found = m.maximum(x, y)
        assert [float(s) for s in found.slope] == [2.0, 3.0] and [float(v) for v in found.value] == pytest.approx([1.0, 7.0])


def test_logarithms_of_equal_sums() -> None:
    for extra in (True, False):
        if extra and not has_balls():
            continue
        claims = Claims(expect=(("x", 2.0),))
        assert check("logaddexp2(log(3), log(3))*0 + 2*x", {"x": 1.5}, claims, Rules()).verdict == "pass"
        assert check("logaddexp2(sqrt(2)*1, sqrt(2))*x", {"x": 1.5}, Claims(), Rules()).verdict == "pass"


def test_what_jumps_at_the_point_has_no_slope_beside_it() -> None:
    assert check("qr(x)[0].sum()", {"x": np.array([[2.0, 1.0], [0.0, 3.0]])}, Claims(), Rules()).verdict == "undecided"
