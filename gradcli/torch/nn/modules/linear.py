"""torch.nn.Linear, Bilinear and Identity."""

from __future__ import annotations

import math
from typing import Any

from gradcli.problems import value_error
from gradcli.torch.nn import functional as F
from gradcli.torch.nn import init
from gradcli.torch.nn.modules.calling import quick
from gradcli.torch.nn.modules.module import Module
from gradcli.torch.nn.parameter import fresh

_linear = quick("linear")


class Identity(Module):
    """The input, whatever it is constructed with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002
        super().__init__()

    def forward(self, input: Any) -> Any:
        """The input."""
        return input


class Linear(Module):
    """x @ weight.T + bias: (..., in_features) to (..., out_features)."""

    def __init__(self, in_features: int, out_features: int, bias: bool = True, device: Any = None, dtype: Any = None) -> None:
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.weight = fresh(out_features, in_features, dtype=dtype, device=device)
        self.register_parameter("bias", fresh(out_features, dtype=dtype, device=device) if bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Uniform numbers between -1/sqrt(in_features) and its opposite, drawn as PyTorch draws them."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        fill_bias(self.weight, self.bias)

    def forward(self, input: Any) -> Any:
        """(..., in_features) to (..., out_features)."""
        own = self.__dict__["_parameters"]
        if len(own) == 2 and "bias" in own and "weight" in own:
            return _linear(input, own["weight"], own["bias"])
        return F.linear(input, self.weight, self.bias)

    def extra_repr(self) -> str:
        """The settings."""
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"


def fill_bias(weight: Any, bias: Any) -> None:
    """Uniform numbers as far from 0 as the number of inputs says."""
    if bias is not None:
        fan_in, _ = init._calculate_fan_in_and_fan_out(weight)
        bound = 1 / math.sqrt(fan_in) if fan_in > 0 else 0
        init.uniform_(bias, -bound, bound)


class NonDynamicallyQuantizableLinear(Linear):
    """What MultiheadAttention prints for its last layer."""


class Bilinear(Module):
    """x1 @ weight @ x2 + bias, for each output feature."""

    def __init__(
        self, in1_features: int, in2_features: int, out_features: int, bias: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__()
        self.in1_features = in1_features
        self.in2_features = in2_features
        self.out_features = out_features
        self.weight = fresh(out_features, in1_features, in2_features, dtype=dtype, device=device)
        self.register_parameter("bias", fresh(out_features, dtype=dtype, device=device) if bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Uniform numbers between -1/sqrt(in1_features) and its opposite. Raises ValueError without features."""
        if self.in1_features <= 0:
            raise value_error(f"in1_features must be > 0, but got (in1_features={self.in1_features})")
        bound = 1 / math.sqrt(self.in1_features)
        init.uniform_(self.weight, -bound, bound)
        if self.bias is not None:
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input1: Any, input2: Any) -> Any:
        """(..., in1_features) and (..., in2_features) to (..., out_features)."""
        return F.bilinear(input1, input2, self.weight, self.bias)

    def extra_repr(self) -> str:
        """The settings."""
        features = f"in1_features={self.in1_features}, in2_features={self.in2_features}, out_features={self.out_features}"
        return f"{features}, bias={self.bias is not None}"
