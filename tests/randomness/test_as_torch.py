"""Random numbers, bit for bit those of torch, which answered the same cases (tools/random_answers.py)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import gradcli.torch as torch
from gradcli.ops.defaults import default_dtype, set_default_dtype
from tests.randomness.observe import ANSWERS, Case, cases, plain
from tests.session.observe import difference

CASES = cases()
HELD: dict[str, Any] = json.loads(ANSWERS.read_text("utf-8"))


@pytest.fixture(autouse=True)
def _float32() -> Iterator[None]:
    before = default_dtype()
    set_default_dtype("float32")
    yield
    set_default_dtype(before)


def test_every_case_has_an_answer() -> None:
    assert set(CASES) == set(HELD)


@pytest.mark.parametrize(("key", "case"), CASES.items(), ids=CASES)
def test_as_torch(key: str, case: Case) -> None:
    assert difference(plain(case(torch)), HELD[key]) is None
