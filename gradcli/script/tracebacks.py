"""Tracebacks of scripts, in the form of Python 3.11: read off the closures that are on Python's own traceback."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import FrameType, TracebackType
from typing import Any, NamedTuple

from gradcli.script.budget import Stop
from gradcli.script.events import TraceFrame
from gradcli.script.frames import At, Here, Source

PACKAGE = "gradcli.script."
REPEATS = 3  # of one line are shown
HEAD = "Traceback (most recent call last):"
CAUSE = "The above exception was the direct cause of the following exception:"
CONTEXT = "During handling of the above exception, another exception occurred:"


def frames_of(error: BaseException) -> list[TraceFrame]:
    """Where in the script an exception came from, the outermost call first."""
    return [_frame(here, at) for here, at in _places(_tracebacks(error.__traceback__))]


def here_now(frame: FrameType | None) -> list[TraceFrame]:
    """Where the script is, the innermost call first."""
    frames: list[FrameType] = []
    while frame is not None:
        frames.append(frame)
        frame = frame.f_back
    return [_frame(here, at) for here, at in reversed(list(_places(reversed(frames))))]


def names_around(error: BaseException) -> tuple[str, ...]:
    """The local names where an exception was raised."""
    places = list(_places(_tracebacks(error.__traceback__)))
    return places[-1][0].names if places else ()


def _tracebacks(traceback: TracebackType | None) -> Iterator[FrameType]:
    while traceback is not None:
        yield traceback.tb_frame
        traceback = traceback.tb_next


def _places(frames: Any) -> Iterator[tuple[Here, At]]:
    here: Here | None = None
    place: At | None = None
    for frame in frames:
        if not str(frame.f_globals.get("__name__", "")).startswith(PACKAGE):
            continue
        code = frame.f_code
        if "here" in code.co_varnames or "here" in code.co_freevars:
            found = frame.f_locals.get("here")
            if type(found) is Here:
                if here is not None and place is not None:
                    yield here, place
                here, place = found, None
        if here is None and "within" in code.co_varnames:
            here = frame.f_locals.get("within")
        if "at" in code.co_varnames:
            at = frame.f_locals.get("at")
            if type(at) is tuple and len(at) == 4 and at[0]:
                place = at
    if here is not None and place is not None:
        yield here, place


def _frame(here: Here, at: At) -> TraceFrame:
    line, end_line, column, end_column = at
    text = line_of(here.source, line)
    return TraceFrame(
        here.source.file,
        line,
        here.name,
        text,
        _characters(text, column),
        end_line,
        _characters(line_of(here.source, end_line), end_column),
    )


def line_of(source: Source, number: int) -> str:
    """A line of a text; empty if it has none."""
    return source.lines[number - 1] if 0 < number <= len(source.lines) else ""


def _characters(text: str, column: int) -> int:
    return len(text.encode("utf-8", "replace")[:column].decode("utf-8", "replace"))


# ------------------------------------------------------------------ as text
def report(error: BaseException, hint: str = "") -> str:
    """A traceback with everything that led to it."""
    lines: list[str] = []
    chain: list[tuple[BaseException, str]] = [(error, "")]
    seen = {id(error)}
    while True:
        last = chain[-1][0]
        before, words = (last.__cause__, CAUSE) if last.__cause__ is not None else (last.__context__, CONTEXT)
        if before is None or id(before) in seen or (words == CONTEXT and last.__suppress_context__):
            break
        seen.add(id(before))
        chain.append((before, words))
    for number in range(len(chain) - 1, -1, -1):
        one, _ = chain[number]
        lines += _one(one, hint if number == 0 else "")
        if number:
            lines += ["", chain[number][1], ""]
    return "\n".join(lines) + "\n"


def _one(error: BaseException, hint: str) -> list[str]:
    frames = frames_of(error)
    lines = [HEAD, *stack(frames)] if frames else []
    syntax = slip(error)
    if syntax is not None:
        lines += _syntax(syntax, isinstance(error, IndentationError))
    return [*lines, headline(error) + hint, *_notes(error)]


def stack(frames: list[TraceFrame]) -> list[str]:
    """Frames, of which more than three equal ones are counted."""
    lines: list[str] = []
    last, count = None, 0
    for frame in frames:
        key = frame.file, frame.line, frame.name
        if key != last:
            lines += _repeated(count)
            last, count = key, 0
        count += 1
        if count <= REPEATS:
            lines += _shown(frame)
    return lines + _repeated(count)


def _repeated(count: int) -> list[str]:
    more = count - REPEATS
    return [f"  [Previous line repeated {more} more time{'s' * (more > 1)}]"] if more > 0 else []


def _shown(frame: TraceFrame) -> list[str]:
    lines = [f'  File "{frame.file}", line {frame.line}, in {frame.name}']
    text = frame.text.strip()
    if not text:
        return lines
    lines.append(f"    {text}")
    carets = _carets(frame, text)
    return [*lines, carets] if carets else lines


def _carets(frame: TraceFrame, text: str) -> str:
    indent = len(frame.text) - len(frame.text.lstrip())
    start = frame.column
    anchors = None
    if frame.end_line == frame.line:
        end = frame.end_column
        anchors = _anchors(frame.text[start:end])
    else:
        end = indent + len(text)
    if end - start >= len(text) and anchors is None:
        return ""
    marks = "^" * (end - start)
    if anchors is not None:
        left, right = anchors
        marks = "~" * left + "^" * (right - left) + "~" * (end - start - right)
    return f"    {' ' * (start - indent)}{marks}"


def _anchors(segment: str) -> tuple[int, int] | None:
    """Of an operation its operator, of a subscript its brackets: what tells it from its operands."""
    try:
        tree = ast.parse(segment)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if len(tree.body) != 1 or not isinstance(tree.body[0], ast.Expr):
        return None
    node = tree.body[0].value
    if isinstance(node, ast.BinOp):
        left, end = node.left.end_col_offset or 0, node.right.col_offset
        while left < end - 1 and (segment[left].isspace() or segment[left] == ")"):  # brackets around the left operand
            left += 1
        return left, left + 1 + (left + 1 < end and not segment[left + 1].isspace())
    if isinstance(node, ast.Subscript):
        left, right = node.value.end_col_offset or 0, (node.slice.end_col_offset or 0) + 1
        while left < len(segment) and segment[left] != "[":
            left += 1
        while right < len(segment) and segment[right] != "]":
            right += 1
        return left, right + 1 if right < len(segment) else right
    return None


class Slip(NamedTuple):
    """Where Python did not understand a text; columns are counted from 1."""

    file: str
    line: int
    column: int | None
    end_line: int | None
    end_column: int | None
    text: str | None


def slip(error: BaseException) -> Slip | None:
    """What a SyntaxError says of its place; None where it says nothing, or a script has made it say what is no place."""
    if not isinstance(error, SyntaxError):
        return None
    names = ("filename", "lineno", "offset", "end_lineno", "end_offset", "text")
    held: list[Any] = [vars(SyntaxError)[name].__get__(error) for name in names]
    if type(held[0]) is not str or type(held[1]) is not int or not all(x is None or type(x) is int for x in held[2:5]):
        return None
    file, line, column, end_line, end_column, text = held
    return Slip(file, line, column, end_line, end_column, text if type(text) is str else None)


def _syntax(error: Slip, indented: bool) -> list[str]:
    lines = [f'  File "{error.file}", line {error.line}']
    if not error.text:
        return lines
    text = error.text.rstrip("\n")
    stripped = text.lstrip(" \n\f")
    lines.append(f"    {stripped}")
    if error.column is not None:
        start = min(error.column, len(text) + 1)
        same = error.end_line in (None, error.line)
        end = error.end_column if same and error.end_column not in (None, 0) else start if same else len(text) + 1
        end = min(max(end or start, start), len(text) + 2)
        if start == end or end == -1 or indented:
            end = start + 1
        column = start - 1 - (len(text) - len(stripped))
        if column >= 0:
            lines.append("    " + "".join(c if c.isspace() else " " for c in stripped[:column]) + "^" * (end - start))
    return lines


def headline(error: BaseException) -> str:
    """The last line: the type, and what it says."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ in ("builtins", "__main__") else f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(error, SyntaxError) and slip(error) is not None:
        return f"{name}: {said(vars(SyntaxError)['msg'].__get__(error) or '<no detail available>')}"
    text = said(error)
    return f"{name}: {text}" if text else name


def said(value: Any, instead: str = "<exception str() failed>") -> str:
    """str(value), which may be a script's own function. Raises Stop, and nothing else."""
    try:
        return str(value)
    except Stop:
        raise
    except BaseException:
        return instead


def _notes(error: BaseException) -> list[str]:
    notes = BaseException.__getattribute__(error, "__dict__").get("__notes__")
    if not isinstance(notes, list):
        return [] if notes is None else [said(notes, "<__notes__ repr() failed>")]
    return [line for note in notes for line in said(note, "<note str() failed>").split("\n")]
