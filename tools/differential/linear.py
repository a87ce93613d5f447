"""linalg: products of every rank, determinants, inverses, norms of matrices."""

from __future__ import annotations

from tools.differential import values
from tools.differential.draw import Draw, Maker, Piece
from tools.differential.values import Shape


def _size(draw: Draw) -> int:
    return draw.rng.choices((0, 1, 2, 3, 4), (3, 17, 40, 30, 10))[0]


def _pair(draw: Draw, left: Shape, right: Shape) -> tuple[Piece, Piece]:
    """Two tensors of shapes, the second one spoilt at times; the first one twice where it fits."""
    if draw.odd() and right:
        right = (*right[:-1], right[-1] + 1) if draw.chance(0.5) else (right[0] + 1, *right[1:])
    x = draw.some(left)
    if left == right and draw.chance(0.12):
        return x, x
    kind = draw.pick(("float", "int", "bool")) if draw.odd() else ""
    return x, draw.constant(right, kind) if kind else draw.some(right)


# ------------------------------------------------------------------ products
def matmul(draw: Draw, _: Piece) -> str:
    """matmul of any two ranks from 1 to 4, with batches that broadcast."""
    n, k, m = _size(draw), _size(draw), _size(draw)
    left, right = draw.rng.choices((1, 2, 3, 4), (30, 45, 18, 7), k=2)
    batch = tuple(draw.pick((1, 2, 3)) for _ in range(2))
    x, y = _pair(draw, _operand(draw, left, (n, k), batch), _operand(draw, right, (k, m), batch))
    x = _turned(draw, x)
    roll = draw.rng.random()
    return f"{x.wrapped} @ {y.wrapped}" if roll < 0.6 else draw.call("matmul", x, draw.keyword("other", y.text, 0.9))


def _operand(draw: Draw, rank: int, sizes: tuple[int, int], batch: Shape) -> Shape:
    if rank == 1:
        return (sizes[1],) if draw.chance(0.5) else (sizes[0],)
    kept = batch[len(batch) - (rank - 2) :] if rank > 2 else ()
    return tuple(1 if draw.chance(0.25) else n for n in kept) + sizes


def _turned(draw: Draw, x: Piece) -> Piece:
    """A matrix that is square may come transposed."""
    square = x.rank >= 2 and x.shape[-1] == x.shape[-2]
    return draw.piece(f"{x.wrapped}.{'T' if x.rank == 2 else 'mT'}") or x if square and draw.chance(0.3) else x


def fitting(draw: Draw, x: Piece) -> str:
    """A product with what is there, of ranks that fit."""
    if not x.rank:
        return matmul(draw, x)
    n = x.shape[-1]
    other = draw.some(draw.pick(((n,), (n, _size(draw)), (n, n), (2, n, 2))))
    if draw.chance(0.2):
        return f"{x.wrapped} @ {x.wrapped}.{'mT' if x.rank > 1 else 'clone()'}"
    return f"{x.wrapped} @ {other.wrapped}" if draw.chance(0.7) else draw.call("matmul", x, other.text)


def strict(draw: Draw, _: Piece) -> str:
    """mm, mv, bmm, dot and the others that take one rank each."""
    n, k, m, b = (_size(draw) for _ in range(4))
    name, left, right, word = draw.pick(
        (
            ("mm", (n, k), (k, m), "mat2"),
            ("mv", (n, k), (k,), "vec"),
            ("bmm", (b, n, k), (b, k, m), "mat2"),
            ("dot", (n,), (n,), "tensor"),
            ("vdot", (n,), (n,), "other"),
            ("outer", (n,), (m,), "vec2"),
            ("ger", (n,), (m,), "vec2"),
            ("inner", (n,), (n,), "other"),
            ("inner", (n, k), (m, k), "other"),
            ("inner", (k,), (n, k), "other"),
            ("inner", (), (n, k), "other"),
            ("kron", (n, k), (m,), "other"),
            ("kron", (n, k), (k, m), "other"),
            ("kron", (n,), (m,), "other"),
        )
    )
    x, y = _pair(draw, left, right)
    return draw.call(name, x, draw.keyword(word, y.text, 0.9))


