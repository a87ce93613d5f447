"""What is said after an error: why it happened, and an edit after which the statement passes; nothing that was not seen."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence

from gradcli.advice import kinds, names, recorded, shapes
from gradcli.advice.case import Case, Finding
from gradcli.advice.edits import Edit
from gradcli.advice.rerun import Runs
from gradcli.advice.witness import Witness
from gradcli.script.cells import Cell
from gradcli.script.events import Advice, ErrorEvent
from gradcli.script.session import Settings

Rule = Callable[[Case], Finding | None]
RULES: tuple[tuple[str, Rule], ...] = (*recorded.RULES, *shapes.RULES, *kinds.RULES, *names.RULES)
MOST = 6  # edits that are tried


def rule_for(error: ErrorEvent) -> tuple[Rule, re.Match[str]] | None:
    """Who knows of an error of this text."""
    for pattern, rule in RULES:
        match = re.match(pattern, error.text)
        if match is not None:
            return rule, match
    return None


def advice(cells: Sequence[Cell], number: int, error: ErrorEvent, settings: Settings) -> Advice | None:
    """Why the cell of a number, counted from 0, raised, and what helps; None where nothing is known.

    cells  all there are, in order; those behind the one that failed are looked at and not run
    """
    found = rule_for(error)
    if found is None or not error.frames:
        return None
    try:
        return _tried(cells, number, error, Runs(settings), found)
    except (MemoryError, RecursionError):  # a second run needs room beside the first one
        return None


def _tried(cells: Sequence[Cell], number: int, error: ErrorEvent, runs: Runs, found: tuple[Rule, re.Match[str]]) -> Advice | None:
    witness = Witness()
    again = runs.last(cells[: number + 1], witness)
    if again is None or again[1] is None or not _is_same(again[1], error) or witness.now is None:
        return None
    spot, frame = witness.now
    if spot.source.file != again[1].frames[-1].file:
        return None
    case = Case(list(cells), again[1], witness, spot, frame)
    case.match = found[1]
    finding = found[0](case)
    if finding is None or not finding.why:
        return None
    return _with_fix(case, finding, runs, number)


def _is_same(again: ErrorEvent, error: ErrorEvent) -> bool:
    return (again.type, again.file, again.line, again.column) == (error.type, error.file, error.line, error.column)


def _with_fix(case: Case, finding: Finding, runs: Runs, number: int) -> Advice:
    texts = _texts(case.witness, case.cells[: number + 1])
    end = _end(texts[number], case.error.frames[0].line)
    for edit in finding.edits[:MOST]:
        if _helps(edit, case.cells, texts, number, end, runs):
            line, lines = edit.lines(texts[edit.cell])
            return Advice(finding.why, case.cells[edit.cell].name, line, tuple(lines), case.error.file)
    return Advice(finding.why, case.spot.source.file, case.spot.node.lineno, None, case.error.file)


def _texts(witness: Witness, cells: Sequence[Cell]) -> list[str]:
    """The cells as they ran: without the lines of IPython."""
    ran = {number: source for source, number in witness.sources()}
    return ["\n".join(ran[k].lines) if k in ran else cell.text for k, cell in enumerate(cells)]


def _end(text: str, line: int) -> int:
    """The last line of the statement of a module that a line belongs to."""
    for node in ast.parse(text).body:
        if node.lineno <= line <= (node.end_lineno or line):
            return node.end_lineno or line
    return line


def _helps(edit: Edit, cells: Sequence[Cell], texts: Sequence[str], number: int, end: int, runs: Runs) -> bool:
    """Whether the statement passes with an edit made: the cells run once more, as far as the statement."""
    edited = list(texts)
    edited[edit.cell] = edit.applied(texts[edit.cell])
    if edit.cell == number:
        end += edited[number].count("\n") - texts[number].count("\n")
    edited[number] = "\n".join(edited[number].split("\n")[:end]) + "\n"
    tried = [cell._replace(text=text) for cell, text in zip(cells, edited, strict=False)]
    ended = runs.last(tried)
    return ended is not None and ended[0].ok
