"""Tensors as PyTorch prints them: its own answers, and what it would not answer."""

from __future__ import annotations

from typing import Any

import pytest

import gradcli.torch as torch
from gradcli.printing.tensors import parameter_text
from gradcli.tensors.tensor import Tensor
from tests.printed import answers, printed

CASES = answers()


@pytest.mark.parametrize("case", CASES, ids=[f"{k}-{case['dtype']}" for k, case in enumerate(CASES)])
def test_as_torch(case: dict[str, Any]) -> None:
    assert printed(torch, case) == case["answer"]


def test_the_cases_are_of_every_kind() -> None:
    texts = [case["answer"][0] for case in CASES]
    for part in ("...", "e+", "nan", "inf", "-0.", "\n\n\n", "size=(", ",\n       grad_fn=<", "True, False", "tensor([], "):
        assert any(part in text for text in texts), part
    assert {len(case["shape"]) for case in CASES} == {0, 1, 2, 3, 4}


def test_a_parameter() -> None:
    x = torch.tensor([[1.0, 2.5], [3.0, 4.0]], requires_grad=True)
    assert parameter_text(x) == (
        "Parameter containing:\ntensor([[1.0000, 2.5000],\n        [3.0000, 4.0000]], requires_grad=True)"
    )


def test_what_has_no_elements_yet() -> None:
    class Symbol:
        run_op = None

        def __repr__(self) -> str:
            return "x"

    assert repr(Tensor(Symbol())) == "tensor(x)"


def test_a_class_of_its_own_has_no_formats() -> None:
    class Weight(Tensor):
        __slots__ = ()

    x = Weight(2.0)
    with pytest.raises(TypeError, match=r"^unsupported format string passed to Weight.__format__$"):
        format(x, ".3f")
    assert format(x) == repr(x)
