"""What PyTorch warns about, as Python's warnings, which point at the line of the script."""

from __future__ import annotations

import os
import sys
import warnings
from threading import local

from gradcli.ops.warnings import Once

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep


class _Said(local):
    """What a thread, and so a session, has said and need not say again."""

    def __init__(self) -> None:
        self.texts: set[str] = set()


_said = _Said()


def say(text: str, kind: type[Warning] = UserWarning, *, inside: bool = False) -> None:
    """A warning at the line outside of this package that led to it.

    inside  PyTorch gives it a line of its own as its place: wherever it comes from, Python shows it once
    """
    if isinstance(text, Once):
        if text in _said.texts:
            return
        _said.texts.add(text)
    warning = kind(text)
    warning.__dict__["inside"] = inside
    frame, depth = sys._getframe(1), 2
    while frame.f_back is not None and frame.f_code.co_filename.startswith(PACKAGE):
        frame, depth = frame.f_back, depth + 1
    warnings.warn(warning, stacklevel=depth)


def say_inside(text: str, kind: type[Warning] = UserWarning) -> None:
    """The same of what a line of PyTorch's own warns about."""
    say(text, kind, inside=True)
