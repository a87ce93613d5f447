"""Trigonometric and hyperbolic functions, and angles. Formulas as in PyTorch's derivatives.yaml."""

from __future__ import annotations

import math
from typing import Any

from gradcli.ops.arithmetic import neg, reciprocal, where
from gradcli.ops.dtypes import floats_only, in_singles
from gradcli.ops.exponential import rsqrt, square
from gradcli.ops.op import Kink, Op
from gradcli.ops.slopes import slope

UNIT = {"x": (-0.9, 0.9)}
RADIANS = math.pi / 180
DEGREES = 180 / math.pi

sin = Op(
    "sin",
    lambda m, x, /: m.sin(x),
    {"x": lambda g, x: g * cos(x)},
    "Sine, in radians.",
    dtype="float",
    example="sin(x)",
    in_place=True,
)
cos: Op = Op(
    "cos",
    lambda m, x, /: m.cos(x),
    {"x": lambda g, x: g * -sin(x)},
    "Cosine, in radians.",
    dtype="float",
    example="cos(x)",
    in_place=True,
)
tan = Op(
    "tan",
    lambda m, x, /: m.tan(x),
    {"x": lambda g, out: g * (1 + out * out)},
    "Tangent, in radians.",
    dtype="float",
    domain="x != pi/2 + k*pi",
    sample={"x": (-1.2, 1.2)},
    example="tan(x)",
    in_place=True,
)
asin = Op(
    "asin",
    lambda m, x, /: m.asin(x),
    {"x": lambda g, x: g * rsqrt(1 - x * x)},
    "The angle whose sine is x.",
    aliases=("arcsin",),
    dtype="float",
    domain="-1 <= x <= 1",
    sample=UNIT,
    example="asin(x/4)",
    in_place=True,
)
acos = Op(
    "acos",
    lambda m, x, /: m.acos(x),
    {"x": lambda g, x: g * -rsqrt(1 - x * x)},
    "The angle whose cosine is x.",
    aliases=("arccos",),
    dtype="float",
    domain="-1 <= x <= 1",
    sample=UNIT,
    example="acos(x/4)",
    in_place=True,
)
atan = Op(
    "atan",
    lambda m, x, /: m.atan(x),
    {"x": lambda g, x: g / (x * x + 1)},
    "The angle whose tangent is x.",
    aliases=("arctan",),
    dtype="float",
    example="atan(x)",
    in_place=True,
)
atan2 = Op(
    "atan2",
    lambda m, x, y, /: m.atan2(x, y),
    {
        "x": lambda g, x, y: g * y * _no_inf(reciprocal(x * x + y * y)),
        "y": lambda g, x, y: g * neg(x) * _no_inf(reciprocal(x * x + y * y)),
    },
    "The angle of the point (y, x), from -pi to pi.",
    aliases=("arctan2",),
    dtype="float",
    kinks=(Kink(lambda x, y: (x == 0) & (y == 0), "atan2 has no direction at (0, 0)", "torch takes the gradient 0"),),
    sample={"y": (0.5, 3.0)},
    example="atan2(x, 2)",
    in_place=True,
)


def _no_inf(x: object) -> object:
    """0 in place of inf: at the origin torch lets the gradient be 0."""
    return where(x == math.inf, 0, x)


sinh = Op(
    "sinh",
    lambda m, x, /: m.sinh(x),
    {"x": lambda g, x: g * cosh(x)},
    "Hyperbolic sine.",
    dtype="float",
    example="sinh(x)",
    in_place=True,
)
cosh: Op = Op(
    "cosh",
    lambda m, x, /: m.cosh(x),
    {"x": lambda g, x: g * sinh(x)},
    "Hyperbolic cosine.",
    dtype="float",
    example="cosh(x)",
    in_place=True,
)


def _tanh_slope(g: Any, out: Any) -> Any:
    found = in_singles("tanh_slope", g, out)
    return g * (1 - out * out) if found is None else found


tanh_backward: Op = Op(
    "tanh_backward",
    lambda m, upstream, result, /: _tanh_slope(upstream, result),
    {
        "upstream": lambda g, result: slope(tanh_backward, g, result),
        "result": lambda g, upstream, result: g * (-2 * result * upstream),
    },
    internal=True,
)
tanh = Op(
    "tanh",
    lambda m, x, /: m.tanh(x),
    {"x": lambda g, out: slope(tanh_backward, g, out)},
    "Hyperbolic tangent.",
    dtype="float",
    example="tanh(x)",
    in_place=True,
)
asinh = Op(
    "asinh",
    lambda m, x, /: m.asinh(x),
    {"x": lambda g, x: g * rsqrt(square(x) + 1)},
    "The inverse of sinh.",
    aliases=("arcsinh",),
    dtype="float",
    example="asinh(x)",
    in_place=True,
)
acosh = Op(
    "acosh",
    lambda m, x, /: m.acosh(x),
    {"x": lambda g, x: g * rsqrt(x * x - 1)},
    "The inverse of cosh.",
    aliases=("arccosh",),
    dtype="float",
    domain="x >= 1",
    sample={"x": (1.1, 3.0)},
    example="acosh(x)",
    in_place=True,
)
atanh = Op(
    "atanh",
    lambda m, x, /: m.atanh(x),
    {"x": lambda g, x: g * reciprocal(1 - square(x))},
    "The inverse of tanh.",
    aliases=("arctanh",),
    dtype="float",
    domain="-1 < x < 1",
    sample=UNIT,
    example="atanh(x/4)",
    in_place=True,
)
sinc = Op(
    "sinc",
    lambda m, x, /: m.where(x == 0, 1.0, m.sin(math.pi * x) / (math.pi * x)),
    {"x": lambda g, x: where(x * x == 0, 0, g * ((math.pi * x * cos(math.pi * x) - sin(math.pi * x)) / (math.pi * x * x)))},
    "sin(pi*x)/(pi*x), and 1 at 0.",
    dtype="float",
    example="sinc(x)",
    in_place=True,
)
deg2rad = Op(
    "deg2rad",
    lambda m, x, /: x * RADIANS,
    {"x": lambda g: g * RADIANS},
    "Degrees to radians.",
    aliases=("radians",),
    grad_fn="Deg2RadBackward0",
    dtype="float",
    example="deg2rad(x)",
    in_place=True,
)
rad2deg = Op(
    "rad2deg",
    lambda m, x, /: x * DEGREES,
    {"x": lambda g: g * DEGREES},
    "Radians to degrees.",
    aliases=("degrees",),
    dtype="float",
    example="rad2deg(x)",
    in_place=True,
)
hypot = Op(
    "hypot",
    lambda m, x, y, /: m.hypot(x, y),
    {"x": lambda g, x, out: g * x / out, "y": lambda g, y, out: g * y / out},
    "sqrt(x**2 + y**2), without overflow.",
    dtype="float",
    check=floats_only("hypot_cpu"),
    kinks=(Kink(lambda x, y: (x == 0) & (y == 0), "hypot has a cone's tip at (0, 0)", "torch computes 0/0"),),
    example="hypot(x, 2)",
    in_place=True,
)
