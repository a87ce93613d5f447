"""What a refused command suggests, followed as somebody would who types it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence

from gradcli.commands.mending.line import Line
from tests.command import Ran

HELP = re.compile(r"^ *(?:help|fix): (.*(?:\n(?!\{).+)*)", re.MULTILINE)


def suggested(ran: Ran, typed: Sequence[str]) -> Iterator[list[str]]:
    """The command lines that the help of a refused one asks for."""
    for match in HELP.finditer(ran.err):
        words, gap, text = match[1].rstrip("\n").partition("   ")
        text = text.strip()
        if text.startswith("gradcli "):
            yield shlex.split(text)[1:]
        elif gap and text and not text.startswith("printf "):
            line = Line(typed)
            yield line.put(line.texts()[0], [text])
        elif found := re.search(r"(?:command|values): (--\S.*)\Z", words):
            yield [*typed, *shlex.split(found[1])]
