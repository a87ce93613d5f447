"""torch.autograd.gradcheck and gradgradcheck: derivatives against difference quotients, as PyTorch's slow mode does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradcli.evaluate.warned import say
from gradcli.problems import runtime_error, value_error
from gradcli.tensors.tensor import Tensor
from gradcli.torch.autograd.passes import grad
from gradcli.torch.drawing import rand
from gradcli.torch.switches import no_grad

NO_INPUT = "gradcheck expects at least one input tensor to require gradient, but none of them have requires_grad=True."
NOT_DOUBLE = (
    "Input #{} requires gradient and is not a double precision floating point or complex. This check will likely fail if all the "
    "inputs are not of double precision floating point or complex. "
)
STRIDE = (
    "The {}th input has a dimension with stride 0. gradcheck only supports inputs that are non-overlapping to be able to compute "
    "the numerical gradients correctly. You should call .contiguous on the input before passing it to gradcheck."
)
NOT_ZERO = "Numerical gradient for function expected to be zero"


class GradcheckError(RuntimeError):
    """A derivative that is not what difference quotients say."""

    __module__ = "torch.autograd.gradcheck"


def gradcheck(
    func: Callable[..., Any],
    inputs: Any,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,  # noqa: ARG001
    check_grad_dtypes: bool = False,  # noqa: ARG001
    check_batched_grad: bool = False,
    check_batched_forward_grad: bool = False,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,  # noqa: ARG001
    fast_mode: bool = False,
    masked: bool | None = None,  # noqa: ARG001
) -> bool:
    """Whether the derivatives of a function hold at a point. Raises GradcheckError unless raise_exception is false."""
    for name, asked in (
        ("check_batched_grad", check_batched_grad or check_batched_forward_grad),
        ("check_forward_ad", check_forward_ad),
        ("fast_mode", fast_mode),
    ):
        if asked:
            raise NotImplementedError(f"gradcheck({name}=True) is not available")
    try:
        _check(func, _tuple(inputs), eps, atol, rtol, nondet_tol)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def _tuple(given: Any) -> tuple[Any, ...]:
    return tuple(given) if isinstance(given, tuple | list) else (given,)


def _differentiable(given: Any) -> list[Any]:
    return [x for x in _tuple(given) if isinstance(x, Tensor) and x.requires_grad]


def _floating(given: Any) -> list[Any]:
    return [x for x in _tuple(given) if isinstance(x, Tensor) and x.dtype.is_floating_point]


def _check(func: Any, inputs: tuple[Any, ...], eps: float, atol: float, rtol: float, nondet_tol: float) -> None:
    _check_inputs(inputs)
    outputs = _differentiable(func(*inputs))
    wanted = [k for k, x in enumerate(inputs) if isinstance(x, Tensor) and x.requires_grad]
    if not outputs:
        every = _floating(func(*inputs))
        for number in range(len(every)):
            if any(_numerical(func, inputs, k, number, eps, False).any() for k in wanted):
                raise GradcheckError(NOT_ZERO)
        return
    for number, output in enumerate(outputs):
        found = _analytical(output, [inputs[k] for k in wanted])
        again = _analytical(output, [inputs[k] for k in wanted])
        for place, (k, analytical) in enumerate(zip(wanted, found, strict=True)):
            numerical = _numerical(func, inputs, k, number, eps, True)
            if not np.allclose(analytical, numerical, rtol, atol):
                raise GradcheckError(_mismatch(number, place, numerical, analytical))
            if np.abs(analytical - again[place]).max(initial=0) > nondet_tol:
                raise GradcheckError("Backward is not reentrant, i.e., running backward with same input and grad_output")


def _check_inputs(inputs: Sequence[Any]) -> None:
    some = False
    for k, x in enumerate(inputs):
        if isinstance(x, Tensor) and x.requires_grad:
            if x.dtype != "float64":
                say(NOT_DOUBLE.format(k))
            if any(step == 0 and n > 1 for step, n in zip(x.array().strides, x.shape, strict=True)):
                raise runtime_error(STRIDE.format(k))
            some = True
    if not some:
        raise value_error(NO_INPUT)


def _analytical(output: Any, inputs: list[Any]) -> list[Any]:
    """What backward says: a column for each element of the output."""
    count = output.numel()
    columns: list[list[Any]] = [[] for _ in inputs]
    for k in range(count):
        seed = np.zeros(output.shape, output.dtype)
        seed.reshape(-1)[k] = 1
        upstream = Tensor(float(seed) if not seed.shape and output.dtype == "float64" else seed)
        slopes = grad(output, inputs, upstream, retain_graph=True, allow_unused=True)
        for column, g, x in zip(columns, slopes, inputs, strict=True):
            column.append(np.zeros(x.numel(), x.dtype) if g is None else np.array(g.array()).reshape(-1))
    return [np.stack(column, axis=1) for column in columns]


def _numerical(func: Any, inputs: tuple[Any, ...], k: int, number: int, eps: float, differentiable: bool) -> Any:
    """What central differences say: a row for each element of the input."""
    x = inputs[k]
    with no_grad():
        flat = np.array(x.array()).reshape(-1)
        rows = []
        for place in range(flat.size):
            sides = []
            for step in (-eps, eps):
                moved = flat.copy()
                moved[place] += step
                x.data.copy_(Tensor(moved.reshape(x.shape)))
                sides.append(_value(func, inputs, number, differentiable))
            rows.append((sides[1] - sides[0]) / (2 * eps))
        x.data.copy_(Tensor(flat.reshape(x.shape)))
    return np.stack(rows) if rows else np.zeros((0, 0), x.dtype)


def _value(func: Any, inputs: tuple[Any, ...], number: int, differentiable: bool) -> Any:
    from gradcli.torch.switches import enable_grad

    with enable_grad():
        outputs = func(*inputs)
    chosen = _differentiable(outputs) if differentiable else _floating(outputs)
    return np.array(chosen[number].detach().array()).reshape(-1)


def _mismatch(number: int, place: int, numerical: Any, analytical: Any) -> str:
    where = f"Jacobian mismatch for output {number} with respect to input {place},"
    return f"{where}\nnumerical:{Tensor(numerical)!r}\nanalytical:{Tensor(analytical)!r}\n"


def gradgradcheck(
    func: Callable[..., Any],
    inputs: Any,
    grad_outputs: Any = None,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    gen_non_contig_grad_outputs: bool = False,  # noqa: ARG001
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_fwd_over_rev: bool = False,
    check_rev_over_rev: bool = True,
    fast_mode: bool = False,
    masked: bool = False,
) -> bool:
    """Whether second derivatives hold at a point. Raises GradcheckError unless raise_exception is false."""
    given = _tuple(inputs)
    if grad_outputs is None:
        outputs = _differentiable(func(*given))
        upstream: tuple[Any, ...] = tuple((rand(x.shape, dtype=x.dtype) * 2 - 1).requires_grad_() for x in outputs)
    else:
        upstream = _tuple(grad_outputs)
    count = len(upstream)
    wanted = [k for k, x in enumerate(given) if isinstance(x, Tensor) and x.requires_grad]

    def slopes(*every: Any) -> tuple[Any, ...]:
        own, gradients = every[:-count], every[-count:]
        outputs = _differentiable(func(*own))
        leaves = [own[k] for k in wanted]
        found = grad(outputs, leaves, gradients, create_graph=True, allow_unused=True)
        return tuple(g for g in found if g is not None)

    return gradcheck(
        slopes,
        given + upstream,
        eps=eps,
        atol=atol,
        rtol=rtol,
        raise_exception=raise_exception,
        nondet_tol=nondet_tol,
        check_undefined_grad=check_undefined_grad,
        check_grad_dtypes=check_grad_dtypes,
        check_batched_grad=check_batched_grad,
        check_forward_ad=check_fwd_over_rev,
        check_backward_ad=check_rev_over_rev,
        fast_mode=fast_mode,
        masked=masked,
    )
