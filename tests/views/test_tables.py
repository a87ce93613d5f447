"""Columns where there is room for them, one line after the other where there is not."""

from __future__ import annotations

import pytest

from gradcli.bindings import parse_values
from gradcli.calculation.question import Settings
from gradcli.calculation.tracing import trace
from gradcli.syntax.parser import parse
from gradcli.views.tables import fits, stacked, stacked_tree, table
from gradcli.views.trace_text import lines

NETWORK = "h = tanh(W @ x + b); (h**2).sum()"
VALUES = {"W": "[[0.1, 0.2], [0.3, -0.4]]", "x": "[1, 2]", "b": "[0.5, -0.5]"}


def texts(found):
    return ["".join(text for text, _ in line).rstrip() for line in found]


def network(width=None):
    values = parse_values(VALUES)
    return texts(lines(trace(parse(NETWORK, tuple(values)), values, Settings()), width=width))


def test_columns_are_as_wide_as_their_widest_cell():
    rows = [[("1", ""), ("long name", ""), ("= 2", "")], [("10", ""), ("x", ""), ("= 30", "")]]
    assert texts(table(rows)) == ["1   long name  = 2", "10  x          = 30"]


def test_narrow_numbers_stand_on_the_right_and_wide_ones_on_the_left():
    rows = [[("a", ""), ("1", ""), ("end", "")], [("b", ""), ("-12.5", ""), ("end", "")]]
    assert texts(table(rows, right=(1,))) == ["a      1   end", "b  -12.5   end"]
    rows[0][1] = ("[1, 2, 3, 4, 5, 6]", "")
    assert texts(table(rows, right=(1,)))[1] == "b  -12.5               end"


def test_what_ends_a_row_does_not_widen_its_column():
    rows = [[("a", ""), ("a remark that is long", "")], [("b", ""), ("c", ""), ("d", "")]]
    assert texts(table(rows))[1] == "b  c  d"


def test_a_row_over_several_lines():
    rows = [
        [("1", ""), ("v1", ""), ("= a*b", ""), ("= 2*3", ""), ("= 6", "")],
        [("10", ""), ("y", ""), ("= v1", ""), ("", ""), ("= 6", "")],
    ]
    assert texts(stacked(rows, head=3, below=((3,), (4,)), under=2)) == [
        "1   v1  = a*b",
        "        = 2*3",
        "        = 6",
        "10  y   = v1",
        "        = 6",
    ]


def test_a_tree_with_its_numbers_below_the_names():
    rows = [
        [("Graph", ""), ("value", ""), ("grad", ""), ("grad_fn", "")],
        [("y = x*w", ""), ("6", ""), ("1", ""), ("Mul", "")],
        [("├── x", ""), ("2", ""), ("3", ""), ("leaf", "")],
        [("└── w", ""), ("3", ""), ("", ""), ("leaf", "")],
    ]
    assert texts(stacked_tree(rows)) == [
        "Graph",
        "y = x*w   Mul",
        "│   value 6",
        "│   grad  1",
        "├── x   leaf",
        "│       value 2",
        "│       grad  3",
        "└── w   leaf",
        "        value 3",
    ]


def test_what_fits():
    assert fits([[("12345", "")]], None)
    assert fits([[("123", ""), ("45", "")]], 5)
    assert not fits([[("123", ""), ("45", "")]], 4)


@pytest.mark.parametrize("width", [80, 100])
def test_a_narrow_terminal_loses_nothing(width):
    wide, narrow = network(), network(width)
    assert max(map(len, wide)) > width >= max(map(len, narrow[1:]))
    assert set(" ".join(narrow).split()) >= {word for word in " ".join(wide).split() if word != "grad_fn"}


def test_a_wide_terminal_is_a_pipe():
    assert network(200) == network()
