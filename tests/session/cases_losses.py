"""Losses: names, values, gradients, warnings and refusals of those that are seldom met."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from tests.session.observe import chain, edges, grad, name, raised

REDUCTIONS = ("none", "mean", "sum")


def _tensor(torch: Any, *size: int) -> Any:
    """Numbers that are all different, in float64, with a gradient."""
    x = torch.arange(torch.ones(*size).numel(), dtype=torch.float64).reshape(*size)
    return (((x * 7) % 11 - 5) / 4 + x / 64).requires_grad_()


def _positive(torch: Any, *size: int) -> Any:
    return (_tensor(torch, *size).detach() ** 2 + 0.25).requires_grad_()


def _each(function: Callable[..., Any], make: Callable[[], tuple[Any, ...]]) -> list[Any]:
    """Values, nodes and gradients under each reduction."""
    found: list[Any] = []
    for reduction in REDUCTIONS:
        operands = make()
        out = function(*operands, reduction=reduction)
        out.sum().backward()
        found += [out.tolist(), chain(out), edges(out.grad_fn), *map(grad, operands)]
    return found


def _warned(function: Callable[[], Any]) -> list[str]:
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        function()
    return [str(w.message) for w in heard]


# ------------------------------------------------------------------ likelihoods
def divergence(torch: Any) -> list[Any]:
    f = torch.nn.functional

    def make() -> tuple[Any, ...]:
        return _tensor(torch, 2, 3), _positive(torch, 2, 3)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = _each(f.kl_div, make) + _each(lambda x, y, reduction: f.kl_div(x, y, reduction=reduction, log_target=True), make)
    x, y = make()
    batch = f.kl_div(x, y, reduction="batchmean")
    return [*found, batch.tolist(), name(batch), f.kl_div(x.sum(), y.sum(), reduction="batchmean").item()]


def what_divergence_warns_of(torch: Any) -> list[Any]:
    f = torch.nn.functional
    x, y = torch.zeros(2), torch.ones(2)
    return [
        *_warned(lambda: f.kl_div(x, y)),
        *_warned(lambda: f.kl_div(x, y, reduction="batchmean")),
        *_warned(lambda: f.kl_div(x, y, size_average=False)),
        *_warned(lambda: f.margin_ranking_loss(x, y, y, reduce=False)),
    ]


def counts(torch: Any) -> list[Any]:
    f = torch.nn.functional

    def make() -> tuple[Any, ...]:
        return _positive(torch, 3), _positive(torch, 3)

    found = _each(f.poisson_nll_loss, make)
    return found + _each(lambda x, y, reduction: f.poisson_nll_loss(x, y, False, True, reduction=reduction), make)


def normally_distributed(torch: Any) -> list[Any]:
    f = torch.nn.functional
    found = _each(f.gaussian_nll_loss, lambda: (_tensor(torch, 2, 3), _tensor(torch, 2, 3), _positive(torch, 2, 3)))
    found += _each(
        lambda x, y, v, reduction: f.gaussian_nll_loss(x, y, v, full=True, eps=0.5, reduction=reduction),
        lambda: (_tensor(torch, 2, 3), _tensor(torch, 2, 3), _positive(torch, 2)),
    )
    x, y = _tensor(torch, 2, 3), _tensor(torch, 2, 3)
    return [*found, f.gaussian_nll_loss(x, y, 2.0).item(), f.gaussian_nll_loss(x, y, torch.ones(2, 1)).item()]


# ------------------------------------------------------------------ margins
def two_inputs_in_order(torch: Any) -> list[Any]:
    f = torch.nn.functional
    signs = torch.tensor([1.0, -1.0, 1.0]).double()
    return _each(
        lambda x, y, reduction: f.margin_ranking_loss(x, y, signs, margin=0.5, reduction=reduction),
        lambda: (_tensor(torch, 3), _positive(torch, 3)),
    )


def one_input(torch: Any) -> list[Any]:
    f = torch.nn.functional
    signs = torch.tensor([1.0, -1.0, 1.0]).double()
    found = _each(lambda x, reduction: f.hinge_embedding_loss(x, signs, 0.5, reduction=reduction), lambda: (_tensor(torch, 3),))
    found += _each(lambda x, reduction: f.soft_margin_loss(x, signs, reduction=reduction), lambda: (_tensor(torch, 3),))
    x = _tensor(torch, 3)
    (g,) = torch.autograd.grad(f.soft_margin_loss(x, signs.long()), x, create_graph=True)
    (g * g).sum().backward()
    return [*found, grad(x), f.soft_margin_loss(x, signs > 0).item()]


def several_classes(torch: Any) -> list[Any]:
    f = torch.nn.functional
    target, weight = torch.tensor([2, 0]), torch.tensor([1.0, 2.0, 0.5]).double()
    found = _each(lambda x, reduction: f.multi_margin_loss(x, target, reduction=reduction), lambda: (_tensor(torch, 2, 3),))
    found += _each(
        lambda x, reduction: f.multi_margin_loss(x, target, 2, 0.5, weight, reduction=reduction), lambda: (_tensor(torch, 2, 3),)
    )
    found += _each(lambda x, reduction: f.multi_margin_loss(x, target[1], reduction=reduction), lambda: (_tensor(torch, 3),))
    found += _each(lambda x, reduction: f.multi_margin_loss(x, target[1:], reduction=reduction), lambda: (_tensor(torch, 3),))
    x = _tensor(torch, 3)
    (g,) = torch.autograd.grad(f.multi_margin_loss(x, target[1]), x, create_graph=True)
    return [*found, raised(lambda: g.sum().backward())]


def several_labels(torch: Any) -> list[Any]:
    f = torch.nn.functional
    return _each(f.multilabel_soft_margin_loss, lambda: (_tensor(torch, 2, 3), _positive(torch, 2, 3), _positive(torch, 3)))


# ------------------------------------------------------------------ distances
def angles(torch: Any) -> list[Any]:
    f = torch.nn.functional
    signs = torch.tensor([1, -1])
    found = _each(
        lambda x, y, reduction: f.cosine_embedding_loss(x, y, signs, margin=-0.5, reduction=reduction),
        lambda: (_tensor(torch, 2, 3), _positive(torch, 2, 3)),
    )
    return [*found, f.cosine_embedding_loss(_tensor(torch, 3), _positive(torch, 3), torch.tensor(1.0)).item()]


def triplets(torch: Any) -> list[Any]:
    f = torch.nn.functional

    def make() -> tuple[Any, ...]:
        return _tensor(torch, 2, 3), _positive(torch, 2, 3), _tensor(torch, 2, 3) * 2

    found = _each(f.triplet_margin_loss, lambda: (_tensor(torch, 2, 3), _positive(torch, 2, 3), _positive(torch, 2, 3)))
    swapped = f.triplet_margin_loss(*make(), p=3.0, swap=True, margin=2)
    return [*found, swapped.item(), chain(swapped)]


def distances(torch: Any) -> list[Any]:
    f = torch.nn.functional
    found: list[Any] = []
    for p in (0.5, 1.0, 2.0, 3.0, float("inf"), 0.0):
        x, y = _tensor(torch, 2, 3), _positive(torch, 2, 2, 3)
        out = torch.cdist(x, y, p=p)
        out.sum().backward()
        found += [out.tolist(), name(out), grad(x), grad(y)]
    x, y = _tensor(torch, 3), _positive(torch, 2, 3)
    out = f.pairwise_distance(x, y, keepdim=True)
    out.sum().backward()
    whole = f.pairwise_distance(torch.tensor([1, 2]), torch.tensor([2, 5]))
    return [*found, out.tolist(), chain(out), grad(x), grad(y), whole.item(), str(whole.dtype)]


def distances_by_a_product(torch: Any) -> list[Any]:
    x, y = _tensor(torch, 2, 3), _positive(torch, 2, 3)
    out = torch.cdist(x, y, compute_mode="use_mm_for_euclid_dist")
    out.sum().backward()
    many = torch.cdist(torch.ones(26, 2, requires_grad=True), torch.ones(1, 2))
    g = torch.autograd.grad(torch.cdist(x, y).sum(), x, create_graph=True)[0]
    nothing = torch.cdist(torch.ones(0, 3), torch.ones(2, 3)).shape, torch.cdist(torch.ones(2, 0), torch.ones(2, 0), p=3).tolist()
    return [chain(out), grad(x), grad(y), chain(many), raised(lambda: g.sum().backward()), list(nothing[0]), nothing[1]]


# ------------------------------------------------------------------ refusals
def refused_likelihoods(torch: Any) -> list[Any]:
    f = torch.nn.functional
    x, y = torch.ones(2, 3), torch.ones(2, 3)
    tries = [
        lambda: f.kl_div(x, y, reduction="other"),
        lambda: f.poisson_nll_loss(x, y, reduction="other"),
        lambda: f.gaussian_nll_loss(x, y, -y),
        lambda: f.gaussian_nll_loss(x, y, -1.0),
        lambda: f.gaussian_nll_loss(x, y, torch.ones(4)),
        lambda: f.gaussian_nll_loss(x, y, y, reduction="other"),
        lambda: f.kl_div(x),
    ]
    return list(map(raised, tries))


def refused_margins(torch: Any) -> list[Any]:
    f = torch.nn.functional
    x, signs, labels = torch.ones(2, 3), torch.ones(3), torch.tensor([0, 1])
    tries = [
        lambda: f.margin_ranking_loss(x, signs, signs),
        lambda: f.margin_ranking_loss(signs, signs, signs, reduction="other"),
        lambda: f.soft_margin_loss(signs, torch.ones(2)),
        lambda: f.soft_margin_loss(signs[:, None], signs),
        lambda: f.soft_margin_loss(signs, torch.ones(3, requires_grad=True)),
        lambda: f.soft_margin_loss(signs.long(), signs),
        lambda: f.multi_margin_loss(x, labels, p=3),
        lambda: f.multi_margin_loss(x, torch.tensor([0, 9])),
        lambda: f.multi_margin_loss(x, labels[:1]),
        lambda: f.multi_margin_loss(x[..., None], labels),
        lambda: f.multi_margin_loss(x, labels.int()),
        lambda: f.multi_margin_loss(x, labels, weight=torch.ones(2)),
        lambda: f.multi_margin_loss(x, labels, weight=torch.ones(3, 1)),
        lambda: f.multi_margin_loss(x, labels, weight=torch.ones(3, requires_grad=True)),
        lambda: f.multi_margin_loss(x.long(), labels),
        lambda: f.multilabel_soft_margin_loss(x, x, reduction="other"),
        lambda: f.hinge_embedding_loss(signs, signs, reduction="other"),
    ]
    return list(map(raised, tries))


def refused_distances(torch: Any) -> list[Any]:
    f = torch.nn.functional
    x = torch.ones(2, 3)
    tries = [
        lambda: f.pairwise_distance(x, torch.ones(4, 3)),
        lambda: torch.cdist(torch.ones(3), torch.ones(3)),
        lambda: torch.cdist(x, torch.ones(2, 4)),
        lambda: torch.cdist(x, x, p=-1.0),
        lambda: torch.cdist(x.long(), x),
        lambda: torch.cdist(x, x.double()),
        lambda: torch.cdist(x, x, compute_mode="other"),
        lambda: f.cosine_embedding_loss(x, x, torch.ones(2, 1)),
        lambda: f.cosine_embedding_loss(x, x, torch.tensor(1.0)),
        lambda: f.cosine_embedding_loss(x[0], x[0], torch.ones(2)),
        lambda: f.triplet_margin_loss(x, x, x[0]),
        lambda: f.triplet_margin_loss(x, x, x, margin=-1),
        lambda: f.triplet_margin_loss(x, x, x, reduction="other"),
    ]
    return list(map(raised, tries))
