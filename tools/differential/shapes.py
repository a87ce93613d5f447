"""shape and index: operations that move elements, and what stands in brackets."""

from __future__ import annotations

from collections.abc import Sequence

from tools.differential import values
from tools.differential.draw import Draw, Maker, Piece


# ------------------------------------------------------------------ sizes
def _factors(draw: Draw, count: int) -> list[int]:
    """Sizes whose product is a number."""
    if count == 0:
        return draw.pick(([0], [2, 0], [0, 1]))
    sizes: list[int] = []
    rest = count
    while rest > 1 and len(sizes) < 3 and draw.chance(0.7):
        size = draw.pick([n for n in range(1, rest + 1) if rest % n == 0])
        sizes.append(size)
        rest //= size
    return [*sizes, rest] if rest > 1 or draw.chance(0.5) else sizes


def _sizes(draw: Draw, sizes: Sequence[int]) -> str:
    """Sizes as loose integers, a tuple or a list."""
    texts = [str(n) for n in sizes]
    return draw.sequence(texts) if not texts or draw.chance(0.5) else ", ".join(texts)


def reshaped(draw: Draw, x: Piece) -> str:
    """view and reshape."""
    sizes = _factors(draw, x.value.numel() + (1 if draw.odd() else 0))
    if sizes and draw.chance(0.4):
        sizes[draw.rng.randrange(len(sizes))] = -1
    if draw.chance(0.5):
        return f"{x.wrapped}.{draw.words('view reshape')}({_sizes(draw, sizes)})"
    return f"torch.reshape({x.text}, {draw.keyword('shape', draw.sequence([str(n) for n in sizes]), 0.9)})"


def expanded(draw: Draw, x: Piece) -> str:
    """expand: sizes of 1 become larger, -1 keeps."""
    sizes = [draw.pick((n, -1)) if n != 1 else draw.pick((1, 2, 3, -1)) for n in x.shape]
    if draw.odd():
        sizes = [n + 1 for n in sizes]
    more = [draw.pick((1, 2, 3)) for _ in range(draw.pick((0, 0, 1, 2)))] if x.rank < 4 else []
    return f"{x.wrapped}.expand({_sizes(draw, [*more, *sizes])})"


def repeated(draw: Draw, x: Piece) -> str:
    """repeat and tile."""
    counts = [draw.pick((1, 1, 2, 3, 0) if draw.chance(0.1) else (1, 2)) for _ in range(x.rank + draw.pick((0, 0, 1)))]
    if draw.chance(0.5):
        counts = counts[draw.pick((0, 1)) if draw.odd() else 0 :]
        return f"{x.wrapped}.repeat({_sizes(draw, counts)})"
    counts = counts[draw.rng.randint(0, len(counts)) :] if draw.chance(0.3) else counts
    return draw.call("tile", x, draw.sequence([str(n) for n in counts]))


# ------------------------------------------------------------------ order of dims
def permuted(draw: Draw, x: Piece) -> str:
    """permute: every dim once."""
    order = draw.rng.sample(range(x.rank), x.rank)
    if draw.odd():
        order = order[1:] or [0]
    signed = [k - x.rank if draw.chance(0.3) else k for k in order]
    if draw.chance(0.5):
        return f"{x.wrapped}.permute({_sizes(draw, signed)})"
    return f"torch.permute({x.text}, {draw.keyword('dims', draw.sequence([str(k) for k in signed]), 0.8)})"


def transposed(draw: Draw, x: Piece) -> str:
    """transpose by any of its names, T and t."""
    roll = draw.rng.random()
    if roll < 0.5:
        return draw.call(draw.words("transpose transpose swapaxes swapdims"), x, draw.dim(x), draw.dim(x))
    if roll < 0.7:
        return f"{x.wrapped}.T" if x.rank in (0, 2) or draw.odd() else f"{x.wrapped}.mT" if x.rank > 1 else f"{x.wrapped}.t()"
    if roll < 0.85:
        return f"{x.wrapped}.mT" if x.rank > 1 or draw.odd() else draw.call("t", x)
    return draw.call("t", x) if x.rank <= 2 or draw.odd() else draw.call("movedim", x, draw.dim(x), draw.dim(x))


