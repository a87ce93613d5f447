"""Running a text as `gradcli run` runs it, and what came out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from gradcli.script.budget import Limits
from gradcli.script.cells import Cell
from gradcli.script.events import ErrorEvent, Event, Note, Result, Stderr, Stdout, Warned
from gradcli.script.session import Session, Settings

FILE = "program.py"
DEFAULT = Limits()


class Ran(NamedTuple):
    """What a text printed and told."""

    out: str
    err: str
    status: int
    events: list[Event]

    @property
    def errors(self) -> list[ErrorEvent]:
        return [e for e in self.events if isinstance(e, ErrorEvent)]

    @property
    def notes(self) -> list[str]:
        return [e.text for e in self.events if isinstance(e, Note)]

    @property
    def results(self) -> list[str]:
        return [e.text for e in self.events if isinstance(e, Result)]


def run(*texts: str, limits: Limits = DEFAULT, echo: bool = False, seed: int | None = None, **more: Any) -> Ran:
    """Run texts as the cells of one session."""
    events: list[Event] = []
    status = 0
    with Session(Settings(limits, seed), events.append, **more) as session:
        for number, text in enumerate(texts, start=1):
            cell = Cell(text, f"Cell In[{number}]", number, True) if echo else Cell(text, FILE)
            outcome = session.run(cell)
            status = outcome.exit if outcome.exit is not None else status if outcome.ok else 1
            if outcome.ended:
                break
    return Ran(text_of(events, Stdout), complaints(events), status, events)


def text_of(events: list[Event], *kinds: Callable[..., Event]) -> str:
    """All text of events of some kinds."""
    return "".join(e.text for e in events if isinstance(e, kinds))  # type: ignore[arg-type]


def complaints(events: list[Event]) -> str:
    """What Python writes to stderr."""
    return "".join(
        e.report if isinstance(e, ErrorEvent) else e.text for e in events if isinstance(e, ErrorEvent | Stderr | Warned)
    )
