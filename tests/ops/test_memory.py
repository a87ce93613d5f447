"""What is alive is counted, and what only seems to be is not."""

from __future__ import annotations

import gc
import re
from typing import Any

import pytest

from gradcli import limits, tensor
from gradcli.evaluate import methods as methods  # gives tensors their methods
from gradcli.ops import memory
from gradcli.problems import LimitProblem
from gradcli.tensors.tensor import Tensor

ELEMENTS = 10**6


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    gc.collect()
    allowed = memory._live[0] + 3 * ELEMENTS * memory.ITEM
    monkeypatch.setitem(limits._read, limits.LIVE_BYTES.variable, allowed)


def _large() -> Tensor:
    made = tensor([1.0]) * 1
    return made.expand(ELEMENTS) + 1.0  # type: ignore[attr-defined,no-any-return]  # a method of the table


@pytest.mark.usefixtures("_small")
def test_cycles_that_nobody_holds_are_freed_before_anything_is_refused() -> None:
    for _ in range(6):
        cycle: list[Any] = [_large()]
        cycle.append(cycle)
    held = [_large()]
    with pytest.raises(LimitProblem):
        held.extend(_large() for _ in range(6))


@pytest.mark.usefixtures("_small")
def test_a_leaf_is_in_no_cycle() -> None:
    gc.disable()
    try:
        before = memory._live[0]
        for _ in range(6):
            leaf = _large().requires_grad_()
            (leaf * 2).sum().backward()  # type: ignore[operator]
        del leaf
        assert memory._live[0] == before
    finally:
        gc.enable()


def test_what_was_miscounted_is_counted_anew() -> None:
    memory._live[0] += limits.value(limits.LIVE_BYTES)
    assert _large().shape == (ELEMENTS,)


@pytest.mark.parametrize(
    ("size", "stride", "offset", "text"),
    [
        ((2,), (-1,), None, "as_strided: Negative strides are not supported at the moment, got strides: [-1]"),
        ((1,), (-5,), None, "as_strided: Negative strides are not supported at the moment, got strides: [-5]"),
        ((2, 0), (-1, 1), 0, "as_strided: Negative strides are not supported at the moment, got strides: [-1, 1]"),
        ((2,), (1,), -1, "Tensor: invalid storage offset -1"),
        ((), (), -3, "Tensor: invalid storage offset -3"),
        ((-2,), (1,), 0, "Storage size calculation overflowed with sizes=[-2] and strides=[1]"),
    ],
)
def test_no_view_reaches_beyond_the_memory(size: Any, stride: Any, offset: Any, text: str) -> None:
    import gradcli.torch as torch

    for x in (torch.arange(6.0), torch.arange(6.0)[3:]):
        with pytest.raises(RuntimeError, match=f"^{re.escape(text)}$"):
            x.as_strided(size, stride, offset)
