"""An executed notebook: the cells with what they printed, as Jupyter opens it (nbformat 4)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gradcli.script.cells import Cell, code_of
from gradcli.script.events import ErrorEvent, Event, Result, Stderr, Stdout, Warned

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def executed(cells: Sequence[Cell], told: Mapping[int, Sequence[Event]], original: str | None = None) -> str:
    """The text of a notebook.

    told      number of a cell -> its events; what is not among them did not run
    original  the text of the notebook that was run, of which everything else is kept
    """
    document = _document(original, cells)
    numbers = iter(cell.number for cell in cells)
    for cell in document["cells"]:
        if code_of(cell).strip():
            number = next(numbers)
            cell["outputs"] = outputs(told.get(number, ()))
            cell["execution_count"] = number if number in told else None
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def outputs(events: Iterable[Event]) -> list[dict[str, Any]]:
    """What a cell printed, showed and raised; what follows one another on one stream is one output."""
    found: list[dict[str, Any]] = []
    for event in events:
        if isinstance(event, Stdout | Stderr | Warned):
            _append(found, "stdout" if isinstance(event, Stdout) else "stderr", event.text)
        elif isinstance(event, Result):
            data = {"text/plain": _lines(event.text)}
            found.append({"output_type": "execute_result", "execution_count": event.number, "metadata": {}, "data": data})
        elif isinstance(event, ErrorEvent):
            report = event.report.rstrip("\n").split("\n")
            found.append({"output_type": "error", "ename": event.type, "evalue": event.text, "traceback": report})
    return [_with_lines(output) for output in found]


def _append(found: list[dict[str, Any]], name: str, text: str) -> None:
    if found and found[-1].get("name") == name:
        found[-1]["text"] += text
    else:
        found.append({"output_type": "stream", "name": name, "text": text})


def _with_lines(output: dict[str, Any]) -> dict[str, Any]:
    return {**output, "text": _lines(output["text"])} if "text" in output else output


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _document(original: str | None, cells: Sequence[Cell]) -> dict[str, Any]:
    """The notebook as it was, or one of these cells."""
    read = None if original is None else json.loads(original)
    if read is None or not isinstance(read.get("cells"), list):
        read = {"metadata": METADATA, "nbformat": 4, "nbformat_minor": 4, "cells": [_cell(cell) for cell in cells]}
    return {**read, "cells": [dict(cell) for cell in read["cells"] if isinstance(cell, dict)]}


def _cell(cell: Cell) -> dict[str, Any]:
    source = cell.text[cell.first :]  # a cell of a script begins with as many empty lines as stand above it
    return {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": _lines(source.rstrip("\n"))}
