"""Matrices as rows inside a text."""

from __future__ import annotations

import pytest

from gradcli.views.blocks import block, expanded, joined


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("no matrix", ["no matrix"]),
        ("[1, 2]", ["[1, 2]"]),
        ("[[1, 2]]", ["[[1, 2]]"]),
        ("[[1, 22], [3, 4]]", ["[[1, 22],", " [3,  4]]"]),
        ("= [[1, 2], [3, 4]] @ [5, 6]", ["= [[1, 2],", "   [3, 4]] @ [5, 6]"]),
        ("[[1], [2]] @ [[3, 4, 5]]", ["[[1],", " [2]] @ [[3, 4, 5]]"]),
        ("[[1], [2]] + [[3], [4]] = y", ["[[1],   [[3],", " [2]] +  [4]] = y"]),
        ("[[1, ..., 3], ..., [4, ..., 6]]", ["[[1, ..., 3],", "  ...,", " [4, ..., 6]]"]),
        ("[[[1, 2]], [[3, 4]]]", ["[[[1, 2]], [[3, 4]]]"]),
        ("x[[0]] ]", ["x[[0]] ]"]),
    ],
)
def test_block(text, lines):
    assert block(text) == lines


def test_the_first_cells_of_a_row_stay_on_top():
    rows = expanded([("1", ""), ("[[1], [2]]", "value"), ("end", "")], top=1)
    assert [[text for text, _ in row] for row in rows] == [["1", "[[1],", ""], ["", " [2]]", "end"]]


def test_pieces_side_by_side():
    pieces = [("a = ", ""), ("[[1], [2]]", "value"), (" end", "")]
    assert ["".join(text for text, _ in line) for line in joined(pieces, top=1)] == ["a = [[1],", "     [2]] end"]
