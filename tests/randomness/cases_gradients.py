"""Random numbers and gradients: nodes, versions, leaves, dropout and its kin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.randomness.observe import bits, drawn, seen
from tests.session.observe import chain, edges, raised

SHAPES = ((3,), (4, 5), (20, 7), (2, 3, 4), (2, 3, 2, 2), (0, 3), ())
METHODS: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("normal_", ()),
    ("uniform_", ()),
    ("bernoulli_", ()),
    ("random_", ()),
    ("random_", (3,)),
    ("random_", (1, 3)),
    ("exponential_", ()),
    ("geometric_", (0.5,)),
    ("log_normal_", ()),
    ("cauchy_", ()),
)


def written_over(torch: Any) -> list[Any]:
    """What was written over has no gradient; a leaf may not be written over, inside no_grad it may."""
    found: list[Any] = []
    for method, arguments in METHODS:
        torch.manual_seed(3)
        x = torch.ones(3, requires_grad=True)
        y = x * 2
        same = getattr(y, method)(*arguments) is y
        y.sum().backward()
        leaf = raised(lambda: getattr(x, method)(*arguments))  # noqa: B023
        view = raised(lambda: getattr(x[:2], method)(*arguments))  # noqa: B023
        with torch.no_grad():
            getattr(x, method)(*arguments)
        found.append([seen(y), same, edges(y.grad_fn), y._version, x.grad.tolist(), leaf, view, seen(x), x._version])
    return found


def written_over_by_tensors(torch: Any) -> list[Any]:
    torch.manual_seed(3)
    p = torch.full((3,), 0.5, requires_grad=True)
    y = torch.ones(3, requires_grad=True) * 2
    y.bernoulli_(p)
    y.sum().backward()
    saved = torch.ones(3, requires_grad=True)
    square = saved * 1
    later = square * square
    square.normal_()
    return [seen(y), edges(y.grad_fn), p.grad.tolist(), raised(lambda: later.sum().backward())]


def drawn_by_tensors(torch: Any) -> list[Any]:
    x = torch.full((3,), 0.5, requires_grad=True)
    functions: tuple[Callable[[], Any], ...] = (
        lambda: torch.bernoulli(x),
        lambda: torch.bernoulli(x, 0.5),
        lambda: x.bernoulli(),
        lambda: torch.poisson(x),
        lambda: torch.normal(x),
        lambda: torch.normal(x, 2.0),
        lambda: torch.normal(x, x),
        lambda: torch.normal(1.0, x),
        lambda: torch.normal(x.reshape(3, 1), x),
        lambda: torch.rand_like(x),
        lambda: torch.multinomial(x, 2),
    )
    found: list[Any] = []
    for function in functions:
        torch.manual_seed(3)
        x.grad = None
        out = function()
        refused = raised(lambda: out.sum().backward())  # noqa: B023
        found.append([seen(out), chain(out), refused, None if x.grad is None else x.grad.tolist()])
    return found


def _left_out(torch: Any, dtype: Any, shape: tuple[int, ...]) -> list[Any]:
    F = torch.nn.functional
    functions: tuple[Callable[[Any], Any], ...] = (
        lambda x: F.dropout(x),
        lambda x: F.dropout(x, 0.3),
        lambda x: F.dropout(x, 1.0),
        lambda x: F.dropout(x, 0.0),
        lambda x: F.dropout(x, 0.5, False),
        lambda x: F.dropout(x * 1, 0.5, True, True),
        lambda x: F.dropout(x * 1, 1.0, True, True),
        lambda x: F.dropout(x.mT if x.ndim > 1 else x, 0.4),
        lambda x: F.alpha_dropout(x, 0.3, True),
        lambda x: F.alpha_dropout(x),
        lambda x: F.alpha_dropout(x * 1, 0.5, True, True),
        lambda x: F.feature_alpha_dropout(x, 0.5, True),
        lambda x: F.dropout1d(x),
        lambda x: F.dropout1d(x * 1, inplace=True),
        lambda x: F.dropout2d(x),
        lambda x: F.dropout3d(x * 1, 0.2, inplace=True),
        lambda x: F.dropout3d(x),
        lambda x: torch.dropout(x, 0.5, True),
        lambda x: torch.dropout_(x, 0.5, True),
        lambda x: torch.feature_dropout(x, 0.5, True),
        lambda x: torch.alpha_dropout(x, 0.5, True),
        lambda x: F.rrelu(x),
        lambda x: F.rrelu(x, 0.2, 0.4, False),
        lambda x: F.rrelu(-x, 0.1, 0.6, training=True),
        lambda x: F.rrelu(x.mT if x.ndim > 1 else x, training=True),
        lambda x: F.rrelu(x * 1, 0.1, 0.3, True, True),
        lambda x: F.rrelu(x * 1, 0.1, 0.3, False, True),
        lambda x: torch.rrelu(x, 0.3, 0.3, True),
    )
    found = []
    for function in functions:
        torch.manual_seed(11)
        x = torch.randn(*shape, dtype=dtype) if shape else torch.tensor(0.5, dtype=dtype)
        x.requires_grad_()
        found.append(drawn(torch, [lambda: _with_gradient(function(x), x)]))  # noqa: B023
    return found


def _with_gradient(out: Any, x: Any) -> list[Any]:
    out.sum().backward()
    return [out is x, out, chain(out), out._version, bits(x.grad)]


def left_out(torch: Any) -> list[Any]:
    return [_left_out(torch, torch.float32, shape) for shape in SHAPES]


def left_out_in_float64(torch: Any) -> list[Any]:
    return [_left_out(torch, torch.float64, shape) for shape in SHAPES]


def left_out_in_float16(torch: Any) -> list[Any]:
    return [_left_out(torch, torch.float16, shape) for shape in ((4, 5), (2, 3, 4))]


def left_out_or_refused(torch: Any) -> list[Any]:
    F = torch.nn.functional
    x, whole = torch.ones(3), torch.ones(3, dtype=torch.int64)
    return drawn(
        torch,
        (
            lambda: F.dropout(x, 1.5),
            lambda: F.dropout(x, float("nan")),
            lambda: F.dropout(x, "a"),
            lambda: F.dropout(x, 0.5, 3),
            lambda: F.dropout(3),
            lambda: F.dropout(x, p=0.2, training=True, inplace=False),
            lambda: torch.dropout(x, 1.5, True),
            lambda: torch.dropout(x, -0.5, False),
            lambda: torch.dropout(x, 0.5),
            lambda: torch.dropout(input=x, p=0.2, train=True),
            lambda: F.alpha_dropout(x, 2),
            lambda: F.dropout1d(x),
            lambda: F.dropout1d(x, 2),
            lambda: F.dropout2d(x),
            lambda: F.dropout(whole),
            lambda: F.dropout(whole, 1.0),
            lambda: F.rrelu(whole),
            lambda: F.rrelu(whole, training=True),
            lambda: F.rrelu(x, 0.5, 0.3),
            lambda: torch.rrelu(-x, generator=torch.Generator(), training=True),
            lambda: F.gumbel_softmax(whole),
        ),
    )


def soft_choices(torch: Any) -> list[Any]:
    """gumbel_softmax, whose logarithms and exponentials are rounded otherwise in float32."""
    F = torch.nn.functional
    found: list[Any] = []
    for options in ({}, {"tau": 2.0}, {"hard": True}, {"dim": 0}):
        torch.manual_seed(4)
        x = torch.randn(4, 5, dtype=torch.float64, requires_grad=True)
        out = F.gumbel_softmax(x, **options)
        (out * torch.arange(5)).sum().backward()
        found.append([_rounded(out), chain(out), _rounded(x.grad)])
    return [*found, drawn(torch, [lambda: F.gumbel_softmax(torch.ones(2), eps=1).shape[0]])]


def _rounded(x: Any) -> Any:
    return [[round(v, 9) for v in row] for row in x.tolist()]
