"""Claims about gradients with certified truths: numbers and formulas, right and wrong in many ways.

    python benchmarks/claims.py > tests/data/claims.jsonl
    python benchmarks/claims.py --seed 2 --share 0.5

Needs mpmath, and nothing of gradcli. The same seed makes the same claims. A line has

    id, kind    a name, and the family
    expression  with `values`, as they are typed, and `options` of the command
    claim       {"expect": {name: number}}, {"value": number} or {"formula": {name: formula}}
    truth       "pass", "fail", or "kink": at a corner, between the slopes on both sides (outside them the truth is "fail")
    points      of a formula: those at which it was certified
    why         in what the claim is wrong, or how it was written

The rule is the one that `check` prints. A number that was typed with a point or an exponent and three digits or more is true
within half a unit of its last digit; any other is meant exactly, but for the rounding of a float (of the dtype); `--rtol` and
`--atol` set |claim - true| <= atol + rtol*|true|; a formula is true up to 1e-9 of what was added up. No claim stands near the
edge of its rule: what is wrong is off by several times what is allowed, and what is right holds to half of it or exactly.
"""

from __future__ import annotations

import argparse
import ast
import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

import families
import mpmath
import numpy as np
import truths
from mpmath import mp, mpf
from truths import Slope, Uncertain

ROUNDING = {"float64": mpf(64) * mpf(2) ** -52, "float32": mpf(64) * mpf(2) ** -23}
LEAST, LARGEST = mpf("1e-295"), mpf("1e305")  # what a float can hold with its digits
CLEAR = 5  # times what is allowed: how far off a wrong claim is at least
DIGITS = (3, 4, 5, 6, 8, 10, 12)
FORMULA_GAP = mpf("2e-8")  # of what is added up
NOTHING: Mapping[str, Any] = {}


class Place(NamedTuple):
    """A point of an expression, the variable in question, and its slopes, in order, as nested data of a shape."""

    kind: str
    text: str
    values: Mapping[str, str]
    name: str
    slopes: tuple[Slope, ...]
    shape: tuple[int, ...]
    dtype: str = "float64"

    @property
    def true(self) -> list[Any]:
        """The slopes, where there is one of each."""
        return [s.right for s in self.slopes]


class Typed(NamedTuple):
    """A number as it is typed, and how far it may be off by that: half a unit, or 0."""

    text: str
    half: Any


Claim = dict[str, Any]


# ------------------------------------------------------------------ numbers as text
def typed(x: Any, digits: int) -> Typed:
    """A number with so many digits."""
    exact = Decimal(mpmath.nstr(x, 80))
    text = f"{exact:.{digits - 1}e}"
    exponent = int(text.partition("e")[2])
    places = digits - 1 - exponent
    if exponent >= -4 and places > 0:
        text = f"{exact:.{places}f}"
    if "." not in text and "e" not in text:
        text += "."
    half = mpf(10) ** -places / 2
    return Typed(text.replace("e+", "e"), half if digits >= 3 else mpf(0))


def nested(texts: Sequence[str], shape: Sequence[int]) -> str:
    """Numbers in the shape of a tensor."""
    if not shape:
        return texts[0]
    step = len(texts) // shape[0] if shape[0] else 0
    return f"[{', '.join(nested(texts[k * step : (k + 1) * step], shape[1:]) for k in range(shape[0]))}]"


# ------------------------------------------------------------------ places
@cache
def _slopes(text: str, values: tuple[tuple[str, str], ...], name: str, dtype: str) -> tuple[Slope, ...] | None:
    try:
        return tuple(truths.slopes(text, dict(values), name, dtype))
    except (Uncertain, ValueError, ArithmeticError, TypeError, LookupError):
        return None


def place(kind: str, text: str, values: Mapping[str, str], name: str, dtype: str = "float64") -> Place | None:
    """The place with its slopes; None if they are not certain."""
    found = _slopes(text, tuple(values.items()), name, dtype)
    if found is None:
        return None
    shape = np.shape(ast.literal_eval(values[name])) if values[name].startswith("[") else ()
    return Place(kind, text, values, name, found, shape, dtype)


