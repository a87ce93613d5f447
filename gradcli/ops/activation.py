"""Activation functions and special functions. Formulas as in PyTorch's derivatives.yaml and its CPU kernels."""

from __future__ import annotations

import math
import sys
from typing import Any

from gradcli.ops.arithmetic import abs, is_number, logical_and, logical_or, where, zeros_like
from gradcli.ops.dtypes import SPELLINGS, TITLES, WHOLE, check_range, dtype_of, floats_only, in_singles, is_single, no_bool
from gradcli.ops.exponential import exp, log1p, square
from gradcli.ops.kinds import TENSOR_OR_NUMBER
from gradcli.ops.op import Composite, Kink, Op
from gradcli.ops.shape import rank_of, to
from gradcli.ops.slopes import is_in_order, is_recorded, slope
from gradcli.ops.trigonometric import cosh, tanh
from gradcli.problems import BackwardError, runtime_error, value_error

SELU_ALPHA, SELU_SCALE = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946
FLOAT32_MAX = 3.4028234663852886e38
SIXTH = 0.1666666716337204  # 1/6 as torch's kernel holds it, in float32
MASKS_DIFFERENCE = (
    "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead."
)
TORCH_0 = "torch takes the gradient 0"


def _corner(place: float, name: str, torch: str) -> Kink:
    return Kink(lambda x: x == place, f"{name} has a corner at {place:g}", torch)


def _exp(m: Any, x: Any) -> Any:
    return m.exp_in_loops(x) if is_single(x) else m.exp(x)


# ------------------------------------------------------------------ sigmoids
def _sigmoid(m: Any, x: Any) -> Any:
    """Of half precision computed in float32, and rounded once."""
    if getattr(x, "dtype", None) == "float16":
        return (1 / (1 + m.exp(-x.astype("float32")))).astype("float16")
    return 1 / (1 + _exp(m, -x))


def _silu(m: Any, x: Any) -> Any:
    if getattr(x, "dtype", None) == "float16":
        wide = x.astype("float32")
        return (wide / (1 + m.exp(-wide))).astype("float16")
    return x / (1 + _exp(m, -x)) if is_single(x) else x * sigmoid.kernel(m, x)


sigmoid_backward: Op = Op(
    "sigmoid_backward",
    lambda m, upstream, result, /: upstream * (1 - result) * result,
    {
        "upstream": lambda g, result: slope(sigmoid_backward, g, result),
        "result": lambda g, upstream, result: g * upstream * (-2 * result + 1),
    },
    internal=True,
)
sigmoid = Op(
    "sigmoid",
    lambda m, x, /: _sigmoid(m, x),
    {"x": lambda g, out: slope(sigmoid_backward, g, out)},
    "1/(1 + exp(-x)).",
    aliases=("expit",),
    dtype="float",
    example="sigmoid(x)",
    in_place=True,
)


def _logsigmoid_slope(g: Any, x: Any) -> Any:
    """The slope is sigmoid(-x), which a formula says; the number comes from exp(-abs(x)), which does not overflow."""
    if hasattr(x, "lift"):
        return g * sigmoid(-x)
    z = exp(-abs(x))
    part = z / (z + 1)
    return where(x < 0, 1 - part, part) * g


logsigmoid_backward: Op = Op(
    "log_sigmoid_backward",
    lambda m, upstream, x, /: _logsigmoid_slope(upstream, x),
    {
        "upstream": lambda g, x: slope(logsigmoid_backward, g, x),
        "x": lambda g, upstream, x: g * upstream * (sigmoid(x) - 1) * sigmoid(x),
    },
    internal=True,
)
logsigmoid = Op(
    "logsigmoid",
    lambda m, x, /: m.minimum(x, 0.0) - m.log1p(m.exp(-m.absolute(x))),
    {"x": lambda g, x: slope(logsigmoid_backward, g, x)},
    "log(sigmoid(x)), without overflow.",
    grad_fn="LogSigmoidBackward0",
    check=floats_only("log_sigmoid_cpu"),
    dense=True,
    dtype="float",
    example="logsigmoid(x)",
)


