"""Derivatives of higher order, through a recorded backward: torch.autograd.functional, and grad of grad."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gradcli import limits
from gradcli.autograd.backward import grad
from gradcli.ops import arrays, sizes
from gradcli.ops.run import normal
from gradcli.problems import BackwardError
from gradcli.recording.modes import mode
from gradcli.tensors.tensor import Tensor

Nested = dict[str, dict[str, Any]]
NOTHING_TO_STACK = "stack expects a non-empty TensorList"
NOT_A_SCALAR = "The Tensor returned by the function given to hessian should contain a single element"


def jacobian(output: Tensor, inputs: Mapping[str, Tensor]) -> dict[str, Any]:
    """d output[i...] / d input[j...] as arrays of shape output.shape + input.shape; zero where not connected.

    Raises BackwardError, with PyTorch's text, if the output has no elements.
    """
    if not sizes.numel(output.shape):  # torch stacks the rows, and there is none
        raise BackwardError("RuntimeError", NOTHING_TO_STACK)
    sizes.checked((*output.shape, *max((x.shape for x in inputs.values()), key=sizes.numel, default=())), "the jacobian")
    count = sizes.numel(output.shape)
    piles = {name: arrays.zeros((count, *x.shape), dtype=x.dtype) for name, x in inputs.items()}  # once, and not stacked later
    for k, unit in enumerate(_units(output)):
        for name, g in _slopes(output, inputs, unit).items():
            piles[name][k] = g
    return {name: arrays.reshape(pile, (*output.shape, *inputs[name].shape)) for name, pile in piles.items()}


def hessian(output: Tensor, inputs: Mapping[str, Tensor]) -> Nested:
    """The second derivatives of a scalar, {row: {column: array of row.shape + column.shape}}.

    Raises BackwardError, with PyTorch's text, if the output has more than one element.
    """
    if sizes.numel(output.shape) != 1:
        raise BackwardError("RuntimeError", NOT_A_SCALAR)
    first: list[Tensor | None] = [None] * len(inputs)
    if output.requires_grad:
        first = grad(output, list(inputs.values()), create_graph=True, allow_unused=True)
    table: Nested = {}
    for (row, x), g in zip(inputs.items(), first, strict=True):
        slope = g if g is not None else Tensor(arrays.zeros(x.shape, dtype=x.dtype))
        table[row] = jacobian(slope, inputs)
    return table


def derivatives(output: Tensor, x: Tensor, order: int) -> list[Any]:
    """The first to the order-th derivative of a scalar by a scalar, as numbers; None from where it is not connected."""
    found: list[Any] = []
    current: Tensor | None = output
    before = mode.created
    for k in range(order):
        limits.check(limits.NODES, mode.created - before, f"the derivative of order {k + 1}")
        if current is not None:
            last = k == order - 1
            current = grad(current, [x], create_graph=not last, allow_unused=True)[0] if current.requires_grad else None
        found.append(None if current is None else current.item())
    return found


def _units(output: Tensor) -> Iterator[Tensor]:
    """For each element of the output, in order, the gradient that selects it."""
    for k in range(sizes.numel(output.shape)):
        unit = arrays.zeros(output.shape, dtype=output.dtype)
        unit.reshape(-1)[k] = 1
        yield Tensor(normal(unit))


def _slopes(output: Tensor, inputs: Mapping[str, Tensor], unit: Tensor) -> dict[str, Any]:
    """The gradients of one element; zero where not connected."""
    found: list[Tensor | None] = [None] * len(inputs)
    if output.requires_grad:
        found = grad(output, list(inputs.values()), unit, retain_graph=True, allow_unused=True)
    return {
        name: arrays.zeros(x.shape, dtype=x.dtype) if g is None else arrays.as_array(g.raw, x.dtype)
        for (name, x), g in zip(inputs.items(), found, strict=True)
    }
