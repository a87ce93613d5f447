"""What PyTorch's autograd would do to an expression, without PyTorch."""

from __future__ import annotations

__version__ = "1.0"
SEMANTICS = "torch 2.13"
