"""Balls with as many bits as one asks for: FLINT's where python-flint is installed, otherwise decimal numbers in their place."""

from __future__ import annotations

import math
from contextlib import AbstractContextManager
from functools import cache
from importlib.util import find_spec

from gradcli.duals.fields import Balls


@cache
def has_balls() -> bool:
    """Whether python-flint is installed, which the extra `exact` brings."""
    return find_spec("flint") is not None


def fine(bits: int, light: bool = False) -> tuple[Balls, AbstractContextManager[None]]:
    """Balls of so many bits, and the block in which to compute with them.

    light  for a few operations, with which decimal numbers are done before FLINT has started
    """
    if light or not has_balls():
        from gradcli.duals.bounded import Bounded, precise  # late: FLINT takes their place where there is much to do

        return Bounded(), precise(math.ceil(bits * math.log10(2)))
    from gradcli.duals.arb import Arbs, precision  # late: it is an extra

    return Arbs(), precision(bits)
