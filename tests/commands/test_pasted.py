"""What is pasted from PyTorch is refused with a command that runs, and gives PyTorch's gradient."""

from __future__ import annotations

import pytest

from tests.command import gradcli
from tests.transcripts import Shell

X = "x = torch.tensor(2.0, requires_grad=True)"
PASTED = {
    f"{X}; y = x**2; y.backward()": "tensor(4.)\n",
    f"{X}; y = x**2": "tensor(4.)\n",
    f"{X}; x**2;": "tensor(4.)\n",
    "import torch\nx = torch.tensor([2., 3.], requires_grad=True)\n(x**2).sum().backward()\nprint(x.grad)": (
        "tensor([4., 6.])\n"
    ),
    "a = torch.tensor(3.0).requires_grad_(); b = torch.ones(2); b.requires_grad_(); (a*b).sum().backward()": (
        "tensor(2.)\ntensor([3., 3.])\n"
    ),
    f"{X}\nfor k in range(2):\n    (x*3).backward()": "tensor(6.)\n",
    f"{X}; print(\"it's\", x * 2); (x * 2).backward()": "it's tensor(4., grad_fn=<MulBackward0>)\n",
    "import torch as t; x = t.ones(1); x.backward()": "",
}  # fmt: skip


# those that are no more than an expression and its values
AS_EXPRESSIONS = {
    f"{X}; y = x**2; y.backward()": '"y = x**2" --x 2.0',
    f"{X}; y = x**2": '"y = x**2" --x 2.0',
    f"{X}; x**2;": '"x**2" --x 2.0',
    "import torch\nx = torch.tensor([2., 3.], requires_grad=True)\n(x**2).sum().backward()\nprint(x.grad)": (
        '"(x**2).sum()" --x "[2.0, 3.0]"'
    ),
}


@pytest.mark.parametrize("text", PASTED)
def test_the_command_that_is_shown_runs(text: str) -> None:
    for command, more in (("grad", ""), ("check", ""), ("explain", " --explain"), ("graph", " --explain")):
        ran = gradcli(command, text)
        assert ran.status == 2 and ran.out == ""
        if (meant := AS_EXPRESSIONS.get(text)) and command != "check":
            assert ran.err.endswith(f"; as an expression:   gradcli {command} {meant}\n")
            continue
        shown = ran.err[ran.err.index("printf ") :].rstrip("\n")
        assert shown.endswith("gradcli run -" + more)
        if more == "":
            assert Shell().run(shown).startswith(PASTED[text])
    assert ran.err.startswith("error: this is a program for PyTorch, not an expression\n")


def test_with_values_too() -> None:
    ran = gradcli("graph", "x = torch.tensor(2.0, requires_grad=True); x*w", "--w", "2")
    assert "this is a program" in ran.err


def test_what_only_looks_like_one_is_answered_as_before() -> None:
    assert "going backward is what this command does" in gradcli("grad", "x.backward()", "--x", "2").err
    assert "is a constant" in gradcli("grad", "x*tensor([1.0], requires_grad=True)", "--x", "3").err
    assert "nothing needs to be imported" in gradcli("grad", "import torch; torch.sin(x)", "--x", "3").err
    assert gradcli("grad", "x = torch.tensor(2.0, requires_grad=True; x**2").status == 2
