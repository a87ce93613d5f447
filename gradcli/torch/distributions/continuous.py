"""Distributions of real numbers: Normal, Uniform, Exponential, Laplace."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from gradcli.torch import functions
from gradcli.torch.distributions import constraints
from gradcli.torch.distributions.distribution import Distribution, broadcast_all, shape_of
from gradcli.torch.drawing import normal, rand
from gradcli.torch.ranges import finfo
from gradcli.torch.switches import no_grad


class Normal(Distribution):
    """The normal distribution of a mean and a standard deviation."""

    arg_constraints: ClassVar[Any] = {"loc": constraints.real, "scale": constraints.positive}
    support = constraints.real
    has_rsample = True

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None) -> None:
        self.loc, self.scale = broadcast_all(loc, scale)
        super().__init__(shape_of(loc, scale, broadcast=self.loc), validate_args=validate_args)

    @property
    def mean(self) -> Any:
        """The mean."""
        return self.loc

    @property
    def mode(self) -> Any:
        """The mean."""
        return self.loc

    @property
    def stddev(self) -> Any:
        """The standard deviation."""
        return self.scale

    @property
    def variance(self) -> Any:
        """Its square."""
        return self.stddev.pow(2)

    def sample(self, sample_shape: Any = ()) -> Any:
        """Values, without a history."""
        shape = self._extended_shape(sample_shape)
        with no_grad():
            return normal(self.loc.expand(shape), self.scale.expand(shape))

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Values through which gradients reach the parameters."""
        eps = self.loc.detach().new_empty(self._extended_shape(sample_shape)).normal_()
        return self.loc + eps * self.scale

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density. Raises ValueError for what lies outside."""
        self._demand(value)
        squares = -((value - self.loc) ** 2) / (2 * self.scale**2)
        return squares - self.scale.log() - math.log(math.sqrt(2 * math.pi))

    def cdf(self, value: Any) -> Any:
        """How much lies below. Raises ValueError for what lies outside."""
        self._demand(value)
        return 0.5 * (1 + ((value - self.loc) * self.scale.reciprocal() / math.sqrt(2)).erf())

    def icdf(self, value: Any) -> Any:
        """Below which value so much lies."""
        return self.loc + self.scale * (2 * value - 1).erfinv() * math.sqrt(2)

    def entropy(self) -> Any:
        """The entropy."""
        return 0.5 + 0.5 * math.log(2 * math.pi) + self.scale.log()


class Uniform(Distribution):
    """All numbers between two bounds alike."""

    has_rsample = True

    def __init__(self, low: Any, high: Any, validate_args: bool | None = None) -> None:
        self.low, self.high = broadcast_all(low, high)
        super().__init__(shape_of(low, high, broadcast=self.low), validate_args=validate_args)

    @property
    def arg_constraints(self) -> Any:
        """The lower bound is the lower one."""
        return {"low": constraints.less_than(self.high), "high": constraints.greater_than(self.low)}

    @property
    def support(self) -> Any:
        """Between the bounds."""
        return constraints.interval(self.low, self.high)

    @property
    def mean(self) -> Any:
        """The middle."""
        return (self.high + self.low) / 2

    @property
    def mode(self) -> Any:
        """None is more likely: nan."""
        return math.nan * self.high

    @property
    def stddev(self) -> Any:
        """The standard deviation."""
        return (self.high - self.low) / 12**0.5

    @property
    def variance(self) -> Any:
        """The variance."""
        return (self.high - self.low).pow(2) / 12

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Values through which gradients reach the bounds."""
        drawn = rand(self._extended_shape(sample_shape), dtype=self.low.dtype)
        return self.low + drawn * (self.high - self.low)

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density. Raises ValueError for what lies outside."""
        self._demand(value)
        inside = self.low.le(value).type_as(self.low).mul(self.high.gt(value).type_as(self.low))
        return inside.log() - (self.high - self.low).log()

    def cdf(self, value: Any) -> Any:
        """How much lies below. Raises ValueError for what lies outside."""
        self._demand(value)
        return ((value - self.low) / (self.high - self.low)).clamp(min=0, max=1)

    def icdf(self, value: Any) -> Any:
        """Below which value so much lies."""
        return value * (self.high - self.low) + self.low

    def entropy(self) -> Any:
        """The entropy."""
        return (self.high - self.low).log()


class Exponential(Distribution):
    """How long it takes until something happens that happens at a rate."""

    arg_constraints: ClassVar[Any] = {"rate": constraints.positive}
    support = constraints.nonnegative
    has_rsample = True

    def __init__(self, rate: Any, validate_args: bool | None = None) -> None:
        (self.rate,) = broadcast_all(rate)
        super().__init__(shape_of(rate, broadcast=self.rate), validate_args=validate_args)

    @property
    def mean(self) -> Any:
        """One over the rate."""
        return self.rate.reciprocal()

    @property
    def mode(self) -> Any:
        """Zero."""
        zeros: Any = functions.find("zeros_like")
        return zeros(self.rate)

    @property
    def stddev(self) -> Any:
        """One over the rate."""
        return self.rate.reciprocal()

    @property
    def variance(self) -> Any:
        """Its square."""
        return self.rate.pow(-2)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Values through which gradients reach the rate."""
        return self.rate.detach().new_empty(self._extended_shape(sample_shape)).exponential_() / self.rate

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density. Raises ValueError for what lies outside."""
        self._demand(value)
        return self.rate.log() - self.rate * value

    def cdf(self, value: Any) -> Any:
        """How much lies below. Raises ValueError for what lies outside."""
        self._demand(value)
        return 1 - (-self.rate * value).exp()

    def icdf(self, value: Any) -> Any:
        """Below which value so much lies."""
        return -(-value).log1p() / self.rate

    def entropy(self) -> Any:
        """The entropy."""
        return 1.0 - self.rate.log()


class Laplace(Distribution):
    """Two exponential distributions back to back."""

    arg_constraints: ClassVar[Any] = {"loc": constraints.real, "scale": constraints.positive}
    support = constraints.real
    has_rsample = True

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None) -> None:
        self.loc, self.scale = broadcast_all(loc, scale)
        super().__init__(shape_of(loc, scale, broadcast=self.loc), validate_args=validate_args)

    @property
    def mean(self) -> Any:
        """The middle."""
        return self.loc

    @property
    def mode(self) -> Any:
        """The middle."""
        return self.loc

    @property
    def variance(self) -> Any:
        """The variance."""
        return 2 * self.scale.pow(2)

    @property
    def stddev(self) -> Any:
        """The standard deviation."""
        return (2**0.5) * self.scale

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Values through which gradients reach the parameters."""
        u = self.loc.detach().new_empty(self._extended_shape(sample_shape)).uniform_(finfo(self.loc.dtype).eps - 1, 1)
        return self.loc - self.scale * u.sign() * (-u.abs()).log1p()

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density. Raises ValueError for what lies outside."""
        self._demand(value)
        return -(2 * self.scale).log() - (value - self.loc).abs() / self.scale

    def cdf(self, value: Any) -> Any:
        """How much lies below. Raises ValueError for what lies outside."""
        self._demand(value)
        return 0.5 - 0.5 * (value - self.loc).sign() * (-(value - self.loc).abs() / self.scale).expm1()

    def icdf(self, value: Any) -> Any:
        """Below which value so much lies."""
        term = value - 0.5
        return self.loc - self.scale * term.sign() * (-2 * term.abs()).log1p()

    def entropy(self) -> Any:
        """The entropy."""
        return 1 + (2 * self.scale).log()


for _kind in (Normal, Uniform, Exponential, Laplace):
    _kind.__module__ = f"torch.distributions.{_kind.__name__.lower()}"
