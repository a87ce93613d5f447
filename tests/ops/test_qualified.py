"""Names that mean something else behind their module's name."""

from __future__ import annotations

import numpy as np
import pytest

from gradcli.ops.qualified import QUALIFIED
from gradcli.ops.table import TABLE
from gradcli.ops.warnings import heard
from gradcli.tensors.tensor import Tensor

IMPLICIT = "Implicit dimension choice for {} has been deprecated. Change the call to include dim=X as an argument."


@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
@pytest.mark.parametrize(("shape", "dim"), [((3,), 0), ((2, 3), 1), ((2, 2, 3), 0), ((2, 1, 2, 2), 1)])
def test_softmax_chooses_a_dimension(name: str, shape: tuple[int, ...], dim: int) -> None:
    x = Tensor(np.arange(np.prod(shape), dtype=float).reshape(shape), True)
    said: list[str] = []
    with heard(said.append):
        found = QUALIFIED[f"functional.{name}"](x)
    assert np.array_equal(found.raw, TABLE[name](x, dim=dim).raw)
    assert said == [IMPLICIT.format(name)]
    with heard(said.append):
        QUALIFIED[f"functional.{name}"](x, dim=0)
    assert len(said) == 1


def test_norm_of_a_matrix_is_spectral() -> None:
    x = Tensor(np.array([[1.0, 2.0], [3.0, 5.0]]), True)
    found = QUALIFIED["linalg.norm"](x, ord=2)
    assert found.item() == pytest.approx(6.242943383865534) and found.grad_fn.name() == "AmaxBackward0"
    assert TABLE["norm"](x, p=2).item() == pytest.approx(6.244997998398398)


def test_round_is_the_one_with_decimals() -> None:
    assert QUALIFIED["special.round"](Tensor(2.5, True)).grad_fn.name() == "RoundBackward1"
