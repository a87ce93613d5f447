"""Where a curve is broken: a pole between two samples, a jump, an end of the numbers.

All by asking for values: an interval between two samples that does not look like a piece of one curve is halved until floats end,
always towards the half that looks worse. What is then still far apart is broken there; nothing is differentiated by differences.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from gradcli.ops.late import np
from gradcli.plotting.sampler import Sampler

HALVINGS = 46
EXACT = 1e-11  # of a range: how well a place is known
MOST_STRAIGHT, MOST = 2000, 24  # intervals that are halved, where points are cheap and where they are not
FAR = 0.2  # of how much a curve spans: what a piece of it may miss of where its slopes lead
STEEP = 1e3  # so many times as large as around it: a pole
APART = 0.05  # of a change between two samples that is still there between two floats: a jump
OFTEN = 0.03  # of all intervals: where so many are suspicious, it is the sampling, or the gradient
AROUND = 3  # intervals around a pole or a kink, which are explained by it
NEAR, NEAR_BY = 1e-5, 16  # how near one looks then, as a part of an interval, and in how many of them
RISING = 1e-3  # of how a curve changed in the first halvings: it goes on rising, as log does


class Pole(NamedTuple):
    """Where the value grows beyond all bounds (`jump` False), or jumps."""

    x: float
    jump: bool


class Gap(NamedTuple):
    """From where to where the value is no finite number, and what it is there: nan, inf or -inf."""

    low: float
    high: float
    what: str


# ------------------------------------------------------------------ poles and jumps
def poles(sampler: Sampler, xs: Any, values: Any, grads: Any, known: Any) -> tuple[Pole, ...]:
    """Those between neighbouring samples; `known` are places that are explained already, such as kinks."""
    low, high = _suspects(xs, values, grads, known, MOST_STRAIGHT if sampler.straight else MOST)
    if not len(low):
        return ()
    narrowed = [_Halved(sampler, low, high, towards) for towards in (_worse, _steeper)]
    found: dict[int, Pole] = {}
    for k in range(len(low)):
        for one in narrowed:
            pole = one.judged(k)
            if pole is not None and k not in found:
                found[k] = pole
    return tuple(found.values())


def _suspects(xs: Any, values: Any, grads: Any, known: Any, most: int) -> tuple[Any, Any]:
    """Intervals whose ends do not look like ends of a piece of one curve, or between which the slope turns round."""
    spread = _spread(values)
    finite, misses, rise, led = _misses(xs, values, grads, spread)
    with np.errstate(all="ignore"):
        width = np.diff(xs)
        turns = np.sign(grads[:-1]) * np.sign(grads[1:]) < 0
        steep = width * np.maximum(np.abs(grads[:-1]), np.abs(grads[1:])) > 1e-3 * spread
    taken = finite & (misses | (turns & steep)) & ~_explained(xs, known)
    places = np.flatnonzero(taken)
    if len(places) > most:
        places = np.sort(places[np.argsort(np.abs(rise - led)[places])[-most:]])
    return xs[places], xs[places + 1]


def _misses(xs: Any, values: Any, grads: Any, spread: float) -> tuple[Any, Any, Any, Any]:
    """Between which samples there are numbers; where the value is not where the slopes at both ends lead; both rises."""
    with np.errstate(all="ignore"):
        rise, led = np.diff(values), np.diff(xs) * (grads[:-1] + grads[1:]) / 2
        finite = np.isfinite(rise) & np.isfinite(grads[:-1]) & np.isfinite(grads[1:])
        noise = 1e-12 * spread + 1e-13 * (np.abs(values[:-1]) + np.abs(values[1:]))
        return finite, np.abs(rise - led) > FAR * np.minimum(np.abs(rise) + np.abs(led), spread) + noise, rise, led


def astray(sampler: Sampler, xs: Any, values: Any, grads: Any, known: Any) -> str:
    """Why the value is often not where its gradient leads; empty where it is.

    "coarse"  it turns faster than it is sampled, so that a drawing shows what is not there
    "apart"   however near one looks, the gradient is not its slope: something is detached
    """
    finite, misses, *_ = _misses(xs, values, grads, _spread(values))
    taken = finite & misses & ~_explained(xs, known, AROUND * float(xs[1] - xs[0]))
    if taken.sum() <= OFTEN * max(int(finite.sum()), 1):
        return ""
    places = np.flatnonzero(taken)[:: max(1, int(taken.sum()) // NEAR_BY)]
    middle, step = (xs[places] + xs[places + 1]) / 2, (xs[places + 1] - xs[places]) * NEAR
    first, second = (sampler.along(at) for at in (middle, middle + step))
    with np.errstate(all="ignore"):
        rise, led = second.values - first.values, step * first.grads[0]
        apart = np.abs(rise - led) > FAR * (np.abs(rise) + np.abs(led))
    return "apart" if apart.mean() > 0.5 else "coarse"


def _explained(xs: Any, known: Any, beside: float = 0.0) -> Any:
    """The intervals in which a known place lies, or beside which."""
    found = np.zeros(len(xs) - 1, dtype=bool)
    for x in known:
        found |= (xs[:-1] - beside <= x) & (x <= xs[1:] + beside)
    return found


def _spread(values: Any) -> float:
    """What most of the values span."""
    known = np.sort(values[np.isfinite(values)])
    if not known.size:
        return 0.0
    cut = known.size // 20
    return float(known[-1 - cut]) - float(known[cut])


def short(x: float, slack: float) -> float:
    """The number that is shortest to write, of those that are as near."""
    if abs(x) <= slack:
        return 0.0
    return next((near for digits in range(1, 17) if abs((near := float(f"{x:.{digits}g}")) - x) <= slack), x)


class _Halved:
    """Intervals, halved again and again towards what looks worse."""

    def __init__(self, sampler: Sampler, low: Any, high: Any, towards: Any) -> None:
        self.low, self.high = low.copy(), high.copy()
        a, b = (_at(sampler, x) for x in (low, high))
        self.first = a, b
        self.slack = EXACT * float(np.max(high) - np.min(low))
        self.rises = []
        for _ in range(HALVINGS):
            middle = self.low + (self.high - self.low) / 2
            between = (self.low < middle) & (middle < self.high)
            if not between.any():
                break
            m = _at(sampler, np.where(between, middle, self.low))
            left = towards(a, m, b)
            a = np.where(left, a, m)
            b = np.where(left, np.where(between, m, b), b)
            self.low = np.where(left | ~between, self.low, middle)
            self.high = np.where(left & between, middle, self.high)
            with np.errstate(all="ignore"):
                self.rises.append(np.maximum(np.abs(a[0]), np.abs(b[0])))
        self.last = a, b

    def judged(self, k: int) -> Pole | None:
        """What is left of an interval."""
        (a0, b0), (a, b) = ((one[:, k], two[:, k]) for one, two in (self.first, self.last))
        x = short(float(self.low[k] + (self.high[k] - self.low[k]) / 2), self.slack)
        with np.errstate(all="ignore"):
            before = max(abs(a0[0]), abs(b0[0]), abs(b0[0] - a0[0]))
            if not np.isfinite([a[0], b[0]]).all() or min(abs(a[0]), abs(b[0])) > STEEP * before:
                return Pole(x, False)
            if min(abs(a[1]), abs(b[1])) > STEEP * max(abs(a0[1]), abs(b0[1])):  # no jump, but a pole or an upright tangent
                return Pole(x, False) if self._rises(k) else None
            if abs(b[0] - a[0]) > APART * before:
                return Pole(x, True)
        return None

    def _rises(self, k: int) -> bool:
        """Whether the value was still growing at the end."""
        sizes = [float(size[k]) for size in self.rises]
        if len(sizes) < 24 or not np.isfinite(sizes).all():
            return len(sizes) >= 24
        late, early = sizes[-1] - sizes[-9], sizes[8] - sizes[0]
        return early > 0 and late > RISING * early


def _at(sampler: Sampler, xs: Any) -> Any:
    found = sampler.along(xs)
    return np.stack([found.values, found.grads[0]])


def _worse(a: Any, m: Any, b: Any) -> Any:
    """Whether the value changes more on the left."""
    with np.errstate(all="ignore"):
        left, right = np.abs(m[0] - a[0]), np.abs(b[0] - m[0])
    return ~(right > left)


def _steeper(a: Any, m: Any, b: Any) -> Any:  # noqa: ARG001
    """Whether the slope has turned round in the middle."""
    return np.sign(m[1]) != np.sign(a[1])


# ------------------------------------------------------------------ where there are no numbers
def edges(sampler: Sampler, xs: Any, values: Any) -> tuple[tuple[float, ...], tuple[Gap, ...]]:
    """The last numbers that have a finite value, before and behind every stretch that has none; and these stretches."""
    finite = np.isfinite(values)
    if finite.all():
        return (), ()
    inner, outer = _ends(sampler, xs, finite)
    return tuple(inner.values()), tuple(_stretches(xs, values, finite, outer))


def _ends(sampler: Sampler, xs: Any, finite: Any) -> tuple[dict[int, float], dict[int, float]]:
    """For each change between two samples the last finite place, and the first that is not."""
    changes = np.flatnonzero(finite[:-1] != finite[1:])
    inside = np.where(finite[changes], xs[changes], xs[changes + 1]).astype(np.float64)
    outside = np.where(finite[changes], xs[changes + 1], xs[changes]).astype(np.float64)
    for _ in range(HALVINGS if len(changes) else 0):
        middle = inside + (outside - inside) / 2
        good = np.isfinite(sampler.along(middle).values)
        inside, outside = np.where(good, middle, inside), np.where(good, outside, middle)
    places = changes.tolist()
    return dict(zip(places, inside.tolist(), strict=True)), dict(zip(places, outside.tolist(), strict=True))


def _stretches(xs: Any, values: Any, finite: Any, outer: dict[int, float]) -> Iterator[Gap]:
    start = 0
    while start < len(xs):
        if finite[start]:
            start += 1
            continue
        stop = start
        while stop + 1 < len(xs) and not finite[stop + 1]:
            stop += 1
        slack = EXACT * float(xs[-1] - xs[0])
        low = short(outer.get(start - 1, float(xs[start])), slack)
        high = short(outer.get(stop, float(xs[stop])), slack)
        if stop == start and high - low < 1e-9 * float(xs[-1] - xs[0]):
            low = high = float(xs[start])
        yield Gap(low, high, _name(values[start : stop + 1]))
        start = stop + 1


def _name(values: Any) -> str:
    if np.isnan(values).any():
        return "nan"
    return "inf" if (values > 0).all() else "-inf" if (values < 0).all() else "not finite"
