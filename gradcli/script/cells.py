"""Cells: a script is one, a file with `# %%` has several, and so have a notebook and what is copied from a prompt."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from gradcli.problems import FileProblem
from gradcli.script.lines import begins_another


class Cell(NamedTuple):
    """A text that is run at once.

    name    as tracebacks have it
    number  execution count; 0 for a script
    echo    whether the value of the last expression is shown
    first   the line of the file at which it begins, minus one
    """

    text: str
    name: str
    number: int = 0
    echo: bool = False
    first: int = 0


IS_NOTEBOOK = "a notebook is JSON with a list of cells"
_PERCENT = re.compile(r"^# ?%%.*$", re.M)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_PASTED = re.compile(r"^In \[\d+\]: ", re.M)
_PROMPTED = re.compile(r"\s*>>> ")


def cells(text: str, file: str) -> list[Cell]:
    """The cells of a file, by its name and its text. Raises FileProblem for a notebook that is none."""
    if file.endswith(".ipynb") or _looks_like_notebook(text):
        return notebook(text, file)
    if _PASTED.search(text):
        return pasted(text)
    if _PROMPTED.match(text):
        return prompted(text)
    if _PERCENT.search(text):
        return _percent(text, file)
    return [Cell(text, file)]


def prose(text: str, file: str) -> dict[int, list[str]]:
    """The Markdown of a file with cells: cell number -> texts before it; those at the end are before the next number."""
    found: dict[int, list[str]] = {}
    number = 1
    for kind, source in _all_cells(text, file):
        if kind == "code":
            number += bool(source.strip())
        elif kind == "markdown" and source.strip():
            found.setdefault(number, []).append(source)
    return found


def _all_cells(text: str, file: str) -> Iterator[tuple[str, str]]:
    """The kind and the source of every cell of a notebook or of a script with `# %%`."""
    if file.endswith(".ipynb") or _looks_like_notebook(text):
        for cell in _held(text, file):
            if isinstance(cell, dict):
                yield str(cell.get("cell_type")), _source_of(cell)
    elif not _PASTED.search(text) and not _PROMPTED.match(text):
        for _, lines in _parts(text):
            if _is_markdown(lines[0]):
                yield "markdown", "".join(re.sub(r"^# ?", "", line) for line in lines[1:])
            else:
                yield "code", "".join(lines)


def _looks_like_notebook(text: str) -> bool:
    return text.lstrip()[:1] == "{" and '"nbformat"' in text and '"cells"' in text


def notebook(text: str, file: str) -> list[Cell]:
    """The code cells of a notebook."""
    sources = [code_of(cell) for cell in _held(text, file)]
    texts = [source for source in sources if source.strip()]
    return [Cell(source, f"Cell In[{number}]", number, True) for number, source in enumerate(texts, start=1)]


def _held(text: str, file: str) -> list[Any]:
    """The cells of a notebook as they are written. Raises FileProblem for one that is none."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise FileProblem(f"{file} is not a notebook: {error}", fix=IS_NOTEBOOK) from None
    except RecursionError:
        raise FileProblem(f"{file} is not a notebook: its lists are nested too deeply", fix=IS_NOTEBOOK) from None
    held = _on_sheets(document)
    if held is None:
        raise FileProblem(f"{file} is not a notebook: it has no cells", fix=IS_NOTEBOOK)
    for number, cell in enumerate(held, start=1):
        _demand_cell(cell, f"cell {number} of {file}")
    return held


def _demand_cell(cell: Any, title: str) -> None:
    """Raises FileProblem for a cell that is none: it would be passed over in silence."""
    kind = cell.get("cell_type") if isinstance(cell, dict) else None
    if not isinstance(kind, str):
        raise FileProblem(f"{title} has no cell_type", fix='a cell is {"cell_type": "code", "source": "..."}')
    source = cell.get("source", cell.get("input"))
    if kind == "code" and not (isinstance(source, str) or _is_lines(source)):
        raise FileProblem(f"{title} has no source", fix="the source of a cell is a text or a list of lines")


