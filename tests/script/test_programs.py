"""Hundreds of small programs: what they print, to both streams, and their status are those of Python 3.11 itself."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from tests.script.running import run
from tools.script_answers import ANSWERS, programs

PROGRAMS = dict(programs())
EXPECTED: dict[str, Any] = {answer["name"]: answer for answer in map(json.loads, ANSWERS.read_text("utf-8").splitlines())}


def test_every_program_has_an_answer() -> None:
    assert set(PROGRAMS) == set(EXPECTED)
    assert len(PROGRAMS) >= 500


@pytest.mark.parametrize("name", PROGRAMS)
def test_is_what_python_prints(name: str) -> None:
    ran = run(PROGRAMS[name])
    expected = EXPECTED[name]
    assert ran.out == expected["stdout"]
    assert ran.status == expected["status"]
    if sys.version_info < (3, 12):  # later versions say some things in other words
        assert ran.err == expected["stderr"]
