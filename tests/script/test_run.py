"""The command: streams, statuses, files and standard input."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from gradcli.commands.run import run as run_command
from tests.command import gradcli
from tests.script.test_sessions import notebook


def test_a_script(tmp_path: Path) -> None:
    path = tmp_path / "lesson.py"
    path.write_text("import sys\nprint('out')\nprint('err', file=sys.stderr)\n1 / 0\n", "utf-8")
    ran = gradcli("run", str(path))
    assert ran.status == 1
    assert ran.out == "out\n"
    assert ran.err == (
        f'err\nTraceback (most recent call last):\n  File "{path}", line 4, in <module>\n    1 / 0\n    ~~^~~\n'
        "ZeroDivisionError: division by zero\n"
    )


def test_a_notebook_from_standard_input() -> None:
    ran = gradcli("run", "-", stdin=notebook("x = 2", "%matplotlib inline\nx", "y", "x + 1"))
    assert (ran.status, ran.out) == (1, "2\n3\n")
    assert "NameError: name 'y' is not defined\n" in ran.err
    assert ran.err.startswith("note: %matplotlib: ")


def test_what_is_piped_in_is_a_script() -> None:
    assert gradcli("run", stdin="print(1 + 1)\n5\n") == (0, "2\n", "")
    assert gradcli("run", "-", stdin="import sys\nprint(sys.argv)\nsys.exit(7)") == (7, "['-']\n", "")


def test_limits_and_the_seed_are_options() -> None:
    ran = gradcli("run", "-", "--max-steps", "1000", stdin="while True: pass")
    assert (ran.status, ran.err) == (1, "note: stopped after 1,000 steps: max-steps allows more\n")
    ran = gradcli("run", "-", "--max-seconds", "0.05", stdin="while True: pass")
    assert ran.err == "note: stopped after 0.05 seconds: max-seconds allows more\n"
    text = "import random\nprint(random.random())"
    assert gradcli("run", "-", "--seed", "3", stdin=text).out == gradcli("run", "-", "--seed", "3", stdin=text).out


def test_a_file_that_is_not_there() -> None:
    ran = gradcli("run", "nothing.py")
    assert ran.status == 2
    assert "cannot read nothing.py" in ran.err


def test_syntax_errors_look_like_pythons() -> None:
    ran = gradcli("run", "-", stdin="x = (1,\n")
    assert ran.err == "  File \"<stdin>\", line 1\n    x = (1,\n        ^\nSyntaxError: '(' was never closed\n"


def test_line_by_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[str] = []
    answers = iter(["x = 2", "def f(n):", "    return n * x", "", "f(4)", "1 / 0", "", "^C", "print('on')", "y = ("])

    def answer(prompt: str) -> str:
        asked.append(prompt)
        text = next(answers, None)
        if text is None:
            raise EOFError
        if text == "^C":
            raise KeyboardInterrupt
        return text

    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    assert run_command(None, 1000, 60.0, None) == 0
    shown = capsys.readouterr()
    assert shown.out.partition("\n")[2] == "8\n\non\n\n\n"  # the last end stood inside of a block, and on a line of its own
    assert "ZeroDivisionError: division by zero" in shown.err
    assert "SyntaxError: '(' was never closed" in shown.err
    assert asked[:5] == [">>> ", ">>> ", "... ", "... ", ">>> "]


def test_line_by_line_ends_with_the_script(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda _: "exit(5)")
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    assert run_command(None, 1000, 60.0, None) == 5


def test_exit_and_limits_end_a_notebook() -> None:
    ran = gradcli("run", "-", stdin=notebook("print(1)", "exit(3)", "print(2)"))
    assert (ran.status, ran.out) == (3, "1\n")
    ran = gradcli("run", "-", "--max-steps", "1000", stdin=notebook("while True: pass", "print(2)"))
    assert (ran.status, ran.out) == (1, "")


def test_memory_that_is_not_there_is_a_memory_error() -> None:
    ran = gradcli("run", "-", stdin="import numpy as np\ntry: np.zeros(10**12)\nexcept MemoryError as e: print(e)")
    assert ran.out.startswith("Unable to allocate 7.28 TiB")
