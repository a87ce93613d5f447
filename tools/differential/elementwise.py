"""unary, binary, where, kinks: operations on elements."""

from __future__ import annotations

from tools.differential import values
from tools.differential.draw import Draw, Maker, Piece

METHODS = """abs absolute neg negative sign sgn exp exp2 expm1 log log2 log10 log1p sqrt rsqrt square reciprocal sin cos tan asin
acos atan sinh cosh tanh asinh acosh atanh arcsin arccos arctan arcsinh arccosh arctanh sinc deg2rad rad2deg sigmoid relu erf
erfc lgamma digamma floor ceil round trunc fix frac logit positive""".split()
FUNCTIONAL = """relu sigmoid tanh relu6 elu selu celu gelu silu mish softplus softsign tanhshrink hardtanh hardsigmoid hardswish
leaky_relu logsigmoid""".split()
SPECIAL = "expit gammaln digamma psi erf erfc exp2 expm1 log1p sinc logit round".split()
TORCH = "selu celu".split()
BEYOND = "erfinv i0 nan_to_num isfinite isinf signbit".split()

BINARY = """add sub subtract mul multiply div divide true_divide floor_divide remainder fmod pow float_power atan2 arctan2 hypot
maximum minimum fmax fmin logaddexp xlogy max min copysign""".split()
TENSORS_ONLY = frozenset("maximum minimum fmax fmin hypot atan2 arctan2 logaddexp max min".split())
COMPARED = "lt le gt ge eq ne less less_equal greater greater_equal not_equal logical_and logical_or".split()
OPERATORS = ("+", "-", "*", "/", "**", "%", "//", "+", "-", "*", "/")


# ------------------------------------------------------------------ of one tensor
def unary(draw: Draw, x: Piece) -> str:
    """A function without options."""
    roll = draw.rng.random()
    if roll < 0.62:
        return draw.call(draw.pick(METHODS), x)
    if roll < 0.86:
        return draw.call(draw.pick(FUNCTIONAL), x, places="f")
    if roll < 0.95:
        return draw.call(draw.pick(SPECIAL), x, places="s")
    if roll < 0.98:
        return draw.call(draw.pick(TORCH), x, places="t")
    return draw.call(draw.pick(BEYOND), x)


def optioned(draw: Draw, x: Piece) -> str:
    """A function with options."""
    low, high = draw.words("-2 -0.5 0"), draw.words("0.5 1 2")
    return draw.pick(
        (
            draw.call("leaky_relu", x, draw.keyword("negative_slope", draw.words("0.1 0.2 -0.5 0 1")), places="f"),
            draw.call(draw.words("elu celu"), x, draw.keyword("alpha", draw.words("0.5 2 1.5 2.0")), places="f"),
            draw.call("gelu", x, f"approximate={_approximate(draw)}", places="f"),
            draw.call("softplus", x, draw.keyword("beta", draw.words("2 0.5 1.0")), draw.maybe("threshold=5"), places="f"),
            draw.call("hardtanh", x, f"min_val={low}", f"max_val={high}", places="f"),
            draw.call("hardtanh", x, low, high, places="f"),
            draw.call("round", x, f"decimals={draw.words('0 1 2 -1')}"),
            draw.call("logit", x, draw.keyword("eps", draw.words("1e-6 0.1 0.2"))),
            draw.call("softshrink", x, places="f") if draw.chance(0.1) else f"-{x.wrapped}",
            f"{draw.pick('--+')}{x.wrapped}",
            f"{draw.scalar()} - {x.wrapped}",
        )
    )


def _approximate(draw: Draw) -> str:
    return draw.pick(("'tanh'", "'none'", '"tanh"')) if not draw.odd() else "'sinh'"


# ------------------------------------------------------------------ of two
def operator(draw: Draw, x: Piece) -> str:
    """An operator between a tensor and a tensor or a number, on either side."""
    symbol, other = draw.pick(OPERATORS), draw.operand(x)
    return f"{other} {symbol} {x.wrapped}" if draw.chance(0.3) else f"{x.wrapped} {symbol} {other}"


