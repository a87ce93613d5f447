"""Programs warn of what they warn of with PyTorch and NumPy, in their words and where they do."""

from __future__ import annotations

import json

import pytest

from gradcli.script.events import Warned
from tests.script.running import run
from tools.warned_answers import ANSWERS, Told, programs

PROGRAMS = programs()
EXPECTED = {answer["name"]: answer for answer in map(json.loads, ANSWERS.read_text("utf-8").splitlines())}


def test_every_program_has_an_answer() -> None:
    assert list(PROGRAMS) == list(EXPECTED)


@pytest.mark.parametrize("title", PROGRAMS)
def test_is_what_torch_warns_of(title: str) -> None:
    """The place is a line of the program; where it is one of a library, ours is the program's line that led there."""
    ran = run(PROGRAMS[title])
    wanted = EXPECTED[title]
    assert [(e.type, e.text) for e in ran.errors] == []
    assert ran.out == wanted["stdout"]
    seen = [Told(e.line, e.category, e.message) for e in ran.events if isinstance(e, Warned)]
    theirs = [Told(*warning) for warning in wanted["warnings"]]
    places = [line and ours.line for ours, (line, *_) in zip(seen, theirs, strict=False)]
    assert [w._replace(line=at) for w, at in zip(seen, places, strict=False)] + seen[len(theirs) :] == theirs
