"""Runs programs in this process, one a line of standard input, and says of each how it went."""

from __future__ import annotations

import json
import linecache
import random
import re
import resource
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from gradcli.advice import advising, rerun
from gradcli.printing.pretty import displayed
from gradcli.problems import Problem
from gradcli.script.budget import Limits
from gradcli.script.cells import Cell, cells
from gradcli.script.confinement import confined
from gradcli.script.events import ErrorEvent, Event
from gradcli.script.session import Session, Settings
from gradcli.script.worker import STACK
from gradcli.views.session import complaint
from gradcli.views.session_files import WRITERS
from gradcli.views.session_json import document
from gradcli.views.text import json_line

LIMITS = Limits(steps=20_000, seconds=2.0, printed=200_000, memory=300 * 2**20)
ROOT = str(Path(__file__).parents[2])
ENGINE = re.compile(r"/gradcli/(?!script/)")
INNER = re.compile(
    r"<module '[^']*' from|<frame |<code object|<traceback object|<cell at|gradcli\.\w|"
    + re.escape(ROOT)
    + "|"
    + re.escape(sys.prefix)
)
REPR = re.compile(r"<(?:bound method|function) ([\w.<>]+)")


def main() -> None:
    """Answer until there are no more programs."""
    with confined(LIMITS.memory + 4 * STACK):
        for line in sys.stdin:
            seed, text, file = json.loads(line)
            start = time.monotonic()
            found = run(text, file, seed)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            sys.stdout.write(json.dumps([found, time.monotonic() - start, peak]) + "\n")
            sys.stdout.flush()


def run(text: str, file: str, seed: int) -> list[tuple[str, str]]:
    """What is wrong with how a program went: kinds and details."""
    r = random.Random(seed)
    found: list[tuple[str, str]] = []
    try:
        with rerun.kept():
            _watched(text, file, r, found)
    except Problem:
        pass
    except BaseException as error:
        found.append(("leak", "".join(traceback.format_tb(error.__traceback__)[-6:]) + type(error).__name__))
    return found


def _watched(text: str, file: str, r: random.Random, found: list[tuple[str, str]]) -> None:
    parts = [cell if cell.echo else cell._replace(number=1) for cell in cells(text, file)]
    settings = Settings(LIMITS, 0, (file,), explain=r.random() < 0.1)
    told: dict[int, list[Event]] = {}
    begun = time.monotonic()
    with Session(settings, lambda event: told[now].append(event), displayed) as session:
        for k, cell in enumerate(parts):
            now = cell.number
            told.setdefault(now, [])
            outcome = session.run(cell)
            found += [one for event in told[now] for one in judged(event, text)]
            if outcome.ended or outcome.exit is not None:
                break
            if outcome.error is not None and r.random() < 0.2 and time.monotonic() - begun < 1:
                advising.advice(parts, k, outcome.error, settings)
        session.described()
        session.completions(r.choice(["", "t", "torch.", "x.", "torch.nn.", "print."]))
    _shown(parts, told, text, file)


def _shown(parts: list[Cell], told: dict[int, list[Event]], text: str, file: str) -> None:
    """Every way to show a session takes what happened."""
    for write in WRITERS.values():
        write(parts, told, file, text).encode("utf-8", "backslashreplace")
    for number, events in told.items():
        for event in events:
            json_line(document(event, number))
            complaint(event)


def judged(event: Event, text: str) -> list[tuple[str, str]]:
    """What an event shows that it should not."""
    found: list[tuple[str, str]] = []
    shown: str = event.report if isinstance(event, ErrorEvent) else getattr(event, "text", "")
    inner = INNER.search(shown)
    if inner and inner.group() not in text:
        found.append(("shows", shown[max(0, inner.start() - 60) : inner.end() + 60]))
    for match in REPR.finditer(shown):
        if (
            "<locals>" in match.group(1)
            and not match.group(1).startswith("<")
            and not re.search(rf"\b{re.escape(match.group(1).partition('.')[0])}\b", text)
        ):
            found += [("shows", match.group())]
    if isinstance(event, ErrorEvent):
        found += accidental(event)
    return found


CALLS_BACK = {  # lines that call what a program gave, and say what Python and PyTorch say where that is no function
    "return function(*arguments, **keywords)",
    "return self.forward(*args, **kwargs)",
    "result = self.forward(*args, **kwargs)",
}


def accidental(event: ErrorEvent) -> list[tuple[str, str]]:
    """An error of the engine that no statement `raise` of it raised."""
    trace: Any = event.exception.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None or not ENGINE.search(trace.tb_frame.f_code.co_filename):
        return []
    file, number = trace.tb_frame.f_code.co_filename, trace.tb_lineno
    line = linecache.getline(file, number).strip()
    if line.startswith("raise ") or isinstance(event.exception, Problem | MemoryError | RecursionError | KeyboardInterrupt):
        return []
    if line in CALLS_BACK and event.text.endswith("object is not callable"):
        return []
    short = file.partition("/gradcli/")[2]
    return [("accident", f"{event.type} {short}:{number} {line[:100]} | {event.text[:150]}")]


if __name__ == "__main__":
    main()
