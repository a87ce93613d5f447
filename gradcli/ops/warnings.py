"""What PyTorch warns about (a UserWarning) while an operation still answers: a row says it, whoever runs the row may listen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

_listeners: list[Callable[[str], None]] = []


def warn(text: str) -> None:
    """Say PyTorch's warning to the innermost listener; without one it is lost."""
    if _listeners:
        _listeners[-1](text)


@contextmanager
def heard(listener: Callable[[str], None]) -> Iterator[None]:
    """Call `listener` with the text of each warning inside the block."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.pop()


def muted() -> AbstractContextManager[None]:
    """Nobody is told inside the block: what runs there was run before, where somebody listened."""
    return heard(lambda text: None)
