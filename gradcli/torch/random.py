"""torch.random: the seed and the state of the generator that is used where none is given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gradcli.evaluate.generators import Generator as Generator
from gradcli.evaluate.generators import default_generator as default_generator
from gradcli.tensors.tensor import Tensor


def manual_seed(seed: Any) -> Generator:
    """torch.manual_seed: begin anew from a seed, whatever int() makes one of; answers the generator. Raises ValueError."""
    return default_generator.manual_seed(int(seed))


def seed() -> int:
    """torch.seed: begin anew, somewhere; answers the seed."""
    return default_generator.seed()


def initial_seed() -> int:
    """torch.initial_seed: the seed from which the numbers began; without manual_seed another one in each process."""
    return default_generator.initial_seed()


def get_rng_state() -> Tensor:
    """torch.get_rng_state: everything about the generator, as bytes that are PyTorch's."""
    return default_generator.get_state()


def set_rng_state(new_state: Tensor) -> None:
    """torch.set_rng_state: go on from such bytes. Raises TypeError and RuntimeError for what is no state."""
    default_generator.set_state(new_state)


@contextmanager
def fork_rng(devices: Any = None, enabled: bool = True, device_type: str | None = None) -> Iterator[None]:  # noqa: ARG001
    """torch.random.fork_rng: after the block the generator is where it was before."""
    if not enabled:
        yield
        return
    before = default_generator.state()
    try:
        yield
    finally:
        default_generator.restore(before)
