"""Where tables are and where they go, on this machine or behind an address such as s3://bucket/a.csv: the one door to both."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any, BinaryIO, Protocol

from gradcli import files
from gradcli.problems import unreadable
from gradcli.readers.addresses import BEGUN, CHECK, HIDDEN, State, is_address


class Place(Protocol):
    """A file, a folder, or a pattern for files.

    name  for people, without what is nobody's business
    """

    name: str

    def reading(self, fix: str = CHECK) -> AbstractContextManager[BinaryIO]:
        """The bytes of a file. Raises FileProblem, with a fix where it cannot be opened."""

    def exists(self) -> bool:
        """Whether there is a file or a folder."""

    def is_folder(self) -> bool:
        """Whether it is a folder."""

    def is_pattern(self) -> bool:
        """Whether it stands for the files that it fits."""

    def files(self) -> list[str]:
        """The paths of the files in a folder and in those inside of it, or that a pattern fits; the place's own otherwise."""

    def below(self, path: str) -> str:
        """How one of these is called below the folder, or below the one in front of the first sign of the pattern."""

    def state(self) -> State:
        """Of a file. Raises FileProblem."""

    def inside(self, name: str) -> str:
        """The path of a file in a folder."""

    def make(self) -> None:
        """Make a folder if it is not there. Raises OSError."""

    def held(self) -> list[str]:
        """The names in a folder, without those of files that are being written. Raises OSError."""

    def having(self, names: Sequence[str]) -> set[str]:
        """Which of these files are in a folder, or in folders inside of it."""

    def clear(self) -> None:
        """Remove from a folder what a process that was killed had begun to write."""


def at(path: str) -> Place:
    """The place that a path names. Raises Problem where a library is missing that reaches it."""
    if is_address(path):
        from gradcli.readers.remote import Remote

        return Remote(path)
    return Local(path)


def whole_file(path: str) -> AbstractContextManager[BinaryIO]:
    """A stream into a file that is there as a whole when the block has ended well, and not at all otherwise; - is stdout.

    Raises FileProblem.
    """
    if is_address(path):
        from gradcli.readers.remote import Remote

        return Remote(path).writing()
    return files.whole_file(path)


class Local:
    """A file or a folder of this machine."""

    def __init__(self, path: str) -> None:
        self.path = self.name = path

    @contextmanager
    def reading(self, fix: str = CHECK) -> Iterator[BinaryIO]:
        """The bytes of a file. Raises FileProblem, with a fix where it cannot be opened."""
        try:
            stream = open(self.path, "rb")  # noqa: SIM115
        except (OSError, ValueError) as error:
            raise unreadable(self.path, error, fix) from None
        with stream:
            yield stream

    def exists(self) -> bool:
        """Whether there is a file or a folder."""
        return os.path.exists(self.path)

    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return os.path.isdir(self.path)

    def is_pattern(self) -> bool:
        """Whether it stands for the files that it fits."""
        return glob.has_magic(self.path) and not self.exists()

    def files(self) -> list[str]:
        """The paths of the files in a folder and in those inside of it, or that a pattern fits; the place's own otherwise."""
        if self.is_pattern():
            return [path for path in glob.glob(self.path, recursive=True) if os.path.isfile(path)]
        if not self.is_folder():
            return [self.path]
        found = []
        for where, folders, names in os.walk(self.path):
            folders[:] = sorted(name for name in folders if not name.startswith(HIDDEN))
            found += [os.path.join(where, name) for name in names if not name.startswith(HIDDEN)]
        return found

    def below(self, path: str) -> str:
        """How one of these is called below the folder, or below the one in front of the first sign of the pattern."""
        return os.path.relpath(path, self.path if self.is_folder() else _fixed(self.path))

    def state(self) -> State:
        """Of a file. Raises FileProblem."""
        try:
            found = os.stat(self.path)
        except (OSError, ValueError) as error:
            raise unreadable(self.path, error) from None
        return State(found.st_size, found.st_mtime_ns)

    def inside(self, name: str) -> str:
        """The path of a file in a folder."""
        return os.path.join(self.path, name)

    def make(self) -> None:
        """Make a folder if it is not there. Raises OSError."""
        files.make_folder(self.path)

    def held(self) -> list[str]:
        """The names in a folder, without those of files that are being written. Raises OSError."""
        return [name for name in os.listdir(self.path) if not name.startswith(BEGUN)]

    def having(self, names: Sequence[str]) -> set[str]:
        """Which of these files are in a folder, or in folders inside of it."""
        return {name for name in names if os.path.exists(self.inside(name))}

    def clear(self) -> None:
        """Remove from a folder what a process that was killed had begun to write."""
        for where, _, names in os.walk(self.path):
            for name in names:
                if name.startswith(BEGUN):
                    with suppress(OSError):
                        os.unlink(os.path.join(where, name))


def _fixed(pattern: str) -> str:
    """The folder in front of the first sign of a pattern, or that of a file."""
    folder = os.path.dirname(pattern)
    while glob.has_magic(folder):
        folder = os.path.dirname(folder)
    return folder or "."


def size_there(stream: Any) -> int | None:
    """How many bytes a stream from another machine has, 0 where one cannot go back in it; None for streams of this machine."""
    found: int | None = getattr(stream, "size_there", None)
    return found
