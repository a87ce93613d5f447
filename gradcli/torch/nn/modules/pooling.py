"""torch.nn's pooling: the largest of each window, its mean, or its norm."""

from __future__ import annotations

from typing import Any

from gradcli.torch.nn import functional as F
from gradcli.torch.nn.modules.module import Module
from gradcli.torch.nn.modules.sizes import repeated


class _MaxPoolNd(Module):
    """The largest of each window."""

    rank = 0

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        dilation: Any = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding
        self.dilation = dilation
        self.return_indices = return_indices
        self.ceil_mode = ceil_mode

    def forward(self, input: Any) -> Any:
        """Fewer elements; with return_indices also where they were."""
        function = getattr(F, f"max_pool{self.rank}d")
        settings = (self.kernel_size, self.stride, self.padding, self.dilation)
        return function(input, *settings, ceil_mode=self.ceil_mode, return_indices=self.return_indices)

    def extra_repr(self) -> str:
        """The settings."""
        return _settings(self, "kernel_size stride padding dilation ceil_mode")


def _settings(module: Module, names: str) -> str:
    return ", ".join(f"{name}={getattr(module, name)}" for name in names.split())


class MaxPool1d(_MaxPoolNd):
    """Over (N, C, L)."""

    rank = 1


class MaxPool2d(_MaxPoolNd):
    """Over (N, C, H, W)."""

    rank = 2


class MaxPool3d(_MaxPoolNd):
    """Over (N, C, D, H, W)."""

    rank = 3


class _AvgPool(Module):
    """The mean of each window."""

    rank = 0

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad
        self.divisor_override = divisor_override

    def forward(self, input: Any) -> Any:
        """Fewer elements."""
        settings = (self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad)
        return getattr(F, f"avg_pool{self.rank}d")(input, *settings, self.divisor_override)

    def extra_repr(self) -> str:
        """The settings."""
        return _settings(self, "kernel_size stride padding")


class AvgPool1d(_AvgPool):
    """Over (N, C, L)."""

    rank = 1

    def __init__(
        self, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False, count_include_pad: bool = True
    ) -> None:
        stride = kernel_size if stride is None else stride
        kernel_size, stride, padding = (repeated(value, 1) for value in (kernel_size, stride, padding))
        super().__init__(kernel_size, stride, padding, ceil_mode, count_include_pad)

    def forward(self, input: Any) -> Any:
        """Fewer elements."""
        settings = (self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad)
        return F.avg_pool1d(input, *settings)


class AvgPool2d(_AvgPool):
    """Over (N, C, H, W)."""

    rank = 2


class AvgPool3d(_AvgPool):
    """Over (N, C, D, H, W)."""

    rank = 3


class _LPPoolNd(Module):
    """The norm of each window."""

    rank = 0

    def __init__(self, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False) -> None:
        super().__init__()
        self.norm_type = norm_type
        self.kernel_size = kernel_size
        self.stride = stride
        self.ceil_mode = ceil_mode

    def forward(self, input: Any) -> Any:
        """Fewer elements."""
        settings = (float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)
        return getattr(F, f"lp_pool{self.rank}d")(input, *settings)

    def extra_repr(self) -> str:
        """The settings."""
        return _settings(self, "norm_type kernel_size stride ceil_mode")


class LPPool1d(_LPPoolNd):
    """Over (N, C, L)."""

    rank = 1


class LPPool2d(_LPPoolNd):
    """Over (N, C, H, W)."""

    rank = 2


class _AdaptiveAvgPoolNd(Module):
    """Windows that lead to a given size."""

    function = ""

    def __init__(self, output_size: Any) -> None:
        super().__init__()
        self.output_size = output_size

    def forward(self, input: Any) -> Any:
        """Of output_size."""
        return getattr(F, self.function)(input, self.output_size)

    def extra_repr(self) -> str:
        """The settings."""
        return _settings(self, "output_size")


class AdaptiveAvgPool1d(_AdaptiveAvgPoolNd):
    """The mean of each window of (N, C, L)."""

    function = "adaptive_avg_pool1d"


class AdaptiveAvgPool2d(_AdaptiveAvgPoolNd):
    """The mean of each window of (N, C, H, W)."""

    function = "adaptive_avg_pool2d"


class _AdaptiveMaxPoolNd(_AdaptiveAvgPoolNd):
    """The largest of each window."""

    def __init__(self, output_size: Any, return_indices: bool = False) -> None:
        super().__init__(output_size)
        self.return_indices = return_indices

    def forward(self, input: Any) -> Any:
        """Of output_size; with return_indices also where they were."""
        return getattr(F, self.function)(input, self.output_size, self.return_indices)


class AdaptiveMaxPool1d(_AdaptiveMaxPoolNd):
    """Over (N, C, L)."""

    function = "adaptive_max_pool1d"


class AdaptiveMaxPool2d(_AdaptiveMaxPoolNd):
    """Over (N, C, H, W)."""

    function = "adaptive_max_pool2d"
