"""Widths are cells of a terminal: Chinese letters take two, combining ones none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from gradcli.bindings import parse_values
from gradcli.calculation.calculation import Settings
from gradcli.calculation.tracing import trace
from gradcli.syntax.parser import parse
from gradcli.views.boxes import LONGEST, short
from gradcli.views.folding import folded
from gradcli.views.lines import Line
from gradcli.views.tables import fits, table
from gradcli.views.text import printable
from gradcli.views.trace_text import lines
from gradcli.views.widths import cells, wrapped
from tests.command import on_terminal

# Latin, Greek, Chinese, Korean, combining letters of several scripts, emoji, controls, and what this project draws with.
LETTERS = "ab9 αβ∂×→│└▸é重量가中한글e\u0301\u0308\u093f\u094dकष\u0e31ก🙂🔬\x07\u200b"
texts = st.text(st.one_of(st.sampled_from(LETTERS), st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"])), max_size=12)
cell_texts = texts.map(lambda text: text.strip() or "x")


def shown(line: Line) -> str:
    return printable("".join(text for text, _ in line))


@given(texts)
def test_cells_are_those_of_the_printable_text(text: str) -> None:
    assert cells(text) == cell_len(printable(text))


@given(st.lists(st.lists(cell_texts, min_size=3, max_size=3), min_size=1, max_size=6), st.sets(st.integers(0, 1)))
def test_every_column_begins_at_one_place(rows: list[list[str]], right: set[int]) -> None:
    found = list(table([[(text, "") for text in row] for row in rows], right))
    for column in (1, 2):
        if column not in right:
            assert len({cells("".join(text for text, _ in line[:column])) for line in found}) == 1
    for column in right:  # or ends at one
        assert len({cells("".join(text for text, _ in line[: column + 1])) for line in found}) == 1


@given(st.lists(cell_texts, min_size=1, max_size=4), st.integers(0, 60))
def test_what_fits_is_no_wider_than_the_terminal(row: list[str], width: int) -> None:
    line = [(text, "") for text in row]
    assert fits([line], width) == (sum(cell_len(printable(text)) for text in row) <= width)


@given(st.lists(cell_texts, max_size=12), st.integers(8, 40))
def test_wrapped_lines_lose_nothing(words: list[str], width: int) -> None:
    text = " ".join(" ".join(words).split())
    found = list(wrapped(text, width))
    assert all(cells(line) <= width for line in found)
    assert "".join(" ".join(found).split()) == "".join(text.split())
    assert all(line.startswith("  ") for line in found[1:])


NAMES = {"重量": "2", "가": "3", "ᄀᆞ": "0.5", "x": "1"}


@pytest.mark.parametrize("expression", ["重量*가 + x", "sin(ᄀᆞ*重量) + 가**x", "(重量 + 가)*(ᄀᆞ + x)"])
def test_a_trace_with_wide_names_is_aligned(expression: str) -> None:
    tree = parse(expression)
    values = parse_values({n: v for n, v in NAMES.items() if n in expression})
    screen = [shown(line) for line in lines(trace(tree, values, Settings()), only=("forward",))]
    steps = [line for line in screen if line[:1].isdigit()]
    assert len(steps) > 1 and len({cells(line[: line.index("=")]) for line in steps}) == 1
    graph = list(lines(trace(tree, values, Settings()), only=("graph",)))
    numbers = [line for line in graph if len(line) == 4]
    assert len({cells("".join(text for text, _ in line[:3])) for line in numbers}) == 1


def test_boxes_are_clipped_by_cells() -> None:
    assert cells(short("重" * 100)) <= LONGEST
    assert short("重" * (LONGEST // 2)) == "重" * (LONGEST // 2)


# ------------------------------------------------------------------ deep trees
@given(st.integers(0, 60), st.text("ab12 +-._", max_size=30), st.integers(1, 90))
def test_a_branch_of_any_depth_is_folded(depth: int, text: str, width: int) -> None:
    line = [("│   " * depth + "├── ", ""), (text, "value")]
    found = ["".join(piece for piece, _ in row) for row in folded(line, width)]
    assert all(cells(row) <= max(width, 8) for row in found)
    assert "".join("".join(found).split()).endswith("".join(text.split()))


@pytest.mark.parametrize("width", [24, 40, 60, 80])
def test_a_deep_graph_fits_a_narrow_terminal(width: int) -> None:
    nested = "sin(" * 18 + "x" + ")" * 18
    ran = on_terminal(width, "explain", nested, "--x", "1", "--only", "graph")
    assert ran.status == 0 and all(cells(line) <= width for line in ran.out.splitlines())
    assert ran.out.count("SinBackward0") == 18
