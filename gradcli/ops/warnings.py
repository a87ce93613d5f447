"""What PyTorch warns about (a UserWarning) while an operation still answers: a row says it, whoever runs the row may listen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import local


class Native(str):
    """What compiled code of PyTorch's warns of.

    where  its place in PyTorch's sources, which Python's warning says; empty where it is Python that warns
    once   it is said once in a process, whatever filters say (TORCH_WARN_ONCE)
    """

    where: str
    once: bool


def native(text: str, where: str, once: bool = True) -> Native:
    """A text with its place."""
    found = Native(text)
    found.where, found.once = where, once
    return found


class _Listeners(local):
    """Those of one thread, the innermost last."""

    def __init__(self) -> None:
        self.all: list[Callable[[str], None]] = []


_here = _Listeners()


def warn(text: str) -> None:
    """Say PyTorch's warning to the innermost listener; without one it is lost."""
    if _here.all:
        _here.all[-1](text)


otherwise: Callable[[str, type[Warning]], None] | None = None  # whoever hears what is said aloud: a session


def aloud(text: str, kind: type[Warning] = UserWarning) -> None:
    """Say what is no matter of a row, but of how tensors are used, to the session; without one it is lost."""
    if otherwise is not None and not (_here.all and _here.all[-1] is _deaf):
        otherwise(text, kind)


@contextmanager
def heard(listener: Callable[[str], None]) -> Iterator[None]:
    """Call `listener` with the text of each warning inside the block."""
    _here.all.append(listener)
    try:
        yield
    finally:
        _here.all.pop()


def muted() -> AbstractContextManager[None]:
    """Nobody is told inside the block: what runs there was run before, where somebody listened."""
    return heard(_deaf)


def _deaf(text: str) -> None:
    """Nobody."""
