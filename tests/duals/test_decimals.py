"""Decimal balls against those of FLINT: each function's ball holds the number, and is small."""

from __future__ import annotations

import decimal
import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from gradcli.duals import decimals
from gradcli.duals.balls import has_balls
from gradcli.duals.bounded import FUNCTIONS, Ball, Bounded, precise
from gradcli.duals.fields import Unsettled, Unsuited

pytestmark = pytest.mark.skipif(not has_balls(), reason="needs the extra exact: python-flint")

EVERYWHERE = ("-1e-30", "1e-8", "0.3", "-1.7", "5", "-20.25", "33", "300")
POSITIVE = ("1e-30", "1e-4", "0.25", "1.5", "4", "12.3", "170.5", "1e8")
INSIDE = ("1e-40", "-0.001", "0.3", "-0.9", "0.999999999", "-0.99999999999999")
DOMAINS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("sqrt", "log", "log2", "log10"), POSITIVE),
    **dict.fromkeys(("asin", "acos", "atanh", "erfinv"), INSIDE),
    **dict.fromkeys(("lgamma", "digamma"), (*POSITIVE, "-0.4", "-7.75", "-1e-20")),
    **dict.fromkeys(("i0", "i1"), (*EVERYWHERE, "-60")),
    **dict.fromkeys(("sin", "cos", "tan"), (*EVERYWHERE, "1e12", "3.141592653589793", "1.5707963267948966", "-1e40")),
    "log1p": (*POSITIVE, "-0.9999", "-1e-12"),
    "acosh": ("1", "1.000000001", "3", "1e9"),
    "erfc": (*EVERYWHERE, "6.5", "25"),
}
ONES = sorted(set(FUNCTIONS) - {"pow", "logaddexp", "hypot", "atan2", "polygamma"})


def held(name: str, digits: int, *operands: str) -> None:
    """Both balls of a function have a number in common, and the decimal one is about as small as it can be."""
    from gradcli.duals.arb import Arbs, precision

    with precision(8 * digits):
        exact = Arbs()
        middle, radius = exact.known(exact.each(name)(*[exact.ball(Fraction(x)) for x in operands]))
    with precise(digits):
        field = Bounded()
        found, error = field.known(field.each(name)(*[Ball(Decimal(x)) for x in operands]))
    assert abs(Fraction(found) - Fraction(middle)) <= Fraction(error) + Fraction(radius), (name, operands)
    assert Fraction(error) <= Fraction(10) ** (3 - digits) * max(abs(Fraction(middle)), Fraction(name in ("lgamma", "digamma")))


@pytest.mark.parametrize("name", ONES)
def test_a_ball_holds_the_number(name: str) -> None:
    for digits in (40, 150):
        for x in DOMAINS.get(name, EVERYWHERE):
            held(name, digits, x)


@pytest.mark.parametrize(
    ("name", "operands"),
    [
        ("pow", ("0.3", "2.7")),
        ("pow", ("1e-100", "-3.5")),
        ("pow", ("-2", "3")),
        ("pow", ("-0.7", "-4")),
        ("pow", ("1e200", "1e-3")),
        ("logaddexp", ("3", "-200")),
        ("hypot", ("3e-200", "4e-200")),
        ("atan2", ("1", "3")),
        ("atan2", ("2", "-3")),
        ("atan2", ("-2", "-1e-9")),
        ("atan2", ("0", "-2")),
        ("polygamma", ("1", "0.2")),
        ("polygamma", ("1", "-2.6")),
        ("polygamma", ("2", "7.5")),
        ("polygamma", ("5", "0.01")),
    ],
)
def test_functions_of_two(name: str, operands: tuple[str, ...]) -> None:
    for digits in (40, 150):
        held(name, digits, *operands)


@pytest.mark.parametrize("name", ONES)
def test_a_wide_ball_holds_all_of_its_numbers(name: str) -> None:
    generator = random.Random(name)
    with precise(30):
        for x in DOMAINS.get(name, EVERYWHERE):
            mid, radius = Decimal(x), abs(Decimal(x)) / 1000
            try:
                found = FUNCTIONS[name](Ball(mid, radius))
            except (Unsettled, Unsuited):
                continue
            for _ in range(5):
                inside = FUNCTIONS[name](Ball(mid + radius * Decimal(generator.uniform(-1, 1))))
                assert abs(inside.mid - found.mid) <= found.radius + inside.radius, (name, x)


@pytest.mark.parametrize(
    ("left", "right"), [("0.1", "0.7"), ("1e-300", "1e300"), ("-3", "7"), ("1e25", "-1e-25"), ("0", "2.5"), ("1", "3")]
)
def test_arithmetic_counts_what_it_rounds(left: str, right: str) -> None:
    with precise(20):
        a, b = Ball(Decimal(left), Decimal("1e-22")), Ball(Decimal(right))
        for made, exact in (
            (a + b, Fraction(left) + Fraction(right)),
            (a - b, Fraction(left) - Fraction(right)),
            (a * b, Fraction(left) * Fraction(right)),
            (a / b, Fraction(left) / Fraction(right)),
        ):
            assert abs(Fraction(made.mid) - exact) <= Fraction(made.radius)
        exactly = Ball(Decimal(left)) + Ball(Decimal("0.5"))
        assert exactly.radius == 0 or Fraction(exactly.mid) != Fraction(left) + Fraction(1, 2)


def test_by_what_may_be_0_nothing_is_known() -> None:
    with precise(20):
        found = Ball(Decimal(1)) / Ball(Decimal("1e-30"), Decimal("1e-29"))
        assert Bounded().isnan(found) and Bounded().isnan(found * Ball(Decimal(3)) - found)
        with pytest.raises(Unsettled):
            Bounded().below(found, found * Ball(Decimal(2)))


@pytest.mark.parametrize(("name", "x"), [("log", "-1"), ("asin", "1.5"), ("acosh", "0.5"), ("digamma", "-3"), ("sqrt", "-1e-9")])
def test_outside_the_domain(name: str, x: str) -> None:
    with precise(20), pytest.raises(Unsuited):
        FUNCTIONS[name](Ball(Decimal(x)))


@pytest.mark.parametrize(
    "run", [lambda: FUNCTIONS["exp"](Ball(Decimal("1e30"))), lambda: FUNCTIONS["sin"](Ball(Decimal("1e3000")))]
)
def test_beyond_all_measure(run: Any) -> None:
    with precise(20), pytest.raises(Unsettled):
        run()


def test_pi_has_all_digits() -> None:
    with decimal.localcontext(decimal.Context(prec=50)):
        assert str(decimals.pi()) == "3.1415926535897932384626433832795028841971693993751"
