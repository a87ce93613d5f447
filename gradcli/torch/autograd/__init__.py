"""torch.autograd: gradients, functions written by users, derivatives of higher order, checks, and the switches."""

from __future__ import annotations

from typing import Any

from gradcli.autograd.function import Function as Function
from gradcli.torch.absent import refuse
from gradcli.torch.autograd import function as function
from gradcli.torch.autograd import functional as functional
from gradcli.torch.autograd.anomaly import detect_anomaly as detect_anomaly
from gradcli.torch.autograd.anomaly import set_detect_anomaly as set_detect_anomaly
from gradcli.torch.autograd.gradcheck import gradcheck as gradcheck
from gradcli.torch.autograd.gradcheck import gradgradcheck as gradgradcheck
from gradcli.torch.autograd.passes import backward as backward
from gradcli.torch.autograd.passes import grad as grad
from gradcli.torch.autograd.variable import Variable as Variable
from gradcli.torch.switches import enable_grad as enable_grad
from gradcli.torch.switches import inference_mode as inference_mode
from gradcli.torch.switches import no_grad as no_grad
from gradcli.torch.switches import set_grad_enabled as set_grad_enabled


def __getattr__(name: str) -> Any:
    """Raises AttributeError; of what PyTorch has and is not available, by its name."""
    refuse("torch.autograd", name)
