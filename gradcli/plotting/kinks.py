"""Where a function of one variable has its kinks: the table says what makes one, bisecting between samples says where it is.

Nothing is read off the shape of a curve. Between two samples a kink is where a difference that the table compares with 0 changes
its sign, touches 0, or falls on another step; it counts where gradient reaches the operation, as in the notes of `grad`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from gradcli.autograd.backward import Visit
from gradcli.calculation.notes import shortened
from gradcli.calculation.observers import Observer
from gradcli.calculation.passes import ask
from gradcli.ops.late import np
from gradcli.ops.op import Op
from gradcli.ops.warnings import muted
from gradcli.plotting.sampler import Sampler
from gradcli.plotting.seen import Key, Look, looks

MOST = 64  # kinks that are looked for
HALVINGS, NARROWINGS = 64, 90
BESIDE = 1e-9  # how far beside a kink its sides are, as a part of the range
CLOSE = 1e-7  # how near to 0 a difference must come, as a part of what it is elsewhere
GOLDEN = (math.sqrt(5) - 1) / 2


class Kink(NamedTuple):
    """A place where the derivative is a convention, or where a comparison of the expression comes out otherwise.

    x      where
    exact  whether the table's predicate is true at this very number
    where  what the table says of it; what changes, where it is a comparison
    torch  what torch takes there; empty for a comparison
    part   the part of the expression
    """

    x: float
    exact: bool
    where: str
    torch: str
    part: str


class Signal(NamedTuple):
    """One number of every sample that tells where a kink is.

    key    whose it is, and its place among the differences (`step` False) or the steps
    column the numbers; of an array, one element of it
    """

    key: Key
    place: int
    step: bool
    element: int
    column: Any


class Bracket(NamedTuple):
    """Two neighbouring samples with a kink between them, or one at which it is; `touch` where a difference comes close to 0."""

    signal: Signal
    low: Any
    high: Any
    touch: bool = False


class Finding(NamedTuple):
    """The kinks, from left to right, and what is not marked because there is more of it than was sampled."""

    kinks: tuple[Kink, ...]
    dense: tuple[str, ...]


def kinks(sampler: Sampler, xs: Any) -> Finding:
    """The kinks between the first and the last of some samples."""
    seen = Seen(sampler)
    if not seen.has_any(float(xs[len(xs) // 2])):
        return Finding((), ())
    signals = list(seen.signals(xs))
    found = [bracket for signal in signals for bracket in _brackets(signal, xs)]
    dense = {bracket.signal.key for bracket in found if _counted(bracket.signal, found) > MOST}
    told = tuple(dict.fromkeys(told_of(seen, key)[0] for key in sorted(dense) if key[2] >= 0))
    kept = [bracket for bracket in found if bracket.signal.key not in dense]
    places = _placed(seen, kept, scales_of(signals))
    span = float(xs[-1] - xs[0])
    marks: dict[tuple[Key, float], Kink] = {}
    for bracket, place in zip(kept, places, strict=True):
        key = bracket.signal.key
        if place is not None and not any(k == key and abs(x - place[0]) < 2 * BESIDE * span for k, x in marks):
            marks[key, place[0]] = Kink(*place, *told_of(seen, key), seen.part(key))
    reached = seen.reached([key for key, _ in marks], [x for _, x in marks], (-BESIDE * span, 0.0, BESIDE * span))
    counted = [kink for (key, _), kink, good in zip(marks, marks.values(), reached, strict=True) if good or key[2] < 0]
    return Finding(tuple(sorted(counted, key=lambda kink: kink.x)), told)


def _counted(signal: Signal, found: Sequence[Bracket]) -> float:
    """How many kinks one predicate has; more than can be marked where several lie between two samples."""
    if signal.step and bool((np.abs(np.diff(signal.column)) > 1.5).any()):
        return math.inf
    return sum(bracket.signal is signal for bracket in found)


def told_of(seen: Seen, key: Key) -> tuple[str, str]:
    """What the table says of a kink, and what torch does there."""
    kink = seen.known[key].kink
    return (f"`{seen.part(key)}` changes", "") if kink is None else (kink.where, kink.torch)


def scales_of(signals: Sequence[Signal]) -> dict[tuple[Key, int], float]:
    """How large each difference is elsewhere."""
    found: dict[tuple[Key, int], float] = {}
    for signal in signals:
        if not signal.step:
            known = np.abs(signal.column[np.isfinite(signal.column)])
            size = float(np.median(known)) if known.size else 0.0
            found[signal.key, signal.place] = max(found.get((signal.key, signal.place), 0.0), size)
    return found


# ------------------------------------------------------------------ what is seen
class Seen:
    """The predicates of an expression, looked at where its variables are: at a number, or of two at a complex one, x + iy."""

    def __init__(self, sampler: Sampler) -> None:
        self.sampler = sampler
        self.question = sampler.question
        self.known: dict[Key, Look] = {}

    def values(self, at: Any) -> dict[str, Any]:
        """The variables at a place, or at many."""
        parts = [at] if len(self.sampler.names) == 1 else [at.real, at.imag]
        plain = (part if np.ndim(part) else float(part) for part in parts)
        return dict(zip(self.sampler.names, plain, strict=True))

    def has_any(self, at: Any) -> bool:
        """Whether the expression has anything that could have a kink."""
        self.known = looks(self.question, self.values(at))
        return bool(self.known)

    def part(self, key: Key) -> str:
        """The part of the expression in which a predicate stands."""
        return shortened(self.question.tree.text(key[0]))

    def at(self, xs: Any, near: Mapping[tuple[Key, int], float] = {}) -> list[dict[Key, Look]] | dict[Key, Look]:
        """What is found at points: all at once where the expression takes element by element."""
        if self.sampler.elementwise:
            return looks(self.question, self.values(np.asarray(xs)), near)
        return [looks(self.question, self.values(x), near) for x in xs]

    def signals(self, xs: Any) -> Iterator[Signal]:
        """Everything that tells of kinks, at each of some points."""
        seen = self.at(xs)
        for key, look in self.known.items():
            for step, parts in ((False, look.differences), (True, look.steps)):
                for place in range(len(parts)):
                    table = _column(seen, key, place, step, len(xs))
                    for element in range(0 if table is None else table.shape[1]):
                        yield Signal(key, place, step, element, table[:, element])

    def read(self, xs: Any, signals: Sequence[Signal]) -> Any:
        """Of each signal its number at the point of the same place."""
        seen = self.at(xs)
        tables: dict[tuple[Key, int, bool], Any] = {}
        found = np.full(len(xs), np.nan)
        for k, signal in enumerate(signals):
            which = (signal.key, signal.place, signal.step)
            if which not in tables:
                tables[which] = _column(seen, *which, len(xs))
            if tables[which] is not None:
                found[k] = tables[which][k, signal.element]
        return found

    def reached(self, keys: Sequence[Key], xs: Sequence[Any], shifts: Sequence[Any]) -> list[bool]:
        """Whether gradient comes to each operation at its place, or beside it."""
        found = [False] * len(keys)
        for shift in shifts:
            if self.sampler.elementwise:
                for k, good in enumerate(self._arrived(keys, np.asarray(xs) + shift) if keys else ()):
                    found[k] |= good
            else:
                for k, (key, x) in enumerate(zip(keys, xs, strict=True)):
                    found[k] = found[k] or self._arrived([key], x + shift)[0]
        return found

    def _arrived(self, keys: Sequence[Key], at: Any) -> list[bool]:
        """The same at one number, or for each key at the number of its place."""
        reach = _Reach(keys)
        several = np.ndim(at) > 0
        settings = self.question.settings._replace(grad_output=np.ones(len(at)) if several else None)
        with muted():
            values = {**self.question.values, **self.values(at)}
            ask(self.question._replace(values=values, settings=settings), [reach], noted=False)
        parts = [np.asarray(reach.upstream.get(key[:2], False)) for key in keys]
        return [bool(part[k] if several and part.ndim else part.any()) for k, part in enumerate(parts)]

    def narrowed(self, brackets: Sequence[Bracket]) -> list[tuple[float, float]]:
        """Where each kink is, as far as floats can tell."""
        found: dict[int, tuple[float, float]] = {}
        crossing = [b for b in brackets if not b.touch]
        found.update(zip(map(id, crossing), self._bisected(crossing), strict=True))
        touching = [b for b in brackets if b.touch]
        found.update(zip(map(id, touching), self._closest(touching), strict=True))
        return [found[id(b)] for b in brackets]

    def _bisected(self, brackets: Sequence[Bracket]) -> list[tuple[float, float]]:
        low, high = (np.array([getattr(b, end) for b in brackets]) for end in ("low", "high"))
        if not brackets:
            return []
        signals = [b.signal for b in brackets]
        first = _side(self.read(low, signals), signals)
        for _ in range(HALVINGS):
            middle = low + (high - low) / 2
            if ((middle == low) | (middle == high)).all():
                break
            here = _side(self.read(middle, signals), signals)
            same = here == first
            zero = np.array([not s.step for s in signals]) & (here == 0)
            low, high = np.where(same | zero, middle, low), np.where(same & ~zero, high, middle)
        return list(zip(low.tolist(), high.tolist(), strict=True))

    def _closest(self, brackets: Sequence[Bracket]) -> list[tuple[float, float]]:
        """By golden section, where a difference is nearest to 0."""
        if not brackets:
            return []
        low, high = (np.array([getattr(b, end) for b in brackets]) for end in ("low", "high"))
        signals = [b.signal for b in brackets]
        for _ in range(NARROWINGS):
            one, two = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
            left = np.abs(self.read(one, signals)) < np.abs(self.read(two, signals))
            low, high = np.where(left, low, one), np.where(left, two, high)
        return list(zip(low.tolist(), high.tolist(), strict=True))


def _side(numbers: Any, signals: Sequence[Signal]) -> Any:
    """The sign of a difference, and a step itself."""
    return np.where([s.step for s in signals], numbers, np.sign(numbers))


def _column(seen: Any, key: Key, place: int, step: bool, count: int) -> Any:
    """What one comparison finds at each point, with a column for each element; None where that cannot be told."""
    try:
        if isinstance(seen, dict):
            part = (seen[key].steps if step else seen[key].differences)[place]
            return np.broadcast_to(np.asarray(part, dtype=np.float64).reshape(-1), (count,)).reshape(count, 1)
        rows = [np.asarray((one[key].steps if step else one[key].differences)[place], dtype=np.float64) for one in seen]
        return np.stack([row.reshape(-1) for row in rows])
    except (KeyError, IndexError, ValueError):
        return None


# ------------------------------------------------------------------ between which samples
def _brackets(signal: Signal, xs: Any) -> Iterator[Bracket]:
    column = signal.column
    if signal.step:
        changed = np.flatnonzero(np.diff(column) != 0)
        known = np.isfinite(column)
        yield from (Bracket(signal, float(xs[i]), float(xs[i + 1])) for i in changed if known[i] and known[i + 1])
        return
    sign = np.sign(column)
    for i in np.flatnonzero(sign[:-1] * sign[1:] < 0):
        yield Bracket(signal, float(xs[i]), float(xs[i + 1]))
    zero = sign == 0
    alone = zero & ~np.append(zero[1:], False) & ~np.append(False, zero[:-1])
    yield from (Bracket(signal, float(xs[i]), float(xs[i])) for i in np.flatnonzero(alone))
    yield from touches(signal, xs)


def touches(signal: Signal, xs: Any) -> Iterator[Bracket]:
    """Where a difference that keeps its sign comes so close to 0 that it may reach it between samples."""
    size = np.abs(signal.column)
    with np.errstate(all="ignore"):
        low = (size[1:-1] <= size[:-2]) & (size[1:-1] <= size[2:]) & (size[1:-1] > 0)
        near = 3 * size[1:-1] <= 2 * np.maximum(size[:-2], size[2:])
    for i in np.flatnonzero(low & near) + 1:
        if np.sign(signal.column[i - 1]) == np.sign(signal.column[i + 1]) == np.sign(signal.column[i]):
            yield Bracket(signal, float(xs[i - 1]), float(xs[i + 1]), True)


# ------------------------------------------------------------------ is it one?
def _placed(seen: Seen, brackets: Sequence[Bracket], scales: Mapping[tuple[Key, int], float]) -> list[tuple[float, bool] | None]:
    """Where the kink of each bracket is, and whether the predicate holds there exactly; None where it holds nowhere in it."""
    ends = seen.narrowed(brackets)
    candidates = [list(_candidates(low, high, bracket.touch)) for bracket, (low, high) in zip(brackets, ends, strict=True)]
    flat = [x for some in candidates for x in some]
    near = {place: CLOSE * scale for place, scale in scales.items()}
    exactly, nearly = Lookup(seen, flat, {}), Lookup(seen, flat, near)
    found: list[tuple[float, bool] | None] = []
    first = 0
    for bracket, (low, high), some in zip(brackets, ends, candidates, strict=True):
        which = range(first, first + len(some))
        found.append(_settled(seen, bracket, low + (high - low) / 2, flat, which, exactly, nearly))
        first += len(some)
    return found


def _settled(
    seen: Seen, bracket: Bracket, middle: float, flat: Sequence[float], which: range, exactly: Lookup, nearly: Lookup
) -> tuple[float, bool] | None:
    key = bracket.signal.key
    for k in which:
        if exactly.holds(k, key):
            return flat[k], True
    if not any(exactly.is_zero(k, key) for k in which):  # where it is, the predicate asks for more
        for k in which:
            if nearly.holds(k, key):
                return flat[k], False
    chosen = key[2] >= 0 and seen.known[key].chosen and bracket.signal.step
    return (middle, False) if chosen else None


def _candidates(low: float, high: float, touch: bool) -> Iterator[float]:
    """The numbers in a bracket, the shortest to write first."""
    middle = low + (high - low) / 2
    slack = max(high - low, 4 * math.ulp(middle), 1e-7 * abs(middle) if touch else 0.0, 1e-9 if touch else 0.0)
    shortened = [float(f"{middle:.{digits}g}") for digits in range(1, 17)]
    yield from dict.fromkeys(x for x in (*shortened, 0.0, high, low) if low - slack <= x <= high + slack)


class Lookup:
    """What every predicate finds at some points, looked up when it is asked for; all at once where that costs no more."""

    def __init__(self, seen: Seen, xs: Sequence[float], near: Mapping[tuple[Key, int], float]) -> None:
        self.seen, self.xs, self.near = seen, xs, near
        self.all = seen.at(xs, near) if seen.sampler.elementwise and xs else None
        self.single: dict[int, dict[Key, Look]] = {}

    def _look(self, k: int, key: Key) -> Look | None:
        if isinstance(self.all, dict):
            return self.all.get(key)
        if k not in self.single:
            self.single[k] = looks(self.seen.question, self.seen.values(self.xs[k]), self.near)
        return self.single[k].get(key)

    def _any(self, k: int, found: Any) -> bool:
        """Whether anything is true at a point."""
        table = np.asarray(found)
        return bool(table[k] if self.all is not None and table.ndim else table.any())

    def holds(self, k: int, key: Key) -> bool:
        """Whether a predicate is true at a point, or nearly."""
        look = self._look(k, key)
        if look is not None and look.kink is None:
            return self._any(k, np.abs(look.differences[0]) <= self.near.get((key, 0), 0.0))
        return look is not None and self._any(k, look.holds)

    def is_zero(self, k: int, key: Key) -> bool:
        """Whether a difference is 0 at a point."""
        look = self._look(k, key)
        return look is not None and any(self._any(k, np.asarray(d) == 0) for d in look.differences)


class _Reach(Observer):
    """To which operations gradient comes that is not 0, and at which of the points that are asked for at once."""

    def __init__(self, keys: Sequence[Key]) -> None:
        super().__init__()
        self.wanted = {key[:2] for key in keys}
        self.counts: dict[int, int] = {}
        self.nodes: dict[int, tuple[int, int]] = {}
        self.upstream: dict[tuple[int, int], Any] = {}

    def ran(self, op: Op, operands: Sequence[Any], options: Mapping[str, Any], out: Any) -> None:  # noqa: ARG002
        """Which node it is."""
        node = self.place.node
        count = self.counts[node] = self.counts.get(node, -1) + 1
        if (node, count) in self.wanted:
            self.nodes[id(out.edge)] = (node, count)

    def visited(self, visit: Visit) -> None:
        """What comes to it."""
        if id(visit.node) in self.nodes:
            self.upstream[self.nodes[id(visit.node)]] = np.asarray(visit.upstream, dtype=np.float64) != 0
