"""torch.nn's activations: functions of each element, and softmax over a dimension."""

from __future__ import annotations

from typing import Any

from gradcli.evaluate.warned import say, say_inside
from gradcli.problems import value_error
from gradcli.torch.nn import functional as F
from gradcli.torch.nn import init
from gradcli.torch.nn.modules.calling import quick
from gradcli.torch.nn.modules.module import Module
from gradcli.torch.nn.parameter import fresh

_relu, _sigmoid, _tanh = (quick(name) for name in ("relu", "sigmoid", "tanh"))
RENAMED = "keyword argument `{old}` is deprecated and renamed to `{new}`"


class _InPlace(Module):
    """A function that may write its result into its input."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def extra_repr(self) -> str:
        """The settings, and whether it writes in place."""
        return ", ".join([*self._settings(), *(["inplace=True"] if self.inplace else [])])

    def _settings(self) -> list[str]:
        return []


class ReLU(_InPlace):
    """max(0, x)."""

    def forward(self, input: Any) -> Any:
        """Of every element."""
        return F.relu(input, inplace=True) if self.inplace else _relu(input)


class Sigmoid(Module):
    """1 / (1 + exp(-x))."""

    def forward(self, input: Any) -> Any:
        """Of every element."""
        return _sigmoid(input)


class Tanh(Module):
    """The hyperbolic tangent."""

    def forward(self, input: Any) -> Any:
        """Of every element."""
        return _tanh(input)


class Hardsigmoid(_InPlace):
    """Three straight lines instead of a sigmoid."""

    def forward(self, input: Any) -> Any:
        """Of every element."""
        return F.hardsigmoid(input, self.inplace)

    def extra_repr(self) -> str:
        """PyTorch prints nothing."""
        return ""


class Hardswish(Hardsigmoid):
    """x times its hardsigmoid."""

    def forward(self, input: Any) -> Any:
        """Of every element."""
        return F.hardswish(input, self.inplace)


class SiLU(_InPlace):
    """x times its sigmoid."""

    def forward(self, input: Any) -> Any:
        """Of every element."""
        return F.silu(input, inplace=self.inplace)


class Mish(_InPlace):
    """x * tanh(softplus(x))."""

    def forward(self, input: Any) -> Any:
        """Of every element."""
        return F.mish(input, inplace=self.inplace)


class SELU(_InPlace):
    """An elu that keeps mean and variance."""

    def forward(self, input: Any) -> Any:
        """Of every element."""
        return F.selu(input, self.inplace)


class ELU(_InPlace):
    """x, and alpha * (exp(x) - 1) below 0."""

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.alpha = alpha

    def forward(self, input: Any) -> Any:
        """Of every element."""
        return F.elu(input, self.alpha, self.inplace)

    def _settings(self) -> list[str]:
        return [f"alpha={self.alpha}"]


class CELU(ELU):
    """x, and alpha * (exp(x / alpha) - 1) below 0."""

    def forward(self, input: Any) -> Any:
        """Of every element."""
        return F.celu(input, self.alpha, self.inplace)


class LeakyReLU(_InPlace):
    """x, and x times a small slope below 0."""

    def __init__(self, negative_slope: float = 1e-2, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.negative_slope = negative_slope

    def forward(self, input: Any) -> Any:
        """Of every element."""
        return F.leaky_relu(input, self.negative_slope, self.inplace)

    def _settings(self) -> list[str]:
        return [f"negative_slope={self.negative_slope}"]


class RReLU(_InPlace):
    """leaky_relu with a slope that is drawn in training."""

    def __init__(self, lower: float = 1.0 / 8, upper: float = 1.0 / 3, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.lower = lower
        self.upper = upper

    def forward(self, input: Any) -> Any:
        """Of every element."""
        return F.rrelu(input, self.lower, self.upper, self.training, self.inplace)

    def _settings(self) -> list[str]:
        return [f"lower={self.lower}, upper={self.upper}"]


class Threshold(_InPlace):
    """x above a threshold, a value elsewhere."""

    def __init__(self, threshold: float, value: float, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.threshold = threshold
        self.value = value

    def forward(self, input: Any) -> Any:
        """Of every element."""
        return F.threshold(input, self.threshold, self.value, self.inplace)

    def _settings(self) -> list[str]:
        return [f"threshold={self.threshold}, value={self.value}"]


class Hardtanh(_InPlace):
    """x between two bounds. Raises AssertionError where there is nothing between them."""

    def __init__(
        self,
        min_val: float = -1.0,
        max_val: float = 1.0,
        inplace: bool = False,
        min_value: float | None = None,
        max_value: float | None = None,
    ) -> None:
        super().__init__(inplace)
        if min_value is not None:
            say(RENAMED.format(old="min_value", new="min_val"), FutureWarning)
            min_val = min_value
        if max_value is not None:
            say(RENAMED.format(old="max_value", new="max_val"), FutureWarning)
            max_val = max_value
        self.min_val = min_val
        self.max_val = max_val
        if max_val <= min_val:
            raise AssertionError(f"max_val ({max_val}) must be greater than min_val ({min_val})")

    def forward(self, input: Any) -> Any:
        """Of every element."""
        return F.hardtanh(input, self.min_val, self.max_val, self.inplace)

    def _settings(self) -> list[str]:
        return [f"min_val={self.min_val}, max_val={self.max_val}"]


class ReLU6(Hardtanh):
    """x between 0 and 6."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(0.0, 6.0, inplace)

    def _settings(self) -> list[str]:
        return []


