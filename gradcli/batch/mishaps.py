"""What is no problem of the user's, as one: so that it costs one answer and not all that come after it; and where one arose."""

from __future__ import annotations

import os
import sys

from gradcli.problems import Problem, TorchError, own_mistake


def mishap(error: Exception) -> Problem:
    """A mistake of our own, or work beyond all measure. GRADCLI_TRACEBACK=1 shows on standard error where it happened."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, MemoryError | RecursionError):
        return Problem("this is more than can be worked out here", fix="make it smaller")
    if os.environ.get("GRADCLI_TRACEBACK"):
        sys.excepthook(type(error), error, error.__traceback__)
    return own_mistake(error)


def in_file(problem: Problem, path: str) -> Problem:
    """A problem that says in which file it arose; PyTorch's own words stay first."""
    if isinstance(problem, TorchError):
        problem.why = f"{path}, {problem.why}" if problem.why else f"in {path}"
    elif path not in str(problem.title):
        problem.within(path)
    return problem
