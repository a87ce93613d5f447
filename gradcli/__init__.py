"""What PyTorch's autograd would do to an expression, without PyTorch.

    >>> import gradcli
    >>> answer = gradcli.grad("3*x**2 + 4*x + 5", x=2)
    >>> answer.value, answer.grad["x"], answer.formula["x"]
    (25.0, 16.0, '6*x + 4')

grad, explain, graph, closed_form, check    questions about an expression
compile     an expression as a function of its variables, at one point or over many
Tensor, tensor, no_grad, backward    the engine, with PyTorch's names
Problem, BackwardError  what can go wrong; str() of it is PyTorch's text where PyTorch raises
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "1.0"
SEMANTICS = "torch 2.13"

if TYPE_CHECKING:
    from gradcli.api import Gradients as Gradients
    from gradcli.api import check as check
    from gradcli.api import closed_form as closed_form
    from gradcli.api import explain as explain
    from gradcli.api import grad as grad
    from gradcli.api import graph as graph
    from gradcli.api import tensor as tensor
    from gradcli.autograd.backward import backward as backward
    from gradcli.compiled.function import compile as compile
    from gradcli.problems import BackwardError as BackwardError
    from gradcli.problems import Problem as Problem
    from gradcli.recording.modes import no_grad as no_grad
    from gradcli.tensors.tensor import Tensor as Tensor

_WHERE = {
    "grad": "gradcli.api",
    "explain": "gradcli.api",
    "graph": "gradcli.api",
    "check": "gradcli.api",
    "closed_form": "gradcli.api",
    "compile": "gradcli.compiled.function",
    "tensor": "gradcli.api",
    "Gradients": "gradcli.api",
    "Tensor": "gradcli.tensors.tensor",
    "backward": "gradcli.autograd.backward",
    "no_grad": "gradcli.recording.modes",
    "Problem": "gradcli.problems",
    "BackwardError": "gradcli.problems",
}

__all__ = [
    "SEMANTICS",
    "BackwardError",
    "Gradients",
    "Problem",
    "Tensor",
    "__version__",
    "backward",
    "check",
    "closed_form",
    "compile",
    "explain",
    "grad",
    "graph",
    "no_grad",
    "tensor",
]


def __getattr__(name: str) -> Any:
    """Import on first use, so that `import gradcli` costs nothing."""
    if name not in _WHERE:
        raise AttributeError(f"module 'gradcli' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
