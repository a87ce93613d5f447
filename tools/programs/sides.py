"""The two sides of a comparison: torch in a process of its own, and gradcli's interpreter in this one."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import warnings
from typing import NamedTuple

import numpy as np

import gradcli.torch
from gradcli.script.budget import Limits
from gradcli.script.cells import Cell
from gradcli.script.events import ErrorEvent, Event, Note, Stdout
from gradcli.script.session import Session, Settings

ADDRESS = re.compile(r"0x[0-9a-f]{6,}|(?<=id=)\d{9,}")


class Answer(NamedTuple):
    """What a program printed, and the type and the text of the error that ended it; `notes` are gradcli's own words about it."""

    stdout: str
    error: str
    notes: str = ""

    def same(self, other: Answer) -> bool:
        """Whether nothing differs but addresses."""
        return self.lines() == other.lines()

    def lines(self) -> list[str]:
        """What was printed and the error, line by line, without addresses."""
        return ADDRESS.sub("0x", f"{self.stdout}\n{self.error}").split("\n")


class Torch:
    """Real torch, in one process for all programs."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tools.programs.worker"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def answer(self, text: str) -> Answer:
        """What torch makes of a program. Raises RuntimeError if the process has died."""
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(text) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            self.close()
            self.__init__()  # type: ignore[misc]
            return Answer("", "torch crashed")
        found = json.loads(line)
        return Answer(found["stdout"], found["error"])

    def close(self) -> None:
        """End the process."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()


def fresh() -> None:
    """The state in which a process begins, as far as a program can have changed it."""
    gradcli.torch.set_default_dtype(gradcli.torch.float32)
    gradcli.torch.set_printoptions(profile="default")
    gradcli.torch.set_grad_enabled(True)
    gradcli.torch.manual_seed(0)
    random.seed(0)
    np.random.seed(0)
    np.set_printoptions(edgeitems=3, infstr="inf", linewidth=75, nanstr="nan", precision=8, suppress=False, threshold=1000)


def gradcli_answer(text: str) -> Answer:
    """What `gradcli run` makes of a program."""
    fresh()
    events: list[Event] = []
    with warnings.catch_warnings(), Session(Settings(Limits(seconds=20)), events.append) as session:
        warnings.simplefilter("ignore")
        outcome = session.run(Cell(text, "program.py"))
    printed = "".join(e.text for e in events if isinstance(e, Stdout))
    notes = "\n".join(e.text for e in events if isinstance(e, Note))
    if outcome.exit is not None:
        return Answer(printed, f"SystemExit: {outcome.exit}", notes)
    if outcome.ended:
        return Answer(printed, "ended by a limit", notes)
    errors = [f"{e.type}: {e.exception}" for e in events if isinstance(e, ErrorEvent)]
    return Answer(printed, errors[0] if errors else "", notes)
