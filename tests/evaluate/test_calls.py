"""What a call in an expression takes that PyTorch wants otherwise."""

from __future__ import annotations

import pytest

import gradcli
from gradcli.problems import TorchError


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("flip(x, 0)", "flip(x, (0,))"),
        ("flip(x, dims=0)", "flip(x, dims=[0])"),
        ("x.flip(0)", "x.flip((0,))"),
        ("tile(x, 2)", "tile(x, (2,))"),
        ("permute(x, 0)", "permute(x, (0,))"),
    ],
)
def test_one_dimension_needs_no_brackets(short: str, full: str) -> None:
    shape = [2] if "tile" in short else [4]
    x = [2.0, 3.0, 5.0, 7.0][: shape[0]]
    one, other = (gradcli.grad(f"({text}*[1., 2., 3., 4.]).sum()", x=x) for text in (short, full))
    assert one.value == other.value
    assert one.grad["x"].tolist() == other.grad["x"].tolist()


def test_the_dims_of_tensordot_are_no_tuple() -> None:
    assert gradcli.grad("tensordot(x, x, 1)", x=[1.0, 2.0]).grad["x"].tolist() == [2.0, 4.0]


def test_two_turns_are_wanted_of_two_dimensions() -> None:
    with pytest.raises(TorchError):
        gradcli.grad("rot90(stack([x, x]), 1, 0).sum()", x=[1.0, 2.0])
