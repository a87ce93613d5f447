"""Normalization: mean 0 and variance 1 over a batch, a layer, groups of channels. Formulas and checks as in ATen.

Kernels round where PyTorch's round; the rules compute mean and deviation again from what is saved.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from gradcli.ops import sizes
from gradcli.ops.arithmetic import add, clamp_min, div, mul
from gradcli.ops.dtypes import TITLES, WHOLE, dtype_of, refused
from gradcli.ops.exponential import pow, rsqrt
from gradcli.ops.kinds import ANYTHING, FLAG, INTEGER, INTEGERS, NUMBER, TENSOR_OR_NUMBER
from gradcli.ops.late import arrays
from gradcli.ops.op import Composite, Op
from gradcli.ops.padding import constant_pad
from gradcli.ops.pooling import avg_pool2d, avg_pool3d
from gradcli.ops.reduction import mean_dim, sum_dim, vector_norm
from gradcli.ops.shape import (
    clone,
    contiguous,
    contiguous_copy,
    expand_op,
    repeat,
    reshape,
    select,
    shape_of,
    squeeze_one,
    unsqueeze,
    view_op,
)
from gradcli.problems import Problem, index_error, runtime_error, type_error, value_error

Shape = sizes.Shape
Dims = tuple[int, ...]
EPSILONS = {"float16": 2.0**-10, "float32": 2.0**-23, "float64": 2.0**-52}
PARAMETER = "mixed dtype (CPU): expect parameter to have scalar type of Float"
ALL_ONE = "mixed dtype (CPU): all inputs must share same datatype."


# ------------------------------------------------------------------ what kernels share
def _wide(x: Any) -> Any:
    """Halves are computed with in float32."""
    return x.astype("float32") if x.dtype.name == "float16" else x


def _moments(m: Any, x: Any, dims: Dims) -> tuple[Any, Any]:
    """Mean and variance, the dimensions kept."""
    n = x.dtype.type(math.prod(x.shape[d] for d in dims))
    mean = m.sum(x, axis=dims, keepdims=True) / n
    return mean, m.sum((x - mean) * (x - mean), axis=dims, keepdims=True) / n


def _fused(x: Any, factor: Any, summand: Any) -> Any:
    """x*factor + summand, rounded once in float32, as processors do it at once."""
    if x.dtype.name != "float32":
        return x * factor + summand
    return (x.astype("float64") * factor + summand).astype("float32")


def _along_channels(m: Any, x: Any, rank: int) -> Any:
    return m.reshape(x, (1, -1, *(1,) * (rank - 2)))


def _per_channel(x: Any, rank: int) -> Any:
    """A parameter for each channel in a shape that broadcasts."""
    return reshape(x, size=(1, -1, *(1,) * (rank - 2)))


def _beyond_channels(rank: int) -> Dims:
    return (0, *range(2, rank))


# ------------------------------------------------------------------ what rules share
def _standardized(x: Any, dims: Dims, eps: float) -> tuple[Any, Any]:
    """x with mean 0 and variance 1, and by how much it was divided: written with rows, so that it differentiates again."""
    centred = x - mean_dim(x, dim=dims, keepdim=True)
    scale = rsqrt(mean_dim(centred * centred, dim=dims, keepdim=True) + eps)
    return centred * scale, scale


def _slope(g: Any, x: Any, dims: Dims, eps: float) -> Any:
    """The gradient of what is standardized."""
    unit, scale = _standardized(x, dims, eps)
    return scale * (g - mean_dim(g, dim=dims, keepdim=True) - unit * mean_dim(g * unit, dim=dims, keepdim=True))


def _single(*values: Any) -> bool:
    """Whether these are arrays of float32, bare and with something in them."""
    return all(type(v) is arrays.Array and v.dtype.char == "f" and v.size for v in values)


def _rows(
    grad_fn: str, kernel: Callable[..., Any], by_x: Callable[..., Any], by_weight: Any, by_bias: Any, shape: Any, doc: str
) -> tuple[Op, Op, Op]:
    """A normalization without parameters, with a weight, and with a weight and a bias.

    kernel  (m, x, weight, bias, over, eps)
    by_x    (g, x, weight, over, eps); over is what is normalized over, as each kernel means it
    """
    own: Any = {"grad_fn": grad_fn, "elementwise": False, "internal": True}
    alone = Op(
        "native_norm",
        lambda m, x, /, over, eps: kernel(m, x, None, None, over, eps),
        {"x": lambda g, x, over, eps: by_x(g, x, None, over, eps)},
        doc,
        shape=lambda x, over, eps: shape(x),
        left_out=2,
        **own,
    )
    weighted = Op(
        "native_norm",
        lambda m, x, weight, /, over, eps: kernel(m, x, weight, None, over, eps),
        {
            "x": lambda g, x, weight, over, eps: by_x(g, x, weight, over, eps),
            "weight": lambda g, x, over, eps: by_weight(g, x, over, eps),
        },
        doc,
        shape=lambda x, weight, over, eps: shape(x),
        left_out=1,
        **own,
    )
    whole = Op(
        "native_norm",
        lambda m, x, weight, bias, /, over, eps: kernel(m, x, weight, bias, over, eps),
        {**weighted.rules, "bias": lambda g, x: by_bias(g, len(shape_of(x)))},
        doc,
        shape=lambda x, weight, bias, over, eps: shape(x),
        **own,
    )
    return alone, weighted, whole


def _run(rows: tuple[Op, Op, Op], x: Any, weight: Any, bias: Any, over: Any, eps: float, ones: Shape) -> Any:
    if weight is None and bias is not None:
        weight = _ones(ones, dtype_of(x))
    if weight is None:
        return rows[0](x, over=over, eps=eps)
    return rows[1](x, weight, over=over, eps=eps) if bias is None else rows[2](x, weight, bias, over=over, eps=eps)


def _ones(size: Shape, dtype: str) -> Any:
    from gradcli.ops import arrays

    return arrays.ones(size, dtype=dtype)


def _check_parameters(x: Any, weight: Any, bias: Any) -> None:
    """One dtype for all, as PyTorch says it."""
    own = dtype_of(x)
    for parameter in (weight, bias):
        if parameter is not None and dtype_of(parameter) != own:
            raise runtime_error(PARAMETER if own == "float32" else ALL_ONE)


# ------------------------------------------------------------------ a layer
def _layer_moments(m: Any, x: Any, over: Dims, eps: float) -> tuple[Any, Any]:
    """The means, and what is multiplied with."""
    rows = (*x.shape[: x.ndim - len(over)], math.prod(x.shape[d] for d in over))
    mean, variance = _row_moments(m, m.reshape(x, rows))
    kept = (*rows[:-1], *(1,) * len(over))
    return m.reshape(mean, kept), 1 / m.sqrt(m.reshape(variance, kept) + x.dtype.type(eps))


def _row_moments(m: Any, rows: Any) -> tuple[Any, Any]:
    """Means and variances over the last dimension, which is kept."""
    if _single(rows):
        from gradcli.ops import centred

        if rows.shape[-1] <= centred.MOST:
            return centred.moments(rows)
    mean, variance = _moments(m, rows.astype("float64"), (rows.ndim - 1,))
    return mean.astype(rows.dtype), variance.astype(rows.dtype)


def _layer(m: Any, x: Any, weight: Any, bias: Any, over: Dims, eps: float) -> Any:
    dtype, x = x.dtype, _wide(x)
    mean, scale = _layer_moments(m, x, over, eps)
    out = (x - mean) * scale
    if weight is not None:
        out = out * weight if bias is None else _fused(out, weight, bias)
    return out.astype(dtype)


def _layer_slope(g: Any, x: Any, weight: Any, over: Dims, eps: float) -> Any:
    if not _single(g, x):
        return _slope(g if weight is None else g * weight, x, over, eps)
    from gradcli.ops import centred

    mean, scale = _layer_moments(arrays, x, over, eps)
    rows = (*x.shape[: x.ndim - len(over)], -1)
    factor = None if weight is None else weight.reshape(-1)
    return centred.layer(
        g.reshape(rows), x.reshape(rows), factor, mean.reshape(*rows[:-1], 1), scale.reshape(*rows[:-1], 1)
    ).reshape(x.shape)


layer_rows = _rows(
    "NativeLayerNormBackward0",
    _layer,
    _layer_slope,
    lambda g, x, over, eps: g * _standardized(x, over, eps)[0],  # summed by whoever fits gradients to their operands
    lambda g, rank: g,
    lambda x: x,
    "Mean 0 and variance 1 over the last dimensions.",
)


def _check_normalized(x: Any, size: Shape, weight: Any, bias: Any, star: str = "*, ") -> Dims:
    """The dimensions that are normalized over, from the end."""
    shape = shape_of(x)
    if not size:
        raise runtime_error(
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got "
            "normalized_shape = []"
        )
    for name, parameter in (("weight", weight), ("bias", bias)):
        if parameter is not None and shape_of(parameter) != size:
            raise runtime_error(
                f"Expected {name} to be of same shape as normalized_shape, but got {name} of shape "
                f"{sizes.text(shape_of(parameter))} and normalized_shape = {sizes.text(size)}"
            )
    if shape[len(shape) - len(size) :] != size or len(shape) < len(size):
        inner = ", ".join(map(str, size))
        raise runtime_error(
            f"Given normalized_shape={sizes.text(size)}, expected input with shape [{star}{inner}], but got input of size"
            f"{sizes.text(shape)}"
        )
    return tuple(range(-len(size), 0))


def _listed(name: str, size: Any) -> Shape:
    if isinstance(size, int):
        raise type_error(f"{name}(): argument 'normalized_shape' (position 2) must be tuple of ints, not int")
    return tuple(size)


def _layer_norm(x: Any, /, normalized_shape: Any, weight: Any = None, bias: Any = None, eps: float = 1e-5) -> Any:
    size = _listed("layer_norm", normalized_shape)
    over = _check_normalized(x, size, weight, bias)
    if dtype_of(x) in WHOLE:
        raise refused("LayerNormKernelImpl", dtype_of(x))
    _check_parameters(x, weight, None)
    if bias is not None and dtype_of(bias) != dtype_of(x):
        raise runtime_error(f"expected scalar type {TITLES[dtype_of(x)]} but found {TITLES[dtype_of(bias)]}")
    return _run(layer_rows, x, weight, bias, over, eps, size)


# ------------------------------------------------------------------ a batch
def _inverse_root(m: Any, variance: Any, eps: float) -> Any:
    return 1 / m.sqrt(variance.astype("float64") + eps)


def _batch_moments(m: Any, x: Any) -> tuple[Any, Any]:
    if not (_single(x) and x.ndim > 2 and math.prod(x.shape[2:]) > 1):
        return _moments(m, x, _beyond_channels(x.ndim))
    from gradcli.ops import centred

    mean, variance = centred.batch_moments(x.reshape(*x.shape[:2], -1))
    return _along_channels(m, mean, x.ndim), _along_channels(m, variance, x.ndim)


def _batch(m: Any, x: Any, weight: Any, bias: Any, over: Any, eps: float) -> Any:
    """By the batch's own moments, or by those that are given; over is the pair of these, or None."""
    dtype, x = x.dtype, _wide(x)
    rank = x.ndim
    if over is None:
        mean, variance = _batch_moments(m, x)
    else:
        mean, variance = (_along_channels(m, _wide(part), rank) for part in over)
    factor = _inverse_root(m, variance, eps).astype(x.dtype)
    if weight is not None:
        factor = factor * _along_channels(m, weight, rank)
    if bias is None:
        return _fused(x, factor, 0 - mean * factor).astype(dtype)
    return _fused(x, factor, _fused(-mean, factor, _along_channels(m, bias, rank))).astype(dtype)


