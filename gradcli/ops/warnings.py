"""What PyTorch warns about (a UserWarning) while an operation still answers: a row says it, whoever runs the row may listen."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import local


class Once(str):
    """A text that PyTorch says once in a process, whatever filters say."""


class _Listeners(local):
    """Those of one thread, the innermost last."""

    def __init__(self) -> None:
        self.all: list[Callable[[str], None]] = []


_here = _Listeners()


def warn(text: str) -> None:
    """Say PyTorch's warning to the innermost listener; without one it is lost."""
    if _here.all:
        _here.all[-1](text)


class heard:
    """Call `listener` with the text of each warning inside the block."""

    def __init__(self, listener: Callable[[str], None]) -> None:
        self._listener = listener

    def __enter__(self) -> None:
        _here.all.append(self._listener)

    def __exit__(self, *_: object) -> None:
        _here.all.pop()


def muted() -> AbstractContextManager[None]:
    """Nobody is told inside the block: what runs there was run before, where somebody listened."""
    return heard(lambda text: None)
