"""Which extras there are on this machine."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec


@cache
def has_balls() -> bool:
    """Whether python-flint is installed, which the extra `exact` brings."""
    return find_spec("flint") is not None