def lines(table: str) -> Iterator[list[str]]:
    """The cells of a table."""
    for line in table.strip().splitlines():
        yield [cell.strip() for cell in line.split(" | ")]


def scalars(kind: str, table: str, dtype: str = "float64") -> Iterator[Place]:
    """The places of a table with points of x, or of x and y."""
    for text, points in lines(table):
        for point in points.split():
            values = dict(zip("xy", point.split(","), strict=False))
            for name in values:
                found = place(kind, text, values, name, dtype)
                if found is not None and not any(s.kink for s in found.slopes):
                    yield found


def tensors() -> Iterator[Place]:
    """The places of the table of tensors, with each set of data."""
    for text, names in lines(families.TENSORS):
        for data in families.DATA:
            values = {n: v for n, v in data.items() if _occurs(n, text)}
            for name in names.split():
                found = place("tensors", text, values, name)
                if found is not None and not any(s.kink for s in found.slopes):
                    yield found


def _occurs(name: str, text: str) -> bool:
    return any(
        isinstance(n, ast.Name) and n.id == name for n in ast.walk(ast.parse("\n".join(p.strip() for p in text.split(";"))))
    )


# ------------------------------------------------------------------ right numbers
def right(draw: random.Random, at: Place) -> Claim | None:
    """The gradient, as somebody may type it."""
    digits = draw.choice((*DIGITS, 16, 17))
    found = []
    for true in at.true:
        if true == 0:
            found.append("0")
        elif true == mpmath.nint(true) and abs(true) < 1e6 and draw.random() < 0.7:
            found.append(str(int(true)))
        else:
            said = typed(true, digits)
            if not LEAST < abs(true) < LARGEST or abs(mpf(said.text) - true) > mpf("0.97") * said.half:
                return None
            found.append(said.text)
    return _expecting(at, found, "pass", f"to {digits} digits")


def _expecting(at: Place, texts: Sequence[str], truth: str, why: str, **options: Any) -> Claim:
    settings = {**({"dtype": at.dtype} if at.dtype != "float64" else {}), **options}
    return _claim(at.kind, at.text, at.values, {"expect": {at.name: nested(texts, at.shape)}}, truth, why, settings)


def _claim(
    kind: str, text: str, values: Mapping[str, str], claim: Mapping[str, Any], truth: str, why: str, options: Mapping[str, Any]
) -> Claim:
    return {
        "kind": kind,
        "expression": text,
        "values": dict(values),
        "claim": dict(claim),
        "options": dict(options),
        "truth": truth,
        "why": why,
    }


# ------------------------------------------------------------------ wrong numbers: each says what it makes of the true ones
def _sign(_: random.Random, at: Place) -> list[Any]:
    return [-x for x in at.true]


def _one_sign(draw: random.Random, at: Place) -> list[Any]:
    return _with_one(draw, at, lambda x: -x)


def _twice(_: random.Random, at: Place) -> list[Any]:
    return [2 * x for x in at.true]


def _half(_: random.Random, at: Place) -> list[Any]:
    return [x / 2 for x in at.true]


def _slightly(draw: random.Random, at: Place) -> list[Any]:
    off = draw.choice((mpf("1e-6"), mpf("-3e-6"), mpf("1e-4"), mpf("0.01")))
    return _with_one(draw, at, lambda x: x * (1 + off))


def _hardly(draw: random.Random, at: Place) -> list[Any]:
    return _with_one(draw, at, lambda x: x * (1 + mpf("1e-8")))


def _the_value(_: random.Random, at: Place) -> list[Any]:
    total = np.sum(truths.value(at.text, at.values, at.dtype))
    return [total] * len(at.slopes)


