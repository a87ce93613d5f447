"""torch.autograd.functional: products with Jacobians and Hessians of a function, and those themselves.

A function takes one tensor or several and answers one tensor or several; results have the same form. `strict` refuses what does
not depend on its inputs, instead of answering zeros; `create_graph` makes results that can be differentiated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gradcli.ops import table
from gradcli.ops.sizes import numel
from gradcli.problems import runtime_error, type_error
from gradcli.recording.modes import mode
from gradcli.tensors.tensor import Tensor
from gradcli.torch.autograd.passes import grad
from gradcli.torch.switches import enable_grad, set_grad_enabled

Tensors = tuple[Any, ...]
STRATEGY = 'Expected strategy to be either "forward-mode" or "reverse-mode".'
NO_FORWARD = "Computing Jacobian using forward-AD or forward-over-reverse Hessian isonly implemented for `vectorize=True`."
ONLY_INPUT = "The vector v can only be None if the input to the user-provided function is a single Tensor with a single element."
ONLY_OUTPUT = "The vector v can only be None if the user-provided function returns a single Tensor with a single element."
OUTPUTS = "outputs of the user-provided function"
NOT_ALLOWED = "This is not allowed in strict mode."
NO_GRADIENTS = (
    "Output {} of the user-provided function does not require gradients. The outputs must be computed in a differentiable manner "
    "from the input when running in strict mode."
)
INDEPENDENT = "The output of the user-provided function is independent of input {}. " + NOT_ALLOWED
INDEPENDENT_JACOBIAN = "The jacobian of the user-provided function is independent of input {}. " + NOT_ALLOWED


# ------------------------------------------------------------------ what goes in and comes out
def _several(given: Any, what: str, function: str) -> tuple[bool, Tensors]:
    """Whether several tensors are given, and they. Raises TypeError."""
    several = isinstance(given, tuple)
    found: Tensors = given if several else (given,)
    for k, x in enumerate(found):
        if not isinstance(x, Tensor):
            which = f"value at index {k}" if several else f"given {what}"
            expected = f"The {what} given to {function} must be either a Tensor or a tuple of Tensors"
            raise type_error(f"{expected} but the {which} has type {type(x)}.")
    return several, found


def _prepared(tensors: Sequence[Any], create_graph: bool, wanted: bool = True) -> Tensors:
    """Inputs that are leaves of their own, or with create_graph stay connected."""
    connected = [create_graph and x.requires_grad for x in tensors]
    return tuple(x.view(x.shape) if on else x.detach().requires_grad_(wanted) for x, on in zip(tensors, connected, strict=True))


def _finished(tensors: Sequence[Any], create_graph: bool, several: bool) -> Any:
    out = tuple(x if create_graph else x.detach() for x in tensors)
    return out if several else out[0]


def _slopes(outputs: Sequence[Any], inputs: Tensors, upstream: Sequence[Any] | None, create_graph: bool, **kept: Any) -> Tensors:
    """The gradients of those outputs that have one; None where nothing depends."""
    pairs = zip(outputs, upstream or [None] * len(outputs), strict=True)
    found = [(x, g) for x, g in pairs if x is not None and x.requires_grad]
    if not found:
        return (None,) * len(inputs)
    roots, gradients = zip(*found, strict=True)
    return grad(roots, inputs, gradients, allow_unused=True, create_graph=create_graph, **kept)


def _filled(slopes: Sequence[Any], like: Sequence[Any], strict: bool, text: str) -> list[Any]:
    """Zeros where nothing depends, or in strict mode a refusal."""
    out = []
    for k, (g, x) in enumerate(zip(slopes, like, strict=True)):
        if g is None and strict:
            raise runtime_error(text.format(k))
        out.append(table.zeros_like(x.detach()) if g is None else g)
    return out


def _demand_gradients(outputs: Sequence[Any], strict: bool, text: str = NO_GRADIENTS) -> None:
    for k, x in enumerate(outputs):
        if strict and x is None:
            raise runtime_error(INDEPENDENT.format(k))
        if strict and not x.requires_grad:
            raise runtime_error(text.format(k))


def _vector(v: Any, others: Tensors, several: bool, function: str, create_graph: bool, missing: str) -> Tensors | None:
    """The vector with which is multiplied, checked against what it goes with. Raises RuntimeError."""
    if v is None:
        if len(others) != 1 or numel(others[0].shape) != 1:
            raise runtime_error(missing)
        return None
    found = _prepared(_several(v, "v", function)[1], create_graph, False)
    if len(found) != len(others):
        text = f"v is a tuple of invalid length: should be {len(others)} but got {len(found)}."
        raise runtime_error(text if several else "The given v should contain a single Tensor.")
    for k, (x, other) in enumerate(zip(found, others, strict=True)):
        if x.shape != other.shape:
            entry = f"Entry {k} in " if several else ""
            raise runtime_error(f"{entry}v has invalid size: should be {other.shape} but got {x.shape}.")
    return found


def _recording(create_graph: bool) -> Any:
    return set_grad_enabled(True if create_graph else mode.recording)


# ------------------------------------------------------------------ products
def vjp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """The outputs, and v times the Jacobian. Raises TypeError and RuntimeError as PyTorch does."""
    with enable_grad():
        many, leaves = _several(inputs, "inputs", "vjp")
        leaves = _prepared(leaves, create_graph)
        several, outputs = _several(func(*leaves), OUTPUTS, "vjp")
        _demand_gradients(outputs, strict)
        vector = _vector(v, outputs, several, "vjp", create_graph, ONLY_OUTPUT)
    with _recording(create_graph):
        found = _filled(_slopes(outputs, leaves, vector, create_graph), leaves, strict, INDEPENDENT)
    return _finished(outputs, create_graph, several), _finished(found, create_graph, many)


def jvp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """The outputs, and the Jacobian times v, by going backward twice. Raises TypeError and RuntimeError as PyTorch does."""
    with enable_grad():
        many, leaves = _several(inputs, "inputs", "jvp")
        leaves = _prepared(leaves, create_graph)
        vector = _vector(v, leaves, many, "jvp", create_graph, ONLY_INPUT)
        several, outputs = _several(func(*leaves), OUTPUTS, "jvp")
        _demand_gradients(outputs, strict)
        seeds = tuple(table.zeros_like(x.detach()).requires_grad_() for x in outputs)
        slopes = _slopes(outputs, leaves, seeds, True)
        independent = "The gradient with respect to input {} is independent of the inputs of the user-provided function. "
        _demand_gradients(slopes, strict, independent + NOT_ALLOWED)
    text = (
        "The gradient with respect to the input is independent of entry {} in the grad_outputs when using the double backward "
        f"trick to compute forward mode gradients. {NOT_ALLOWED}"
    )
    with set_grad_enabled(True) if create_graph else _recording(False):
        found = _filled(_slopes(slopes, seeds, vector, create_graph), outputs, strict, text)
    return _finished(outputs, create_graph, several), _finished(found, create_graph, several)


def _first_derivative(
    func: Callable[..., Any], inputs: Any, v: Any, create_graph: bool, strict: bool, function: str
) -> tuple[bool, Tensors, Tensors | None, Tensors, Tensors]:
    """The scalar that a function answers, and its gradient, recorded."""
    many, leaves = _several(inputs, "inputs", function)
    leaves = _prepared(leaves, create_graph)
    vector = _vector(v, leaves, many, function, create_graph, ONLY_INPUT)
    several, outputs = _several(func(*leaves), OUTPUTS, function)
    _demand_gradients(outputs, strict)
    if several:
        raise runtime_error(f"The function given to {function} should return a single Tensor")
    if numel(outputs[0].shape) != 1:
        raise runtime_error(f"The Tensor returned by the function given to {function} should contain a single element")
    slopes = _slopes(outputs, leaves, None, True)
    _demand_gradients(slopes, strict, "The jacobian of the user-provided function with respect to input {} is independent")
    return many, leaves, vector, outputs, slopes


def vhp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """The output, and v times the Hessian. Raises TypeError and RuntimeError as PyTorch does."""
    with enable_grad():
        many, leaves, vector, outputs, slopes = _first_derivative(func, inputs, v, create_graph, strict, "vhp")
    with _recording(create_graph):
        found = _filled(_slopes(slopes, leaves, vector, create_graph), leaves, strict, INDEPENDENT_JACOBIAN)
    return _finished(outputs, create_graph, False), _finished(found, create_graph, many)


def hvp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """The output, and the Hessian times v. Raises TypeError and RuntimeError as PyTorch does."""
    with enable_grad():
        many, leaves, vector, outputs, slopes = _first_derivative(func, inputs, v, create_graph, strict, "hvp")
        seeds = tuple(table.zeros_like(x.detach()).requires_grad_() for x in leaves)
        twice = _slopes(slopes, leaves, seeds, True)
    text = (
        "The hessian of the user-provided function is independent of entry {} in the grad_jacobian. This is not allowed in "
        "strict mode as it prevents from using the double backward trick to replace forward mode AD."
    )
    with _recording(create_graph):
        found = _filled(_slopes(twice, seeds, vector, create_graph), leaves, strict, text)
    return _finished(outputs, create_graph, False), _finished(found, create_graph, many)


# ------------------------------------------------------------------ whole matrices
def jacobian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """Every derivative of every output, of shape output.shape + input.shape. Raises as PyTorch does.

    `vectorize` is taken: the result is the same, row by row. Forward mode is refused.
    """
    if strategy not in ("forward-mode", "reverse-mode"):
        raise AssertionError(
            f'{STRATEGY} Hint: If your function has more outputs than inputs, "forward-mode" tends to be more performant. '
            'Otherwise, prefer to use "reverse-mode".'
        )
    if strategy == "forward-mode":
        raise NotImplementedError(NO_FORWARD if not vectorize else "forward mode is not available")
    with enable_grad():
        many, leaves = _several(inputs, "inputs", "jacobian")
        leaves = _prepared(leaves, create_graph)
        several, outputs = _several(func(*leaves), OUTPUTS, "jacobian")
        _demand_gradients(outputs, strict)
        if vectorize and strict:
            raise runtime_error(
                "torch.autograd.functional.jacobian: `strict=True` and `vectorized=True` are not supported together. Please "
                "either set `strict=False` or `vectorize=False`."
            )
        rows = [_rows(k, x, leaves, create_graph, strict) for k, x in enumerate(outputs)]
    found = tuple(_finished(row, create_graph, many) for row in rows)
    return found if several else found[0]


def _rows(number: int, output: Any, leaves: Tensors, create_graph: bool, strict: bool) -> list[Any]:
    """The derivatives of one output by every input."""
    piles: list[list[Any]] = [[] for _ in leaves]
    for k in range(numel(output.shape)):
        slopes = _slopes((output.reshape(-1)[k],), leaves, None, create_graph, retain_graph=True)
        for place, (pile, g, x) in enumerate(zip(piles, slopes, leaves, strict=True)):
            if g is None and strict:
                text = f"Output {number} of the user-provided function is independent of input {place}. {NOT_ALLOWED}"
                raise runtime_error(text)
            if strict and create_graph and not g.requires_grad:
                text = f"The jacobian of the user-provided function is independent of input {number}. "
                raise runtime_error(f"{text}{NOT_ALLOWED[:-1]} when create_graph=True.")
            pile.append(table.zeros_like(x.detach()) if g is None else g)
    stacked = [table.TABLE["stack"](*pile) for pile in piles]
    return [rows.view(output.shape + x.shape) for rows, x in zip(stacked, leaves, strict=True)]


def hessian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
) -> Any:
    """Every second derivative of a scalar, of shape input.shape + input.shape. Raises as PyTorch does."""
    many, leaves = _several(inputs, "inputs", "hessian")
    if outer_jacobian_strategy not in ("forward-mode", "reverse-mode"):
        raise AssertionError(STRATEGY)

    def scalar(*given: Any) -> Any:
        several, outputs = _several(func(*given), OUTPUTS, "hessian")
        _demand_gradients(outputs, strict)
        if several:
            raise runtime_error("The function given to hessian should return a single Tensor")
        if numel(outputs[0].shape) != 1:
            raise runtime_error("The Tensor returned by the function given to hessian should contain a single element")
        return outputs[0].squeeze()

    def slopes(*given: Any) -> Any:
        found = jacobian(scalar, given, create_graph=True)
        text = (
            "While computing the hessian, found that the jacobian of the user-provided function with respect to input {} is "
            "independent of the input. This is not allowed in strict mode. You should ensure that your function is twice "
            "differentiable in strict mode (with respect to all inputs)."
        )
        _demand_gradients(found, strict, text)
        return found

    found = jacobian(slopes, leaves, create_graph, strict, vectorize, outer_jacobian_strategy)
    return found if many else found[0][0]
