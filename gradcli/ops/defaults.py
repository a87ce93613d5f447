"""The default dtype, apart from everything that needs NumPy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

_default = ["float64"]


def default_dtype() -> str:
    """The dtype that Python floats and integer divisions take: float64 here, float32 in PyTorch until told otherwise."""
    return _default[0]


def set_default_dtype(name: str) -> None:
    """As torch.set_default_dtype."""
    _default[0] = name


@contextmanager
def default_dtype_of(name: str) -> Iterator[None]:
    """Another default dtype inside the block."""
    before = _default[0]
    _default[0] = name
    try:
        yield
    finally:
        _default[0] = before
