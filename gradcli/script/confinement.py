"""Nets under the limits: the memory that the process may have, and a clock that needs no step of the script.

Where one operation of Python or NumPy takes more memory than there is to be, it fails with a MemoryError; where one takes longer
than a whole run may, the operating system ends the process. Neither is everywhere: without it the limits that are counted remain.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

GRACE = 30  # seconds after which a step that does not end is ended


@contextmanager
def confined(memory: int, seconds: float) -> Iterator[None]:
    """The process may grow by so many bytes, and take so long."""
    with _memory(memory), _clock(seconds + GRACE):
        yield


@contextmanager
def _memory(amount: int) -> Iterator[None]:
    try:
        import resource

        size = _size()
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    except (ImportError, OSError, ValueError):
        yield
        return
    wanted = size + amount
    if (hard != resource.RLIM_INFINITY and wanted > hard) or (soft != resource.RLIM_INFINITY and wanted > soft):
        yield
        return
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _size() -> int:
    """Bytes of address space that the process has. Raises OSError where that is not known."""
    import resource

    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


@contextmanager
def _clock(seconds: float) -> Iterator[None]:
    import signal
    import threading

    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds)  # whose signal ends the process
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
