"""The default dtype of a process with a session, and of everything else in it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.command import plain_environment

pytest.importorskip("gradcli.torch")
PROGRAM = """
import gradcli, gradcli.torch as torch
x = torch.tensor(0.1)
print(torch.get_default_dtype(), x.dtype, (torch.tensor([1, 2]) / 2).dtype)
print(gradcli.grad("x/3 + tensor(0.1)", x=0.1).value, gradcli.tensor([0.1]).dtype, gradcli.explain("x*0.1", x=0.1).grads["x"])
torch.set_default_dtype(torch.float64)
print(torch.tensor(0.1).dtype)
"""


def test_a_session_is_in_float32_and_calculations_in_float64() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, env=plain_environment())
    first, second, third = done.stdout.splitlines()
    assert first == "torch.float32 torch.float32 torch.float32"
    assert second == f"{0.1 / 3 + 0.1} torch.float64 0.1"
    assert third == "torch.float64"
