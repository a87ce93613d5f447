"""Bessel functions and the inverse of the error function. Formulas as in PyTorch's derivatives.yaml."""

from __future__ import annotations

import math
from typing import Any

from gradcli.ops.arithmetic import where
from gradcli.ops.exponential import exp, square
from gradcli.ops.op import Op

i0: Op = Op(
    "i0",
    lambda m, x, /: m.i0(x),
    {"x": lambda g, x: g * i1(x)},
    "The modified Bessel function of the first kind, of order 0.",
    dtype="float",
    example="i0(x)",
    in_place=True,
)
i1: Op = Op(
    "i1",
    lambda m, x, /: m.i1(x),
    {"x": lambda g, x, out: g * _i1_slope(x, out)},
    "The modified Bessel function of the first kind, of order 1.",
    grad_fn="SpecialI1Backward0",
    dtype="float",
    example="i1(x)",
)


def _i1_slope(x: Any, out: Any) -> Any:
    return where(x == 0, 0.5, i0(x) - out / where(x == 0, 1.0, x))


erfinv: Op = Op(
    "erfinv",
    lambda m, x, /: m.erfinv(x),
    {"x": lambda g, x: 0.5 * math.sqrt(math.pi) * exp(square(erfinv(x))) * g},
    "The number whose error function is x.",
    dtype="float",
    domain="-1 < x < 1",
    sample={"x": (-0.9, 0.9)},
    example="erfinv(x/2)",
    in_place=True,
)
