"""neural: convolutions, pooling, padding, normalization, embeddings, attention, and the activations that have parameters."""

from __future__ import annotations

from collections.abc import Sequence

from tools.differential.draw import Draw, Maker, Piece
from tools.differential.values import Shape


def _sizes(draw: Draw, n: int, low: int = 1, high: int = 4) -> Shape:
    return tuple(draw.rng.randint(low, high) for _ in range(n))


def _option(draw: Draw, name: str, numbers: Sequence[int], n: int, probability: float = 0.5) -> str:
    """One number, or one for each dimension, by keyword; seldom one that does not fit."""
    if not draw.chance(probability):
        return ""
    if draw.odd():
        return f"{name}={draw.pick((-1, 0, '(1, 2, 3, 4)'))}"
    each = draw.chance(0.4)
    return f"{name}={tuple(draw.pick(numbers) for _ in range(n)) if each else draw.pick(numbers)}"


def _called(name: str, *arguments: str) -> str:
    return f"F.{name}({', '.join(argument for argument in arguments if argument)})"


def _batch(draw: Draw, channels: int, size: Shape) -> Piece:
    """A batch of images, or one image alone."""
    shape = (draw.rng.randint(1, 2), channels, *size) if draw.chance(0.7) else (channels, *size)
    return draw.variable(shape if not draw.odd() else shape[1:])


# ------------------------------------------------------------------ convolutions
def convolution(draw: Draw, _: Piece) -> str:
    """conv1d, conv2d and conv3d, with everything that they take."""
    n = draw.pick((1, 2, 2, 3))
    groups = draw.pick((1, 1, 1, 2))
    inner, outer = draw.rng.randint(1, 2), draw.rng.randint(1, 2)
    x = _batch(draw, inner * groups, _sizes(draw, n, 2, 4 if n < 3 else 3))
    channels = inner if not draw.odd() else inner + 1
    weight = draw.variable((outer * groups, channels, *_sizes(draw, n, 1, 2)))
    bias = draw.variable((outer * groups,)).text if draw.chance(0.5) else ""
    padding = draw.pick(("padding='same'", "padding='valid'")) if draw.chance(0.1) else _option(draw, "padding", (0, 1, 2), n)
    given = [padding, _option(draw, "dilation", (1, 2), n, 0.3), f"groups={groups}" if groups > 1 else ""]
    stride = _option(draw, "stride", (1, 2, 3), n) if "same" not in padding else ""
    return _called(f"conv{n}d", x.text, weight.text, bias, stride, *given)


def transposed(draw: Draw, _: Piece) -> str:
    """conv_transpose1d to 3d."""
    n = draw.pick((1, 2, 2, 3))
    groups = draw.pick((1, 1, 2))
    inner, outer = draw.rng.randint(1, 2), draw.rng.randint(1, 2)
    x = _batch(draw, inner * groups, _sizes(draw, n, 1, 3))
    weight = draw.variable((inner * groups, outer, *_sizes(draw, n, 1, 2)))
    bias = draw.variable((outer * groups,)).text if draw.chance(0.4) else ""
    options = [
        _option(draw, "stride", (1, 2, 3), n),
        _option(draw, "padding", (0, 1), n, 0.3),
        _option(draw, "output_padding", (0, 1), n, 0.3),
        _option(draw, "dilation", (1, 2), n, 0.3),
        f"groups={groups}" if groups > 1 else "",
    ]
    return _called(f"conv_transpose{n}d", x.text, weight.text, bias, *options)


# ------------------------------------------------------------------ pooling
def pooling(draw: Draw, _: Piece) -> str:
    """max_pool and avg_pool over one to three dimensions."""
    n = draw.pick((1, 2, 2, 3))
    x = _batch(draw, 2, _sizes(draw, n, 2, 5 if n < 3 else 3))
    kernel = str(draw.rng.randint(1, 3)) if draw.chance(0.6) else str(_sizes(draw, n, 1, 3))
    options = [_option(draw, "stride", (1, 2, 3), n), _option(draw, "padding", (0, 1), n, 0.3)]
    options.append(draw.maybe("ceil_mode=True", 0.3))
    if draw.chance(0.5):
        options += [_option(draw, "dilation", (1, 2), n, 0.2)]
        return _called(f"max_pool{n}d", x.text, kernel, *options)
    options.append(draw.maybe("count_include_pad=False", 0.3))
    if n > 1:
        options.append(draw.maybe(f"divisor_override={draw.words('1 3 2')}", 0.2))
    return _called(f"avg_pool{n}d", x.text, kernel, *options)


