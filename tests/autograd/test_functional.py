"""autograd.grad, Jacobians, Hessians and derivatives of higher order."""

from __future__ import annotations

import math

import pytest

from gradcli import BackwardError, Tensor, tensor
from gradcli.autograd.backward import NO_GRAD_FN, grad
from gradcli.autograd.functional import derivatives, hessian, jacobian
from gradcli.ops.table import TABLE


def leaf(value: float | list[float]) -> Tensor:
    return tensor(value, requires_grad=True)


def test_grad_neither_reads_nor_writes_grad() -> None:
    x = leaf(2.0)
    x.grad = tensor(100.0)
    (g,) = grad(x**2, [x])
    assert g is not None and g.data == 4
    assert x.grad.data == 100


def test_grad_of_what_was_not_used() -> None:
    x, y = leaf(2.0), leaf(3.0)
    assert grad(x**2, [x, y], allow_unused=True)[1] is None
    with pytest.raises(BackwardError) as caught:
        grad(x**2, [x, y])
    assert caught.value.title == (
        "The differentiated Tensor at index 1 appears to not have been used in the graph. "
        "Set allow_unused=True if this is the desired behavior."
    )


def test_grad_of_what_does_not_require_it() -> None:
    with pytest.raises(BackwardError, match="One of the differentiated Tensors does not require grad"):
        grad(leaf(2.0) * 2, [tensor(3.0)])
    with pytest.raises(BackwardError, match=NO_GRAD_FN):
        grad(tensor(2.0) * 2, [leaf(3.0)])


def test_grad_twice_needs_the_graph() -> None:
    x = leaf(2.0)
    y = x**3
    (first,) = grad(y, [x], create_graph=True)
    assert first is not None
    (second,) = grad(first, [x])
    assert second is not None and second.data == 12
    with pytest.raises(BackwardError):
        grad(first, [x])


def test_grad_with_an_output_gradient() -> None:
    a = leaf([1.0, 2.0])
    (g,) = grad(a**2, [a], tensor([1.0, 10.0]).data)
    assert g is not None and g.tolist() == [2, 40]


def test_jacobian() -> None:
    a, x, u = leaf([1.0, 2.0]), leaf(3.0), leaf(1.0)
    found = jacobian(a**2 * x, {"a": a, "x": x, "u": u})
    assert {name: value.tolist() for name, value in found.items()} == {"a": [[6, 0], [0, 12]], "x": [1, 4], "u": [0, 0]}
    assert jacobian(a.detach(), {"a": a})["a"].tolist() == [[0, 0], [0, 0]]
    assert jacobian(TABLE["sum"](a), {"a": a})["a"].tolist() == [1, 1]


def test_hessian() -> None:
    x, y = leaf(2.0), leaf(3.0)
    found = hessian(x**2 * y, {"x": x, "y": y})
    assert {row: {c: float(v) for c, v in columns.items()} for row, columns in found.items()} == {
        "x": {"x": 6, "y": 4},
        "y": {"x": 4, "y": 0},
    }


def test_hessian_of_what_is_linear_or_unused_is_zero() -> None:
    x, y = leaf(2.0), leaf([3.0, 4.0])
    found = hessian(3 * x, {"x": x, "y": y})
    assert found["y"]["y"].tolist() == [[0, 0], [0, 0]]
    assert float(found["x"]["x"]) == 0
    assert float(hessian(x.detach(), {"x": x})["x"]["x"]) == 0


def test_hessian_of_several_elements_is_refused() -> None:
    a = leaf([1.0, 2.0])
    with pytest.raises(BackwardError) as caught:
        hessian(a**2, {"a": a})
    assert caught.value.title == "The Tensor returned by the function given to hessian should contain a single element"


def test_derivatives() -> None:
    x = leaf(0.5)
    assert derivatives(TABLE["sin"](x), x, 5) == pytest.approx(
        [math.cos(0.5), -math.sin(0.5), -math.cos(0.5), math.sin(0.5), math.cos(0.5)]
    )
    assert derivatives(3 * x, x, 3) == [3, None, None]
    assert derivatives(TABLE["exp"](x) * 2, x, 8) == pytest.approx([2 * math.exp(0.5)] * 8)


def test_no_second_derivative_where_torch_has_none() -> None:
    x = leaf(0.5)
    with pytest.raises(BackwardError, match="derivative for aten::hardsigmoid_backward is not implemented"):
        derivatives(TABLE["hardsigmoid"](x), x, 2)
