"""Sessions on our own engine: every case answers what real torch answered."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from gradcli.ops.defaults import default_dtype_of
from tests.session.observe import ANSWERS, cases, difference, plain

torch = pytest.importorskip("gradcli.torch")
THEIRS = json.loads(ANSWERS.read_text("utf-8"))


@pytest.fixture(autouse=True)
def default_dtype() -> Iterator[None]:
    """PyTorch's default, as in a process that imports gradcli.torch."""
    with default_dtype_of("float32"):
        yield


@pytest.mark.parametrize("name", cases())
def test_as_torch(name: str) -> None:
    ours = plain(cases()[name](torch))
    assert difference(ours, THEIRS[name]) is None
    assert torch.is_grad_enabled() and torch.get_default_dtype() is torch.float32