def _neighbour(draw: random.Random, at: Place) -> list[Any]:
    """The slope of an expression that is nearly the same."""
    for old, new in draw.sample(NEIGHBOURS, len(NEIGHBOURS)):
        text = re.sub(rf"\b{re.escape(old)}\b" if old[0].isalnum() else re.escape(old), new, at.text, count=1)
        found = None if text == at.text else _slopes(text, tuple(at.values.items()), at.name, at.dtype)
        if found is not None and len(found) == len(at.slopes):
            return [s.right for s in found]
    return []


def _elsewhere(_: random.Random, at: Place) -> list[Any]:
    """The slope at a point that was copied with fewer digits."""
    values = {n: f"{float(v):.1g}" if not v.startswith("[") else v for n, v in at.values.items()}
    found = _slopes(at.text, tuple(values.items()), at.name, at.dtype)
    return [] if found is None else [s.right for s in found]


def _with_one(draw: random.Random, at: Place, change: Callable[[Any], Any]) -> list[Any]:
    found = list(at.true)
    k = draw.randrange(len(found))
    found[k] = change(found[k])
    return found


NEIGHBOURS = [
    ("sin", "cos"), ("cos", "sin"), ("tanh", "atan"), ("exp", "exp2"), ("log", "log2"), ("log2", "log"), ("log10", "log"),
    ("erfc", "erf"), ("lgamma", "digamma"), ("i0", "i1"), ("i1", "i0"), ("silu", "gelu"), ("gelu", "silu"), ("mish", "silu"),
    ("softplus", "relu"), ("elu", "relu"), ("selu", "elu"), ("celu", "elu"), ("sinh", "cosh"), ("cosh", "sinh"), ("asin", "atan"),
    ("sigmoid", "tanh"), ("maximum", "minimum"), ("minimum", "maximum"), ("sum", "mean"), ("mean", "sum"), ("3", "2"), ("2", "3"),
    (" - ", " + "), (" + ", " - "), ("softmax", "log_softmax"), ("var", "std"), ("dim=1", "dim=0"), ("A @ v", "v @ A"),
    ("A @ B", "B @ A"), ("sqrt", "log1p"), ("hypot", "atan2"),
]  # fmt: skip
WAYS: Mapping[str, tuple[Callable[[random.Random, Place], list[Any]], tuple[int, ...]]] = {
    "wrong sign": (_sign, DIGITS),
    "one wrong sign": (_one_sign, DIGITS),
    "a factor of 2": (_twice, DIGITS),
    "a half": (_half, DIGITS),
    "slightly off": (_slightly, (8, 10, 12)),
    "off by 1e-8": (_hardly, (10, 11, 12)),
    "the value": (_the_value, DIGITS),
    "a neighbour": (_neighbour, DIGITS),
    "another point": (_elsewhere, DIGITS),
}


def wrong(draw: random.Random, at: Place) -> Claim | None:
    """The gradient of a mistake."""
    way = draw.choice((*WAYS, "last digit", "dropped", "nearest whole number", "computed"))
    if way in SPECIAL_WAYS:
        return SPECIAL_WAYS[way](draw, at)
    make, digits = WAYS[way]
    try:
        made = make(draw, at)
    except (Uncertain, ValueError, ArithmeticError, TypeError, LookupError):
        return None
    return _wrong_by(at, made, [draw.choice(digits)] * len(made), way) if len(made) == len(at.slopes) else None


def _wrong_by(at: Place, made: Sequence[Any], digits: Sequence[int], why: str, **options: Any) -> Claim | None:
    """The claim, if it is clearly wrong."""
    if any(isinstance(x, mpmath.mpc) or not mpmath.isfinite(x) or (x and not LEAST < abs(x) < LARGEST) for x in made):
        return None
    said = [typed(x, d) if x else Typed("0", mpf(0)) for x, d in zip(made, digits, strict=True)]
    if not any(_clearly(at, s, true) for s, true in zip(said, at.true, strict=True)):
        return None
    return _expecting(at, [s.text for s in said], "fail", why, **options)


