"""Files behind addresses, through fsspec, which the extra `remote` brings, and the libraries that it asks for.

What the other side says, and whatever its library raises, ends as an OSError or as a problem on one line.
"""

from __future__ import annotations

import glob
import os
import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from errno import EIO
from functools import cached_property
from typing import Any, BinaryIO

from gradcli import files
from gradcli.problems import FileProblem, Problem, unreadable
from gradcli.readers.addresses import BEGUN, CHECK, HIDDEN, WEB, State, own_part, shown
from gradcli.suggest import suggest_name

MISSING = 'install it with: pip install "gradcli[remote]"'
STAMPS = ("ETag", "etag", "md5Hash", "CRC", "Last-Modified", "LastModified", "last_modified", "updated", "mtime", "created")
QUESTION = re.compile(r"(https?://[^\s?#'\"]*)[?#][^\s'\"]*")  # behind an address, where a signature may stand
LONGEST = 200  # characters of what a library says


class Remote:
    """A file, a folder or a pattern behind an address."""

    def __init__(self, path: str) -> None:
        """Find out who reaches it. Raises Problem."""
        self.path, self.name = path, shown(path)
        self._before, self._own, self._behind = own_part(path)
        self.protocol = self._own.partition("://")[0]
        self._is_web = self.protocol.lower() in WEB
        self._fs, found = self._reached()
        self._at: str = found.rstrip("/") or found

    def _reached(self) -> tuple[Any, str]:
        if files.is_rehearsal():
            raise files.Unasked
        try:
            import fsspec
        except ImportError:
            raise Problem(f"{self.name} is reached through fsspec, which is not installed", fix=MISSING) from None
        unknown = _unknown(fsspec, self.path)
        if unknown is not None:
            raise unknown
        try:
            return fsspec.core.url_to_fs(self.path)  # type: ignore[no-any-return]
        except ImportError as error:
            raise Problem(f"{self.name} needs a library that is not installed", why=_said(error), fix=_wanted(error)) from None
        except Exception as error:
            raise self._unreadable(error) from None

    def _unreadable(self, error: Exception, fix: str = CHECK) -> FileProblem:
        return unreadable(self.name, _as_os_error(error, self), fix)

    # ------------------------------------------------------------------ one file
    @contextmanager
    def reading(self, fix: str = CHECK) -> Iterator[BinaryIO]:
        """The bytes of a file. Raises FileProblem, with a fix where it cannot be opened."""
        try:
            stream = self._fs.open(self._at, "rb")
        except Exception as error:
            raise self._unreadable(error, fix) from None
        size = (getattr(stream, "size", None) or 0) if stream.seekable() and not self._is_archive() else 0
        with Stream(stream, self, size) as found:
            yield found  # type: ignore[misc]

    def _is_archive(self) -> bool:
        """Whether going back in a file means to unpack it from its beginning."""
        from fsspec.archive import AbstractArchiveFileSystem

        return isinstance(self._fs, AbstractArchiveFileSystem)

    @contextmanager
    def writing(self) -> Iterator[BinaryIO]:
        """A stream into a file that is there as a whole when the block has ended well, and not at all otherwise."""
        beside = posixpath.join(posixpath.dirname(self._at), f"{BEGUN}{os.getpid()}-{os.urandom(4).hex()}")
        try:
            if not self._is_web and self._ask(self._fs.isdir, self._at):
                raise FileProblem(f"cannot write {self.name}: it is a folder", fix="give the name of a file")
            with self._replacing(beside) as stream:
                yield stream  # type: ignore[misc]
        except OSError as error:
            reason = error.strerror or str(error)
            raise FileProblem(
                f"cannot write {self.name}: {reason}", fix="give the address of a file that can be written"
            ) from None

    @contextmanager
    def _replacing(self, beside: str) -> Iterator[Stream]:
        """Written beside it, then moved: nobody ever sees half of it."""
        stream = Stream(self._ask(self._fs.open, beside, "wb"), self)
        try:
            with stream:
                yield stream
            if glob.has_magic(beside + self._at):  # which `mv` would take for a pattern
                self._ask(self._fs.cp_file, beside, self._at)
                self._ask(self._fs.rm_file, beside)
            else:
                self._ask(self._fs.mv, beside, self._at)
        except BaseException:
            with suppress(Exception):
                self._fs.rm_file(beside)
            raise

    def state(self) -> State:
        """Of a file. Raises FileProblem."""
        try:
            found = self._fs.info(self._at)
            stamp = next((str(found[key]) for key in STAMPS if found.get(key)), None) or str(self._fs.ukey(self._at))
        except Exception as error:
            raise self._unreadable(error) from None
        return State(found.get("size") or 0, stamp)

    def exists(self) -> bool:
        """Whether there is a file or a folder. Raises FileProblem."""
        return bool(self._asked(self._fs.exists, self._at))

    # ------------------------------------------------------------------ several
    def is_folder(self) -> bool:
        """Whether it is a folder. Of the web only what ends like one is asked: its answer is a page."""
        if self._is_web:
            return self.path.endswith("/")
        return bool(self._asked(self._fs.isdir, self._at))

    def is_pattern(self) -> bool:
        """Whether it stands for the files that it fits. Addresses of the web have question marks of their own."""
        if self._is_web:
            return "*" in self._at.partition("?")[0]
        return glob.has_magic(self._at) and not self.exists()

    def files(self) -> list[str]:
        """The paths of the files in a folder and in those inside of it, or that a pattern fits; the place's own otherwise."""
        if self.is_pattern():
            asked = self._asked(self._fs.glob, self._at, detail=True)
            found = [path for path, known in asked.items() if known["type"] == "file"]
            dots = "/." in self._at  # which signs alone do not stand for, as on this machine
            return [self._address(path) for path in found if dots or not any(p.startswith(".") for p in self._names(path))]
        if not self.is_folder():
            return [self.path]
        inside = [path for path in self._asked(self._fs.find, self._at) if path.startswith(f"{self._at}/") or not self._at]
        return [self._address(path) for path in inside if not any(p.startswith(HIDDEN) for p in self._names(path))]

    def below(self, path: str) -> str:
        """How one of these is called below the folder, or below the one in front of the first sign of the pattern."""
        return "/".join(self._names(self._fs._strip_protocol(own_part(path)[1])))

    def _names(self, found: str) -> list[str]:
        return found[len(self._base) :].strip("/").split("/")

    @cached_property
    def _base(self) -> str:
        """The folder, or the one in front of the first sign of a pattern, or that of a file."""
        if self.is_folder():
            return self._at
        base = posixpath.dirname(self._at)
        while glob.has_magic(base):
            base = posixpath.dirname(base)
        return base

    def _address(self, found: str) -> str:
        own = found if "://" in found else f"{self.protocol}://{found}"
        return f"{self._before}{own}{self._behind}"

    def inside(self, name: str) -> str:
        """The path of a file in a folder."""
        folder = self._own if self._own.endswith("://") else f"{self._own.rstrip('/')}/"
        return f"{self._before}{folder}{name}{self._behind}"

    def make(self) -> None:
        """Make a folder if it is not there, but no bucket, of which it would be the first folder. Raises OSError."""
        first, _, _ = self._at.partition("/")
        if first and not self._ask(self._fs.exists, first):
            raise FileNotFoundError(2, f"there is no {first}")
        self._ask(self._fs.makedirs, self._at, exist_ok=True)

    def held(self) -> list[str]:
        """The names in a folder, without those of files that are being written. Raises OSError."""
        self._fs.invalidate_cache()
        try:
            found = self._ask(self._fs.ls, self._at, detail=False)
        except FileNotFoundError:  # of a store that knows no folders without files
            return []
        names = [path.rstrip("/").rpartition("/")[2] for path in found if path.rstrip("/") != self._at]
        return [name for name in names if name and not name.startswith(BEGUN)]

    def having(self, names: Sequence[str]) -> set[str]:
        """Which of these files are in a folder, or in folders inside of it."""
        self._fs.invalidate_cache()
        return {*names} & {path[len(self._at) :].lstrip("/") for path in self._asked(self._fs.find, self._at)}

    def clear(self) -> None:
        """Remove from a folder what a process that was killed had begun to write."""
        self._fs.invalidate_cache()
        with suppress(OSError):
            for path in self._ask(self._fs.find, self._at):
                if path.rpartition("/")[2].startswith(BEGUN):
                    self._ask(self._fs.rm_file, path)

    # ------------------------------------------------------------------ what the other side says
    def _ask(self, function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """What it answers. Raises OSError."""
        try:
            return function(*arguments, **options)
        except Exception as error:
            raise _as_os_error(error, self) from None

    def _asked(self, function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """What it answers. Raises FileProblem."""
        try:
            return function(*arguments, **options)
        except Exception as error:
            raise self._unreadable(error) from None


class Stream:
    """A stream of fsspec's whose errors are OSErrors.

    size_there  its bytes; 0 where one cannot go back, or where that takes long
    """

    def __init__(self, stream: Any, place: Remote, size: int = 0) -> None:
        self._stream, self._place = stream, place
        self.size_there = size

    @property
    def closed(self) -> bool:
        """Whether it is at its end."""
        return bool(self._stream.closed)

    def read(self, size: int = -1) -> bytes:
        """So many bytes, fewer at the end."""
        return self._do(self._stream.read, size)  # type: ignore[no-any-return]

    def readinto(self, view: Any) -> int:
        """Fill a piece of memory; how many bytes there were."""
        found = self.read(len(view))
        view[: len(found)] = found
        return len(found)

    def write(self, data: Any) -> int:
        """Write bytes."""
        return self._do(self._stream.write, data)  # type: ignore[no-any-return]

    def flush(self) -> None:
        """Pass on what its library has no reason to keep."""
        self._do(self._stream.flush)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place."""
        self._do(self._stream.seek, offset, whence)
        return self.tell()

    def tell(self) -> int:
        """The place."""
        return self._do(self._stream.tell)  # type: ignore[no-any-return]

    def seekable(self) -> bool:
        """Whether one can go back."""
        return bool(self._stream.seekable())

    def close(self) -> None:
        """Write what is left."""
        self._do(self._stream.close)

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.close()
            return
        with suppress(OSError):
            self.close()

    def _do(self, function: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return function(*arguments)
        except Exception as error:
            raise _as_os_error(error, self._place) from None


def _as_os_error(error: Exception, place: Remote) -> OSError:
    """Whatever a library raised, on one line and without what people should not see."""
    if isinstance(error, NotImplementedError):
        return OSError(f"{place.protocol} has no way to do that")
    cause = error.__cause__
    if isinstance(error, FileNotFoundError) and isinstance(cause, Exception) and not isinstance(cause, FileNotFoundError):
        error = cause  # nobody was there to be asked for the file
    text = QUESTION.sub(r"\1?…", _said(error).replace(place.path, place.name))
    if isinstance(error, FileNotFoundError):
        return FileNotFoundError(2, text if " " in text and error.errno != 2 else "there is no such file")
    return OSError(getattr(error, "errno", None) or EIO, text)


def _said(error: Exception) -> str:
    """What a library says, on one line."""
    text = " ".join(str(getattr(error, "strerror", None) or error).split()) or type(error).__name__
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _unknown(fsspec: Any, path: str) -> Problem | None:
    """A protocol that nobody knows."""
    for protocol in [link.partition("://")[0] for link in path.split("::")]:
        try:
            if re.fullmatch(r"[\w.+-]+", protocol):
                fsspec.get_filesystem_class(protocol)
        except ValueError:
            near = suggest_name(protocol, fsspec.available_protocols())
            fix = f"the nearest one is {near}://" if near else f"for a file of this machine: ./{path}"
            return Problem(f"there is no protocol `{protocol}`", fix=fix)
        except ImportError:  # of which is told when it is opened
            continue
    return None


def _wanted(error: ImportError) -> str:
    """What has to be installed."""
    named = re.search(r"[Ii]nstall (?:the )?`?([\w-]+)", str(error)) or re.match(r"No module named '(\w+)", str(error))
    packages = re.findall(r'"([\w-]+)"', str(error)) if named is None else [named[1]]
    return f"install it with: pip install {' '.join(packages)}" if packages else "install what it names"
