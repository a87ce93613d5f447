"""The files of a table that is spread over several: a folder, or a pattern such as data/*.parquet."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from gradcli.batch import formats
from gradcli.problems import FileProblem, Problem, about_setting
from gradcli.readers import places
from gradcli.readers.addresses import plain_name, shown
from gradcli.readers.content import EXTENSIONS
from gradcli.readers.packing import name_inside

SHOWN = 60


class Part(NamedTuple):
    """A piece of a table with a file of its own for its answer.

    source  where it is read
    target  the name of its answer, below the folder of the answers
    size    bytes of the source
    time    when it was changed last, in nanoseconds, or what its store says in place of that
    groups  the row groups that are read, from one to before another; None for all
    """

    source: str
    target: str
    size: int
    time: int | str
    groups: tuple[int, int] | None = None


def are_several(path: str) -> bool:
    """Whether a name is that of a folder, or a pattern."""
    if path == "-":
        return False
    place = places.at(path)
    return place.is_folder() or place.is_pattern()


def found(paths: Sequence[str], format: str | None) -> list[Part]:
    """The files of folders, with those in folders inside of them, those that patterns find, and files, each in their order.

    format  of the answers; None for that of each file
    Raises FileProblem where there is none, and Problem where two answers would have one name.
    """
    parts = [part for path in paths for part in _found(path, format)]
    sources = [part.source for part in parts]
    if len({*sources}) < len(sources):
        twice = next(source for source in sources if sources.count(source) > 1)
        raise Problem(f"{shown(twice)} is named twice", fix="name it once")
    names: dict[str, str] = {}
    for part in parts:
        other = names.setdefault(part.target, part.source)
        if other != part.source:
            raise _one_name(shown(other), shown(part.source), part.target, format)
    return parts


def refuse_output(parts: Sequence[Part], output: str) -> None:
    """Raise Problem if the answers of several files would be written into one of them."""
    if any(part.source == output or os.path.realpath(part.source) == os.path.realpath(output) for part in parts):
        raise Problem(f"{shown(output)} is one of the files that are read", fix="give it another name, or another folder")


def _found(path: str, format: str | None) -> list[Part]:
    place = places.at(path)
    files = place.files()
    alone = files == [path]
    tables = sorted(one for one in files if alone or formats.by_extension(one) is not None)
    if not tables:
        what = "holds no table" if files or place.is_folder() else "finds no file"
        raise FileProblem(f"{place.name[:SHOWN]} {what}", fix=f"the names of tables end in {', '.join(EXTENSIONS)}")
    return [_part(one, place.below(one), format) for one in tables]


def _one_name(one: str, other: str, target: str, format: str | None) -> Problem:
    fix = "rename a file" if format is None else about_setting("format", "makes their names one: leave it out, or rename a file")
    return Problem(f"{one} and {other} would both become {target}", fix=fix)


def by_row_groups(path: str, count: int, format: str | None) -> list[Part]:
    """The pieces of one Parquet file with so many row groups: a file for each."""
    stem = name_inside(os.path.basename(plain_name(path))).rpartition(".")[0]
    whole = _part(path, "", None)
    ending = formats.ending(format or "parquet")
    return [whole._replace(target=f"{stem}-{k:06}{ending}", groups=(k, k + 1)) for k in range(count)]


def _part(path: str, target: str, format: str | None) -> Part:
    if ".." in target.replace("\\", "/").split("/"):  # of an archive, or of a page with links
        raise FileProblem(f"the name of {shown(path)} leads out of its folder", fix="rename it")
    state = places.at(path).state()
    if format is not None and formats.by_extension(path) != format:
        target = os.path.splitext(name_inside(target))[0] + formats.ending(format)
    return Part(path, target, state.size, state.stamp)
