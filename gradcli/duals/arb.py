"""Balls of any precision: the `arb` of FLINT, through python-flint, which the extra `exact` brings.

Fredrik Johansson, Arb: efficient arbitrary-precision midpoint-radius interval arithmetic, IEEE Transactions on Computers 66
(2017). A function that has the name of a primitive is that primitive; the others are written with them here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from flint import acb, arb, arb_mat, ctx, fmpq

from gradcli.duals import cells
from gradcli.duals.fields import Balls, Field, Measureless, Unsettled, Unsuited
from gradcli.ops.late import np


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Compute with so many bits inside the block."""
    before, ctx.prec = ctx.prec, bits
    try:
        yield
    finally:
        ctx.prec = before


LONGEST = 200_000  # bits of a number before or after the point
SURE = 32  # bits that are right in a number of which the size is known


class Arbs(Balls):
    """Balls with so many bits as `precision` says."""

    def fresh(self) -> Field:
        """The same numbers, and nothing compared yet."""
        return Arbs()

    def ball(self, x: Fraction) -> Any:
        """The ball of a fraction."""
        return arb(fmpq(x.numerator, x.denominator))

    def decimal(self, x: float) -> Any:
        """The ball of the decimal number that a finite float prints as."""
        return arb(repr(float(x)))

    def matmul(self, x: Any, y: Any) -> Any:
        """The matrix product; of two matrices, and of a matrix and a vector, by FLINT."""
        if not (1 <= x.ndim <= 2 and 1 <= y.ndim <= 2) or 0 in (*x.shape, *y.shape) or x.shape[-1] != y.shape[0]:
            return np.matmul(x, y)
        left, right = x.reshape(-1, x.shape[-1]), y.reshape(y.shape[0], -1)
        product = arb_mat(left.tolist()) * arb_mat(right.tolist())
        found = np.asarray(product.entries(), dtype=object).reshape((*x.shape[:-1], *y.shape[1:]))
        return found if found.shape else found.item()

    def infinite(self, x: float) -> Any:
        """inf, or nan."""
        return arb(x)

    def below(self, a: Any, b: Any) -> bool:
        """Whether one number is below another, or Unsettled; nan is below nothing, but what is not known may be."""
        if a < b:
            return True
        if _is_unknown(a) or _is_unknown(b):
            if (a.is_nan() and not a.rad()) or (b.is_nan() and not b.rad()):
                return False
            raise Unsettled("<")
        if a is b or a >= b:
            return False
        raise Unsettled("<")

    def unknown(self) -> Any:
        """A number of which nothing is known."""
        return arb(0, math.inf)

    def middle(self, x: Any) -> Any:
        """The number in the middle of a ball."""
        return x.mid()

    def top(self, x: Any) -> Any:
        """A number that nothing in a ball exceeds in size."""
        return x.abs_upper()

    def union(self, x: Any, y: Any) -> Any:
        """A ball that covers two others."""
        return x.union(y)

    def overlap(self, x: Any, y: Any) -> bool:
        """Whether two balls have a number in common; of nan nothing is known."""
        return bool(x.overlaps(y)) or x.is_nan() or y.is_nan()

    def isnan(self, x: Any) -> Any:
        """Where there is no number, or where nothing is known of it."""
        return self.mask(cells.each(_is_unknown, x))

    def isinf(self, x: Any) -> Any:
        """Where it is infinite."""
        return self.mask(cells.each(lambda a: not a.is_finite() and not _is_unknown(a), x))

    def each(self, name: str) -> Callable[..., Any]:
        """The function of that name."""
        found = FUNCTIONS.get(name)
        if found is not None:
            return found
        if not hasattr(arb, name):
            raise Unsuited(name)
        return lambda *operands: getattr(operands[0], name)(*operands[1:])

    def known(self, x: Any) -> tuple[Fraction | float, Fraction | float]:
        """The middle exactly, and the radius from above."""
        if not x.is_finite():
            return (math.nan, math.inf) if _is_unknown(x) else (float(x), 0.0)
        try:
            return _exactly(x.mid()), _exactly(x.rad())
        except Unsettled:
            raise (Measureless if x.rel_accuracy_bits() > SURE else Unsettled)("beyond all measure") from None


def _is_unknown(x: Any) -> bool:
    return not x.is_finite() and (x.is_nan() or x.rad() != 0)


def _exactly(x: Any) -> Fraction:
    """A binary number as a fraction. Raises Unsettled where it would be too long to be written down."""
    mantissa, exponent = map(int, x.man_exp())
    if abs(exponent) > LONGEST:
        raise Unsettled("beyond all measure")
    return Fraction(mantissa * 2**exponent) if exponent >= 0 else Fraction(mantissa, 2**-exponent)


def _pow(x: Any, y: Any) -> Any:
    return (y * x.log()).exp() if x > 0 and not y.is_integer() else x**y


def _logaddexp(x: Any, y: Any) -> Any:
    high, low = (x, y) if x >= y else (y, x)
    return high + (low - high).exp().log1p()


def _lgamma(x: Any) -> Any:
    return x.lgamma() if x > 0 else abs(x.gamma()).log()


def _polygamma(n: Any, x: Any) -> Any:
    order = int(n.unique_fmpz())
    if order == 0:
        return x.digamma()
    size = arb(math.factorial(order)) * acb(order + 1).zeta(acb(x)).real
    return size if order % 2 else -size


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "pow": _pow,
    "exp2": lambda x: arb(2) ** x,
    "log2": lambda x: x.log() / arb(2).log(),
    "log10": lambda x: x.log() / arb(10).log(),
    "logaddexp": _logaddexp,
    "hypot": lambda x, y: (x * x + y * y).sqrt(),
    "atan2": lambda y, x: arb.atan2(y, x),
    "i0": lambda x: x.bessel_i(0),
    "i1": lambda x: x.bessel_i(1),
    "lgamma": _lgamma,
    "polygamma": _polygamma,
}


class Covering(Arbs):
    """Balls that stand for whole stretches of numbers; on which side a comparison comes out for all of them is told."""

    def __init__(self, told: Callable[[float], None]) -> None:
        super().__init__()
        self.told = told

    def union(self, x: Any, y: Any) -> Any:  # noqa: ARG002
        """Nothing: on which side a comparison comes out is what is asked."""
        raise Unsettled("<")

    def piece(self, low: float, high: float) -> Any:
        """All numbers from the one to the other."""
        return arb(low).union(arb(high))

    def notice(self, difference: Any) -> None:
        """A comparison: 1 or -1 where it always comes out so, otherwise 0."""
        signs = {1.0 if d > 0 else -1.0 if d < 0 else 0.0 for d in cells.flat(difference)}
        self.told(signs.pop() if len(signs) == 1 else 0.0)

    def stepped(self, steps: Any) -> None:  # noqa: ARG002
        """A step: each is a side of its own, and more may follow."""
        self.told(0.0)