def _clearly(at: Place, said: Typed, true: Any) -> bool:
    allowed = max(said.half, ROUNDING[at.dtype] * abs(true), mpf("1e-320"))
    return abs(mpf(said.text) - true) > CLEAR * allowed


def _last_digit(draw: random.Random, at: Place) -> Claim | None:
    """Some units off in the last typed digit of one number."""
    digits = draw.choice(DIGITS)
    k, units = draw.randrange(len(at.slopes)), draw.choice((-4, 3, 5))
    if not at.true[k]:
        return None
    made = list(at.true)
    made[k] += units * 2 * typed(made[k], digits).half
    return _wrong_by(at, made, [digits] * len(made), f"{abs(units)} units off in the last digit")


def _dropped(_: random.Random, at: Place) -> Claim | None:
    """0 for what is not: everything, or the smallest."""
    sizes = [abs(x) for x in at.true]
    k = sizes.index(min((s for s in sizes if s), default=mpf(0)))
    if sizes[k] < LEAST:
        return None
    made = [mpf(0) if j == k else x for j, x in enumerate(at.true)]
    return _wrong_by(at, made, [6] * len(made), "0 for what is not 0")


def _whole(_: random.Random, at: Place) -> Claim | None:
    """A whole number, which is meant exactly, where the truth is beside it."""
    made = [mpmath.nint(x) for x in at.true]
    if len(made) != 1 or not abs(made[0]) < 1e9:
        return None
    if not _clearly(at, Typed(str(int(made[0])), mpf(0)), at.true[0]):
        return None
    return _expecting(at, [str(int(made[0]))], "fail", "a whole number beside the truth")


def _computed(draw: random.Random, at: Place) -> Claim | None:
    """All digits of a float, as a program prints them, by a part in a million off."""
    if at.dtype != "float64" or len(at.slopes) != 1 or not LEAST < abs(at.true[0]) < LARGEST:
        return None
    off = draw.choice((2e-6, 1e-5, -1e-3))
    return _wrong_by(at, [at.true[0] * (1 + mpf(off))], [17], f"a float that is off by {off:g}")


SPECIAL_WAYS = {"last digit": _last_digit, "dropped": _dropped, "nearest whole number": _whole, "computed": _computed}


# ------------------------------------------------------------------ other rules
def by_tolerance(draw: random.Random, at: Place) -> Claim | None:
    """With --rtol and --atol as they are given: inside or outside."""
    rtol, atol = draw.choice((("1e-3", None), ("1e-6", None), (None, "1e-4"), ("0.01", "1e-9"), (None, "2"), ("1e-9", None)))
    inside = draw.random() < 0.5
    if any(not LEAST < abs(x) < LARGEST for x in at.true):
        return None
    allowed = [mpf(atol or 0) + mpf(rtol or 0) * abs(x) for x in at.true]
    if any(a < mpf("1e-12") * abs(x) for x, a in zip(at.true, allowed, strict=True)):
        return None  # less than a float can tell
    factor = draw.choice((-1, 1)) * (mpf(draw.choice(("0.1", "0.5", "0.9"))) if inside else mpf(draw.choice(("1.2", "3", "40"))))
    texts = [typed(x + factor * a, 17).text for x, a in zip(at.true, allowed, strict=True)]
    apart = [abs(mpf(t) - x) for t, x in zip(texts, at.true, strict=True)]
    holds = all(d < mpf("0.95") * a for d, a in zip(apart, allowed, strict=True))
    fails = any(d > mpf("1.1") * a for d, a in zip(apart, allowed, strict=True))
    if holds == fails:
        return None
    given = {k: v for k, v in (("rtol", rtol), ("atol", atol)) if v is not None}
    why = f"{'inside' if holds else 'outside'} the tolerance"
    return _as("tolerances", _expecting(at, texts, "pass" if holds else "fail", why, **given))


def _as(kind: str, claim: Claim) -> Claim:
    return {**claim, "kind": kind}


