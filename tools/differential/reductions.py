"""reduce, scan, sort, softmax: operations along dims."""

from __future__ import annotations

from tools.differential.draw import Draw, Maker, Piece

DIM = "dim dim dim axis"


def _dim(draw: Draw, x: Piece) -> str:
    return draw.keyword(DIM, draw.dim(x))


def _dims(draw: Draw, x: Piece) -> str:
    return draw.keyword(DIM, draw.dims(x))


def _keep(draw: Draw) -> str:
    return draw.maybe(f"{draw.words('keepdim keepdim keepdim keepdim keepdims')}={draw.words('True True False')}")


# ------------------------------------------------------------------ reduce
def total(draw: Draw, x: Piece) -> str:
    """sum and mean."""
    name = draw.words("sum sum mean")
    return draw.call(name, x) if draw.chance(0.2) else draw.call(name, x, _dims(draw, x), _keep(draw))


def product(draw: Draw, x: Piece) -> str:
    """prod."""
    return draw.call("prod", x) if draw.chance(0.35) else draw.call("prod", x, _dim(draw, x), _keep(draw))


def extremum(draw: Draw, x: Piece) -> str:
    """amax and amin."""
    name = draw.words("amax amin")
    return draw.call(name, x) if draw.chance(0.15) else draw.call(name, x, _dims(draw, x), _keep(draw))


def found(draw: Draw, x: Piece) -> str:
    """max, min, median: of all elements, or along a dim with the places besides."""
    name = draw.words("max min median")
    if draw.chance(0.3):
        return draw.call(name, x)
    return f"{draw.call(name, x, _dim(draw, x), _keep(draw))}{_part(draw)}"


def _part(draw: Draw) -> str:
    return draw.pick((".values", ".values", ".values", "[0]", ".indices", "[1]"))


def place(draw: Draw, x: Piece) -> str:
    """argmax and argmin, made a number that has no gradient."""
    name = draw.words("argmax argmin")
    call = draw.call(name, x) if draw.chance(0.3) else draw.call(name, x, _dim(draw, x), _keep(draw))
    return f"{call} * 1.0" if draw.chance(0.7) else call


def spread(draw: Draw, x: Piece) -> str:
    """var and std, with their corrections."""
    name = draw.words("var std")
    corrections = ("unbiased=False", "unbiased=True", "correction=0", "correction=1", "correction=2", "correction=1.5")
    correction = draw.maybe(draw.pick(corrections), 0.75)
    if draw.chance(0.3):
        return draw.call(name, x, correction)
    return draw.call(name, x, f"{draw.words(DIM)}={draw.dims(x)}" if draw.chance(0.7) else draw.dims(x), correction, _keep(draw))


def logsumexp(draw: Draw, x: Piece) -> str:
    """logsumexp."""
    return draw.call("logsumexp", x, _dims(draw, x), _keep(draw), places="mmts")


ORDERS = ("2", "1", "0", "3", "inf", "-inf", "0.5", "1.5", "-1", "2.0", "1.0", "-2")


def norm(draw: Draw, x: Piece) -> str:
    """Norms of vectors, in their many spellings."""
    order = draw.pick(ORDERS)
    roll = draw.rng.random()
    if roll < 0.15:
        return draw.call("norm", x)
    if roll < 0.3:
        return draw.call("norm", x, draw.keyword("p", draw.pick((*ORDERS, "'fro'"))))
    if roll < 0.55:
        return draw.call("norm", x, f"p={draw.pick((*ORDERS, chr(39) + 'fro' + chr(39)))}", f"dim={draw.dims(x)}", _keep(draw))
    if roll < 0.65:
        return draw.call("norm", x, f"dim={draw.dim(x)}", _keep(draw), places="mtl")
    name = "vector_norm" if roll < 0.85 else "norm"
    order, dims = draw.keyword("ord", order), f"dim={draw.dims(x)}"
    return draw.call(name, x, draw.maybe(order, 0.75), draw.maybe(dims, 0.5), _keep(draw), places="l")


def beyond(draw: Draw, x: Piece) -> str:
    """Reductions that are seldom met."""
    name = draw.words("all any nansum nanmean count_nonzero aminmax std_mean")
    if name == "std_mean":
        return f"torch.std_mean({x.text})[0]"
    return f"torch.aminmax({x.text}).max" if name == "aminmax" else f"{draw.call(name, x)} * 1.0"


# ------------------------------------------------------------------ scan, sort, softmax
def scan(draw: Draw, x: Piece) -> str:
    """cumsum and cumprod."""
    return draw.call(draw.words("cumsum cumprod"), x, _dim(draw, x))


def scan_beyond(draw: Draw, x: Piece) -> str:
    """Other scans."""
    name = draw.words("logcumsumexp cummax cummin diff")
    call = draw.call(name, x, f"dim={draw.dim(x)}")
    return call if name in ("logcumsumexp", "diff") else f"{call}.values"


def sort(draw: Draw, x: Piece) -> str:
    """sort, one of its two results."""
    options = draw.maybe(f"descending={draw.words('True True False')}"), draw.maybe(f"stable={draw.words('True False')}", 0.2)
    where = draw.maybe(f"dim={draw.dim(x)}" if options[1] or draw.chance(0.5) else draw.dim(x), 0.7)
    return f"{draw.call('sort', x, where, *options)}{_part(draw)}"


def ranked(draw: Draw, x: Piece) -> str:
    """Other functions that put in order."""
    roll = draw.rng.random()
    if roll < 0.4:
        return f"{draw.call('median', x, _dim(draw, x), _keep(draw))}{_part(draw)}"
    if roll < 0.7:
        return f"{draw.call('max', x, _dim(draw, x), _keep(draw))}{_part(draw)}"
    name = draw.words("argsort msort topk kthvalue")
    if name == "argsort":
        return f"{draw.call(name, x, _dim(draw, x))} * 1.0"
    return draw.call(name, x) if name == "msort" else f"{draw.call(name, x, '1', f'dim={draw.dim(x)}')}.values"


def softmax(draw: Draw, x: Piece) -> str:
    """softmax and log_softmax."""
    return draw.call(draw.words("softmax log_softmax"), x, draw.keyword("dim", draw.dim(x), 0.4), places="mtffs")


def after_softmax(draw: Draw, x: Piece) -> str:
    """What is made of probabilities."""
    dim = draw.dim(x)
    return draw.pick(
        (
            f"torch.log(torch.softmax({x.text}, dim={dim}))",
            f"(-(F.softmax({x.text}, dim={dim}) * F.log_softmax({x.text}, dim={dim})))",
            f"{x.wrapped} - torch.logsumexp({x.text}, dim={dim}, keepdim=True)",
            f"torch.exp({x.text}) / torch.exp({x.text}).sum(dim={dim}, keepdim=True)",
            f"F.softmin({x.text}, dim={dim})" if draw.chance(0.3) else f"F.softmax({x.text}, {dim})",
            f"F.softmax({x.wrapped} / {draw.words('2 0.5')}, dim={dim})",
        )
    )


REDUCE: tuple[Maker, ...] = (total, total, product, extremum, found, found, place, spread, spread, logsumexp, norm, norm)
SCAN: tuple[Maker, ...] = (scan,) * 12 + (scan_beyond,)
SORT: tuple[Maker, ...] = (sort, sort, sort, ranked)
SOFTMAX: tuple[Maker, ...] = (softmax, softmax, softmax, after_softmax, logsumexp)
ALL: tuple[Maker, ...] = (total, total, total, product, extremum, found, spread, logsumexp, norm, scan, sort, softmax)
BEYOND: tuple[Maker, ...] = (beyond,)