def adaptive(draw: Draw, _: Piece) -> str:
    """Pooling into so many parts."""
    n = draw.pick((1, 2))
    x = _batch(draw, 2, _sizes(draw, n, 1, 5))
    sizes = str(draw.rng.randint(1, 4)) if n == 1 or draw.chance(0.5) else str(_sizes(draw, n, 1, 4))
    return _called(f"adaptive_{draw.words('avg max')}_pool{n}d", x.text, sizes)


def powers(draw: Draw, _: Piece) -> str:
    """lp_pool of positive numbers."""
    n = draw.pick((1, 2))
    x = _batch(draw, 2, _sizes(draw, n, 2, 4))
    return _called(f"lp_pool{n}d", f"torch.exp({x.text})", draw.words("2 1 3.0 2.0"), "2", draw.maybe("ceil_mode=True"))


def columns(draw: Draw, _: Piece) -> str:
    """unfold, and fold of what it answers."""
    size = _sizes(draw, 2, 2, 4)
    x = _batch(draw, 2, size)
    kernel = str(_sizes(draw, 2, 1, 2))
    options = [_option(draw, "padding", (0, 1), 2, 0.3), _option(draw, "stride", (1, 2), 2, 0.3)]
    unfolded = _called("unfold", x.text, kernel, *options)
    found = draw.piece(unfolded)
    if found is None or draw.chance(0.5):
        return unfolded
    return _called("fold", draw.variable(found.shape).text, str(size), kernel, *options)


# ------------------------------------------------------------------ padding
def padding(draw: Draw, x: Piece) -> str:
    """pad in all modes."""
    mode = draw.words("constant constant reflect replicate circular")
    rank = draw.rng.randint(2, 4)
    x = x if mode == "constant" and x.rank and draw.chance(0.5) else draw.variable(_sizes(draw, rank, 2, 4))
    most = x.rank if mode == "constant" else max(1, x.rank - draw.pick((1, 2)))
    pads = tuple(draw.pick((0, 1, 1, 2, -1)) for _ in range(2 * draw.rng.randint(1, most)))
    value = draw.maybe(f"value={draw.words('1.5 -2 0')}", 0.4) if mode == "constant" else ""
    return _called("pad", x.text, str(pads), f"mode='{mode}'" if mode != "constant" or draw.chance(0.3) else "", value)


# ------------------------------------------------------------------ normalization
def _affine(draw: Draw, shape: Shape) -> list[str]:
    """A weight and a bias, or one of them, or none."""
    weight = draw.chance(0.6)
    given = [f"weight={draw.variable(shape).text}"] if weight else []
    return [*given, *([f"bias={draw.variable(shape).text}"] if weight and draw.chance(0.7) else [])]


def normalization(draw: Draw, _: Piece) -> str:
    """layer_norm, batch_norm, instance_norm, group_norm, rms_norm."""
    x = draw.variable((draw.rng.randint(1, 3), draw.pick((2, 4)), *_sizes(draw, draw.rng.randint(0, 2), 1, 3)))
    if x.rank < 2:  # an old one, where no name is free
        return lengths(draw, x)
    eps = draw.maybe(f"eps={draw.words('0.1 1e-3')}", 0.3)
    kind = draw.words("layer batch batch given instance group rms")
    channels = (x.shape[1],) if not draw.odd() else (x.shape[1] + 1,)
    if kind in ("layer", "rms"):
        last = x.shape[-draw.rng.randint(1, x.rank) :]
        affine = _affine(draw, last)
        return _called(f"{kind}_norm", x.text, str(last), *(affine if kind == "layer" else affine[:1]), eps)
    if kind == "group":
        return _called("group_norm", x.text, draw.words("1 2 3" if draw.odd() else "1 2"), *_affine(draw, channels), eps)
    if kind == "instance":
        return _called("instance_norm", x.text, *_affine(draw, channels), eps)
    if kind == "batch":
        return _called("batch_norm", x.text, "None", "None", *_affine(draw, channels), "training=True", eps)
    given = f"torch.tensor({[0.5 * k + 1 for k in range(channels[0])]}).{'double' if draw.dtype == 'float64' else 'float'}()"
    return _called("batch_norm", x.text, given, given, *_affine(draw, channels), eps)


