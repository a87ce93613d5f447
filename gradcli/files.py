"""Text and numbers from files and standard input, with a limit on how much is read; and files written whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO

from gradcli import limits
from gradcli.problems import FileProblem, Problem, demand_stdin, unreadable


def source_text(text: str) -> str:
    """An expression: the text itself, @path, or - for standard input."""
    if text == "-":
        demand_stdin()
        return _decoded(
            _limited(sys.stdin.buffer.read(limits.value(limits.SOURCE_BYTES) + 1), "standard input"), "standard input"
        )
    if text.startswith("@"):
        return _expression_in(text[1:])
    if len(text) > limits.value(limits.SOURCE_BYTES):
        limits.check(limits.SOURCE_BYTES, len(text), "the expression")
    return text


def end_of_text(text: str, most: int) -> str:
    """What a program has printed: the text itself, @path, or - for standard input; the last `most` bytes, whatever they are.

    Raises FileProblem.
    """
    if text == "-":
        demand_stdin()
        return _printed(sys.stdin.buffer, most)
    if not text.startswith("@"):
        return text
    try:
        with open(text[1:], "rb") as file:
            return _printed(file, most)
    except (OSError, ValueError) as error:
        raise unreadable(text[1:], error) from None


def _printed(stream: BinaryIO | IO[bytes], most: int) -> str:
    """The end of a stream, of which no more is held; a shell of Windows writes UTF-16, and a log may hold any byte."""
    head = data = stream.read(most)
    while chunk := stream.read(most):
        data = (data + chunk)[-most:]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return (data.removeprefix(head[:2])).decode("utf-16-le" if head[0] == 0xFF else "utf-16-be", "replace")
    return data.decode("utf-8", "replace").removeprefix("\ufeff")


EXPRESSIONS = (".txt", ".expr", ".py", ".json")  # files of which a message may show a line; the last holds stored traces


def _expression_in(path: str) -> str:
    """The expression in a file. Where nothing in its name says that it holds one, a message must not show what it holds."""
    text = read_text(path)
    if Path(path).suffix.lower() not in EXPRESSIONS and not text.lstrip().startswith("{"):
        _demand_expression(text, path)
    return text


def _demand_expression(text: str, path: str) -> None:
    from gradcli.syntax.parser import parse  # which the others need too, later
    from gradcli.syntax.reading import PREFIX_HEADS

    try:
        parse(text, PREFIX_HEADS)
    except Problem as problem:
        line = text.count("\n", 0, problem.span[0]) + 1 if problem.span else 1
        fix = "the names of files with expressions end in .txt; then the place is shown"
        raise FileProblem(f"{path} holds no expression: line {line} is none", fix=fix) from None


def read_text(path: str) -> str:
    """The text of a file in UTF-8."""
    return _decoded(_bytes(path), path)


def _bytes(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return _limited(file.read(limits.value(limits.SOURCE_BYTES) + 1), path)
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from None


def _limited(data: bytes, what: str) -> bytes:
    if len(data) > limits.value(limits.SOURCE_BYTES):
        limits.check(limits.SOURCE_BYTES, len(data), what)
    return data


def _decoded(data: bytes, what: str) -> str:
    from gradcli.readers.content import ARCHIVE, LONGEST, refuse  # what is typed is no file

    refuse(data[:LONGEST], what, also=(ARCHIVE,))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileProblem(
            f"{what} is not UTF-8 text: byte {error.start} is 0x{data[error.start]:02x}", fix="save it as UTF-8"
        ) from None


def stdin_lines() -> Iterator[str]:
    """The lines of standard input that hold something."""
    demand_stdin()
    for raw in sys.stdin.buffer:
        text = _decoded(raw, "standard input").strip()
        if text:
            yield text


# ------------------------------------------------------------------ writing
_rehearsals = 0  # while there are any, nothing is written


@contextmanager
def rehearsed() -> Iterator[None]:
    """Inside the block everything is done but the writing of files."""
    global _rehearsals
    _rehearsals += 1
    try:
        yield
    finally:
        _rehearsals -= 1


class Unasked(Exception):
    """Other machines are not asked only to try something. As far as can be known here, there is nothing wrong."""


def is_rehearsal() -> bool:
    """Whether nothing is written, and nobody waits for more than whether it could be."""
    return _rehearsals > 0


def make_folder(path: str) -> None:
    """Make a folder if it is not there. Raises OSError."""
    if not _rehearsals:
        os.makedirs(path, exist_ok=True)


def write_whole(path: str, text: str | bytes) -> None:
    """Write a file whole or not at all, as `whole_file` does."""
    with whole_file(path) as stream:
        stream.write(text.encode("utf-8", "replace") if isinstance(text, str) else text)


@contextmanager
def whole_file(path: str) -> Iterator[BinaryIO]:
    """A stream into a file that is there as a whole when the block has ended well, and not at all otherwise.

    `-` is standard output. What exists is replaced only if it is a regular file, found through symbolic links, which stay; it
    keeps its mode. A pipe or a character device such as /dev/null is written to. Raises FileProblem.
    """
    if is_stdout(path):
        sys.stdout.flush()
        yield sys.stdout.buffer
        return
    if _rehearsals:
        yield BytesIO()
        return
    try:
        into = _stream_into(path)
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from None
    try:
        with into as stream:
            yield stream
    except OSError as error:
        raise _unwritable(path, error) from None


def is_stdout(path: str) -> bool:
    """Whether a name stands for standard output."""
    return path in ("-", "/dev/stdout")


def _stream_into(path: str) -> AbstractContextManager[BinaryIO]:
    """Where the bytes go: straight into a device, or into a file beside the one that they will replace."""
    found = _existing(path)
    if found is not None and (stat.S_ISCHR(found.st_mode) or stat.S_ISFIFO(found.st_mode)):
        return open(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_NOCTTY), "wb")
    if found is not None and not stat.S_ISREG(found.st_mode):
        what = "a folder" if stat.S_ISDIR(found.st_mode) else "not a regular file"
        raise FileProblem(f"cannot write {path}: it is {what}", fix="give the name of a file")
    if not os.path.basename(path):
        raise FileNotFoundError(2, "there is no such folder" if path else "the name is empty")
    target = os.path.realpath(path)
    if found is not None and not os.access(target, os.W_OK):
        raise PermissionError(13, "it is write-protected")
    beside = os.path.join(os.path.dirname(target), f".gradcli-{os.getpid()}-{os.urandom(4).hex()}")
    return _replacing(target, beside, found)


@contextmanager
def _replacing(target: str, beside: str, found: os.stat_result | None) -> Iterator[BinaryIO]:
    """Written beside it, then renamed: nobody ever sees half of it."""
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
            yield file
            if found is not None:
                os.chmod(beside, stat.S_IMODE(found.st_mode))
        os.replace(beside, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise


def _existing(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except FileNotFoundError:
        return None


def _unwritable(path: str, error: Exception) -> FileProblem:
    reason = getattr(error, "strerror", None) or str(error)
    fix = (
        "make its folder first"
        if isinstance(error, FileNotFoundError) and path
        else "give the name of a file that can be written"
    )
    return FileProblem(f"cannot write {path or 'a file without a name'}: {reason}", fix=fix)
