"""The dtype that two operands have in common, for every pair that torch was asked about (torch.result_type)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradcli.ops.defaults import default_dtype_of
from gradcli.ops.dtypes import DTYPES, promote_types, promoted
from gradcli.ops.run import normal
from gradcli.ops.table import add
from gradcli.tensors.tensor import Tensor

ANSWERS = json.loads((Path(__file__).parents[1] / "data" / "promotion.json").read_text("utf-8"))
NUMBERS = {"True": True, "1": 1, "1.5": 1.5}


def operand(text: str) -> Any:
    """`float32[2]` is a vector, `float32[]` a 0-d tensor, everything else a plain number."""
    if text in NUMBERS:
        return NUMBERS[text]
    dtype, _, shape = text.partition("[")
    return Tensor(normal(np.ones((2,) if shape == "2]" else (), dtype=dtype)))


@pytest.mark.parametrize("default", ANSWERS)
def test_as_torch(default: str) -> None:
    with default_dtype_of(default):
        found = {pair: promoted([operand(text) for text in pair.split()]) for pair in ANSWERS[default]}
    assert found == ANSWERS[default]


@pytest.mark.parametrize("default", ANSWERS)
def test_a_sum_has_it(default: str) -> None:
    with default_dtype_of(default):
        found = {pair: str.__str__(add(*[operand(text) for text in pair.split()]).dtype) for pair in ANSWERS[default]}
    assert found == ANSWERS[default]


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_dtype_with_itself(dtype: str) -> None:
    assert promote_types(dtype, dtype) == dtype
    assert {promote_types(dtype, other) == promote_types(other, dtype) for other in DTYPES} == {True}
