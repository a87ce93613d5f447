"""Random shapes and data: small, with ties, zeros, corners of functions, and numbers near the ends of the range."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

Shape = tuple[int, ...]

KINKS = (0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 3.0, -3.0, 6.0, 2.5, -2.5, 1.5, 20.0, 20.5)
EXTREMES = (
    0.0, -0.0, float("inf"), float("-inf"), float("nan"), 1e-308, 5e-324, 1e308, -1e308, 1e160, 1e-160, 1e16, 1e-8, -1e-8,
    709.0, 710.0, -745.5, -746.0, 88.5, -104.0, 100.0, -100.0, 20.0, 21.0, 1.5707963267948966, 3.141592653589793,
)  # fmt: skip


def shape(rng: random.Random, most: int = 4) -> Shape:
    """A shape of up to `most` dimensions, mostly small; sizes of 1 and 0 occur."""
    rank = min(most, rng.choices((0, 1, 2, 3, 4), (20, 32, 30, 12, 6))[0])
    return tuple(size(rng) for _ in range(rank))


def size(rng: random.Random) -> int:
    """The size of one dimension."""
    return rng.choices((0, 1, 2, 3, 4), (3, 18, 33, 32, 14))[0]


# ------------------------------------------------------------------ one number
def decimal(rng: random.Random) -> float:
    """An everyday number, with one digit to all of them."""
    value = rng.gauss(0, 1.5)
    return round(value, rng.choice((1, 2, 2, 3, 6, 16)))


def positive(rng: random.Random) -> float:
    """A number above 0."""
    return round(rng.uniform(0.05, 4), rng.choice((1, 2, 3, 6))) or 0.1


def fraction(rng: random.Random) -> float:
    """A number between 0 and 1."""
    return round(rng.random(), rng.choice((2, 2, 3, 6)))


def whole(rng: random.Random) -> float:
    """A small whole number, for ties and exact zeros."""
    return float(rng.randint(-4, 4))


def tied(rng: random.Random) -> float:
    """One of a few numbers."""
    return rng.choice((0.0, 1.0, 1.0, 2.0, -1.0, 0.5))


def half(rng: random.Random) -> float:
    """A multiple of a half, where rounding is between two."""
    return rng.randint(-8, 8) / 2


def kink(rng: random.Random) -> float:
    """A corner of some function."""
    return rng.choice(KINKS)


def extreme(rng: random.Random) -> float:
    """A number that few programs expect, among others that they do."""
    return rng.choice(EXTREMES) if rng.random() < 0.6 else half(rng)


Number = Callable[[random.Random], Any]


def truth(rng: random.Random) -> bool:
    """True or False."""
    return rng.random() < 0.5


STYLES: Sequence[Number] = (decimal, positive, fraction, whole, tied, half, kink, extreme)
WEIGHTS = (40, 16, 12, 10, 8, 10, 4, 3)


def style(rng: random.Random) -> Number:
    """A way to draw numbers, for all numbers of one tensor."""
    return rng.choices(STYLES, WEIGHTS)[0]


def data(rng: random.Random, sizes: Shape, number: Number) -> Any:
    """Nested lists of numbers of a shape."""
    if not sizes:
        return number(rng)
    return [data(rng, sizes[1:], number) for _ in range(sizes[0])]


def holdable(sizes: Shape) -> bool:
    """Whether nested lists have this shape: those of (0, 3) do not."""
    return 0 not in sizes or sizes.index(0) == len(sizes) - 1


# ------------------------------------------------------------------ numbers as they are typed
def spelled(rng: random.Random, value: float) -> str:
    """A number as people type it."""
    if value == int(value) and abs(value) < 100:
        return rng.choice((str(int(value)), str(int(value)), f"{value!r}", f"{int(value)}."))
    text = repr(value)
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) and rng.random() < 0.15 else text


def scalar(rng: random.Random) -> str:
    """A number for the text of a program."""
    if rng.random() < 0.15:
        return rng.choice(
            ("pi", "e", "1e-3", "1e2", "1e-6", ".25", "3.", "-0.0", "0", "inf", "nan", "1e-320", "1e308", "True", "False")
        )
    return spelled(rng, rng.choice((1, 2, 3, -1, -2, 4, 0.5, 1.5, 2.5, -0.5, 0.25, 0.1, -1.5, 3.0, 2.0, 0.0, 1e-3)))