class GELU(Module):
    """x times the part of all normal numbers that lies below it, or an approximation of that."""

    def __init__(self, approximate: str = "none") -> None:
        super().__init__()
        self.approximate = approximate

    def forward(self, input: Any) -> Any:
        """Of every element."""
        return F.gelu(input, approximate=self.approximate)

    def extra_repr(self) -> str:
        """The settings."""
        return f"approximate={self.approximate!r}"


class Softplus(Module):
    """log(1 + exp(beta * x)) / beta, and x itself where that is large."""

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        super().__init__()
        self.beta = beta
        self.threshold = threshold

    def forward(self, input: Any) -> Any:
        """Of every element."""
        return F.softplus(input, self.beta, self.threshold)

    def extra_repr(self) -> str:
        """The settings."""
        return f"beta={self.beta}, threshold={self.threshold}"


class Hardshrink(Module):
    """x, and 0 near 0."""

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__()
        self.lambd = lambd

    def forward(self, input: Any) -> Any:
        """Of every element."""
        return F.hardshrink(input, self.lambd)

    def extra_repr(self) -> str:
        """The settings."""
        return str(self.lambd)


class Softshrink(Hardshrink):
    """x moved towards 0."""

    def forward(self, input: Any) -> Any:
        """Of every element."""
        return F.softshrink(input, self.lambd)


class Tanhshrink(Module):
    """x - tanh(x)."""

    def forward(self, input: Any) -> Any:
        """Of every element."""
        return F.tanhshrink(input)


class Softsign(Module):
    """x / (1 + |x|)."""

    def forward(self, input: Any) -> Any:
        """Of every element."""
        return F.softsign(input)


class LogSigmoid(Module):
    """log(sigmoid(x))."""

    def forward(self, input: Any) -> Any:
        """Of every element."""
        return F.logsigmoid(input)


class PReLU(Module):
    """leaky_relu whose slope is a parameter, one for all channels or one for each."""

    def __init__(self, num_parameters: int = 1, init: float = 0.25, device: Any = None, dtype: Any = None) -> None:
        super().__init__()
        self.num_parameters = num_parameters
        self.init = init
        self.weight = fresh(num_parameters, dtype=dtype, device=device)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """One number everywhere."""
        init.constant_(self.weight, self.init)

    def forward(self, input: Any) -> Any:
        """Of every element."""
        return F.prelu(input, self.weight)

    def extra_repr(self) -> str:
        """The settings."""
        return f"num_parameters={self.num_parameters}"


class GLU(Module):
    """One half of the input times the sigmoid of the other."""

    def __init__(self, dim: int = -1) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, input: Any) -> Any:
        """Half as long along dim."""
        return F.glu(input, self.dim)

    def extra_repr(self) -> str:
        """The settings."""
        return f"dim={self.dim}"


class Softmax(Module):
    """Positive numbers that add up to 1 along a dimension."""

    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, input: Any) -> Any:
        """Of the same shape."""
        return F.softmax(input, _chosen("softmax", input, self.dim))

    def extra_repr(self) -> str:
        """The settings."""
        return f"dim={self.dim}"


class Softmin(Softmax):
    """The softmax of the opposites."""

    def forward(self, input: Any) -> Any:
        """Of the same shape."""
        return F.softmin(input, _chosen("softmin", input, self.dim))


class LogSoftmax(Softmax):
    """The logarithm of the softmax."""

    def forward(self, input: Any) -> Any:
        """Of the same shape."""
        return F.log_softmax(input, _chosen("log_softmax", input, self.dim))


class Softmax2d(Module):
    """The softmax over the channels at each place of an image."""

    def forward(self, input: Any) -> Any:
        """(C, H, W) or (N, C, H, W). Raises ValueError for another number of dimensions."""
        if input.dim() not in (3, 4):
            raise value_error(f"Softmax2d: expected input to be 3D or 4D, got {input.dim()}D instead")
        return F.softmax(input, -3)


IMPLICIT = "Implicit dimension choice for {} has been deprecated. Change the call to include dim=X as an argument."


def _chosen(name: str, input: Any, dim: int | None) -> int:
    """The dimension, or with a warning the one that PyTorch used to choose."""
    if dim is not None:
        return dim
    say_inside(IMPLICIT.format(name))
    return 0 if input.dim() in (0, 1, 3) else 1
