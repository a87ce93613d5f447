"""What is not available says so by its name; settings that cannot be met are refused, and not taken for others."""

from __future__ import annotations

import re

import pytest

import gradcli.torch as torch
from gradcli.torch.absent import ABSENT

MODULES = {
    "torch": torch,
    "torch.nn": torch.nn,
    "torch.nn.utils": torch.nn.utils,
    "torch.optim": torch.optim,
    "torch.optim.lr_scheduler": torch.optim.lr_scheduler,
    "torch.autograd": torch.autograd,
}


@pytest.mark.parametrize("module", MODULES)
def test_an_absent_name_is_told_as_such_and_another_one_is_unknown(module: str) -> None:
    for name in sorted(ABSENT[module]):
        with pytest.raises(AttributeError, match=re.escape(f"{module}.{name} is not available")):
            getattr(MODULES[module], name)
    with pytest.raises(AttributeError, match="has no attribute 'nowhere'"):
        _ = MODULES[module].nowhere


@pytest.mark.parametrize("name", ["save", "load", "compile", "vmap"])
def test_files_and_transformations_are_refused(name: str) -> None:
    with pytest.raises(NotImplementedError, match=f"torch.{name} is not available"):
        getattr(torch, name)({}, "file")


@pytest.mark.parametrize("setting", ["capturable", "differentiable", "fused"])
def test_optimizers_refuse_what_they_cannot_do(setting: str) -> None:
    x = torch.ones(1, requires_grad=True)
    optimizer = torch.optim.Adam([x], **{setting: True})
    x.sum().backward()
    with pytest.raises(NotImplementedError, match=re.escape(f"Adam({setting}=True) is not available")):
        optimizer.step()


def test_further_refusals() -> None:
    with pytest.raises(NotImplementedError, match=re.escape("LSTM(proj_size=1) is not available")):
        torch.nn.LSTM(2, 3, proj_size=1)
    for setting in ("check_batched_grad", "check_forward_ad", "fast_mode"):
        with pytest.raises(NotImplementedError, match=setting):
            torch.autograd.gradcheck(torch.sin, torch.ones(1, requires_grad=True), **{setting: True})
    with pytest.raises(NotImplementedError, match="forward mode is not available"):
        torch.autograd.functional.jacobian(torch.sin, torch.ones(1), vectorize=True, strategy="forward-mode")
    with pytest.raises(AttributeError, match="has no attribute 'nowhere'"):
        _ = torch.cuda.nowhere
