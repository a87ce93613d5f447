"""Distributions over few values: Bernoulli, Categorical; and Independent, which takes a batch for one event."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any, ClassVar

from gradcli.ops.size import Size
from gradcli.problems import value_error
from gradcli.torch import functions
from gradcli.torch.distributions import constraints
from gradcli.torch.distributions.distribution import Distribution, broadcast_all, shape_of, summed
from gradcli.torch.drawing import bernoulli, multinomial
from gradcli.torch.nn import functional as F
from gradcli.torch.ranges import finfo
from gradcli.torch.switches import enable_grad, no_grad

BOTH = "Either `probs` or `logits` must be specified, but not both."


def _clamped(probs: Any) -> Any:
    eps = finfo(probs.dtype).eps
    return probs.clamp(min=eps, max=1 - eps)


def _counted(distribution: Any, values: Any, expand: bool) -> Any:
    batch = distribution.batch_shape
    values = values.view((-1,) + (1,) * len(batch))
    return values.expand((-1, *batch)) if expand else values


class Bernoulli(Distribution):
    """1 with a probability, otherwise 0."""

    arg_constraints: ClassVar[Any] = {"probs": constraints.unit_interval, "logits": constraints.real}
    support = constraints.boolean
    has_enumerate_support = True

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        if (probs is None) == (logits is None):
            raise value_error(BOTH)
        given = logits if probs is None else probs
        (self._param,) = broadcast_all(given)
        self.__dict__["logits" if probs is None else "probs"] = self._param
        super().__init__(shape_of(given, broadcast=self._param), validate_args=validate_args)

    @cached_property
    def logits(self) -> Any:
        """The logarithms of the odds."""
        with enable_grad():
            probs = _clamped(self.probs)
            return probs.log() - (-probs).log1p()

    @cached_property
    def probs(self) -> Any:
        """The probabilities."""
        with enable_grad():
            return self.logits.sigmoid()

    @property
    def param_shape(self) -> Size:
        """The shape of the parameter."""
        shape: Size = self._param.shape
        return shape

    @property
    def mean(self) -> Any:
        """The probabilities."""
        return self.probs

    @property
    def mode(self) -> Any:
        """What is more likely; nan where both are alike."""
        mode = (self.probs >= 0.5).to(self.probs)
        mode[self.probs == 0.5] = math.nan
        return mode

    @property
    def variance(self) -> Any:
        """The variance."""
        return self.probs * (1 - self.probs)

    def sample(self, sample_shape: Any = ()) -> Any:
        """Values, without a history."""
        with no_grad():
            return bernoulli(self.probs.expand(self._extended_shape(sample_shape)))

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability. Raises ValueError for what is neither 0 nor 1."""
        self._demand(value)
        logits, value = broadcast_all(self.logits, value)
        return -F.binary_cross_entropy_with_logits(logits, value, reduction="none")

    def entropy(self) -> Any:
        """The entropy."""
        return F.binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none")

    def enumerate_support(self, expand: bool = True) -> Any:
        """0 and 1."""
        arange: Any = functions.find("arange")
        return _counted(self, arange(2, dtype=self._param.dtype), expand)


