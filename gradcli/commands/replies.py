"""Replies to requests as lines, in whatever process: apart from the command itself, which needs more to start."""

from __future__ import annotations

from typing import Any

from gradcli.commands.phrases import spoken
from gradcli.views.batch import reply


def said(found: Any) -> str:
    """A reply as a line of JSON, its problems in the words of commands."""
    for problem in (found.problem, found.answer and found.answer[0].error):
        if problem is not None:
            spoken(problem)
    return reply(found)
