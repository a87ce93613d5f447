"""torch.nn.Flatten and Unflatten."""

from __future__ import annotations

from typing import Any

from gradcli.problems import type_error
from gradcli.torch.nn.modules.module import Module


class Flatten(Module):
    """Several dimensions as one; all but the first unless told otherwise."""

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim = start_dim
        self.end_dim = end_dim

    def forward(self, input: Any) -> Any:
        """The same elements."""
        return input.flatten(self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        """The settings."""
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Unflatten(Module):
    """One dimension as several. Raises TypeError for sizes that are none."""

    def __init__(self, dim: int, unflattened_size: Any) -> None:
        super().__init__()
        if not isinstance(unflattened_size, tuple | list):
            found = type(unflattened_size).__name__
            raise type_error(f"unflattened_size must be a tuple of ints, but found type {found}")
        for k, size in enumerate(unflattened_size):
            if not isinstance(size, int):
                found = type(size).__name__
                raise type_error(f"unflattened_size must be tuple of ints, but found element of type {found} at pos {k}")
        self.dim = dim
        self.unflattened_size = unflattened_size

    def forward(self, input: Any) -> Any:
        """The same elements."""
        return input.unflatten(self.dim, self.unflattened_size)

    def extra_repr(self) -> str:
        """The settings."""
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"
