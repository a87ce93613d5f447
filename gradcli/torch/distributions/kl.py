"""torch.distributions.kl_divergence."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from gradcli.torch.distributions.continuous import Exponential, Laplace, Normal, Uniform
from gradcli.torch.distributions.discrete import Bernoulli, Categorical, Independent
from gradcli.torch.distributions.distribution import summed
from gradcli.torch.nn import functional as F


def _normal(p: Any, q: Any) -> Any:
    ratio = (p.scale / q.scale).pow(2)
    return 0.5 * (ratio + ((p.loc - q.loc) / q.scale).pow(2) - 1 - ratio.log())


def _uniform(p: Any, q: Any) -> Any:
    result = ((q.high - q.low) / (p.high - p.low)).log()
    result[(q.low > p.low) | (q.high < p.high)] = math.inf
    return result


def _exponential(p: Any, q: Any) -> Any:
    ratio = q.rate / p.rate
    return -ratio.log() + ratio - 1


def _laplace(p: Any, q: Any) -> Any:
    ratio, apart = p.scale / q.scale, (p.loc - q.loc).abs()
    return -ratio.log() + apart / q.scale + ratio * (-apart / p.scale).exp() - 1


def _bernoulli(p: Any, q: Any) -> Any:
    ones = p.probs * (F.softplus(-q.logits) - F.softplus(-p.logits))
    ones[q.probs == 0] = math.inf
    ones[p.probs == 0] = 0
    zeros = (1 - p.probs) * (F.softplus(q.logits) - F.softplus(p.logits))
    zeros[q.probs == 1] = math.inf
    zeros[p.probs == 1] = 0
    return ones + zeros


def _categorical(p: Any, q: Any) -> Any:
    t = p.probs * (p.logits - q.logits)
    t[(q.probs == 0).expand_as(t)] = math.inf
    t[(p.probs == 0).expand_as(t)] = 0
    return t.sum(-1)


def _independent(p: Any, q: Any) -> Any:
    if p.reinterpreted_batch_ndims != q.reinterpreted_batch_ndims:
        raise NotImplementedError
    return summed(kl_divergence(p.base_dist, q.base_dist), p.reinterpreted_batch_ndims)


KNOWN: Mapping[type, Callable[[Any, Any], Any]] = {
    Normal: _normal,
    Uniform: _uniform,
    Exponential: _exponential,
    Laplace: _laplace,
    Bernoulli: _bernoulli,
    Categorical: _categorical,
    Independent: _independent,
}


def kl_divergence(p: Any, q: Any) -> Any:
    """How much q differs from p, for each of a batch. Raises NotImplementedError for two kinds of which it is not known."""
    for kind, function in KNOWN.items():
        if isinstance(p, kind) and isinstance(q, kind):
            return function(p, q)
    raise NotImplementedError(f"No KL(p || q) is implemented for p type {type(p).__name__} and q type {type(q).__name__}")
