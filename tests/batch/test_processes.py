"""As a process: signals, pipes, full disks and memory. Whole lines are left behind, or nothing under the output's name."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradcli.batch.interrupts import TERMINATED, Interrupts
from tests.command import plain_environment
from tests.test_architecture import loaded

COMMAND = [sys.executable, "-m", "gradcli", "batch"]
SECONDS = 60
EXPRESSION = "sin(x)*exp(-y)"
MANY = 150_000
MEMORY = 200 * 2**20


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "t.csv"
    path.write_text("x,y\n" + "".join(f"{k / 7!r},{k / 11!r}\n" for k in range(MANY)))
    return path


def started(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
    settings = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": plain_environment()}
    return subprocess.Popen([*COMMAND, *map(str, arguments)], **{**settings, **options})


def until(condition: Any) -> None:
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.002)


# ------------------------------------------------------------------ signals
@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_leaves_whole_lines(sent: signal.Signals, status: int, table: Path, tmp_path: Path) -> None:
    with open(tmp_path / "out", "wb") as out:
        running = started(EXPRESSION, table, stdout=out)
        until(lambda: (tmp_path / "out").stat().st_size)
        running.send_signal(sent)
        _, err = running.communicate(timeout=SECONDS)
    text = (tmp_path / "out").read_bytes()
    assert (running.returncode, err) == (status, b"")
    assert text.endswith(b"\n") and {line.count(b",") for line in text.splitlines()} == {4}


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
@pytest.mark.parametrize("format", ["csv", "npy", "npz"])
def test_a_signal_leaves_nothing_under_the_outputs_name(sent: signal.Signals, format: str, table: Path, tmp_path: Path) -> None:
    out = tmp_path / f"out.{format}"
    out.write_text("before")
    running = started(EXPRESSION, table, "--output", out)
    until(lambda: any(format == "npz" or path.stat().st_size for path in tmp_path.glob(".gradcli-*")))
    running.send_signal(sent)
    running.communicate(timeout=SECONDS)
    assert out.read_text() == "before"
    if sent != signal.SIGKILL:
        assert [path.name for path in tmp_path.iterdir()] == [out.name]


def test_what_is_to_outlive_its_terminal_does(table: Path, tmp_path: Path) -> None:
    """As under nohup: a signal that is ignored stays ignored."""
    running = started(
        EXPRESSION, table, "--output", tmp_path / "out.csv", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)
    )
    until(lambda: any(path.stat().st_size for path in tmp_path.glob(".gradcli-*")))
    running.send_signal(signal.SIGHUP)
    running.communicate(timeout=SECONDS)
    assert running.returncode == 0 and (tmp_path / "out.csv").read_text().count("\n") == MANY + 1


def test_interrupted_while_it_waits() -> None:
    running = started("x**2", "-")
    assert running.stdin is not None and running.stdout is not None
    running.stdin.write(b"x\n3\n")
    running.stdin.flush()
    assert running.stdout.readline() + running.stdout.readline() == b"x,y,x.grad\n3,9.0,6.0\n"  # it answers at once
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=SECONDS)
    assert (running.returncode, err) == (130, b"")


@pytest.mark.parametrize(
    ("lines", "first"), [(b'{"x": 1}\n', b'{"x": 1, "y": 1.0'), (b'{"expression": "2*x", "values": {"x": 1}}\n', b'{"schema"')]
)
def test_a_line_is_answered_when_it_comes(lines: bytes, first: bytes) -> None:
    running = started(*(["x*1"] if b"expression" not in lines else []), "-")
    assert running.stdin is not None and running.stdout is not None
    for _ in range(3):
        running.stdin.write(lines)
        running.stdin.flush()
        assert running.stdout.readline().startswith(first)
    _, err = running.communicate(timeout=SECONDS)
    assert (running.returncode, err) == (0, b"")


def test_the_first_signal_waits_for_the_block_and_the_second_does_not() -> None:
    interrupts = Interrupts()
    reached = []
    with pytest.raises(KeyboardInterrupt), interrupts.heard(), interrupts.held():
        os.kill(os.getpid(), signal.SIGINT)
        reached.append(1)
    assert reached == [1]
    interrupts = Interrupts()
    with pytest.raises(SystemExit) as ended, interrupts.heard(), interrupts.held():
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGTERM)
        reached.append(2)
    assert reached == [1] and ended.value.code == TERMINATED
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


# ------------------------------------------------------------------ pipes and disks
@pytest.mark.parametrize(
    "line", ["{0} '{1}' {2} | head -1", "{0} '{1}' {2} --format jsonl | head -1", "yes '{{}}' | {0} - | head -1"]
)
def test_a_closed_pipe_ends_it_silently(line: str, table: Path) -> None:
    shell = "set -o pipefail; " + line.format(" ".join(COMMAND), EXPRESSION, table)
    done = subprocess.run(["bash", "-c", shell], capture_output=True, timeout=SECONDS, env=plain_environment())
    assert done.stdout.count(b"\n") == 1 and done.stderr == b""
    assert done.returncode == 0 or line.startswith("yes")  # which dies of the same pipe


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_a_full_disk_is_never_silent(table: Path) -> None:
    for options in ([], ["--format", "npz"], ["--output", "/dev/full"]):
        with open("/dev/full", "wb") as full:
            running = started(EXPRESSION, table, *options, stdout=full)
            _, err = running.communicate(timeout=SECONDS)
        assert running.returncode == 2 and b"No space left" in err and b"Traceback" not in err


def test_closed_streams(table: Path) -> None:
    for number in (0, 1):
        for arguments in (["x*2", "-"], ["-"], [EXPRESSION, str(table)]):
            running = started(*arguments, preexec_fn=lambda n=number: os.close(n))
            _, err = running.communicate(b"", timeout=SECONDS)
            assert b"Traceback" not in err and running.returncode in (0, 2)


def test_standard_output_that_is_appended_to(tmp_path: Path) -> None:
    np.save(tmp_path / "p.npy", np.zeros(3, [("x", "f8")]))
    (tmp_path / "out").write_bytes(b"before")
    with open(tmp_path / "out", "ab") as out:
        running = started("x*2", tmp_path / "p.npy", "--on-error", "skip", stdout=out)
        running.communicate(timeout=SECONDS)
    assert (tmp_path / "out").read_bytes().startswith(b"before\x93NUMPY")


def test_nothing_but_answers_in_a_pipe(table: Path) -> None:
    running = started(EXPRESSION, table)
    out, err = running.communicate(timeout=SECONDS)
    assert (running.returncode, err) == (0, b"") and out.count(b"\n") == MANY + 1 and b"\x1b" not in out


# ------------------------------------------------------------------ memory
def little_memory() -> None:
    """Less than the table takes up."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


@pytest.mark.parametrize("format", ["npy", "npz"])
def test_memory_does_not_grow_with_the_rows(format: str, tmp_path: Path) -> None:
    x = np.linspace(0, 1, 8_000_000)
    np.savez(tmp_path / "p.npz", x=x)
    np.save(tmp_path / "p.npy", x)
    running = started("x**2", tmp_path / f"p.{format}", "--output", tmp_path / f"out.{format}", preexec_fn=little_memory)
    _, err = running.communicate(timeout=SECONDS)
    assert (running.returncode, err) == (0, b"")


# ------------------------------------------------------------------ start-up
def test_only_what_is_needed_is_imported(tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_text('{"expression": "x**2", "values": {"x": 2}}\n')
    (tmp_path / "t.csv").write_text("x\n1\n")
    heavy = {"rich", "lark", "pydantic", "zipfile", "numpy", "csv"}
    for arguments, allowed in (([tmp_path / "r.jsonl"], set()), (["x**2", tmp_path / "t.csv"], {"numpy", "csv"})):
        modules = loaded("batch", *map(str, arguments))
        assert heavy & modules <= allowed
    assert "gradcli.commands.batch" not in loaded("grad", "x**2", "--x", "2")
