"""Where a function of two variables has its kinks: on lines, and at points. The table says what makes one, as for one variable.

A difference that the table compares with 0 changes its sign between two neighbouring samples of a grid; there it is bisected, and
the places are joined as contours are. Samples lie aside of round numbers, so that none of them is on a kink by itself. A place is
a complex number, x + iy, which everything that is known of one variable takes as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from gradcli.ops.late import np
from gradcli.plotting.contours import Edge, Point, between
from gradcli.plotting.kinks import BESIDE, CLOSE, Bracket, Lookup, Seen, Signal, scales_of, told_of, touches
from gradcli.plotting.ranges import Range
from gradcli.plotting.sampler import Sampled, Sampler
from gradcli.plotting.seen import Key

FINE, DEAR = 160, 16  # cells along each side, and where each sample costs a pass of its own
ASIDE = (0.4861, 0.5173)  # where samples lie in their cells, across and up
MOST, MOST_DEAR = 16_000, 160  # places at which kinks are looked for
MOST_STEPS = 40  # from one of a stepping function to the next
LEVEL, SLOPE = 1e-6, 1e-5  # what is the same on both sides of a comparison: of how much values span, and of a slope
MOST_TOUCHING, MOST_PITS = 1_000, 4  # places where a difference keeps its sign, along lines and at points
FURTHER = 20  # times what the second round along both axes came further
NEAR = 1.6  # cells between two places of one line


class Crease(NamedTuple):
    """Kinks of which the table tells the same.

    lines  where; a line of one point is a point
    where  what the table says of it; what changes, where it is a comparison
    torch  what torch takes there; empty for a comparison
    part   the part of the expression
    """

    lines: tuple[tuple[Point, ...], ...]
    where: str
    torch: str
    part: str


class Creases(NamedTuple):
    """The kinks, and what is not marked because there is more of it than can be."""

    found: tuple[Crease, ...]
    dense: tuple[str, ...]


class Way(NamedTuple):
    """Places of one signal that belong together, by their numbers among all brackets; `loose` if their order is not known."""

    signal: Signal
    places: Sequence[int]
    loose: bool = False


def creases(sampler: Sampler, across: Range, up: Range) -> Creases:
    """The kinks over two ranges."""
    seen = Seen(sampler)
    if not seen.has_any(complex(across.low + 0.437 * across.span, up.low + 0.561 * up.span)):
        return Creases((), ())
    xs, ys = (_samples(one, part, FINE if sampler.elementwise else DEAR) for one, part in zip((across, up), ASIDE, strict=True))
    signals = list(seen.signals((xs[None, :] + 1j * ys[:, None]).reshape(-1)))
    search = _Search(seen, xs, ys, (across.span, up.span))
    for signal in sorted(signals, key=lambda signal: not signal.step):  # steps tell whether there is too much of it
        search.add(signal)
    good = search.settled(scales_of(signals))
    lines: dict[tuple[str, str, str], list[tuple[Point, ...]]] = {}
    for way in search.ways:
        key = way.signal.key
        loose = [complex(search.places[k]) for k in way.places if good[k]] if way.loose else []
        runs = _strung(loose, search.cell) if way.loose else _runs(way, search.places, good)
        lines.setdefault((*told_of(seen, key), seen.part(key)), []).extend(runs)
    told = tuple(dict.fromkeys(told_of(seen, key)[0] for key in sorted(search.dense) if key[2] >= 0))
    return Creases(tuple(Crease(tuple(dict.fromkeys(some)), *said) for said, some in lines.items() if some), told)


def _samples(along: Range, part: float, cells: int) -> Any:
    """Places in the cells of a range, and its ends."""
    return np.array([along.low, *(along.low + along.span * (np.arange(cells) + part) / cells), along.high])


def _runs(way: Way, places: Any, good: Any) -> Iterator[tuple[Point, ...]]:
    """The pieces of a way on which there is a kink; places that are one are one point."""
    points: list[Point] = []
    for k in [*way.places, -1]:
        if k >= 0 and good[k]:
            point = (float(places[k].real), float(places[k].imag))
            points += [point] if not points or point != points[-1] else []
        elif points:
            yield tuple(points)
            points = []


def _strung(places: Sequence[complex], cell: complex) -> Iterator[tuple[Point, ...]]:
    """Places that are as near to each other as those of one line are, in its order; others alone."""
    left = list(dict.fromkeys(places))
    while left:
        line = [left.pop()]
        for end in (-1, 0):
            while left:
                gaps = [abs(complex((p - line[end]).real / cell.real, (p - line[end]).imag / cell.imag)) for p in left]
                nearest = int(np.argmin(gaps))
                if gaps[nearest] > NEAR:
                    break
                line.insert(len(line) if end else 0, left.pop(nearest))
        yield tuple((float(p.real), float(p.imag)) for p in line)


class _Search:
    """Between which samples kinks are, and where."""

    def __init__(self, seen: Seen, xs: Any, ys: Any, spans: tuple[float, float]) -> None:
        self.seen, self.xs, self.ys, self.spans = seen, xs, ys, spans
        self.cell = complex(spans[0] / (len(xs) - 2), spans[1] / (len(ys) - 2))
        self.brackets: list[Bracket] = []
        self.ways: list[Way] = []
        self.dense: set[Key] = set()
        self.places: Any = np.zeros(0, dtype=complex)

    def add(self, signal: Signal) -> None:
        """Where a signal changes, and, of a difference, where it touches 0."""
        table = signal.column.reshape(len(self.ys), len(self.xs))
        if not signal.step:
            table = np.where(table == 0, np.nan, table)  # where it is 0 all over, there is no line on which it becomes 0
        ways = [way for level in self._levels(signal, table) for way in between(table, level)]
        quick = self.seen.sampler.elementwise
        if signal.key in self.dense or len(self.brackets) + sum(map(len, ways)) > (MOST if quick else MOST_DEAR):
            self.dense.add(signal.key)
            return
        for way in ways:
            self._join(Way(signal, ()), [self._bracket(signal, edge) for edge in way])
        if not signal.step:
            touching = [*self._touching(signal, table)] if quick else []
            self._join(Way(signal, (), True), [*(touching if len(touching) <= MOST_TOUCHING else ()), *self._pits(signal, table)])

    def _levels(self, signal: Signal, table: Any) -> Sequence[float]:
        if not signal.step:
            return (0.0,)
        steps = np.unique(table[np.isfinite(table)])
        if len(steps) > MOST_STEPS:
            self.dense.add(signal.key)
            return ()
        return tuple(((steps[1:] + steps[:-1]) / 2).tolist())

    def _join(self, way: Way, brackets: Sequence[Bracket]) -> None:
        first = len(self.brackets)
        self.brackets += brackets
        self.ways.append(way._replace(places=range(first, len(self.brackets))))

    def _bracket(self, signal: Signal, edge: Edge) -> Bracket:
        row, column, down = edge
        low = complex(self.xs[column], self.ys[row])
        return Bracket(signal, low, complex(self.xs[column + 1 - down], self.ys[row + down]))

    def _touching(self, signal: Signal, table: Any) -> Iterator[Bracket]:
        """Where along rows and columns a difference comes near to 0 and keeps its sign."""
        for row, y in zip(table, self.ys, strict=True):
            for one in touches(signal._replace(column=row), self.xs):
                yield Bracket(signal, complex(one.low, y), complex(one.high, y), True)
        for column, x in zip(table.T, self.xs, strict=True):
            for one in touches(signal._replace(column=column), self.ys):
                yield Bracket(signal, complex(x, one.low), complex(x, one.high), True)

    def _pits(self, signal: Signal, table: Any) -> list[Bracket]:
        """Points around which a difference keeps its sign and to which it comes down from everywhere."""
        size = np.abs(table)
        around = np.stack([np.roll(table, (j, k), (0, 1)) for j in (-1, 0, 1) for k in (-1, 0, 1)])[:, 1:-1, 1:-1]
        with np.errstate(all="ignore"):
            least = size[1:-1, 1:-1] <= np.abs(around).min(axis=0)
            steep = 3 * size[1:-1, 1:-1] <= 2 * np.abs(around).max(axis=0)
            alike = np.abs(np.sign(around).sum(axis=0)) == len(around)
        places = [complex(self.xs[c + 1], self.ys[r + 1]) for r, c in np.argwhere(least & steep & alike).tolist()]
        if not 0 < len(places) <= MOST_PITS:
            return []
        across, up = self.cell.real, 1j * self.cell.imag
        once = self._lowest(signal, self._lowest(signal, places, [across]), [up])
        twice = self._lowest(signal, self._lowest(signal, once, [across]), [up])
        lowest = self._lowest(signal, twice, [FURTHER * (b - a) for a, b in zip(once, twice, strict=True)])  # Powell's direction
        exact = [complex(*map(self._zeroed, (p.real, p.imag), self.spans)) for p in lowest]
        return [Bracket(signal, p, p) for p in exact]

    @staticmethod
    def _zeroed(number: float, span: float) -> float:
        """A number, or 0 where it cannot be told from it."""
        return 0.0 if abs(number) < CLOSE * span else number

    def _lowest(self, signal: Signal, places: Sequence[complex], ways: Sequence[complex]) -> list[complex]:
        """Where along a way to both sides, one for all or for each its own, a difference is nearest to 0."""
        asides = ways if len(ways) == len(places) else [*ways] * len(places)
        ends = self.seen.narrowed([Bracket(signal, p - w, p + w, True) for p, w in zip(places, asides, strict=True)])
        return [(low + high) / 2 for low, high in ends]

    # -------------------------------------------------------------- is it one?
    def settled(self, scales: Mapping[tuple[Key, int], float]) -> Any:
        """Whether there is a kink in each bracket; and where, as `places`."""
        if not self.brackets:
            return np.zeros(0, dtype=bool)
        keys = [bracket.signal.key for bracket in self.brackets]
        low, high = np.array(self.seen.narrowed(self.brackets)).T
        nearly = Lookup(self.seen, [*low, *high], {place: CLOSE * scale for place, scale in scales.items()})
        held = [np.array([nearly.holds(k + half, key) for k, key in enumerate(keys)]) for half in (0, len(keys))]
        self.places = np.where(held[1], high, low)
        chosen = [self.seen.known[key].chosen and one.signal.step for key, one in zip(keys, self.brackets, strict=True)]
        across, up = (BESIDE * span for span in self.spans)
        reached = self.seen.reached(keys, self.places, (0.0, across, -across, 1j * up, -1j * up))
        compared = np.array([key[2] < 0 for key in keys])
        good = (held[0] | held[1] | chosen) & (np.array(reached) | compared)
        good[compared] &= self._changes(np.flatnonzero(compared))
        return good

    def _changes(self, which: Any) -> Any:
        """Whether the value or a gradient is another on the other side of a comparison."""
        if not which.size:
            return np.zeros(0, dtype=bool)
        upright = np.array([(one.high - one.low).imag != 0 for one in (self.brackets[k] for k in which)])
        shift = BESIDE * np.where(upright, 1j * self.spans[1], self.spans[0])
        one, other = (self._sampled(self.places[which] + sign * shift) for sign in (-1, 1))
        known = one.values[np.isfinite(one.values)]
        found = ~(np.abs(other.values - one.values) <= LEVEL * (np.ptp(known) if known.size else 0.0))
        for a, b in zip(one.grads, other.grads, strict=True):
            found |= np.abs(a - b) > SLOPE * np.maximum(1.0, np.maximum(np.abs(a), np.abs(b)))
        return found

    def _sampled(self, at: Any) -> Sampled:
        names = self.seen.sampler.names
        return self.seen.sampler.at({names[0]: at.real, names[1]: at.imag})
