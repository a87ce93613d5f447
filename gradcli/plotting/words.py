"""What has to be said of a drawing, in sentences: kinks, poles, stretches without numbers, what is not all of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gradcli.numerals import number, tensor
from gradcli.plotting.line import Curve, Line
from gradcli.plotting.plane import Plane

ASTRAY = {
    "coarse": "{name} turns faster than it is sampled, and the drawing does not show all of it: take more points",
    "apart": "{name} does not go where {grad} leads, which is not its slope (as where something is detached)",
}
SHOWN = 8  # places in one sentence


KINK, POLE, JUMP, GAP, CUT, MANY, COARSE, NONE, WARNING = (
    "kink pole jump gap cut many coarse none warning".split()
)  # of sentences


def of_line(found: Line, digits: int | None = None) -> Iterator[tuple[str, str]]:
    """Everything about a curve: the kind, and a sentence."""
    yield from _kinks(found, digits)
    name, along = found.output, found.range.name
    for kind, jump, text in ((POLE, False, "grows beyond all bounds"), (JUMP, True, "jumps")):
        places = [number(pole.x, digits) for pole in found.poles if pole.jump == jump]
        if places:
            yield kind, f"{name} {text} at {along} = {listed(places)}"
    for gap in found.gaps:
        where = f"at {along} = {number(gap.low, digits)}" if gap.low == gap.high else _between(gap.low, gap.high, along, digits)
        yield GAP, f"{name} is {gap.what} {where}"
    yield from ((MANY, f"{text}: more often than can be marked here") for text in found.dense)
    if found.astray and not (found.dense and found.astray == "coarse"):
        yield COARSE, ASTRAY[found.astray].format(name=name, grad=found.curves[1].name)
    for curve in found.curves:
        if not curve.whole:
            yield CUT, cut(curve, digits)
    yield from ((WARNING, f"UserWarning: {text}") for text in found.warnings)


def _between(low: float, high: float, name: str, digits: int | None) -> str:
    return f"from {name} = {number(low, digits)} to {number(high, digits)}"


def _kinks(found: Line, digits: int | None) -> Iterator[tuple[str, str]]:
    """The kinks that the table tells the same of, in one sentence."""
    places: dict[str, list[str]] = {}
    for mark in found.marks:
        kink = mark.kink
        said = f"{kink.where}: {kink.torch} (in `{kink.part}`)" if kink.torch else kink.where
        places.setdefault(said, []).append(f"{number(kink.x, digits)}{_sides(mark.left, mark.right, digits)}")
    for said, xs in places.items():
        yield KINK, f"{'kinks' if len(xs) > 1 else 'kink'} at {found.range.name} = {listed(xs)}: {said}"


def _sides(left: float, right: float, digits: int | None) -> str:
    """The slopes on both sides, where they are known and differ."""
    if not (abs(left) < 1e6 and abs(right) < 1e6) or abs(left - right) <= 1e-6 * max(abs(left), abs(right), 1.0):
        return ""
    return f" ({number(_rounded(left), digits)} | {number(_rounded(right), digits)})"


def _rounded(slope: float) -> float:
    """A slope as far as it is known so near to a kink."""
    return float(f"{slope:.6g}") if abs(slope) > 1e-6 else 0.0


def cut(curve: Curve, digits: int | None = None) -> str:
    """That a curve goes on beyond the drawing."""
    low, high = (number(float(f"{x:.3g}"), digits) for x in (curve.low, curve.high))
    return f"{curve.name} goes on beyond the drawing, which shows it between {low} and {high}"


def of_plane(found: Plane, digits: int | None = None) -> Iterator[tuple[str, str]]:
    """Everything about a surface."""
    if not found.contours:
        held = f" {number(found.low, digits)}" if found.low == found.high else ""
        yield NONE, f"{found.output} is{held} the same everywhere, and has no contours" if held else "there are no contours"
    if found.infinite:
        total = len(found.xs) * len(found.ys)
        yield GAP, f"{found.output} is no finite number at {found.infinite} of {total} points"
    yield from _creases(found, digits)
    finite = [v for row in found.values for v in row if v - v == 0]
    if finite and (min(finite) < found.low or max(finite) > found.high):
        shown = f"{number(min(finite), digits)} to {number(max(finite), digits)}"
        yield CUT, f"{found.output} goes from {shown}; contours tell the part that most of it spans"
    yield from ((NONE, f"{name}.grad is None, so there are no arrows") for name in found.none)
    yield from ((WARNING, f"UserWarning: {text}") for text in found.warnings)


def _creases(found: Plane, digits: int | None) -> Iterator[tuple[str, str]]:
    """Kinks along lines, and at points, which are named."""
    for crease in found.creases:
        points = [
            f"({number(x, digits)}, {number(y, digits)})" for x, y in sorted(line[0] for line in crease.lines if len(line) == 1)
        ]
        count = sum(len(line) > 1 for line in crease.lines)
        lines = f"along {'a line' if count == 1 else f'{count} lines'}" if count else ""
        where_ = " and ".join(part for part in (lines, f"at {listed(points)}" if points else "") if part)
        said = f"{crease.where}: {crease.torch} (in `{crease.part}`)" if crease.torch else crease.where
        yield KINK, f"{'kink' if count + len(points) == 1 else 'kinks'} {where_}: {said}"
    yield from ((MANY, f"{text}: more often than can be marked here") for text in found.dense)


def listed(texts: Sequence[str]) -> str:
    """Places in a row; of many the first and how many more."""
    if len(texts) <= SHOWN:
        return ", ".join(texts)
    return f"{', '.join(texts[: SHOWN - 1])} and {len(texts) - SHOWN + 1} more"


def where(found: Line | Plane, digits: int | None = None) -> str:
    """Over what it is drawn, and what is held: x from -3 to 3, w = 2."""
    ranges = [found.range] if isinstance(found, Line) else found.ranges
    parts = [f"{one.name} from {number(one.low, digits)} to {number(one.high, digits)}" for one in ranges]
    return ", ".join([*parts, *(f"{name} = {tensor(value, digits)}" for name, value in found.fixed)])
