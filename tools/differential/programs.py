"""Whole programs: statements, what is done with the last piece, and the settings of a request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tools.differential import dtypes, elementwise, linear, losses, reductions, shapes, values
from tools.differential.draw import Broken, Draw, Maker, Piece
from tools.differential.request import Request, worded

Program = Callable[[Draw], Request]

SMOOTH: tuple[Maker, ...] = (
    *elementwise.ALL,
    *reductions.ALL,
    *shapes.SHAPE,
    *shapes.INDEX * 3,
    *linear.LINALG[:6],
    linear.fitting,
)
ANY: tuple[Maker, ...] = (*SMOOTH, *losses.LOSS[::3], *dtypes.DTYPE[::3], linear.fitting, linear.fitting)

SUMS = (
    "{}.sum()",
    "{}.sum()",
    "{}.sum()",
    "{}.mean()",
    "({} ** 2).sum()",
    "({} * {}).sum()",
    "torch.tanh({}).sum()",
    "torch.sum({})",
)


# ------------------------------------------------------------------ one piece
def alone(makers: Sequence[Maker], before: tuple[Maker, ...] = (), beyond: tuple[Maker, ...] = (), most: int = 2) -> Program:
    """Programs of one piece: at times an operation before the one that is meant, and one after it."""

    def make(draw: Draw) -> Request:
        x = draw.variable()
        if before and draw.chance(0.25):
            x = draw.grown(x, before)
        x = draw.grown(x, beyond if beyond and draw.chance(0.03) else makers)
        if before and draw.chance(0.25):
            x = draw.many(x, (*before, *makers), most)
        return finished(draw, x)

    return guarded(make)


def guarded(make: Program) -> Program:
    """A program that broke while it grew is finished as it is."""

    def made(draw: Draw) -> Request:
        try:
            return make(draw)
        except Broken as broken:
            return ended(draw, f"({broken}).sum()" if draw.chance(0.5) else str(broken), {})

    return made


def finished(draw: Draw, x: Piece) -> Request:
    """The request for a piece: reduced to one number, or with a gradient for its output."""
    if not x.value.is_floating_point() and draw.chance(0.85):
        other = draw.variable(())
        x = draw.piece(f"{x.wrapped} * {other.text}") or x
    if x.value.numel() == 1 and not draw.chance(0.15):
        given = {"grad_output": values.decimal(draw.rng)} if not x.rank and draw.chance(0.06) else {}
        return ended(draw, x.text if given else single(draw, x), given)
    if draw.chance(0.15):
        return ended(draw, x.text, {"grad_output": gradient(draw, x)})
    return ended(draw, x.text if draw.chance(0.02) else summed(draw, x), {})


def single(draw: Draw, x: Piece) -> str:
    """Something made of one number."""
    if draw.chance(0.6):
        return x.text
    forms = ("{} * 3", "1 * {}", "torch.exp(-{})", "{} / 3", "torch.log(1 + {})", "0.5 * {} + 1", "{}.sum()", "2 - {}")
    return draw.pick(forms).format(x.wrapped)


def summed(draw: Draw, x: Piece) -> str:
    """One number made of many."""
    return draw.pick(SUMS).replace("{}", x.wrapped)


def gradient(draw: Draw, x: Piece) -> Any:
    """A gradient for an output, of its shape."""
    shape = x.shape if not draw.odd() else (*x.shape, 2)
    if not values.holdable(shape):
        return f"zeros({', '.join(map(str, shape))})"
    return worded(values.data(draw.rng, shape, draw.pick((values.decimal, values.half, values.whole, values.tied))))


def ended(draw: Draw, last: str, settings: dict[str, Any]) -> Request:
    """The request for a program."""
    program = draw.program(last)
    used = draw.used(program)
    if draw.dtype != "float64":
        settings["dtype"] = draw.dtype
    floats = [name for name, data in used.items() if not _mask(data)]
    if len(floats) > 1 and draw.chance(0.08):
        settings["wrt"] = sorted(draw.rng.sample(floats, draw.rng.randint(1, len(floats) - 1)))
    if draw.chance(0.01):
        settings["allow_unused"] = draw.chance(0.3)
    return Request(program, used, settings)


def _mask(data: Any) -> bool:
    while isinstance(data, list) and data:
        data = data[0]
    return isinstance(data, bool)


# ------------------------------------------------------------------ several statements
def statements(draw: Draw, makers: Sequence[Maker], most: int = 4) -> list[Piece]:
    """Named results, each made of earlier names; names are bound again at times."""
    for _ in range(draw.rng.randint(1, 2)):
        draw.variable()
    named: list[Piece] = []
    for k in range(draw.rng.randint(1, most)):
        x = (draw.old() if draw.chance(0.8) else None) or draw.variable()
        found = x if draw.chance(0.08) else draw.many(x, makers, 2)
        bound = draw.pick(list(draw.names)) if draw.chance(0.12) else f"h{k}"
        if bound in draw.values and _mask(draw.values[bound]):
            bound = f"h{k}"
        named = [piece for piece in named if piece.text != bound]
        named.append(draw.named_result(bound, found))
    return named


def together(draw: Draw, named: Sequence[Piece]) -> str:
    """The sum of what the named results come to."""
    forms = ("{}.sum()", "{}.sum()", "{}.mean()", "({} * {}).sum()", "torch.tanh({}).sum()")
    terms = [x.text if x.value.numel() == 1 and x.rank == 0 else draw.pick(forms).replace("{}", x.text) for x in _real(named)]
    if draw.chance(0.5):
        more = draw.many(draw.pick(list(named)), SMOOTH, 1)
        terms.append(summed(draw, more))
    return " + ".join(terms) or "0.0"


def _real(named: Sequence[Piece]) -> list[Piece]:
    floats = [x for x in named if x.value.is_floating_point()]
    return floats or list(named)


def chain(draw: Draw) -> Request:
    """Statements whose results are used several times."""
    named = statements(draw, SMOOTH)
    if draw.chance(0.15):
        return finished(draw, draw.grown(named[-1], SMOOTH))
    return ended(draw, together(draw, named), {})


def wild(draw: Draw) -> Request:
    """Anything after anything."""
    if draw.chance(0.4):
        return finished(draw, draw.many(draw.variable(), ANY, 5))
    return ended(draw, together(draw, statements(draw, ANY, 6)), {})


# ------------------------------------------------------------------ settings
def passes(draw: Draw) -> Request:
    """Several passes, through fresh graphs or the same one."""
    found = chain(draw) if draw.chance(0.6) else alone(SMOOTH)(draw)
    settings: dict[str, Any] = {"backward": draw.pick((2, 2, 3))}
    if draw.chance(0.7):
        settings["same_graph"] = True
        if draw.chance(0.6):
            settings["retain_graph"] = True
    if draw.chance(0.25):
        settings["zero_grad"] = True
    if draw.chance(0.02):
        settings["no_grad"] = True
    return Request(found.expression, found.values, {**found.settings, **settings})


def hessian(draw: Draw) -> Request:
    """Second derivatives of a scalar."""
    return _asked(draw, "hessian", True)


def second(makers: Sequence[Maker]) -> Program:
    """Programs that ask for second derivatives of a scalar made by one of some operations."""

    def make(draw: Draw) -> Request:
        x = draw.grown(draw.variable(draw.shape(2)), makers)
        found = ended(draw, x.text if x.value.numel() == 1 else summed(draw, x), {})
        settings = {name: given for name, given in found.settings.items() if name != "grad_output"}
        return Request(found.expression, found.values, {**settings, "hessian": True})

    return make


def jacobian(draw: Draw) -> Request:
    """All first derivatives of an output of any shape."""
    if draw.chance(0.6):
        x = draw.many(draw.variable(draw.shape(3)), SMOOTH, 3)
        return ended(draw, x.text, {"jacobian": True})
    return _asked(draw, "jacobian", True)


def _asked(draw: Draw, key: str, value: Any) -> Request:
    if draw.chance(0.4):
        found = chain(draw)
    else:
        x = draw.many(draw.variable(draw.shape(2)), SMOOTH, 2)
        found = ended(draw, x.text if x.value.numel() == 1 else summed(draw, x), {})
    settings = {name: given for name, given in found.settings.items() if name != "grad_output"}
    return Request(found.expression, found.values, {**settings, key: value})


def order(draw: Draw) -> Request:
    """Derivatives of a scalar by a scalar up to an order."""
    if draw.chance(0.3):
        draw.number = values.kink
    makers = (*elementwise.ALL, *elementwise.UNARY)
    x = draw.variable(())
    for _ in range(draw.rng.randint(1, 3)):
        grown = draw.grown(x, makers)
        x = grown if not grown.rank else x
    wide = any(isinstance(data, list | str) for data in draw.used(x.text).values())
    return ended(draw, x.text, {} if wide and draw.chance(0.9) else {"order": draw.pick((2, 3, 3, 4))})


def grad_output(draw: Draw) -> Request:
    """A gradient for an output of several elements."""
    draw.strange = max(draw.strange, 0.05)
    x = draw.many(draw.variable(), SMOOTH, 3)
    return ended(draw, x.text, {"grad_output": gradient(draw, x)})


def errors(draw: Draw) -> Request:
    """Programs that torch refuses, most of them: shapes, dims, dtypes and arguments that do not fit."""
    draw.strange, draw.broken = 0.5, 0.8
    alongs = (*reductions.REDUCE, *reductions.SORT, *shapes.SHAPE, *shapes.INDEX * 5)
    others = (*elementwise.BINARIES, *linear.LINALG, *losses.LOSS, *dtypes.DTYPE[::2], wrong_argument, wrong_argument)
    return finished(draw, draw.grown(draw.variable(), (*alongs, *others)))


def wrong_argument(draw: Draw, x: Piece) -> str:
    """An argument too many, too few, of a wrong kind or of a wrong name."""
    name = draw.words("sum mean exp clamp reshape cat matmul softmax cumsum where pow std transpose flip relu squeeze norm")
    argument = draw.pick(("'a'", "None", "[]", "1, 2, 3", "1.5", "dims=0", "x", "True", "", "dim=None", "dim='0'", "(1.5,)"))
    return draw.call(name, x, argument.replace("x", x.text) if argument == "x" else argument, places="mtt")


def dims(draw: Draw) -> Request:
    """Dims that are negative, out of range, repeated, in tuples; of single numbers and of empty tensors."""
    draw.strange, draw.broken = 0.18, 0.3
    sizes = draw.pick(((), (), (0,), (2, 0), (0, 2), (1,), (1, 1), (2, 1, 2), draw.shape(), draw.shape()))
    makers = (*reductions.REDUCE, *reductions.SCAN[:4], *reductions.SORT, *reductions.SOFTMAX, *shapes.DIMS, shapes.indexed)
    return finished(draw, _kept(draw, draw.variable(sizes), makers))


def _kept(draw: Draw, x: Piece, makers: Sequence[Maker]) -> Piece:
    """One operation more, also where there is nothing in the result."""
    for _ in range(8):
        text = draw.pick(makers)(draw, x)
        found = draw.piece(text) if text else None
        if found is not None:
            return found
        if text and draw.chance(draw.broken):
            raise Broken(text)
    return x


def kinks(draw: Draw) -> Request:
    """Values at corners and near the ends of the range."""
    x = elementwise.kinky(draw)
    makers = (*elementwise.UNARY, *elementwise.BINARIES, *elementwise.WHERE, *reductions.ALL, *losses.LOSS[:8])
    for _ in range(draw.pick((1, 1, 2, 3))):
        x = _kept(draw, x, makers)
    return finished(draw, x)
