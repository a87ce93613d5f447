"""The steps of a walk on terminals of any width: no word and no number is broken."""

from __future__ import annotations

import re

import pytest

from tests.command import gradcli, on_terminal

WALKS = [
    ("3*x**2 + 4*x + 5", "--x", "2", "--steps", "3"),
    ("3*x**2 + 4*x + 5", "--x", "2", "--steps", "3", "--compare", "zero-grad"),
    ("(a*x + b*y - 1234567.5)**2", *"--x 2 --y 3.3333333 --a 1e-5 --b 3 --steps 2 --lr 0.001".split()),
    ("((W @ x)**2).sum()", "--W", "[[1, 2], [3, 4]]", "--x", "[1, 2]", "--steps", "2", "--lr", "0.001"),
]


@pytest.mark.parametrize("width", [40, 47, 60, 80, 100, 140, 200])
@pytest.mark.parametrize("walk", WALKS, ids=[walk[0] for walk in WALKS])
def test_nothing_is_broken_at_any_width(walk, width):
    wide = gradcli("descend", *walk).out
    found = on_terminal(width, "descend", *walk).out
    assert all(len(line) <= width for line in found.splitlines())
    known = set(re.findall(r"[\w.+-]+", wide))
    assert set(re.findall(r"[\w.+-]+", found)) <= known


def test_what_has_no_room_side_by_side_is_stacked():
    found = on_terminal(40, "descend", *WALKS[2]).out.splitlines()
    assert found[:5] == [
        "step 0   z = 1.52413e+12",
        "  x = 2   x.grad = -24.6911",
        "  y = 3.33333   y.grad = -7.40734e+06",
        "  a = 1e-05   a.grad = -4.93823e+06",
        "  b = 3   b.grad = -8.23038e+06",
    ]
    both = on_terminal(40, "descend", *WALKS[1]).out.splitlines()
    heads = [line for line in both if line.startswith("step ")]
    assert both[0] == "without zero_grad()" and "with zero_grad()" in both
    assert [line.split() for line in heads] == [["step", "x", "x.grad", "y"]] * 2


def test_a_matrix_is_cut_between_its_numbers():
    numbers = re.findall(r"([\d.]+)…", gradcli("descend", *WALKS[3]).out)
    whole = [float(n) for n in re.findall(r"\d[\d.]*", gradcli("descend", *WALKS[3], "--json").out)]
    assert numbers and all(any(abs(float(n) - w) < 1e-4 * w for w in whole) for n in numbers)