def _logit_width(g: Any, x: Any) -> Any:
    """Where torch may differentiate again, the slope at -0 is -inf, and +inf elsewhere."""
    return x * (1 - x) if is_recorded(g) else x * (1 - x) + 0


logit_op = Op(
    "logit",
    lambda m, x, /: m.log(x / (1 - x)),
    {"x": lambda g, x: where(logical_and(x >= 0, x <= 1), g / _logit_width(g, x), math.nan)},
    "log(x/(1 - x)), the inverse of sigmoid.",
    dtype="float",
    domain="0 < x < 1",
    sample={"x": (0.1, 0.9)},
    internal=True,
)
logit_eps = Op(
    "logit",
    lambda m, x, /, eps: _logit_clamped(m, x, eps),
    {"x": lambda g, x, eps: _logit_clamped_slope(g, x, eps)},
    "logit of x clamped to eps and 1 - eps.",
    dtype="float",
    internal=True,
)


def _logit_clamped_slope(g: Any, x: Any, eps: float) -> Any:
    """torch tests for the inside where it may differentiate again, and for the outside elsewhere: nan is neither."""
    if is_recorded(g):
        return where(logical_and(x >= eps, x <= 1 - eps), g / (x * (1 - x)), 0)
    return where(logical_or(x < eps, x > 1 - eps), 0, g / (x * (1 - x)))


def _logit_clamped(m: Any, x: Any, eps: float) -> Any:
    z = m.where(x < eps, eps, m.where(x > 1 - eps, 1 - eps, x))
    return m.log(z / (1 - z))


logit = Composite(
    "logit",
    lambda x, /, eps=None: logit_op(x) if eps is None else logit_eps(x, eps=eps),
    "log(x/(1 - x)), the inverse of sigmoid; eps clamps x first.",
    rows=(logit_op, logit_eps),
    domain="0 < x < 1",
    sample={"x": (0.1, 0.9)},
    example="logit(sigmoid(x))",
    in_place=True,
)


# ------------------------------------------------------------------ rectifiers
def _passed_on(upstream: Any, relued: Any) -> Any:
    """A gradient where the result is positive; arrays with their elements in order take NumPy's way at once."""
    if not is_in_order(upstream) or not is_in_order(relued):
        return where(relued <= 0, 0, upstream)
    from gradcli.ops.arrays import where as chosen

    return chosen(relued <= 0, upstream.dtype.type(0), upstream)


