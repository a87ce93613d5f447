"""torch.autograd.function: functions written by users."""

from gradcli.autograd.function import Context as FunctionCtx
from gradcli.autograd.function import Function, once_differentiable

__all__ = ["Function", "FunctionCtx", "once_differentiable"]
