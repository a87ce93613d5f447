"""Sessions on our own engine: every case answers what real torch answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from gradcli.ops.defaults import default_dtype_of
from tests.session.observe import ANSWERS, cases, difference, plain

torch = pytest.importorskip("gradcli.torch")
KNOWN = {
    "cases_grad.inference_tensors_may_not_be_saved": "some kernels count a copy of an inference tensor as written into",
    "cases_versions.indices_changed_after_they_were_saved": "lists of indices are plain data: backward has a copy of them",
    "cases_views.layout_of_slices_with_steps": "an array without elements has no offset in NumPy",
    "cases_views.writing_through_a_diagonal": "the stride of a dimension of size 1 means nothing, and NumPy has another one",
}
THEIRS = json.loads(ANSWERS.read_text("utf-8"))


@pytest.fixture(autouse=True)
def default_dtype() -> Iterator[None]:
    """PyTorch's default, as in a process that imports gradcli.torch."""
    with default_dtype_of("float32"):
        yield


def _case(name: str) -> Any:
    """A case; one that is known to differ must go on doing so."""
    marks = [pytest.mark.xfail(reason=KNOWN[name], strict=True)] if name in KNOWN else []
    return pytest.param(name, marks=marks)


@pytest.mark.filterwarnings("ignore")  # no part of an answer
@pytest.mark.parametrize("name", [_case(name) for name in cases()])
def test_as_torch(name: str) -> None:
    ours = plain(cases()[name](torch))
    assert difference(ours, THEIRS[name]) is None
    assert torch.is_grad_enabled() and torch.get_default_dtype() is torch.float32
