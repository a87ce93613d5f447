"""A gradient with one mistake in it, and when a claim is that gradient."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from gradcli.ops.late import np

# How much a kind of mistake has to be believed where another one leads to the same number.
FIRST, USUAL, RARE, LAST = range(4)

COMPUTED = 1e-6  # of a claim with many digits: somebody may have computed it in float32
SHORT = 1e-5  # of a claim whose last digits may have been zeros
EXACTLY = 1e-9
FORMULA = 1e-8
FEWEST_DIGITS = 3  # that a claim needs to say something of its own, where it is rounded
TELLING_DIGITS = 4  # and to be believed to be a rare mistake


SMALL = range(-9, 10)  # whole numbers that much comes to


class Slip(NamedTuple):
    """A gradient with one mistake in it.

    kind    what sort of mistake
    key     tells slips of a kind apart, the same at every point
    value   the gradient that it leads to
    phrase  what comes behind the claim in a sentence; {missing} is what the claim lacks
    rank    FIRST, USUAL, RARE or LAST
    """

    kind: str
    key: Any
    value: Any
    phrase: str
    rank: int = USUAL


# ------------------------------------------------------------------ is it the same gradient?
def agree(a: Any, b: Any, tolerance: float) -> bool:
    """Whether two gradients are the same but for rounding; what is small beside the largest element may be off by more."""
    if np.shape(a) != np.shape(b):
        return False
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    finite = abs(b[np.isfinite(b)])
    with np.errstate(all="ignore"):
        allowed = tolerance * abs(b) + 1e-13 * np.max(finite, initial=0.0)
        return bool(np.all((a == b) | (abs(a - b) <= allowed) | (np.isnan(a) & np.isnan(b))))


class Typed:
    """A gradient that somebody typed, with as many digits as were typed.

    digits  of the number that has the most
    """

    def __init__(self, claim: Any) -> None:
        self.data = np.asarray(claim)
        self.whole = self.data.dtype.kind in "iub"
        self.numbers = np.asarray(self.data, dtype=float)
        self.small = self.numbers.size == 1 and float(self.numbers.flat[0]) in SMALL
        typed = [_decimal(x) for x in self.numbers.ravel().tolist() if math.isfinite(x) and x]
        self.digits = max((len(digits) for digits, _ in typed), default=1)
        self.last = min((place for _, place in typed), default=0)  # the decimal place of the last digit

    def is_(self, value: Any, rank: int = USUAL) -> bool:
        """Whether it is this gradient, rounded. A few digits fit much: the less usual mistakes need more of them."""
        if np.shape(value) != self.numbers.shape or (self.small and rank > USUAL):
            return False
        value = np.asarray(value, dtype=float)
        if not np.all(np.isfinite(value) | (value == self.numbers)):
            return False
        with np.errstate(all="ignore"):
            return bool(np.all((value == self.numbers) | (abs(value - self.numbers) <= self._allowed(value, rank))))

    def _allowed(self, value: Any, rank: int) -> Any:
        """How far each number may be off."""
        size = abs(value)
        if self.whole:
            return EXACTLY * size
        enough = FEWEST_DIGITS if rank <= USUAL or value.size > 1 else TELLING_DIGITS
        if self.digits < enough:
            return SHORT * size
        unit = 10.0 ** np.floor(np.log10(np.maximum(size, 1e-300)) + 1 - self.digits)
        rounded = 0.5000001 * np.maximum(unit, 10.0**self.last if value.size > 1 else 0.0)
        return np.maximum(rounded, COMPUTED * size)


def _decimal(x: float) -> tuple[str, int]:
    """The digits of a number as it is written, and the decimal place of the last one."""
    mantissa, _, exponent = repr(x).partition("e")
    before, _, after = mantissa.lstrip("-").partition(".")
    after = after.rstrip("0")
    place = int(exponent or 0) - len(after)
    digits = (before + after).lstrip("0")
    return (digits, place) if after else (digits.rstrip("0"), place + len(digits) - len(digits.rstrip("0")))
