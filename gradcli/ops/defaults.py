"""The default dtype, apart from everything that needs NumPy."""

from __future__ import annotations

_default = ["float64"]


def default_dtype() -> str:
    """The dtype that Python floats and integer divisions take: float64 here, float32 in PyTorch until told otherwise."""
    return _default[0]


def set_default_dtype(name: str) -> None:
    """As torch.set_default_dtype."""
    _default[0] = name