def by_value(draw: random.Random, at: Place) -> Claim | None:
    """The value in place of the gradient."""
    out = truths.value(at.text, at.values, at.dtype)
    if isinstance(out, np.ndarray) or not LEAST < abs(out) < LARGEST:
        return None
    good = draw.random() < 0.5
    said = typed(out if good else out * (1 + mpf(draw.choice((-2, 1, 0.01, 1e-5)))), draw.choice(DIGITS if good else (8, 10)))
    if abs(mpf(said.text) - out) > mpf("0.97") * said.half if good else not _clearly(at, said, out):
        return None
    return _claim("values", at.text, at.values, {"value": said.text}, "pass" if good else "fail", "the value", {})


def short(_: random.Random) -> Iterator[Claim]:
    """Numbers of one or two digits are meant exactly; from three digits on half a unit counts."""
    for text, x, exact in SHORT:
        at = place("typed digits", text, {"x": x}, "x")
        if at is None:
            raise SystemExit(f"no slope: {text}")
        for said in exact.split():
            half = _half_of(said)
            apart = abs(mpf(said) - at.true[0])
            good = apart <= half or apart < mpf(2) ** -52 * abs(at.true[0])
            yield _expecting(at, [said], "pass" if good else "fail", f"half a unit is {mpmath.nstr(half, 3)}")


def _half_of(text: str) -> Any:
    """Half a unit of the last typed digit, where three digits were typed, and not a whole number."""
    number, _, exponent = text.lower().partition("e")
    whole, point, part = number.lstrip("-+").partition(".")
    if not (point or exponent) or len((whole + part).lstrip("0")) < 3:
        return mpf(0)
    return mpf(10) ** (int(exponent or 0) - len(part)) / 2


SHORT = (
    ("x/3", "1", "0.333 0.33 0.3333 0.3 0.334 0.33333333 0.33334 3.33e-1 33e-2 0 1"),
    ("x**2/7", "1", "0.286 0.2857 0.29 0.285 0.28571 0.2856 2.857e-1"),
    ("exp(x)", "1", "2.72 2.7 2.718 3 2.71828 2.719 2.71 2.8 2.7183"),
    ("x**2/4", "1", "0.5 0.50 0.500 5e-1 0.501 1 0.49 0.4999 .5"),
    ("1000*sin(x)", "1", "540.3 540 540.302 541 540. 5.40e2 5.4e2 540.4"),
    ("x**3", "100", "30000 3e4 30000.0 3.00e4 30001 29999 3.001e4 30000.5"),
    ("x/800", "2", "0.00125 0.0013 0.00126 1.25e-3 1.3e-3 0.001250 0.001"),
    ("sqrt(x)", "2", "0.354 0.35 0.3536 0.35355 0.3535 0.36 0.353553391"),
    ("1e6*x/7", "1", "142857 142857.1 1.43e5 1.429e5 142857.14 142858 1.4e5 1.42e5"),
)


# ------------------------------------------------------------------ kinks
def kinks(draw: random.Random) -> Iterator[Claim]:
    """At a corner: claims between the slopes on both sides, and outside."""
    for text, points in lines(families.KINKS):
        for x in points.split():
            at = place("kinks", text, {"x": x}, "x")
            if at is None or not at.slopes[0].kink:
                continue
            low, high = sorted((at.slopes[0].left, at.slopes[0].right))
            wide = high - low
            for part in draw.sample(("0", "1", "0.5", "0.25", "0.8"), 3):
                yield _cornered(at, low + mpf(part) * wide, "kink", "between the slopes")
            for beyond in draw.sample((low - wide, high + wide, high + wide / 5, low - wide / 10), 2):
                yield _cornered(at, beyond, "fail", "outside the slopes")


def _cornered(at: Place, x: Any, truth: str, why: str) -> Claim:
    whole = x == mpmath.nint(x)
    return _expecting(at, [str(int(x)) if whole else typed(x, 12).text], truth, why)


