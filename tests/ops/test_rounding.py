"""Float32 against torch's own answers, to the last bit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradcli import torch
from gradcli.ops import arrays, singles, summing
from tests.rounding import POSITIVE, RANGES, bits, drawn, ran

ROWS = [json.loads(line) for line in (Path(__file__).parents[1] / "data" / "rounding.jsonl").read_text().splitlines()]
EXACT = [row for row in ROWS if row["exact"]]
OTHERS = [row for row in ROWS if not row["exact"]]
ULP = 2.0**-23


def answer(row: dict[str, Any]) -> list[str]:
    return bits(ran(torch, row["text"], drawn(tuple(row["shape"]), row["seed"], row["text"] in POSITIVE)))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("half", [0, 1])
def test_bits_are_torch_s(half: int) -> None:
    """All of them on the kind of processor on which torch was asked; another one has other lanes and another BLAS."""
    equal = total = 0
    for row in EXACT[half::2]:
        found = answer(row)
        equal, total = equal + sum(a == b for a, b in zip(found, row["bits"], strict=True)), total + len(found)
    assert equal > 0.9 * total


@pytest.mark.filterwarnings("ignore")
def test_most_bits_of_the_others_are_torch_s() -> None:
    equal = total = 0
    for row in OTHERS:
        found = answer(row)
        equal, total = equal + sum(a == b for a, b in zip(found, row["bits"], strict=True)), total + len(found)
    assert equal > 0.85 * total


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [(1,), (7,), (8,), (33,), (300,), (5, 40), (40, 5), (70, 33), (3, 4, 9), (2, 1, 17, 3)])
def test_sums_are_sums(shape: tuple[int, ...], dtype: str) -> None:
    x = np.random.default_rng(0).standard_normal(shape).astype(dtype)
    for seen in (x, x.T, x[..., ::2], np.asfortranarray(x)):
        for axes in [tuple(range(x.ndim)), (0,), (x.ndim - 1,)]:
            for keep in (False, True):
                found = summing.total(seen, axes, keep)
                np.testing.assert_allclose(found, seen.sum(axis=axes, keepdims=keep), rtol=1e-4, atol=1e-4)
                assert np.shape(found) == seen.sum(axis=axes, keepdims=keep).shape


def test_a_long_sum_is_as_exact_as_a_short_one() -> None:
    x = np.full(1 << 20, 0.1, "float32")
    assert abs(float(arrays.sum(x)) / (0.1 * x.size) - 1) < 4 * ULP


def test_a_sum_is_no_negative_zero() -> None:
    assert not np.signbit(arrays.sum(np.array([-0.0], "float32")))


def test_exp_in_lanes_at_its_ends() -> None:
    x = np.array([-np.inf, -200, -104, -87.5, 0, 88.5, 101, np.inf, np.nan], "float32")
    np.testing.assert_allclose(singles.exp_in_lanes(x), np.exp(x.astype("float64")).astype("float32"), rtol=1e-6)


@pytest.mark.parametrize(
    "shapes", [((3, 5), (5, 4)), ((1, 9), (9, 7)), ((9, 9), (9, 1)), ((5, 8), (8, 13)), ((2, 3, 4), (2, 4, 5))]
)
def test_products_are_products(shapes: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
    x, y = (np.random.default_rng(1).standard_normal(shape).astype("float32") for shape in shapes)
    turned = np.ascontiguousarray(np.swapaxes(y, -1, -2)).swapaxes(-1, -2)
    for right in (y, turned):
        np.testing.assert_allclose(arrays.matmul(x, right), np.matmul(x.astype("float64"), y), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("text", RANGES)
def test_ranges_are_torch_s(text: str) -> None:
    row = next(row for row in ROWS if row["text"] == text)
    assert answer(row) == row["bits"]


def test_ranges_without_numbers_and_beyond_them() -> None:
    assert [make(0) for make in (lambda n: torch.linspace(1, 2, n).tolist(), lambda n: torch.arange(1.0, 1 + n).tolist())] == [
        [],
        [],
    ]
    assert torch.logspace(0, 400, 2, dtype=torch.float64).tolist() == [1, np.inf]
    assert torch.logspace(-1, 0, 2, base=0.0).tolist() == [np.inf, 1]
    assert np.isnan(torch.logspace(0.5, 1.5, 2, base=-2.0).tolist()).all()
    assert torch.linspace(0, 10, 7, dtype=torch.int64).tolist() == [0, 1, 3, 5, 6, 8, 10]
