"""Which column of a table is the value of a variable: the only one, that of its name, or one that is named behind the file.

`@points.csv:a` is the column `a` of points.csv.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from shlex import quote
from typing import NamedTuple

from gradcli.problems import FileProblem, Remedy
from gradcli.readers.addresses import is_address
from gradcli.suggest import suggest_name

SHOWN = 12  # names of columns in a message


def listing(names: Sequence[str]) -> str:
    """The names of columns as a message shows them: the first ones, where there are many."""
    return ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")


class Wanted(NamedTuple):
    """Where a value is.

    path    of the file; - is standard input
    column  that is named behind it; None where none is
    usual   the column that is taken where none is named
    what    the variable, or the setting, as a problem calls it
    """

    path: str
    column: str | None = None
    usual: str = ""
    what: str = ""

    def among(self, names: Sequence[str], proposed: int = 0) -> int:
        """The place of the column among the names of all. Raises FileProblem.

        proposed  the place of one that a problem names
        """
        if not names:
            raise FileProblem(f"{self.path} has no columns", fix="give a file with one")
        name = self.usual if self.column is None else self.column
        if names.count(name) > 1:
            why = f"{self.path} has the column `{name}` {names.count(name)} times"
            raise FileProblem(why, fix="give each column a name of its own")
        if name in names:
            return names.index(name)
        if self.column is None and len(names) == 1:
            return 0
        listed = listing(names)
        if self.column is None:
            raise FileProblem(f"{self.path} has {len(names)} columns: {listed}", fix=self._choosing(names[proposed]))
        near = suggest_name(name, list(names)) or names[proposed]
        raise FileProblem(f"{self.path} has no column `{name}`; its columns are {listed}", fix=self._choosing(near))

    def _choosing(self, column: str) -> Remedy:
        return Remedy("column", (self.what, quote(f"@{self.path}:{column}")))

    def refuse_column(self, holds: str) -> None:
        """Raise FileProblem if a column is named, and the file has none."""
        if self.column is not None:
            why = f"{self.path} is {holds}, and has no column `{self.column}`"
            raise FileProblem(why, fix=Remedy("column", (self.what, quote(f"@{self.path}"))))


ONLY = Wanted("it")  # of a file with one


def wanted(text: str, usual: str, what: str) -> Wanted:
    """What stands behind the @, taken apart: a file, or a file, a colon and a column. A file of the whole name comes first.

    In an address the colon stands behind the last slash.
    """
    if is_address(text):
        colon = text.find(":", text.rfind("/"))
        return Wanted(text, None, usual, what) if colon < 0 else Wanted(text[:colon], text[colon + 1 :], usual, what)
    end = len(text)
    while not os.path.exists(text[:end]) and text[:end] != "-":
        end = text.rfind(":", 0, end)
        if end < 0:
            return Wanted(text, None, usual, what)
    return Wanted(text[:end], text[end + 1 :] if end < len(text) else None, usual, what)
