"""statistics: quantiles, covariances, areas, counts, and comparisons within a tolerance."""

from __future__ import annotations

from tools.differential.draw import Draw, Maker, Piece


def quantile(draw: Draw, x: Piece) -> str:
    """quantile and nanquantile, of all elements or along a dimension, with one or several levels."""
    q = draw.pick(("0.5", "0.25", "0", "1", "0.9", "torch.tensor([0.1, 0.6])" if draw.chance(0.5) else "0.3"))
    dim = draw.maybe(draw.keyword("dim", draw.dim(x)), 0.6)
    kind = draw.maybe(f"interpolation='{draw.words('lower higher midpoint nearest linear')}'", 0.5)
    keep = draw.maybe("keepdim=True", 0.3)
    return draw.call(draw.words("quantile quantile nanquantile"), x, q, dim, keep, kind)


def chosen(draw: Draw, x: Piece) -> str:
    """nanmedian and mode."""
    dim = draw.dim(x)
    if draw.chance(0.4):
        return draw.call("nanmedian", x)
    name = draw.words("nanmedian mode")
    return f"{draw.call(name, x, draw.keyword('dim', dim), draw.maybe('keepdim=True', 0.3))}{draw.words('.values [0]')}"


def spread(draw: Draw, _: Piece) -> str:
    """cov and corrcoef."""
    x = draw.some(draw.pick(((3,), (2, 3), (3, 2), (3, 4), (1, 3))))
    return draw.call("cov", x, draw.maybe("correction=0", 0.3)) if draw.chance(0.6) else draw.call("corrcoef", x)


def areas(draw: Draw, x: Piece) -> str:
    """trapezoid and cumulative_trapezoid."""
    dim = draw.dim(x)
    place = int(dim) if dim.lstrip("-").isdigit() else 0
    n = x.shape[place] if -x.rank <= place < x.rank else 1
    name = draw.words("trapezoid trapezoid trapz cumulative_trapezoid")
    at = draw.some((n + draw.odd(),)).text if draw.chance(0.4) else ""
    return draw.call(name, x, at, draw.maybe("dx=0.5", 0.3) if not at else "", draw.maybe(f"dim={dim}", 0.6), places="t")


def distances(draw: Draw, x: Piece) -> str:
    """dist and renorm."""
    if draw.chance(0.6):
        return draw.call("dist", x, draw.tensor(x).text, draw.maybe(draw.words("1 2 3 1.5"), 0.4))
    return draw.call("renorm", x, draw.words("1 2 3 1.5"), draw.dim(x), draw.words("1.0 0.5 2.0"))


def counted(draw: Draw, x: Piece) -> str:
    """Counts and places, which have no gradient, times something that has one."""
    y = draw.some(())
    found = draw.pick(
        (
            draw.call("count_nonzero", x, draw.maybe(draw.dims(x), 0.5)),
            f"torch.histc({x.wrapped}.detach(), {draw.words('2 3 5')})",
            f"torch.unique({x.wrapped}.detach())",
            f"torch.searchsorted(torch.tensor([-1.0, 0.0, 1.0]).to({x.text}), {x.text}{draw.maybe(', right=True', 0.4)})"
            if draw.odd()
            else f"torch.bucketize({x.text}, torch.tensor([-1.0, 0.0, 1.0]){draw.maybe(', right=True', 0.4)})",
            f"torch.nonzero({x.text})",
            f"torch.argwhere({x.wrapped} > 0)",
            f"torch.isin({x.text}, torch.tensor([0.0, 1.0, 2.0]))",
            f"torch.isclose({x.text}, {draw.some(x.shape).text}{draw.maybe(', rtol=0.5', 0.4)})",
            f"torch.logical_xor({x.wrapped} > 0, {draw.mask(x)})",
            draw.call(draw.words("isposinf isneginf"), x, places="t"),
        )
    )
    return f"({found})*{y.text}"


def special(draw: Draw, x: Piece) -> str:
    """Special functions."""
    return draw.pick(
        (
            f"torch.logaddexp2({x.text}, {draw.tensor(x).text})",
            f"torch.ldexp({x.text}, {draw.tensor(x).text})",
            f"torch.polygamma({draw.words('0 1 2 3')}, {x.wrapped}.abs() + 0.5)",
            f"torch.special.{draw.words('i0e i1e erfcx log_ndtr ndtr entr')}({x.text})",
            f"torch.special.xlog1py({x.text}, {draw.tensor(x).wrapped}.abs())",
            f"torch.special.xlog1py({x.text}, {draw.words('0.5 2 0')})",
        )
    )


STATISTICS: tuple[Maker, ...] = (quantile, quantile, chosen, spread, areas, areas, distances, counted, counted)
SPECIAL: tuple[Maker, ...] = (special,)
