"""x.resize_: another shape in the memory that is there, as far as it reaches."""

from __future__ import annotations

import numpy as np
import pytest

import gradcli.torch as torch
from gradcli.problems import TorchError


def test_the_elements_of_the_memory_are_taken_in_order() -> None:
    x = torch.arange(6.0)
    y = x.view(2, 3)
    assert x.resize_(2, 2).tolist() == [[0, 1], [2, 3]]
    assert (x._version, y.tolist()) == (1, [[0, 1, 2], [3, 4, 5]])
    assert x.resize_((3, 2)).tolist() == [[0, 1], [2, 3], [4, 5]]
    assert x.resize_as_(torch.ones(1)).tolist() == [0]
    assert x.resize_as_(torch.tensor(1.0)).tolist() == 0
    part = y[0, 2:]
    assert part.resize_(3).tolist() == [2, 3, 4]


def test_memory_grows_for_one_tensor_alone() -> None:
    x = torch.arange(3.0)
    assert x.resize_(5)[:3].tolist() == [0, 1, 2]
    shared = torch.arange(3.0)
    view = shared.view(3)
    with pytest.raises(NotImplementedError, match="other tensors share"):
        view.resize_(9)
    with pytest.raises(TorchError, match="not resizable"):
        torch.from_numpy(np.ones(2)).resize_(3)


@pytest.mark.parametrize(
    ("sizes", "text"),
    [((), "missing 1 required"), (("a",), "must be tuple of ints, not str"), ((1.5,), "not float"), ((-1,), "overflow")],
)
def test_what_is_no_size(sizes: tuple[object, ...], text: str) -> None:
    with pytest.raises((TypeError, RuntimeError), match=text):
        torch.ones(2).resize_(*sizes)


def test_what_is_recorded_keeps_its_shape() -> None:
    with pytest.raises(RuntimeError, match="cannot resize variables that require grad"):
        torch.ones(2, requires_grad=True).resize_(2)
