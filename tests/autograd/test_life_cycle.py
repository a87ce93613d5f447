"""The life of `.grad` and of a graph: what accumulates, what is freed, what raises."""

from __future__ import annotations

import pytest

from gradcli import BackwardError, Tensor, backward, no_grad, tensor
from gradcli.autograd.backward import NO_GRAD_FN, NOT_SCALAR, FreedError
from gradcli.ops.table import TABLE
from gradcli.recording.modes import enable_grad, is_grad_enabled
from gradcli.tensors.op_node import SECOND_TIME


def leaf(value: object) -> Tensor:
    return tensor(value if isinstance(value, list) else float(value), requires_grad=True)  # type: ignore[arg-type]


def polynomial(x: Tensor) -> Tensor:
    return 3 * x**2 + 4 * x + 5


def item(gradient: Tensor | None) -> object:
    return None if gradient is None else gradient.tolist()


def test_fresh_graphs_accumulate() -> None:
    x = leaf(2)
    assert x.grad is None
    found = []
    for _ in range(3):
        backward(polynomial(x))
        found.append(item(x.grad))
    assert found == [16, 32, 48]


def test_a_gradient_that_was_there_is_added_to() -> None:
    x = leaf(2)
    x.grad = tensor(100.0)
    backward(x**2)
    assert item(x.grad) == 104


def test_zeroed_gradients_do_not_accumulate() -> None:
    x = leaf(2)
    for _ in range(2):
        x.grad = None
        backward(polynomial(x))
    assert item(x.grad) == 16


def test_a_second_backward_finds_the_buffers_freed() -> None:
    x = leaf(2)
    y = polynomial(x)
    backward(y)
    with pytest.raises(FreedError) as caught:
        backward(y)
    assert (caught.value.kind, caught.value.title) == ("RuntimeError", SECOND_TIME)
    assert caught.value.node.name() == "MulBackward0"  # 4*x, the first that needs what is gone
    assert item(x.grad) == 16


def test_retain_graph_keeps_the_buffers_until_a_pass_without_it() -> None:
    x = leaf(2)
    y = polynomial(x)
    backward(y, retain_graph=True)
    backward(y)
    assert item(x.grad) == 32
    with pytest.raises(FreedError):
        backward(y)
    assert item(x.grad) == 32


NOTHING_SAVED = [
    "x + 5",
    "x - 2",
    "2 - x",
    "x + x",
    "-x",
    "x % 2",
    "round(x)",
    "floor(x)",
    "sign(x)",
    "clone(x)",
    "sum(x)",
    "mean(x)",
    "stack([x, x]).sum()",
]
SAVING = [
    "2*x",
    "x/2",
    "x*w",
    "x**1",
    "x**0",
    "sin(x)",
    "abs(x)",
    "relu(x)",
    "where(x > 0, x, w)",
    "maximum(x, w)",
    "exp(x)",
    "x*3 + 5",
]


@pytest.mark.parametrize("expression", NOTHING_SAVED)
def test_what_saves_nothing_may_be_walked_again(expression: str) -> None:
    x, y = recorded(expression)
    backward(y)
    first = item(x.grad)
    backward(y)
    assert item(x.grad) == 2 * first  # type: ignore[operator]


@pytest.mark.parametrize("expression", SAVING)
def test_what_saves_something_may_not(expression: str) -> None:
    x, y = recorded(expression)
    backward(y)
    first = item(x.grad)
    with pytest.raises(FreedError):
        backward(y)
    assert item(x.grad) == first


def recorded(expression: str) -> tuple[Tensor, Tensor]:
    from gradcli.evaluate.expression import evaluate
    from gradcli.syntax.parser import parse

    x = leaf(1.7)
    return x, evaluate(parse(expression), {"x": x, "w": leaf(0.4)}).output


def test_a_failed_pass_leaves_what_it_had_accumulated() -> None:
    a, x = leaf(1), leaf(2)
    y = a + x**2
    backward(y)
    with pytest.raises(FreedError) as caught:
        backward(y)
    assert caught.value.node.name() == "PowBackward0"
    assert (item(a.grad), item(x.grad)) == (2, 4)


def test_a_shared_part_is_freed_for_both() -> None:
    x = leaf(3)
    shared = x * x
    backward(shared + 1)
    with pytest.raises(FreedError):
        backward(shared * 2)
    assert item(x.grad) == 6


