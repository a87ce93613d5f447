"""What a tensor is to Python: numbers, truth, indices, operators on either side, texts."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from gradcli.evaluate import methods as methods  # gives tensors their methods
from gradcli.problems import TorchError
from gradcli.tensors.tensor import AccumulateGrad, Tensor, dtype_name, type_title


def _array(*numbers: Any) -> Tensor:
    return Tensor(np.array(numbers))


def test_numbers_and_truth() -> None:
    assert (float(_array(2.5)), int(_array(2)), bool(_array(3)), bool(Tensor(0.0)), bool(Tensor(True))) == (
        2.5,
        2,
        True,
        False,
        True,
    )
    assert [10, 20, 30][Tensor(np.array(1))] == 20
    with pytest.raises(RuntimeError, match="more than one value is ambiguous"):
        bool(_array(1, 2))
    with pytest.raises(RuntimeError, match="no values is ambiguous"):
        bool(_array())


@pytest.mark.parametrize("x", [Tensor(1.0), _array(1, 2)])
def test_no_index(x: Tensor) -> None:
    with pytest.raises(TypeError, match="only integer tensors of a single element"):
        x.__index__()


def test_bits_on_either_side() -> None:
    x = _array(6, 3)
    assert [(x & 2).tolist(), (2 & x).tolist()] == [[2, 2], [2, 2]]
    assert [(x | 8).tolist(), (8 | x).tolist()] == [[14, 11], [14, 11]]
    assert [(x ^ 1).tolist(), (1 ^ x).tolist(), (~x).tolist()] == [[7, 2], [7, 2], [-7, -4]]


def test_bits_in_place() -> None:
    x = same = _array(6, 3)
    x &= 5
    first = x.tolist()
    x |= 8
    second = x.tolist()
    x ^= 1
    assert [first, second, x.tolist(), x is same] == [[4, 1], [12, 9], [13, 8], True]


def test_texts() -> None:
    x = Tensor(2.0, requires_grad=True)
    y = x * 3.0
    assert [repr(x), repr(y), repr(Tensor(1.0))] == [
        "tensor(2., requires_grad=True)",
        "tensor(6., grad_fn=<MulBackward0>)",
        "tensor(1.)",
    ]
    assert re.fullmatch("<MulBackward0 object at 0x[0-9a-f]+> <AccumulateGrad object at 0x[0-9a-f]+>", f"{y.grad_fn} {x.edge}")
    assert [type_title("bool"), type_title("float32"), dtype_name(1), dtype_name(True)] == [
        "CPUBoolType",
        "torch.FloatTensor",
        "int64",
        "bool",
    ]


def test_what_python_asks_for_itself_is_not_looked_up() -> None:
    with pytest.raises(AttributeError, match="has no attribute '__iadd'"):
        getattr(Tensor(1.0), "__iadd")
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = Tensor(1.0).nothing


def test_data_keeps_a_tensor_that_requires_grad_floating() -> None:
    x = Tensor(1.0, requires_grad=True)
    with pytest.raises(RuntimeError, match="must be floating point"):
        x.data = _array(1)
    with pytest.raises(TypeError, match="has to be a tensor"):
        x.data = 1.0  # type: ignore[assignment]


def test_an_array_asks_for_the_elements() -> None:
    x = _array(1.0, 2.0)
    assert np.asarray(x, dtype="float32").dtype == np.float32
    with pytest.raises(TorchError, match="requires grad"):
        np.asarray(Tensor(1.0, requires_grad=True))


def test_the_first_gradient_of_an_expanded_tensor_was_written_once() -> None:
    x = Tensor(np.array([1.0, 2.0]), requires_grad=True)
    x.edge.backward(np.broadcast_to(np.array(3.0), (2,)), False)  # type: ignore[union-attr]
    assert x.grad is not None
    assert (x.grad.tolist(), x.grad.version) == ([3.0, 3.0], 1)
    AccumulateGrad(x).backward(np.array([1.0, 1.0]), False)
    assert (x.grad.tolist(), x.grad.version) == ([4.0, 4.0], 2)
