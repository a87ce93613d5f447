"""Who looks on while a pass runs, and who changes what nodes do."""

from __future__ import annotations

import numpy as np
import pytest

from gradcli.autograd.backward import Visit, altered, backward, grad, grad_all, ones_like
from gradcli.evaluate import methods as methods  # gives tensors their methods
from gradcli.tensors.tensor import Tensor


def test_what_an_observer_is_told() -> None:
    x = Tensor(2.0, requires_grad=True)
    y = x * x
    visits: list[Visit] = []
    backward(y, retain_graph=True, observer=visits.append)
    backward(y, observer=visits.append)
    assert [v.node.name() for v in visits] == ["MulBackward0", "torch::autograd::AccumulateGrad"] * 2
    assert visits[0].upstream == 1.0 and visits[0].products == ((0, 2.0, 2.0), (1, 2.0, 2.0))
    assert [v.before for v in visits] == [None, None, None, 4.0]


def test_what_reached_several_results_is_told_side_by_side() -> None:
    x = Tensor(np.array([1.0, 2.0, 3.0]), requires_grad=True)
    _, _, last = x.unbind()
    visits: list[Visit] = []
    backward(last * 2, observer=visits.append)
    assert visits[1].node.name() == "UnbindBackward0" and visits[1].upstream == (0.0, 0.0, 2.0)


def test_a_grad_is_shown_as_it_was() -> None:
    x = Tensor(np.array([1.0, 2.0]), requires_grad=True)
    visits: list[Visit] = []
    for _ in range(2):
        backward((x * 3).sum(), observer=visits.append)
    assert visits[-1].before.tolist() == [3.0, 3.0] and x.grad is not None and x.grad.tolist() == [6.0, 6.0]


def test_a_node_that_does_something_else() -> None:
    x = Tensor(3.0, requires_grad=True)
    y = x * x + x
    half = altered(y, x, 1.0, lambda node, products: products[:1] if node.name() == "MulBackward0" else products)
    assert (half, altered(y, x, 1.0, lambda node, products: products), x.grad) == (4.0, 7.0, None)


def test_no_more_runs_than_what_is_asked_for() -> None:
    x, w = Tensor(2.0, requires_grad=True), Tensor(3.0, requires_grad=True)
    y = x * 2
    z = y.exp() + w.exp()
    ran: list[str] = []
    w.register_hook(lambda g: ran.append("w"))
    y.register_hook(lambda g: ran.append("y"))
    found = grad(z, [y])
    assert found[0] is not None and found[0].item() == pytest.approx(np.exp(4.0))
    assert ran == ["y"] and w.grad is None


def test_leaves_and_results_at_once() -> None:
    x = Tensor(np.array([1.0, 2.0]), requires_grad=True)
    a, b = (x * 2).unbind()
    found = grad_all([a * b, x], [a, b, x], [None, Tensor(np.array([1.0, 1.0]))])
    assert [None if g is None else g.tolist() for g in found] == [4.0, 2.0, [9.0, 5.0]]


def test_a_leaf_is_its_own_gradient() -> None:
    x = Tensor(2.0, requires_grad=True)
    backward(x)
    assert x.grad is not None and x.grad.item() == 1.0
    with pytest.raises(RuntimeError, match="cannot be empty"):
        backward(x, inputs=[])


def test_ones_of_the_same_kind() -> None:
    assert ones_like(3.0) == 1.0 and ones_like(np.zeros(2)).tolist() == [1.0, 1.0] and ones_like(7) == 1
