"""The examples of the table as people type them."""

from __future__ import annotations

import pytest

from gradcli.bindings import parse_values
from gradcli.calculation.answers import answer
from gradcli.calculation.examples import example_of
from gradcli.calculation.question import Settings
from gradcli.ops.table import TABLE, rows


@pytest.mark.parametrize("row", [row for row in rows() if row.example], ids=lambda row: row.name)
def test_an_example_runs_as_it_is_typed(row):
    found = example_of(row)
    assert found is not None
    answered, _ = answer(found.expression, parse_values(found.values), Settings(), formulas=False)
    assert answered.error is None or answered.requires_grad is False


@pytest.mark.parametrize(
    ("name", "expression", "values"),
    [
        ("matmul", "matmul(a, b)", {"a": "[2, 2]", "b": "[2, 3]"}),
        ("det", "det(A)", {"A": "[[2, 1], [2, 2]]"}),
        ("cat", "cat([a, b])[1]", {"a": "[2]", "b": "[4]"}),
        ("argmax", "(argmax(a) + 1)*x", {"a": "[2, 4]", "x": "1.5"}),
        ("sin", "sin(x)", {"x": "1.5"}),
    ],
)
def test_stacks_of_one_number_become_variables(name, expression, values):
    found = example_of(TABLE[name])
    assert found is not None and (found.expression, found.values) == (expression, values)


def test_a_row_without_an_example_has_none():
    assert all(example_of(row) is None for row in rows() if not row.example)