threshold_backward: Op = Op(
    "threshold_backward",
    lambda m, upstream, relued, /: _passed_on(upstream, relued),
    {"upstream": lambda g, relued: slope(threshold_backward, g, relued), "relued": lambda g: zeros_like(g)},
    internal=True,
)
relu = Op(
    "relu",
    lambda m, x, /: m.maximum(0, x),
    {"x": lambda g, out: slope(threshold_backward, g, out)},
    "x where positive, otherwise 0.",
    check=no_bool("Boolean inputs not supported for relu"),
    kinks=(_corner(0, "relu", TORCH_0),),
    example="relu(x)",
    in_place=True,
)
hardtanh_backward: Op = Op(
    "hardtanh_backward",
    lambda m, upstream, x, /, min_val, max_val: where(logical_or(x <= min_val, x >= max_val), 0, upstream),
    {
        "upstream": lambda g, x, min_val, max_val: slope(hardtanh_backward, g, x, min_val=min_val, max_val=max_val),
        "x": lambda g: zeros_like(g),
    },
    internal=True,
)
hardtanh_op = Op(
    "hardtanh",
    lambda m, x, /, min_val, max_val: m.minimum(max_val, m.maximum(min_val, x)),
    {"x": lambda g, x, min_val, max_val: slope(hardtanh_backward, g, x, min_val=min_val, max_val=max_val)},
    "x between its bounds.",
    check=no_bool("Bool inputs not supported for hardtanh"),
    kinks=(
        Kink(lambda x, min_val, max_val: logical_or(x == min_val, x == max_val), "hardtanh has a corner at its bound", TORCH_0),
    ),
    internal=True,
)
leaky_relu_backward: Op = Op(
    "leaky_relu_backward",
    lambda m, upstream, x, /, negative_slope: where(x > 0, upstream, upstream * negative_slope),
    {
        "upstream": lambda g, x, negative_slope: slope(leaky_relu_backward, g, x, negative_slope=negative_slope),
        "x": lambda g: zeros_like(g),
    },
    internal=True,
)
leaky_relu = Op(
    "leaky_relu",
    lambda m, x, /, negative_slope=0.01: m.where(x > 0, x, x * negative_slope),
    {"x": lambda g, x, negative_slope: slope(leaky_relu_backward, g, x, negative_slope=negative_slope)},
    "x where positive, otherwise a fraction of x.",
    dtype="float",
    check=floats_only("leaky_relu_cpu"),
    kinks=(_corner(0, "leaky_relu", "torch takes the gradient negative_slope"),),
    example="leaky_relu(x)",
)
softplus_backward: Op = Op(
    "softplus_backward",
    lambda m, upstream, x, /, beta, threshold: _softplus_slope(upstream, x, beta, threshold),
    {
        "upstream": lambda g, x, beta, threshold: slope(softplus_backward, g, x, beta=beta, threshold=threshold),
        "x": lambda g, upstream, x, beta, threshold: _softplus_second(g * upstream, sigmoid(x * beta), x, beta, threshold),
    },
    internal=True,
)
softplus = Op(
    "softplus",
    lambda m, x, /, beta=1, threshold=20: m.where(x * beta > threshold, x, _log1pexp(m, x * beta) / beta),
    {"x": lambda g, x, beta, threshold: slope(softplus_backward, g, x, beta=beta, threshold=threshold)},
    "log(1 + exp(beta*x))/beta; x itself above the threshold.",
    dtype="float",
    check=floats_only("softplus_cpu"),
    example="softplus(x)",
)


def _softplus_slope(g: Any, x: Any, beta: float, threshold: float) -> Any:
    found = in_singles("softplus_slope", g, x, beta=beta, threshold=threshold)
    return where(x * beta > threshold, g, g * sigmoid(x * beta)) if found is None else found


def _softplus_second(g: Any, gate: Any, x: Any, beta: float, threshold: float) -> Any:
    """torch multiplies by its mask, which leaves the threshold itself out."""
    return g * (1 - gate) * gate * (x * beta < threshold) * beta


def _log1pexp(m: Any, x: Any) -> Any:
    """log(1 + exp(x)) without overflow; float32 is asked below a threshold only."""
    if is_single(x):
        return m.log1p(_exp(m, x))
    return m.maximum(x, 0.0) + m.log1p(m.exp(-m.absolute(x)))


# ------------------------------------------------------------------ exponential linear units
elu_backward: Op = Op(
    "elu_backward",
    lambda m, upstream, x, /, alpha, scale, input_scale: where(
        x <= 0, upstream * (input_scale * alpha * scale) * exp(x * input_scale), upstream * scale
    ),
    {
        "upstream": lambda g, x, alpha, scale, input_scale: slope(
            elu_backward, g, x, alpha=alpha, scale=scale, input_scale=input_scale
        ),
        "x": lambda g, upstream, x, alpha, scale, input_scale: where(
            x < 0,  # and so not at 0, and not where x is nan
            slope(elu_backward, g * upstream * input_scale, x, alpha=alpha, scale=scale, input_scale=input_scale),
            0,
        ),
    },
    internal=True,
)
elu_op = Op(
    "elu",
    lambda m, x, /, alpha, scale, input_scale: m.where(
        x < 0, m.expm1(m.where(x < 0, x, 0.0) * input_scale) * (alpha * scale), x * scale
    ),
    {"x": lambda g, x, alpha, scale, input_scale: slope(elu_backward, g, x, alpha=alpha, scale=scale, input_scale=input_scale)},
    "x where positive, otherwise alpha*(exp(x) - 1).",
    dtype="float",
    check=floats_only("elu_cpu"),
    kinks=(
        Kink(
            lambda x, alpha, scale, input_scale: logical_and(x == 0, alpha * input_scale != 1),
            "elu has a corner at 0",
            "torch takes the slope from the left",
        ),
    ),
    internal=True,
)
celu_op = Op(
    "celu",
    elu_op.kernel,
    elu_op.rules,
    dtype="float",
    check=elu_op.check,
    internal=True,
)
elu = Composite(
    "elu",
    lambda x, /, alpha=1.0: elu_op(x, alpha=alpha, scale=1.0, input_scale=1.0),
    "x where positive, otherwise alpha*(exp(x) - 1).",
    rows=(elu_op,),
    example="elu(x)",
)
selu = Composite(
    "selu",
    lambda x, /: elu_op(x, alpha=SELU_ALPHA, scale=SELU_SCALE, input_scale=1.0),
    "elu with the constants that keep mean 0 and variance 1.",
    rows=(elu_op,),
    example="selu(x)",
)


