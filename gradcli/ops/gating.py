"""Activations that have parameters or halve their input, and the bilinear form."""

from __future__ import annotations

import math
from typing import Any

from gradcli.ops import sizes
from gradcli.ops.activation import leaky_relu, leaky_relu_backward, sigmoid
from gradcli.ops.arithmetic import add, where, zeros_like
from gradcli.ops.dtypes import TITLES, WHOLE, dtype_of, fitted, floats_only, not_for_bool
from gradcli.ops.kinds import FLAG, NUMBER, ONE, TENSOR_OR_NUMBER
from gradcli.ops.linear_algebra import mm
from gradcli.ops.op import Composite, Kink, Op
from gradcli.ops.shape import cat_op, narrow, permute, reshape, shape_of, unsqueeze, view_op
from gradcli.ops.slopes import slope
from gradcli.problems import Problem, runtime_error

Shape = sizes.Shape


# ------------------------------------------------------------------ threshold
threshold_slope: Op = Op(
    "threshold_backward",
    lambda m, upstream, x, /, threshold: where(x <= threshold, 0, upstream),
    {"upstream": lambda g, x, threshold: slope(threshold_slope, g, x, threshold=threshold), "x": lambda g: zeros_like(g)},
    internal=True,
)
threshold_op = Op(
    "threshold",
    lambda m, x, /, threshold, value: m.where(x <= threshold, _as_held(m, value, x), x),
    {"x": lambda g, x, threshold: slope(threshold_slope, g, x, threshold=threshold)},
    "x above a threshold, and another number elsewhere.",
    check=not_for_bool("threshold_cpu"),
    kinks=(Kink(lambda x, threshold: x == threshold, "threshold jumps at its threshold", "torch takes the gradient 0"),),
    internal=True,
)


def _as_held(m: Any, value: Any, x: Any) -> Any:
    """The number as the dtype of x holds it."""
    return fitted(m, int(value), x.dtype) if dtype_of(x) in WHOLE else value


# ------------------------------------------------------------------ leaky rectifiers
rrelu_op = Op(
    "rrelu",
    leaky_relu.kernel,
    {"x": lambda g, x, negative_slope: slope(leaky_relu_backward, g, x, negative_slope=negative_slope)},
    "x where positive, otherwise a fraction of x.",
    grad_fn="RreluWithNoiseBackward0",
    dtype="float",
    check=leaky_relu.check,
    kinks=leaky_relu.kinks,
    internal=True,
)


def _rrelu(x: Any, /, lower: float = 1.0 / 8, upper: float = 1.0 / 3, training: bool = False) -> Any:
    if lower > upper:
        raise runtime_error("Lower bound should be less than or equal to the upper bound")
    if training:
        raise Problem("rrelu with training=True is not supported")
    return rrelu_op(x, negative_slope=(lower + upper) / 2)


prelu_slope: Op = Op(
    "prelu_kernel_backward",
    lambda m, upstream, x, weight, /: where(x > 0, upstream, upstream * weight),
    {
        "upstream": lambda g, x, weight: slope(prelu_slope, g, x, weight),
        "x": lambda g: zeros_like(g),
        "weight": lambda g, upstream, x: where(x > 0, 0, g * upstream),
    },
    internal=True,
)
prelu_weight_slope: Op = Op(
    "prelu_kernel_backward",
    lambda m, upstream, x, /: where(x > 0, 0, upstream * x),
    {
        "upstream": lambda g, x: slope(prelu_weight_slope, g, x),
        "x": lambda g, upstream, x: where(x > 0, 0, g * upstream),
    },
    internal=True,
)
prelu_op = Op(
    "prelu_kernel",
    lambda m, x, weight, /: m.where(x > 0, x, x * weight),
    {
        "x": lambda g, x, weight: slope(prelu_slope, g, x, weight),
        "weight": lambda g, x: slope(prelu_weight_slope, g, x),
    },
    "x where positive, otherwise weight*x.",
    check=floats_only("prelu_cpu"),
    kinks=(Kink(lambda x, weight: x == 0, "prelu has a corner at 0", "torch takes the slope from the left"),),
    internal=True,
)


def _prelu(x: Any, weight: Any, /) -> Any:
    shape, own = shape_of(x), shape_of(weight)
    if dtype_of(x) != dtype_of(weight):
        raise runtime_error(f"prelu: Type promoting not supported. Got {TITLES[dtype_of(x)]} and {TITLES[dtype_of(weight)]}")
    if len(own) > 1:
        raise runtime_error(f"prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {len(own)}")
    count = sizes.numel(own)
    if count != 1:
        if not shape:
            raise runtime_error("Not allow zero-dim input tensor.")
        channels = shape[1] if len(shape) > 1 else 1
        if channels != count:
            raise runtime_error(
                f"Mismatch of parameter numbers and input channel size. Found parameter numbers = {count} and channel size = "
                f"{channels}."
            )
    if len(own) != len(shape):
        weight = view_op(weight, size=tuple(count if k == 1 else 1 for k in range(len(shape))))
    return prelu_op(x, weight)


# ------------------------------------------------------------------ the gated linear unit
def _halves(x: Any, dim: int) -> tuple[Any, Any]:
    n = shape_of(x)[dim] // 2
    return narrow(x, dim=dim, start=0, stop=n, step=1), narrow(x, dim=dim, start=n, stop=2 * n, step=1)


def _gated(m: Any, x: Any, dim: int) -> Any:
    n = x.shape[dim] // 2
    lead = (slice(None),) * dim
    return x[(*lead, slice(0, n))] * sigmoid.kernel(m, x[(*lead, slice(n, None))])


