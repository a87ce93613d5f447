"""A table that is spread over several files, answered part by part into a folder, on this machine or on a cluster.

A part is complete when its file is there, since it is written beside and renamed. A manifest says what was asked, so that a
run that ended early can be taken up again, and nothing else is mixed into its answers.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from gradcli.batch import formats, points
from gradcli.batch.cells import carried
from gradcli.batch.mishaps import in_file
from gradcli.batch.parts import Part
from gradcli.batch.points import Summary
from gradcli.batch.table import USUAL, Dialect
from gradcli.calculation.question import Settings
from gradcli.problems import FileProblem, Problem, about_setting
from gradcli.readers import places
from gradcli.readers.addresses import shown
from gradcli.readers.source import opened

MANIFEST = "_gradcli.json"
KIND = "gradcli.dataset/1"  # of a manifest


class Job(NamedTuple):
    """What is done with every part, as data that any process reads.

    expression  its text
    constants   the values of the variables that are no columns; tensors are nested lists
    settings    dtype and wrt
    folder      of the answers
    format      of the answers; None for that of each part
    on_error    what a bad row does
    dialect     how tables of texts are written
    columns     the names of those that are passed on; None for all
    """

    expression: str
    constants: Mapping[str, Any]
    settings: Settings
    folder: str
    format: str | None = None
    on_error: str = "stop"
    dialect: Dialect = USUAL
    columns: tuple[str, ...] | None = None


Runner = Callable[[Job, Sequence[Part]], Iterable[Summary]]


class Run:
    """The answers of the parts that are missing.

    total, done  how many parts there are, and how many have their answers
    """

    def __init__(self, job: Job, parts: Sequence[Part], resume: bool = False) -> None:
        """Take up the folder of the answers. Raises Problem where it holds something else."""
        self.job, self.parts = job, parts
        self._asked = _asked(job, parts)
        self._folder = places.at(job.folder)
        self._path = self._folder.inside(MANIFEST)
        self._take_up(resume)
        there = self._folder.having([part.target for part in parts])
        self.missing = [part for part in parts if part.target not in there]
        self.total = len(parts)
        self.done = self.total - len(self.missing)

    def answer(self, runner: Runner) -> Summary:
        """Answer what is missing. Raises Problem; with "stop", the first that a part has."""
        summary = Summary()
        for one in runner(self.job, self.missing):
            self.done += 1
            summary = _both(summary, one)
        self._folder.clear()
        self._write("finished")
        return summary

    def fraction(self) -> float:
        """How much is done, from 0 to 1."""
        return self.done / max(self.total, 1)

    def _take_up(self, resume: bool) -> None:
        folder = self._folder.name
        try:
            self._folder.make()
            held = self._folder.held()
        except OSError as error:
            raise FileProblem(f"cannot write {folder}: {error.strerror}", fix="give the name of a folder") from None
        known = self._known() if MANIFEST in held else None
        if known is None and held:
            raise Problem(f"{folder} is not empty, and nothing in it says that it holds answers", fix="give a folder of its own")
        if known is not None and not resume:
            state = "is finished" if known.get("state") == "finished" else "was begun"
            fix = about_setting("resume", "does what is missing; or give another folder")
            raise Problem(f"a run into {folder} {state} already", fix=fix)
        if known is not None:
            _refuse_other(known, self._asked, folder)
            self._folder.clear()
        self._write("begun")

    def _known(self) -> dict[str, Any]:
        try:
            with places.at(self._path).reading() as file:
                known = json.loads(file.read().decode())
        except (OSError, ValueError, RecursionError, FileProblem):
            known = None
        if not isinstance(known, dict) or known.get("schema") != KIND:
            raise FileProblem(f"{shown(self._path)} cannot be read", fix="give another folder")
        return known

    def _write(self, state: str) -> None:
        document = {"schema": KIND, "state": state, **self._asked}
        with places.whole_file(self._path) as stream:
            stream.write((json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"))


def here(jobs: int) -> Runner:
    """The runner on this machine: one part after the other, each with so many cores."""

    def run(job: Job, parts: Sequence[Part]) -> Iterator[Summary]:
        for part in parts:
            yield answered(job, part, jobs)

    return run


def answered(job: Job, part: Part, jobs: int = 1) -> Summary:
    """Answer one part, in whatever process. Raises Problem, which names the file."""
    folder = places.at(job.folder)
    deeper = os.path.dirname(part.target)
    if deeper:
        with suppress(OSError):  # of which the writer tells
            places.at(folder.inside(deeper)).make()
    constants = {name: carried(value) for name, value in job.constants.items()}
    try:
        with opened(part.source) as source:
            source.groups = part.groups
            found = points.answer(
                job.expression,
                constants,
                job.settings,
                source,
                input=formats.by_extension(source.promised),
                format=job.format,
                output=folder.inside(part.target),
                on_error=job.on_error,
                dialect=job.dialect,
                columns=job.columns,
                jobs=jobs,
            )
    except Problem as problem:
        raise in_file(problem, shown(part.source)) from None
    return found if found.first is None else found._replace(first=in_file(found.first, shown(part.source)))


def _both(one: Summary, other: Summary) -> Summary:
    return Summary(
        one.bad + other.bad,
        one.first or other.first,
        tuple(dict.fromkeys((*one.warnings, *other.warnings))),
        tuple(dict.fromkeys((*one.notes, *other.notes))),
    )


# ------------------------------------------------------------------ the manifest
def _asked(job: Job, parts: Sequence[Part]) -> dict[str, Any]:
    """What the answers depend on, as JSON holds it."""
    return {
        "expression": job.expression,
        "constants": {name: _digest(value) for name, value in job.constants.items()},
        "wrt": None if job.settings.wrt is None else [*job.settings.wrt],
        "dtype": job.settings.dtype,
        "format": job.format,
        "on_error": job.on_error,
        "dialect": [[*job.dialect.notation], job.dialect.delimiter, job.dialect.spreadsheet_safe],
        "columns": None if job.columns is None else [*job.columns],
        "parts": [[shown(part.source), part.target, part.size, part.time, part.groups and [*part.groups]] for part in parts],
    }


def _digest(value: Any) -> str:
    """A number as it is, and of anything larger what tells it apart from others."""
    text = repr(value.tolist() if hasattr(value, "tolist") else value)
    return text if len(text) <= 100 else hashlib.sha256(text.encode()).hexdigest()


def _refuse_other(known: Mapping[str, Any], asked: Mapping[str, Any], folder: str) -> None:
    """Raise Problem where an earlier run asked something else, or of other files."""
    for key, value in asked.items():
        if known.get(key) == json.loads(json.dumps(value)):
            continue
        if key != "parts":
            raise Problem(f"the run into {folder} had another {key.replace('_', '-')}", fix="give another folder")
        before = {part[0]: part for part in known.get("parts") or []}
        changed = next((part[0] for part in value if before.get(part[0]) is not None and before[part[0]] != part), None)
        what = f"{changed} has changed since" if changed else "other files were asked then"
        raise Problem(f"the run into {folder} cannot be taken up: {what}", fix="give another folder")
