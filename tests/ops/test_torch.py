"""Rows of the table against torch 2.13: values, gradients, second derivatives and refusals, as recorded in torch_rows.jsonl.

A line is a request of `gradcli batch`, and under "torch" what torch did with it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradcli.batch.requests import question
from gradcli.calculation.answers import Known, answer
from gradcli.calculation.calculation import Calculation
from gradcli.problems import BackwardError, Problem
from gradcli.readers.notation import COMPUTED

_FILE = Path(__file__).parents[1] / "data" / "torch_rows.jsonl"
ROWS: list[dict[str, Any]] = [json.loads(line) for line in _FILE.read_text("utf-8").splitlines()]


def _numbers(nested: Any) -> Any:
    """Texts for the non-finite as floats; None, no gradient at all, stays."""
    if isinstance(nested, list):
        return [_numbers(v) for v in nested]
    return float(nested.replace("Infinity", "inf")) if isinstance(nested, str) else nested


def assert_same(found: Any, known: Any, what: str, least: float = 1e-12) -> None:
    """The same shape and, to nine digits, the same numbers; None only where torch has None. `least` is nothing."""
    known = _numbers(known)
    assert (found is None) == (known is None), what
    if known is not None:
        wanted = np.asarray(known, dtype=float)
        assert np.shape(found) == wanted.shape or not wanted.size, what  # nested lists lose the sizes behind a 0
        assert np.size(found) == wanted.size, what
        assert np.allclose(np.ravel(np.asarray(found, float)), wanted.ravel(), 1e-9, least, equal_nan=True), f"{what}: {found}"


def answered(request: dict[str, Any]) -> Calculation:
    expression, values, settings = question(request, COMPUTED)  # sizes with a zero are written zeros(2,0)
    return answer(expression, values, settings, Known())[0]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['expression']}-{row['values']}"[:80])
def test_as_torch(row: dict[str, Any]) -> None:
    torch = row["torch"]
    request = {key: given for key, given in row.items() if key != "torch"}
    if "error" in torch:
        with pytest.raises(Problem) as refused:
            answered(request)
        assert refused.value.kind == torch["error"][0] and refused.value.title.startswith(torch["error"][1])
        return
    try:
        found = answered(request)
    except BackwardError as error:  # of a second derivative
        assert [error.kind, error.title] == torch["berror"]
        return
    if "value" not in torch:  # torch was asked for second derivatives alone, and refused
        assert found.error is not None and [found.error.kind, found.error.title] == torch["berror"]
        return
    assert_same(found.value, torch["value"], "value")
    assert found.grad_fn == torch.get("grad_fn")
    if "berror" in torch:
        assert found.error is not None and [found.error.kind, found.error.title] == torch["berror"]
    for name, known in torch.get("grad", {}).items():
        assert_same(found.grads[name], known, f"gradient by {name}")
    for name, row_of in torch.get("hessian", {}).items():
        for other, known in row_of.items():
            assert found.hessian is not None
            assert_same(found.hessian[name][other], known, f"hessian by {name} and {other}")
    if "derivatives" in torch:
        assert found.derivatives is not None
        for k, (ours, known) in enumerate(zip(found.derivatives["x"], torch["derivatives"], strict=True), start=1):
            assert_same(0.0 if ours is None else ours, known or 0.0, f"derivative {k}", 1e-300)
