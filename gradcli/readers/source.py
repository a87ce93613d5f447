"""Bytes from a place or from standard input: in large pieces from a file, as they come from a pipe."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, BinaryIO

from gradcli import limits
from gradcli.problems import FileProblem, Problem, demand_stdin, unreadable
from gradcli.readers import places
from gradcli.readers.addresses import CHECK, plain_name
from gradcli.readers.content import BOM, PACKINGS, ZIP, is_open, kind_of

PIECE = 2**20  # bytes
STDIN = "standard input"
DAMAGED = (OSError, ValueError, EOFError, ArithmeticError)  # what reading raises, packed or not


class Source:
    """What is read, once, from front to back.

    name     for people
    stream   the bytes
    promised the name that says which format it has
    regular  whether it is a file of known size, in which one can seek
    patient  whether nobody waits at the other end
    packed   the source in which it is packed
    groups   the row groups of a Parquet file that are wanted, from one to before another; None for all
    keep     what else is open until it has been read
    """

    def __init__(self, name: str, stream: BinaryIO, packed: Source | None = None) -> None:
        self.name = self.promised = name
        self.stream = stream
        self.packed = packed
        self.groups: tuple[int, int] | None = None
        there = places.size_there(stream)
        self.size = 0 if packed is not None else _size(stream) if there is None else there
        self.regular = self.size > 0
        self.patient = self.regular or there is not None
        self.taken = 0
        self.keep = ExitStack()
        self._head = b""

    def fraction(self) -> float:
        """How much of it has been read, from 0 to 1."""
        if self.packed is not None:
            return self.packed.fraction()
        return self.taken / self.size if self.size else 0.0

    @property
    def is_file(self) -> bool:
        """Whether the bytes come from a file, packed or not, and nobody waits at the other end."""
        return self.patient or (self.packed is not None and self.packed.patient)

    def head(self, blank: bool = False) -> bytes:
        """The first bytes, which stay to be read: no more than are needed to tell a format, since more may be long in coming.

        blank  whether an empty line is something that has to be answered before more comes
        """
        while is_open(self._head) or not (blank or self._head.removeprefix(BOM).strip()):
            more = self._some(1)
            if not more:
                break
            self._head += more
        return self._head

    def some(self) -> bytes:
        """The next piece, whatever a pipe has ready; nothing at the end."""
        if self._head:
            found, self._head = self._head, b""
            if self.regular:
                found += self._some(PIECE - len(found))
        else:
            found = self._some(PIECE)
        self.taken += len(found)
        return found

    def fill(self, view: memoryview) -> int:
        """Fill a piece of memory; how many bytes there were."""
        count = min(len(self._head), len(view))
        view[:count] = self._head[:count]
        self._head = self._head[count:]
        while count < len(view):
            found = self._into(view[count:])
            if not found:
                break
            count += found
        self.taken += count
        return count

    def read(self, size: int) -> bytes:
        """So many bytes, fewer at the end: what NumPy's reader of headers asks for."""
        found = bytearray(size)
        return bytes(found[: self.fill(memoryview(found))])

    def _some(self, size: int) -> bytes:
        try:
            if self.regular:
                return self.stream.read(size)
            read1 = getattr(self.stream, "read1", self.stream.read)
            return read1(size)
        except Exception as error:
            raise self._damage(error) from None

    def _into(self, view: memoryview) -> int:
        try:
            return self.stream.readinto(view)  # type: ignore[attr-defined, no-any-return]
        except Exception as error:
            raise self._damage(error) from None

    def _damage(self, error: Exception) -> Exception:
        """What to say of an error of reading. Each library has errors of its own for what is packed and damaged."""
        known = isinstance(error, DAMAGED) or (self.packed is not None and not isinstance(error, Problem))
        return unreadable(self.name, error, CHECK) if known else error


def _size(stream: BinaryIO) -> int:
    """The bytes of a regular file; 0 for a pipe, a terminal and what is no file at all."""
    with suppress(OSError, ValueError, AttributeError):
        found = os.fstat(stream.fileno())
        return found.st_size if stat.S_ISREG(found.st_mode) else 0
    return 0


@contextmanager
def opened(path: str, fix: str = CHECK) -> Iterator[Source]:
    """A file, or standard input for `-`. Raises Problem.

    fix  what to do where it cannot be opened
    """
    if path == "-":
        demand_stdin()
        source = Source(STDIN, sys.stdin.buffer)
        with source.keep:
            yield unpacked(source)
        return
    place = places.at(path)
    with place.reading(fix) as stream:
        source = Source(place.name, stream)
        source.promised = plain_name(path)
        with source.keep:
            yield unpacked(source)


def unpacked(source: Source) -> Source:
    """What a source holds, where that is packed. Raises Problem."""
    head = source.head(blank=True)
    kind = kind_of(head)
    if kind in PACKINGS:
        from gradcli.readers import packing

        inside = Source(source.name, packing.reading(PACKINGS[kind], source), source)
        inside.promised = packing.name_inside(source.promised)
    elif head == ZIP and source.regular:
        from gradcli.readers import packing

        found = packing.only_member(source.stream)
        if found is None:
            source.stream.seek(len(head))  # of which `head` is kept
            return source
        archive, member = found
        try:
            stream: Any = source.keep.enter_context(archive.open(member))
        except Exception as error:  # damaged, encrypted, or packed in a way that is not known
            raise unreadable(source.name, error, CHECK) from None
        inside = Source(source.name, stream, source)
        inside.promised = member
    else:
        return source
    source.keep.enter_context(inside.keep)
    return inside


def texts(source: Source, errors: str = "strict", instead: bytes | None = None) -> Iterator[str]:
    """The text piece by piece, each but the last ending with a line's end; a byte order mark is left out.

    errors   as for bytes.decode; "surrogateescape" leaves it to the reader of a line to find what is not UTF-8
    instead  what stands for a line beyond all measure, of which nothing is kept
    Raises FileProblem for what is not UTF-8, and LimitProblem for a line beyond all measure that nothing stands for.
    """
    lines = 0
    for piece in pieces(source, instead):
        text = decoded(piece, source.name, lines, errors)
        lines += text.count("\n")
        yield text


def pieces(source: Source, instead: bytes | None = None) -> Iterator[bytes]:
    """The bytes of `texts`, as they are."""
    waiting: list[bytes] = []
    size = 0
    dropping = False
    while piece := source.some():
        if dropping:
            if b"\n" not in piece:
                continue
            piece, dropping = piece[piece.index(b"\n") :], False
        end = piece.rfind(b"\n") + 1
        if end:
            yield b"".join([*waiting, memoryview(piece)[:end]])
            waiting, size = [piece[end:]], len(piece) - end
        else:
            waiting.append(piece)
            size += len(piece)
            if instead is not None and size > limits.value(limits.SOURCE_BYTES):
                waiting, size, dropping = [instead], len(instead), True
            limits.check(limits.SOURCE_BYTES, size, f"a line of {source.name}")
    if size:
        yield b"".join(waiting)


def decoded(data: bytes, name: str, lines: int, errors: str = "strict") -> str:
    """UTF-8 as text, so many lines from the beginning of a source; a problem names the line. Raises FileProblem."""
    try:
        return data.decode("utf-8-sig" if not lines else "utf-8", errors)
    except UnicodeDecodeError as error:
        number = lines + data.count(b"\n", 0, error.start) + 1
        raise FileProblem(
            f"{name} is not UTF-8 text: line {number} has the byte 0x{data[error.start]:02x}", fix="save it as UTF-8"
        ) from None
