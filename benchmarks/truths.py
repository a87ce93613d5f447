"""What is true of an expression at a point: values by mpmath, slopes by difference quotients of hundreds of digits.

Nothing of gradcli takes part. The text is read by Python, every literal is the decimal number that was typed, and what a function
is stands here a second time, in mpmath's terms. A quotient is taken with two precisions and two steps; only what both agree on to
forty digits is told, everything else raises Uncertain.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from types import CodeType
from typing import Any, NamedTuple

import mpmath
import numpy as np
from mpmath import mp, mpf

PRECISIONS = ((500, 120), (1300, 330))  # digits to compute with, and of the step
AGREED = mpf(10) ** -40


HALF, HUNDREDTH = mpf("0.5"), Fraction(1, 100)


class Uncertain(Exception):
    """The two precisions do not agree, or there is no slope."""


class Slope(NamedTuple):
    """The slope on both sides; the same where the function is smooth."""

    left: Any
    right: Any

    @property
    def kink(self) -> bool:
        """Whether there is no one slope."""
        return self.left != self.right


# ------------------------------------------------------------------ reading
class _Literals(ast.NodeTransformer):
    """Numbers as typed, in place of floats; indices and what stands after a name stay as they are."""

    def __init__(self, source: str) -> None:
        self.source = source

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """A literal."""
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            return node
        text = ast.get_source_segment(self.source, node)
        return ast.Call(ast.Name("_number", ast.Load()), [ast.Constant(text)], [])

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        """An option: whole numbers are dims."""
        return node if isinstance(node.value, ast.Constant) and isinstance(node.value.value, int) else self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """An index."""
        node.value = self.visit(node.value)
        return node


@cache
def _compiled(text: str) -> tuple[CodeType | None, CodeType]:
    """The statements before the last, and the last."""
    text = "\n".join(part.strip() for part in text.split(";"))
    body = _Literals(text).visit(ast.parse(text)).body
    before = ast.fix_missing_locations(ast.Module(body[:-1], []))
    last = ast.fix_missing_locations(ast.Expression(body[-1].value))
    return (compile(before, text, "exec") if body[:-1] else None), compile(last, text, "eval")


def evaluated(text: str, point: Mapping[str, Any]) -> Any:
    """The value of an expression, at the precision that is set."""
    before, last = _compiled(text)
    names = {**FUNCTIONS, "pi": +mp.pi, "e": +mp.e, "inf": mp.inf, "_number": mpf, **point, "__builtins__": {}}
    if before is not None:
        exec(before, names)  # texts of this folder alone
    return eval(last, names)


def number(text: Any, dtype: str = "float64") -> Any:
    """A value as it is typed: a numeral, or lists of such; in float32 what float32 makes of it."""
    data = ast.literal_eval(text) if text.lstrip().startswith("[") else None
    if data is None:
        return mpf(text) if dtype == "float64" else mpf(float(np.float32(text)))
    shape = np.shape(data)
    found = [
        mpf(repr(x)) if dtype == "float64" else mpf(float(np.float32(x))) for x in np.asarray(data, dtype=float).ravel().tolist()
    ]
    return np.array(found, dtype=object).reshape(shape)


# ------------------------------------------------------------------ slopes
def slopes(text: str, values: Mapping[str, str], name: str, dtype: str = "float64") -> list[Slope]:
    """The slopes of the sum of the output by each element of a variable, to forty digits."""
    rounds = [_quotients(text, values, name, dtype, *precision) for precision in PRECISIONS]
    with mp.workdps(PRECISIONS[0][0]):
        return [_agreed(*pair) for pair in zip(*rounds, strict=True)]


def _quotients(text: str, values: Mapping[str, str], name: str, dtype: str, digits: int, step: int) -> list[tuple[Any, Any, Any]]:
    """The quotients on the left and on the right of each element, and what is lost to rounding."""
    with mp.workdps(digits):
        point = {n: number(v, dtype) for n, v in values.items()}
        here = _total(evaluated(text, point))
        x = np.asarray(point[name], dtype=object)
        found = []
        for place in np.ndindex(x.shape):
            h = (abs(x[place]) or mpf(1)) * mpf(10) ** -step
            ends = [_total(evaluated(text, {**point, name: _moved(x, place, s * h)})) for s in (1, -1)]
            found.append(
                ((here - ends[1]) / h, (ends[0] - here) / h, abs(here) * mpf(10) ** (step - digits + 10) / (h * mpf(10) ** step))
            )
        return found


def _moved(x: Any, place: tuple[int, ...], h: Any) -> Any:
    moved = x.copy()
    moved[place] += h
    return moved if x.ndim else moved[()]


def _total(out: Any) -> Any:
    total = np.sum(out) if isinstance(out, np.ndarray) else mpf(out)
    if isinstance(total, mpmath.mpc) or not mpmath.isfinite(total):
        raise Uncertain("no finite value")
    return total


def _agreed(rough: tuple[Any, Any, Any], fine: tuple[Any, Any, Any]) -> Slope:
    """One slope or two, if both rounds say the same."""
    apart, still = abs(rough[1] - rough[0]), abs(fine[1] - fine[0])
    if still * 2 > apart and still > fine[2]:  # a corner stays, however short the step
        return Slope(*(_same(a, b, max(rough[2], apart * AGREED)) for a, b in zip(rough[:2], fine[:2], strict=True)))
    middle = _same((rough[0] + rough[1]) / 2, (fine[0] + fine[1]) / 2, rough[2])
    return Slope(middle, middle)


def _same(rough: Any, fine: Any, lost: Any) -> Any:
    if abs(rough - fine) > AGREED * abs(fine) + lost:
        raise Uncertain(f"{mpmath.nstr(rough, 20)} and {mpmath.nstr(fine, 20)}")
    if abs(fine) <= lost and fine != 0:
        raise Uncertain("too small to be told from 0")
    return fine


def value(text: str, values: Mapping[str, str], dtype: str = "float64") -> Any:
    """The output: a number, or an array."""
    with mp.workdps(PRECISIONS[0][0]):
        return evaluated(text, {n: number(v, dtype) for n, v in values.items()})


# ------------------------------------------------------------------ functions of numbers
def _each(function: Callable[..., Any]) -> Callable[..., Any]:
    """On every element, with options as they are."""

    def run(*operands: Any, **options: Any) -> Any:
        if not any(isinstance(x, np.ndarray) for x in operands):
            return function(*operands, **options)
        return np.frompyfunc(lambda *xs: function(*xs, **options), len(operands), 1)(*operands)

    return run


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + mpmath.exp(-x))


def _softplus(x: Any, beta: Any = 1, threshold: Any = 20) -> Any:
    return x if x * beta > threshold else mpmath.log1p(mpmath.exp(beta * x)) / beta


def _gelu(x: Any, approximate: str = "none") -> Any:
    if approximate == "tanh":
        return x / 2 * (1 + mpmath.tanh(mpmath.sqrt(2 / mp.pi) * (x + mpf("0.044715") * x**3)))
    return x / 2 * mpmath.erfc(-x / mpmath.sqrt(2))


def _elu(x: Any, alpha: Any = 1, scale: Any = 1, inner: Any = 1) -> Any:
    return scale * (x if x > 0 else alpha * mpmath.expm1(x * inner))


def _selu(x: Any) -> Any:
    return _elu(x, mpf("1.6732632423543772848170429916717"), mpf("1.0507009873554804934193349852946"))


def _logit(x: Any, eps: Any = None) -> Any:
    x = x if eps is None else min(max(x, eps), 1 - eps)
    return mpmath.log(x / (1 - x))


def _erfinv(x: Any) -> Any:
    """By Newton's steps from mpmath's own."""
    with mp.workdps(30):
        found = mpmath.erfinv(x)
    for _ in range(3 + int(mpmath.log(mp.dps / 15, 2))):
        found -= (mpmath.erf(found) - x) * mpmath.sqrt(mp.pi) / 2 * mpmath.exp(found * found)
    return found


def _clamp(x: Any, low: Any = None, high: Any = None, **bounds: Any) -> Any:
    low, high = bounds.get("min", low), bounds.get("max", high)
    x = x if low is None or x > low else mpf(low)
    return x if high is None or x < high else mpf(high)


def _hardsigmoid(x: Any) -> Any:
    return _clamp(x + 3, 0, 6) / 6


def _round(x: Any) -> Any:
    return mpmath.nint(x)


def _atan2(y: Any, x: Any) -> Any:
    return mpmath.atan2(y, x)


ELEMENTWISE: Mapping[str, Callable[..., Any]] = {
    **{n: getattr(mpmath, n) for n in "exp log sqrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh".split()},
    **{n: getattr(mpmath, n) for n in "expm1 log1p erf erfc sign floor ceil hypot digamma".split()},
    "abs": abs,
    "erfinv": _erfinv,
    "exp2": lambda x: mpf(2) ** x,
    "log2": lambda x: mpmath.log(x) / mpmath.log(2),
    "log10": lambda x: mpmath.log(x) / mpmath.log(10),
    "rsqrt": lambda x: 1 / mpmath.sqrt(x),
    "square": lambda x: x * x,
    "reciprocal": lambda x: 1 / x,
    "neg": lambda x: -x,
    "pow": lambda x, y: x**y,
    "float_power": lambda x, y: x**y,
    "add": lambda x, y: x + y,
    "mul": lambda x, y: x * y,
    "atan2": _atan2,
    "sinc": lambda x: mpmath.sin(mp.pi * x) / (mp.pi * x) if x else mpf(1),
    "deg2rad": lambda x: x * mp.pi / 180,
    "rad2deg": lambda x: x * 180 / mp.pi,
    "lgamma": lambda x: mpmath.log(abs(mpmath.gamma(x))) if x < 1000 else mpmath.loggamma(x),
    "i0": lambda x: mpmath.besseli(0, x),
    "i1": lambda x: mpmath.besseli(1, x),
    "logaddexp": lambda x, y: mpmath.log(mpmath.exp(x) + mpmath.exp(y)),
    "xlogy": lambda x, y: x * mpmath.log(y) if x else mpf(0),
    "lerp": lambda a, b, w: a + w * (b - a),
    "sigmoid": _sigmoid,
    "logsigmoid": lambda x: -mpmath.log1p(mpmath.exp(-x)),
    "logit": _logit,
    "relu": lambda x: x if x > 0 else mpf(0),
    "relu6": lambda x: _clamp(x, 0, 6),
    "leaky_relu": lambda x, slope=HUNDREDTH: (
        x if x > 0 else mpf(slope.numerator) / slope.denominator * x if slope is HUNDREDTH else slope * x
    ),
    "softplus": _softplus,
    "elu": _elu,
    "selu": _selu,
    "celu": lambda x, alpha=1: _elu(x, alpha, 1, 1 / mpf(alpha)),
    "gelu": _gelu,
    "silu": lambda x: x * _sigmoid(x),
    "mish": lambda x: x * mpmath.tanh(mpmath.log1p(mpmath.exp(x))),
    "hardsigmoid": _hardsigmoid,
    "hardswish": lambda x: x * _hardsigmoid(x),
    "hardtanh": lambda x, low=-1, high=1: _clamp(x, low, high),
    "softshrink": lambda x, lambd=HALF: x - lambd if x > lambd else x + lambd if x < -lambd else mpf(0),
    "hardshrink": lambda x, lambd=HALF: x if abs(x) > lambd else mpf(0),
    "softsign": lambda x: x / (1 + abs(x)),
    "tanhshrink": lambda x: x - mpmath.tanh(x),
    "trunc": lambda x: mpmath.floor(x) if x > 0 else mpmath.ceil(x),
    "round": _round,
    "frac": lambda x: x - (mpmath.floor(x) if x > 0 else mpmath.ceil(x)),
    "remainder": lambda x, y: x - mpmath.floor(x / y) * y,
    "clamp": _clamp,
    "maximum": lambda x, y: x if x > y else y,
    "minimum": lambda x, y: x if x < y else y,
    "where": lambda condition, x, y: x if condition else y,
    "copysign": lambda x, y: abs(x) if y >= 0 else -abs(x),
}


# ------------------------------------------------------------------ functions of several elements
def _along(function: Callable[[Any], Any]) -> Callable[..., Any]:
    """A function of vectors along a dimension, or of all elements."""

    def run(x: Any, dim: int | None = None) -> Any:
        x = np.asarray(x, dtype=object)
        if dim is None:
            return function(x.reshape(-1))
        moved = np.moveaxis(x, dim, -1)
        rows = [function(row) for row in moved.reshape(-1, moved.shape[-1])]
        if not isinstance(rows[0], np.ndarray):
            return _shaped(rows, moved.shape[:-1])
        return np.moveaxis(np.array(rows, dtype=object).reshape(*moved.shape[:-1], -1), -1, dim)

    return run


def _shaped(numbers: Sequence[Any], shape: Any) -> Any:
    return np.array(numbers, dtype=object).reshape(shape) if shape else numbers[0]


def _softmax(x: Any) -> Any:
    weights = _EXP(x)
    return weights / np.sum(weights)


def _logsumexp(x: Any) -> Any:
    return mpmath.log(np.sum(_EXP(x)))


def _running(join: Callable[[Any, Any], Any]) -> Callable[[Any], Any]:
    def run(x: Any) -> Any:
        found = [x[0]]
        for element in x[1:]:
            found.append(join(found[-1], element))
        return np.array(found, dtype=object)

    return run


def _variance(x: Any) -> Any:
    middle = np.sum(x) / len(x)
    return np.sum((x - middle) ** 2) / (len(x) - 1)


def _norm(x: Any, ord: Any = 2) -> Any:
    """The p-norm of all elements."""
    sizes = abs(np.asarray(x, dtype=object)).reshape(-1)
    if ord == mp.inf:
        return max(sizes)
    return np.sum(sizes**ord) ** (1 / mpf(ord)) if ord != 2 else mpmath.sqrt(np.sum(sizes**2))


def _reduced(terms: Any, reduction: str) -> Any:
    return np.sum(terms) if reduction == "sum" else np.sum(terms) / np.size(terms)


def _loss(of_one: Callable[..., Any]) -> Callable[..., Any]:
    """A loss from that of one element."""

    def run(x: Any, target: Any, reduction: str = "mean", **options: Any) -> Any:
        return _reduced(_each(of_one)(np.asarray(x, dtype=object), target, **options), reduction)

    return run


def _huber(x: Any, t: Any, delta: Any = 1) -> Any:
    return (x - t) ** 2 / 2 if abs(x - t) < delta else delta * (abs(x - t) - mpf(delta) / 2)


def _smooth_l1(x: Any, t: Any, beta: Any = 1) -> Any:
    return (x - t) ** 2 / 2 / beta if abs(x - t) < beta else abs(x - t) - mpf(beta) / 2


def _cross_entropy(x: Any, target: Any, reduction: str = "mean") -> Any:
    rows, chosen = (x, target) if x.ndim == 2 else (x[None], np.asarray([target]))
    terms = [_logsumexp(row) - row[int(k)] for row, k in zip(rows, np.ravel(chosen), strict=True)]
    return _reduced(np.array(terms, dtype=object), reduction)


def _cosine(x: Any, y: Any, dim: int = 0) -> Any:  # noqa: ARG001 - of vectors alone
    return np.sum(x * y) / (_norm(x) * _norm(y))


def _det(x: Any) -> Any:
    return mpmath.det(mpmath.matrix(x.tolist()))


def _inv(x: Any) -> Any:
    n = len(x)
    found = mpmath.matrix(x.tolist()) ** -1
    return np.array([[found[i, j] for j in range(n)] for i in range(n)], dtype=object)


def _extreme(of_two: Callable[[Any, Any], Any], of_many: Callable[[Any], Any]) -> Callable[..., Any]:
    """max and min: of two numbers the one, of a tensor its largest."""

    def run(x: Any, y: Any = None) -> Any:
        return of_many(np.ravel(x)) if y is None else _each(of_two)(x, y)

    return run


_EXP = _each(mpmath.exp)
SEVERAL: Mapping[str, Callable[..., Any]] = {
    "sum": _along(np.sum),
    "mean": _along(lambda x: np.sum(x) / len(x)),
    "prod": _along(np.prod),
    "softmax": _along(_softmax),
    "softmin": _along(lambda x: _softmax(-x)),
    "log_softmax": _along(lambda x: x - _logsumexp(x)),
    "logsumexp": _along(_logsumexp),
    "cumsum": _along(_running(lambda a, b: a + b)),
    "cumprod": _along(_running(lambda a, b: a * b)),
    "logcumsumexp": _along(_running(lambda a, b: mpmath.log(mpmath.exp(a) + mpmath.exp(b)))),
    "var": _along(_variance),
    "std": _along(lambda x: mpmath.sqrt(_variance(x))),
    "diff": _along(lambda x: x[1:] - x[:-1]),
    "amax": _along(max),
    "amin": _along(min),
    "median": _along(lambda x: sorted(x)[(len(x) - 1) // 2]),
    "norm": _norm,
    "vector_norm": _norm,
    "max": _extreme(lambda a, b: a if a > b else b, max),
    "min": _extreme(lambda a, b: a if a < b else b, min),
    "dot": lambda x, y: np.sum(x * y),
    "outer": lambda x, y: x[:, None] * y[None, :],
    "kron": np.kron,
    "mm": lambda x, y: x @ y,
    "mv": lambda x, y: x @ y,
    "t": np.transpose,
    "trace": np.trace,
    "diag": np.diag,
    "tril": np.tril,
    "det": _det,
    "inv": _inv,
    "mse_loss": _loss(lambda x, t: (x - t) ** 2),
    "l1_loss": _loss(lambda x, t: abs(x - t)),
    "huber_loss": _loss(_huber),
    "smooth_l1_loss": _loss(_smooth_l1),
    "binary_cross_entropy": _loss(lambda x, t: -t * mpmath.log(x) - (1 - t) * mpmath.log(1 - x)),
    "binary_cross_entropy_with_logits": _loss(lambda x, t: mpmath.log(1 + mpmath.exp(x)) - t * x),
    "cross_entropy": _cross_entropy,
    "cosine_similarity": _cosine,
}
FUNCTIONS: Mapping[str, Callable[..., Any]] = {**{n: _each(f) for n, f in ELEMENTWISE.items()}, **SEVERAL}
