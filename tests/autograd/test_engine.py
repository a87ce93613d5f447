"""The order of backward, and what its observer sees."""

from __future__ import annotations

from typing import Any

from gradcli import Tensor, backward, tensor
from gradcli.autograd.backward import Visit, reachable
from gradcli.evaluate.expression import evaluate
from gradcli.recording.node import FREED
from gradcli.syntax.parser import parse
from gradcli.tensors.tensor import AccumulateGrad


def visits(expression: str, **values: Any) -> tuple[list[Visit], dict[str, Tensor]]:
    leaves = {name: tensor(value, requires_grad=True) for name, value in values.items()}
    seen: list[Visit] = []
    backward(evaluate(parse(expression), leaves).output, observer=seen.append)
    return seen, leaves


def names(seen: list[Visit]) -> list[str]:
    return [visit.node.name().removeprefix("torch::autograd::") for visit in seen]


def test_from_the_latest_to_the_earliest() -> None:
    seen, _ = visits("3*x**2 + 4*x + 5", x=2.0)
    assert names(seen) == ["AddBackward0", "AddBackward0", "MulBackward0", "MulBackward0", "PowBackward0", "AccumulateGrad"]
    assert [visit.upstream for visit in seen] == [1, 1, 1, 1, 3, 16]
    assert [[product for _, _, product in visit.products] for visit in seen] == [[1], [1, 1], [4], [3], [12], []]


def test_a_leaf_accumulates_once_when_everything_has_arrived() -> None:
    seen, leaves = visits("a + x**2 + a*x", a=1.0, x=2.0)
    assert names(seen) == ["AddBackward0", "MulBackward0", "AddBackward0", "AccumulateGrad", "PowBackward0", "AccumulateGrad"]
    ends = [visit for visit in seen if isinstance(visit.node, AccumulateGrad)]
    assert [visit.node is leaves[name].edge for visit, name in zip(ends, "ax", strict=True)] == [True, True]
    assert [(visit.upstream, visit.before) for visit in ends] == [(3, None), (5, None)]


def test_an_accumulation_sees_what_was_there() -> None:
    x = tensor(2.0, requires_grad=True)
    before: list[Any] = []
    for _ in range(2):
        backward(x * 3, observer=lambda visit: before.append(visit.before) if isinstance(visit.node, AccumulateGrad) else None)
    assert before[0] is None
    assert before[1] == 3


def test_broadcasting_is_reduced_and_reported() -> None:
    seen, leaves = visits("(a*x).sum()", a=[1.0, 2.0, 3.0], x=2.0)
    mul = next(visit for visit in seen if visit.node.name() == "MulBackward0")
    (_, raw_a, fitted_a), (_, raw_x, fitted_x) = mul.products
    assert raw_a is fitted_a
    assert (raw_x.tolist(), fitted_x) == ([1, 2, 3], 6)
    assert leaves["x"].grad is not None and leaves["x"].grad.data == 6.0


def test_no_sharing_of_equal_subexpressions() -> None:
    output = evaluate(parse("x*x + x*x"), {"x": tensor(2.0, requires_grad=True)}).output
    first, second = output.grad_fn.edges
    assert first is not second
    named = evaluate(parse("z = x*x; z + z"), {"x": tensor(2.0, requires_grad=True)}).output
    first, second = named.grad_fn.edges
    assert first is second


def test_constants_have_no_edge() -> None:
    x = tensor(2.0, requires_grad=True)
    y = 3 * x
    assert y.grad_fn is not None
    variable, constant = y.grad_fn.edges  # the tensor first, as in PyTorch
    assert constant is None
    assert variable is x.edge
    assert x.edge is x.edge
    assert tensor(2.0).edge is None
    assert repr(y.grad_fn).startswith("<MulBackward0 object at 0x")
    assert repr(x.edge).startswith("<AccumulateGrad object at 0x")


def test_reachable_tells_which_node_a_leaf_waits_for() -> None:
    x = tensor(2.0, requires_grad=True)
    y = x * x + x
    assert y.edge is not None
    order, last = reachable([y.edge])
    assert [node.name() for node in order] == ["AddBackward0", "MulBackward0"]
    assert last == {x.edge: order[1]}


def test_freed_is_freed_node_by_node() -> None:
    x = tensor(2.0, requires_grad=True)
    square = x**2
    y = square + 1
    backward(y)
    assert square.grad_fn is not None and y.grad_fn is not None
    assert square.grad_fn.saved is FREED
    assert y.grad_fn.saved == ()


def test_long_chains_need_no_recursion() -> None:
    x = tensor(1.0, requires_grad=True)
    y = x
    for _ in range(20_000):
        y = y + x
    backward(y)
    assert x.grad is not None and x.grad.data == 20_001
