"""Markdown: code spans that hold, tables that stay tables."""

from __future__ import annotations

import re

import pytest

from gradcli.views.markdown import fenced, graph, span, steps, table
from tests.traces import CASES, HOSTILE, IDS, hostile, made


@pytest.mark.parametrize(
    "text, shown",
    [("x", "`x`"), ("a`b", "``a`b``"), ("`a`", "`` `a` ``"), ("a``b`", "``` a``b` ```"), ("", ""), ("a\nb", "`a b`")],
)
def test_code_spans(text, shown):
    assert span(text) == shown


def test_a_fence_is_longer_than_what_it_holds():
    assert fenced("a\n```\nb", "x") == "````x\na\n```\nb\n````"


def test_long_tables_are_shown_by_their_ends():
    found = table(["a", "b", "c"], [[str(k), "", ""] for k in range(1000)]).splitlines()
    assert len(found) == 2 + 201
    assert found[102] == "| … | 800 more rows |  |"


def cells(row: str) -> int:
    return len(re.findall(r"(?<!\\)\|", row)) - 1


@pytest.mark.parametrize("trace", [*map(made, CASES), *map(hostile, HOSTILE)], ids=[*IDS, *HOSTILE])
def test_rows_have_as_many_cells_as_the_head(trace):
    width = None
    for line in steps(trace).splitlines():
        if line.startswith("| "):
            width = width or cells(line)
            assert cells(line) == width
        else:
            width = None


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_of_the_users_is_markdown(name):
    for line in steps(hostile(name)).splitlines():
        if line.startswith(("    ", "```", "flowchart")):
            continue
        outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", line.replace("\\|", ""))
        assert not re.search(r"[<>`*\[\]]", outside.replace("**", "")), line


def test_the_parabola():
    found = steps(made(CASES[0]))
    assert found.startswith("# `3*x**2 + 4*x + 5`\n\nat `x = 2`\n\n## Graph\n\n```mermaid\nflowchart BT\n")
    assert "| 5 | `PowBackward0` | `v1 = x**2` | `3` | `∂v1/∂x = 2*x = 4` | `3 × 4 = 12` | `x` |" in found
    assert "- `dy/dx = 6*x + 4 = 6*2 + 4 = 16`" in found
    assert "## Forward" not in graph(made(CASES[0]))
