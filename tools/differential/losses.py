"""loss: every loss with its options, by keyword and by position, and targets of many kinds."""

from __future__ import annotations

from tools.differential import values
from tools.differential.draw import Draw, Maker, Piece
from tools.differential.values import Shape


def _reduction(draw: Draw) -> str:
    word = draw.words("none none sum mean mean") if not draw.odd() else draw.words("max batchmean total")
    return f"reduction='{word}'"


def _input(draw: Draw, x: Piece) -> Piece:
    """What is there, or a variable with a loss in mind."""
    return x if draw.chance(0.5) else draw.variable(draw.shape())


def _target(draw: Draw, x: Piece) -> str:
    """A target: a variable or a constant, of the same shape mostly, of any kind."""
    shape = x.shape if draw.chance(0.85) else draw.beside(x.shape)
    roll = draw.rng.random()
    if roll < 0.5:
        return draw.some(shape).text
    if roll < 0.6:
        return f"{draw.some(shape).wrapped}.detach()"
    if roll < 0.68:
        return f"torch.{draw.words('zeros_like ones_like')}({x.text})"
    if roll < 0.75 and x.rank:
        return str(values.data(draw.rng, shape, values.half))
    return draw.constant(shape, draw.words("float float float int bool")).text


def _call(draw: Draw, name: str, x: Piece, target: str, *options: str) -> str:
    target = draw.keyword("target", target, 0.9)
    rest = [option if "=" in option or "=" not in target else "" for option in options]
    given = [item for item in (x.text, target, *rest) if item]
    keywords_last = sorted(given, key=lambda item: _is_keyword(item))
    return f"{'F.' if draw.chance(0.95) else ''}{name}({', '.join(keywords_last)})"


def _is_keyword(text: str) -> bool:
    head = text.partition("=")
    return bool(head[1]) and head[0].isidentifier() and not head[2].startswith("=")


# ------------------------------------------------------------------ regression
def regression(draw: Draw, x: Piece) -> str:
    """mse, l1, huber and smooth l1."""
    x = _input(draw, x)
    target = _target(draw, x)
    name = draw.words("mse_loss l1_loss huber_loss smooth_l1_loss")
    if draw.chance(0.12):
        return _positional(draw, name, x, target)
    special = {"huber_loss": "delta", "smooth_l1_loss": "beta"}.get(name)
    number = draw.words("0.5 2.0 1 2 0.1 0 -1" if draw.odd() else "0.5 2.0 1 2")
    option = draw.maybe(f"{special}={number}", 0.5) if special else ""
    weight = f"weight={draw.some(x.shape).text}" if name != "l1_loss" and draw.chance(0.06) else ""
    return _call(draw, name, x, target, draw.maybe(_reduction(draw), 0.7), option, weight)


def _positional(draw: Draw, name: str, x: Piece, target: str) -> str:
    """Options by their places."""
    word = draw.pick(("'sum'", "'mean'", "'none'"))
    rest = {
        "mse_loss": f"None, None, {word}",
        "l1_loss": draw.pick((f"None, None, {word}", "False", "size_average=False", "reduce=False")),
        "huber_loss": draw.pick((word, f"{word}, 0.5")),
        "smooth_l1_loss": draw.pick((f"None, None, {word}", f"None, None, {word}, 0.5")),
    }[name]
    return f"F.{name}({x.text}, {target}, {rest})"


# ------------------------------------------------------------------ probabilities
def _probabilities(draw: Draw, shape: Shape) -> Piece:
    """A variable between 0 and 1, its ends among it at times."""
    if draw.chance(0.15):
        return draw.variable(shape, lambda rng: rng.choice((0.0, 1.0, 0.5, 0.25)))
    return draw.variable(shape, values.fraction if not draw.odd() else values.decimal)


