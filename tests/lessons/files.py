"""The lessons in tests/lessons/programs: where they are, what real torch made of them, and running one as `gradcli run` does."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import NamedTuple

from gradcli.ops.defaults import default_dtype_of
from gradcli.printing.options import printoptions
from gradcli.script.cells import cells
from gradcli.script.events import ErrorEvent, Event, Result, Stderr, Stdout, Warned
from gradcli.script.session import Session, Settings
from gradcli.script.showing import displayed

FOLDER = Path(__file__).parent / "programs"
ANSWERS = Path(__file__).parents[1] / "data" / "lesson_answers.jsonl"
ADDRESS = re.compile(r"0x[0-9a-f]+")
NUMBER = re.compile(r"-?\d+\.\d*(?:e[-+]?\d+)?")


class Ran(NamedTuple):
    """What a lesson printed on both streams, without addresses in memory, and its exit status."""

    stdout: str
    stderr: str
    status: int


def lessons() -> dict[str, Path]:
    """Every script and notebook, by its topic and name."""
    found = sorted(path for path in FOLDER.glob("*/*") if path.suffix in (".py", ".ipynb"))
    return {f"{path.parent.name}/{path.name}": path for path in found}


def answers() -> dict[str, Ran]:
    """What real torch and IPython printed."""
    entries = map(json.loads, ANSWERS.read_text("utf-8").splitlines())
    return {entry["name"]: Ran(entry["stdout"], entry["stderr"], entry["status"]) for entry in entries}


def ran(path: Path) -> Ran:
    """Run a lesson in a session of its own, all cells of it."""
    events: list[Event] = []
    status = 0
    with default_dtype_of("float32"), printoptions(), Session(Settings(), events.append, displayed) as session:
        for cell in cells(path.read_text("utf-8"), path.name):
            outcome = session.run(cell)
            if outcome.exit is not None:
                status = outcome.exit
                break
            status = status if outcome.ok else 1
    return Ran(plain("".join(map(_printed, events))), plain("".join(map(_told, events))), status)


def plain(text: str) -> str:
    """A text without what is of one process: addresses in memory."""
    return ADDRESS.sub("0x", text)


def _printed(event: Event) -> str:
    return f"{event.text}\n" if isinstance(event, Result) else event.text if isinstance(event, Stdout) else ""


def _told(event: Event) -> str:
    if isinstance(event, ErrorEvent):
        return event.report
    return event.text if isinstance(event, Stderr | Warned) else ""


# ------------------------------------------------------------------ comparing
def same(found: str, wanted: str) -> bool:
    """The same text; a number may differ in its last digit, or by 1e-4: another processor adds float32 in another order."""
    if found == wanted:
        return True
    if NUMBER.sub("#", found) != NUMBER.sub("#", wanted):
        return False
    return all(_close(a, b) for a, b in zip(NUMBER.findall(found), NUMBER.findall(wanted), strict=True))


def _close(found: str, wanted: str) -> bool:
    mantissa, _, exponent = wanted.partition("e")
    last = 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
    return math.isclose(float(found), float(wanted), rel_tol=1e-4, abs_tol=1.01 * last)
