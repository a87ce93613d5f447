"""torch.nn's padding: something around the input."""

from __future__ import annotations

from typing import Any

from gradcli.problems import value_error
from gradcli.torch.nn import functional as F
from gradcli.torch.nn.modules.module import Module
from gradcli.torch.nn.modules.sizes import repeated


class _Padding(Module):
    """How much on each side, the last dimension first."""

    rank = 0
    mode = ""

    def __init__(self, padding: Any) -> None:
        super().__init__()
        self.padding = repeated(padding, 2 * self.rank)

    def forward(self, input: Any) -> Any:
        """More elements. Raises ValueError for another number of dimensions."""
        if self.mode == "circular" and input.dim() not in (self.rank + 1, self.rank + 2):
            expected = f"expected {self.rank + 1}D or {self.rank + 2}D input"
            raise value_error(f"{expected} (got {input.dim()}D input)")
        return F.pad(input, self.padding, self.mode)

    def extra_repr(self) -> str:
        """The settings."""
        return f"{self.padding}"


class _ConstantPadding(_Padding):
    """One number everywhere."""

    def __init__(self, padding: Any, value: float) -> None:
        super().__init__(padding)
        self.value = value

    def forward(self, input: Any) -> Any:
        """More elements."""
        return F.pad(input, self.padding, "constant", self.value)

    def extra_repr(self) -> str:
        """The settings."""
        return f"padding={self.padding}, value={self.value}"


class _ZeroPadding(_ConstantPadding):
    """Zeros."""

    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        """The settings."""
        return f"{self.padding}"


def _made(kind: type[_Padding], name: str, rank: int, mode: str = "") -> Any:
    """The class for inputs of so many spatial dimensions."""
    own = {"rank": rank, "mode": mode, "__module__": __name__, "__doc__": f"{kind.__doc__} Over {rank} spatial dimensions."}
    return type(f"{name}{rank}d", (kind,), own)


ConstantPad1d, ConstantPad2d, ConstantPad3d = (_made(_ConstantPadding, "ConstantPad", n) for n in (1, 2, 3))
ZeroPad1d, ZeroPad2d, ZeroPad3d = (_made(_ZeroPadding, "ZeroPad", n) for n in (1, 2, 3))
ReflectionPad1d, ReflectionPad2d, ReflectionPad3d = (_made(_Padding, "ReflectionPad", n, "reflect") for n in (1, 2, 3))
ReplicationPad1d, ReplicationPad2d, ReplicationPad3d = (_made(_Padding, "ReplicationPad", n, "replicate") for n in (1, 2, 3))
CircularPad1d, CircularPad2d, CircularPad3d = (_made(_Padding, "CircularPad", n, "circular") for n in (1, 2, 3))
