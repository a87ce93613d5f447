"""A claimed formula that is right but for the digits of its constants: 3.14*cos(pi*x)."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from gradcli.checks.mistakes.slip import FEWEST_DIGITS, FORMULA, agree
from gradcli.ops.late import np
from gradcli.problems import Problem
from gradcli.syntax.tree import Tree

MOST = 4  # literals that may be rounded at once
STEPS = 8  # of Newton's method, which begins as near as the digits say
NUDGE = 1e-6
KNOWN: Mapping[str, float] = {
    "pi": math.pi,
    "e": math.e,
    "sqrt(2)": math.sqrt(2),
    "sqrt(3)": math.sqrt(3),
    "sqrt(5)": math.sqrt(5),
    "sqrt(pi)": math.sqrt(math.pi),
    "sqrt(2*pi)": math.sqrt(2 * math.pi),
    "log(2)": math.log(2),
    "log(3)": math.log(3),
    "log(10)": math.log(10),
}
LARGEST = 1000  # denominator of a fraction that is recognized


class Place(NamedTuple):
    """A gradient at one point: the values there, and what it should be."""

    values: Mapping[str, Any]
    truth: Any


Value = Callable[[Tree, Mapping[str, Any]], Any]


def rounded_literals(claim: Tree, places: Sequence[Place], value: Value) -> str | None:
    """What the constants of a formula stand for, if the formula is right with them; None if it is wrong for another reason.

    value  evaluates a formula
    """
    found = [i for i, kind in enumerate(claim.kinds) if kind == "number" and _digits(claim.text(i)) >= FEWEST_DIGITS]
    texts = list(dict.fromkeys(claim.text(i) for i in found))
    if not 1 <= len(texts) <= MOST or len(places) <= len(texts):
        return None
    names = {text: f"c{k}" for k, text in enumerate(texts)}
    if set(names.values()) & set(claim.names()):
        return None
    tree = _with_names(claim, {i: names[claim.text(i)] for i in found})
    solved = _solved(tree, names, places, value)
    if solved is None:
        return None
    said = [f"{text} for {known(x)}" for text, x in zip(texts, solved, strict=True) if not _near(float(text), x)]
    return " and ".join(said) if said and all(_rounds_to(x, t) for t, x in zip(texts, solved, strict=True)) else None


def _digits(text: str) -> int:
    """How many digits a decimal fraction has; 0 of anything else, which is no rounded number."""
    mantissa = text.lower().partition("e")[0]
    return len(mantissa.replace(".", "").replace("_", "").strip("0")) if "." in mantissa else 0


def _with_names(tree: Tree, names: Mapping[int, str]) -> Tree:
    """The tree with variables in place of some of its numbers."""
    kinds, values = list(tree.kinds), list(tree.values)
    for i, name in names.items():
        kinds[i], values[i] = "name", name
    return Tree(tree.source, kinds, values, array("q", tree.starts), array("q", tree.ends))


def _solved(tree: Tree, names: Mapping[str, str], places: Sequence[Place], value: Value) -> list[float] | None:
    """The constants with which the formula is the gradient at all places: Gauss and Newton."""
    start = np.asarray([float(text) for text in names], dtype=float)
    target = np.concatenate([np.ravel(np.asarray(p.truth, dtype=float)) for p in places])

    def at(constants: Any) -> Any:
        known_as = dict(zip(names.values(), constants.tolist(), strict=True))
        parts = [np.asarray(value(tree, {**p.values, **known_as}), dtype=float) for p in places]
        wide = [np.broadcast_to(part, np.shape(p.truth)) for part, p in zip(parts, places, strict=True)]
        return np.concatenate([np.ravel(part) for part in wide])

    try:
        x = _newton(at, start, target)
    except (Problem, ValueError, np.linalg.LinAlgError):
        return None
    return None if x is None else list(x.tolist())


def _newton(at: Callable[[Any], Any], x: Any, target: Any) -> Any:
    scale = np.maximum(abs(target), 1e-300)
    for _ in range(STEPS):
        here = at(x)
        if not np.all(np.isfinite(here / scale)):
            return None
        if agree(here, target, 1e-12):
            return x
        steps = NUDGE * abs(x)
        slopes = np.stack([(at(x + d) - here) / s for d, s in zip(np.diag(steps), steps, strict=True)], axis=1)
        change, *_ = np.linalg.lstsq(slopes / scale[:, None], (target - here) / scale, rcond=None)
        x = x + change
    return x if agree(at(x), target, FORMULA) else None


def _rounds_to(x: float, text: str) -> bool:
    """Whether a number is the typed one when it is rounded, or cut off, to as many places."""
    typed, unit = float(text), _unit(text)
    return -0.5000001 * unit <= x - typed <= 0.5000001 * unit or 0 <= (x - typed) * math.copysign(1, typed) < unit


def _unit(text: str) -> float:
    mantissa, _, exponent = text.lower().replace("_", "").partition("e")
    return 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))


# ------------------------------------------------------------------ which number it is
def known(x: float) -> str:
    """A number as it would be written without rounding it."""
    return next(_spellings(x), f"{x:.10g}…")


def _spellings(x: float) -> Iterator[str]:
    fraction = Fraction(x).limit_denominator(LARGEST)
    if _near(float(fraction), x):
        yield str(fraction)
    for name, constant in KNOWN.items():
        for text, ratio in ((name, x / constant), (f"1/{name}", x * constant)):
            factor = Fraction(ratio).limit_denominator(LARGEST)
            if factor and _near(float(factor), ratio):
                yield _multiple(factor, text)


def _multiple(factor: Fraction, text: str) -> str:
    if text.startswith("1/"):
        over = f"{factor.numerator}/{text[2:]}"
        return over if factor.denominator == 1 else f"{factor.numerator}/({factor.denominator}*{text[2:]})"
    above = text if factor.numerator == 1 else f"{factor.numerator}*{text}"
    return above if factor.denominator == 1 else f"{above}/{factor.denominator}"


def _near(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-9 * abs(b)
