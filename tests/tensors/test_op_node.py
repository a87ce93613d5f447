"""Nodes of operations: where Python's floats raise, what is freed, what their rules may ask for."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gradcli.autograd.backward import backward, grad
from gradcli.evaluate import methods as methods  # gives tensors their methods
from gradcli.recording.node import FREED, short
from gradcli.tensors.op_node import FreedError
from gradcli.tensors.tensor import Tensor


@pytest.mark.parametrize(
    "function, at, slope",
    [("log", 0.0, math.inf), ("sqrt", 0.0, math.inf), ("reciprocal", 0.0, -math.inf), ("exp", 800.0, math.inf)],
)
def test_where_floats_raise_the_slope_is_that_of_ieee(function: str, at: float, slope: float) -> None:
    x = Tensor(at, requires_grad=True)
    backward(getattr(x, function)())
    assert x.grad is not None and x.grad.item() == slope


def test_freed() -> None:
    x = Tensor(2.0, requires_grad=True)
    y = x.exp()
    backward(y)
    assert y.grad_fn is not None and y.grad_fn.saved is FREED  # type: ignore[attr-defined]
    with pytest.raises(FreedError, match="a second time") as refused:
        backward(y)
    assert refused.value.node is y.grad_fn


def test_dtypes_that_are_mixed() -> None:
    x = Tensor(np.array([1.0, 2.0], dtype="float32"), requires_grad=True)
    w = Tensor(np.array([3.0, 4.0]), requires_grad=True)
    i = Tensor(np.array([2, 3]))
    backward((x * w * i).sum())
    assert x.grad is not None and w.grad is not None
    assert (str(x.grad.dtype), x.grad.tolist(), str(w.grad.dtype), w.grad.tolist()) == (
        "torch.float32",
        [6.0, 12.0],
        "torch.float64",
        [2.0, 6.0],
    )


def test_a_recorded_rule_that_answers_a_number() -> None:
    x = Tensor(3.0, requires_grad=True)
    slope = grad(x.round() + x * x * x, [x], create_graph=True)[0]
    assert slope is not None and slope.item() == 27.0
    second = grad(slope, [x])[0]
    assert second is not None and second.item() == 18.0


def test_changed_results_and_operands() -> None:
    x = Tensor(np.array([1.0, 2.0]), requires_grad=True)
    y = x.exp()
    y.add_(1)
    with pytest.raises(
        RuntimeError, match=r"\[torch.DoubleTensor \[2\]\], which is output 0 of Exp, is at version 1; expected version 0"
    ):
        backward(y.sum())
    w = Tensor(np.array([3.0, 4.0]))
    z = x * w
    w.mul_(2)
    with pytest.raises(RuntimeError, match=r"\[torch.DoubleTensor \[2\]\] is at version 1; expected version 0"):
        backward(z.sum())


def test_names_in_errors() -> None:
    names = ["AddBackward0", "SumBackward1", "torch::autograd::CopySlices", "torch::autograd::CopyBackwards", "MineBackward"]
    assert [short(name) for name in names] == [
        "Add",
        "Sum1",
        "torch::autograd::CopySlices",
        "torch::autograd::CopyBackwards",
        "Mine",
    ]
