"""The default dtype, apart from everything that needs NumPy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import local

_default = ["float64"]


class _Inside(local):
    """The default dtype of the block that a thread is in, or None."""

    name: str | None = None


_inside = _Inside()


def default_dtype() -> str:
    """The dtype that Python floats and integer divisions take: float64 here, float32 in PyTorch until told otherwise."""
    return _inside.name or _default[0]


def set_default_dtype(name: str) -> None:
    """As torch.set_default_dtype; inside a block with another default, until its end."""
    if _inside.name is not None:
        _inside.name = name
    else:
        _default[0] = name


def begin_with(name: str) -> None:
    """The default of the process, whatever block it is in."""
    _default[0] = name


@contextmanager
def default_dtype_of(name: str) -> Iterator[None]:
    """Another default dtype inside the block, for this thread."""
    before = _inside.name
    _inside.name = name
    try:
        yield
    finally:
        _inside.name = before


@contextmanager
def default_dtype_apart(name: str) -> Iterator[None]:
    """Another default dtype for all threads inside the block; what is set there is forgotten behind it."""
    before, _default[0] = _default[0], name
    try:
        yield
    finally:
        _default[0] = before