def test_no_grad_records_nothing() -> None:
    x = leaf(2)
    backward(x**2)
    with no_grad():
        y = polynomial(x)
        assert not is_grad_enabled()
        with enable_grad():
            assert (x**2).requires_grad
    assert is_grad_enabled()
    assert (y.data, y.requires_grad, y.grad_fn, y.is_leaf) == (25.0, False, None, True)
    with pytest.raises(BackwardError, match=NO_GRAD_FN):
        backward(y)
    assert item(x.grad) == 4  # untouched


def test_a_graph_recorded_before_no_grad_can_be_walked_inside() -> None:
    x = leaf(2)
    y = polynomial(x)
    with no_grad():
        backward(y)
    assert item(x.grad) == 16


def test_recording_comes_back_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), no_grad():
        raise ZeroDivisionError
    assert is_grad_enabled()


def test_a_leaf_made_inside_no_grad_may_require_grad() -> None:
    with no_grad():
        x = leaf(2)
    backward(x**2)
    assert item(x.grad) == 4


def test_detach_cuts() -> None:
    x = leaf(3)
    backward(x * x.detach())
    assert item(x.grad) == 3
    assert x.detach().raw is x.raw
    with pytest.raises(BackwardError, match=NO_GRAD_FN):
        backward(x.detach() * 2)


def test_a_leaf_is_its_own_output() -> None:
    x = leaf(3)
    backward(x)
    backward(x)
    assert item(x.grad) == 2


def test_an_unused_leaf_has_no_gradient() -> None:
    x, y = leaf(3), leaf(4)
    backward(x * 2 + y.detach())
    assert y.grad is None


def test_constants_have_no_gradient() -> None:
    x, c = leaf(3), tensor(4.0)
    backward(x * c)
    assert (item(x.grad), c.grad) == (4, None)


@pytest.mark.parametrize("values", [[2.0], [[2.0]]])
def test_one_element_is_a_scalar_output(values: list[object]) -> None:
    x = leaf(values)
    backward(x**2)
    assert item(x.grad) == (x * 2).tolist()


@pytest.mark.parametrize("values", [[], [1.0, 2.0]])
def test_several_elements_or_none_are_not(values: list[float]) -> None:
    with pytest.raises(BackwardError) as caught:
        backward(leaf(values) * 2)
    assert caught.value.title == NOT_SCALAR


def test_a_gradient_for_each_element() -> None:
    a = leaf([1.0, 2.0])
    backward(a**2, tensor([1.0, 10.0]).data)
    assert item(a.grad) == [2, 40]


def test_a_gradient_may_be_a_tensor() -> None:
    a, x = leaf([1.0, 2.0]), leaf(3)
    backward(a**2, tensor([1.0, 10.0]))
    backward(x**2, tensor(10.0))
    assert (item(a.grad), item(x.grad)) == ([2, 40], 60)
    assert type(a.grad.raw) is not Tensor  # type: ignore[union-attr]


def test_a_gradient_must_have_the_output_s_shape() -> None:
    with pytest.raises(BackwardError) as caught:
        backward(leaf([1.0, 2.0]) ** 2, tensor([1.0, 2.0, 3.0]).data)
    assert caught.value.title == (
        "Mismatch in shape: grad_output[0] has a shape of torch.Size([3]) and output[0] has a shape of torch.Size([2])."
    )


def test_create_graph_leaves_gradients_that_can_be_differentiated() -> None:
    x = leaf(2)
    with pytest.warns(UserWarning, match="a reference cycle"):
        backward(x**3, create_graph=True)
    backward(x**3 * 0, create_graph=True)  # once is enough
    first = x.grad
    assert first is not None and (first.data, first.requires_grad) == (12.0, True)
    x.grad = None
    backward(first)
    assert item(x.grad) == 12


def test_gradients_have_the_dtype_of_their_leaf() -> None:
    import numpy as np

    a = Tensor(np.float32([1.5, 2.5]), requires_grad=True)
    b = leaf([0.5, 1.0])
    backward(TABLE["sum"](a * b))
    assert a.grad is not None and b.grad is not None
    assert (a.grad.dtype, b.grad.dtype, (a * b).dtype) == ("float32", "float64", "float64")
