"""torch.nn.init: what parameters begin with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.randomness.observe import bits, drawn

SHAPES = ((5, 3), (3, 5), (20, 30), (4, 3, 3), (6, 2, 3, 3), (4, 4, 1, 2, 3), (7,), (0, 3), (1, 1))
Fill = Callable[[Any], Any]


def _filled(torch: Any, functions: tuple[Fill, ...]) -> list[Any]:
    """Each function on parameters of every shape and dtype."""
    dtypes = (torch.float32, torch.float64, torch.float16)
    return [drawn(torch, [lambda f=f, s=s, d=d: _one(torch, f, s, d) for s in SHAPES for d in dtypes]) for f in functions]


def _one(torch: Any, function: Fill, shape: tuple[int, ...], dtype: Any) -> list[Any]:
    x = torch.zeros(shape, dtype=dtype, requires_grad=True)
    return [function(x) is x or x.ndim == 2, bits(x), x.requires_grad, x.is_leaf]


def plain(torch: Any) -> list[Any]:
    init = torch.nn.init
    functions: tuple[Fill, ...] = (
        lambda x: init.uniform_(x),
        lambda x: init.uniform_(x, -2, 3),
        lambda x: init.normal_(x, 1, 0.02),
        lambda x: init.constant_(x, 0.3),
        lambda x: init.ones_(x),
        lambda x: init.zeros_(x),
        lambda x: init.eye_(x),
        lambda x: init.dirac_(x),
        lambda x: init.dirac_(x, 2),
        lambda x: init.sparse_(x, 0.3),
        lambda x: init.sparse_(x, sparsity=0.5, std=1.0),
        lambda x: init.uniform(x),
        lambda x: init.normal_(x.mT if x.ndim > 1 else x),
    )
    return _filled(torch, functions)


def keeping_the_variance(torch: Any) -> list[Any]:
    init = torch.nn.init
    functions: tuple[Fill, ...] = (
        lambda x: init.xavier_uniform_(x),
        lambda x: init.xavier_uniform_(x, 1.7, generator=torch.Generator().manual_seed(3)),
        lambda x: init.xavier_normal_(x, init.calculate_gain("relu")),
        lambda x: init.kaiming_uniform_(x),
        lambda x: init.kaiming_uniform_(x, a=5**0.5),
        lambda x: init.kaiming_uniform_(x, mode="fan_out", nonlinearity="relu"),
        lambda x: init.kaiming_normal_(x, 0.2),
        lambda x: init.kaiming_normal_(x, mode="FAN_OUT", nonlinearity="tanh"),
        lambda x: init.kaiming_normal_(x, mode="both"),
        lambda x: init.kaiming_normal_(x, nonlinearity="softplus"),
        lambda x: init.kaiming_normal_(x, a=True),
    )
    return _filled(torch, functions)


def between_bounds(torch: Any) -> list[Any]:
    init = torch.nn.init
    functions: tuple[Fill, ...] = (
        lambda x: init.trunc_normal_(x),
        lambda x: init.trunc_normal_(x, std=0.02),
        lambda x: init.trunc_normal_(x, 0.5, 0.3, 0, 1),
        lambda x: init.trunc_normal_(x, 0, 1, -0.3, 0.3),
        lambda x: init.trunc_normal_(x, 0, 1, 3, 4),
    )
    return _filled(torch, functions)


def gains(torch: Any) -> list[Any]:
    gain = torch.nn.init.calculate_gain
    names = ("linear", "conv2d", "sigmoid", "tanh", "relu", "leaky_relu", "selu", "softplus")
    parameters = (0.2, 2, "a", True)
    asked = [lambda n=n: gain(n) for n in names] + [lambda p=p: gain("leaky_relu", p) for p in parameters]
    return [entry[0] for entry in drawn(torch, asked)]


def orthogonal(torch: Any) -> list[Any]:
    """Rounded: the last digits depend on who takes matrices apart."""
    found: list[Any] = []
    for shape, gain in (((5, 3), 1), ((3, 5), 2), ((4, 2, 2), 1), ((1, 1), 1), ((0, 3), 1)):
        torch.manual_seed(6)
        x = torch.zeros(shape, dtype=torch.float64, requires_grad=True)
        torch.nn.init.orthogonal_(x, gain)
        found.append([round(v, 9) + 0.0 for v in x.reshape(-1).tolist()])
    wrong = ((7,), torch.float32), ((3, 2), torch.float16)
    return [*found, drawn(torch, [lambda s=s, d=d: torch.nn.init.orthogonal_(torch.zeros(s, dtype=d)) for s, d in wrong])]
