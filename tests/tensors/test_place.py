"""Memory that tensors share: who is alive, whose number is refreshed, what is a view of what."""

from __future__ import annotations

import gc

import numpy as np
import pytest

from gradcli.evaluate import methods as methods  # gives tensors their methods
from gradcli.tensors.inplace import in_place
from gradcli.tensors.place import Memory
from gradcli.tensors.tensor import Tensor
from gradcli.tensors.views import CopySlices, Stale, part_of


def test_memory_forgets_the_dead() -> None:
    memory = Memory()
    x, y = Tensor(1.0), Tensor(2.0)
    memory.add(x)
    memory.add(y)
    assert memory.tensors() == [x, y]
    del y
    gc.collect()
    assert memory.tensors() == [x]


def test_numbers_that_lie_in_an_array_are_refreshed() -> None:
    x = Tensor(np.array([1.0, 2.0]))
    first = x[0]
    again = x[0]
    assert type(first.raw) is float
    first.add_(10)
    assert (x.tolist(), first.raw, again.raw) == ([11.0, 2.0], 11.0, 11.0)
    x.mul_(2)
    assert (first.raw, again.raw) == (22.0, 22.0)


def test_a_number_gets_a_cell_when_it_is_looked_at() -> None:
    x = Tensor(1.5)
    alone = x.detach()
    view = x.unsqueeze(0)
    view.add_(1)
    assert (x.raw, alone.raw, view.tolist()) == (2.5, 2.5, [2.5])
    assert x.array() is x.array()


def test_the_base_is_what_everything_is_a_view_of() -> None:
    x = Tensor(np.arange(6.0).reshape(2, 3))
    v = x[1:]
    w = v[0]
    assert w._base is x and v._base is x and x._base is None
    assert part_of(w, x) == ((3, 1), (3,), (1,), 3)


def test_data_has_a_version_of_its_own() -> None:
    x = Tensor(np.array([1.0, 2.0]))
    x.data.add_(1)
    x.detach().add_(1)
    assert (x.tolist(), x.version) == ([3.0, 4.0], 1)


def test_written_through_a_view() -> None:
    x = Tensor(np.array([1.0, 2.0]), requires_grad=True)
    y = x * 1
    kept = y[1]
    y[:1].mul_(3)
    assert isinstance(y.grad_fn, CopySlices) and repr(y.grad_fn).startswith("<CopySlices object at 0x")
    assert [fn.name() for fn, _ in y.grad_fn.next_functions if fn is not None] == ["MulBackward0"]
    assert kept.grad_fn is not None and kept.grad_fn.name() == "AsStridedBackward0"


def test_a_stale_view_refuses_everything() -> None:
    x = Tensor(np.array([1.0, 2.0]), requires_grad=True) * 1
    a, b = x.unbind()
    x.add_(1)
    assert isinstance(a.edge, Stale) and isinstance(b.edge, Stale)
    for ask in (lambda: a.is_leaf, lambda: a + 1, lambda: b.grad_fn, b.backward):
        with pytest.raises(RuntimeError, match=r"Output [01] of Unbind is a view and its base or another view"):
            ask()


def test_in_place_asks_for_the_result_and_its_dtype() -> None:
    x = Tensor(np.array([1, 2]))
    assert in_place(x, lambda old: old + 1) is x
    assert (x.tolist(), x.version) == ([2, 3], 1)
    with pytest.raises(RuntimeError, match="result type Double can't be cast to the desired output type Long"):
        in_place(x, lambda old: old + Tensor(np.array([0.5, 0.5])))
    with pytest.raises(RuntimeError, match=r"output with shape \[2\] doesn't match the broadcast shape \[3, 2\]"):
        in_place(x, lambda old: old + Tensor(np.zeros((3, 2), dtype=int)))
    assert x.version == 1