def _celu(x: Any, /, alpha: float = 1.0) -> Any:
    if alpha == 0:
        raise runtime_error("ZeroDivisionError: alpha cannot be 0 for CELU")
    return celu_op(x, alpha=alpha, scale=1.0, input_scale=1.0 / alpha)


celu = Composite("celu", _celu, "x where positive, otherwise alpha*(exp(x/alpha) - 1).", rows=(celu_op,), example="celu(x)")

# ------------------------------------------------------------------ smooth gates
erf = Op(
    "erf",
    lambda m, x, /: m.erf(x),
    {"x": lambda g, x: 2 / math.sqrt(math.pi) * exp(-square(x)) * g},
    "The error function.",
    dtype="float",
    example="erf(x)",
    in_place=True,
)
erfc = Op(
    "erfc",
    lambda m, x, /: m.erfc(x),
    {"x": lambda g, x: -2 / math.sqrt(math.pi) * exp(-square(x)) * g},
    "1 - erf(x), exact for large x.",
    dtype="float",
    example="erfc(x)",
    in_place=True,
)
GELU_A, GELU_B = math.sqrt(2 / math.pi), 0.044715
GELU_PDF = 1 / math.sqrt(2 * math.pi)


def _gelu_second(x: Any) -> Any:
    pdf = GELU_PDF * exp(-0.5 * (x * x))
    return 2 * pdf - x * x * pdf


gelu_erf_backward: Op = Op(
    "gelu_backward",
    lambda m, upstream, x, /: (
        upstream * (0.5 * (1 + erf(x * math.sqrt(0.5))) + x * (exp(-0.5 * (x * x)) / math.sqrt(2 * math.pi)))
    ),
    {
        "upstream": lambda g, x: slope(gelu_erf_backward, g, x),
        "x": lambda g, upstream, x: g * upstream * _gelu_second(x),
    },
    internal=True,
)
gelu_erf = Op(
    "gelu",
    lambda m, x, /: x * 0.5 * (1 + m.erf(x * math.sqrt(0.5))),
    {"x": lambda g, x: slope(gelu_erf_backward, g, x)},
    "x times the normal distribution function of x.",
    dtype="float",
    check=floats_only("GeluKernelImpl"),
    internal=True,
)


def _gelu_tanh_slope(x: Any, t: Any) -> Any:
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * (GELU_A * (1 + 3 * GELU_B * (x * x)))


def _gelu_tanh_second(x: Any) -> Any:
    """torch's three products; it takes 1/cosh, whose own derivative is nan where cosh overflows."""
    inner = GELU_A * (x + GELU_B * (x * x * x))
    t, sech = tanh(inner), 1 / cosh(inner)
    half, bell = 0.5 * x, 1 - t * t
    inner_slope = GELU_A * (1 + 3 * GELU_B * x * x)
    bell_slope = (2 * sech) * (-sech * t) * inner_slope
    return 2 * (0.5 * bell * inner_slope) + bell_slope * half * inner_slope + (6 * GELU_B * x * GELU_A) * half * bell


