"""Numbers that are drawn: flat arrays of n elements, in the order in which PyTorch fills memory.

`fresh` says that all elements lie in order: from 16 on PyTorch then fills blocks of normal numbers at once.
Bounds and parameters are checked by who calls.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from gradcli.randomness import cephes
from gradcli.randomness.fused import fma32, fma64
from gradcli.randomness.generator import Generator

BLOCK = 16  # normal numbers that are made of one another
CHUNK = 1 << 16  # elements that are worked on at once, so that they stay in a core's cache
DIGITS = {"float16": 11, "float32": 24, "float64": 53}  # of the mantissa
WIDE = 1 << 28  # from this many whole numbers on, one is made of 64 bits
MAXIMA = {"bool": 1, "uint8": 2**8 - 1, "int8": 2**7 - 1, "int16": 2**15 - 1, "int32": 2**31 - 1, "int64": 2**63 - 1}


# ------------------------------------------------------------------ uniform
def fractions(generator: Generator, n: int, dtype: str) -> Any:
    """Numbers from 0 to below 1."""
    if dtype == "float64":
        return (generator.pairs(n) & (2**53 - 1)).astype(np.float64) * 2.0**-53
    return (generator.words(n) & (2**24 - 1)).astype(np.float32) * np.float32(2.0**-24)


def uniform(generator: Generator, n: int, dtype: str, low: float = 0.0, high: float = 1.0) -> Any:
    """Numbers from low to below high; what is rounded up to high is low, as in PyTorch."""
    out = fractions(generator, n, dtype)
    kind = np.float64 if dtype == "float64" else np.float32
    start, end = kind(low), kind(high)
    width = kind(end - start)
    if start != 0 or width != 1:
        out = (fma64 if dtype == "float64" else fma32)(out, np.float64(width), np.float64(start))
    out = out.astype(dtype, copy=False)
    edge = np.dtype(dtype).type(end)
    return np.where(out == edge, np.dtype(dtype).type(start), out)


def rounded(x: Any, dtype: str) -> Any:
    """Numbers of float64 in another dtype; halves are made of float32, as in PyTorch."""
    return (x.astype(np.float32) if dtype == "float16" else x).astype(dtype, copy=False)


# ------------------------------------------------------------------ normal
def normal(generator: Generator, n: int, dtype: str, mean: float = 0.0, std: float = 1.0, fresh: bool = True) -> Any:
    """Normal numbers."""
    if n < BLOCK or not fresh:
        return rounded(_scaled(one_by_one(generator, n), mean, std), dtype)
    fill = _blocks64 if dtype == "float64" else _blocks32
    whole = n // BLOCK * BLOCK
    out = fractions(generator, whole if dtype == "float16" else n, dtype)
    head = fill(out[:whole], mean, std)
    if whole < n:  # the last block is drawn again, over what of it was there
        tail = fill(fractions(generator, BLOCK, dtype), mean, std)
        head = np.concatenate([head[: n - BLOCK], tail])
    return head.astype(dtype, copy=False)


def one_by_one(generator: Generator, n: int) -> Any:
    """Normal numbers in float64, two at a time: the second one of a pair is kept for whoever is next."""
    out = np.empty(n, np.float64)
    start = 0
    if n and generator.kept is not None:
        out[0], generator.kept, start = generator.kept, None, 1
    pairs = (n - start + 1) // 2
    if not pairs:
        return out
    x = fractions(generator, 2 * pairs, "float64")
    both = np.empty(2 * pairs, np.float64)
    radius = np.sqrt(-2.0 * _each(math.log1p, -x[1::2]))
    angle = (2.0 * math.pi) * x[0::2]
    both[0::2], both[1::2] = radius * _each(math.cos, angle), radius * _each(math.sin, angle)
    out[start:] = both[: n - start]
    if (n - start) % 2:
        generator.kept = float(both[-1])
    return out


def _each(function: Any, x: Any) -> Any:
    """A function of Python's on every element: NumPy's own round otherwise on some machines."""
    return np.fromiter(map(function, x.tolist()), np.float64, len(x))


def _scaled(x: Any, mean: float, std: float) -> Any:
    return x if (mean, std) == (0, 1) else fma64(x, std, mean)


def _chunks(n: int) -> Iterator[slice]:
    return (slice(k, k + CHUNK) for k in range(0, n, CHUNK))


def _blocks32(x: Any, mean: float, std: float) -> Any:
    out = np.empty_like(x)
    scale, shift = np.float64(np.float32(std)), np.float64(np.float32(mean))
    for part in _chunks(len(x)):
        block = x[part].reshape(-1, 2, BLOCK // 2)
        radius = np.sqrt(np.float32(-2) * cephes.log(np.float32(1) - block[:, 0]))
        sine, cosine = cephes.sine_and_cosine(np.float32(2 * math.pi) * block[:, 1])
        pair = np.stack([radius * cosine, radius * sine], 1)
        out[part] = (pair if (mean, std) == (0, 1) else fma32(pair, scale, shift)).ravel()
    return out


def _blocks64(x: Any, mean: float, std: float) -> Any:
    block = x.reshape(-1, 2, BLOCK // 2)
    radius = np.sqrt(-2.0 * _each(math.log, (1.0 - block[:, 0]).ravel()))
    angle = (2.0 * math.pi) * block[:, 1].ravel()
    parts = [(radius * _each(f, angle)).reshape(-1, BLOCK // 2) for f in (math.cos, math.sin)]
    return _scaled(np.stack(parts, 1), mean, std).ravel()


# ------------------------------------------------------------------ whole numbers
def whole(generator: Generator, n: int, low: int, high: int) -> Any:
    """Whole numbers from low to below high, as int64."""
    width = high - low
    drawn = generator.pairs(n) if width >= WIDE else generator.words(n)
    return (drawn % np.uint64(width)).view(np.int64) + np.int64(low)


def all_whole(generator: Generator, n: int, dtype: str) -> Any:
    """Whole numbers of all that a dtype holds from 0 on; of a float dtype those that it holds one by one."""
    most = 2 ** DIGITS[dtype] if dtype in DIGITS else MAXIMA[dtype]
    drawn = generator.pairs(n) if most >= 2**32 else generator.words(n)
    return (drawn % np.uint64(most + 1)).astype(dtype)


def permutation(generator: Generator, n: int) -> Any:
    """The whole numbers below n in some order: each place from the first on changes with one behind it, or itself."""
    if n < 2:
        return np.arange(n)
    others = (generator.words(n - 1) % np.arange(n, 1, -1, dtype=np.uint64)).tolist()
    order = list(range(n))
    for k, step in enumerate(others):
        order[k], order[k + step] = order[k + step], order[k]
    return np.array(order, np.int64)


# ------------------------------------------------------------------ other distributions
def bernoulli(generator: Generator, n: int, p: Any) -> Any:
    """Whether a fraction lies below p: a number, or an array whose dtype is that of the fractions."""
    dtype = p.dtype.name if isinstance(p, np.ndarray) else "float64"
    return fractions(generator, n, dtype) < p


def exponential(generator: Generator, n: int, dtype: str, rate: float = 1.0) -> Any:
    """Exponential numbers."""
    x = fractions(generator, n, "float64")
    return rounded(_each(math.log1p, -x) * (-1.0 / rate), dtype)


def log_normal(generator: Generator, n: int, dtype: str, mean: float = 1.0, std: float = 2.0) -> Any:
    """Numbers whose logarithms are normal."""
    return rounded(_each(_exp, _scaled(one_by_one(generator, n), mean, std)), dtype)


def _exp(x: float) -> float:
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


def cauchy(generator: Generator, n: int, dtype: str, median: float = 0.0, sigma: float = 1.0) -> Any:
    """Numbers of Cauchy's distribution."""
    x = _each(math.tan, math.pi * (fractions(generator, n, "float64") - 0.5))
    return rounded(fma64(x, sigma, median), dtype)


