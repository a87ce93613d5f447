"""What only this session has to say about random numbers: what is not available, and what is never loaded for nothing."""

from __future__ import annotations

import copy
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

import gradcli.torch as torch
from gradcli import limits
from gradcli.problems import LimitProblem
from tests.command import plain_environment


@pytest.mark.parametrize(
    "function",
    [
        lambda: torch.rand(2, out=torch.zeros(2)),
        lambda: torch.normal(torch.zeros(2), 1.0, out=torch.zeros(2)),
        lambda: torch.bernoulli(torch.zeros(2), out=torch.zeros(2)),
    ],
)
def test_results_go_nowhere_else(function: Callable[[], Any]) -> None:
    torch.manual_seed(1)
    before = torch.get_rng_state()
    with pytest.raises(NotImplementedError, match="out= is not available"):
        function()
    assert torch.equal(torch.get_rng_state(), before)


def test_inference_tensors() -> None:
    with torch.inference_mode():
        assert torch.is_inference(torch.rand(2))
    assert not torch.is_inference(torch.rand(2))


@pytest.mark.parametrize("function", [lambda n: torch.randn(n), lambda n: torch.randperm(n), lambda n: torch.rand(n, n)])
def test_the_limit_of_a_tensor_holds(function: Callable[[int], Any]) -> None:
    with pytest.raises(LimitProblem):
        function(limits.value(limits.ELEMENTS) + 1)


def test_a_copied_generator_goes_on_by_itself() -> None:
    generator = torch.Generator().manual_seed(3)
    torch.randn(3, generator=generator)
    other = copy.deepcopy(generator)
    assert torch.randn(4, generator=generator).tolist() == torch.randn(4, generator=other).tolist()


def test_a_generator_prints_as_pytorch_s() -> None:
    assert repr(torch.Generator()).startswith("<torch._C.Generator object at 0x")


def test_groups_that_do_not_divide() -> None:
    with pytest.raises(ValueError, match=r"^dim 0 must be divisible by groups$"):
        torch.nn.init.dirac_(torch.zeros(4, 3, 3), 3)


def test_an_error_inside_a_fork_leaves_the_state() -> None:
    torch.manual_seed(2)
    with pytest.raises(ZeroDivisionError), torch.random.fork_rng():
        torch.rand(5)
        raise ZeroDivisionError
    after = torch.rand(2).tolist()
    torch.manual_seed(2)
    assert torch.rand(2).tolist() == after


def test_processes_without_a_seed_begin_somewhere_else() -> None:
    code = "import gradcli.torch as torch; print(torch.initial_seed(), torch.rand(1).item())"
    run = [sys.executable, "-c", code]
    one, other = (
        subprocess.run(run, capture_output=True, text=True, check=True, env=plain_environment()).stdout.split() for _ in range(2)
    )
    assert one[0] != other[0] and one[1] != other[1]
