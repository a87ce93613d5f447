"""The distributions: what is refused of their parameters, in PyTorch's words, and how numbers are drawn from them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gradcli.evaluate.warned import say
from gradcli.ops.dtypes import FLOATING, RANGES, SPELLINGS, TITLES, WHOLE, refused
from gradcli.problems import runtime_error

LIMITS = {"float16": 65504.0, "float32": 3.4028234663852886e38, "float64": 1.7976931348623157e308}
EXACT = {"float16": 11, "float32": 24, "float64": 53}  # the bits of whole numbers that a float dtype holds one by one
INEXACT = (
    "{} is out of bounds [-(2^{bits}), 2^{bits}]. Due to precision limitations {dtype} can support discrete uniform distribution "
    "only within this range. This warning will become an error in version 1.7 release, please fix the code in advance"
)
Draw = Callable[[Any, int, bool], Any]  # of a generator, how many, and whether they lie in order


def uniform(dtype: str, low: float = 0.0, high: float = 1.0) -> Draw:
    """Numbers from low to below high. Raises as PyTorch where there are none."""
    if dtype not in FLOATING:
        raise refused("check_uniform_bounds", dtype)
    least, most = -LIMITS[dtype], LIMITS[dtype]
    for name, edge in (("from", low), ("to", high)):
        if not least <= edge <= most:
            raise runtime_error(f"{name} is out of bounds for {SPELLINGS[dtype]}")
    if low > high:
        raise runtime_error(f"uniform_ expects to return a [from, to) range, but found from={low:g} > to={high:g}")
    if high - low > most:
        raise runtime_error(
            f"uniform_ expects to-from <= std::numeric_limits<{TITLES[dtype]}>::max(), but found to={high:g} and from={low:g} "
            "which result in to-from to exceed the limit"
        )
    return lambda g, n, _: draws().uniform(g, n, dtype, low, high)


def normal(dtype: str, mean: float = 0.0, std: float = 1.0) -> Draw:
    """Normal numbers. Raises RuntimeError for a standard deviation below 0."""
    check_std(std)
    if dtype not in FLOATING:
        raise refused("normal_kernel_cpu", dtype)
    return lambda g, n, fresh: draws().normal(g, n, dtype, mean, std, fresh)


def check_std(std: float) -> None:
    """PyTorch's refusal of a standard deviation that is none."""
    if not std >= 0:
        raise runtime_error(f"normal expects std >= 0.0, but found std {std:g}")


def whole(dtype: str, low: int, high: int) -> Draw:
    """Whole numbers from low to below high. Raises RuntimeError where there are none, or the dtype does not hold them."""
    if low >= high:
        raise runtime_error(f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}")
    if dtype in FLOATING:
        low, high = -_held(-low - 1, dtype, 1) - 1, _held(high - 1, dtype, 0) + 1
        if low >= high:
            raise runtime_error(
                f"random_ expects 'from' casted to dtype to be less than 'to' casted to dtype, but got from={low} >= to={high}"
            )
    for name, value in (("from", low), ("to - 1", high - 1)):
        _check_held(name, value, dtype)
    return lambda g, n, _: draws().whole(g, n, low, high).astype(dtype)


def _held(most: int, dtype: str, spare: int) -> int:
    """PyTorch's bound for whole numbers in a float dtype: what is rounded up beyond it, by more than `spare`, is not drawn."""
    if not 2 ** EXACT[dtype] < abs(most) <= LIMITS[dtype]:
        return most
    from gradcli.ops import arrays

    nearest = int(arrays.as_array(most, dtype))
    return most if nearest <= most + spare else nearest - (1 << (abs(most).bit_length() - EXACT[dtype])) - 1


def _check_held(name: str, value: int, dtype: str) -> None:
    if dtype in FLOATING:
        if abs(value) > LIMITS[dtype]:
            raise runtime_error(f"{name} is out of bounds for {SPELLINGS[dtype]}")
        if abs(value) > 2 ** EXACT[dtype]:
            say(INEXACT.format(name, bits=EXACT[dtype], dtype=SPELLINGS[dtype]))
        return
    least, most = RANGES.get(dtype, (0, 1))
    if not least <= value <= most:
        raise runtime_error(f"{name} is out of bounds for {SPELLINGS[dtype]}")


def all_whole(dtype: str) -> Draw:
    """Whole numbers of all that a dtype holds from 0 on."""
    return lambda g, n, _: draws().all_whole(g, n, dtype)


def whole_from(dtype: str, low: int, high: int | None) -> Draw:
    """Whole numbers from low on, to below high or all that a dtype holds."""
    if high is not None:
        return whole(dtype, low, high)
    most = 2 ** EXACT[dtype] if dtype in FLOATING else RANGES.get(dtype, (0, 1))[1]
    return whole(dtype, low, most + 1)


def bernoulli(dtype: str, p: float) -> Draw:
    """Ones with a probability, otherwise zeros. Raises RuntimeError for what is none."""
    if not 0 <= p <= 1:
        raise runtime_error(f"bernoulli_ expects p to be in [0, 1], but got p={p:g}")
    return lambda g, n, _: draws().bernoulli(g, n, p).astype(dtype)


def exponential(dtype: str, lambd: float = 1.0) -> Draw:
    """Exponential numbers. Raises RuntimeError for a rate of 0 or below, and for dtypes of whole numbers."""
    if dtype in WHOLE:
        raise runtime_error(
            "Exponential distribution is a continuous probability distribution. dtype must be a floating point but you specified "
            f"{TITLES[dtype]}"
        )
    if not lambd > 0:
        raise runtime_error(f"exponential_ expects lambda > 0.0, but found lambda={lambd:g}")
    return lambda g, n, _: draws().exponential(g, n, dtype, lambd)


def cauchy(dtype: str, median: float = 0.0, sigma: float = 1.0) -> Draw:
    """Numbers of Cauchy's distribution. Raises RuntimeError for a width of 0 or below, and for dtypes of whole numbers."""
    if not sigma > 0:
        raise runtime_error(f"cauchy_ expects sigma > 0.0, but found sigma={sigma:g}")
    if dtype in WHOLE:
        raise runtime_error(
            "Cauchy distribution is a continuous probability distribution. dtype must be a floating point but you specified "
            f"{SPELLINGS[dtype]}"
        )
    return lambda g, n, _: draws().cauchy(g, n, dtype, median, sigma)


def log_normal(dtype: str, mean: float = 1.0, std: float = 2.0) -> Draw:
    """Numbers whose logarithms are normal. Raises as PyTorch."""
    if not std > 0:
        raise runtime_error(f"log_normal_ expects std > 0.0, but found std={std:g}")
    if dtype in WHOLE:
        raise refused("log_normal_cpu", dtype)
    return lambda g, n, _: draws().log_normal(g, n, dtype, mean, std)


def geometric(dtype: str, p: float) -> Draw:
    """How many tries it takes. Raises RuntimeError for a probability of 0 or 1, or what is none."""
    if not 0 < p < 1:
        raise runtime_error(f"geometric_ expects p to be in (0, 1), but got p={p:g}")
    return lambda g, n, _: draws().geometric(g, n, dtype, p)


def draws() -> Any:
    """How numbers are drawn, which needs NumPy."""
    from gradcli.randomness import draws

    return draws
