"""gathering: elements picked and written by indices and masks, and arranged anew."""

from __future__ import annotations

from tools.differential import values
from tools.differential.draw import Draw, Maker, Piece
from tools.differential.values import Shape


def _index(draw: Draw, count: int, size: int, negative: bool = False) -> str:
    """A vector of indices; seldom one that is out of reach, and seldom of another dtype."""
    low = -size if negative else 0
    places = [draw.rng.randint(low, size - 1) if size and not draw.odd() else size for _ in range(count)]
    if not places:
        return "torch.tensor([]).long()"
    return f"torch.tensor({[float(k) for k in places] if draw.odd() else places})"


def _dim(draw: Draw, x: Piece) -> tuple[str, int]:
    """A dim of a tensor as it is written, and its size."""
    dim = draw.dim(x)
    whole = int(dim) if dim.lstrip("-").isdigit() else 0
    return dim, x.shape[whole] if -x.rank <= whole < x.rank else 1


def _with(shape: Shape, dim: str, n: int) -> Shape:
    """A shape with another size of one dimension."""
    whole = int(dim) if dim.lstrip("-").isdigit() else 0
    if not -len(shape) <= whole < len(shape):
        return shape
    sizes = list(shape)
    sizes[whole] = n
    return tuple(sizes)


def by_parts(draw: Draw, x: Piece) -> str:
    """index_select, index_add, index_copy, index_fill."""
    dim, size = _dim(draw, x)
    count = draw.pick((1, 2, 2, 3)) if x.rank else 1
    name = draw.words("index_select index_add index_copy index_fill index_fill")
    if name == "index_copy":  # an order of writing that nobody promises
        count = min(count, max(size, 1))
        index = f"torch.tensor({draw.rng.sample(range(max(size, 1)), count)})"
    else:
        index = _index(draw, count, size, negative=name == "index_fill" and draw.chance(0.3))
    if name == "index_select":
        return draw.call(name, x, dim, index)
    if name == "index_fill":
        return draw.call(name, x, dim, index, draw.variable(()).text if draw.chance(0.4) else draw.scalar())
    source = draw.some(_with(x.shape, dim, count + draw.odd()))
    alpha = draw.maybe(f"alpha={draw.words('2 -1 0.5')}", 0.3) if name == "index_add" else ""
    return draw.call(name, x, dim, index, source.text, alpha)


def by_elements(draw: Draw, x: Piece) -> str:
    """gather, scatter, scatter_add, scatter_reduce, take, take_along_dim."""
    name = draw.words("gather scatter scatter_add scatter_reduce scatter_reduce take take_along_dim")
    if name == "take":
        places = [draw.rng.randint(-x.value.numel(), x.value.numel() - 1) if x.value.numel() else 0 for _ in range(3)]
        return draw.call("take", x, f"torch.tensor({draw.pick((places, [places, places], places[0]))})")
    dim, size = _dim(draw, x)
    shape = _with(x.shape, dim, draw.pick((1, 2, 3, size)))
    index = f"torch.tensor({values.data(draw.rng, shape, lambda rng: rng.randint(0, max(size - 1, 0)))})"
    if 0 in shape:
        index = f"torch.zeros({', '.join(map(str, shape))}).long()"
    if name == "take_along_dim":
        return draw.call(name, x, index, dim)
    if name == "gather":
        return draw.call(name, x, dim, index)
    source = draw.some(shape)
    if name == "scatter":
        return draw.call(name, x, dim, index, draw.scalar())
    if name == "scatter_add":
        return draw.call(name, x, dim, index, source.text)
    reduce = draw.words("'sum' 'sum' 'mean' 'mean' 'amax' 'amin' 'prod'") if not draw.odd() else "'other'"
    return draw.call(name, x, dim, index, source.text, draw.keyword("reduce", reduce), draw.maybe("include_self=False", 0.4))


def by_mask(draw: Draw, x: Piece) -> str:
    """masked_select, masked_fill and masked_scatter."""
    mask = draw.mask(x)
    name = draw.words("masked_select masked_select masked_fill masked_scatter")
    if name == "masked_select":
        return draw.call(name, x, mask)
    if name == "masked_fill":
        return draw.call(name, x, mask, draw.scalar())
    return draw.call(name, x, mask, draw.some((x.value.numel() + 2 - 5 * draw.odd() if x.value.numel() > 3 else 12,)).text)


