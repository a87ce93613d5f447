"""The stored trace: what the documents promise of its keys, and that it is read back whole."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from gradcli.calculation.question import Settings
from gradcli.views.text import json_line
from gradcli.views.trace_json import NotATrace, document, read
from tests.traces import CASES, made

PAGE = (Path(__file__).parents[2] / "docs" / "trace.md").read_text("utf-8")


def promised(heading: str) -> list[str]:
    """The keys in the table under a heading of the page."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)


def keys(objects: list[dict[str, Any]]) -> set[str]:
    return {key for found in objects for key in found}


def test_the_page_names_every_key_and_no_other():
    found = [document(made(case)) for case in CASES]
    found.append(document(made(("x**2", {"x": 2.0}, Settings(passes=2, same_graph=True))), paths=True))
    passes = [p for d in found for p in d["passes"]]
    steps = [s for p in passes for s in p["steps"]]
    assert set(promised("The document")) == keys(found)
    assert set(promised("A node of the graph")) == keys([v for d in found for v in d["graph"]["nodes"]])
    assert set(promised("A pass")) == keys(passes)
    assert set(promised("A step")) == keys(steps)
    assert set(promised("A product")) == keys([p for s in steps for p in s.get("products", ())])
    assert set(promised("A sum over paths")) == keys(found[-1]["paths"])
    loss = document(made(("cross_entropy(z, 1)", {"z": [1.0, 2.0, 3.0]}, Settings())))
    assert set(promised("A call of several steps")) == keys(
        [t for s in loss["passes"][0]["steps"] for t in s.get("together", ())]
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0][:30])
def test_a_trace_is_read_back_whole(case):
    trace = made(case)
    again = document(read(json.loads(json_line(document(trace)))))
    assert json_line(again) == json_line(document(trace))


@pytest.mark.parametrize("damage", ["schema", "graph", "passes", "grad", "formula"])
def test_what_is_not_a_trace(damage):
    found = document(made(CASES[0]))
    del found[damage]
    with pytest.raises(NotATrace):
        read(found)


def test_a_trace_of_a_later_schema_is_not_guessed_at():
    found = document(made(CASES[0]))
    found["schema"] = "gradcli.trace/2"
    with pytest.raises(NotATrace, match=r"gradcli\.trace/2"):
        read(found)