class Categorical(Distribution):
    """One of several classes."""

    arg_constraints: ClassVar[Any] = {"probs": constraints.simplex, "logits": constraints.real_vector}
    has_enumerate_support = True

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        if (probs is None) == (logits is None):
            raise value_error(BOTH)
        name, given = ("logits", logits) if probs is None else ("probs", probs)
        if given.dim() < 1:
            raise value_error(f"`{name}` parameter must be at least one-dimensional.")
        spread = given.logsumexp(dim=-1, keepdim=True) if probs is None else given.sum(-1, keepdim=True)
        self._param = self.__dict__[name] = given - spread if probs is None else given / spread
        super().__init__(self._param.shape[:-1], validate_args=validate_args)

    @property
    def support(self) -> Any:
        """The numbers of the classes."""
        return constraints.integer_interval(0, self._count() - 1)

    @cached_property
    def logits(self) -> Any:
        """The logarithms of the probabilities."""
        with enable_grad():
            return _clamped(self.probs).log()

    @cached_property
    def probs(self) -> Any:
        """The probabilities."""
        with enable_grad():
            return F.softmax(self.logits, dim=-1)

    @property
    def param_shape(self) -> Size:
        """The shape of the parameter."""
        shape: Size = self._param.shape
        return shape

    @property
    def mean(self) -> Any:
        """Classes have none: nan."""
        return self.probs.detach().new_full(self._extended_shape(), math.nan)

    @property
    def mode(self) -> Any:
        """The most likely class."""
        return self.probs.argmax(dim=-1)

    @property
    def variance(self) -> Any:
        """Classes have none: nan."""
        return self.mean

    def _count(self) -> int:
        return int(self._param.shape[-1])

    def _own_dims(self) -> int:
        return 1

    def sample(self, sample_shape: Any = ()) -> Any:
        """Classes."""
        flat = self.probs.reshape(-1, self._count())
        drawn: Any = multinomial(flat, math.prod(sample_shape), True)
        return drawn.T.reshape(self._extended_shape(sample_shape))

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability. Raises ValueError for what is no class."""
        self._demand(value)
        spread: Any = functions.find("broadcast_tensors")
        value, logits = spread(value.long().unsqueeze(-1), self.logits)
        return logits.gather(-1, value[..., :1]).squeeze(-1)

    def entropy(self) -> Any:
        """The entropy."""
        logits = self.logits.clamp(min=finfo(self.logits.dtype).min)
        return -(logits * self.probs).sum(-1)

    def enumerate_support(self, expand: bool = True) -> Any:
        """All classes."""
        arange: Any = functions.find("arange")
        return _counted(self, arange(self._count()), expand)


class Independent(Distribution):
    """Another distribution, the last dimensions of whose batch are one event."""

    def __init__(self, base_distribution: Any, reinterpreted_batch_ndims: int, validate_args: bool | None = None) -> None:
        batch = base_distribution.batch_shape
        if reinterpreted_batch_ndims > len(batch):
            raise value_error(
                "Expected reinterpreted_batch_ndims <= len(base_distribution.batch_shape), actual "
                f"{reinterpreted_batch_ndims} vs {len(batch)}"
            )
        self.base_dist = base_distribution
        self.reinterpreted_batch_ndims = reinterpreted_batch_ndims
        left = len(batch) - reinterpreted_batch_ndims
        super().__init__(batch[:left], (*batch[left:], *base_distribution.event_shape), validate_args)

    @property
    def has_rsample(self) -> bool:  # type: ignore[override]
        """As the other distribution has."""
        return bool(self.base_dist.has_rsample)

    @property
    def support(self) -> Any:
        """That of the other distribution, for each event."""
        dims, base = self.reinterpreted_batch_ndims, self.base_dist.support
        return constraints.independent(base, dims) if dims else base

    @property
    def mean(self) -> Any:
        """The mean."""
        return self.base_dist.mean

    @property
    def mode(self) -> Any:
        """The most likely value."""
        return self.base_dist.mode

    @property
    def variance(self) -> Any:
        """The variance."""
        return self.base_dist.variance

    def sample(self, sample_shape: Any = ()) -> Any:
        """Values, without a history."""
        return self.base_dist.sample(sample_shape)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Values through which gradients reach the parameters."""
        return self.base_dist.rsample(sample_shape)

    def log_prob(self, value: Any) -> Any:
        """The sum of the logarithms over an event."""
        return summed(self.base_dist.log_prob(value), self.reinterpreted_batch_ndims)

    def entropy(self) -> Any:
        """The sum over an event."""
        return summed(self.base_dist.entropy(), self.reinterpreted_batch_ndims)

    def expand(self, batch_shape: Any) -> Any:
        """The same for a larger batch."""
        dims = self.reinterpreted_batch_ndims
        return Independent(self.base_dist.expand((*batch_shape, *self.event_shape[:dims])), dims, validate_args=False)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.base_dist}, {self.reinterpreted_batch_ndims})"


for _kind in (Bernoulli, Categorical, Independent):
    _kind.__module__ = f"torch.distributions.{_kind.__name__.lower()}"