def binary(draw: Draw, x: Piece) -> str:
    """binary_cross_entropy of probabilities."""
    shape = x.shape
    p = _probabilities(draw, shape) if draw.chance(0.6) else draw.piece(f"torch.sigmoid({x.text})") or x
    target = _binary_target(draw, p)
    weight = draw.keyword("weight", draw.variable(draw.beside(p.shape), values.positive).text, 0.2) if draw.chance(0.25) else ""
    return _call(draw, "binary_cross_entropy", p, target, weight, draw.maybe(_reduction(draw), 0.6))


def _binary_target(draw: Draw, p: Piece) -> str:
    shape = p.shape if draw.chance(0.95) else draw.beside(p.shape)
    roll = draw.rng.random()
    if roll < 0.45:
        return _probabilities(draw, shape).text
    if roll < 0.6:
        return f"({draw.some(p.shape).wrapped} > 0).{'double' if draw.dtype == 'float64' else 'float'}()"
    if roll < 0.65:
        return f"{p.wrapped} > 0.5"
    text = values.data(draw.rng, shape, lambda rng: float(rng.randint(0, 1)))
    return str(text) if p.rank and roll > 0.93 else f"torch.tensor({text})"


def logits(draw: Draw, x: Piece) -> str:
    """binary_cross_entropy_with_logits."""
    x = _input(draw, x)
    target = _binary_target(draw, x)
    weight = f"weight={draw.variable(draw.beside(x.shape), values.positive).text}" if draw.chance(0.2) else ""
    last = x.shape[-1:] if draw.chance(0.7) else x.shape
    positive = f"pos_weight={draw.variable(last, values.positive).text}" if draw.chance(0.3) else ""
    return _call(draw, "binary_cross_entropy_with_logits", x, target, weight, draw.maybe(_reduction(draw), 0.6), positive)


# ------------------------------------------------------------------ classes
def classes(draw: Draw, _: Piece) -> str:
    """cross_entropy and nll_loss with classes or, the former, with probabilities."""
    count = draw.rng.randint(1, 4)
    batch = draw.pick(((), (1,), (2,), (3,), (2, 2), (1, 3)))
    shape = (*batch[:1], count, *batch[1:])
    x = draw.variable(shape)
    options = [_weight(draw, count), _ignored(draw, count), draw.maybe(_reduction(draw), 0.6)]
    if draw.chance(0.45):
        inner = draw.piece(f"F.log_softmax({x.text}, dim={1 if batch else 0})")
        scores = inner if inner is not None and draw.chance(0.85) else x
        return _call(draw, "nll_loss", scores, _labels(draw, batch, count), *options)
    options.append(draw.maybe(f"label_smoothing={draw.words('0.1 0.5 0.0 1.0' if not draw.odd() else '2 -0.1')}", 0.3))
    if draw.chance(0.35):
        options[1] = ""
        return _call(draw, "cross_entropy", x, _shares(draw, shape, 1 if batch else 0), *options)
    return _call(draw, "cross_entropy", x, _labels(draw, batch, count), *options)


def _labels(draw: Draw, batch: Shape, count: int) -> str:
    """Class numbers for a batch."""
    top = count - 1 if not draw.odd() else count + 1
    sizes = batch if not draw.odd() else (*batch, 2)
    return f"torch.tensor({values.data(draw.rng, sizes, lambda rng: rng.randint(0, top))})"


def _shares(draw: Draw, shape: Shape, dim: int) -> str:
    """Probabilities of the classes."""
    q = draw.variable(shape, values.fraction).text
    return f"torch.softmax({q}, dim={dim})" if draw.chance(0.3) else q


def _weight(draw: Draw, count: int) -> str:
    if not draw.chance(0.3):
        return ""
    weight = draw.variable((count if not draw.odd() else count + 1,), values.positive).text
    return weight if draw.chance(0.2) else f"weight={weight}"


def _ignored(draw: Draw, count: int) -> str:
    return draw.maybe(f"ignore_index={draw.rng.randint(-1, count)}", 0.2)


# ------------------------------------------------------------------ similarity, and losses seldom met
def similarity(draw: Draw, x: Piece) -> str:
    """cosine_similarity."""
    other = draw.tensor(x).text
    dim = draw.keyword("dim", draw.dim(x), 0.3) if draw.chance(0.8) else ""
    return draw.call("cosine_similarity", x, other, dim, draw.maybe(f"eps={draw.words('1e-3 0.1 1.0')}", 0.2), places="ft")


