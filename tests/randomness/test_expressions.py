"""Expressions draw no random numbers: their answers are the same every time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import gradcli.torch as torch
from gradcli.evaluate.drawing import METHODS
from gradcli.evaluate.expression import DRAWING
from tests.command import gradcli


@pytest.mark.parametrize(
    "expression", ["dropout(x, 0.5)", "x + torch.randn(2)", "x.bernoulli()", "F.dropout(x)", "x.normal_()", "rand(2)*x"]
)
def test_is_refused(expression: str) -> None:
    done = gradcli("grad", expression, "--x", "1")
    assert done.status == 2
    assert "draws random numbers, and an expression has the same answer every time" in done.err


def test_no_claim_about_random_numbers_is_judged() -> None:
    done = gradcli("check", "dropout(x, 0.5).sum()", "--x", "[1, 2]", "--grad", "[2, 2]")
    assert done.status == 2 and "draws random numbers" in done.err


def test_every_function_that_draws_is_known() -> None:
    folder = Path(torch.__file__).parent
    named = r"from gradcli\.torch\.(?:drawing|dropouts) import (\w+)"
    found = {n for path in ("__init__.py", "nn/functional.py") for n in re.findall(named, (folder / path).read_text("utf-8"))}
    assert {"randn", "dropout", "dropout1d"} <= found
    assert found - DRAWING == set()
    assert set(METHODS) - DRAWING == set()
