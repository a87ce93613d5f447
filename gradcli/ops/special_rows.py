"""Special functions beyond those of activation and bessel, and comparisons within a tolerance.

Formulas as in PyTorch's derivatives.yaml.
"""

from __future__ import annotations

import math
from typing import Any

from gradcli.ops.activation import digamma, erf, polygamma
from gradcli.ops.arithmetic import is_number, logical_and, sign, where, zeros_like
from gradcli.ops.dtypes import FLOATING, TITLES, WHOLE, dtype_of, floats_only, whole_only
from gradcli.ops.exponential import less, log, log1p, pow
from gradcli.ops.kinds import FLAG, NUMBER, TENSOR_OR_NUMBER
from gradcli.ops.numbered import plus_number, times_number
from gradcli.ops.op import Composite, Op
from gradcli.problems import runtime_error

_ROOT_HALF, _OVER_ROOT_PI = math.sqrt(0.5), 2 / math.sqrt(math.pi)


# ------------------------------------------------------------------ comparisons
def _close(m: Any, x: Any, y: Any, rtol: float, atol: float, equal_nan: bool) -> Any:
    close = x == y
    if equal_nan:
        close = close | (m.isnan(x) & m.isnan(y))
    if rtol == 0 and atol == 0:
        return close
    apart = m.absolute(x - y)
    return close | (m.isfinite(apart) & (apart <= atol + m.absolute(rtol * y)))


def _close_check(x: str, y: str) -> None:
    if x != y and "int" not in (x, y):
        raise runtime_error(f"{TITLES[x]} did not match {TITLES[y]}")


def _tolerances(rtol: float, atol: float) -> None:
    for name, value in (("rtol", rtol), ("atol", atol)):
        if not value >= 0:
            raise runtime_error(f"{name} must be greater than or equal to zero, but got {value:g}")


def _isclose_kernel(m: Any, x: Any, y: Any, rtol: float, atol: float, equal_nan: bool) -> Any:
    _tolerances(rtol, atol)
    return _close(m, x, y, rtol, atol, equal_nan)


CLOSE = {"rtol": NUMBER, "atol": NUMBER, "equal_nan": FLAG}
isclose = Op(
    "isclose",
    lambda m, x, y, /, rtol=1e-05, atol=1e-08, equal_nan=False: _isclose_kernel(m, x, y, rtol, atol, equal_nan),
    doc="Whether two are equal but for atol + rtol*abs(y).",
    dtype="bool",
    check=_close_check,
    kinds=CLOSE,
    example="isclose(x, x)*x",
)
allclose = Op(
    "allclose",
    lambda m, x, y, /, rtol=1e-05, atol=1e-08, equal_nan=False: bool(m.all_true(_isclose_kernel(m, x, y, rtol, atol, equal_nan))),
    doc="Whether all elements of two tensors are equal but for atol + rtol*abs(y).",
    dtype="bool",
    check=_close_check,
    shape=lambda x, y, rtol=1e-05, atol=1e-08, equal_nan=False: (),
    elementwise=False,
    kinds=CLOSE,
    example="allclose(x, x)*x",
)
isposinf = Op(
    "isposinf",
    lambda m, x, /: x == math.inf,
    doc="Whether it is inf.",
    dtype="bool",
    example="where(isposinf(x), 0, x)",
)
isneginf = Op(
    "isneginf",
    lambda m, x, /: x == -math.inf,
    doc="Whether it is -inf.",
    dtype="bool",
    example="where(isneginf(x), 0, x)",
)
logical_xor = Op(
    "logical_xor",
    lambda m, x, y, /: (x != 0) != (y != 0),
    doc="One of the two, and not the other.",
    dtype="bool",
    example="logical_xor(x > 0, x > 3)*x",
    in_place=True,
)


# ------------------------------------------------------------------ whole numbers and floats as they are stored
def _divisors(name: str, doc: str) -> Op:
    return Op(
        name,
        lambda m, x, y, /: getattr(m, name)(x, y),
        doc=doc,
        check=whole_only(f"{name}_cpu"),
        elementwise=False,
        in_place=True,
        example=f"{name}(tensor(4), tensor(6))*x",
    )


gcd = _divisors("gcd", "The largest whole number that divides two others.")
lcm = _divisors("lcm", "The smallest whole number that two others divide.")
nextafter = Op(
    "nextafter",
    lambda m, x, y, /: m.nextafter(x, y),
    {"x": lambda g: g, "y": lambda g: zeros_like(g)},
    "The next float after x towards y.",
    dtype="float",
    check=floats_only("nextafter_cpu"),
    elementwise=False,  # numbers that stand for a float, and are none, have no next one
    in_place=True,
    sample={"x": (0.1, 0.9), "y": (1.0, 3.0)},
    example="nextafter(x, x + 1)",
)
ldexp = Op(
    "ldexp",
    lambda m, x, y, /: x * m.exp2(y),
    {"x": lambda g, y: g * pow(2, y), "y": lambda g, out: g * out * math.log(2)},
    "x times 2**y.",
    dtype="float",
    in_place=True,
    example="ldexp(x, 2*x)",
)


# ------------------------------------------------------------------ logarithms
def _logaddexp2(m: Any, x: Any, y: Any) -> Any:
    larger = m.maximum(x, y)
    same = m.isinf(x) & m.isinf(y) & m.isnan(x - y)
    return m.where(same, x, larger + m.log1p(m.exp2(-m.absolute(x - y))) / math.log(2))


logaddexp2 = Op(
    "logaddexp2",
    lambda m, x, y, /: _logaddexp2(m, x, y),
    {"x": lambda g, x, y: g / (1 + pow(2, less(y, x))), "y": lambda g, x, y: g / (1 + pow(2, less(x, y)))},
    "log2(2**x + 2**y), without overflow.",
    dtype="float",
    check=floats_only("logaddexp2_cpu"),
    example="logaddexp2(x, 2*x)",
)


