"""The old settings size_average and reduce of losses."""

from __future__ import annotations

from typing import Any

from gradcli.evaluate.warned import say_inside

DEPRECATED = "size_average and reduce args will be deprecated, please use reduction='{}' instead."


def chosen(size_average: Any, reduce: Any, reduction: str) -> str:
    """The reduction; the old settings say it with a warning."""
    if size_average is None and reduce is None:
        return reduction
    mean, together = size_average is None or bool(size_average), reduce is None or bool(reduce)
    found = "none" if not together else "mean" if mean else "sum"
    say_inside(DEPRECATED.format(found))
    return found
