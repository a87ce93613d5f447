"""What a value may cost. Every limit is checked in plain integers before the work is done."""

from __future__ import annotations

import os
from typing import NamedTuple

from gradcli.problems import LimitProblem, Problem, about_setting


class Limit(NamedTuple):
    """One limit: its default, and the environment variable that raises it."""

    default: int
    variable: str
    what: str


ELEMENTS = Limit(10**7, "GRADCLI_MAX_ELEMENTS", "elements in one tensor")
LIVE_BYTES = Limit(256 * 2**20, "GRADCLI_MAX_LIVE_BYTES", "bytes of live tensors")
SOURCE_BYTES = Limit(64 * 2**20, "GRADCLI_MAX_SOURCE_BYTES", "bytes of source text")
NESTING = Limit(1_000_000, "GRADCLI_MAX_NESTING", "brackets inside brackets")
DIMENSIONS = Limit(64, "GRADCLI_MAX_DIMENSIONS", "dimensions of a tensor")
FORMULA = Limit(240, "GRADCLI_MAX_FORMULA", "characters of a printed formula")
PASSES = Limit(10**4, "GRADCLI_MAX_PASSES", "backward passes")
ORDER = Limit(20, "GRADCLI_MAX_ORDER", "orders of differentiation")
COMPONENTS = Limit(250_000, "GRADCLI_MAX_COMPONENTS", "elements of a checked gradient")
CORNERS = Limit(4096, "GRADCLI_MAX_CORNERS", "elements of a gradient that are checked one by one")
SAMPLES = Limit(10_000, "GRADCLI_MAX_SAMPLES", "random points of a check")
PLOTTED = Limit(250_000, "GRADCLI_MAX_PLOTTED", "points of a plot")
PLOTTED_SINGLY = Limit(5_000, "GRADCLI_MAX_PLOTTED_SINGLY", "points that this expression is computed at one by one")
GRAPH_BYTES = Limit(355 * 10**6, "GRADCLI_MAX_GRAPH_BYTES", "bytes of recorded operations")  # with the rest, 400 MB
NODES = Limit(300_000, "GRADCLI_MAX_NODES", "recorded operations of a derivative")

ALL = (
    ELEMENTS,
    LIVE_BYTES,
    SOURCE_BYTES,
    NESTING,
    DIMENSIONS,
    FORMULA,
    PASSES,
    ORDER,
    COMPONENTS,
    CORNERS,
    SAMPLES,
    PLOTTED,
    PLOTTED_SINGLY,
    GRAPH_BYTES,
    NODES,
)

_read: dict[str, int] = {}


def value(limit: Limit) -> int:
    """The limit in force: the environment variable where it is set, otherwise the default."""
    known = _read.get(limit.variable)
    if known is None:
        known = _read[limit.variable] = _from_environment(limit)
    return known


def _from_environment(limit: Limit) -> int:
    text = os.environ.get(limit.variable, "")
    if not text:
        return limit.default
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Problem(f"{limit.variable} is not a whole number: {text[:40]!r}", fix="unset it, or set it to a whole number")
    return int(text)


def check(limit: Limit, amount: int, doing: str = "", *, setting: str = "") -> None:
    """Raise LimitProblem if `amount` is over the limit; `doing` says what would need it, or `setting` which setting does."""
    allowed = value(limit)
    if amount > allowed:
        shown = f"{amount:,}" if amount < 10**18 else "more than 10**18"
        needs = f"needs {shown} {limit.what}; the limit is {allowed:,}"
        raise LimitProblem(
            about_setting(setting, needs) if setting else f"{doing} {needs}",
            fix=f"make it smaller, or set {limit.variable} to allow more",
        )