def tensor_kinks(_: random.Random) -> Iterator[Claim]:
    """Corners of several elements, where the subgradients are known."""
    for text, data, inside, outside in lines(families.TENSOR_KINKS):
        for truth, claims in (("kink", inside), ("fail", outside)):
            for said in claims.split("; "):
                why = "a subgradient" if truth == "kink" else "no subgradient"
                yield _claim("kinks", text, {"v": data}, {"expect": {"v": said.strip()}}, truth, why, {})


# ------------------------------------------------------------------ formulas
def formulas(draw: random.Random) -> Iterator[Claim]:
    """Right and wrong formulas of x, at the given point or at random ones."""
    for text, between, good, bad in lines(families.FORMULAS):
        low, high = map(float, between.split())
        points = [{"x": f"{draw.uniform(low, high):.3g}"} for _ in range(4)]
        texts = [(f, "pass", "the derivative") for f in good.split("; ")]
        texts += [(f, "fail", "another formula") for f in bad.split("; ")]
        right_one = good.split("; ")[0]
        texts += [(o.format(right_one), "fail", f"as {o}") for o in draw.sample(families.OPERATORS, 3)]
        for said, truth, why in texts:
            if _certified(text, said, points, "x", truth, all):
                options = draw.choice(({}, {}, {"range": {"x": f"{low:g}..{high:g}"}}))
                yield _formula("formulas", text, points, draw.random() < 0.3, "x", said, truth, why, options)


def _formula(
    kind: str,
    text: str,
    points: Sequence[Mapping[str, str]],
    given: bool,
    name: str,
    said: str,
    truth: str,
    why: str,
    options: Mapping[str, Any] = NOTHING,
) -> Claim:
    """A formula, where a point is given at the first of those at which it was certified."""
    claim = _claim(kind, text, points[0] if given else {}, {"formula": {name: said}}, truth, why, options)
    return {**claim, "points": [dict(p) for p in points]}


def _certified(
    text: str, said: str, points: Sequence[Mapping[str, str]], name: str, truth: str, many: Callable[[Sequence[bool]], bool]
) -> bool:
    """Whether a formula is right at all points, or clearly wrong at all or any of them."""
    told = [t for point in points if (t := _holds(text, said, point, name)) is not None]
    if len(told) < 2:
        return False
    return all(t is True for t in told) if truth == "pass" else many([t is False for t in told])


def _holds(text: str, said: str, point: Mapping[str, str], name: str) -> bool | str | None:
    """Whether a formula is the gradient at a point; "open" if it is off by little, None if that is not known."""
    at = place("", text, point, name)
    if at is None or any(s.kink for s in at.slopes):
        return None
    with mp.workdps(80):
        try:
            claimed = truths.evaluated(said, {n: truths.number(v) for n, v in point.items()})
        except (ValueError, ArithmeticError):
            return None
        numbers = np.broadcast_to(np.asarray(claimed, dtype=object), at.shape).reshape(-1)
        apart = [abs(c - t) / max(abs(c), abs(t)) if c != t else mpf(0) for c, t in zip(numbers, at.true, strict=True)]
    if max(apart) < mpf("1e-15"):
        return True
    return False if max(apart) > FORMULA_GAP else "open"


def piecewise(draw: random.Random) -> Iterator[Claim]:
    """Formulas that hold on one side of a threshold, near or far."""
    for text, good, bad in lines(families.PIECEWISE):
        for t in families.THRESHOLDS:
            points = [{"x": repr(float(t) + part * max(abs(float(t)), 0.1))} for part in (-3, -0.3, 0.2, 4)]
            for said in (*good.split("; "), *draw.sample(bad.split("; "), 2)):
                truth = "pass" if said in good.split("; ") else "fail"
                filled, claimed = text.format(t=t), said.format(t=t)
                if _certified(filled, claimed, points, "x", truth, any):
                    given = draw.random() < 0.5
                    yield _formula("thresholds", filled, points, given, "x", claimed, truth, "a side of a threshold")


