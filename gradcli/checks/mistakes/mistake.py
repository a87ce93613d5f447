"""What is said of a wrong claim, as data."""

from __future__ import annotations

from typing import NamedTuple

from gradcli.problems import Words


class Mistake(NamedTuple):
    """What a wrong claim was explained by.

    kind  what sort of mistake
    text  one sentence
    """

    kind: str
    text: Words
