"""The primitive functions of kernels, each once: what it is on a float, on an array, on a dual number and on a lane.

A kernel finds them under `m`. What `m` is, is made from this table: `floats` and `arrays` have every primitive as an
attribute. Dual numbers take the value from `arrays` and the slope from the row of the same name; lanes record the function
of NumPy, or, where it has none, the one of `arrays`. Only what is exact on dual numbers or simpler on lanes is written out
there. Nothing here needs NumPy.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from gradcli.ops import scalars, special


class Primitive(NamedTuple):
    """One function that kernels call.

    name      its attribute of `m`
    on_float  the function on Python floats, which may raise ArithmeticError or ValueError where NumPy would answer inf or nan
    numpy     NumPy's name of it; None where it has none, and the function of floats is applied to every element
    each      what is applied to every element, where `on_float` may raise
    whole     on whole numbers and masks NumPy does what the rows of the table do; the others are for floating point
    rounded   float32 is the exact value rounded once, which is PyTorch's answer far more often than NumPy's float32
    """

    name: str
    on_float: Callable[..., Any]
    numpy: str | None = None
    each: Callable[..., float] | None = None
    whole: bool = False
    rounded: bool = False


PRIMITIVES = (
    # signs, steps and remainders
    Primitive("negative", scalars.negative, "negative", whole=True),
    Primitive("absolute", abs, "absolute", whole=True),
    Primitive("sign", scalars.sign),
    Primitive("floor", scalars.floor, "floor"),
    Primitive("ceil", scalars.ceil, "ceil"),
    Primitive("trunc", scalars.trunc, "trunc"),
    Primitive("rint", scalars.rint, "rint"),
    Primitive("floor_divide", scalars.floor_divide, "floor_divide"),
    Primitive("trunc_divide", scalars.trunc_divide),
    Primitive("remainder", scalars.remainder),
    Primitive("copysign", math.copysign, "copysign"),
    Primitive("fmod", math.fmod, "fmod"),
    # choice
    Primitive("maximum", scalars.maximum, "maximum", whole=True),
    Primitive("minimum", scalars.minimum, "minimum", whole=True),
    Primitive("fmax", scalars.fmax, "fmax"),
    Primitive("fmin", scalars.fmin, "fmin"),
    Primitive("isnan", math.isnan, "isnan"),
    Primitive("isinf", math.isinf, "isinf"),
    Primitive("isfinite", math.isfinite, "isfinite"),
    Primitive("signbit", scalars.signbit, "signbit"),
    Primitive("logical_not", scalars.logical_not, "logical_not", whole=True),
    Primitive("where", scalars.where, "where", whole=True),
    Primitive("copy", scalars.copy, "copy"),
    Primitive("zeros_like", scalars.zeros_like, "zeros_like"),
    Primitive("ones_like", scalars.ones_like, "ones_like"),
    # powers, exponentials and logarithms
    Primitive("pow", math.pow, "power", rounded=True),
    Primitive("sqrt", math.sqrt, "sqrt"),
    Primitive("hypot", math.hypot, "hypot"),
    Primitive("exp", math.exp, "exp", rounded=True),
    Primitive("exp2", scalars.exp2, "exp2", rounded=True),
    Primitive("expm1", math.expm1, "expm1", rounded=True),
    Primitive("log", math.log, "log", rounded=True),
    Primitive("log2", math.log2, "log2", rounded=True),
    Primitive("log10", math.log10, "log10", rounded=True),
    Primitive("log1p", math.log1p, "log1p", rounded=True),
    Primitive("logaddexp", scalars.logaddexp, "logaddexp"),
    # trigonometric and hyperbolic
    Primitive("sin", math.sin, "sin", rounded=True),
    Primitive("cos", math.cos, "cos", rounded=True),
    Primitive("tan", math.tan, "tan", rounded=True),
    Primitive("asin", math.asin, "arcsin", rounded=True),
    Primitive("acos", math.acos, "arccos", rounded=True),
    Primitive("atan", math.atan, "arctan", rounded=True),
    Primitive("atan2", math.atan2, "arctan2", rounded=True),
    Primitive("sinh", math.sinh, "sinh", rounded=True),
    Primitive("cosh", math.cosh, "cosh", rounded=True),
    Primitive("tanh", math.tanh, "tanh", rounded=True),
    Primitive("asinh", math.asinh, "arcsinh", rounded=True),
    Primitive("acosh", math.acosh, "arccosh", rounded=True),
    Primitive("atanh", math.atanh, "arctanh", rounded=True),
    # special functions
    Primitive("erf", math.erf),
    Primitive("erfc", math.erfc),
    Primitive("erfinv", special.erfinv),
    Primitive("erfcx", special.erfcx),
    Primitive("log_ndtr", special.log_ndtr),
    Primitive("i0e", special.i0e),
    Primitive("i1e", special.i1e),
    Primitive("i0", special.i0),
    Primitive("i1", special.i1),
    Primitive("lgamma", math.lgamma, each=special.lgamma),
    Primitive("digamma", special.digamma),
    Primitive("polygamma", special.polygamma),
)