def broadcast(draw: Draw, x: Piece) -> str:
    """broadcast_to, broadcast_tensors and the least dimensions."""
    other = draw.tensor(x)
    wide = [draw.pick((2, 3)), *[n if n != 1 else draw.pick((1, 2)) for n in x.shape]]
    return draw.pick(
        (
            draw.call("broadcast_to", x, draw.sequence([str(n) for n in wide]), places="mt"),
            f"torch.broadcast_tensors({x.text}, {other.text})[{draw.words('0 1')}]",
            f"torch.{draw.words('atleast_1d atleast_2d atleast_3d')}({x.text})",
            f"torch.column_stack({draw.sequence([x.text, draw.some(x.shape[:1]).text])})",
            f"{x.wrapped}.{draw.words('view_as reshape_as')}({draw.some((x.value.numel(),)).text})",
        )
    )


def turned(draw: Draw, x: Piece) -> str:
    """Rotations, repetitions, windows."""
    dim, size = _dim(draw, x)
    counts = f"torch.tensor({[draw.rng.randint(0, 2) for _ in range(size)] or [1]})"
    return draw.pick(
        (
            draw.call(draw.words("fliplr flipud"), x),
            draw.call("rot90", x, draw.maybe(str(draw.rng.randint(-5, 5)), 0.7), draw.maybe(f"dims=({dim}, {draw.dim(x)})", 0.4)),
            draw.call("repeat_interleave", x, draw.words("1 2 3 0"), draw.maybe(f"dim={dim}", 0.6)),
            draw.call("repeat_interleave", x, counts, f"dim={dim}"),
            f"{x.wrapped}.unfold({dim}, {draw.rng.randint(0, max(size, 1))}, {draw.words('1 1 2 3')})",
        )
    )


def diagonals(draw: Draw, x: Piece) -> str:
    """Diagonals, and blocks along one."""
    offset = draw.maybe(str(draw.rng.randint(-2, 2)), 0.5)
    return draw.pick(
        (
            draw.call("diag_embed", x, offset),
            draw.call("diag_embed", x, f"dim1={draw.rng.randint(-x.rank, x.rank)}, dim2={draw.rng.randint(-x.rank, x.rank)}"),
            draw.call("diagflat", x, offset),
            draw.call("diagonal", x, offset, draw.maybe(f"dim1={draw.dim(x)}, dim2={draw.dim(x)}", 0.4)),
            f"torch.block_diag({x.text}, {draw.some().text})",
        )
    )


def grids(draw: Draw, _: Piece) -> str:
    """Grids of vectors, and choices of their elements."""
    a, b = draw.some((draw.pick((1, 2, 3)),)), draw.some((draw.pick((1, 2, 4)),))
    kind = draw.pick(("'ij'", "'xy'"))
    return draw.pick(
        (
            f"torch.meshgrid({a.text}, {b.text}, indexing={kind})[{draw.words('0 1')}]",
            f"torch.cartesian_prod({a.text}, {b.text})",
            draw.call(
                "combinations", b, draw.maybe(draw.words("1 2 3"), 0.6), draw.maybe("with_replacement=True", 0.3), places="t"
            ),
        )
    )


def parts(draw: Draw, x: Piece) -> str:
    """One of the parts of tensor_split and its kin."""
    dim = draw.dim(x)
    cuts = draw.pick(("2", "3", f"({draw.rng.randint(-2, 3)},)", "[1, 2]"))
    name = draw.words("tensor_split tensor_split hsplit vsplit dsplit")
    call = draw.call(name, x, cuts, draw.maybe(f"dim={dim}", 0.5) if name == "tensor_split" else "")
    return f"{call}[{draw.words('0 1 -1')}]"


GATHERING: tuple[Maker, ...] = (by_parts, by_parts, by_elements, by_elements, by_elements, by_mask)
ARRANGING: tuple[Maker, ...] = (broadcast, turned, turned, diagonals, grids, parts)
