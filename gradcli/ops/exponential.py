"""Powers, roots, exponentials and logarithms. Formulas as in PyTorch's derivatives.yaml."""

from __future__ import annotations

import math
from typing import Any

from gradcli.ops.arithmetic import is_number, logical_and, where, zeros_like
from gradcli.ops.dtypes import MASK_DIFFERENCE, WHOLE, dtype_of, floats_only, is_single, not_for_bool
from gradcli.ops.kinds import TENSOR_OR_NUMBER
from gradcli.ops.op import Composite, Kink, Op
from gradcli.ops.shape import to
from gradcli.problems import BackwardError, runtime_error


def less(x: Any, y: Any) -> Any:
    """x - y in a rule, where masks have no difference."""
    if "bool" in (dtype_of(x), dtype_of(y)):
        raise BackwardError("RuntimeError", MASK_DIFFERENCE)
    return x - y


POSITIVE = {"x": (0.1, 3.0)}
LN2, LN10 = math.log(2), math.log(10)


# ------------------------------------------------------------------ powers
def _powered(m: Any, x: Any, exponent: Any) -> Any:
    """PyTorch takes the root for these exponents, which differs from the power at -0 and at -inf; float32 it multiplies."""
    if exponent == 0.5:
        return m.sqrt(x)
    if is_single(x) and exponent in (3, -2):
        return x * x * x if exponent == 3 else 1 / (x * x)
    return 1 / m.sqrt(x) if exponent == -0.5 else m.pow(x, exponent)


def _pow_slope(g: Any, x: Any, exponent: Any) -> Any:
    """A power of 0 is constant, also where x**-1 is not finite."""
    if is_number(exponent):
        return zeros_like(x) if exponent == 0 else g * (exponent * pow(x, exponent - 1))
    return where(exponent == 0, zeros_like(x), g * (exponent * pow(x, exponent - 1)))


pow_number = Op(
    "pow",
    lambda m, x, exponent, /: _powered(m, x, exponent),
    {"x": lambda g, x, exponent: _pow_slope(g, x, exponent)},
    "A tensor to the power of a number.",
    symbol="**",
    check=not_for_bool("pow"),
    grad_fn="PowBackward0",
    kinks=(
        Kink(
            lambda x, exponent: logical_and(x == 0, (exponent > 0) & (exponent < 1)),
            "a power between 0 and 1 has a vertical tangent at 0",
            "the slope there is inf",
        ),
    ),
    internal=True,
)


def guarded(condition: Any, value: Any) -> Any:
    """0 where a formula does not hold, which is told beside the formula and not in it."""
    found = where(condition, 0, value)
    table = getattr(condition, "table", None)
    if table is not None:
        table.guard(found, condition)
    return found


pow_tensor = Op(
    "pow",
    lambda m, x, exponent, /: m.pow(x, exponent),
    {
        "x": lambda g, x, exponent: guarded(exponent == 0, g * (exponent * pow(x, less(exponent, 1)))),
        "exponent": lambda g, x, exponent, out: g * guarded(logical_and(x == 0, exponent >= 0), out * log(x)),
    },
    "A tensor to the power of a tensor.",
    symbol="**",
    check=not_for_bool("pow"),
    grad_fn="PowBackward1",
    internal=True,
)
pow_of_number = Op(
    "pow",
    lambda m, x, exponent, /: m.pow(x, exponent),
    {"exponent": lambda g, x, exponent, out: g * guarded(logical_and(x == 0, exponent >= 0), out * log(x))},
    "A number to the power of a tensor.",
    symbol="**",
    check=not_for_bool("pow"),
    grad_fn="PowBackward2",
    dense=True,
    internal=True,
)
square = Op(
    "square",
    lambda m, x, /: x * x if dtype_of(x) != "bool" else x * x * 1,
    {"x": lambda g, x: _pow_slope(g, x, 2)},  # in PyTorch it is that power
    "x**2.",
    grad_fn="PowBackward0",
    example="square(x)",
    in_place=True,
)
sqrt = Op(
    "sqrt",
    lambda m, x, /: m.sqrt(x),
    {"x": lambda g, out: g / (2 * out)},
    "The square root.",
    dtype="float",
    domain="x >= 0",
    kinks=(Kink(lambda x: x == 0, "sqrt has a vertical tangent at 0", "the slope there is inf"),),
    sample=POSITIVE,
    example="sqrt(x)",
    in_place=True,
)
rsqrt = Op(
    "rsqrt",
    lambda m, x, /: 1 / m.sqrt(x),
    {"x": lambda g, out: -0.5 * g * pow(out, 3)},
    "1/sqrt(x).",
    dtype="float",
    domain="x > 0",
    sample=POSITIVE,
    example="rsqrt(x)",
    in_place=True,
)

# ------------------------------------------------------------------ exponentials
exp = Op("exp", lambda m, x, /: m.exp(x), {"x": lambda g, out: g * out}, "e**x.", dtype="float", example="exp(x)", in_place=True)
exp2 = Op(
    "exp2",
    lambda m, x, /: m.exp2(x),
    {"x": lambda g, out: g * out * LN2},
    "2**x.",
    dtype="float",
    example="exp2(x)",
    in_place=True,
)
expm1 = Op(
    "expm1",
    lambda m, x, /: m.expm1(x),
    {"x": lambda g, out: g * (out + 1)},
    "exp(x) - 1, exact near 0.",
    dtype="float",
    example="expm1(x)",
    in_place=True,
)

