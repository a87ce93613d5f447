"""Several threads on the same tensors: nothing that one of them adds or writes is lost."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from threading import Thread

import pytest

from gradcli import tensor
from gradcli.autograd.backward import backward
from gradcli.evaluate import methods as methods  # gives tensors their methods
from gradcli.tensors.tensor import Tensor


@pytest.fixture(autouse=True)
def _restless() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def in_threads(work: Callable[[], object], threads: int = 4, times: int = 50) -> None:
    def again() -> None:
        for _ in range(times):
            work()

    started = [Thread(target=again) for _ in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()


@pytest.mark.parametrize("value", [2.0, [2.0, 3.0]])
def test_every_gradient_is_added(value: object) -> None:
    leaf = tensor(value, requires_grad=True)
    in_threads(lambda: backward((leaf * 1).sum()))
    assert leaf.grad is not None
    assert (leaf.grad == 200).tolist() in (True, [True, True])


@pytest.mark.parametrize("value", [0.0, [0.0, 0.0]])
def test_every_number_is_written(value: object) -> None:
    x = tensor(value)
    in_threads(lambda: x.add_(1))
    assert (x == 200).tolist() in (True, [True, True])
    assert x.version == 200


def test_a_place_is_made_once() -> None:
    for _ in range(50):
        x, seen = tensor([1.0, 2.0]), list[Tensor]()
        in_threads(lambda: seen.append(x.detach()), times=1)  # noqa: B023
        x.add_(1)
        assert {y.place.memory for y in seen if y.place is not None} == {x.shared().memory}
