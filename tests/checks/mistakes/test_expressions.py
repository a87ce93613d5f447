"""Expressions written differently: the same function, or the one that somebody took for it."""

from __future__ import annotations

import numpy as np
import pytest

from gradcli.calculation.calculation import calculate
from gradcli.calculation.question import Settings
from gradcli.checks.mistakes.expressions import WRITTEN_OUT, arguments, calls, written
from gradcli.syntax.parser import parse

ARGUMENTS = {"logsumexp": "x, 0", "norm": "x", "mse_loss": "x, y", "hypot": "x, y", "logaddexp": "x, y", "atan2": "x, y"}
ONE, SEVERAL = {"x": 0.3, "y": 0.8}, {"x": [0.3, 0.7, 0.2], "y": [0.8, 0.4, 1.1]}


@pytest.mark.parametrize("name", WRITTEN_OUT)
def test_written_out_it_has_the_same_gradient(name: str) -> None:
    count, meaning = WRITTEN_OUT[name]
    inside = ARGUMENTS.get(name, "x").split(", ")
    assert len(inside) == count
    values = SEVERAL if name in ("logsumexp", "norm", "mse_loss") else ONE
    wanted = Settings(allow_unused=True)
    own, out = (calculate(parse(t, tuple(values)), values, wanted).grads["x"] for t in texts(name, inside, meaning))
    assert np.allclose(np.asarray(own), np.asarray(out), rtol=1e-12)


def texts(name: str, inside: list[str], meaning: str) -> tuple[str, str]:
    return f"{name}({', '.join(inside)})", meaning.format(*inside)


def test_other_text_for_some_nodes() -> None:
    tree = parse("log(x)*sin(2*x) + x.log()")
    found = calls(tree, ("log",), 1)
    assert [arguments(tree, i) for i in found] == [["x"], ["x"]]
    assert written(tree, {i: f"log10({arguments(tree, i)[0]})" for i in found}) == "log10(x)*sin(2*x) + log10(x)"


def test_only_the_outermost_of_nested_calls() -> None:
    tree = parse("log(log(x))")
    assert [tree.text(i) for i in calls(tree, ("log",), 1)] == ["log(log(x))"]
