"""torch.autograd.grad and backward."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gradcli.autograd import backward as engine
from gradcli.autograd import given
from gradcli.problems import value_error
from gradcli.tensors.tensor import Tensor

Tensors = Tensor | Sequence[Tensor]


def grad(
    outputs: Tensors,
    inputs: Tensors,
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    only_inputs: bool = True,  # noqa: ARG001
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Tensor | None, ...]:
    """torch.autograd.grad: the gradients of the sum of the outputs by the inputs. Raises as PyTorch does.

    only_inputs is taken and means nothing, as in PyTorch; batched gradients are refused.
    """
    if is_grads_batched:
        raise NotImplementedError("gradients in batches are not available: call grad for each of them")
    if materialize_grads and allow_unused is False:
        raise value_error(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False."
        )
    roots = given.outputs(outputs)
    gradients = given.gradients(grad_outputs, len(roots))
    given.switches(retain_graph, create_graph)
    found = engine.grad_all(
        roots,
        given.inputs(inputs),
        gradients,
        retain_graph=retain_graph,
        create_graph=create_graph,
        allow_unused=bool(allow_unused) or materialize_grads,
        materialize_grads=materialize_grads,
    )
    return tuple(found)


def backward(
    tensors: Tensors,
    grad_tensors: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Tensors | None = None,
) -> None:
    """torch.autograd.backward: accumulate the gradients of the sum of the tensors. Raises as PyTorch does."""
    roots = given.outputs(tensors)
    gradients = given.gradients(grad_tensors, len(roots))
    given.switches(retain_graph, create_graph)
    chosen = None if inputs is None else given.inputs(inputs)
    engine.backward_all(roots, gradients, retain_graph=retain_graph, create_graph=create_graph, inputs=chosen)
