"""Sessions on our own engine: every case answers what real torch answered."""

from __future__ import annotations

import json

import pytest

from tests.session.observe import ANSWERS, cases, difference, plain

torch = pytest.importorskip("gradcli.torch")
THEIRS = json.loads(ANSWERS.read_text("utf-8"))


@pytest.mark.parametrize("name", cases())
def test_as_torch(name: str) -> None:
    ours = plain(cases()[name](torch))
    assert difference(ours, THEIRS[name]) is None
    assert torch.is_grad_enabled() and torch.get_default_dtype() is torch.float32
