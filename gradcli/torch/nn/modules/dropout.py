"""torch.nn's dropout: parts of the input are left out at random in training, and nothing otherwise."""

from __future__ import annotations

from typing import Any

from gradcli.problems import value_error
from gradcli.torch.nn import functional as F
from gradcli.torch.nn.modules.module import Module


class _DropoutNd(Module):
    """Some of the input left out with the probability p. Raises ValueError for what is no probability."""

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        super().__init__()
        if p < 0 or p > 1:
            raise value_error(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p = p
        self.inplace = inplace

    def extra_repr(self) -> str:
        """The settings."""
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(_DropoutNd):
    """Single elements are left out."""

    def forward(self, input: Any) -> Any:
        """Of the same shape."""
        return F.dropout(input, self.p, self.training, self.inplace)


class Dropout1d(_DropoutNd):
    """Whole channels of (N, C, L) are left out."""

    def forward(self, input: Any) -> Any:
        """Of the same shape."""
        return F.dropout1d(input, self.p, self.training, self.inplace)


class Dropout2d(_DropoutNd):
    """Whole channels of (N, C, H, W) are left out."""

    def forward(self, input: Any) -> Any:
        """Of the same shape."""
        return F.dropout2d(input, self.p, self.training, self.inplace)


class Dropout3d(_DropoutNd):
    """Whole channels of (N, C, D, H, W) are left out."""

    def forward(self, input: Any) -> Any:
        """Of the same shape."""
        return F.dropout3d(input, self.p, self.training, self.inplace)


class AlphaDropout(_DropoutNd):
    """Dropout that keeps mean and variance, for selu."""

    def forward(self, input: Any) -> Any:
        """Of the same shape."""
        return F.alpha_dropout(input, self.p, self.training)


class FeatureAlphaDropout(_DropoutNd):
    """The same for whole channels."""

    def forward(self, input: Any) -> Any:
        """Of the same shape."""
        return F.feature_alpha_dropout(input, self.p, self.training)
