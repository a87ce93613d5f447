"""When a typed number is a gradient: as far as its digits go."""

from __future__ import annotations

import pytest

from gradcli.checks.mistakes.slip import RARE, USUAL, Typed, agree


@pytest.mark.parametrize(
    "claim, value, same",
    [
        (0.765, 0.76484, True),
        (0.765, 0.76448, False),
        (2.11971, 2.1197124, True),
        (2.11971, 2.1197160, False),
        (1.0, 0.99999998, True),
        (1, 0.99999998, False),
        (0.5, 0.5003, False),
        (1e-06, 9.99999e-07, True),
        ([0.31, 1.333, 12.0], [0.30992, 1.33301, 12.0004], True),
        ([0.31, 1.333, 12.0], [0.30992, 1.33901, 12.0004], False),
    ],
)
def test_a_typed_number(claim: object, value: object, same: bool) -> None:
    assert Typed(claim).is_(value) is same


def test_rare_mistakes_need_more_digits() -> None:
    assert Typed(0.765).is_(0.76484, USUAL) and not Typed(0.765).is_(0.76484, RARE)
    assert Typed(0.7648).is_(0.76484, RARE)
    assert Typed(3.0).is_(3.0, USUAL) and not Typed(3.0).is_(3.0, RARE)


def test_shapes_are_told_apart() -> None:
    assert not Typed([1.0, 1.0]).is_(1.0)
    assert not agree([1.0, 1.0], 1.0, 1e-9)
    assert agree([1.0, 1e-20], [1.0, 0.0], 1e-9)
