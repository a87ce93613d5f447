"""What is raised on purpose where an expression is no straight line."""

from __future__ import annotations


class NotStraight(Exception):
    """The expression is no straight line of steps: what happens next depends on a number, or mixes what has to stay apart."""