gelu_tanh_backward: Op = Op(
    "gelu_backward",
    lambda m, upstream, x, /: upstream * _gelu_tanh_slope(x, tanh(GELU_A * (x + GELU_B * (x * x * x)))),
    {
        "upstream": lambda g, x: slope(gelu_tanh_backward, g, x),
        "x": lambda g, upstream, x: g * upstream * _gelu_tanh_second(x),
    },
    internal=True,
)
gelu_tanh = Op(
    "gelu",
    lambda m, x, /: 0.5 * x * (1 + m.tanh(GELU_A * (x + GELU_B * (x * x * x)))),
    {"x": lambda g, x: slope(gelu_tanh_backward, g, x)},
    "gelu, with tanh in place of erf.",
    dtype="float",
    check=gelu_erf.check,
    internal=True,
    chosen_by={"approximate": "tanh"},
)


def _gelu(x: Any, /, *, approximate: str = "none") -> Any:
    if approximate not in ("none", "tanh"):
        raise runtime_error("approximate argument must be either none or tanh.")
    return gelu_tanh(x) if approximate == "tanh" else gelu_erf(x)


gelu = Composite(
    "gelu",
    _gelu,
    "x times the normal distribution function of x; approximate 'none' or 'tanh'.",
    rows=(gelu_erf, gelu_tanh),
    example="gelu(x)",
)
silu = Op(
    "silu",
    lambda m, x, /: _silu(m, x),
    {"x": lambda g, x: _silu_slope(g, x)},
    "x*sigmoid(x).",
    aliases=("swish",),
    dtype="float",
    check=floats_only("silu_cpu"),
    example="silu(x)",
)
mish = Op(
    "mish",
    lambda m, x, /: x * m.tanh(_log1pexp(m, x)),
    {"x": lambda g, x: g * _mish_slope(x, tanh(log1p(exp(x)) if is_recorded(g) else softplus(x)))},
    "x*tanh(softplus(x)).",
    dtype="float",
    check=floats_only("mish_cpu"),
    example="mish(x)",
)


def _silu_slope(g: Any, x: Any) -> Any:
    found = in_singles("silu_slope", g, x)
    return g * sigmoid(x) * (1 + x * (1 - sigmoid(x))) if found is None else found


def _mish_slope(x: Any, t: Any) -> Any:
    return t + x * sigmoid(x) * (1 - t * t)


hardsigmoid = Op(
    "hardsigmoid",
    lambda m, x, /: m.minimum(m.maximum(x + 3, 0.0), 6.0) / 6,
    {"x": lambda g, x: where(logical_and(x > -3, x < 3), g * SIXTH, 0)},
    "x/6 + 1/2 between 0 and 1.",
    second=Op("hardsigmoid_backward", lambda m, g, x, /: m.copy(g), not_implemented="hardsigmoid_backward", internal=True),
    dtype="float",
    check=floats_only("hardsigmoid_cpu"),
    kinks=(Kink(lambda x: abs(x) == 3, "hardsigmoid has a corner at -3 and 3", TORCH_0),),
    sample={"x": (-2.9, 2.9)},
    example="hardsigmoid(x)",
)
hardswish_backward: Op = Op(
    "hardswish_backward",
    lambda m, upstream, x, /: where(x <= -3, 0, where(x < 3, upstream * (x / 3 + 0.5), upstream)),
    {
        "upstream": lambda g, x: slope(hardswish_backward, g, x),
        "x": lambda g, upstream, x: where(logical_and(x > -3, x < 3), g * upstream / 3, 0),
    },
    internal=True,
)
hardswish = Op(
    "hardswish",
    lambda m, x, /: x * m.minimum(m.maximum(x + 3, 0.0), 6.0) / 6,
    {"x": lambda g, x: slope(hardswish_backward, g, x)},
    "x*hardsigmoid(x).",
    dtype="float",
    check=floats_only("hardswish_cpu"),
    kinks=(Kink(lambda x: abs(x) == 3, "hardswish has a corner at -3 and 3", "torch takes 0 at -3 and 1 at 3"),),
    sample={"x": (-2.9, 2.9)},
    example="hardswish(x)",
)