def _given_scale(over: Any, eps: float, rank: int) -> Any:
    return _per_channel(rsqrt(over[1] + eps), rank)


def _batch_at_once(g: Any, x: Any, weight: Any, eps: float) -> Any:
    """The gradient by a batch's own moments: of items that have several elements a channel, or lie anywhere."""
    from gradcli.ops import centred

    slope = centred.batch if g.flags.c_contiguous else centred.batch_one_by_one
    size = (*x.shape[:2], -1)
    mean, variance = (v.reshape(1, -1, 1) for v in _batch_moments(arrays, x))
    scale = _inverse_root(arrays, variance, eps).astype(x.dtype)
    factor = None if weight is None else weight.reshape(1, -1, 1)
    return slope(g.reshape(size), x.reshape(size), factor, mean, scale).reshape(x.shape)


def _batch_slope(g: Any, x: Any, weight: Any, over: Any, eps: float) -> Any:
    rank = len(shape_of(x))
    if over is None and _single(g, x) and (math.prod(x.shape[2:]) > 1 or not g.flags.c_contiguous):
        return _batch_at_once(g, x, weight, eps)
    if weight is not None:
        g = g * _per_channel(weight, rank)
    return _slope(g, x, _beyond_channels(rank), eps) if over is None else g * _given_scale(over, eps, rank)


