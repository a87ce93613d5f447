"""Passes of a program as traces: the values are the program's, the names too, and nothing is explained that is not known."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest

import gradcli.torch as torch
from gradcli.calculation.trace import Trace
from gradcli.calculation.watching import Watch
from gradcli.ops.defaults import default_dtype_of
from gradcli.recording.modes import mode
from gradcli.views.trace_json import document, read


class Told(list[Any]):
    """What a watch told, and the names that it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, Any] = {}
        self.watch = Watch(lambda: self.names, self.append)

    def trace(self, k: int = -1) -> Trace:
        assert isinstance(self[k], Trace), self[k]
        return self[k]


@pytest.fixture
def told() -> Any:
    found = Told()
    with found.watch.looking():
        yield found
    assert mode.watcher is None and mode.passes is None


def test_the_steps_are_those_of_the_program(told: Told) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    y = x**3 + 2 * x + 1
    told.names = {"x": x, "y": y}
    y.backward(retain_graph=True)
    y.backward()
    first, second = told.trace(0), told.trace(1)
    assert first.expression == "v1 = x**3; v2 = x*2; v3 = v1 + v2; y = v3 + 1"
    assert [m.grad_fn for m in first.passes[0].moves] == [
        "AddBackward0", "AddBackward0", "MulBackward0", "PowBackward0", "AccumulateGrad",
    ]  # fmt: skip
    assert (first.grads, second.grads) == ({"x": 14.0}, {"x": 28.0})
    assert (second.passes[0].moves[-1].before, second.passes[0].moves[-1].after) == (14.0, 28.0)
    assert read(document(first)) == first


def test_names_are_the_programs_and_only_what_has_none_is_numbered(told: Told) -> None:
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    data, target = torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([1.0, 1.0])
    told.names = {"w": w, "data": data, "loss": None}
    (((data @ w - target) ** 2).mean() * torch.tensor(1.0, requires_grad=True)).backward()
    found = told.trace()
    assert [v.name for v in found.vertices if v.op == "leaf"] == ["data", "w", "leaf1"]
    assert [v.requires_grad for v in found.vertices if v.op == "leaf"] == [False, True, True]
    assert found.output == "y" and [v.name for v in found.vertices if v.op == "constant"] == ["[1, 1]", "2"]
    assert found.grads["w"] == w.grad.tolist() and found.passes[0].grads["leaf1"] == 58.0


def test_a_value_is_what_it_was_when_it_was_used(told: Told) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    doubled = x * 2
    total = (doubled + 1).sum()
    doubled.data.zero_()
    total.backward()
    found = next(v for v in told.trace().vertices if v.text == "leaf1*2")
    assert found.value == [2.0, 4.0]


def test_a_second_pass_through_a_freed_graph_is_told_with_its_error(told: Told) -> None:
    x = torch.tensor(3.0, requires_grad=True)
    y = x * x
    y.backward()
    with pytest.raises(RuntimeError, match="a second time"):
        y.backward()
    assert told.trace().error is not None and told.trace().error.kind == "RuntimeError"  # type: ignore[union-attr]
    assert told.trace().passes[0].moves == ()


def test_several_results_and_writing_in_place(told: Told) -> None:
    a = torch.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
    told.names = {"a": a}
    left, right = a.split(2)
    (left * right).sum().backward()
    assert told.trace().grads == {"a": [3.0, 4.0, 1.0, 2.0]}
    b = a * 1
    b.mul_(3)
    b.sum().backward()
    assert told.trace().grads == {"a": [6.0, 7.0, 4.0, 5.0]}


def test_backward_of_a_leaf_itself(told: Told) -> None:
    x = torch.tensor(3.0, requires_grad=True)
    told.names = {"x": x}
    x.backward()
    assert told.trace().output == "x" and told.trace().grads == {"x": 1.0}


def test_what_is_not_known_is_not_explained(told: Told) -> None:
    x = y = torch.tensor(1.01, requires_grad=True)
    for _ in range(100):
        y = y * x
    y.backward()
    assert told[-1] == "its graph has 100 operations, and a page holds 60"
    torch.autograd.backward([x * 2, x * 3])
    assert told[-1] == "it begins at 2 tensors at once"
    torch.zeros(200, 200).requires_grad_().sum().backward()
    assert told[-1] == "a tensor of 40,000 elements does not fit on a page"

    class Double(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, t: Any) -> Any:
            return t * 2

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g * 2

    (Double.apply(x) + 1).backward()
    assert told[-1].startswith("DoubleBackward is no operation of the derivative table")
    count = len(told)
    with pytest.raises(RuntimeError, match="does not require grad"):
        torch.tensor(1.0).backward()
    assert len(told) == count


def test_nothing_is_kept_longer_than_the_program_keeps_it() -> None:
    told = Told()
    with told.watch.looking(), default_dtype_of("float32"):
        x = torch.tensor(2.0, requires_grad=True)
        y = x * 3
        node = weakref.ref(y.edge)
        del y
        gc.collect()
        assert node() is None


def test_the_same_gradients_with_and_without_a_look() -> None:
    def run() -> Any:
        w = torch.tensor([[0.5, -1.0], [2.0, 0.25]], requires_grad=True)
        x = torch.tensor([1.0, 2.0])
        (torch.tanh(w @ x).sum() * w.exp().mean()).backward()
        return w.grad.tolist()

    told = Told()
    with told.watch.looking():
        looked = run()
    assert looked == run() and len(told) == 1


def test_what_backward_raises_comes_from_nothing_that_was_not_explained(told: Told) -> None:
    x = torch.ones(3, requires_grad=True)
    y = torch.sigmoid(x)
    y[0] = 0
    with pytest.raises(RuntimeError) as caught:
        y.sum().backward()
    assert caught.value.__context__ is None
