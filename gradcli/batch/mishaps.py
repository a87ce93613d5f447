"""What is no problem of the user's, as one: so that it costs one answer and not all that come after it."""

from __future__ import annotations

import os
import sys

from gradcli.problems import Problem, own_mistake


def mishap(error: Exception) -> Problem:
    """A mistake of our own, or work beyond all measure. GRADCLI_TRACEBACK=1 shows on standard error where it happened."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, MemoryError | RecursionError):
        return Problem("this is more than can be worked out here", fix="make it smaller")
    if os.environ.get("GRADCLI_TRACEBACK"):
        sys.excepthook(type(error), error, error.__traceback__)
    return own_mistake(error)
