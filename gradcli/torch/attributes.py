"""Names that are given as data, and become attributes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gradcli.problems import type_error, value_error


def demand_attribute(name: Any) -> str:
    """The name. Raises TypeError for what is no text, and ValueError for `__x__`, by which others take it for more than data."""
    if type(name) is not str:
        raise type_error(f"attribute name must be string, not '{type(name).__name__}'")
    if name.startswith("__") and name.endswith("__"):
        raise value_error(f"'{name}' cannot be the name of an attribute that is set from data")
    return name


def restore(owner: Any, state: Mapping[str, Any]) -> None:
    """Set attributes from a state. Raises TypeError and ValueError for what may be no name of one."""
    owner.__dict__.update({demand_attribute(name): value for name, value in state.items()})