def _glu_slope(g: Any, x: Any, dim: int) -> Any:
    value, gate = _halves(x, dim)
    passed = sigmoid(gate)
    return cat_op(g * passed, g * value * passed * (1 - passed), dim=dim)


glu_op = Op(
    "glu",
    lambda m, x, /, dim: _gated(m, x, dim),
    {"x": lambda g, x, dim: _glu_slope(g, x, dim)},
    "The first half times the sigmoid of the second.",
    shape=lambda x, dim: (*x[:dim], x[dim] // 2, *x[dim + 1 :]),
    check=floats_only("glu_cpu"),
    elementwise=False,
    internal=True,
)


def _glu(x: Any, /, dim: int = -1) -> Any:
    shape = shape_of(x)
    if not shape:
        raise runtime_error("glu does not support scalars because halving size must be even")
    at = sizes.dimension(dim, len(shape))
    if shape[at] % 2:
        raise runtime_error(f"Halving dimension must be even, but dimension {at} is size {shape[at]}")
    return glu_op(x, dim=at)


# ------------------------------------------------------------------ the bilinear form
def _outer(g: Any, x: Any) -> Any:
    """(N, O) and (N, I) to (N, O*I)."""
    wide = unsqueeze(g, dim=2) * unsqueeze(x, dim=1)
    return reshape(wide, size=(shape_of(g)[0], shape_of(g)[1] * shape_of(x)[1]))


def _swapped(weight: Any) -> Any:
    """(O, I, J) to (O*J, I)."""
    out, rows, columns = shape_of(weight)
    return reshape(permute(weight, dims=(0, 2, 1)), size=(out * columns, rows))


def _flat(weight: Any) -> Any:
    """(O, I, J) to (O*I, J)."""
    out, rows, columns = shape_of(weight)
    return reshape(weight, size=(out * rows, columns))


def _trilinear(m: Any, x: Any, weight: Any, y: Any) -> Any:
    out, rows, columns = weight.shape
    half = m.matmul(x, m.reshape(m.transpose(weight, (1, 0, 2)), (rows, out * columns)))
    return m.sum(m.reshape(half, (x.shape[0], out, columns)) * y[:, None, :], axis=2)


def _trilinear_shape(x: Shape, weight: Shape, y: Shape) -> Shape:
    if (len(x), len(weight), len(y)) != (2, 3, 2):
        raise runtime_error("trilinear wants two matrices and a batch of matrices")
    return (x[0], weight[0])


trilinear = Op(
    "trilinear",
    lambda m, x, weight, y, /: _trilinear(m, x, weight, y),
    {
        "x": lambda g, weight, y: mm(_outer(g, y), _swapped(weight)),
        "weight": lambda g, x, y, shape: reshape(mm(permute(_outer(g, x), dims=(1, 0)), y), size=shape),
        "y": lambda g, x, weight: mm(_outer(g, x), _flat(weight)),
    },
    "x @ weight[k] @ y for each k.",
    shape=lambda x, weight, y: _trilinear_shape(x, weight, y),
    elementwise=False,
    internal=True,
)


def _bilinear(input1: Any, input2: Any, /, weight: Any, bias: Any = None) -> Any:
    left, right, matrices = shape_of(input1), shape_of(input2), shape_of(weight)
    if len(left) != len(right):
        raise runtime_error(f"bilinear(): input dimensions do not match: got {len(left)} and {len(right)}")
    for k, (n, other) in enumerate(zip(left[:-1], right[:-1], strict=True)):
        if n != other:
            raise runtime_error(f"bilinear(): input batch dimensions do not match at dim {k}: got {n} and {other}")
    for number, (shape, wanted) in enumerate(((left, matrices[1]), (right, matrices[2])), start=1):
        if shape[-1] != wanted:
            raise runtime_error(
                f"bilinear(): input{number} size does not match weight size: got {shape[-1]} but expected {wanted}"
            )
    if bias is not None and shape_of(bias) != (matrices[0],):
        raise runtime_error(
            f"bilinear(): bias size does not match weight size: got {shape_of(bias)[0]} but expected {matrices[0]}"
        )
    count = math.prod(left[:-1])
    rows = view_op(input1, size=(count, left[-1])), view_op(input2, size=(count, right[-1]))
    out = view_op(trilinear(rows[0], weight, rows[1]), size=(*left[:-1], matrices[0]))
    return out if bias is None else add(out, bias)


threshold = Composite(
    "threshold",
    lambda x, /, threshold, value: threshold_op(x, threshold=threshold, value=value),
    "x above a threshold, and another number elsewhere.",
    rows=(threshold_op,),
    kinds={"value": NUMBER},
    example="threshold(x, 0.5, 0.1)",
)
rrelu = Composite(
    "rrelu",
    _rrelu,
    "x where positive, otherwise a fraction of x: the middle of a range, outside of training.",
    rows=(rrelu_op,),
    kinds={"lower": NUMBER, "upper": NUMBER, "training": FLAG},
    example="rrelu(x)",
)
prelu = Composite(
    "prelu",
    _prelu,
    "x where positive, otherwise weight*x, with a weight for each channel.",
    rows=(prelu_op,),
    example="prelu(-x, 0.1*x)",
)
glu = Composite(
    "glu",
    _glu,
    "The first half times the sigmoid of the second.",
    rows=(glu_op,),
    kinds={"dim": ONE},
    example="glu(stack([x, x**2]))[0]",
)
bilinear = Composite(
    "bilinear",
    _bilinear,
    "x @ weight[k] @ y + bias[k] for each k.",
    rows=(trilinear,),
    kinds={"weight": TENSOR_OR_NUMBER, "bias": TENSOR_OR_NUMBER},
    example="bilinear(stack([stack([x, 2*x])]), stack([stack([x])]), [[[1.0], [2.0]]]).sum()",
)