def linear(draw: Draw, _: Piece) -> str:
    """F.linear with and without bias, of any rank of input."""
    n, k = _size(draw), _size(draw)
    x, w = _pair(draw, draw.pick(((k,), (2, k), (3, k), (2, 3, k), (1, 2, 2, k))), draw.pick(((n, k), (n, k), (k,))))
    bias = draw.some((n,) if not draw.odd() else (n + 1,)).text if w.rank == 2 and draw.chance(0.6) else ""
    weight = draw.keyword("weight", w.text, 0.8)
    return draw.call("linear", x, weight, bias and (f"bias={bias}" if "=" in weight or draw.chance(0.5) else bias), places="f")


def layer(draw: Draw, _: Piece) -> str:
    """A layer written out, with its bias broadcast."""
    n, k, m = _size(draw), _size(draw), _size(draw)
    x, w, b = draw.some((n, k)), draw.some((m, k)), draw.some((m,))
    return f"{draw.words('torch.relu torch.tanh torch.sigmoid F.gelu')}({x.text} @ {w.wrapped}.T + {b.text})"


# ------------------------------------------------------------------ square matrices
def _square(draw: Draw) -> Piece:
    n = draw.rng.choices((0, 1, 2, 3), (3, 12, 45, 40))[0]
    shape = (*draw.pick(((), (), (), (2,), (1, 2))), n, n)
    if draw.odd():
        shape = (*shape[:-1], n + 1)
    return draw.variable(shape, draw.pick((values.decimal, values.decimal, values.whole, values.tied, values.positive)))


def square(draw: Draw, _: Piece) -> str:
    """det and inv of a matrix or a batch."""
    x = _square(draw)
    name = draw.words("det det inv inverse")
    if name == "inv":
        return f"torch.linalg.inv({x.text})"
    return draw.call(name, x, places="mtl" if name == "det" else "mt")


def matrix_norm(draw: Draw, _: Piece) -> str:
    """Norms of matrices."""
    x = draw.some(draw.pick(((2, 3), (3, 2), (2, 2), (1, 3), (2, 2, 3))))
    order = draw.pick(("'fro'", "1", "-1", "inf", "-inf", *draw.pick(((), (), ("2", "'nuc'")))))
    dim = draw.pick(("dim=(0, 1)", "dim=(-2, -1)", "dim=(1, 0)")) if x.rank > 2 or draw.chance(0.4) else ""
    return draw.call(
        draw.words("norm norm matrix_norm"), x, draw.keyword("ord", order), dim, draw.maybe("keepdim=True", 0.2), places="l"
    )


def beyond(draw: Draw, _: Piece) -> str:
    """Operations that are seldom met."""
    x, v = draw.some((2, 2)), draw.some((2,))
    return draw.pick(
        (
            f"torch.linalg.solve({x.text}, {v.text})",
            f"torch.logdet({x.text} @ {x.wrapped}.T)",
            f"torch.linalg.slogdet({x.text}).logabsdet",
            f"torch.linalg.matrix_power({x.text}, 3)",
            f"torch.addmm({x.text}, {x.text}, {x.text})",
            f"torch.addmv({v.text}, {x.text}, {v.text})",
            f"torch.einsum('ij,j->i', {x.text}, {v.text})",
            f"torch.tensordot({x.text}, {x.text}, 1)",
            f"torch.linalg.multi_dot([{x.text}, {x.text}, {v.text}])",
            f"torch.cross({draw.some((3,)).text}, {draw.some((3,)).text}, dim=0)",
            f"torch.dist({x.text}, {v.text})",
        )
    )


LINALG: tuple[Maker, ...] = (
    matmul, matmul, matmul, matmul, strict, strict, strict, linear, linear, layer, square, square, matrix_norm, fitting,
)  # fmt: skip
BEYOND: tuple[Maker, ...] = (beyond,)
