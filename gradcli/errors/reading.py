"""A traceback as it is pasted or piped: Python's own, IPython's, a warning with its place; which error it tells of, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from gradcli.errors.entry import Known
from gradcli.errors.known import ENTRIES, Told, by_name, meaning, pattern, told, words
from gradcli.problems import Exit, Problem

LONGEST = 1_000_000  # characters from the end of what was given: an error stands last
FEWEST = 5  # words of a part of an error by which it can be known
CONTROLS = re.compile(  # colours, what moves the cursor, links and titles
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[@-Z\\^_=>78])"
)
LIBRARY = re.compile(
    r"site-packages|dist-packages|[/\\]lib(?:64)?[/\\]python\d|\\Lib\\|^<frozen |^<__array_function__|python\d+\.zip|"
    r"[/\\]torch[/\\](?:nn|autograd|optim|utils|cuda|linalg|distributed|distributions|fft|func|fx|jit|amp|ao|onnx|profiler|"
    r"sparse|special|_\w+(?:\.py)?|functional\.py|tensor\.py|storage\.py|serialization\.py|random\.py|hub\.py|overrides\.py)(?:[/\\]|$)"
)
BEFORE = r"^(?:E {2,}|(?:[ +]*\|)+ *|\[[^\]\n]*\]:? ?)?"  # of pytest, of a group, of one process of several
ENDS = r"(?:Error|Exception|Warning|Interrupt|Exit|Failure|Iteration|Group)"
HEADLINE = re.compile(rf"(?:{BEFORE}|: )(?P<kind>[A-Za-z_][\w.]{{0,200}}{ENDS}): ?(?P<text>[^\n]*)", re.M)
LAST = re.compile(rf"{BEFORE}(?P<kind>[A-Za-z_][\w.]{{0,200}}{ENDS})(?:: ?(?P<text>[^\n]*))?$", re.M)
UNINDENTED = re.compile(
    rf"{BEFORE}(?P<kind>[A-Za-z_][\w.]{{0,200}})(?:: ?(?P<text>[^\n]*))?$", re.M
)  # an error behind its frames
RANK = re.compile(r"^\[rank\d+\]: ?", re.M)
BREAK = re.compile(rf"{BEFORE}(?: *File \"|Traceback \(most|During handling of|The above exception|-{{20}})", re.M)
CHAINED = re.compile(r"During handling of the above exception|The above exception was the direct cause")
TRACEBACK = re.compile(r"Traceback \(most recent call last\)")
ARROW = re.compile(r"^-+> ?\d+ ", re.M)
NUMBERED = re.compile(r"^(?:[ \t]*-+>)?[ \t]*\d+[ \t][^\n]*", re.M)  # lines of code as IPython shows them
KIN = {
    "RuntimeError",
    "ValueError",
    "IndexError",
    "TypeError",
    "AssertionError",
    "NotImplementedError",
}  # in some version or other
NAME = r"(?P<name><[^>\n]*>|[^\s(]+)(?:\([^\n]*)?"
FRAMES = (
    re.compile(
        r'^[ |]*File "(?P<file>[^"\n]+)", line (?P<line>\d+)(?:, in (?P<name>[^\n]+))?\n(?:[ |]+(?P<text>[^\s|][^\n]*))?', re.M
    ),
    re.compile(  # IPython: the file, lines around, and an arrow at the line
        rf"^(?:File (?P<path>[^\n]+?):(?P<at>\d+)|(?P<cell>Cell In ?\[\d+\]), line (?P<where>\d+))(?:, in {NAME})?\n"
        r"(?:[ \t]+\d+[^\n]*\n)*-+> ?\d+ (?P<text>[^\n]*)",
        re.M,
    ),
    re.compile(  # IPython as it was until its version 8
        rf"^(?P<file><ipython-input[^>\n]+>|[/~][^\n]*?) in {NAME}\n(?:[ \t]+\d+[^\n]*\n)*-+> ?(?P<line>\d+) (?P<text>[^\n]*)",
        re.M,
    ),
    re.compile(r"^(?P<file>(?:[A-Za-z]:)?[^\s:\n][^:\n]*):(?P<line>\d+): \w+Warning: ", re.M),
)


class Place(NamedTuple):
    """A line of the user's own."""

    file: str
    line: int
    function: str | None
    text: str | None


class Diagnosis(NamedTuple):
    """Which error a text tells of.

    type     the exception, as the text has it
    message  the part of the text by which it is known; None where an error was asked for by its name
    meaning  with the numbers and names of the text
    place    the innermost line of the user's own, as far as the text shows one
    later    what was raised while this error was handled, and is not known; None otherwise
    """

    known: Known
    type: str
    message: str | None
    meaning: str
    place: Place | None
    later: str | None = None


class UnknownError(Problem):
    """A text that tells of no error that is known here."""

    status = Exit.NO


def every() -> list[Diagnosis]:
    """All errors, as they are without a text."""
    return [_alone(known) for known in ENTRIES]