def squeezed(draw: Draw, x: Piece) -> str:
    """squeeze and unsqueeze."""
    if draw.chance(0.5):
        return draw.call("squeeze", x, draw.maybe(draw.keyword("dim", draw.dims(x)), 0.7))
    most = x.rank if not draw.odd() else x.rank + 2
    return draw.call("unsqueeze", x, draw.keyword("dim", str(draw.rng.randint(-most - 1, most)), 0.6))


def flattened(draw: Draw, x: Piece) -> str:
    """flatten and ravel."""
    if draw.chance(0.3):
        return draw.call(draw.words("flatten ravel"), x)
    places = sorted(draw.rng.choices(range(max(x.rank, 1)), k=2), reverse=draw.odd())
    start, end = (str(k - max(x.rank, 1) if draw.chance(0.3) else k) for k in places)
    if draw.chance(0.5):
        return draw.call("flatten", x, start, draw.maybe(end, 0.7))
    return draw.call("flatten", x, f"start_dim={start}", draw.maybe(f"end_dim={end}", 0.6))


def flipped(draw: Draw, x: Piece) -> str:
    """flip and roll."""
    if draw.chance(0.5):
        dims = draw.dims(x)
        return draw.call("flip", x, draw.keyword("dims", draw.sequence([dims]) if dims.lstrip("-").isdigit() else dims, 0.6))
    shift = str(draw.rng.randint(-4, 5))
    if draw.chance(0.3):
        return draw.call("roll", x, draw.keyword("shifts", shift))
    if x.rank > 1 and draw.chance(0.4):
        two = [str(k) for k in draw.rng.sample(range(-x.rank, 0), 2)]
        return draw.call("roll", x, draw.keyword("shifts", draw.sequence([shift, "1"]), 0.6), f"dims={draw.sequence(two)}")
    return draw.call("roll", x, shift, draw.keyword("dims", draw.dim(x)))


# ------------------------------------------------------------------ several tensors
def joined(draw: Draw, x: Piece) -> str:
    """cat and stack."""
    count = draw.pick((1, 2, 2, 3))
    others = [draw.some(x.shape).text if draw.chance(0.5) else _variant(draw, x) for _ in range(count - 1)]
    if draw.odd():
        others.append(draw.variable(draw.beside(x.shape)).text)
    tensors = [x.text, *others]
    draw.rng.shuffle(tensors)
    inside = draw.sequence(tensors)
    roll = draw.rng.random()
    if roll < 0.05:
        return f"torch.{draw.words('hstack vstack')}({inside})"
    name = draw.words("stack") if roll < 0.5 or not x.rank else draw.words("cat cat concat concatenate")
    most = x.rank + (name == "stack")
    dim = str(draw.rng.randint(-most, most - 1)) if not draw.odd() else str(most)
    return f"torch.{name}({', '.join([inside, *filter(None, [draw.maybe(draw.keyword('dim', dim), 0.7)])])})"


def _variant(draw: Draw, x: Piece) -> str:
    return draw.pick((f"{x.wrapped} * 2", f"torch.sin({x.text})", f"{x.wrapped}.abs()", x.text, f"{x.wrapped}.detach()"))


def parted(draw: Draw, x: Piece) -> str:
    """One of the parts of unbind, split and chunk."""
    dim = draw.dim(x)
    call = draw.pick(
        (
            draw.call("unbind", x, draw.maybe(draw.keyword("dim", dim))),
            draw.call("split", x, draw.words("1 2"), draw.maybe(f"dim={dim}")),
            draw.call("chunk", x, draw.words("2 3"), draw.maybe(f"dim={dim}")),
        )
    )
    return f"{call}[{draw.words('0 0 -1 1')}]"


# ------------------------------------------------------------------ matrices
def triangle(draw: Draw, x: Piece) -> str:
    """tril, triu, diag, trace."""
    offset = draw.maybe(draw.keyword("diagonal", str(draw.rng.randint(-3, 3))), 0.6)
    if x.rank >= 2 or draw.odd():
        name = draw.words("tril triu diag trace") if x.rank == 2 or draw.odd() else draw.words("tril triu")
        return draw.call(name, x, offset if name != "trace" else "")
    return draw.call("diag", x, offset) if x.rank else flipped(draw, x)


def kept(draw: Draw, x: Piece) -> str:
    """clone, detach and others that keep the elements."""
    return draw.pick((draw.call("clone", x), f"{x.wrapped}.detach() * {x.wrapped}", f"{x.wrapped}.data + {x.wrapped}"))