# ------------------------------------------------------------------ shrinking towards 0
def _shrunk_slope(g: Any, x: Any, lambd: float) -> Any:
    return where(logical_and(x >= -lambd, x <= lambd), 0, g)


def _shrinker(name: str, kernel: Any, doc: str, check: Any, corner: str) -> Op:
    backward: Op = Op(
        f"{name}_backward",
        lambda m, upstream, x, /, lambd: _shrunk_slope(upstream, x, lambd),
        {"upstream": lambda g, x, lambd: slope(backward, g, x, lambd=lambd), "x": lambda g: zeros_like(g)},
        internal=True,
    )
    return Op(
        name,
        kernel,
        {"x": lambda g, x, lambd: slope(backward, g, x, lambd=lambd)},
        doc,
        dtype="float",
        check=check,
        kinks=(Kink(lambda x, lambd: abs(x) == lambd, f"{name} {corner} at lambd", TORCH_0),),
        example=f"{name}(x)",
    )


softshrink_op = _shrinker(
    "softshrink",
    lambda m, x, /, lambd=0.5: m.where(x > lambd, x - lambd, m.where(x < -lambd, x + lambd, x * 0)),
    "x moved towards 0 by lambd, and 0 where it is nearer.",
    floats_only("softshrink_check"),
    "has a corner",
)
hardshrink = _shrinker(
    "hardshrink",
    lambda m, x, /, lambd=0.5: m.where(logical_and(x >= -lambd, x <= lambd), 0.0, x),
    "x, and 0 where it is nearer to 0 than lambd.",
    floats_only("hardshrink_cpu"),
    "jumps",
)


def _softshrink(x: Any, /, lambd: float = 0.5) -> Any:
    largest = {"float32": FLOAT32_MAX, "float16": 65504}.get(dtype_of(x), sys.float_info.max)
    if not 0 <= lambd <= largest:
        raise runtime_error(
            f"lambda must be in range [0, {largest:g}] for input dtype {TITLES[dtype_of(x)]}, but found {lambd:g}"
        )
    return softshrink_op(x, lambd=lambd)


softshrink = Composite(
    "softshrink",
    _softshrink,
    "x moved towards 0 by lambd, and 0 where it is nearer.",
    rows=(softshrink_op,),
    example="softshrink(x)",
)

# ------------------------------------------------------------------ made of others, as in PyTorch
softsign = Composite("softsign", lambda x, /: x / (abs(x) + 1), "x/(1 + abs(x)).", example="softsign(x)")
tanhshrink = Composite("tanhshrink", lambda x, /: x - tanh(x), "x - tanh(x).", example="tanhshrink(x)")


def _whole_bound(value: float, dtype: str) -> int:
    """A bound for whole numbers. Raises where their dtype does not hold it."""
    if dtype == "bool":
        raise runtime_error("Bool inputs not supported for hardtanh")
    check_range(value, dtype)
    return int(value)


def _hardtanh(x: Any, /, min_val: float = -1.0, max_val: float = 1.0) -> Any:
    if min_val > max_val:
        raise value_error("min_val cannot be greater than max_val")
    if dtype_of(x) in WHOLE:
        min_val, max_val = _whole_bound(min_val, dtype_of(x)), _whole_bound(max_val, dtype_of(x))
    return hardtanh_op(x, min_val=min_val, max_val=max_val)


hardtanh = Composite(
    "hardtanh", _hardtanh, "x, but not below min_val and not above max_val.", rows=(hardtanh_op,), example="hardtanh(x/2)"
)
relu6 = Composite(
    "relu6", lambda x, /: hardtanh_op(x, min_val=0.0, max_val=6.0), "x between 0 and 6.", rows=(hardtanh_op,), example="relu6(x)"
)

