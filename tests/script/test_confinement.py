"""Somebody beside the process ends it where one step does not come to its end, and tells how to be patient."""

from __future__ import annotations

import json
import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gradcli.script import confinement
from gradcli.script.confinement import GRACE, PATIENCE, TIMES, TWICE, Power, confined, running, watch

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no process beside this one")
DEAF = "import re\nprint('begun', end='')\nre.match('(a+)+$', 'a' * 60 + 'b')\nprint('not reached')"


class Happening:
    """What is written into the pipe at which time of a clock that goes on by itself."""

    def __init__(self, *written: tuple[float, bytes]) -> None:
        self.source, self.pipe = os.pipe()
        self.now = 0.0
        self.written = list(written)
        self.said: list[str] = []
        self.woken: list[float] = []

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


def happened(*written: tuple[float, bytes]) -> Happening:
    happening = Happening(*written)
    power = Power(
        lambda reason: happening.said.append(f"end: {reason}"),
        happening.said.append,
        lambda: happening.woken.append(happening.now),
    )
    watch(happening.source, power, happening.clock)
    os.close(happening.source)
    return happening


def told(*written: tuple[float, bytes]) -> list[str]:
    return happened(*written).said


def until(end: float) -> bytes:
    return struct.pack("=cdd", b"t", end, 5.0)


HEARD = struct.pack("=cdd", b"h", 0.0, 0.0)
INTERRUPT = bytes([signal.SIGINT])
ON = "note: one step of the script goes on; Ctrl-C once more ends everything\n"


def test_what_is_said_and_done(quick: None) -> None:
    assert told() == []
    assert told((1, until(5)), (4, until(float("inf")))) == []
    assert told((1, until(5))) == ["end: stopped after 5 seconds: max-seconds allows more"]
    assert told((1, INTERRUPT), (5, INTERRUPT)) == []  # while nothing runs
    assert told((1, until(99)), (2, INTERRUPT), (2 + PATIENCE / 2, HEARD)) == []
    assert told((1, until(99)), (2, INTERRUPT)) == [ON]
    assert told((1, until(99)), (2, INTERRUPT), (2 + 3 * TWICE, INTERRUPT)) == ["end: interrupted"]
    assert told((1, until(99)), (2, INTERRUPT), (9, INTERRUPT)) == [ON, "end: interrupted"]
    assert told((1, until(99)), (2, INTERRUPT), (2, INTERRUPT)) == [ON]  # two keys that were one
    assert told((1, bytes([signal.SIGTERM]))) == []


def test_who_waits_for_keys_is_made_to_look_again(quick: None) -> None:
    """Where nothing runs and nobody has heard of an interrupt, again and again, and not for ever."""
    woken = happened((1, INTERRUPT)).woken
    assert len(woken) == TIMES and woken[0] < 1.5 and woken[1] - woken[0] < woken[3] - woken[2] < 2
    assert len(happened((1, INTERRUPT), (1.3, HEARD)).woken) < 4
    assert happened((1, until(99)), (2, INTERRUPT)).woken == []
    assert len(happened((1, INTERRUPT), (1.3, until(99))).woken) < 4


ALONE = """
import os, signal, time
from gradcli.script import confinement
from gradcli.script.confinement import confined, running

before = signal.set_wakeup_fd(-1)
signal.set_wakeup_fd(before)
with confined(2**30), running(time.monotonic() + 50, 50):
    confinement.heard()
assert signal.set_wakeup_fd(-1) == before
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    print("nobody")
"""


def test_nobody_is_left_behind() -> None:
    done = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True)  # here other tests may have children
    assert (done.stdout, done.stderr) == ("nobody\n", "")


def started(text: str, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "gradcli", "run", "-", *options]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdin is not None
    process.stdin.write(text)
    process.stdin.close()
    process.stdin = None
    return process


