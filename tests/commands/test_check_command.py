"""`check` on files: as many processes as one likes give the same bytes, Ctrl-C ends all, and a terminal sees how far it is."""

from __future__ import annotations

import os
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.command import gradcli, plain_environment

ROOT = Path(__file__).parents[2]
CHECK = '[[check]]\nname = "{k}"\nexpression = "{text}"\nvalues = {{ x = {k}, y = [1, 2] }}\nallow_unused = true\n'
TEXTS = ("x**3", "3x", "abs(x)", "x.detach()", "(y*x).sum()", "log(x)", "sin(x)*exp(-x)")
SLOW = '[[check]]\nexpression = "sin(x)**200"\nvalues = { x = 1 }\nsamples = 9\nformula = { x = "200*sin(x)**199*cos(x)" }\n'


@pytest.fixture
def checks(tmp_path: Path) -> str:
    path = tmp_path / "checks.toml"
    path.write_text("".join(CHECK.format(k=k, text=TEXTS[k % len(TEXTS)]) for k in range(28)))
    return str(path)


@pytest.mark.parametrize("format", ["text", "json", "junit"])
def test_more_processes_give_the_same_bytes(format: str, checks: str) -> None:
    one, two = (gradcli("check", checks, "--format", format, "--jobs", jobs) for jobs in ("1", "2"))
    assert one.status == two.status == 2 and one.err == two.err == ""
    assert untimed(one.out) == untimed(two.out) and one.out


def untimed(text: str) -> str:
    return re.sub(r'\btime="[^"]*"', "", text)


def test_a_format_is_imported_when_it_is_asked_for(checks: str) -> None:
    formats = ("github", "junit", "sarif", "tap", "checks_json")
    for asked, needed in (("text", set()), ("junit", {"junit"}), ("sarif", {"sarif", "checks_json"})):
        run = f"from gradcli.commands.app import run; run(['check', {checks!r}, '--format', {asked!r}])"
        code = f"import sys; before = {{*sys.modules}}; {run}; print(*{{*sys.modules}} - before)"  # coverage brings its own
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment())
        modules = done.stdout.splitlines()[-1].split()
        assert {name for name in formats if f"gradcli.views.{name}" in modules} == needed
        assert ("xml.etree.ElementTree" in modules) == (asked == "junit") and "multiprocessing" not in modules


def environment() -> dict[str, str]:
    return {**plain_environment(), "PYTHONPATH": str(ROOT)}


@pytest.mark.skipif(shutil.which("ps") is None, reason="ps is not installed")
@pytest.mark.parametrize(("jobs", "seconds"), [("1", 2.0), ("2", 0.6), ("2", 2.0)])
def test_ctrl_c_ends_all_processes(jobs: str, seconds: float, tmp_path: Path) -> None:
    (tmp_path / "checks.toml").write_text(SLOW * 3000)
    command = [sys.executable, "-m", "gradcli", "check", "checks.toml", "--jobs", jobs]
    process = subprocess.Popen(
        command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, b"", b"")
    end = time.monotonic() + 10
    while alive(process.pid) and time.monotonic() < end:
        time.sleep(0.05)
    assert not alive(process.pid)


def alive(group: int) -> list[str]:
    """The processes of a group that still run; whoever adopted an ended one may be slow to notice."""
    listed = subprocess.run(["ps", "-eo", "pgid=,stat=,args="], capture_output=True, text=True, check=True).stdout
    fields = [line.split(None, 2) for line in listed.splitlines()]
    return [command for pgid, state, command in fields if int(pgid) == group and not state.startswith("Z")]


@pytest.mark.skipif(os.name != "posix", reason="signals and terminals of POSIX")
def test_a_terminal_sees_how_far_it_is(tmp_path: Path) -> None:
    import pty

    (tmp_path / "checks.toml").write_text(SLOW * 3000)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "gradcli", "check", "checks.toml"]
    variables = {**environment(), "TERM": "xterm", "COLUMNS": "80"}
    process = subprocess.Popen(command, cwd=tmp_path, env=variables, stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    seen, end = b"", time.monotonic() + 30
    while b"checks" not in seen and time.monotonic() < end:
        if select.select([ours], [], [], 1.0)[0]:
            seen += os.read(ours, 4096)
    process.kill()
    process.communicate()
    os.close(ours)
    assert b"checks" in seen
