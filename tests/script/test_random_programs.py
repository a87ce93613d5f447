"""A law: what a random program prints, and the error it ends with, is what Python itself prints and raises."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import traceback
import warnings
from typing import NamedTuple

import pytest

from tests.script.grammar import Maker
from tests.script.running import FILE, run

PROGRAMS = int(os.environ.get("GRADCLI_RANDOM_PROGRAMS", "300"))
STEP = 50


class Told(NamedTuple):
    """What a program printed, what it raised, and the lines and names of the frames that led there."""

    out: str
    error: tuple[str, str] | None
    frames: list[tuple[int, str]]


def by_python(text: str) -> Told:
    """What Python itself makes of a program."""
    out = io.StringIO()
    error: BaseException | None = None
    with contextlib.redirect_stdout(out), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(compile(text, FILE, "exec"), {"__name__": "__main__"})
        except Exception as raised:
            error = raised
    if error is None:
        return Told(out.getvalue(), None, [])
    frames = [(f.lineno or 0, f.name) for f in traceback.extract_tb(error.__traceback__) if f.filename == FILE]
    return Told(out.getvalue(), (type(error).__name__, str(error)), frames)


def by_gradcli(text: str) -> Told:
    """What `gradcli run` makes of it."""
    ran = run(text)
    if not ran.errors:
        return Told(ran.out, None, [])
    told = ran.errors[0]
    error = told.exception
    return Told(ran.out, (type(error).__name__, str(error)), [(f.line, f.name) for f in told.frames])


def same(text: str) -> bool:
    """Whether both say the same; addresses of functions aside."""
    mine, theirs = by_gradcli(text), by_python(text)
    if sys.version_info >= (3, 12):  # comprehensions have no frames of their own there
        mine, theirs = mine._replace(frames=[]), theirs._replace(frames=[])
    return mine == theirs or "0x" in theirs.out or " at 0x" in str(theirs.error)


@pytest.mark.parametrize("start", range(0, PROGRAMS, STEP))
def test_prints_what_python_prints(start: int) -> None:
    for seed in range(start, start + STEP):
        text = Maker(seed).program()
        assert same(text), f"seed {seed}:\n{text}\n{by_gradcli(text)}\n{by_python(text)}"
