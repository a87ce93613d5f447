"""The generator: the words of the Mersenne Twister, the bytes of its state, and where it goes on."""

from __future__ import annotations

import numpy as np
import pytest

from gradcli.problems import TorchError
from gradcli.randomness import draws
from gradcli.randomness.generator import DEFAULT_SEED, SIZE, Generator, somewhere


def made(seed: int) -> Generator:
    return Generator().manual_seed(seed)


def test_the_words_of_the_reference() -> None:
    """The first words, and the ten thousandth, of the Mersenne Twister from its usual seed."""
    words = made(5489).words(10000)
    assert words[:3].tolist() == [3499211612, 581869302, 3890346734]
    assert words[-1] == 4123659995


def test_the_upper_half_of_a_seed_tells_nothing() -> None:
    assert made(2**32 + 7).words(5).tolist() == made(7).words(5).tolist()
    assert made(-1).initial_seed() == 2**64 - 1


def test_without_a_seed() -> None:
    assert Generator().initial_seed() == DEFAULT_SEED
    generator = Generator()
    seed = generator.seed()
    assert generator.initial_seed() == seed
    assert generator.words(4).tolist() == made(seed).words(4).tolist()
    assert len({somewhere() for _ in range(8)}) == 8


@pytest.mark.parametrize("count", [0, 1, 2, 623, 624, 625, 1248, 2000])
def test_goes_on_from_a_state(count: int) -> None:
    generator = made(3)
    generator.words(count)
    other = made(4)
    other.restore(generator.state())
    assert other.state() == generator.state()
    assert other.words(700).tolist() == generator.words(700).tolist()


def test_the_number_that_is_kept_belongs_to_the_state() -> None:
    generator, other = made(3), made(4)
    draws.one_by_one(generator, 3)
    other.restore(generator.state())
    assert draws.one_by_one(other, 4).tolist() == draws.one_by_one(generator, 4).tolist()
    assert generator.manual_seed(3).kept is None


@pytest.mark.parametrize("state", [bytes(SIZE), b"\xff" * SIZE])
def test_what_is_no_state(state: bytes) -> None:
    with pytest.raises(TorchError, match=r"^Invalid mt19937 state$"):
        made(1).restore(state)


def test_what_has_another_size() -> None:
    with pytest.raises(TorchError, match=r"of size 5056 but found the input RNG state size to be 3$"):
        made(1).restore(b"abc")


def test_a_failed_restore_changes_nothing() -> None:
    generator = made(1)
    before = generator.state()
    with pytest.raises(TorchError):
        generator.restore(bytes(SIZE))
    assert generator.state() == before


def test_chance_is_where_it_should_be() -> None:
    """Not torch's bits but what they mean: moments of large samples."""
    generator = made(0)
    n = 200_000
    for x, mean, variance in (
        (draws.normal(generator, n, "float64", 2.0, 3.0), 2, 9),
        (draws.normal(generator, n, "float32"), 0, 1),
        (draws.uniform(generator, n, "float32", -1, 1), 0, 1 / 3),
        (draws.exponential(generator, n, "float64", 2.0), 0.5, 0.25),
        (draws.geometric(generator, n, "float64", 0.25), 4, 12),
        (draws.poisson(generator, np.full(n // 10, 4.0)), 4, 4),
        (draws.poisson(generator, np.full(n // 10, 40.0)), 40, 40),
    ):
        assert abs(float(x.mean()) - mean) < 6 * (variance / len(x)) ** 0.5
        assert abs(float(x.var()) / variance - 1) < 0.1
    assert sorted(draws.permutation(generator, 1000).tolist()) == list(range(1000))
