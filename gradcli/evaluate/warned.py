"""What PyTorch warns about, as Python's warnings, which point at the line of the script."""

from __future__ import annotations

import os
import sys
import warnings
from threading import local

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep


class _Said(local):
    """What a thread, and so a session, has said and need not say again."""

    def __init__(self) -> None:
        self.texts: set[str] = set()


_said = _Said()


def say(text: str, kind: type[Warning] = UserWarning) -> None:
    """A warning at the line outside of this package that led to it."""
    frame, depth = sys._getframe(1), 2
    while frame.f_back is not None and frame.f_code.co_filename.startswith(PACKAGE):
        frame, depth = frame.f_back, depth + 1
    warnings.warn(text, kind, stacklevel=depth)


def say_once(text: str) -> None:
    """The same, where once is enough."""
    if text not in _said.texts:
        _said.texts.add(text)
        say(text)