def geometric(generator: Generator, n: int, dtype: str, p: float) -> Any:
    """How many tries it takes until one succeeds."""
    x = fractions(generator, n, "float64")
    x = np.where(x == 0, -np.inf, _each(math.log, np.where(x == 0, 1.0, x)))
    return rounded(np.ceil(x / math.log1p(-p)), dtype)


# ------------------------------------------------------------------ choices by probability
def places(generator: Generator, p: Any, n: int) -> Any:
    """n places of a row of probabilities, which need not add up to 1, each as often as it comes."""
    running = np.cumsum(p, dtype=np.float64 if p.dtype == np.float64 else np.float32)
    running = running / running[-1]
    running[-1] = 1
    return np.searchsorted(running, fractions(generator, n, "float64"))


# ------------------------------------------------------------------ Poisson
class _Ahead:
    """The next fractions, one at a time: taken in blocks from a copy of a generator, which is led on by as many as were used."""

    def __init__(self, generator: Generator) -> None:
        self._generator = generator
        self._copy = Generator()
        self._copy.restore(generator.state())
        self._block: list[float] = []
        self._used = 0

    def __call__(self) -> float:
        if not self._block:
            self._block = fractions(self._copy, 256, "float64").tolist()[::-1]
        self._used += 1
        return self._block.pop()

    def end(self) -> None:
        """Nothing more is needed."""
        self._generator.words(2 * self._used)


def poisson(generator: Generator, rates: Any) -> Any:
    """How often something happens that happens at these rates, for a flat array of them."""
    fraction = _Ahead(generator)
    found = [_rejected(fraction, rate) if rate >= 10 else _counted(fraction, rate) for rate in rates.tolist()]
    fraction.end()
    return np.array(found, np.float64)


def _counted(fraction: _Ahead, rate: float) -> float:
    """One of them, by the waiting times."""
    if rate == 0:
        return 0.0
    end, product, count = math.exp(-rate), 1.0, 0
    while True:
        product *= fraction()
        if product <= end:
            return float(count)
        count += 1


def _rejected(fraction: _Ahead, rate: float) -> float:
    """One of them, by rejection (W. Hoermann, "The transformed rejection method for Poisson random variables", 1993)."""
    root, log_rate = math.sqrt(rate), math.log(rate)
    b = 0.931 + 2.53 * root
    a = -0.059 + 0.02483 * b
    inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
    edge = 0.9277 - 3.6224 / (b - 2)
    while True:
        u, v = fraction() - 0.5, fraction()
        from_end = 0.5 - abs(u)
        k = math.floor((2 * a / from_end + b) * u + rate + 0.43)
        if from_end >= 0.07 and v <= edge:
            return float(k)
        if k < 0 or (from_end < 0.013 and v > from_end):
            continue
        least = math.log(v) + math.log(inverse_alpha) - math.log(a / (from_end * from_end) + b)
        if least <= -rate + k * log_rate - math.lgamma(k + 1):
            return float(k)
