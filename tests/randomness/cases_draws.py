"""Numbers as they come: many seeds, sizes around the blocks of 16, every dtype, one call after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.randomness.observe import bits, drawn, state

SEEDS = (0, 1, 42, 1234, 2**31 - 1, 2**32 + 7, 10**12, -5)
SIZES = (0, 1, 2, 3, 7, 15, 16, 17, 20, 31, 32, 33, 100, 623, 624, 625, 1000)
MILLION = 1_000_003


def _chain(torch: Any, one: Callable[[int], Any]) -> list[str]:
    """The bits of all sizes, one after the other, from each seed; at the end the state."""
    found = []
    for seed in SEEDS:
        torch.manual_seed(seed)
        found.append(" ".join([*(bits(one(n))[:6] for n in SIZES), state(torch)]))
    return found


def _floats(torch: Any, one: Callable[[int, Any], Any]) -> list[Any]:
    dtypes = (torch.float32, torch.float64, torch.float16)
    return [_chain(torch, lambda n: one(n, dtype)) for dtype in dtypes]  # noqa: B023


def uniform(torch: Any) -> list[Any]:
    return _floats(torch, lambda n, dtype: torch.rand(n, dtype=dtype))


def normal(torch: Any) -> list[Any]:
    return _floats(torch, lambda n, dtype: torch.randn(n, dtype=dtype))


def normal_in_place(torch: Any) -> list[Any]:
    return _floats(torch, lambda n, dtype: torch.empty(n, dtype=dtype).normal_(2, 3))


def small_normal_in_place(torch: Any) -> list[Any]:
    return _floats(torch, lambda n, dtype: torch.empty(n, dtype=dtype).normal_(0, 0.01))


def uniform_in_place(torch: Any) -> list[Any]:
    return _floats(torch, lambda n, dtype: torch.empty(n, dtype=dtype).uniform_(-0.3, 0.7))


def uniform_that_rounds_up(torch: Any) -> list[Any]:
    return _floats(torch, lambda n, dtype: torch.empty(n, dtype=dtype).uniform_(1000, 1001))


def exponential(torch: Any) -> list[Any]:
    return _floats(torch, lambda n, dtype: torch.empty(n, dtype=dtype).exponential_(3.3))


def log_normal(torch: Any) -> list[Any]:
    return _floats(torch, lambda n, dtype: torch.empty(n, dtype=dtype).log_normal_(0.3, 0.7))


def cauchy(torch: Any) -> list[Any]:
    return _floats(torch, lambda n, dtype: torch.empty(n, dtype=dtype).cauchy_(0.3, 0.7))


def geometric(torch: Any) -> list[Any]:
    return _floats(torch, lambda n, dtype: torch.empty(n, dtype=dtype).geometric_(0.3))


def bernoulli(torch: Any) -> list[Any]:
    return _floats(torch, lambda n, dtype: torch.empty(n, dtype=dtype).bernoulli_(0.3))


def bernoulli_by_tensor(torch: Any) -> list[Any]:
    return _floats(torch, lambda n, dtype: torch.bernoulli(torch.arange(n).to(dtype) / max(n, 1)))


def poisson(torch: Any) -> list[Any]:
    return _floats(torch, lambda n, dtype: torch.poisson(torch.arange(n).to(dtype) / 20))


def multinomial(torch: Any) -> list[Any]:
    def one(n: int, dtype: Any) -> Any:
        p = (torch.arange(n + 1) % 7 + 1).to(dtype)
        few = torch.multinomial(p, 1)
        return torch.cat([few, torch.multinomial(p, n + 2, replacement=True)])

    return _floats(torch, one)


def multinomial_without_replacement(torch: Any) -> list[Any]:
    return _chain(torch, lambda n: torch.multinomial((torch.arange(n + 1) % 7 + 1).double(), n // 2 + 1))


def all_whole_numbers(torch: Any) -> list[Any]:
    whole = (torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64)
    every = (*whole, torch.float16, torch.float32, torch.float64)
    return [_chain(torch, lambda n: torch.empty(n, dtype=dtype).random_()) for dtype in every]  # noqa: B023


def whole_numbers(torch: Any) -> list[Any]:
    ranges = ((0, 10), (-5, 5), (0, 2**28 - 1), (0, 2**28), (0, 2**40), (0, 2**63 - 1), (-(2**63), 2**63 - 1))
    return [_chain(torch, lambda n: torch.randint(low, high, (n,))) for low, high in ranges]  # noqa: B023


def permutation(torch: Any) -> list[Any]:
    return _chain(torch, torch.randperm)


def one_kind_after_the_other(torch: Any) -> list[Any]:
    """The normal number that is kept goes across calls, dtypes and other kinds."""

    def one(n: int) -> Any:
        parts = (torch.randn(n), torch.rand(n), torch.randn(n).double(), torch.empty(n).log_normal_(), torch.randperm(n))
        return torch.cat([part.double() for part in parts])

    return _chain(torch, one)


def a_million(torch: Any) -> list[Any]:
    kinds = (
        lambda: torch.randn(MILLION),
        lambda: torch.rand(MILLION),
        lambda: torch.empty(MILLION).uniform_(-0.01, 0.01),
        lambda: torch.empty(MILLION).normal_(0.5, 0.02),
        lambda: torch.randn(MILLION, dtype=torch.float64),
        lambda: torch.randint(1000, (MILLION,)),
    )
    return drawn(torch, kinds, 3407)


def numbers_at_the_ends(torch: Any) -> list[Any]:
    """Subnormal, huge and infinite parameters."""
    inf, nan = float("inf"), float("nan")
    new = torch.empty
    kinds = (
        lambda: new(30).uniform_(-1e-45, 1e-45),
        lambda: new(30).uniform_(-1e-40, 1e-39),
        lambda: new(30).normal_(0, 1e-40),
        lambda: new(30).normal_(0, 1e-45),
        lambda: new(30).double().normal_(0, 1e-310),
        lambda: new(30).double().normal_(1e300, 1e305),
        lambda: new(3).double().uniform_(-1e-320, 1e-310),
        lambda: new(30).normal_(0, 1e30),
        lambda: new(30).normal_(inf, 1),
        lambda: new(30).normal_(nan, 1),
        lambda: new(3).normal_(0, inf),
        lambda: new(20).normal_(0, 0),
        lambda: new(3).uniform_(5, 5),
        lambda: new(3).log_normal_(5000, 1),
        lambda: new(3).exponential_(1e-50),
        lambda: new(3).exponential_(inf),
        lambda: new(3).geometric_(1e-20),
        lambda: new(20).half().normal_(1, 70000.0),
    )
    return drawn(torch, kinds)


def whole_numbers_in_floats(torch: Any) -> list[Any]:
    """Beyond what a float dtype holds one by one, PyTorch draws inside of what it does hold, and warns."""
    kinds = (
        (torch.float32, 0, 2**25),
        (torch.float32, 2**24, 2**24 + 100),
        (torch.float32, -(2**25) - 3, 4),
        (torch.float32, -(2**24) - 4, 2**24 + 4),
        (torch.float16, 0, 3000),
        (torch.float16, -4097, 9),
        (torch.float64, 2**54 + 1, 2**54 + 9),
        (torch.float32, 4499683446528355980, 4499683446545133196),
    )
    return drawn(torch, [lambda d=d, a=a, b=b: torch.empty(5, dtype=d).random_(a, b) for d, a, b in kinds])
