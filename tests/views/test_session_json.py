"""A session as lines of JSON."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from tests.command import gradcli
from tests.script.test_sessions import notebook
from tests.test_schemas import validate


def events(text: str, *options: str) -> list[dict[str, Any]]:
    """What a script tells, each line valid."""
    found = [json.loads(line) for line in gradcli("run", "-", "--json", *options, stdin=text).out.splitlines()]
    assert all(validate(event) == "run-1" for event in found)
    return found


def test_events_come_in_their_order_and_the_last_is_the_end() -> None:
    text = "import sys, warnings\nprint(1)\nprint(2, file=sys.stderr)\nwarnings.warn('w')\n1 / 0"
    assert [e["event"] for e in events(text)] == ["stdout", "stderr", "warning", "error", "end"]
    assert events("import sys\nsys.exit(4)")[-1]["status"] == 4
    assert events("")[-1] == {"schema": "gradcli.run/1", "event": "end", "cell": 0, "status": 0}


def test_a_notebook_counts_its_cells_and_goes_on() -> None:
    found = events(notebook("a = 1", "b", "%matplotlib inline\na + 1"))
    assert [(e["event"], e["cell"]) for e in found] == [("error", 2), ("advice", 2), ("note", 3), ("result", 3), ("end", 3)]
    assert (found[0]["type"], found[0]["message"]) == ("NameError", "name 'b' is not defined")
    assert found[0]["frames"][0] | {"text": ""} == {
        "file": "Cell In[2]", "line": 1, "end_line": 1, "column": 0, "end_column": 1, "name": "<module>", "text": "",
    }  # fmt: skip
    assert found[3]["text"] == "2"


def test_nothing_goes_to_standard_error() -> None:
    ran = gradcli("run", "-", "--json", stdin="1 / 0")
    assert (ran.status, ran.err) == (1, "")
    assert json.loads(ran.out.splitlines()[0])["report"].endswith("ZeroDivisionError: division by zero\n")


def test_every_line_is_written_out_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from gradcli.script.events import Stdout
    from gradcli.views.session_json import JsonLines

    calls: list[str] = []

    class Stream:
        def write(self, text: str) -> None:
            calls.append(text[-1])

        def flush(self) -> None:
            calls.append("flush")

    monkeypatch.setattr(sys, "stdout", Stream())
    JsonLines().tell(Stdout("a"))
    assert calls == ["\n", "flush"]