def _batch_weight_slope(g: Any, x: Any, over: Any, eps: float) -> Any:
    rank = len(shape_of(x))
    dims = _beyond_channels(rank)
    if over is None:
        return sum_dim(g * _standardized(x, dims, eps)[0], dim=dims)
    return sum_dim(g * ((x - _per_channel(over[0], rank)) * _given_scale(over, eps, rank)), dim=dims)


batch_rows = _rows(
    "NativeBatchNormBackward0",
    _batch,
    _batch_slope,
    _batch_weight_slope,
    lambda g, rank: sum_dim(g, dim=_beyond_channels(rank)),
    lambda x: x,
    "Mean 0 and variance 1 of each channel.",
)


def _check_statistics(running_mean: Any, running_var: Any, training: bool) -> None:
    for name, found in (("mean", running_mean), ("var", running_var)):
        if found is None and not training:
            raise runtime_error(f"running_{name} must be defined in evaluation mode")


def _check_channels(channels: int, running_mean: Any, running_var: Any, weight: Any, bias: Any) -> None:
    """As many numbers as channels, in PyTorch's order."""
    for name, given in (("running_mean", running_mean), ("running_var", running_var), ("weight", weight), ("bias", bias)):
        if given is not None and sizes.numel(shape_of(given)) != channels:
            raise runtime_error(f"{name} should contain {channels} elements not {sizes.numel(shape_of(given))}")


