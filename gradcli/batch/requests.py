"""Requests, an object a line, each a question of its own; each distinct expression is parsed once."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import cache, partial
from importlib import import_module
from typing import Any, NamedTuple

from gradcli import limits
from gradcli.batch.cells import value
from gradcli.batch.interrupts import Interrupts
from gradcli.batch.mishaps import mishap
from gradcli.batch.objects import TOO_LONG, every
from gradcli.calculation.answers import Known, answer
from gradcli.calculation.calculation import Calculation
from gradcli.calculation.question import Settings, named
from gradcli.formula.closed_form import ClosedForms
from gradcli.ops.late import ARRAYS
from gradcli.problems import NameProblem, Problem
from gradcli.processes import LOST, Workers, ahead
from gradcli.readers import packing
from gradcli.readers.content import ARCHIVE, refuse
from gradcli.readers.json_text import KINDS, NotJson, read
from gradcli.readers.notation import PLAIN, Notation
from gradcli.readers.places import whole_file
from gradcli.readers.source import Source
from gradcli.suggest import suggest_name

TOGETHER = 256  # replies that are passed on at once
MANY = 1024  # requests that are worth other processes, where they are there at once
NO_ID: Any = object()
REQUEST = 'a request is an object on one line: {"expression": "x**2", "values": {"x": 2}}'
LINES = "of a list, jq -c '.[]' makes a request a line"


class Reply(NamedTuple):
    """What became of one request.

    line     on which it stood, counted from 1
    id       its "id", or NO_ID
    answer   the calculation and its closed forms, or
    problem  why there is none
    """

    line: int
    id: Any
    answer: tuple[Calculation, ClosedForms] | None = None
    problem: Problem | None = None

    @property
    def failed(self) -> bool:
        """Whether there is no answer, or backward raised."""
        return self.answer is None or self.answer[0].error is not None


def answer_all(source: Source, output: str, written: Callable[[Reply], str], notation: Notation = PLAIN, jobs: int = 1) -> bool:
    """Answer all requests in their order, a line each; whether none failed.

    output    a file, or - for standard output
    written   a reply as a line of text; with more than one job, a function of a module's top level
    notation  how numbers in texts are written
    jobs      how many processes share many that are there at once
    """
    well = True
    interrupts = Interrupts()
    desk = Desk(written, notation, jobs)
    refuse(source.head(blank=True), source.name, also=(ARCHIVE,))
    with (
        interrupts.heard(),
        whole_file(output) as whole,
        packing.writing(packing.by_name(output), whole) as stream,
        closing(desk),
    ):
        for answers in desk.answers(source):
            with interrupts.held():
                stream.write("".join([line for line, _ in answers]).encode("utf-8", "replace"))
                stream.flush()
            well = well and all(fine for _, fine in answers)
    return well


Line = tuple[str, int]  # a request and the number of its line
Written = tuple[str, bool]  # its answer as a line of text, and whether it is one


class Desk:
    """Answers lines: here, as they come, and many that are there at once in several processes."""

    def __init__(self, written: Callable[[Reply], str], notation: Notation, jobs: int) -> None:
        self._here = partial(answered, written, notation, Known())
        self._written = written
        self._jobs = jobs
        self._workers = Workers(partial(served, written, notation), jobs, here=self._here)

    def answers(self, source: Source) -> Iterator[list[Written]]:
        """The answers in the order of the requests, one to every line, some at a time: as many as a pipe has ready."""
        for lines, numbers in every(source):
            items = [*zip(lines, numbers, strict=True)]
            parts = [items[first : first + TOGETHER] for first in range(0, len(items), TOGETHER)]
            if self._jobs > 1 and len(items) >= MANY:
                import_module(ARRAYS)  # or the first thread would be the only one that knows how NumPy tells of errors
                yield from ahead(self._there, parts, self._jobs, most=4 * self._jobs)
            else:
                yield from map(self._here, parts)

    def _there(self, part: Sequence[Line]) -> list[Written]:
        """The answers of a process. A line over which it ends, killed or out of memory, costs itself alone."""
        try:
            return self._workers.ask(part)  # type: ignore[no-any-return]
        except EOFError:
            if len(part) > 1:
                return [found for line in part for found in self._there([line])]
            return [_line(Reply(part[0][1], NO_ID, problem=Problem(LOST, fix="ask it alone")), self._written)]

    def close(self) -> None:
        """End the processes."""
        self._workers.end()


def answered(written: Callable[[Reply], str], notation: Notation, known: Known, part: Sequence[Line]) -> list[Written]:
    """The answers to some lines, each distinct expression being parsed once."""
    return [_line(_reply(line, number, known, notation), written) for line, number in part]


def served(written: Callable[[Reply], str], notation: Notation, part: Sequence[Line]) -> list[Written]:
    """The same in a process that answers nothing else."""
    return answered(written, notation, _known(), part)


@cache
def _known() -> Known:
    """What this process has found out for earlier requests."""
    return Known()


def _line(found: Reply, written: Callable[[Reply], str]) -> Written:
    """A reply as a line, and whether there is an answer on it. What cannot be written down is a failure of this line alone."""
    try:
        return f"{written(found)}\n", not found.failed
    except Exception as error:
        return f"{written(Reply(found.line, found.id, problem=mishap(error)))}\n", False


def _reply(line: str, number: int, known: Known, notation: Notation) -> Reply:
    id = NO_ID
    try:
        request = _object(line)
        id = _checked_id(request.pop("id", NO_ID))
        expression, values, settings = question(request, notation)
        return Reply(number, id, answer=answer(expression, values, settings, known))
    except Exception as error:
        return Reply(number, id, problem=mishap(error))


def _object(line: str) -> dict[str, Any]:
    if not line:
        raise Problem("the line is empty", fix=REQUEST)
    if line == TOO_LONG:
        limits.check(limits.SOURCE_BYTES, limits.value(limits.SOURCE_BYTES) + 1, "this line")
    try:
        return read(line)
    except NotJson as error:
        raise Problem(str(error), fix=LINES if line[0] == "[" else REQUEST) from None


def _checked_id(id: Any) -> Any:
    """An id that an answer can repeat. Raises Problem where no UTF-8 text holds it: half a character, a number beyond floats."""
    if id is NO_ID:
        return id
    try:
        json.dumps(id, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError as error:
        half = f"\\u{ord(error.object[error.start]):04x}"
        raise Problem(f"`id` has {half}, which is half a character", fix="write both halves, or give another id") from None
    except (ValueError, RecursionError):
        raise Problem("`id` cannot be repeated in the answer", fix="give a short text or a number") from None
    return id


def question(request: Mapping[str, Any], notation: Notation = PLAIN) -> tuple[str, dict[str, Any], Settings]:
    """The expression, the values and the settings of a request. Raises Problem."""
    for key in request:
        if key not in KEYS:
            raise _unknown(key)
    expression = request.get("expression")
    if not isinstance(expression, str):
        what = f"`expression` is {_kind(expression)}, not a text" if "expression" in request else "there is no `expression`"
        raise Problem(what, fix='"expression": "x**2"')
    settings = {KEYS[key][0]: _setting(key, given, notation) for key, given in request.items() if key in SETTINGS}
    return expression, _values(request.get("values", {}), notation), Settings(**settings)


def _setting(key: str, given: Any, notation: Notation) -> Any:
    kind = KEYS[key][1]
    return _value(key, given, notation) if kind is _value else kind(key, given)


def _unknown(key: str) -> Problem:
    near = suggest_name(key.replace("-", "_"), list(KEYS))
    return NameProblem(
        f"a request has no `{key}`", fix=f"did you mean `{near}`?" if near else f"the keys are {', '.join((*KEYS, 'id'))}"
    )


def _values(given: Any, notation: Notation) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise _wrong("values", given, "an object", '"values": {"x": 2}')
    found = {}
    for name, cell in given.items():
        name = unicodedata.normalize("NFKC", name)
        if not name.isidentifier():
            raise Problem(f"`{name}` in `values` is no name of a variable", fix='"values": {"x": 2}')
        try:
            found[name] = value(cell, notation)
        except Problem as problem:
            raise problem.within(f"the value of `{name}`") from None
    return found


# ------------------------------------------------------------------ one key, one kind
def _kind(given: Any) -> str:
    return KINDS.get(type(given), "an object")


def _wrong(key: str, given: Any, wanted: str, fix: str) -> Problem:
    return Problem(f"`{key}` is {_kind(given)}, not {wanted}", fix=fix)


def _flag(key: str, given: Any) -> bool:
    if not isinstance(given, bool):
        raise _wrong(key, given, "true or false", f'"{key}": true')
    return given


def _choice(key: str, given: Any) -> bool | None:
    return None if given is None else _flag(key, given)


def _count(key: str, given: Any) -> int:
    if type(given) is not int or given < 1:
        shown = f"`{key}` is {given}" if type(given) is int else f"`{key}` is {_kind(given)}"
        raise Problem(f"{shown}, not a whole number from 1 on", fix=f'"{key}": 2')
    return given


def _text(key: str, given: Any) -> str:
    if not isinstance(given, str):
        raise _wrong(key, given, "a text", f'"{key}": "float32"')
    return given


def _names(key: str, given: Any) -> tuple[str, ...] | None:
    if isinstance(given, list) and given and all(isinstance(name, str) for name in given):
        return tuple(unicodedata.normalize("NFKC", name) for name in given)
    if given is None or isinstance(given, str):
        return named(given)
    raise _wrong(key, given, "a list of names", '"wrt": ["x", "y"]')


def _value(key: str, given: Any, notation: Notation = PLAIN) -> Any:
    try:
        return None if given is None else value(given, notation)
    except Problem as problem:
        raise problem.within(f"`{key}`") from None


KEYS: Mapping[str, tuple[str, Callable[[str, Any], Any]]] = {
    "expression": ("", _text),
    "values": ("", _value),
    "wrt": ("wrt", _names),
    "no_grad": ("no_grad", _flag),
    "backward": ("passes", _count),
    "same_graph": ("same_graph", _flag),
    "retain_graph": ("retain_graph", _flag),
    "zero_grad": ("zero_grad", _flag),
    "grad_output": ("grad_output", _value),
    "dtype": ("dtype", _text),
    "allow_unused": ("allow_unused", _choice),
    "order": ("order", _count),
    "hessian": ("hessian", _flag),
    "jacobian": ("jacobian", _flag),
}
SETTINGS = frozenset(KEYS) - {"expression", "values"}