def beyond(draw: Draw, x: Piece) -> str:
    """Operations that are seldom met."""
    dim = draw.dim(x)
    return draw.pick(
        (
            f"{x.wrapped}.contiguous()",
            draw.call("diagonal", x),
            draw.call("movedim", x, dim, draw.dim(x)),
            draw.call("narrow", x, dim, "0", "1"),
            draw.call("select", x, dim, "0"),
            f"torch.broadcast_to({x.text}, {list(x.shape)})",
            f"torch.fliplr({x.text})",
            f"torch.index_select({x.text}, {dim}, torch.tensor([0, 0]))",
            f"torch.gather({x.text}, {dim}, torch.zeros_like({x.text}).long())",
            f"torch.masked_select({x.text}, {x.wrapped} > 0)",
            f"torch.take({x.text}, torch.tensor([0, 0]))",
            f"{x.wrapped}.expand_as({x.text})",
            f"{x.wrapped} * {x.wrapped}.size(-1)",
            f"{x.wrapped} * {x.wrapped}.numel()",
            f"{x.wrapped}.unflatten(-1, (1, -1))",
            f"torch.nan_to_num({x.text})",
        )
    )


# ------------------------------------------------------------------ brackets
def indexed(draw: Draw, x: Piece) -> str:
    """Anything that may stand in brackets."""
    if draw.chance(0.08):
        return f"{x.wrapped}[{draw.mask(x)}]"
    if draw.chance(0.05):
        return f"{x.wrapped}[{draw.pick(('...', '()', 'None', 'True', 'False', '..., None', 'None, ...'))}]"
    items: list[str] = []
    dim, spread = 0, False
    while dim < x.rank + draw.odd() and (draw.chance(0.75) or not items):
        n = x.shape[dim] if dim < x.rank else 1
        if draw.chance(0.12):
            items.append("None")
        elif draw.chance(0.1) and not spread:
            items.append("...")
            spread, dim = True, max(dim, x.rank - draw.rng.randint(0, 2))
        else:
            items.append(_item(draw, n))
            dim += 1
    return f"{x.wrapped}[{', '.join(items) or '...'}]"


def _item(draw: Draw, n: int) -> str:
    """What selects from a dim of n elements."""
    roll = draw.rng.random()
    if roll < 0.35:
        return _place(draw, n) if n else ":"
    if roll < 0.7:
        return _range(draw, n)
    if roll < 0.83:
        return _list(draw, n)
    if roll < 0.9:
        return f"torch.tensor({_list(draw, n)})"
    if roll < 0.96:
        return str(values.data(draw.rng, (n,), values.truth)) if n else ":"
    if n and draw.chance(0.7):
        return f"torch.tensor({_place(draw, n)})"
    return draw.pick((":", "True", "0.5") if draw.odd() else (":", "::1"))


def _place(draw: Draw, n: int) -> str:
    return str(draw.rng.randint(-n, n - 1)) if not draw.odd() else draw.pick((str(n), str(-n - 1), "0.5", "9"))


def _range(draw: Draw, n: int) -> str:
    start, stop = (draw.maybe(str(draw.rng.randint(-n - 1, n + 1)), 0.55) for _ in range(2))
    step = draw.pick(("", "", "", ":1", ":2", ":3", ":")) if not draw.odd() else draw.pick((":0", ":-1"))
    return f"{start}:{stop}{step}"


def _list(draw: Draw, n: int) -> str:
    """A list of places, sometimes a nested one."""
    if not n:
        return "[]"

    def row() -> str:
        return f"[{', '.join(_place(draw, n) for _ in range(2))}]"

    if draw.chance(0.2):
        return f"[{row()}, {row()}]"
    return f"[{', '.join(_place(draw, n) for _ in range(draw.pick((1, 2, 3))))}]"


SHAPE: tuple[Maker, ...] = (
    reshaped, reshaped, expanded, repeated, permuted, transposed, transposed, squeezed, squeezed, flattened, flipped, flipped,
    joined, joined, triangle, kept, reshaped, expanded, repeated, permuted, joined, parted,
)  # fmt: skip
DIMS: tuple[Maker, ...] = (permuted, transposed, squeezed, squeezed, flattened, flipped, joined)
INDEX: tuple[Maker, ...] = (indexed,)
BEYOND: tuple[Maker, ...] = (beyond,)