# ------------------------------------------------------------------ special functions
lgamma = Op(
    "lgamma",
    lambda m, x, /: m.lgamma(x),
    {"x": lambda g, x: g * digamma(x)},
    "The logarithm of the absolute gamma function.",
    aliases=("gammaln",),
    dtype="float",
    domain="x not 0, -1, -2, ...",
    sample={"x": (0.5, 3.0)},
    example="lgamma(x)",
    in_place=True,
)
digamma: Op = Op(
    "digamma",
    lambda m, x, /: m.digamma(x),
    {"x": lambda g, x: g * polygamma(x, n=1)},
    "The derivative of lgamma.",
    dtype="float",
    domain="x not 0, -1, -2, ...",
    sample={"x": (0.5, 3.0)},
    aliases=("psi",),
    example="digamma(x)",
    in_place=True,
)
polygamma: Op = Op(
    "polygamma",
    lambda m, x, /, n: m.polygamma(n, x),
    {"x": lambda g, x, n: g * polygamma(x, n=n + 1)},
    "The n-th derivative of digamma.",
    dtype="float",
    internal=True,
)


def _lerp(start: Any, end: Any, weight: Any, /) -> Any:
    if is_number(weight):
        return lerp_number(start, end, weight=weight)
    whole = dtype_of(start) in WHOLE
    if not rank_of(weight) and whole and dtype_of(weight) not in WHOLE and dtype_of(start) == dtype_of(end):
        kind = dtype_of(weight)
        return lerp_tensor(to(start, dtype=kind), to(end, dtype=kind), weight)
    if not rank_of(weight) and not whole and dtype_of(weight) in WHOLE:
        row = lerp_mask if dtype_of(weight) == "bool" else lerp_tensor
        return row(start, end, to(weight, dtype=dtype_of(start)))  # a 0-d weight may be of any kind
    return lerp_tensor(start, end, weight)


def _lerped(m: Any, start: Any, end: Any, weight: Any) -> Any:
    """From the nearer end, as torch does."""
    return m.where(m.absolute(weight) < 0.5, start + weight * (end - start), end - (end - start) * (1 - weight))


def _lerp_check(x: str, end: str, *weight: str) -> None:
    """All of one floating dtype; plain numbers are welcome here."""
    for name, found in zip(("end", "weight"), (end, *weight), strict=False):
        if found not in (x, "int"):
            raise runtime_error(f"expected dtype {SPELLINGS[x]} for `{name}` but got dtype {SPELLINGS[found]}")
    floats_only("lerp_kernel_tensor" if weight else "lerp_kernel_scalar")(x)


lerp_number = Op(
    "lerp",
    lambda m, x, end, /, weight: _lerped(m, x, end, weight),
    {"x": lambda g, weight: g * (1 - weight), "end": lambda g, weight: g * weight},
    dtype="float",
    check=_lerp_check,
    checked_first=True,
    internal=True,
)
lerp_tensor = Op(
    "lerp",
    lambda m, x, end, weight, /: _lerped(m, x, end, weight),
    {
        "x": lambda g, weight: g * (1 - weight),
        "end": lambda g, weight: g * weight,
        "weight": lambda g, x, end: g * (end - x),
    },
    dtype="float",
    check=_lerp_check,
    checked_first=True,
    grad_fn="LerpBackward1",
    internal=True,
)


def _no_difference(g: Any) -> Any:  # noqa: ARG001
    """torch takes 1 - weight on its way back, which a mask has not."""
    raise BackwardError("RuntimeError", MASKS_DIFFERENCE)


lerp_mask = Op(
    "lerp",
    lerp_tensor.kernel,
    {"x": _no_difference, "end": lambda g, weight: g * weight},
    dtype="float",
    check=_lerp_check,
    checked_first=True,
    grad_fn="LerpBackward1",
    internal=True,
)
lerp = Composite(
    "lerp",
    _lerp,
    "start + weight*(end - start).",
    rows=(lerp_number, lerp_tensor),
    example="lerp(x, 2*x, 0.5)",
    in_place=True,
    kinds={"weight": TENSOR_OR_NUMBER},
)
