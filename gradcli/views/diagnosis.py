"""What an error means, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gradcli.errors.reading import Diagnosis, where
from gradcli.views.lines import Line
from gradcli.views.tables import table

SCHEMA = "gradcli.diagnosis/1"


def overview(every: Sequence[Diagnosis]) -> Iterator[Line]:
    """All errors by their names."""
    yield from table([[(d.known.name, "name"), (d.known.kind, "quiet"), (d.known.title, "")] for d in every])
    yield []
    yield [('gradcli error "NAME" tells everything about one of them, and so does a part of its text', "quiet")]


def one(found: Diagnosis) -> Iterator[Line]:
    """The text, the user's own line, what it means, the causes, and the two scripts."""
    yield [(f"{found.type}: ", "error"), (found.message or found.known.name, "")]
    if found.place is not None:
        yield [("  your line: ", "quiet"), (where(found.place), "place"), (f"   {found.place.text or ''}".rstrip(), "")]
    if found.later is not None:
        yield [("  then, while it was handled: ", "quiet"), (found.later, ""), ("   which is not known here", "quiet")]
    yield []
    yield [(found.known.title, "name")]
    yield [(f"  {found.meaning}", "")]
    yield []
    yield [("The usual causes", "quiet")]
    yield from ([(f"  {k}  ", "quiet"), (cause, "")] for k, cause in enumerate(found.known.causes, start=1))
    yield []
    yield from _script("This raises it" if not found.known.kind.endswith("Warning") else "This warns", found.known.script)
    yield []
    yield from _script("This does not", found.known.cure)


def _script(title: str, text: str) -> Iterator[Line]:
    yield [(title, "quiet")]
    yield from ([(f"  {line}".rstrip(), "help")] for line in text.splitlines())


# ------------------------------------------------------------------ for programs
def document(found: Sequence[Diagnosis]) -> dict[str, Any]:
    """One error or all of them as data."""
    return {"schema": SCHEMA, "errors": [_entry(d) for d in found]}


def _entry(found: Diagnosis) -> dict[str, Any]:
    place = found.place
    return {
        "name": found.known.name,
        "type": found.type,
        "message": found.message,
        "title": found.known.title,
        "meaning": found.meaning,
        "causes": list(found.known.causes),
        "script": found.known.script,
        "cure": found.known.cure,
        "place": None if place is None else place._asdict(),
        "later": found.later,
    }
