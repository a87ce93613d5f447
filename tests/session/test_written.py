"""Functions that PyTorch writes in Python: einsum by lists of numbers, norms that are written somewhere, split of a text."""

from __future__ import annotations

import pytest

import gradcli.torch as torch
from gradcli.problems import TorchError


@pytest.fixture(name="x")
def _x() -> torch.Tensor:
    return torch.arange(6.0).reshape(2, 3)


def test_einsum_by_numbers(x: torch.Tensor) -> None:
    assert torch.einsum(x, [0, 1], [1]).tolist() == [3.0, 5.0, 7.0]
    assert torch.einsum(x, [0, 30], x, [0, 30], [0]).tolist() == [5.0, 50.0], "letters of both cases"
    assert torch.einsum(x, [..., 0], [0, ...]).tolist() == x.T.tolist()
    assert torch.einsum("ij->j", [x]).tolist() == [3.0, 5.0, 7.0]


def test_a_number_that_is_no_dimension(x: torch.Tensor) -> None:
    with pytest.raises(ValueError, match=r"within the valid range \[0, 52\)"):
        torch.einsum(x, [0, 52])


def test_a_norm_is_written_where_it_is_wanted(x: torch.Tensor) -> None:
    out = torch.empty(())
    assert torch.norm(x, out=out) is out
    assert out.item() == pytest.approx(55**0.5)
    assert torch.norm(x, dtype=torch.float64).dtype == torch.float64
    with pytest.raises(TorchError, match="argument 'out' must be Tensor, not int"):
        torch.norm(x, out=3)


def test_split_asks_a_text_itself() -> None:
    assert torch.split("a,b", ",") == ["a,b"], "dim is what the text takes for the number of cuts"
    assert torch.split("a,b", ",", 1) == ["a", "b"]
    assert torch.split(b"ab", None) == [b"ab"]
    with pytest.raises(AttributeError, match="'int' object has no attribute 'split'"):
        torch.split(3, 1)


def test_methods_of_no_tensor() -> None:
    with pytest.raises(TypeError, match=r"descriptor 'add' for 'torch\._C\.TensorBase' objects doesn't apply to a 'int' object"):
        torch.Tensor.add(3, 1)
    with pytest.raises(AttributeError, match="type object 'Tensor' has no attribute 'nothing'"):
        torch.Tensor.nothing  # noqa: B018
    assert torch.Tensor.add(torch.ones(1), 2).item() == 3.0
    assert torch.Tensor.shape is not None
