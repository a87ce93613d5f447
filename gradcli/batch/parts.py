"""The files of a table that is spread over several: a folder, or a pattern such as data/*.parquet."""

from __future__ import annotations

import glob
import os
from typing import NamedTuple

from gradcli.batch import formats
from gradcli.problems import FileProblem, Problem, about_setting
from gradcli.readers.content import EXTENSIONS
from gradcli.readers.packing import name_inside

HIDDEN = (".", "_")  # with which the names of files begin that are no part of a table
SHOWN = 60


class Part(NamedTuple):
    """A piece of a table with a file of its own for its answer.

    source  where it is read
    target  the name of its answer, below the folder of the answers
    size    bytes of the source
    time    when it was changed last, in nanoseconds
    groups  the row groups that are read, from one to before another; None for all
    """

    source: str
    target: str
    size: int
    time: int
    groups: tuple[int, int] | None = None


def are_several(path: str) -> bool:
    """Whether a name is that of a folder, or a pattern."""
    return path != "-" and (os.path.isdir(path) or (glob.has_magic(path) and not os.path.exists(path)))


def found(path: str, format: str | None) -> list[Part]:
    """The files of a folder, with those in folders inside of it, or those that a pattern finds; in the order of their names.

    format  of the answers; None for that of each file
    Raises FileProblem where there is none, and Problem where two answers would have one name.
    """
    base = path if os.path.isdir(path) else _fixed(path)
    files = _inside(path) if os.path.isdir(path) else [p for p in glob.glob(path, recursive=True) if os.path.isfile(p)]
    tables = sorted(one for one in files if formats.by_extension(one) is not None)
    if not tables:
        what = "holds no table" if files or os.path.isdir(path) else "finds no file"
        raise FileProblem(f"{path[:SHOWN]} {what}", fix=f"the names of tables end in {', '.join(EXTENSIONS)}")
    parts = [_part(one, os.path.relpath(one, base), format) for one in tables]
    names: dict[str, str] = {}
    for part in parts:
        other = names.setdefault(part.target, part.source)
        if other != part.source:
            fix = about_setting("format", "makes their names one: leave it out, or rename a file")
            raise Problem(f"{other} and {part.source} would both become {part.target}", fix=fix)
    return parts


def by_row_groups(path: str, count: int, format: str | None) -> list[Part]:
    """The pieces of one Parquet file with so many row groups: a file for each."""
    stem = name_inside(os.path.basename(path)).rpartition(".")[0]
    whole = _part(path, "", None)
    ending = formats.ending(format or "parquet")
    return [whole._replace(target=f"{stem}-{k:06}{ending}", groups=(k, k + 1)) for k in range(count)]


def _part(path: str, target: str, format: str | None) -> Part:
    try:
        state = os.stat(path)
    except OSError as error:
        raise FileProblem(f"cannot read {path}: {error.strerror}", fix="check the path") from None
    if format is not None and formats.by_extension(path) != format:
        target = os.path.splitext(name_inside(target))[0] + formats.ending(format)
    return Part(path, target, state.st_size, state.st_mtime_ns)


def _inside(folder: str) -> list[str]:
    found = []
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(HIDDEN))
        found += [os.path.join(where, name) for name in names if not name.startswith(HIDDEN)]
    return found


def _fixed(pattern: str) -> str:
    """The folder in front of the first sign of a pattern."""
    folder = os.path.dirname(pattern)
    while glob.has_magic(folder):
        folder = os.path.dirname(folder)
    return folder or "."
