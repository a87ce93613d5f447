"""matrices: einsum and tensordot, systems, and decompositions but for the signs of their vectors, which nobody promises."""

from __future__ import annotations

from tools.differential import values
from tools.differential.draw import Draw, Maker, Piece
from tools.differential.values import Shape

SIZES = {"i": 2, "j": 3, "k": 2, "l": 1, "b": 2}


# ------------------------------------------------------------------ products
def einsum(draw: Draw, _: Piece) -> str:
    """One to three operands, with labels that are kept, summed or repeated, and ellipses."""
    operands = ["".join(draw.rng.sample("ijklb", draw.rng.randint(0, 3))) for _ in range(draw.pick((1, 2, 2, 2, 3)))]
    if draw.chance(0.08):
        operands[0] += operands[0][:1]
    shapes = [tuple(SIZES[c] if not draw.chance(0.06) else 1 for c in labels) for labels in operands]
    if draw.odd():
        shapes[-1] = (*shapes[-1], 2)
    if draw.chance(0.2):
        lead: Shape = draw.pick(((2,), (3, 2), ()))
        operands = [f"...{labels}" for labels in operands]
        shapes = [(*lead[draw.rng.randint(0, len(lead)) :], *shape) for shape in shapes]
    seen = sorted({c for labels in operands for c in labels if c != "."})
    result = draw.rng.sample(seen, draw.rng.randint(0, len(seen)))
    dots = "..." if operands[0].startswith("...") and draw.chance(0.9) else ""
    arrow = f"->{dots}{''.join(result)}" if draw.chance(0.8) else ""
    tensors = ", ".join(draw.some(shape).text for shape in shapes)
    return f"torch.einsum('{','.join(operands)}{arrow}', {tensors})"


def contracted(draw: Draw, _: Piece) -> str:
    """tensordot, cross, addr, and chains of matrices."""
    n, k, m = (draw.pick((1, 2, 2, 3)) for _ in range(3))
    a, b, c = draw.some((n, k)), draw.some((k, m)), draw.some((m, n))
    three, other = draw.some(draw.pick(((3,), (2, 3), (3, 2)))), draw.some(draw.pick(((3,), (2, 3))))
    square = draw.some((n, n))
    return draw.pick(
        (
            f"torch.tensordot({a.text}, {b.text}, {draw.words('1 1 0 dims=([1],[0])')})",
            f"torch.tensordot({a.text}, {c.text}, dims=([0, 1], [1, {0 if k == m else 1}]))",
            f"torch.cross({three.text}, {draw.some(three.shape).text}{draw.maybe(', dim=-1', 0.3)})",
            f"torch.linalg.cross({three.text}, {other.text})",
            f"torch.addr({draw.some((n, k)).text}, {draw.some((n,)).text}, {draw.some((k,)).text}{draw.maybe(', beta=2', 0.3)})",
            f"torch.linalg.multi_dot([{a.text}, {b.text}, {c.text}])",
            f"torch.chain_matmul({a.text}, {b.text}, {c.text}, {a.text})",
            f"torch.linalg.matrix_power({square.text}, {draw.rng.randint(-2, 6)})",
            f"torch.linalg.vecdot({a.text}, {draw.some((n, k)).text}{draw.maybe(', dim=0', 0.3)})",
        )
    )


# ------------------------------------------------------------------ systems and decompositions
def _square(draw: Draw) -> Piece:
    n = draw.pick((1, 2, 2, 3))
    batch: Shape = draw.pick(((), (), (2,)))
    x = draw.variable((*batch, n, n + draw.odd()), draw.pick((values.decimal, values.decimal, values.positive)))
    return x if x.rank > 1 else draw.constant((n, n))  # where no name is free any more


def solved(draw: Draw, _: Piece) -> str:
    """solve and solve_triangular."""
    a = _square(draw)
    n = a.shape[-1]
    b = draw.some(draw.pick(((n,), (n, 2), (*a.shape[:-2], n, 1))))
    if draw.chance(0.5):
        return f"torch.linalg.solve({a.text}, {b.text})"
    ready = f"({a.text} + 3*torch.eye({n}))"
    if b.rank < 2:
        b = draw.some((n, 2))
    return f"torch.linalg.solve_triangular({ready}, {b.text}, upper={draw.words('True False')})"


def decomposed(draw: Draw, _: Piece) -> str:
    """What of a decomposition does not depend on signs."""
    a = _square(draw)
    w = draw.variable(draw.pick(((2, 3), (3, 2), (2, 2), (2, 2, 3))), values.decimal)
    n = a.shape[-1]
    positive = f"({a.text} @ {a.wrapped}.mT + {draw.words('1 2')}*torch.eye({n}))"
    return draw.pick(
        (
            f"torch.linalg.cholesky({positive})",
            f"torch.linalg.cholesky({positive}, upper=True)",
            f"torch.cholesky({positive})",
            f"torch.linalg.cholesky({a.text})",
            f"torch.linalg.eigvalsh({a.text} + {a.wrapped}.mT)",
            f"torch.linalg.eigh({positive})[1]**2",
            f"torch.linalg.eigh({positive}).eigenvalues",
            f"torch.linalg.svd({w.text}, full_matrices=False)[{draw.words('0 2')}]**2",
            f"torch.linalg.svd({w.text}).S",
            f"torch.svd({w.text})[{draw.words('0 1 2')}]**2",
            f"torch.linalg.svdvals({w.text})",
            f"torch.linalg.qr({w.text})[{draw.words('0 1')}]**2",
            f"torch.linalg.qr({w.text})[{draw.words('0 1')}].abs()",
            f"torch.linalg.slogdet({a.text})[1]",
            f"torch.logdet({draw.pick((positive, a.text))})",
            f"torch.linalg.pinv({w.text})",
            f"torch.linalg.cond({a.text}{draw.maybe(', -2', 0.3)})",
            f"torch.linalg.matrix_rank({w.text})",
        )
    )


MATRICES: tuple[Maker, ...] = (einsum, einsum, einsum, contracted, contracted, solved, decomposed, decomposed)