def _untracked(x: Any, name: str) -> Any:
    """The data of running statistics, through which nothing is differentiated."""
    if getattr(x, "is_tracked", False):
        raise runtime_error(
            f"The function 'native_batch_norm' is not differentiable with respect to argument '{name}'. This input cannot have "
            "requires_grad True."
        )
    return getattr(x, "raw", x)


def _normalized(
    x: Any,
    running_mean: Any,
    running_var: Any,
    weight: Any,
    bias: Any,
    training: bool,
    momentum: float,
    eps: float,
) -> Any:
    """at::batch_norm: checks, the row, and what is written into the running statistics."""
    shape = shape_of(x)
    if not isinstance(momentum, int | float):
        raise type_error(f"batch_norm(): argument 'momentum' (position 7) must be float, not {type(momentum).__name__}")
    _check_statistics(running_mean, running_var, training)
    if not sizes.numel(shape) and len(shape) > 1:
        return _of_nothing(x, weight, bias)
    if len(shape) < 2:
        if running_mean is not None or running_var is not None:
            _check_channels(0, running_mean, running_var, weight, bias)
        raise index_error("Dimension out of range (expected to be in range of [-1, 0], but got 1)")
    _check_channels(shape[1], running_mean, running_var, weight, bias)
    if dtype_of(x) in WHOLE:
        raise refused("batch_norm", dtype_of(x))
    if (running_mean is None) != (running_var is None):
        raise value_error("running_mean and running_var must either both be None or neither be None")
    _check_parameters(x, weight, bias)
    _check_parameters(x, running_mean, running_var)
    given = None
    if running_mean is not None:
        given = _untracked(running_mean, "running_mean"), _untracked(running_var, "running_var")
    out = _run(batch_rows, x, weight, bias, None if training else given, eps, (shape[1],))
    if training and given is not None:
        _remember(getattr(x, "raw", x), given, momentum)
    return out


def _of_nothing(x: Any, weight: Any, bias: Any) -> Any:
    out = clone(x)
    if weight is not None:
        out = mul(out, select(weight, dim=0, at=0))
    return out if bias is None else add(out, select(bias, dim=0, at=0))