def _is_lines(source: Any) -> bool:
    return isinstance(source, list) and all(isinstance(line, str) for line in source)


def _on_sheets(document: Any) -> list[Any] | None:
    """The cells of a document; in the third version of the format they lie on sheets."""
    if not isinstance(document, dict):
        return None
    cells, sheets = document.get("cells"), document.get("worksheets")
    if cells is None and isinstance(sheets, list):
        lists = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        return [cell for one in lists if isinstance(one, list) for cell in one]
    return cells if isinstance(cells, list) else None


def code_of(cell: Any) -> str:
    """The code of a cell of a notebook; empty if it is no cell of code."""
    return _source_of(cell) if isinstance(cell, dict) and cell.get("cell_type") == "code" else ""


def _source_of(cell: dict[str, Any]) -> str:
    """The text of a cell of any kind."""
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        return "".join(part for part in source if isinstance(part, str))
    return source if isinstance(source, str) else ""


def _percent(text: str, file: str) -> list[Cell]:
    """A script whose cells begin with `# %%`; markdown cells are left out, and lines are counted in the file."""
    found: list[Cell] = []
    for start, lines in _parts(text):
        source = "".join(lines)
        if source.strip() and not _is_markdown(lines[0]):
            found.append(Cell("\n" * start + source, file, len(found) + 1, True, start))
    return found


def _parts(text: str) -> Iterator[tuple[int, list[str]]]:
    """What begins with `# %%`, and what stands before the first of them: the line minus one, and the lines."""
    lines = _LINE.findall(text)  # as Python counts them
    starts = [k for k, line in enumerate(lines) if _PERCENT.match(line.rstrip("\n"))]
    for start, end in pairwise([0, *starts, len(lines)]):
        if start < end:
            yield start, lines[start:end]


def _is_markdown(line: str) -> bool:
    return "[markdown]" in line and _PERCENT.match(line.rstrip("\n")) is not None


def pasted(text: str) -> list[Cell]:
    """`In [1]: x` and lines that go on with `...:`; what was printed between is left out."""
    found: list[Cell] = []
    lines: list[str] | None = None
    for line in [*text.splitlines(), "In [0]: "]:
        begins = re.match(r"In \[\d+\]: ?(.*)", line)
        goes_on = re.match(r" *\.\.\.: ?(.*)", line)
        if begins:
            if lines is not None and any(part.strip() for part in lines):
                number = len(found) + 1
                found.append(Cell("\n".join(lines) + "\n", f"Cell In[{number}]", number, True))
            lines = [begins.group(1)]
        elif goes_on and lines is not None:
            lines.append(goes_on.group(1))
    return found


def prompted(text: str) -> list[Cell]:
    """What is copied from Python's prompt or from documents: `>>> x` and lines with `...`; what was printed between is left out.

    Documents of PyTorch put `>>>` in front of the lines of a block, too.
    """
    found: list[Cell] = []
    lines: list[str] = []
    for line in [*text.splitlines(), ">>> pass"]:
        parts = re.match(r"\s*(?:>>>|\.\.\.)(?: (.*)|)$", line)
        if parts is None:
            continue
        part = (parts[1] or "").rstrip()
        if line.lstrip().startswith(">>>") and begins_another(lines, part):
            number = len(found) + 1
            found.append(Cell("\n".join(lines).rstrip() + "\n", f"Cell In[{number}]", number, True))
            lines = []
        if part or lines:
            lines.append(part)
    return found


def is_silenced(text: str) -> bool:
    """Whether a cell ends with a semicolon, as IPython leaves its value out then."""
    import io
    import tokenize

    last = ""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type not in (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER, tokenize.DEDENT):
                last = token.string
    except (tokenize.TokenError, SyntaxError):
        return False
    return last == ";"
