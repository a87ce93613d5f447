"""torch.nn's convolutions, and those that go the other way."""

from __future__ import annotations

import math
from typing import Any

from gradcli.problems import value_error
from gradcli.torch.nn import functional as F
from gradcli.torch.nn import init
from gradcli.torch.nn.modules.linear import fill_bias
from gradcli.torch.nn.modules.module import Module
from gradcli.torch.nn.modules.sizes import repeated
from gradcli.torch.nn.parameter import fresh

PADDING_MODES = ("zeros", "reflect", "replicate", "circular")
STRIDED = "padding='same' is not supported for strided convolutions"


class _Convolution(Module):
    """What all of them have in common: settings, a weight for each pair of channels, a bias."""

    rank = 0
    transposed = False

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = repeated(kernel_size, self.rank)
        self.stride = repeated(stride, self.rank)
        self.padding = padding if isinstance(padding, str) else repeated(padding, self.rank)
        self.dilation = repeated(dilation, self.rank)
        self.output_padding: tuple[int, ...] = (0,) * self.rank
        self.groups = groups
        self.padding_mode = padding_mode
        self._check()
        outer, inner = (in_channels, out_channels) if self.transposed else (out_channels, in_channels)
        self.weight = fresh(outer, inner // groups, *self.kernel_size, dtype=dtype, device=device)
        self.register_parameter("bias", fresh(out_channels, dtype=dtype, device=device) if bias else None)
        self.reset_parameters()

    def _check(self) -> None:
        """The refusals of settings. Raises ValueError."""
        if self.groups <= 0:
            raise value_error("groups must be a positive integer")
        for name in ("in_channels", "out_channels"):
            if getattr(self, name) % self.groups:
                raise value_error(f"{name} must be divisible by groups")
        if isinstance(self.padding, str):
            if self.padding not in ("same", "valid"):
                raise value_error(f"Invalid padding string {self.padding!r}, should be one of {{'same', 'valid'}}")
            if self.padding == "same" and any(step != 1 for step in self.stride):
                raise value_error(STRIDED)
        if self.padding_mode not in PADDING_MODES:
            known = ", ".join(map(repr, PADDING_MODES))
            raise value_error(f"padding_mode must be one of {{{known}}}, but got padding_mode='{self.padding_mode}'")

    def reset_parameters(self) -> None:
        """Uniform numbers, drawn as PyTorch draws them."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        fill_bias(self.weight, self.bias)

    def extra_repr(self) -> str:
        """The settings that are not the usual ones."""
        parts = [f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"]
        none, ones = (0,) * self.rank, (1,) * self.rank
        usual = {"padding": none, "dilation": ones, "output_padding": none, "groups": 1}
        parts += [f"{name}={getattr(self, name)}" for name, value in usual.items() if getattr(self, name) != value]
        if self.bias is None:
            parts.append("bias=False")
        if self.padding_mode != "zeros":
            parts.append(f"padding_mode={self.padding_mode}")
        return ", ".join(parts)

    def _edges(self) -> list[int]:
        """How much is put on each side, the last dimension first."""
        if isinstance(self.padding, str):
            whole = [d * (k - 1) if self.padding == "same" else 0 for d, k in zip(self.dilation, self.kernel_size, strict=True)]
            return [part for n in reversed(whole) for part in (n // 2, n - n // 2)]
        return [n for n in reversed(self.padding) for _ in range(2)]

    def forward(self, input: Any) -> Any:
        """(N, in_channels, ...) to (N, out_channels, ...)."""
        function = getattr(F, f"conv{self.rank}d")
        padding = self.padding
        if self.padding_mode != "zeros":
            input, padding = F.pad(input, self._edges(), mode=self.padding_mode), (0,) * self.rank
        return function(input, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)


class Conv1d(_Convolution):
    """Over (N, C, L)."""

    rank = 1


class Conv2d(_Convolution):
    """Over (N, C, H, W)."""

    rank = 2


class Conv3d(_Convolution):
    """Over (N, C, D, H, W)."""

    rank = 3


class _Transposed(_Convolution):
    """A convolution backward: the gradient of one as a layer."""

    transposed = True

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Any = 1,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        if padding_mode != "zeros":
            raise value_error(f'Only "zeros" padding mode is supported for {type(self).__name__}')
        settings = (stride, padding, dilation, groups, bias, padding_mode, device, dtype)
        super().__init__(in_channels, out_channels, kernel_size, *settings)
        self.output_padding = repeated(output_padding, self.rank)

    def forward(self, input: Any, output_size: Any = None) -> Any:
        """(N, in_channels, ...) to (N, out_channels, ...), of a size where several are possible. Raises ValueError."""
        function = getattr(F, f"conv_transpose{self.rank}d")
        added = self.output_padding if output_size is None else self._added(input, output_size)
        return function(input, self.weight, self.bias, self.stride, self.padding, added, self.groups, self.dilation)

    def _added(self, input: Any, size: Any) -> list[int]:
        rank = self.rank
        lead = 2 if input.dim() == rank + 2 else 1
        if len(size) == lead + rank:
            size = size[lead:]
        if len(size) != rank:
            given = f"for {input.dim()}D input, output_size must have {rank} or {lead + rank} elements (got {len(size)})"
            raise value_error(f"ConvTranspose{rank}D: {given}")
        smallest = [
            (input.size(d + lead) - 1) * self.stride[d]
            - 2 * int(self.padding[d])
            + self.dilation[d] * (self.kernel_size[d] - 1)
            + 1
            for d in range(rank)
        ]
        largest = [n + step - 1 for n, step in zip(smallest, self.stride, strict=True)]
        if any(not low <= n <= high for n, low, high in zip(size, smallest, largest, strict=True)):
            raise value_error(
                f"requested an output size of {size}, but valid sizes range from {smallest} to {largest} (for an input of "
                f"{input.size()[2:]})"
            )
        return [n - low for n, low in zip(size, smallest, strict=True)]


class ConvTranspose1d(_Transposed):
    """Over (N, C, L)."""

    rank = 1


class ConvTranspose2d(_Transposed):
    """Over (N, C, H, W)."""

    rank = 2


class ConvTranspose3d(_Transposed):
    """Over (N, C, D, H, W)."""

    rank = 3
