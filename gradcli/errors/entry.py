"""The form of what is known about an error."""

from __future__ import annotations

from typing import NamedTuple


class Known(NamedTuple):
    """An error of PyTorch's, or one of Python's that PyTorch's values lead to.

    name     a word or two by which it can be asked for
    kind     the exception or the warning
    pattern  a regular expression for its text, in which one space stands for any white space
    title    what happened, in a line
    meaning  why PyTorch refuses; `{name}` is filled with the group of the pattern
    causes   the usual ones, the most frequent first
    script   raises it
    cure     the same script, put right
    """

    name: str
    kind: str
    pattern: str
    title: str
    meaning: str
    causes: tuple[str, ...]
    script: str
    cure: str