def test_a_step_that_does_not_end_is_ended_and_nothing_is_lost(tmp_path: Path) -> None:
    """Neither on a pipe, nor in the lines of JSON, nor on a page."""
    pages = [tmp_path / name for name in ("a.html", "a.md", "a.ipynb")]
    every = [["--json"], *(["--output", str(page)] for page in pages), []]
    cells = f"# %%\nimport sys\nprint('first')\n# %%\n1 / 0\n# %%\nprint('err', file=sys.stderr)\n{DEAF}"
    processes = [started(cells, "--max-seconds", "2.5", *options) for options in every]
    done = [process.communicate(timeout=50 + GRACE) for process in processes]
    assert {process.returncode for process in processes} == {-signal.SIGTERM}
    limit = "stopped after 2.5 seconds: max-seconds allows more"
    out, err = done[-1]
    assert out == "first\nbegun"
    assert "ZeroDivisionError" in err and err.endswith(f"err\nnote: {limit}\n")
    events = [json.loads(line) for line in done[0][0].splitlines()]
    assert [e["text"] for e in events if e["event"] == "stdout"] == ["first\n", "begun"]
    assert events[-2:] == [
        {"schema": "gradcli.run/1", "event": "note", "cell": 3, "text": limit},
        {"schema": "gradcli.run/1", "event": "end", "cell": 3, "status": 128 + signal.SIGTERM},
    ]
    for page, (out, err) in zip(pages, done[1:], strict=False):
        text = page.read_text("utf-8")
        assert out == "" and err.endswith(f"note: {limit}\n")
        assert "first" in text and "begun" in text and "ZeroDivisionError: division by zero" in text and "err" in text
        assert limit in text or page.suffix == ".ipynb"


def test_a_step_that_does_not_end_can_be_interrupted() -> None:
    process = started(DEAF)
    assert process.stdout is not None
    assert process.stdout.read(5) == "begun"
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    time.sleep(PATIENCE + 1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=50)
    assert (out, err) == ("", ON + "note: interrupted\n")


@pytest.mark.parametrize("delay", [0.5, 0.7, 1.0, 1.5])  # before, it is Python itself that starts
def test_an_interrupt_at_any_moment_shows_nothing_of_our_own(delay: float) -> None:
    process = started("import torch\nimport numpy\nwhile True: pass")
    time.sleep(delay)
    err = _interrupted(process)
    assert process.returncode in (1, 130, 143, -signal.SIGINT)
    assert not [line for line in err.splitlines() if "gradcli" in line or "typer" in line]


def _interrupted(process: subprocess.Popen[str]) -> str:
    """What is said when the key is pressed, and again where it came before anybody listened."""
    for _ in range(3):
        process.send_signal(signal.SIGINT)
        try:
            return process.communicate(timeout=15)[1]
        except subprocess.TimeoutExpired:
            continue
    process.kill()
    return process.communicate()[1]


def test_no_module_is_looked_for_beside_the_lesson(tmp_path: Path) -> None:
    """Python looks for modules where `python -m` is started: a lesson called random.py would be run by Python itself."""
    for name in ("html", "random", "statistics", "json", "numpy", "flint"):
        (tmp_path / f"{name}.py").write_text("open('reached', 'w')\nprint('REACHED')\n")
    (tmp_path / "lesson.py").write_text("import random, statistics, json, numpy\nprint(numpy.ones(1))\n")
    env = {**os.environ, "PYTHONPATH": str(Path(confinement.__file__).parents[2])}
    for options in ([], ["--output", "page.html"]):
        command = [sys.executable, "-m", "gradcli", "run", "lesson.py", *options]
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=100)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == ("" if options else "[1.]\n")
    assert not (tmp_path / "reached").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--max-seconds", "nan"], "is no number"),
        (["--json", "--output", "x.md"], "two ways"),
        (["--seed", str(2**64)], "--seed"),
        (["b.py"], "a run has one file"),
    ],
)
def test_options_that_cannot_be_followed(options: list[str], words: str) -> None:
    done = subprocess.run([sys.executable, "-m", "gradcli", "run", "a.py", *options], capture_output=True, text=True, timeout=100)
    assert done.returncode == 2
    assert words in done.stderr
    assert "mistake" not in done.stderr


def test_a_run_without_an_end_can_be_interrupted(quick: None) -> None:
    with confined(2**30), running(float("inf"), float("inf")):
        pass
    assert told((1, until(confinement.LONG)), (2, INTERRUPT), (9, INTERRUPT)) == [ON, "end: interrupted"]


def test_an_error_where_there_is_no_room_for_a_second_run() -> None:
    env = {**os.environ, "GRADCLI_MAX_SCRIPT_BYTES": "400000000"}
    command = [sys.executable, "-m", "gradcli", "run", "-"]
    done = subprocess.run(command, input="model(x)\n", capture_output=True, text=True, timeout=100, env=env)
    assert done.returncode == 1
    assert done.stderr.endswith("NameError: name 'model' is not defined\n")
