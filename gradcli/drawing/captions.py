"""What each step says, as lines below the drawing; of one height for all steps, so that nothing moves."""

from __future__ import annotations

from typing import NamedTuple

from gradcli.drawing.grids import BLANK
from gradcli.drawing.measure import LINE, ROOMY, TEXT, lines
from gradcli.drawing.scene import MARGIN, Scene, Text
from gradcli.letters import printable, wide

MOST, MOST_OF_ONE = 7, 24  # lines, of a step, and of everything about a value
SHORT = 6  # cells
GAP = f"{BLANK}{BLANK} "


class Captions(NamedTuple):
    """How much higher the drawing gets, and the lines of each step."""

    height: float
    texts: tuple[tuple[Text, ...], ...]


def captions(found: Scene) -> Captions:
    """The lines of every step, to be seen from it until the next; those of the last stay."""
    cells = _cells(found)
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


def told_of(found: Scene, at: int, name: str) -> list[Text]:
    """Below the drawing, everything that happens to the value `name` of the box `at`, and every gradient that is passed to it."""
    rows: list[tuple[str, str]] = []
    for step in found.steps:
        own = step.box == at
        said = [line for line in step.said if own or line[-1][0].strip() == f"to {name}"]
        style = "gradient" if step.kind in ("backward", "accumulate") else ""
        texts = ["".join(text for text, _ in line) for line in said]
        if not own and texts:
            texts = [f"{step.title.partition(' at ')[0]}: {text}" for text in texts]
        rows += [(row, style) for text in texts for row in lines([_flat(text)], _cells(found), 3)]
    if len(rows) > MOST_OF_ONE:
        rows = [*rows[: MOST_OF_ONE - 1], (f"… {len(rows) - MOST_OF_ONE + 1} more lines", "quiet")]
    return [Text(MARGIN, found.height + (n + 0.4) * TEXT * LINE, row, style, TEXT) for n, (row, style) in enumerate(rows)]


def _cells(found: Scene) -> float:
    """The width of a line."""
    return (found.width - 2 * MARGIN) / (ROOMY * TEXT)


def _flat(text: str) -> str:
    """On one line, wide gaps kept, and what is short, such as `to x`, together."""
    parts = (" ".join(part.split()) for part in printable(text).split("   "))
    return GAP.join(part if wide(part) > SHORT else part.replace(" ", BLANK) for part in parts if part)
