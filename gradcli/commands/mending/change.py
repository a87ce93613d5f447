"""What a rule finds: another command line, or several that could have been meant."""

from __future__ import annotations

from typing import NamedTuple

from gradcli.commands.mending.line import Line
from gradcli.problems import Problem


class Change(NamedTuple):
    """A command line with one slip mended.

    words  what was wrong with it or what to do, before the line that is offered; empty: what the problem itself says
    text   the new expression, where nothing else has changed
    """

    arguments: list[str]
    words: str = ""
    text: str | None = None


class Several(NamedTuple):
    """Words that name what could have been meant, where nobody can know."""

    words: str


class State(NamedTuple):
    """A command line, and why it was refused."""

    line: Line
    problem: Problem


Found = Change | Several | None