def _remember(x: Any, given: tuple[Any, Any], momentum: float) -> None:
    """The running mean and variance moved towards those of a batch. What stands for numbers has no memory to write into."""
    from gradcli.ops import arrays

    if not all(isinstance(part, arrays.Array) for part in (x, *given)):
        return
    dims = _beyond_channels(x.ndim)
    mean, variance = _moments(arrays, _wide(x), dims)
    count = math.prod(x.shape[d] for d in dims)
    unbiased = variance.astype("float64") * count / max(count - 1, 1) if count > 1 else variance * math.nan
    for into, found in zip(given, (mean, unbiased), strict=True):
        moved = momentum * found.astype("float64").reshape(-1) + (1 - momentum) * into.astype("float64")
        into[...] = moved.astype(into.dtype)


def _check_values(shape: Shape, shown: str) -> None:
    """torch.nn.functional._verify_batch_size."""
    if shape[0] * math.prod(shape[2:]) == 1:
        raise value_error(f"Expected more than 1 value per channel when training, got input size {shown}")


def _batch_norm(
    x: Any,
    /,
    running_mean: Any,
    running_var: Any,
    weight: Any = None,
    bias: Any = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Any:
    shape = shape_of(x)
    if training:
        if not shape:
            raise index_error("tuple index out of range")
        _check_values(shape, f"torch.Size({sizes.text(shape)})")
        if eps <= 0:
            raise value_error(f"batch_norm eps must be positive during training, but got {eps}")
    if eps < 0:
        raise value_error(f"batch_norm eps must be non-negative, but got {eps}")
    return _normalized(x, running_mean, running_var, weight, bias, bool(training), momentum, eps)


# ------------------------------------------------------------------ each item by itself
def _instance_norm(
    x: Any,
    /,
    running_mean: Any = None,
    running_var: Any = None,
    weight: Any = None,
    bias: Any = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Any:
    shape = shape_of(x)
    if use_input_stats and math.prod(shape[2:]) == 1:
        raise value_error(f"Expected more than 1 spatial element when training, got input size torch.Size({sizes.text(shape)})")
    if not use_input_stats and (running_mean is None or running_var is None):
        raise runtime_error("Expected running_mean and running_var to be defined when use_input_stats is false")
    count, channels = shape[0], shape[1]
    flat = view_op(x if contiguous(getattr(x, "raw", x)) else contiguous_copy(x), size=(1, count * channels, *shape[2:]))
    wide = [None if p is None else repeat(p, repeats=(count,)) for p in (running_mean, running_var, weight, bias)]
    out = _normalized(flat, wide[0], wide[1], wide[2], wide[3], bool(use_input_stats), momentum, eps)
    for whole, parts in zip((running_mean, running_var), wide, strict=False):
        if whole is not None:
            _average_into(getattr(whole, "raw", whole), getattr(parts, "raw", parts), (count, channels))
    return view_op(out, size=shape)


def _average_into(into: Any, parts: Any, shape: Shape) -> None:
    """The running statistics of all items, whose mean is kept."""
    from gradcli.ops import arrays

    if isinstance(into, arrays.Array) and isinstance(parts, arrays.Array):
        into[...] = arrays.sum(parts.reshape(shape), axis=0) / into.dtype.type(shape[0])


# ------------------------------------------------------------------ groups of channels
def _group_moments(m: Any, x: Any, over: int, eps: float) -> tuple[Any, Any]:
    """Means and what is multiplied with, of (items, groups, 1)."""
    count = x.shape[0]
    mean, variance = _row_moments(m, m.reshape(x, (count, over, -1)) if x.size else m.zeros((count, over, 1), dtype=x.dtype))
    return mean, _inverse_root(m, variance, eps).astype(x.dtype)


def _grouped(m: Any, x: Any, weight: Any, bias: Any, over: int, eps: float) -> Any:
    dtype, x = x.dtype, _wide(x)
    count, channels, rest = x.shape[0], x.shape[1], x.shape[2:]
    mean, scale = _group_moments(m, x, over, eps)
    each = (count, over, channels // over)
    factor = m.reshape(m.broadcast_to(scale, each), (count, channels, *(1,) * len(rest)))
    middle = m.reshape(m.broadcast_to(mean, each), (count, channels, *(1,) * len(rest)))
    if weight is None:
        return ((x - middle) * factor).astype(dtype)
    factor = factor * _along_channels(m, weight, x.ndim)
    summand = -middle * factor if bias is None else _fused(-middle, factor, _along_channels(m, bias, x.ndim))
    return _fused(x, factor, summand).astype(dtype)


def _in_groups(x: Any, groups: int) -> Any:
    shape = shape_of(x)
    return reshape(x, size=(shape[0], groups, sizes.numel(shape[1:]) // groups))


def _groups_at_once(g: Any, x: Any, weight: Any, over: int, eps: float) -> Any:
    from gradcli.ops import centred

    mean, scale = _group_moments(arrays, x, over, eps)
    size = (x.shape[0], over, x.shape[1] // over, -1)
    factor = None if weight is None else weight.reshape(over, -1, 1)
    return centred.groups(g.reshape(size), x.reshape(size), factor, mean[..., None], scale[..., None]).reshape(x.shape)


def _group_slope(g: Any, x: Any, weight: Any, over: int, eps: float) -> Any:
    shape = shape_of(x)
    if _single(g, x):
        return _groups_at_once(g, x, weight, over, eps)
    if weight is not None:
        g = g * _per_channel(weight, len(shape))
    if not sizes.numel(shape):
        return g * 1
    return reshape(_slope(_in_groups(g, over), _in_groups(x, over), (2,), eps), size=shape)


def _group_weight_slope(g: Any, x: Any, over: int, eps: float) -> Any:
    shape = shape_of(x)
    unit = reshape(_standardized(_in_groups(x, over), (2,), eps)[0], size=shape) if sizes.numel(shape) else x
    return sum_dim(g * unit, dim=_beyond_channels(len(shape)))


group_rows = _rows(
    "NativeGroupNormBackward0",
    _grouped,
    _group_slope,
    _group_weight_slope,
    lambda g, rank: sum_dim(g, dim=_beyond_channels(rank)),
    lambda x: x,
    "Mean 0 and variance 1 of each group of channels of each item.",
)


def _group_norm(x: Any, /, num_groups: int, weight: Any = None, bias: Any = None, eps: float = 1e-5) -> Any:
    shape = shape_of(x)
    if len(shape) < 2:
        raise runtime_error(f"Expected at least 2 dimensions for input tensor but received {len(shape)}")
    verified = (shape[0] * shape[1] // num_groups, num_groups, *shape[2:])
    _check_values(verified, sizes.text(verified))
    if shape[1] % num_groups:
        raise runtime_error(
            "Expected number of channels in input to be divisible by num_groups, but got input of shape "
            f"{sizes.text(shape)} and num_groups={num_groups}"
        )
    for name, given in (("weight", weight), ("bias", bias)):
        if given is not None and shape_of(given) != (shape[1],):
            raise runtime_error(
                f"Expected {name} to be a vector of size equal to the number of channels in input, but got {name} of shape "
                f"{sizes.text(shape_of(given))} and input of shape {sizes.text(shape)}"
            )
    if dtype_of(x) in WHOLE:
        raise refused("GroupNormKernelImpl", dtype_of(x))
    _check_parameters(x, weight, bias)
    return _run(group_rows, x, weight, bias, num_groups, eps, (shape[1],))


# ------------------------------------------------------------------ made of others, as in PyTorch
add_eps = Op("add", lambda m, x, /, other: x + other, {"x": lambda g: g}, grad_fn="AddBackward1", symbol="+", internal=True)


def _rms_norm(x: Any, /, normalized_shape: Any, weight: Any = None, eps: float | None = None) -> Any:
    size = _listed("rms_norm", normalized_shape)
    over = _check_normalized(x, size, weight, None, star="*")
    if dtype_of(x) in WHOLE:
        raise refused("rms_norm", dtype_of(x))
    if weight is not None and dtype_of(weight) != dtype_of(x):
        raise Problem("rms_norm with a weight of another dtype is not supported")
    least = EPSILONS[dtype_of(x)] if eps is None else eps
    scale = rsqrt(add_eps(mean_dim(pow(x, 2), dim=over, keepdim=True), other=least))
    out = mul(x, scale)
    return out if weight is None else mul(out, weight)


def _normalize(x: Any, /, p: float = 2.0, dim: Any = 1, eps: float = 1e-12) -> Any:
    length = clamp_min(vector_norm(x, ord=p, dim=dim, keepdim=True), eps)
    return div(x, expand_op(length, size=shape_of(x)))


def _local_response_norm(x: Any, /, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> Any:
    shape = shape_of(x)
    if len(shape) < 3:
        raise value_error(f"Expected 3D or higher dimensionality                          input (got {len(shape)} dimensions)")
    if not sizes.numel(shape):
        return x
    squares = mul(x, x)
    sides = (size // 2, (size - 1) // 2)
    if len(shape) == 3:
        wide = constant_pad(unsqueeze(squares, dim=1), pad=(0, 0, *sides), value=0.0)
        mean = squeeze_one(avg_pool2d(wide, (size, 1), stride=1), dim=1)
    else:
        planes = view_op(squares, size=(shape[0], 1, shape[1], shape[2], sizes.numel(shape[3:])))
        wide = constant_pad(planes, pad=(0, 0, 0, 0, *sides), value=0.0)
        mean = view_op(squeeze_one(avg_pool3d(wide, (size, 1, 1), stride=1), dim=1), size=shape)
    return div(x, pow(add(mul(mean, alpha), k), beta))


PARAMETERS = {"weight": TENSOR_OR_NUMBER, "bias": TENSOR_OR_NUMBER, "normalized_shape": INTEGERS}
RUNNING = {
    "running_mean": TENSOR_OR_NUMBER,
    "running_var": TENSOR_OR_NUMBER,
    "training": FLAG,
    "use_input_stats": FLAG,
    "momentum": ANYTHING,
}
PAIR = "stack([x, x**2, 2.0 + x])"
TABLE = "reshape(stack([x, x**2, 2.0 + x, 3*x, x - 1.0, x]), (1, 2, 3))"
layer_norm = Composite(
    "layer_norm",
    _layer_norm,
    "Mean 0 and variance 1 over the last dimensions, then weight and bias.",
    rows=layer_rows,
    kinds=PARAMETERS,
    example=f"layer_norm({PAIR}, (3,), [1.0, 2.0, 3.0]).sum()",
)
batch_norm = Composite(
    "batch_norm",
    _batch_norm,
    "Mean 0 and variance 1 of each channel, over the batch or by running statistics.",
    rows=batch_rows,
    kinds={**PARAMETERS, **RUNNING},
    example=f"(batch_norm({TABLE}, None, None, training=True)**3).sum()",
)
instance_norm = Composite(
    "instance_norm",
    _instance_norm,
    "Mean 0 and variance 1 of each channel of each item.",
    rows=batch_rows,
    kinds={**PARAMETERS, **RUNNING},
    example=f"(instance_norm({TABLE})**3).sum()",
)
group_norm = Composite(
    "group_norm",
    _group_norm,
    "Mean 0 and variance 1 of each group of channels of each item.",
    rows=group_rows,
    kinds={**PARAMETERS, "num_groups": INTEGER},
    example=f"(group_norm({TABLE}, 1)**3).sum()",
)
rms_norm = Composite(
    "rms_norm",
    _rms_norm,
    "x over the root of its mean square, over the last dimensions.",
    rows=(rsqrt,),
    kinds={**PARAMETERS, "eps": NUMBER},
    example=f"rms_norm({PAIR}, (3,)).sum()",
)
normalize = Composite(
    "normalize",
    _normalize,
    "x over its p-norm along a dimension.",
    kinds={"p": NUMBER, "dim": ANYTHING},
    example=f"normalize({PAIR}, dim=0).sum()",
)
local_response_norm = Composite(
    "local_response_norm",
    _local_response_norm,
    "x over a power of the mean square of its neighbours among the channels.",
    kinds={"size": INTEGER, "k": NUMBER},
    example=f"local_response_norm({TABLE}, 2).sum()",
)
