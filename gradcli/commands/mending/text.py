"""An expression that was refused, as the rules that rewrite it get it."""

from __future__ import annotations

from gradcli.commands.mending.line import Line
from gradcli.problems import Problem


class Text(str):
    """An expression that was refused, with the line in which it stands."""

    line: Line
    problem: Problem
