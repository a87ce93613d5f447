"""A command run as a process of its own, and what it cost: the operating system's own accounting of the finished child."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from statistics import median
from typing import NamedTuple

# Without this variable Python keeps its bytecode, as it does for every user; with it, each start would compile anew.
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
    "GRADCLI_MAX_GRAPH_BYTES": str(10**12),  # a million operations of any kind, at whatever they cost
}

Command = Sequence[str]


class Run(NamedTuple):
    """One run: seconds on the clock, seconds of processor time, peak memory in MiB, what it printed."""

    wall: float
    cpu: float
    peak: float
    printed: str


class Failed(Exception):
    """A command that did not end well; the text is what it complained of last."""


def run(command: Command) -> Run:
    """Run a command and wait for it."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begin = time.perf_counter()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=ENVIRONMENT)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - begin
        child.returncode = os.waitstatus_to_exitcode(status)  # so that Popen does not wait for it again
        out.seek(0)
        err.seek(0)
        if child.returncode:
            complaint = err.read().decode(errors="replace").strip().splitlines()
            raise Failed(complaint[-1] if complaint else f"exit status {child.returncode}")
        return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / _PER_MIB, out.read().decode())


_PER_MIB = 2**20 if sys.platform == "darwin" else 2**10  # the unit of ru_maxrss differs


def in_turn(commands: Mapping[str, Command], rounds: int) -> dict[str, list[Run]]:
    """Run all commands one after the other, so many times over: A B C A B C ...

    The speed of a machine drifts. What ran side by side can be compared all the same, round by round.
    """
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(run(command))
    return runs


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios of the rounds."""
    return median(a / b for a, b in zip(ours, theirs, strict=True))


def timed_inside(run: Run) -> Run:
    """The run with the time that the process itself measured and printed, as {"seconds": ..., "sums": [...]}."""
    return run._replace(wall=json.loads(run.printed)["seconds"])


def agree_in_sums(ours: Run, theirs: Run, what: str) -> None:
    """Both must have computed the same, or the comparison is worth nothing."""
    for x, y in zip(json.loads(ours.printed)["sums"], json.loads(theirs.printed)["sums"], strict=True):
        if not math.isclose(x, y, rel_tol=1e-9):
            raise SystemExit(f"gradcli and {what} disagree: {x} and {y}")
