"""Calls that PyTorch refuses, with everything that it says about them."""

from __future__ import annotations

from typing import Any

from tests.lessons.running import attempt


def overloads(torch: Any) -> None:
    """Functions with several signatures list them, and what does not match in each."""
    x, y = torch.ones(2, 3), torch.ones(3)
    for call in (
        lambda: torch.sum(x, foo=1),
        lambda: torch.sum(x, 0.5),
        lambda: x.sum(keepdim=True),
        lambda: torch.max(x, (0, 1)),
        lambda: x.max([0, 1]),
        lambda: torch.mean(True, [x, y]),
        lambda: torch.pow(),
        lambda: torch.std(x, dim="a"),
        lambda: torch.add(x),
        lambda: x.add(),
        lambda: torch.add(1, 2, 3, 4, 5),
        lambda: torch.mul(x),
        lambda: torch.where({}, 1, 2, 3),
        lambda: torch.clamp((1, 2), y, out=None),
        lambda: x.squeeze({}, 5, (1,)),
        lambda: torch.randint("a"),
        lambda: x.random_("a"),
        lambda: torch.split(x, 2, "a"),
        lambda: torch.bmm(foo=1),
        lambda: torch.arange(),
        lambda: torch.count_nonzero(x, k=1),
    ):
        attempt(call)
