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


def test_signs_of_bytes_and_norms_of_whole_numbers() -> None:
    x = torch.tensor([0, 1, 5], dtype=torch.uint8)
    assert repr(torch.sign(x)) == "tensor([0, 1, 1], dtype=torch.uint8)"
    for whole in (x, torch.tensor([True]), torch.tensor([3, 4])):
        for norm in (torch.norm, torch.linalg.norm, torch.linalg.vector_norm):
            with pytest.raises(RuntimeError, match=r"linalg\.vector_norm: Expected a floating point or complex tensor"):
                norm(whole, dtype=torch.float64)
    assert repr(torch.linalg.norm(torch.tensor([3.0, 4.0]), dtype=torch.float64)) == "tensor(5., dtype=torch.float64)"


def test_a_function_without_saved_tensors_is_freed_too() -> None:
    class Same(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 1

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            assert ctx.saved_tensors == ()
            return g

    y = Same.apply(torch.tensor(1.0, requires_grad=True))
    y.backward()
    with pytest.raises(RuntimeError, match="a second time"):
        y.backward()
