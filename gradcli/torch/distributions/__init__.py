"""torch.distributions: the distributions that lessons draw from, with their densities, entropies and divergences."""

from __future__ import annotations

from typing import Any

from gradcli.torch.absent import refuse
from gradcli.torch.distributions import constraints as constraints
from gradcli.torch.distributions import kl as kl
from gradcli.torch.distributions.continuous import Exponential as Exponential
from gradcli.torch.distributions.continuous import Laplace as Laplace
from gradcli.torch.distributions.continuous import Normal as Normal
from gradcli.torch.distributions.continuous import Uniform as Uniform
from gradcli.torch.distributions.discrete import Bernoulli as Bernoulli
from gradcli.torch.distributions.discrete import Categorical as Categorical
from gradcli.torch.distributions.discrete import Independent as Independent
from gradcli.torch.distributions.distribution import Distribution as Distribution
from gradcli.torch.distributions.kl import kl_divergence as kl_divergence


def __getattr__(name: str) -> Any:
    """Raises AttributeError; of what PyTorch has and is not available, by its name."""
    refuse("torch.distributions", name)
