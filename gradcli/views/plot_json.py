"""A drawing as a document: what was sampled, and what was found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gradcli.plotting import words
from gradcli.plotting.line import Line
from gradcli.plotting.plane import Plane
from gradcli.plotting.ranges import Range
from gradcli.views.text import for_json

SCHEMA = "gradcli.plot/1"


def of_line(found: Line, digits: int) -> dict[str, Any]:
    """A curve and its gradient."""
    name = found.range.name
    return {
        **_head(found, [found.range]),
        "at": {name: list(found.xs)},
        "values": for_json(list(found.values)),
        "grads": {name: for_json(list(found.grads))},
        "kinks": [
            {
                "at": mark.kink.x,
                "exact": mark.kink.exact,
                "value": for_json(mark.value),
                "grad": for_json(mark.grad),
                "left": for_json(mark.left),
                "right": for_json(mark.right),
                "where": mark.kink.where,
                "torch": mark.kink.torch or None,
                "part": mark.kink.part,
            }
            for mark in found.marks
        ],
        "poles": [{"at": pole.x, "jump": pole.jump} for pole in found.poles],
        "gaps": [{"low": gap.low, "high": gap.high, "is": gap.what} for gap in found.gaps],
        "contours": [],
        "notes": _notes(words.of_line(found, digits)),
    }


def of_plane(found: Plane, digits: int) -> dict[str, Any]:
    """A surface: a row of numbers for each place of the second variable."""
    names = [one.name for one in found.ranges]
    grads = (
        None if name in found.none else for_json(list(map(list, rows))) for name, rows in zip(names, found.grads, strict=True)
    )
    return {
        **_head(found, found.ranges),
        "at": dict(zip(names, (list(found.xs), list(found.ys)), strict=True)),
        "values": for_json(list(map(list, found.values))),
        "grads": dict(zip(names, grads, strict=True)),
        "kinks": [
            {
                "lines": [[list(point) for point in line] for line in crease.lines],
                "where": crease.where,
                "torch": crease.torch or None,
                "part": crease.part,
            }
            for crease in found.creases
        ],
        "poles": [],
        "gaps": [],
        "contours": [
            {"level": one.level, "lines": [[list(point) for point in line] for line in one.lines]} for one in found.contours
        ],
        "notes": _notes(words.of_plane(found, digits)),
    }


def _head(found: Line | Plane, ranges: Iterable[Range]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "expression": found.expression,
        "output": found.output,
        "ranges": [{"variable": one.name, "low": one.low, "high": one.high} for one in ranges],
        "fixed": {name: for_json(value) for name, value in found.fixed},
    }


def _notes(told: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"kind": kind, "text": text} for kind, text in told]
