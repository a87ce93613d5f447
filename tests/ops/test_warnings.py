"""What PyTorch warns about is said to whoever listens, in PyTorch's words, and the answer is PyTorch's all the same."""

from __future__ import annotations

import pytest

from gradcli.ops.warnings import heard, warn
from tests.calculus import value

DEPRECATED = "size_average and reduce args will be deprecated, please use reduction='{}' instead."
SIZE = (
    "Using a target size (torch.Size([2, 1])) that is different to the input size (torch.Size([2])). This will likely lead to "
    "incorrect results due to broadcasting. Please ensure they have the same size."
)
SAID = [
    ("F.mse_loss(x, y, 'sum')", [0.0, 0.0], 2.5, [DEPRECATED.format("mean")]),
    ("F.mse_loss(x, y, False)", [0.0, 0.0], 5.0, [DEPRECATED.format("sum")]),
    ("F.l1_loss(x, y, None, False).sum()", [0.0, 0.0], 3.0, [DEPRECATED.format("none")]),
    ("F.mse_loss(x, y, reduction='sum')", [0.0, 0.0], 5.0, []),
    ("F.mse_loss(x, y)", [[0.0], [0.0]], 2.5, [SIZE]),
    ("F.l1_loss(x, y)", [[0.0], [0.0]], 1.5, [SIZE]),
    ("F.smooth_l1_loss(x, y)", [[0.0], [0.0]], 1.0, [SIZE]),
    ("F.huber_loss(x, y)", [[0.0], [0.0]], 1.0, [SIZE]),
    ("F.nll_loss(x, torch.tensor(1), None, False) + 0*y.sum()", [0.0, 0.0], -2.0, [DEPRECATED.format("sum")]),
]


@pytest.mark.parametrize(("expression", "y", "known", "texts"), SAID)
def test_said(expression: str, y: list[float], known: float, texts: list[str]) -> None:
    said: list[str] = []
    with heard(said.append):
        assert value(expression, {"x": [1.0, 2.0], "y": y}) == known
    assert said == texts


def test_nobody_listens() -> None:
    warn("lost")
    outer: list[str] = []
    inner: list[str] = []
    with heard(outer.append):
        with heard(inner.append):
            warn("a")
        warn("b")
    assert (outer, inner) == (["b"], ["a"])
