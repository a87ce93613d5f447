"""What PyTorch warns about, as Python's warnings, which point at the line of the script."""

from __future__ import annotations

import os
import sys
import warnings

from gradcli.ops.warnings import Native

COPIED = (
    "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
    "sourceTensor.detach().clone().requires_grad_(True), rather than {}(sourceTensor)."
)
SOURCES = "/__w/pytorch/pytorch/"  # where PyTorch's own wheels are built
PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
said: set[str] = set()  # of what is said once; a session has a set of its own


def say(text: str, kind: type[Warning] = UserWarning, *, inside: bool = False) -> None:
    """A warning at the line outside of this package that led to it.

    inside  PyTorch gives it a line of its own as its place: wherever it comes from, Python shows it once
    """
    if isinstance(text, Native):
        if text.once and text in said:
            return
        said.add(text)
        text = text if not text.where else f"{text} (Triggered internally at {SOURCES}{text.where}.)"
    warning = kind(text)
    warning.__dict__["inside"] = inside
    frame, depth = sys._getframe(1), 2
    while frame.f_back is not None and frame.f_code.co_filename.startswith(PACKAGE):
        frame, depth = frame.f_back, depth + 1
    warnings.warn(warning, stacklevel=depth)


def say_inside(text: str, kind: type[Warning] = UserWarning) -> None:
    """The same of what a line of PyTorch's own warns about."""
    say(text, kind, inside=True)


def remember(new: set[str]) -> set[str]:
    """Have another set hold what was said once; the one before."""
    global said
    before, said = said, new
    return before
