"""torch.set_printoptions: how many digits, how many elements, how wide."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple


class Options(NamedTuple):
    """How tensors are printed.

    precision  digits after the point
    threshold  with more elements than that, a tensor is summarised
    edgeitems  how many elements a summary shows at both ends of each dimension; with 0 it shows none, and the size
    linewidth  columns after which lines are broken
    sci_mode   whether numbers have an exponent; None looks at the numbers
    """

    precision: int = 4
    threshold: float = 1000
    edgeitems: int = 3
    linewidth: int = 80
    sci_mode: bool | None = None


PROFILES: Mapping[str, Mapping[str, Any]] = {
    "default": {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80},
    "short": {"precision": 2, "threshold": 1000, "edgeitems": 2, "linewidth": 80},
    "full": {"precision": 4, "threshold": math.inf, "edgeitems": 3, "linewidth": 80},
}
_current = [Options()]


def options() -> Options:
    """How tensors are printed just now."""
    return _current[0]


def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """torch.set_printoptions: what is None stays as it is, but for sci_mode; a profile that is unknown changes nothing.

    Raises NotImplementedError for negative edgeitems, which mean nothing.
    """
    if edgeitems is not None and edgeitems < 0:
        raise NotImplementedError("edgeitems below 0 are not available")
    given = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth}
    wanted = {name: value for name, value in given.items() if value is not None}
    before = {} if profile is None else PROFILES.get(profile, {})
    _current[0] = _current[0]._replace(**{**before, **wanted, "sci_mode": sci_mode})


def get_printoptions() -> dict[str, Any]:
    """How tensors are printed, by name."""
    return options()._asdict()


@contextmanager
def printoptions(**keywords: Any) -> Iterator[None]:
    """set_printoptions until the end of the block."""
    before = options()
    set_printoptions(**keywords)
    try:
        yield
    finally:
        _current[0] = before
