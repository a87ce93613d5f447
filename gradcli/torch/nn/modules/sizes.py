"""One number for every spatial dimension."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def repeated(value: Any, times: int) -> tuple[Any, ...]:
    """A number as many times, or several as they are."""
    return tuple(value) if isinstance(value, Iterable) else (value,) * times
