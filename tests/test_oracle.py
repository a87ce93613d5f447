"""What real PyTorch answered, one test for each case."""

from __future__ import annotations

import pytest

from tests.oracle import Case, cases, judge


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_as_torch(case: Case) -> None:
    judge(case)
