"""A script that runs again in a session of its own, and changes nothing for the one that goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from gradcli.evaluate.generators import default_generator
from gradcli.ops.defaults import default_dtype_apart
from gradcli.printing.options import printoptions
from gradcli.recording.modes import history
from gradcli.script.cells import Cell
from gradcli.script.events import ErrorEvent, Event
from gradcli.script.session import Outcome, Session, Settings

PATIENCE = 10.0  # seconds for all that follows one error


class Runs:
    """Runs of a session's cells, all of them within so many seconds."""

    def __init__(self, settings: Settings, patience: float = PATIENCE) -> None:
        self._settings = settings
        self._end = time.monotonic() + patience

    def last(self, cells: Sequence[Cell], trace: Any = None) -> tuple[Outcome, ErrorEvent | None] | None:
        """How the last of some cells ends; None if time or a limit does not suffice."""
        seconds = self._end - time.monotonic()
        if seconds <= 0.0:
            return None
        limits = self._settings.limits
        settings = self._settings._replace(
            limits=limits._replace(seconds=min(seconds, limits.seconds)), explain=False, remember=False
        )
        events: list[Event] = []
        with kept(), Session(settings, events.append, lambda _: None, trace) as session:
            outcome = Outcome()
            for k, cell in enumerate(cells):
                events.clear()
                if trace is not None:
                    trace.cell = k
                outcome = session.run(cell)
                if outcome.ended or outcome.exit is not None:
                    return None
        errors = [event for event in events if isinstance(event, ErrorEvent)]
        return outcome, errors[-1] if errors else None


@contextmanager
def kept() -> Iterator[None]:
    """What belongs to the whole process is as new inside the block, and after it as it was before."""
    drawn, seen = default_generator.state(), (history.anomaly, history.check_nan)
    history.anomaly, history.check_nan = False, True
    try:
        with default_dtype_apart("float32"), printoptions():
            yield
    finally:
        default_generator.restore(drawn)
        history.anomaly, history.check_nan = seen
