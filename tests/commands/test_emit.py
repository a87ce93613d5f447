"""gradcli emit."""

from __future__ import annotations

import pytest

import gradcli as package
from tests.command import gradcli

README = "3*x**2 + 4*x + 5"


@pytest.mark.parametrize("to", ["python", "numpy", "torch", "jax", "pytest"])
def test_it_prints_the_program(to: str) -> None:
    ran = gradcli("emit", README, "--to", to, "--x", "2")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == package.compile(README).program(to, x=2)


def test_numpy_is_meant_where_nothing_is_said() -> None:
    ran = gradcli("emit", README)
    assert ran.out == package.compile(README).source
    assert gradcli("emit", README, "--x", "2", "--dtype", "float32", "--wrt", "x").out == (
        package.compile(README, dtype="float32", wrt="x").program(x=2)
    )


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["x*y", "--x", "1"], 2, "`y` has no value"),
        (["x", "--to", "fortran"], 2, "there are no programs for `fortran`"),
        (["digamma(x)", "--to", "python", "--x", "1"], 2, "`digamma` is no function of Python"),
        (["x*y", "--wrt", "z"], 2, "--wrt names `z`"),
        (["x*y", "--to", "pytest"], 2, "a test is about numbers"),
        (["v*2", "--v", "[1.0, 2.0]"], 1, "grad can be implicitly created only for scalar outputs"),
        (["x**"], 2, "error: "),
    ],
)
def test_what_is_refused(arguments: list[str], status: int, said: str) -> None:
    ran = gradcli("emit", *arguments)
    assert (ran.status, ran.out) == (status, "")
    assert said in ran.err