def two_formulas(draw: random.Random) -> Iterator[Claim]:
    """Formulas of two variables."""
    for text, good, bad in lines(families.TWO_FORMULAS):
        points = [{"x": f"{draw.uniform(0.2, 3):.3g}", "y": f"{draw.uniform(0.2, 3):.3g}"} for _ in range(6)]
        for truth, texts in (("pass", good), ("fail", bad)):
            for said in texts.split("; "):
                if _certified(text, said, points, "x", truth, any):
                    given = draw.random() < 0.5
                    yield _formula("two variables", text, points, given, "x", said, truth, "of two variables")


def tensor_formulas(_: random.Random) -> Iterator[Claim]:
    """Formulas whose variables are tensors."""
    for text, name, good, bad in lines(families.TENSOR_FORMULAS):
        points = [{n: v for n, v in data.items() if _occurs(n, text)} for data in families.DATA[:2]]
        for truth, texts in (("pass", good), ("fail", bad)):
            for said in texts.split("; "):
                if _certified(text, said, points, name, truth, all):
                    yield _formula("tensor formulas", text, points, True, name, said, truth, "of tensors")


# ------------------------------------------------------------------ the corpus
NUMBERS: Sequence[tuple[str, Callable[[], Iterator[Place]], float]] = (
    ("smooth", lambda: scalars("smooth", families.SMOOTH), 2),
    ("two variables", lambda: scalars("two variables", families.TWO), 1),
    ("special", lambda: scalars("special", families.SPECIAL), 2),
    ("extreme", lambda: scalars("extreme", families.EXTREME), 2),
    ("cancellation", lambda: scalars("cancellation", families.CANCELLATION), 2),
    ("branches", lambda: scalars("branches", families.BRANCHES), 1),
    ("tensors", tensors, 0.5),
)


def corpus(seed: int) -> Iterator[Claim]:
    """Every claim once, with its id."""
    mp.dps = 80
    draw = random.Random(seed)
    seen: set[str] = set()
    counts: dict[str, int] = {}
    for claim in _all(draw):
        key = json.dumps({**claim, "why": ""}, sort_keys=True)
        if key not in seen:
            seen.add(key)
            kind = claim["kind"]
            counts[kind] = counts.get(kind, 0) + 1
            yield {"id": f"{kind.replace(' ', '-')}-{counts[kind]:03}", **claim}


def _all(draw: random.Random) -> Iterator[Claim]:
    for _, places, count in NUMBERS:
        yield from _numbers(draw, places(), count)
    singles = _numbers(draw, scalars("float32", families.SMOOTH, "float32"), 1)
    yield from (c for c in singles if _clear_in_float32(c))
    for made in (short, kinks, tensor_kinks, formulas, piecewise, two_formulas, tensor_formulas):
        yield from made(draw)


def _clear_in_float32(claim: Claim) -> bool:
    return claim["truth"] == "pass" or claim["why"] not in ("off by 1e-8", "slightly off")


def _numbers(draw: random.Random, places: Iterator[Place], count: float) -> Iterator[Claim]:
    """For each place a right claim, and so many wrong ones; where it is less than one, for that part of the places."""
    for at in places:
        if draw.random() >= count:
            continue
        made: list[Claim | None] = [right(draw, at)]
        made += [next((c for c in (wrong(draw, at) for _ in range(20)) if c), None) for _ in range(max(1, int(count)))]
        if draw.random() < 0.15 and at.dtype == "float64":
            made.append(by_tolerance(draw, at))
        if draw.random() < 0.08 and at.dtype == "float64":
            made.append(by_value(draw, at))
        yield from (claim for claim in made if claim is not None)


def main() -> None:
    """Print the claims, a line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=1.0, help="of the claims, drawn at random")
    options = parser.parse_args()
    keep = random.Random(options.seed)
    for claim in corpus(options.seed):
        if keep.random() < options.share:
            print(json.dumps(claim))


if __name__ == "__main__":
    main()
