"""torch.set_printoptions, and printing otherwise inside a block."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import gradcli.torch as torch
from gradcli.printing.options import get_printoptions, printoptions

DEFAULT = {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80, "sci_mode": None}


@pytest.fixture(autouse=True)
def _default() -> Iterator[None]:
    yield
    torch.set_printoptions(profile="default")


def test_what_is_not_given_stays_but_for_the_notation() -> None:
    torch.set_printoptions(precision=2, sci_mode=True)
    torch.set_printoptions(linewidth=60)
    assert get_printoptions() == {**DEFAULT, "precision": 2, "linewidth": 60}


def test_a_profile_and_more() -> None:
    torch.set_printoptions(profile="short", precision=3)
    assert get_printoptions() == {**DEFAULT, "precision": 3, "edgeitems": 2}
    torch.set_printoptions(profile="unknown")
    assert get_printoptions()["precision"] == 3


def test_inside_a_block() -> None:
    x = torch.tensor(1.23456)
    with pytest.raises(ZeroDivisionError), printoptions(precision=1):
        assert repr(x) == "tensor(1.2)"
        raise ZeroDivisionError
    assert (repr(x), get_printoptions()) == ("tensor(1.2346)", DEFAULT)


def test_negative_edges_are_refused() -> None:
    with pytest.raises(NotImplementedError, match="edgeitems below 0 are not available"):
        torch.set_printoptions(edgeitems=-1)
