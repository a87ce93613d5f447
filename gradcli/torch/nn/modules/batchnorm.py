"""torch.nn's batch norm: mean 0 and variance 1 of each channel over a batch, and instance norm of each item."""

from __future__ import annotations

from typing import Any

from gradcli.ops.dtypes import NAMED
from gradcli.problems import value_error
from gradcli.torch.functions import empty, tensor
from gradcli.torch.nn import functional as F
from gradcli.torch.nn import init
from gradcli.torch.nn.modules.module import Module
from gradcli.torch.nn.parameter import fresh


class _NormBase(Module):
    """A norm of channels, with statistics of what came by."""

    _version = 2
    dimensions: tuple[int, ...] = ()  # how many an input may have

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.affine = affine
        self.track_running_stats = track_running_stats
        for name, wanted in (("weight", affine), ("bias", affine and bias)):
            self.register_parameter(name, fresh(num_features, dtype=dtype, device=device) if wanted else None)
        for name in ("running_mean", "running_var"):
            self.register_buffer(name, empty(num_features, dtype=dtype, device=device) if track_running_stats else None)
        self.register_buffer("num_batches_tracked", tensor(0, dtype=NAMED["int64"]) if track_running_stats else None)
        self.reset_parameters()

    def _is_later(self, name: str) -> bool:
        return name == "num_batches_tracked"

    def reset_running_stats(self) -> None:
        """As if nothing had come by."""
        if self.track_running_stats:
            self.running_mean.zero_()
            self.running_var.fill_(1)
            self.num_batches_tracked.zero_()

    def reset_parameters(self) -> None:
        """Nothing is changed by the parameters at first."""
        self.reset_running_stats()
        if self.affine:
            init.ones_(self.weight)
            if self.bias is not None:
                init.zeros_(self.bias)

    def _check_input_dim(self, input: Any) -> None:
        if input.dim() not in self.dimensions:
            expected = " or ".join(f"{n}D" for n in self.dimensions)
            raise value_error(f"expected {expected} input (got {input.dim()}D input)")

    def extra_repr(self) -> str:
        """The settings."""
        parts = f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}"
        return f"{parts}, bias={self.bias is not None}, track_running_stats={self.track_running_stats}"


_NormBase.__init__.__qualname__ = "_BatchNorm.__init__"  # what refusals of arguments name


class _BatchNorm(_NormBase):
    """Over a batch."""

    def forward(self, input: Any) -> Any:
        """Of the same shape. Raises ValueError for another number of dimensions."""
        self._check_input_dim(input)
        factor = 0.0 if self.momentum is None else self.momentum
        if self.training and self.track_running_stats and self.num_batches_tracked is not None:
            self.num_batches_tracked.add_(1)
            if self.momentum is None:
                factor = 1.0 / float(self.num_batches_tracked)
        by_batch = self.training or (self.running_mean is None and self.running_var is None)
        kept = not self.training or self.track_running_stats
        mean, variance = (self.running_mean, self.running_var) if kept else (None, None)
        return F.batch_norm(input, mean, variance, self.weight, self.bias, by_batch, factor, self.eps)


class BatchNorm1d(_BatchNorm):
    """Of (N, C) and (N, C, L)."""

    dimensions = (2, 3)


class BatchNorm2d(_BatchNorm):
    """Of (N, C, H, W)."""

    dimensions = (4,)


class BatchNorm3d(_BatchNorm):
    """Of (N, C, D, H, W)."""

    dimensions = (5,)