def distances(draw: Draw, x: Piece) -> str:
    """pairwise_distance, cdist, and the losses made of distances."""
    kind = draw.words("pairwise_distance cdist triplet_margin_loss cosine_embedding_loss")
    rows, width = draw.rng.randint(1, 3), draw.rng.randint(1, 4)
    first, second = draw.variable((rows, width)).text, draw.variable((rows, width)).text
    p = draw.maybe(f"p={draw.words('1 2.0 3.0')}", 0.4)
    if kind == "pairwise_distance":
        return f"F.{kind}({', '.join(filter(None, (first, second, p, draw.maybe('keepdim=True'))))})"
    if kind == "cdist":
        return f"torch.{kind}({', '.join(filter(None, (first, second, p)))})"
    options = [draw.maybe(f"margin={draw.words('0.5 2.0')}"), draw.maybe(_reduction(draw), 0.6)]
    if kind == "cosine_embedding_loss":
        return _call(draw, kind, Piece(f"{first}, {second}", x.value), _signs(draw, rows), *options)
    third = draw.variable((rows, width)).text
    return f"F.{kind}({', '.join(filter(None, (first, second, third, *options, p, draw.maybe('swap=True'))))})"


def _signs(draw: Draw, count: int) -> str:
    return f"torch.tensor({[draw.pick((1.0, -1.0)) for _ in range(count)]})"


def margins(draw: Draw, x: Piece) -> str:
    """The losses that are 0 beyond a margin."""
    kind = draw.words("margin_ranking hinge_embedding soft_margin multi_margin multilabel_soft_margin")
    count = draw.rng.randint(1, 4)
    reduction = draw.maybe(_reduction(draw), 0.6)
    margin = draw.maybe(f"margin={draw.words('0.5 2.0')}")
    one = draw.variable((count,))
    if kind == "margin_ranking":
        other = draw.variable((count,)).text
        return _call(draw, f"{kind}_loss", Piece(f"{one.text}, {other}", x.value), _signs(draw, count), margin, reduction)
    if kind in ("hinge_embedding", "soft_margin"):
        return _call(draw, f"{kind}_loss", one, _signs(draw, count), margin if kind[0] == "h" else "", reduction)
    classes = draw.rng.randint(2, 4)
    scores = draw.variable((count, classes))
    if kind == "multi_margin":
        target = f"torch.tensor({[draw.rng.randint(0, classes - 1 if not draw.odd() else classes) for _ in range(count)]})"
        return _call(draw, f"{kind}_loss", scores, target, margin, draw.maybe("p=2"), reduction)
    return _call(draw, f"{kind}_loss", scores, _probabilities(draw, (count, classes)).text, reduction)


def likelihoods(draw: Draw, x: Piece) -> str:
    """kl_div, poisson_nll_loss and gaussian_nll_loss."""
    x = _input(draw, x)
    kind = draw.words("kl_div poisson_nll_loss gaussian_nll_loss")
    reduction = draw.maybe(_reduction(draw) if kind != "kl_div" else f"reduction='{draw.words('batchmean sum none mean')}'", 0.8)
    if kind == "gaussian_nll_loss":
        target, logarithm = draw.variable(x.shape).text, draw.variable(x.shape).text
        given = [x.text, target, f"torch.exp({logarithm})", draw.maybe("full=True"), reduction]
        return f"F.{kind}({', '.join(filter(None, given))})"
    target = _probabilities(draw, x.shape).text
    option = "log_target=True" if kind == "kl_div" else draw.words("full=True log_input=False")
    return _call(draw, kind, x, target, draw.maybe(option, 0.3), reduction)


LOSS: tuple[Maker, ...] = (
    *(regression,) * 6,
    *(binary, binary, logits, logits, classes, classes, classes, classes, similarity),
    *(distances, distances, margins, margins, margins, likelihoods, likelihoods),
)
