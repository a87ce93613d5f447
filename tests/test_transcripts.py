"""Every transcript is what is printed today."""

from __future__ import annotations

from contextlib import chdir
from pathlib import Path

import pytest

from tests.transcripts import FOLDER, Shell, files, recorded, replayed, steps


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(FOLDER).with_suffix("")))
def test_transcript(path: Path) -> None:
    for step, now in replayed(path.read_text("utf-8")):
        assert now == step.expected, step.command
        assert "Traceback: " not in now  # of the program; a script may have its own


def test_every_transcript_is_written_as_the_recorder_writes_it() -> None:
    text = "# Title.\n$ echo a\na\n\n$ echo 'b\n> c'\nb\nc\n"
    assert recorded(text) == text
    assert [step.command for step in steps(text)] == ["echo a", "echo 'b\nc'"]


def test_a_wrong_transcript_fails() -> None:
    ((step, now),) = replayed("$ gradcli grad 'x**2' --x 3 --get x.grad\n7\n")
    assert (step.expected, now) == ("7", "6")


def test_the_shell(tmp_path: Path) -> None:
    shell = Shell()
    with chdir(tmp_path):
        for line, printed in LINES.items():
            assert shell.run(line) == printed, line


LINES = {
    "seq 3 | head -2": "1\n2\n",
    "printf '1\\n%s' '2' | cat": "1\n2",
    "printf 'a' > f": "",
    "cat f": "a",
    "cat < f": "a",
    "gradcli grad 'x +' --x 1 2> /dev/null": "",
    "echo $?": "2\n",
    "FORCE_COLOR=1 gradcli grad x --x 1 --get value": "1\n",
}