def diagnosis(text: str) -> Diagnosis:
    """The error of a text, a traceback or a name. Raises UnknownError."""
    named = by_name(text.strip()) if len(text) < LONGEST else None
    if named is not None:
        return _alone(named)
    text = RANK.sub("", CONTROLS.sub("", text[-LONGEST:]).replace("\r\n", "\n"))
    code = _without_code(text)
    found = told(code, lambda known, span: _may_be(known, _kind(code, span[0]), code))
    if found is None:
        part = _part(text)
        if part is not None:
            return _alone(part)
        raise _unknown(text)
    later = _later(code, found)
    if later is not None and not (CHAINED.search(code, found.span[1], later.start()) and "Warning" not in found.known.kind):
        raise _unknown(text, found.known)
    kind = _kind(code, found.span[0]) or found.known.kind
    own = place(_traceback(text[: found.span[1]]))
    after = None if later is None else _said(later)
    return Diagnosis(found.known, kind.rpartition(".")[2], found.said, meaning(found.known, found.groups), own, after)


def _part(text: str) -> Known | None:
    """The one error of whose text these words are a part, best its beginning: somebody has not copied all of it."""
    headline = LAST.match(text.strip())
    kind, line = (None, text.strip()) if headline is None or not headline["text"] else headline.group("kind", "text")
    said = words(re.sub(r"\[[^\]]*\]|\([^)]*\)", " ", line))
    if "\n" in line or len(said.split()) < FEWEST:
        return None
    for near in (str.startswith, str.__contains__):
        found = [known for known in ENTRIES if near(f"{words(known.pattern)} ", f"{said} ") and _may_be(known, kind, line)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _without_code(text: str) -> str:
    """The text with lines of source blanked, in which an error may be written that did not happen."""
    blank = list(text)
    for form in (FRAMES[0], *([NUMBERED] if ARROW.search(text) else ())):
        for match in form.finditer(text):
            start, end = match.span("text") if "text" in form.groupindex else match.span()
            if start >= 0:
                blank[start:end] = " " * (end - start)
    return "".join(blank)


def _kind(text: str, at: int) -> str | None:
    """The exception or the warning in whose message a place is, as far as the text names it."""
    found = None
    for match in HEADLINE.finditer(text, max(0, at - 5000), at):
        found = match
    if found is None or BREAK.search(text, found.end("kind"), at):
        return None
    return found["kind"]


def _may_be(known: Known, kind: str | None, text: str) -> bool:
    """Whether an entry may be about what a text calls by that kind; in a traceback everything that counts has a kind."""
    if kind is None:
        return not TRACEBACK.search(text)
    module, _, name = kind.rpartition(".")
    if name == known.kind:
        return True
    return name in KIN and known.kind in KIN and module.partition(".")[0] in ("", "torch", "builtins")


def _later(text: str, found: Told) -> re.Match[str] | None:
    """The last error behind the one that was found, where it ends a traceback."""
    last = _last(text, found.span[1])
    return last if last is not None and TRACEBACK.search(text, 0, last.start()) else None


def _last(text: str, start: int) -> re.Match[str] | None:
    """The last error of a text that is called one, or ends a traceback whatever it is called."""
    last = None
    for match in LAST.finditer(text, start):
        if not match["kind"].endswith("Warning"):
            last = match
    begun = [match.end() for match in TRACEBACK.finditer(text, start)]
    ended = UNINDENTED.search(text, begun[-1]) if begun else None
    return ended if ended is not None and (last is None or ended.start() > last.start()) else last


def _traceback(text: str) -> str:
    """The last traceback of a text; all of it where there is none."""
    starts = [match.start() for match in TRACEBACK.finditer(text)]
    return text[starts[-1] :] if starts else text


def _alone(known: Known) -> Diagnosis:
    return Diagnosis(known, known.kind, None, meaning(known), None)


def _unknown(text: str, earlier: Known | None = None) -> UnknownError:
    last = _last(text, 0)
    own = place(_traceback(text))
    why = None if own is None else f"your own line is the last: {where(own)}{'' if own.text is None else f'   {own.text}'}"
    fix = "`gradcli error` lists those that are known"
    if earlier is not None:
        fix = f'`gradcli error "{earlier.name}"` tells of one that stands before it'
    if last is None:
        return UnknownError("no error that is known here is told of in this text", why=why, fix=fix)
    return UnknownError(f"this error is not among those that are known here: {_said(last)}", why=why, fix=fix)


def _said(headline: re.Match[str]) -> str:
    text = (headline["text"] or "").strip()
    return f"{headline['kind']}: {text}" if text else headline["kind"]


def where(own: Place) -> str:
    """`train.py:14, in fit`"""
    inside = "" if own.function in (None, "<module>") else f", in {own.function}"
    return f"{own.file}:{own.line}{inside}"


def place(text: str) -> Place | None:
    """The innermost line of a traceback that is the user's own and not of a package."""
    own = [found for _, found in sorted(_places(text)) if not LIBRARY.search(found.file)]
    return own[-1] if own else None


def _places(text: str) -> Iterator[tuple[int, Place]]:
    for form in FRAMES:
        for match in form.finditer(text):
            part = match.groupdict()
            file = part.get("file") or part.get("path") or part.get("cell")
            line = part.get("line") or part.get("at") or part.get("where")
            if file and line:
                name, code = part.get("name"), part.get("text")
                yield match.start(), Place(file, int(line), name.strip() if name else None, code.strip() if code else None)


def matches(known: Known, kind: str, text: str) -> bool:
    """Whether an exception or a warning is the one that an entry is about."""
    return kind == known.kind and pattern(known).search(text) is not None
