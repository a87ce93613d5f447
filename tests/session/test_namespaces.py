"""Names of a session: modules of functions, what numbers may stand for tensors, and errors as Python's own exceptions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("gradcli.torch")


def test_modules_of_functions() -> None:
    import gradcli.torch.nn.functional as F

    m = torch.tensor([[1.0, 2.0], [3.0, 5.0]])
    assert F.relu(torch.tensor([-1.0, 2.0])).tolist() == [0.0, 2.0]
    assert torch.linalg.norm(m, 2).item() == pytest.approx(6.242943, rel=1e-6)
    assert torch.norm(m, 2).item() == pytest.approx(6.244998, rel=1e-6)
    assert torch.special.expit(torch.tensor(0.0)).item() == 0.5


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda x: torch.maximum(x, 0), "maximum(): argument 'other' (position 2) must be Tensor, not int"),
        (lambda x: torch.hypot(x, 3), "hypot(): argument 'other' (position 2) must be Tensor, not int"),
        (lambda x: torch.exp(2.0), "exp(): argument 'input' (position 1) must be Tensor, not float"),
        (lambda x: torch.relu([1.0, 2.0]), "relu(): argument 'input' (position 1) must be Tensor, not list"),
        (lambda x: torch.stack([1, 2]), "expected Tensor as element 0 in argument 0, but got int"),
        (lambda x: torch.sin(), 'sin() missing 1 required positional arguments: "input"'),
        (lambda x: torch.zeros_like(3), "zeros_like(): argument 'input' (position 1) must be Tensor, not int"),
    ],
)
def test_what_is_no_tensor_is_refused(call: Callable[[Any], Any], text: str) -> None:
    with pytest.raises(TypeError) as caught:
        call(torch.tensor([1.0, 2.0]))
    assert str(caught.value) == text and type(caught.value).__name__ == "TypeError"


def test_numbers_where_pytorch_takes_them() -> None:
    x, mask = torch.tensor([1.0, 2.0]), torch.tensor([True, False])
    assert torch.add(2, x).tolist() == [3.0, 4.0]
    assert torch.pow(2, x).tolist() == [2.0, 4.0]
    assert torch.where(mask, 1, 2).tolist() == [1, 2]
    assert x.where(mask, 0.0).tolist() == [1.0, 0.0]


def test_what_does_not_exist() -> None:
    with pytest.raises(AttributeError, match="module 'torch' has no attribute 'nothing'"):
        _ = torch.nothing
    with pytest.raises(AttributeError, match="'Tensor' object has no attribute 'nothing'"):
        _ = torch.tensor(1.0).nothing


def test_arrays_in_and_out() -> None:
    x = torch.tensor(np.array([1.0, 2.0]))
    assert x.dtype is torch.float64
    assert np.asarray(x).tolist() == x.numpy().tolist() == [1.0, 2.0]
    with pytest.raises(RuntimeError, match="Can't call numpy"):
        np.asarray(x.requires_grad_())


def test_refusals_are_pythons_exceptions() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(RuntimeError, match="grad can be implicitly created only for scalar outputs"):
        x.backward()
    with pytest.raises(IndexError):
        x[5]


def test_what_pytorch_warns_about_points_at_the_script() -> None:
    import gradcli.torch.nn.functional as F

    with pytest.warns(UserWarning, match="Implicit dimension choice for softmax") as caught:
        F.softmax(torch.tensor([1.0, 2.0]))
    assert [warning.filename for warning in caught] == [__file__]
