"""The names of nodes, what they save, and what a tensor says about itself."""

from __future__ import annotations

import pytest

from gradcli import Tensor, tensor
from gradcli.evaluate.expression import evaluate
from gradcli.problems import TorchError
from gradcli.syntax.parser import parse

NAMES = {
    "x**2": "PowBackward0",
    "x**w": "PowBackward1",
    "2**x": "PowBackward2",
    "2 - x": "RsubBackward1",
    "x - 2": "SubBackward0",
    "1/x": "MulBackward0",
    "x/2": "DivBackward0",
    "-x": "NegBackward0",
    "x % 3": "RemainderBackward0",
    "x % w": "RemainderBackward1",
    "x//2": "torch::autograd::NotImplemented",
    "square(x)": "PowBackward0",
    "log1p(x)": "Log1PBackward0",
    "expm1(x)": "Expm1Backward0",
    "relu6(x)": "HardtanhBackward0",
    "selu(x)": "EluBackward0",
    "clamp(x, 0, 1)": "ClampBackward1",
    "where(x > 0, x, 0*w)": "WhereBackward0",
    "max(v)": "MaxBackward1",
    "max(v, dim=0).values": "MaxBackward0",
    "norm(v)": "LinalgVectorNormBackward0",
    "sum(v)": "SumBackward0",
    "sum(v, dim=0)": "SumBackward1",
    "mean(v)": "MeanBackward0",
    "v[0]": "SelectBackward0",
    "v[1:]": "SliceBackward0",
    "A @ A": "MmBackward0",
    "A @ v": "MvBackward0",
    "v @ v": "DotBackward0",
    "v @ A": "SqueezeBackward4",
    "A.T": "PermuteBackward0",
    "t(A)": "TBackward0",
    "diag(A)": "DiagonalBackward0_copy",
    "reshape(A, (4,))": "ViewBackward0",
    "A.T.reshape(-1)": "UnsafeViewBackward0",
    "outer(v, v)": "MulBackward0",
    "stack([x, w])": "StackBackward0",
    "cat([v, v])": "CatBackward0",
    "deg2rad(x)": "Deg2RadBackward0",
}


def evaluated(expression: str) -> Tensor:
    leaves = {
        "x": tensor(1.5, requires_grad=True),
        "w": tensor(0.5, requires_grad=True),
        "v": tensor([1.0, 2.0], requires_grad=True),
        "A": tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True),
    }
    output = evaluate(parse(expression), leaves).output
    assert isinstance(output, Tensor)
    return output


@pytest.mark.parametrize(("expression", "name"), NAMES.items())
def test_names(expression: str, name: str) -> None:
    node = evaluated(expression).grad_fn
    assert node is not None and node.name() == name


def test_a_number_over_a_tensor_is_a_reciprocal_times_the_number() -> None:
    node = evaluated("2/x").grad_fn
    assert node is not None and node.edges[0] is not None
    assert node.edges[0].name() == "ReciprocalBackward0"


def test_a_plus_sign_is_nothing() -> None:
    assert evaluated("+x").is_leaf


def test_the_sign_of_a_literal_is_part_of_it() -> None:
    node = evaluated("-3*x").grad_fn
    assert node is not None and node.name() == "MulBackward0" and node.edges[0] is None


def test_only_what_is_needed_is_saved() -> None:
    x, c = tensor(2.0, requires_grad=True), tensor(3.0)
    node = (x * c).grad_fn
    assert node is not None and node.saved == (c,)  # the gradient of c is not wanted, so x is not needed
    node = (x * x).grad_fn
    assert node is not None and len(node.saved) == 2  # type: ignore[arg-type]


def test_what_a_tensor_says_about_itself() -> None:
    x = tensor([[1.0, 2.0]], requires_grad=True)
    assert (x.shape, x.ndim, x.dtype, x.is_leaf) == ((1, 2), 2, "float64", True)
    assert repr(x) == "tensor([[1., 2.]], requires_grad=True)"
    assert repr(x * 2) == "tensor([[2., 4.]], grad_fn=<MulBackward0>)"
    assert repr(tensor(2)) == "tensor(2)"
    assert tensor(2.5).item() == 2.5
    assert tensor([7]).item() == 7
    assert (tensor(True).dtype, tensor(2).dtype, tensor([1, 2]).dtype) == ("bool", "int64", "int64")
    with pytest.raises(TorchError, match="a Tensor with 2 elements cannot be converted to Scalar"):
        x.item()


@pytest.mark.parametrize("whole", [[1, 2], True, [True]])
def test_only_floats_can_require_gradients(whole: object) -> None:
    with pytest.raises(TorchError, match="only Tensors of floating point dtype can require gradients"):
        tensor(whole, requires_grad=True)


def test_operators_in_both_orders() -> None:
    x, y = tensor(3.0), tensor(2.0)
    found = [
        x + 1,
        1 + x,
        x - 1,
        1 - x,
        x * 2,
        2 * x,
        x / 2,
        6 / x,
        x // 2,
        7 // x,
        x % 2,
        7 % x,
        x**2,
        2**x,
        -x,
        +x,
        abs(-x),
        +y,
    ]
    assert [t.data for t in found] == [4, 4, 2, -2, 6, 6, 1.5, 2, 1, 2, 1, 1, 9, 8, -3, 3, 3, 2]
    compared = [x < y, x <= y, x > y, x >= y, x == y, x != y, (x > y) & (y > x), (x > y) | (y > x)]
    assert [t.data for t in compared] == [False, False, True, True, False, True, False, True]
    assert (tensor([1.0, 2.0]) @ tensor([3.0, 4.0])).data == 11
    assert len({x, y, x}) == 2