def binary(draw: Draw, x: Piece) -> str:
    """A function of two operands."""
    name = draw.pick(BINARY)
    other = draw.tensor(x).text if name in TENSORS_ONLY and not draw.chance(0.03) else _bare(draw.operand(x))
    options = ""
    if name in ("add", "sub", "subtract"):
        options = draw.maybe(f"alpha={draw.words('2 -1 0.5 3')}", 0.35)
    elif name in ("div", "divide"):
        options = draw.maybe(f"rounding_mode={draw.pick(_ROUNDINGS)}", 0.35)
    word = "exponent" if name in ("pow", "float_power") else "other"
    return draw.call(name, x, draw.keyword(word, other, 0.85), options)


_ROUNDINGS = ("'floor'", "'trunc'", "None")


def _bare(text: str) -> str:
    """A negative number needs no brackets between commas."""
    return text[1:-1] if text.startswith("(-") and text.count("(") == 1 else text


def number_first(draw: Draw, x: Piece) -> str:
    """pow, remainder and others with a number before the tensor."""
    number = _bare(draw.scalar())
    return f"torch.{draw.words('pow remainder xlogy float_power')}({number}, {x.text})"


def lerp(draw: Draw, x: Piece) -> str:
    """Between two tensors."""
    weight = draw.words("0.5 0.25 2 -0.5") if draw.chance(0.5) else draw.tensor(x).text
    return draw.call("lerp", x, draw.keyword("end", draw.tensor(x).text, 0.9), draw.keyword("weight", weight, 0.8))


def compared(draw: Draw, x: Piece) -> str:
    """A comparison, as a factor."""
    if draw.chance(0.4):
        return f"({draw.mask(x)}) * {x.wrapped}"
    found = draw.call(draw.pick(COMPARED), x, _bare(draw.operand(x)))
    return f"({found}) * {x.wrapped}"


# ------------------------------------------------------------------ choosing
def where(draw: Draw, x: Piece) -> str:
    """Elements of one or the other."""
    other = draw.operand(x)
    condition = draw.mask(x)
    roll = draw.rng.random()
    if roll < 0.35:
        return f"torch.where({condition}, {x.text}, {_bare(other)})"
    if roll < 0.6:
        return f"torch.where({condition}, {_bare(other)}, {x.text})"
    if roll < 0.8:
        return f"{x.wrapped}.where({condition}, {_bare(other)})"
    if roll < 0.95:
        return f"torch.where(torch.isnan({x.text}), {_bare(draw.scalar())}, {x.text})"
    return f"{x.wrapped}.masked_fill({condition}, {_bare(draw.scalar())})"


def clamp(draw: Draw, x: Piece) -> str:
    """Between two bounds, numbers or tensors, or on one side of one."""
    name = draw.words("clamp clamp clip")
    low, high = _bounds(draw, x)
    roll = draw.rng.random()
    if roll < 0.3:
        return draw.call(name, x, low, high)
    if roll < 0.6:
        return draw.call(name, x, f"min={low}", f"max={high}")
    if roll < 0.75:
        return draw.call(name, x, draw.keyword("min", low))
    if roll < 0.92:
        return draw.call(name, x, f"max={high}")
    return draw.call(draw.words("clamp_min clamp_max"), x, low)


def _bounds(draw: Draw, x: Piece) -> tuple[str, str]:
    if draw.chance(0.35):
        return draw.tensor(x).text, draw.tensor(x).text
    numbers = sorted(draw.rng.choice((-2, -1, -0.5, 0, 0.5, 1, 2, 3)) for _ in range(2))
    if draw.chance(0.1):
        numbers.reverse()
    return str(numbers[0]), str(numbers[1])


UNARY: tuple[Maker, ...] = (unary, unary, unary, unary, optioned)
BINARIES: tuple[Maker, ...] = (operator, operator, operator, binary, binary, binary, lerp, number_first, compared)
WHERE: tuple[Maker, ...] = (where, where, clamp)
ALL: tuple[Maker, ...] = (unary, unary, optioned, operator, operator, binary, binary, lerp, where, clamp, compared)


def kinky(draw: Draw) -> Piece:
    """A variable at corners or near the ends of the range, often a single number."""
    draw.number = values.kink if draw.chance(0.5) else values.extreme
    return draw.variable(draw.pick(((), (), (2,), (3,), (2, 2))))
