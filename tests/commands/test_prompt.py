"""The prompt of gradcli run, as it is behind a terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import subprocess
import sys
import termios
import time
from collections.abc import Iterator

import pytest

from tests.command import plain_environment

pytest.importorskip("readline")
LONG = 60.0  # seconds that a busy machine may take
TAB = "\t"


def _own() -> None:
    """The terminal sends its signals to this process."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Prompt:
    """A process that believes somebody types."""

    def __init__(self) -> None:
        self.main, side = pty.openpty()
        environment = plain_environment() | {"TERM": "vt100", "INPUTRC": os.devnull, "COLUMNS": "120"}
        command = [sys.executable, "-m", "gradcli", "run"]
        self.process = subprocess.Popen(
            command, stdin=side, stdout=side, stderr=side, env=environment, start_new_session=True, preexec_fn=_own
        )
        os.close(side)
        self.until(">>> ")

    def until(self, wanted: str) -> str:
        """What is shown until something is."""
        got, end = "", time.monotonic() + LONG
        while not got.endswith(wanted):
            ready, _, _ = select.select([self.main], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"{wanted!r} did not come: {got!r}"
            got += os.read(self.main, 1).decode("latin-1")
        return got

    def type(self, keys: str) -> None:
        os.write(self.main, keys.encode())

    def line(self, text: str, prompt: str = ">>> ") -> str:
        """What is shown after a line, up to the next prompt."""
        self.type(f"{text}\n")
        shown = self.until(prompt).replace("\r", "")
        plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown).removesuffix(prompt)
        return plain.partition("\n")[2].encode("latin-1").decode()

    def end(self) -> int:
        return self.process.wait(LONG)


@pytest.fixture
def prompt() -> Iterator[Prompt]:
    found = Prompt()
    yield found
    if found.process.poll() is None:
        found.process.kill()
        found.process.wait()
    os.close(found.main)


def test_statements_blocks_and_values(prompt: Prompt) -> None:
    assert prompt.line("import torch") == ""
    assert prompt.line("x = torch.tensor(2.0, requires_grad=True)") == ""
    assert prompt.line("x * 3") == "tensor(6., grad_fn=<MulBackward0>)\n"
    assert prompt.line("{'a': list(range(30)), 'b': 1}") == (  # as IPython breaks lines
        "{'a': [" + ",\n  ".join(map(str, range(30))) + "],\n 'b': 1}\n"
    )
    assert prompt.line("for k in range(2):", "... ") == ""
    assert prompt.line("    print(k)", "... ") == ""
    assert prompt.line("") == "0\n1\n"
    assert "NameError: name 'z' is not defined\n" in prompt.line("z")
    assert prompt.line("_") == "{'a': [" + ",\n  ".join(map(str, range(30))) + "],\n 'b': 1}\n"
    prompt.type("\x04")
    assert prompt.end() == 0


def test_what_is_pasted_has_empty_lines_in_its_blocks(prompt: Prompt) -> None:
    methods = "    def one(self):\n        return 1\n\n    def two(self):\n        return 2\n\n"
    prompt.type(f"class Two:\n{methods}Two().two() + 40\n'en' + 'd'\n")
    shown = prompt.until("'end'\r\n>>> ")
    assert "42\r\n" in shown and "Error" not in shown
    prompt.type(">>> for k in range(2):\n...     print('k', k)\n>>> print('be' + 'hind')\n")
    shown = prompt.until("behind\r\n>>> ")
    assert "k 0\r\nk 1\r\n" in shown and "Error" not in shown
    prompt.type("quit\n")
    assert prompt.end() == 0


def test_questions(prompt: Prompt) -> None:
    prompt.line("import torch; x = torch.tensor(2.0, requires_grad=True); y = x**2 + 3*x")
    shown = prompt.line(":explain y")
    assert shown.startswith("y.backward()    as it would be\n\nGraph")
    assert "x.grad: None becomes 7" in shown
    assert prompt.line("x.grad") == ""
    assert prompt.line("y.backward(); x.grad") == "tensor(7.)\n"
    assert "a second time" in prompt.line(":explain y")
    assert prompt.line("x.grad") == "tensor(7.)\n"
    assert "├── v1 = x**2" in prompt.line(":graph y")
    assert prompt.line(":vars").splitlines() == [
        "torch  module",
        "x      Tensor  tensor(2., requires_grad=True)",
        "y      Tensor  tensor(10., grad_fn=<AddBackward0>)",
    ]
    assert ":explain y" in prompt.line(":help") and "Ctrl-D" in prompt.line(":help")
    assert prompt.line(":explain q") == "error: `q` is not defined\nhelp: there are: x, y\n"
    assert "needs the name of a tensor" in prompt.line(":graph")
    assert "there is no `:nothing`" in prompt.line(":nothing")
    prompt.type("exit(3)\n")
    assert prompt.end() == 3


def test_completion(prompt: Prompt) -> None:
    prompt.line("import torch; value = torch.tensor(2.0, requires_grad=True); layer = torch.nn.Linear(2, 1)")
    assert prompt.line(f"val{TAB}.requires_g{TAB}") == "True\n"
    assert prompt.line(f"layer.in_f{TAB}") == "2\n"
    assert prompt.line(f"torch.nn.functional.softpl{TAB}.__name__") != ""
    prompt.line("if value > 1:", "... ")
    prompt.line(f"{TAB}print('indented')", "... ")
    assert prompt.line("") == "indented\n"


def test_the_arrows_go_back(prompt: Prompt) -> None:
    prompt.line("40 + 2")
    assert prompt.line("\x1b[A") == "42\n"


def test_one_control_c_suffices(prompt: Prompt) -> None:
    """It drops what is typed, and ends what runs, not the session, whenever it comes: here always as early as it can."""
    for _ in range(10):
        prompt.type("\x03")
        assert prompt.until(">>> ").endswith("\r\n>>> ")
    for _ in range(5):
        prompt.type("x = (1,\n")
        prompt.until("... ")
        prompt.type("\x03")
        assert prompt.until(">>> ").endswith("\r\n>>> ")
    for _ in range(3):
        prompt.type("if print('be' + 'gun') is None:\n    while True: pass\n\n")
        prompt.until("begun\r\n")
        prompt.type("\x03")
        assert "KeyboardInterrupt" in prompt.until(">>> ")
    assert prompt.line("1 + 1") == "2\n"
