"""torch.nn's instance norm: mean 0 and variance 1 of each channel of each item."""

from __future__ import annotations

from typing import Any

from gradcli.evaluate.warned import say
from gradcli.problems import value_error
from gradcli.torch.nn import functional as F
from gradcli.torch.nn.modules.batchnorm import _NormBase


class _InstanceNorm(_NormBase):
    """Of each item by itself."""

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.1,
        affine: bool = False,
        track_running_stats: bool = False,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)

    def forward(self, input: Any) -> Any:
        """Of the same shape. Raises ValueError for another number of dimensions or channels."""
        self._check_input_dim(input)
        channels = input.dim() - self.dimensions[0]
        if input.size(channels) != self.num_features:
            if self.affine:
                found = f"({self.num_features}), but got: {input.size(channels)}."
                raise value_error(f"expected input's size at dim={channels} to match num_features {found}")
            say(
                f"input's size at dim={channels} does not match num_features. You can silence this warning by not passing in "
                "num_features, which is not used because affine=False"
            )
        alone = input.dim() == self.dimensions[0]
        out = self._normalized(input.unsqueeze(0) if alone else input)
        return out.squeeze(0) if alone else out

    def _normalized(self, input: Any) -> Any:
        by_items = self.training or not self.track_running_stats
        momentum = 0.0 if self.momentum is None else self.momentum
        statistics = (self.running_mean, self.running_var)
        return F.instance_norm(input, *statistics, self.weight, self.bias, by_items, momentum, self.eps)


class InstanceNorm1d(_InstanceNorm):
    """Of (N, C, L) and (C, L)."""

    dimensions = (2, 3)


class InstanceNorm2d(_InstanceNorm):
    """Of (N, C, H, W) and (C, H, W)."""

    dimensions = (3, 4)


class InstanceNorm3d(_InstanceNorm):
    """Of (N, C, D, H, W) and (C, D, H, W)."""

    dimensions = (4, 5)
