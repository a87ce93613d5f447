"""The line about a run that takes long, on a terminal alone."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gradcli.script.events import Stdout
from gradcli.views import session_progress
from gradcli.views.session import Terminal
from tests.command import plain_environment

SLOW = "print('begun')\nfor k in range(10**8):\n    if k > %d: break\nprint('over')\n"
CODE = "import sys; from gradcli.views import session_progress as p; p.PATIENCE = 0.05; p.PERIOD = 0.05; "
RUN = CODE + "from gradcli.commands.app import run; sys.exit(run(sys.argv[1:]))"


def seen(path: Path, term: str) -> tuple[str, str]:
    """What a run prints, and what a terminal behind its standard error gets."""
    main, side = pty.openpty()
    environment = plain_environment() | {"TERM": term}
    command = [sys.executable, "-c", RUN, "run", str(path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=side, text=True, env=environment, check=True)
    os.close(side)
    got = b""
    try:
        while chunk := os.read(main, 65536):
            got += chunk
    except OSError:  # Linux says so at the end of a terminal
        pass
    os.close(main)
    return done.stdout, got.decode()


def test_a_long_run_says_how_far_it_is_and_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "slow.py"
    path.write_text(SLOW % 500_000, "utf-8")
    out, err = seen(path, "xterm")
    assert out == "begun\nover\n"
    assert re.search(r"running for \d+ s, [\d,]+ steps", err)
    assert err.endswith("\r\x1b[K")
    assert seen(path, "dumb") == ("begun\nover\n", "")


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_half_a_line_that_a_script_has_printed_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Screen())
    monkeypatch.setattr(sys, "stderr", Screen())
    monkeypatch.setattr(session_progress, "PATIENCE", 0.01)
    monkeypatch.setattr(session_progress, "PERIOD", 0.01)
    view = session_progress.Unhurried(Terminal(), lambda: 7)
    view.tell(Stdout("half"))
    with view.watched():
        time.sleep(0.1)
    assert sys.stderr.getvalue() == ""  # type: ignore[attr-defined]
    view.tell(Stdout(" and half\n"))
    with view.watched():
        time.sleep(0.1)
    assert "7 steps" in sys.stderr.getvalue()  # type: ignore[attr-defined]
    assert sys.stdout.getvalue() == "half and half\n"  # type: ignore[attr-defined]
