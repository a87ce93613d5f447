"""dtype: operands of different kinds, casts, single numbers against tensors, numbers of Python."""

from __future__ import annotations

from tools.differential.draw import Draw, Maker, Piece

CASTS = ("float()", "double()", "long()", "bool()", "float()", "double()")
BINARY = """add sub mul div true_divide remainder fmod pow float_power maximum minimum fmax fmin atan2 hypot logaddexp xlogy
floor_divide""".split()
COMPARED = "lt le gt ge eq ne logical_and logical_or".split()
UNARY = """abs neg sign sgn exp log sqrt rsqrt square reciprocal sin tanh sigmoid relu erf floor ceil round trunc frac lgamma sinc
deg2rad log1p expm1 logical_not isnan positive""".split()
REDUCED = "sum mean prod amax amin max min std var argmax cumsum cumprod norm logsumexp median all any softmax".split()
OPERATORS = ("+", "-", "*", "/", "**", "%", "//", "<", ">=", "==")


def typed(draw: Draw, x: Piece) -> Piece:
    """A tensor of another kind that goes with x: cast, compared, made of whole numbers or truth values."""
    roll = draw.rng.random()
    if roll < 0.3:
        found = draw.piece(f"{x.wrapped}.{draw.pick(CASTS)}")
    elif roll < 0.42:
        found = draw.piece(draw.mask(x))
    elif roll < 0.5:
        found = draw.piece(f"{x.wrapped}.argmax()")
    elif roll < 0.58 and x.rank:
        n = x.shape[-1]
        made = "arange(N)", "ones(N)", "arange(0., N)", "full((N,), 2)", "linspace(0, 1, N)", "eye(N)"
        found = draw.piece(f"torch.{draw.pick(made)}".replace("N", str(n)))
    else:
        found = draw.constant(draw.beside(x.shape) if draw.chance(0.6) else (), draw.words("int bool int float"))
    return found if found is not None else draw.constant(())


def mixed(draw: Draw, x: Piece) -> str:
    """An operator between two kinds."""
    y = typed(draw, x)
    left, right = (y, x) if draw.chance(0.4) else (x, y)
    if draw.chance(0.15):
        left = typed(draw, x)
    return f"{left.wrapped} {draw.pick(OPERATORS)} {right.wrapped if draw.chance(0.85) else draw.scalar()}"


def function(draw: Draw, x: Piece) -> str:
    """A function of two kinds."""
    y = typed(draw, x)
    left, right = (y, x) if draw.chance(0.4) else (x, y)
    return draw.call(draw.pick(BINARY if draw.chance(0.8) else COMPARED), left, right.text)


def three(draw: Draw, x: Piece) -> str:
    """where, lerp and clamp with kinds mixed."""
    y, z = typed(draw, x), typed(draw, x)
    roll = draw.rng.random()
    if roll < 0.5:
        return f"torch.where({draw.mask(x)}, {y.text}, {draw.pick((z.text, x.text, draw.scalar()))})"
    if roll < 0.6:
        return draw.call("lerp", x, y.text, draw.pick((z.text, "0.5")))
    return draw.call("clamp", draw.pick((x, y)), f"min={y.text}", draw.maybe(f"max={z.text}", 0.5))


def cast(draw: Draw, x: Piece) -> str:
    """A cast, alone or followed by the way back."""
    return draw.pick(
        (
            f"{x.wrapped}.{draw.pick(CASTS)}",
            f"{x.wrapped}.float().double()",
            f"{x.wrapped}.{draw.pick(CASTS)} * {x.wrapped}",
            f"{x.wrapped} + {x.wrapped}.{draw.pick(CASTS)}",
            f"({x.wrapped}.{draw.pick(CASTS)}).{draw.pick(CASTS)} * {x.wrapped}",
            f"{x.wrapped}.to(torch.float{draw.words('32 64')})" if draw.chance(0.2) else f"{x.wrapped}.float()",
        )
    )


def of_other_kind(draw: Draw, x: Piece) -> str:
    """A function of integers, truth values or floats of the other size, as a factor."""
    y = typed(draw, x)
    name = draw.pick(UNARY)
    call = draw.call(name, y)
    return f"{call} * {x.wrapped}" if draw.chance(0.6) else call


def reduced(draw: Draw, x: Piece) -> str:
    """A reduction of another kind."""
    y = typed(draw, x)
    name = draw.pick(REDUCED)
    dim = "dim=-1" if name in ("logsumexp", "softmax", "cumsum", "cumprod") else draw.maybe("dim=0", 0.3)
    call = draw.call(name, y, dim)
    part = ".values" if dim and name in ("max", "min", "median") else ""
    return f"{call}{part} * {x.wrapped}" if draw.chance(0.5) else f"{call}{part}"


DTYPE: tuple[Maker, ...] = (mixed, mixed, mixed, function, function, three, cast, cast, of_other_kind, reduced)
