"""torch.distributions.Distribution: shapes, checks and what all distributions have."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from gradcli.ops.defaults import default_dtype
from gradcli.ops.dtypes import NAMED
from gradcli.ops.size import Size
from gradcli.problems import value_error
from gradcli.tensors.tensor import Tensor
from gradcli.torch import functions
from gradcli.torch.distributions.constraints import Constraint
from gradcli.torch.switches import no_grad

NUMBERS = "Input arguments must all be instances of Number, torch.Tensor or objects implementing __torch_function__."


def broadcast_all(*values: Any) -> tuple[Any, ...]:
    """Tensors of one shape. Raises ValueError for what is neither a tensor nor a number."""
    if not all(isinstance(v, Tensor | int | float) for v in values):
        raise value_error(NUMBERS)
    dtype = next((v.dtype for v in values if isinstance(v, Tensor)), NAMED[default_dtype()])
    tensors = [v if isinstance(v, Tensor) else functions.tensor(v, dtype=dtype) for v in values]
    spread: Any = functions.find("broadcast_tensors")
    return tuple(spread(*tensors))


def shape_of(*given: Any, broadcast: Any) -> Size:
    """The batch of a distribution: none, where all its parameters are plain numbers."""
    return Size() if all(isinstance(v, int | float) for v in given) else broadcast.shape


def summed(value: Any, dims: int) -> Any:
    """The sum over the last dimensions."""
    return value if not dims else value.reshape((*value.shape[:-dims], -1)).sum(-1)


class Distribution:
    """A distribution of tensors of shape `batch_shape` + `event_shape`."""

    has_rsample: bool = False
    has_enumerate_support = False
    arg_constraints: ClassVar[Any] = {}
    support: Any = None
    _validate_args: ClassVar[bool] = True
    _checks = True

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if cls.__module__.startswith("gradcli.torch."):
            cls.__module__ = cls.__module__.removeprefix("gradcli.")

    @staticmethod
    def set_default_validate_args(value: bool) -> None:
        """Whether parameters and values are checked where nobody says so."""
        Distribution._validate_args = value

    def __init__(self, batch_shape: Any = (), event_shape: Any = (), validate_args: bool | None = None) -> None:
        self._batch_shape = Size(batch_shape)
        self._event_shape = Size(event_shape)
        self._checks = Distribution._validate_args if validate_args is None else validate_args
        if self._checks:
            self._check_parameters(self.arg_constraints)

    def _check_parameters(self, constraints: Mapping[str, Constraint]) -> None:
        for name, constraint in constraints.items():
            if name not in self.__dict__ and isinstance(getattr(type(self), name, None), cached_property):
                continue  # not known yet
            value = getattr(self, name)
            if not constraint.check(value).all():
                raise value_error(
                    f"Expected parameter {name} ({type(value).__name__} of shape {tuple(value.shape)}) of distribution {self!r} "
                    f"to satisfy the constraint {constraint!r}, but found invalid values:\n{value}"
                )

    @property
    def batch_shape(self) -> Size:
        """The shape of the parameters."""
        return self._batch_shape

    @property
    def event_shape(self) -> Size:
        """The shape of one value."""
        return self._event_shape

    @property
    def mean(self) -> Any:
        """The mean. Raises NotImplementedError where it is not known."""
        raise NotImplementedError

    @property
    def mode(self) -> Any:
        """The most likely value. Raises NotImplementedError where it is not known."""
        raise NotImplementedError(f"{type(self)} does not implement mode")

    @property
    def variance(self) -> Any:
        """The variance. Raises NotImplementedError where it is not known."""
        raise NotImplementedError

    @property
    def stddev(self) -> Any:
        """The square root of the variance."""
        return self.variance.sqrt()

    def sample(self, sample_shape: Any = ()) -> Any:
        """Values, without a history."""
        with no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Values through which gradients reach the parameters. Raises NotImplementedError where there are none."""
        raise NotImplementedError

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density. Raises ValueError for what lies outside."""
        raise NotImplementedError

    def cdf(self, value: Any) -> Any:
        """How much lies below. Raises NotImplementedError where it is not known."""
        raise NotImplementedError

    def icdf(self, value: Any) -> Any:
        """Below which value so much lies. Raises NotImplementedError where it is not known."""
        raise NotImplementedError

    def enumerate_support(self, expand: bool = True) -> Any:
        """All values. Raises NotImplementedError where they cannot be counted."""
        raise NotImplementedError

    def entropy(self) -> Any:
        """The entropy. Raises NotImplementedError where it is not known."""
        raise NotImplementedError

    def perplexity(self) -> Any:
        """The exponential of the entropy."""
        return self.entropy().exp()

    def expand(self, batch_shape: Any) -> Any:
        """The same for a larger batch."""
        new = object.__new__(type(self))
        new.__dict__.update(self.__dict__)
        for name in self._parameters():
            value = self.__dict__[name]
            new.__dict__[name] = value.expand((*batch_shape, *value.shape[value.dim() - self._own_dims() :]))
        new._batch_shape = Size(batch_shape)
        return new

    def _parameters(self) -> list[str]:
        return [name for name in self.arg_constraints if name in self.__dict__]

    def _own_dims(self) -> int:
        """Dimensions of the parameters that are not the batch's."""
        return 0

    def _extended_shape(self, sample_shape: Any = ()) -> Size:
        return Size((*sample_shape, *self._batch_shape, *self._event_shape))

    def _demand(self, value: Any) -> None:
        """Raise ValueError for what is no value of this distribution."""
        if not self._checks:
            return
        if not isinstance(value, Tensor):
            raise value_error("The value argument to log_prob must be a Tensor")
        shape, events = value.shape, len(self._event_shape)
        if shape[len(shape) - events :] != self._event_shape:
            raise value_error(f"The right-most size of value must match event_shape: {shape} vs {self._event_shape}.")
        expected = Size((*self._batch_shape, *self._event_shape))
        for i, j in zip(reversed(shape), reversed(expected), strict=False):
            if i != 1 and j not in (1, i):
                raise value_error(f"Value is not broadcastable with batch_shape+event_shape: {shape} vs {expected}.")
        if not self.support.check(value).all():
            raise value_error(
                f"Expected value argument ({type(value).__name__} of shape {tuple(shape)}) to be within the support "
                f"({self.support!r}) of the distribution {self!r}, but found invalid values:\n{value}"
            )

    def __repr__(self) -> str:
        held = [(name, self.__dict__[name]) for name in self._parameters()]
        return f"{type(self).__name__}({', '.join(f'{n}: {v if v.numel() == 1 else v.shape}' for n, v in held)})"


Distribution.__module__ = "torch.distributions.distribution"