def _entropy(m: Any, x: Any) -> Any:
    inside = -x * m.log(m.where(x > 0, x, 1.0))
    return m.where(m.isnan(x), x, m.where(x > 0, inside, m.where(x == 0, x * x, -m.absolute(x) * math.inf)))


entr = Op(
    "entr",
    lambda m, x, /: _entropy(m, x),
    {"x": lambda g, x: g * -(1 + log(x))},
    "-x*log(x): what a probability adds to the entropy.",
    grad_fn="SpecialEntrBackward0",
    dtype="float",
    domain="x > 0",
    sample={"x": (0.1, 3.0)},
    example="entr(x)",
)


def _xlog1py(m: Any, x: Any, y: Any) -> Any:
    return m.where(m.isnan(y), y, m.where(x == 0, 0.0 * m.absolute(x), x * m.log1p(y)))


def _xlog1py_row(overload: int, operands: str) -> Op:
    rules = {
        "x": lambda g, x, y: where(logical_and(x == 0, y <= -1), 0, g * log1p(y)),
        "y": lambda g, x, y: g * x / (y + 1),
    }
    return Op(
        "xlog1py",
        lambda m, x, y, /: _xlog1py(m, x, y),
        {name: rules[name] for name in operands},
        "x*log1p(y), and 0 where x is 0.",
        grad_fn=f"SpecialXlog1PyBackward{overload}",
        dtype="float",
        domain="y > -1",
        sample={"y": (-0.5, 3.0)},
        internal=True,
    )


xlog1py_tensor, xlog1py_of_number, xlog1py_number = _xlog1py_row(0, "xy"), _xlog1py_row(1, "y"), _xlog1py_row(2, "x")


def _xlog1py_of(x: Any, y: Any, /) -> Any:
    if is_number(y):
        return xlog1py_number(x, y)
    return xlog1py_of_number(x, y) if is_number(x) else xlog1py_tensor(x, y)


xlog1py = Composite(
    "xlog1py",
    _xlog1py_of,
    "x*log1p(y), and 0 where x is 0.",
    rows=(xlog1py_tensor, xlog1py_number, xlog1py_of_number),
    domain="y > -1",
    sample={"x": (-1.5, 3.0), "y": (-0.5, 3.0)},
    kinds={"x": TENSOR_OR_NUMBER, "y": TENSOR_OR_NUMBER},
    example="xlog1py(x, x + 1)",
)


# ------------------------------------------------------------------ the normal distribution
erfcx: Op = Op(
    "erfcx",
    lambda m, x, /: m.erfcx(x),
    {"x": lambda g, x, out: (2.0 * x * out - _OVER_ROOT_PI) * g},
    "exp(x**2)*erfc(x), without overflow.",
    grad_fn="SpecialErfcxBackward0",
    dtype="float",
    example="erfcx(x)",
)
log_ndtr = Op(
    "log_ndtr",
    lambda m, x, /: m.log_ndtr(x),
    {"x": lambda g, x: g / erfcx(x * -_ROOT_HALF) * (_OVER_ROOT_PI * _ROOT_HALF)},
    "The logarithm of the distribution function of the normal distribution.",
    grad_fn="SpecialLogNdtrBackward0",
    dtype="float",
    example="log_ndtr(x)",
)


def _ndtr(x: Any, /) -> Any:
    scaled = times_number(_as_float(x), _ROOT_HALF)
    return times_number(plus_number(erf(scaled), 1.0), 0.5)


def _as_float(x: Any) -> Any:
    from gradcli.ops.defaults import default_dtype
    from gradcli.ops.shape import to

    return to(x, dtype=default_dtype()) if dtype_of(x) in WHOLE and not is_number(x) else x


ndtr = Composite(
    "ndtr",
    _ndtr,
    "The distribution function of the normal distribution.",
    rows=(erf,),
    example="ndtr(x)",
)


# ------------------------------------------------------------------ Bessel and gamma functions
i0e: Op = Op(
    "i0e",
    lambda m, x, /: m.i0e(x),
    {"x": lambda g, x, out: g * (i1e(x) - sign(x) * out)},
    "i0(x)*exp(-abs(x)), without overflow.",
    grad_fn="SpecialI0EBackward0",
    dtype="float",
    example="i0e(x)",
)
i1e: Op = Op(
    "i1e",
    lambda m, x, /: m.i1e(x),
    {"x": lambda g, x, out: g * where(x == 0, 0.5, i0e(x) - out * (sign(x) + 1 / where(x == 0, 1.0, x)))},
    "i1(x)*exp(-abs(x)), without overflow.",
    grad_fn="SpecialI1EBackward0",
    dtype="float",
    example="i1e(x)",
)
digamma_as_polygamma = digamma.renamed("PolygammaBackward0")


def _polygamma(n: Any, x: Any, /) -> Any:
    if not is_number(n) and (is_number(x) or dtype_of(n) in FLOATING):  # as a method: x.polygamma(n)
        n, x = x, n
    order = int(n if is_number(n) else n.item())
    if order < 0:
        raise runtime_error("polygamma(n, x) does not support negative n.")
    return polygamma(x, n=order) if order else digamma_as_polygamma(x)


polygamma_function = Composite(
    "polygamma",
    _polygamma,
    "The n-th derivative of digamma.",
    rows=(polygamma, digamma),
    domain="x not 0, -1, -2, ...",
    sample={"x": (0.5, 3.0)},
    kinds={"n": TENSOR_OR_NUMBER, "x": TENSOR_OR_NUMBER},
    example="polygamma(1, x)",
)
