"""Nested lists, as they are read, as typed data."""

from __future__ import annotations

from typing import Any

from gradcli.evaluate.constants import constant
from gradcli.problems import Problem


def typed(value: Any) -> Any:
    """Nested lists as a constant, in which whole numbers are int64, since nobody has chosen a dtype; numbers stay numbers.

    Raises Problem for ragged lists, and for what is too large.
    """
    if not isinstance(value, list):
        return value
    try:
        return constant(value)
    except OverflowError:
        raise Problem("a whole number in the list is too large", fix="write it as a float, as in 1e30") from None