# ------------------------------------------------------------------ logarithms
log: Op = Op(
    "log",
    lambda m, x, /: m.log(x),
    {"x": lambda g, x: g / x},
    "The natural logarithm.",
    dtype="float",
    domain="x > 0",
    sample=POSITIVE,
    example="log(x)",
    in_place=True,
)
log2 = Op(
    "log2",
    lambda m, x, /: m.log2(x),
    {"x": lambda g, x: g / (x * LN2)},
    "The logarithm to base 2.",
    dtype="float",
    domain="x > 0",
    sample=POSITIVE,
    example="log2(x)",
    in_place=True,
)
log10 = Op(
    "log10",
    lambda m, x, /: m.log10(x),
    {"x": lambda g, x: g / (x * LN10)},
    "The logarithm to base 10.",
    dtype="float",
    domain="x > 0",
    sample=POSITIVE,
    example="log10(x)",
    in_place=True,
)
log1p = Op(
    "log1p",
    lambda m, x, /: m.log1p(x),
    {"x": lambda g, x: g / (x + 1)},
    "log(1 + x), exact near 0.",
    dtype="float",
    domain="x > -1",
    sample={"x": (-0.9, 3.0)},
    example="log1p(x)",
    in_place=True,
)


def _xlogy(m: Any, x: Any, y: Any) -> Any:
    return m.where(m.isnan(y), y, m.where(x == 0, 0.0 * m.absolute(x), x * m.log(y)))


xlogy_tensor = Op(
    "xlogy",
    lambda m, x, y, /: _xlogy(m, x, y),
    {
        "x": lambda g, x, y: where(logical_and(x == 0, y <= 0), 0, xlogy(g, y)),
        "y": lambda g, x, y: g * x / y,
    },
    "x*log(y), and 0 where x is 0.",
    dtype="float",
    domain="y > 0",
    sample={"y": (0.1, 3.0)},
    internal=True,
)
xlogy_of_number = Op(
    "xlogy",
    lambda m, x, y, /: _xlogy(m, x, y),
    {"y": lambda g, x, y: g * x / y},
    dtype="float",
    grad_fn="XlogyBackward1",
    internal=True,
)
xlogy_number = Op(
    "xlogy",
    lambda m, x, y, /: _xlogy(m, x, y),
    {"x": lambda g, x, y: where(logical_and(x == 0, y <= 0), 0, xlogy(g, y))},
    dtype="float",
    grad_fn="XlogyBackward2",
    internal=True,
)
logaddexp = Op(
    "logaddexp",
    lambda m, x, y, /: m.logaddexp(x, y),
    {"x": lambda g, x, y: g / (1 + exp(less(y, x))), "y": lambda g, x, y: g / (1 + exp(less(x, y)))},
    "log(exp(x) + exp(y)), without overflow.",
    dtype="float",
    check=floats_only("logaddexp_cpu"),
    example="logaddexp(x, 2*x)",
)


# ------------------------------------------------------------------ names whose operation depends on the operands
def _pow(x: Any, exponent: Any, /) -> Any:
    if is_number(exponent):
        if type(exponent) is int and exponent < 0 and any(getattr(x, "dtype", None) == dtype for dtype in WHOLE):
            raise runtime_error("Integers to negative integer powers are not allowed.")
        return pow_number(x, exponent)
    return pow_of_number(x, exponent) if is_number(x) else pow_tensor(x, exponent)


def _xlogy_of(x: Any, y: Any, /) -> Any:
    if is_number(y):
        return xlogy_number(x, y)
    return xlogy_of_number(x, y) if is_number(x) else xlogy_tensor(x, y)


pow: Composite = Composite(
    "pow",
    _pow,
    "Power; 0**0 is 1.",
    rows=(pow_number, pow_tensor, pow_of_number),
    aliases=("power",),
    domain="x >= 0 where the exponent is not whole",
    sample=POSITIVE,
    example="pow(x, 3)",
    in_place=True,
    kinds={"x": TENSOR_OR_NUMBER},
)


def _float_power(x: Any, exponent: Any, /) -> Any:
    """Both in float64, whatever they were."""
    x, exponent = (float(z) if is_number(z) else z if dtype_of(z) == "float64" else to(z, dtype="float64") for z in (x, exponent))
    return _pow(x, exponent)


float_power = Composite(
    "float_power",
    _float_power,
    "Power, in float64.",
    rows=(pow_number, pow_tensor, pow_of_number),
    domain="x >= 0 where the exponent is not whole",
    sample=POSITIVE,
    example="float_power(x, 3)",
    in_place=True,
    kinds={"x": TENSOR_OR_NUMBER},
)
xlogy: Composite = Composite(
    "xlogy",
    _xlogy_of,
    "x*log(y), and 0 where x is 0.",
    rows=(xlogy_tensor, xlogy_number, xlogy_of_number),
    domain="y > 0",
    sample={"y": (0.1, 3.0)},
    example="xlogy(x, x + 1)",
    in_place=True,
    kinds={"x": TENSOR_OR_NUMBER, "y": TENSOR_OR_NUMBER},
)
