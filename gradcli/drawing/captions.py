"""What each step says, as lines below the drawing; of one height for all steps, so that nothing moves."""

from __future__ import annotations

from typing import NamedTuple

from gradcli.drawing.measure import LINE, ROOMY, TEXT, lines
from gradcli.drawing.scene import MARGIN, Scene, Text
from gradcli.letters import printable

MOST = 7  # lines


class Captions(NamedTuple):
    """How much higher the drawing gets, and the lines of each step."""

    height: float
    texts: tuple[tuple[Text, ...], ...]


def captions(found: Scene) -> Captions:
    """The lines of every step, to be seen from it until the next; those of the last stay."""
    cells = (found.width - 2 * MARGIN) / (ROOMY * TEXT)
    told = []
    for k, step in enumerate(found.steps):
        head = f"step {k} of {len(found.steps) - 1}: {step.title}"
        said = ["".join(text for text, _ in line) for line in step.said]
        rows = [(row, n == 0) for n, part in enumerate((head, *said)) for row in lines([_flat(part)], cells, 3)]
        told.append(rows[:MOST])
    last = len(told) - 1
    texts = tuple(
        tuple(
            Text(
                MARGIN,
                found.height + (n + 0.4) * TEXT * LINE,
                row,
                "name" if head else "gradient" if found.steps[k].kind in ("backward", "accumulate") else "",
                TEXT,
                bold=head,
                first=k,
                until=None if k == last else k + 1,
            )
            for n, (row, head) in enumerate(rows)
        )
        for k, rows in enumerate(told)
    )
    return Captions(max(map(len, told)) * TEXT * LINE + 6, texts)


def _flat(text: str) -> str:
    return " ".join(printable(text).split())