def lengths(draw: Draw, x: Piece) -> str:
    """normalize and local_response_norm."""
    if draw.chance(0.6):
        dim = f"dim={draw.dim(x)}" if draw.chance(0.7) else ""
        return _called("normalize", x.text, draw.maybe(f"p={draw.words('1 2 3.0')}"), dim)
    x = draw.variable(_sizes(draw, draw.pick((3, 4)), 1, 3))
    return _called("local_response_norm", x.text, draw.words("1 2 3"), draw.maybe("alpha=0.5"), draw.maybe("beta=2"))


# ------------------------------------------------------------------ the rest
def lookup(draw: Draw, _: Piece) -> str:
    """embedding and one_hot."""
    rows = draw.rng.randint(1, 4)
    top = rows - 1 if not draw.odd() else rows
    places = f"torch.tensor({[draw.rng.randint(0, top) for _ in range(draw.rng.randint(1, 4))]})"
    if draw.chance(0.25):
        return f"{_called('one_hot', places, str(rows))} * {draw.variable(()).text}"
    weight = draw.variable((rows, draw.rng.randint(1, 3)))
    return _called("embedding", places, weight.text, draw.maybe(f"padding_idx={draw.rng.randint(-rows, rows - 1)}", 0.3))


def attention(draw: Draw, _: Piece) -> str:
    """scaled_dot_product_attention."""
    batch = draw.pick(((), (2,), (1, 2)))
    queries, keys, width = _sizes(draw, 3, 1, 3)
    last = width if draw.chance(0.7) else draw.rng.randint(1, 3)
    q, k, v = (draw.variable((*batch, *s)).text for s in ((queries, width), (keys, width), (keys, last)))
    mask = ""
    if draw.chance(0.3):
        mask = f"attn_mask={draw.constant((queries, keys), 'bool').text}"
    elif draw.chance(0.3):
        mask = "is_causal=True"
    return _called("scaled_dot_product_attention", q, k, v, mask, draw.maybe("scale=0.5", 0.3))


def parameters(draw: Draw, x: Piece) -> str:
    """threshold, rrelu, prelu, glu and bilinear."""
    kind = draw.words("threshold rrelu prelu glu bilinear")
    if kind == "threshold":
        return _called(kind, x.text, draw.scalar(), draw.scalar())
    if kind == "rrelu":
        return _called(kind, x.text, draw.maybe("lower=0.25, upper=0.5"))
    if kind == "prelu":
        channels = x.shape[1] if x.rank > 1 and draw.chance(0.5) else 1
        return _called(kind, x.text, draw.variable((channels,)).text)
    if kind == "glu":
        return _called(kind, x.text, draw.maybe(draw.dim(x), 0.7))
    batch = _sizes(draw, draw.pick((0, 1, 1, 2)), 1, 3)
    out, rows, others = _sizes(draw, 3, 1, 3)
    operands = (draw.variable(s).text for s in ((*batch, rows), (*batch, others), (out, rows, others)))
    return _called(kind, *operands, draw.variable((out,)).text if draw.chance(0.5) else "")


NEURAL: tuple[Maker, ...] = (
    *(convolution,) * 4,
    *(transposed,) * 2,
    *(pooling,) * 4,
    *(normalization,) * 4,
    adaptive,
    powers,
    columns,
    padding,
    padding,
    lengths,
    lookup,
    attention,
    parameters,
    parameters,
)
