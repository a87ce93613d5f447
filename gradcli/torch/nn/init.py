"""torch.nn.init: what a layer's parameters begin with. Nothing here is recorded, so a leaf that requires grad may be filled."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import wraps
from typing import Any

from gradcli.evaluate.calls import call
from gradcli.evaluate.generators import Generator
from gradcli.evaluate.warned import say, say_inside
from gradcli.ops import table
from gradcli.ops.dtypes import refused
from gradcli.problems import value_error
from gradcli.tensors.tensor import Tensor
from gradcli.torch.drawing import randperm
from gradcli.torch.functions import empty
from gradcli.torch.switches import no_grad

LINEAR = ("linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d")
GAINS = {**dict.fromkeys(LINEAR, 1), "sigmoid": 1, "tanh": 5.0 / 3, "relu": math.sqrt(2.0), "selu": 3.0 / 4}
MODES = ["fan_in", "fan_out"]
FAR = "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of values may be incorrect."
EMPTY = "Initializing zero-element tensors is a no-op"
ONLY_MATRICES = "Only tensors with 2 dimensions are supported"


# ------------------------------------------------------------------ sizes of what is drawn
def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """By what the deviations are multiplied before a function. Raises ValueError for one that is not known."""
    if nonlinearity in GAINS:
        return GAINS[nonlinearity]
    if nonlinearity != "leaky_relu":
        raise value_error(f"Unsupported nonlinearity {nonlinearity}")
    if param is None:
        param = 0.01
    elif isinstance(param, bool) or not isinstance(param, int | float):
        raise value_error(f"negative_slope {param} not a valid number")
    return math.sqrt(2.0 / (1 + param**2))


def _calculate_fan_in_and_fan_out(tensor: Tensor) -> tuple[int, int]:
    """How many numbers go into an element of the result, and into how many an element goes. Raises ValueError for vectors."""
    if tensor.ndim < 2:
        raise value_error("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions")
    field = math.prod(tensor.shape[2:])
    return tensor.shape[1] * field, tensor.shape[0] * field


def _calculate_correct_fan(tensor: Tensor, mode: str) -> int:
    """The one of both that a mode names. Raises ValueError."""
    mode = mode.lower()
    if mode not in MODES:
        raise value_error(f"Mode {mode} not supported, please use one of {MODES}")
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    return fan_in if mode == "fan_in" else fan_out


# ------------------------------------------------------------------ plain distributions and constants
def uniform_(tensor: Any, a: float = 0.0, b: float = 1.0, generator: Generator | None = None) -> Any:
    """Numbers from a to below b."""
    with no_grad():
        return tensor.uniform_(a, b, generator=generator)


def normal_(tensor: Any, mean: float = 0.0, std: float = 1.0, generator: Generator | None = None) -> Any:
    """Normal numbers."""
    with no_grad():
        return tensor.normal_(mean, std, generator=generator)


def constant_(tensor: Any, val: float) -> Any:
    """One number everywhere."""
    with no_grad():
        return tensor.fill_(val)


def ones_(tensor: Any) -> Any:
    """Ones."""
    return constant_(tensor, 1.0)


def zeros_(tensor: Any) -> Any:
    """Zeros."""
    with no_grad():
        return tensor.zero_()


def eye_(tensor: Any) -> Any:
    """Ones on the diagonal of a matrix, zeros beside it. Raises ValueError for what is no matrix."""
    if tensor.ndim != 2:
        raise value_error(ONLY_MATRICES)
    with no_grad():
        return tensor.copy_(call(table.TABLE["eye"], tensor.shape, {}))


def dirac_(tensor: Any, groups: int = 1) -> Any:
    """A convolution that hands on its input, as many channels of each group as there are. Raises ValueError for other shapes."""
    if tensor.ndim not in (3, 4, 5):
        raise value_error("Only tensors with 3, 4, or 5 dimensions are supported")
    if tensor.shape[0] % groups:
        raise value_error("dim 0 must be divisible by groups")
    each = tensor.shape[0] // groups
    middle = [n // 2 for n in tensor.shape[2:]]
    with no_grad():
        tensor.zero_()
        for group in range(groups):
            for d in range(min(each, tensor.shape[1])):
                tensor[(group * each + d, d, *middle)] = 1
    return tensor


# ------------------------------------------------------------------ Glorot and Bengio, 2010
def xavier_uniform_(tensor: Any, gain: float = 1.0, generator: Generator | None = None) -> Any:
    """Uniform numbers that keep the variance forward and backward. Raises ValueError for vectors."""
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    a = math.sqrt(3.0) * (gain * math.sqrt(2.0 / float(fan_in + fan_out)))
    return uniform_(tensor, -a, a, generator)


def xavier_normal_(tensor: Any, gain: float = 1.0, generator: Generator | None = None) -> Any:
    """Normal numbers that keep the variance forward and backward. Raises ValueError for vectors."""
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / float(fan_in + fan_out)), generator)


# ------------------------------------------------------------------ He et al., 2015
def kaiming_uniform_(
    tensor: Any, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", generator: Generator | None = None
) -> Any:
    """Uniform numbers that keep the variance through a rectifier. Raises ValueError for vectors, unknown modes and functions."""
    if 0 in tensor.shape:
        say_inside(EMPTY)
        return tensor
    bound = math.sqrt(3.0) * _deviation(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Any, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", generator: Generator | None = None
) -> Any:
    """Normal numbers that keep the variance through a rectifier. Raises ValueError for vectors, unknown modes and functions."""
    if 0 in tensor.shape:
        say_inside(EMPTY)
        return tensor
    return normal_(tensor, 0, _deviation(tensor, a, mode, nonlinearity), generator)


def _deviation(tensor: Tensor, a: float, mode: str, nonlinearity: str) -> float:
    fan = _calculate_correct_fan(tensor, mode)
    return calculate_gain(nonlinearity, a) / math.sqrt(fan)


# ------------------------------------------------------------------ normal numbers between bounds
def trunc_normal_(
    tensor: Any, mean: float = 0.0, std: float = 1.0, a: float = -2.0, b: float = 2.0, generator: Generator | None = None
) -> Any:
    """Normal numbers of which those outside of a and b are drawn again."""
    if mean < a - 2 * std or mean > b + 2 * std:
        say(FAR)
    with no_grad():
        if _below((b - mean) / std) - _below((a - mean) / std) > 0.3:
            _drawn_again(tensor, mean, std, a, b, generator)
        else:
            _rejected(tensor, mean, std, a, b, generator)
    return tensor


def _below(x: float) -> float:
    """The part of all normal numbers that lies below x."""
    return (1.0 + math.erf(x / math.sqrt(2.0))) / 2.0


def _drawn_again(tensor: Any, mean: float, std: float, a: float, b: float, generator: Generator | None) -> None:
    """Where most lie inside: normal numbers, all of them drawn again as long as any lies outside."""
    low, high = (Tensor(_as(v, tensor.dtype)).item() for v in (a, b))
    result = tensor.normal_(mean, std, generator=generator)
    while True:
        outside = (result < low) | (result > high)
        if not outside.any():
            break
        again: Any = _like(result)
        result = table.where(outside, again.normal_(mean, std, generator=generator), result)
    if result is not tensor:
        tensor.copy_(result)


def _rejected(tensor: Any, mean: float, std: float, a: float, b: float, generator: Generator | None) -> None:
    """Where few do: uniform numbers, each kept with the probability that its density has beside the highest one."""
    highest = -0.5 * ((max(a, min(mean, b)) - mean) / std) ** 2
    candidates, chances = _like(tensor), _like(tensor)

    def refused() -> Any:
        candidates.sub_(mean).div_(std).pow_(2).mul_(-0.5).sub_(highest)
        return chances.uniform_(generator=generator).log_() > candidates

    result = tensor.uniform_(a, b, generator=generator)
    candidates.copy_(tensor)
    pending = refused()
    while pending.any():
        candidates.uniform_(a, b, generator=generator)
        result = table.where(pending, candidates, result)
        pending = table.where(pending, refused(), pending)
    if result is not tensor:
        tensor.copy_(result)


def _like(x: Any) -> Any:
    """A new tensor that lies in memory as x does."""
    return table.TABLE["zeros_like"](x.detach())


def _as(value: float, dtype: str) -> Any:
    from gradcli.ops import arrays

    return arrays.as_array(value, dtype)


# ------------------------------------------------------------------ matrices
def orthogonal_(tensor: Any, gain: float = 1, generator: Generator | None = None) -> Any:
    """Orthogonal rows or columns, whichever are fewer (Saxe et al., 2013). Raises ValueError for vectors.

    The numbers are PyTorch's but for rounding, which depends on who takes matrices apart.
    """
    if tensor.ndim < 2:
        raise value_error("Only tensors with 2 or more dimensions are supported")
    if 0 in tensor.shape:
        return tensor
    rows = tensor.shape[0]
    columns = math.prod(tensor.shape[1:])
    flat: Any = empty(rows, columns, dtype=tensor.dtype)
    flat.normal_(0, 1, generator=generator)
    if tensor.dtype == "float16":
        raise refused("geqrf_cpu", tensor.dtype)
    q = _orthogonal(flat.array().T if rows < columns else flat.array())
    with no_grad():
        tensor.copy_(Tensor((q.T if rows < columns else q).reshape(tensor.shape)))
        tensor.mul_(gain)
    return tensor


def _orthogonal(matrix: Any) -> Any:
    """The orthogonal factor whose triangular one has no negative number on its diagonal."""
    import numpy as np

    q, r = np.linalg.qr(matrix)
    return q * np.sign(np.diagonal(r))


def sparse_(tensor: Any, sparsity: float, std: float = 0.01, generator: Generator | None = None) -> Any:
    """Normal numbers, of which a part of each column is zero (Martens, 2010). Raises ValueError for what is no matrix."""
    if tensor.ndim != 2:
        raise value_error(ONLY_MATRICES)
    rows, columns = tensor.shape
    zeros = math.ceil(sparsity * rows)
    with no_grad():
        tensor.normal_(0, std, generator=generator)
        for column in range(columns):
            tensor[randperm(rows)[:zeros], column] = 0
    return tensor


# ------------------------------------------------------------------ the old names
def _deprecated(function: Callable[..., Any]) -> Callable[..., Any]:
    new = function.__name__
    old = new[:-1]

    @wraps(function)
    def called(*arguments: Any, **keywords: Any) -> Any:
        say(f"`nn.init.{old}` is now deprecated in favor of `nn.init.{new}`.", FutureWarning)
        return function(*arguments, **keywords)

    called.__name__ = called.__qualname__ = old
    return called


uniform = _deprecated(uniform_)
normal = _deprecated(normal_)
constant = _deprecated(constant_)
eye = _deprecated(eye_)
dirac = _deprecated(dirac_)
xavier_uniform = _deprecated(xavier_uniform_)
xavier_normal = _deprecated(xavier_normal_)
kaiming_uniform = _deprecated(kaiming_uniform_)
kaiming_normal = _deprecated(kaiming_normal_)
orthogonal = _deprecated(orthogonal_)
sparse = _deprecated(sparse_)
