"""Somebody beside the process ends it where one step does not come to its end, and tells how to be patient."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from gradcli.script import confinement
from gradcli.script.confinement import GRACE, PATIENCE, TWICE, confined, running, watch

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no process beside this one")
DEAF = "import re\nprint('begun', flush=True)\nre.match('(a+)+$', 'a' * 60 + 'b')\nprint('not reached')"


class Happening:
    """What is written into the pipe at which time of a clock that goes on by itself."""

    def __init__(self, *written: tuple[float, bytes]) -> None:
        self.source, self.pipe = os.pipe()
        self.now = 0.0
        self.written = list(written)
        self.said: list[str] = []

    def clock(self) -> float:
        self.now += 0.05
        while self.written and self.written[0][0] <= self.now:
            os.write(self.pipe, self.written.pop(0)[1])
        if not self.written and self.pipe >= 0 and self.now > 20:
            os.close(self.pipe)
            self.pipe = -1
        return self.now


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Waiting takes no time."""
    real = confinement.select.select
    monkeypatch.setattr(confinement.select, "select", lambda r, w, x, _: real(r, w, x, 0))
    yield


def told(*written: tuple[float, bytes]) -> list[str]:
    happening = Happening(*written)
    watch(happening.source, lambda text: happening.said.append(f"end {text}"), happening.said.append, happening.clock)
    os.close(happening.source)
    return happening.said


def until(end: float) -> bytes:
    return struct.pack("=cdd", b"t", end, 5.0)


HEARD = struct.pack("=cdd", b"h", 0.0, 0.0)
INTERRUPT = bytes([signal.SIGINT])
ON = "note: one step of the script goes on; Ctrl-C once more ends everything\n"


def test_what_is_said_and_done(quick: None) -> None:
    assert told() == []
    assert told((1, until(5)), (4, until(float("inf")))) == []
    assert told((1, until(5))) == ["end note: stopped after 5 seconds: max-seconds allows more\n"]
    assert told((1, INTERRUPT), (5, INTERRUPT)) == []  # while nothing runs
    assert told((1, until(99)), (2, INTERRUPT), (2 + PATIENCE / 2, HEARD)) == []
    assert told((1, until(99)), (2, INTERRUPT)) == [ON]
    assert told((1, until(99)), (2, INTERRUPT), (2 + 3 * TWICE, INTERRUPT)) == ["end interrupted\n"]
    assert told((1, until(99)), (2, INTERRUPT), (9, INTERRUPT)) == [ON, "end interrupted\n"]
    assert told((1, until(99)), (2, INTERRUPT), (2, INTERRUPT)) == [ON]  # two keys that were one
    assert told((1, bytes([signal.SIGTERM]))) == []


def test_nobody_is_left_behind() -> None:
    before = signal.set_wakeup_fd(-1)
    signal.set_wakeup_fd(before)
    with confined(2**30), running(time.monotonic() + 50, 50):
        confinement.heard()
    assert signal.set_wakeup_fd(-1) == before
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def started(text: str, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "gradcli", "run", "-", *options]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdin is not None
    process.stdin.write(text)
    process.stdin.close()
    process.stdin = None
    return process


def test_a_step_that_does_not_end_is_ended() -> None:
    process = started(DEAF, "--max-seconds", "0.5")
    out, err = process.communicate(timeout=50 + GRACE)
    assert (out, err) == ("begun\n", "note: stopped after 0.5 seconds: max-seconds allows more\n")
    assert process.returncode == -signal.SIGTERM


def test_a_step_that_does_not_end_can_be_interrupted() -> None:
    process = started(DEAF)
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    time.sleep(PATIENCE + 1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=50)
    assert (out, err) == ("", ON + "interrupted\n")


@pytest.mark.parametrize("delay", [0.05, 0.15, 0.3, 0.5, 1.0])
def test_an_interrupt_at_any_moment_shows_nothing_of_our_own(delay: float) -> None:
    process = started("import torch\nimport numpy\nwhile True: pass")
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=50)
    assert process.returncode in (1, 130, -signal.SIGINT)
    assert not [line for line in err.splitlines() if "gradcli" in line or "typer" in line]
