"""Eigenvalues and singular values of matrices of dual numbers, with bounds that are proved.

Rotations make a symmetric matrix A nearly diagonal: V^-1 A V = M, for numbers V that count as exact. The eigenvalues of M are
those of A, and lie in Gershgorin's discs; what a disc that stands alone holds is one eigenvalue. Its vector is V y, with y_i = 1
and the rest of y so small that the equations M y = l y hold, whose matrix the discs show to be dominated by its diagonal. Where
discs meet, their values are known to lie in all of them together, and nothing is known of the vectors.

How they move follows from A v = l v and v.v = 1: l' = v.A'v, and v' has the part (w.A'v)/(l - k) of every other vector w.
The vectors are turned to the side that LAPACK has chosen for floats.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cmp_to_key
from typing import Any

from gradcli.duals.factors import each_matrix, inverse, symmetric
from gradcli.duals.fields import Balls, Floats, Unsuited
from gradcli.ops.late import np

SWEEPS = 80  # of rotations, at most
ROUNDED = 2.0**-50  # by how much floats may be off
EQUAL = Fraction(2) ** 1000  # values that are so many times nearer to each other than they are large count as equal
ALIKE = 0.9  # the cosine from which on a vector is the one that floats have found
LARGEST = 64  # rows of a matrix

Values = tuple[Any, Any]


# ------------------------------------------------------------------ the primitives
def eigh(m: Any, x: Any, uplo: str) -> Any:
    """The eigenvalues of symmetric matrices, smallest first, and the vectors as columns."""

    def one(matrix: Any) -> Any:
        near = _by_lapack(lambda floats: np.linalg.eigh(floats, "L" if uplo == "L" else "U"), matrix)
        return _moved(m, symmetric(m, matrix, uplo == "L"), near)

    return each_matrix(m, one, x)


def svd(m: Any, x: Any) -> Any:
    """U, S and Vh of matrices, as many as there are singular values."""
    if not x.size:
        *batch, rows, columns = x.shape
        k = min(rows, columns)
        return tuple(m.constant(np.zeros((*batch, *sizes))) for sizes in ((rows, k), (k,), (k, columns)))
    return each_matrix(m, lambda one: _singular(m, one, False), x)


def full_svd(m: Any, x: Any) -> Any:
    """The same with all columns and rows; of those that belong to no singular value nothing is known."""
    return each_matrix(m, lambda one: _singular(m, one, True), x)


def _singular(m: Any, x: Any, full: bool) -> Any:
    near = _by_lapack(np.linalg.svd, x)
    if x.shape[0] >= x.shape[1]:
        return _tall(m, x, full, near)
    vectors, sizes, turned = _tall(m, m.transpose(x), full, [(vh.T, s, u.T) for u, s, vh in near])
    return m.transpose(turned), sizes, m.transpose(vectors)


def _tall(m: Any, x: Any, full: bool, near: Sequence[Any]) -> Any:
    """By the eigenvalues of x.T x, which is the smaller of two such products."""
    (u, _, _), k = near[0], x.shape[1]
    gram = symmetric(m, m.matmul(m.transpose(x), x))
    squares, vectors = _moved(m, gram, [(s[::-1] ** 2, vh.T[:, ::-1]) for _, s, vh in near])
    sizes, vectors = _roots(m, squares[::-1]), vectors[:, ::-1]
    found = m.matmul(x, vectors) / sizes
    if full and x.shape[0] > k:
        rest = _unknown(m.field, u[:, k:].shape) if isinstance(m.field, Balls) else u[:, k:]
        found = m.concatenate([found, m.made(rest)], axis=1)
    return found, sizes, m.transpose(vectors)


def _roots(m: Any, squares: Any) -> Any:
    """Square roots of what cannot be below 0, though a ball may reach there."""
    field = m.field
    if not isinstance(field, Balls):
        return m.sqrt(squares)
    zero, largest = field.number(0.0), squares.value[0]

    def root(x: Any) -> Any:
        if field.isnan(x):
            return x
        if not field.overlap(x, zero):
            return field.each("sqrt")(x)
        if squares.slope is not None and _is_lost(field, x, largest):
            raise Unsuited("a singular value that is 0, or nearly")
        return field.union(zero, field.each("sqrt")(field.top(x)))

    values = np.frompyfunc(root, 1, 1)(squares.value)
    double = values * 2
    return m.made(values, *[field.quotient(part, double) for part in squares.moving()] if squares.slope is not None else ())


# ------------------------------------------------------------------ how they move
def _moved(m: Any, x: Any, near: Sequence[Values]) -> Any:
    """Eigenvalues, smallest first, and vectors of a symmetric matrix, as dual numbers; `near` is what LAPACK finds."""
    field = m.field
    if not isinstance(field, Balls):
        values, vectors = (field.lift(part) for part in near[0])
        sides = np.ones(len(values))
    else:
        values, vectors = enclosed(m, x.value, near[0][1], x.slope is not None)
        sides = _sides(field, vectors, [v for _, v in near])
    if x.slope is None:
        return m.made(values), m.made(vectors * sides)
    slope, total = x.moving()
    found = _slopes(field, values, vectors, slope)
    added = _shaken(field, values, total, _slopes(field, values, abs(vectors), total, abs))
    if not isinstance(field, Balls) and not all(np.isfinite(part).all() for part in (*found, *added)):
        raise Unsuited("eigenvalues that are equal")
    return m.made(values, found[0], added[0]), m.made(vectors * sides, found[1] * sides, added[1])


def _shaken(field: Any, values: Any, total: Any, added: Values) -> Values:
    """What was added up, and more where values lie so near to each other that floats know little of their vectors."""
    here = np.asarray(values, dtype=np.float64)
    apart = np.abs(here[:, None] - here[None, :]) + np.diag(np.full(len(here), np.inf))
    near = np.abs(here).max() / apart.min(axis=1)
    if not np.isfinite(near).all() or not (near > 0).any():
        return added
    steep, moved = field.lift(near), np.sum(total)
    return added[0] + steep * moved, added[1] + steep * field.lift(1 / apart.min(axis=1)) * moved


def _slopes(field: Any, values: Any, vectors: Any, slope: Any, size: Callable[[Any], Any] = lambda x: x) -> Values:
    """Slopes of the values and of the vectors; of what was added up to them, with `size` for the gaps."""
    own = np.eye(len(values), dtype=bool)
    inner = field.matmul(field.matmul(vectors.T, slope), vectors)
    gaps = np.where(own, field.lift(1.0), size(values[None, :] - values[:, None]))
    turned = np.where(own, field.lift(0.0), field.quotient(inner, gaps))
    return np.diagonal(inner), field.matmul(vectors, turned)


def _sides(field: Balls, vectors: Any, near: Sequence[Any]) -> Any:
    """1 for a vector that is on the side of those in floats, -1 on the other; nothing is known where these do not agree."""
    lines = np.asarray(vectors, dtype=np.float64).T
    cosines = [[float(np.dot(line, floats[:, k])) for floats in near] for k, line in enumerate(lines)]
    one = field.number(1.0)
    found = [one if min(c) > ALIKE else -one if max(c) < -ALIKE else field.unknown() for c in cosines]
    return np.asarray(found, dtype=object)


def _by_lapack(function: Callable[[Any], Any], x: Any) -> list[Any]:
    """What LAPACK finds for a matrix in floats, and for others that differ from it by roundings."""
    floats = _floats(x)
    signs = np.where(np.arange(floats.size).reshape(floats.shape) % 3 == 1, ROUNDED, -ROUNDED)
    try:
        return [tuple(function(floats * part)) for part in (np.ones(floats.shape), 1 + signs, 1 - signs)]
    except np.linalg.LinAlgError:
        raise Unsuited("LAPACK does not converge") from None


def _floats(x: Any) -> Any:
    """A matrix as floats. Raises Unsuited where these numbers have no roots, and where there are too many."""
    if not isinstance(x.field, Balls | Floats):
        raise Unsuited("a root")
    found = np.asarray(x.tolist(), dtype=np.float64).reshape(x.shape)
    if not np.isfinite(found).all() or max(x.shape) > LARGEST:
        raise Unsuited("too large for singular values")
    return found


# ------------------------------------------------------------------ bounds
def enclosed(m: Any, a: Any, start: Any, moves: bool = False) -> Values:
    """Balls of the eigenvalues of a symmetric matrix of balls, smallest first, and of the vectors, of length 1, as columns.

    start  the vectors in floats
    Raises Unsuited where the matrix moves and values are equal, as far as one can see: more digits will not tell how they move.
    """
    field, n = m.field, len(a)
    if field.isnan(a).any():
        raise Unsuited("a matrix of which nothing is known")
    v = rotated(field, a, start)
    near = field.matmul(inverse(m, m.made(v)).value, field.matmul(a, v))
    off = np.where(np.eye(n, dtype=bool), field.lift(0.0), abs(near))
    radii = off.sum(axis=1)
    discs = np.diagonal(near) + _around(field, radii)
    values, vectors = np.empty(n, dtype=object), _unknown(field, (n, n))
    at = 0
    for group, ball in _groups(field, discs):
        if len(group) == 1:
            vectors[:, at] = _vector(field, v, near, off, group[0], ball)
        elif moves and _is_lost(field, ball - field.middle(ball), np.sum(abs(np.diagonal(near)))):
            raise Unsuited("eigenvalues that are equal, or nearly")
        for _ in group:
            values[at] = ball + 0  # an object of its own: of one and the same it is known that it equals itself
            at += 1
    return values, vectors


def _is_lost(field: Balls, x: Any, size: Any) -> bool:
    """Whether a number is nothing beside another, though there are many digits."""
    third = field.number(1.0) / 3
    limit, unit = field.ball(EQUAL), field.top(third - field.middle(third))
    return field.below(unit * limit, third) and field.below(field.top(x) * limit, field.top(size))


def _unknown(field: Balls, shape: Any) -> Any:
    """Numbers of which nothing is known."""
    return np.frompyfunc(lambda _: field.unknown(), 1, 1)(np.empty(shape, dtype=object))


def _around(field: Any, radii: Any) -> Any:
    """Balls around 0."""
    return np.frompyfunc(lambda r: field.union(-r, r), 1, 1)(radii)


def _groups(field: Any, discs: Any) -> list[tuple[list[int], Any]]:
    """The discs from left to right, those that meet together, with the ball that covers them."""
    middles = [field.middle(x) for x in discs]
    found: list[tuple[list[int], Any]] = []

    def rank(i: int, j: int) -> int:
        return -1 if field.below(middles[i], middles[j]) else 1 if field.below(middles[j], middles[i]) else 0

    for k in sorted(range(len(discs)), key=cmp_to_key(rank)):
        group, ball = [k], discs[k]
        while found and field.overlap(found[-1][1], ball):
            before, cover = found.pop()
            group, ball = before + group, field.union(cover, ball)
        found.append((group, ball))
    return found


def _vector(field: Any, v: Any, near: Any, off: Any, i: int, value: Any) -> Any:
    """The vector of an eigenvalue that stands alone, of length 1."""
    others = np.arange(len(v)) != i
    left = abs(np.diagonal(near) - value) - (off.sum(axis=1) - off[:, i])
    y = np.where(others, field.lift(0.0), field.lift(1.0))
    if others.any():
        bound = np.sum(field.quotient(off[others, i], left[others]))  # no less than the largest of them
        y[others] = _around(field, np.full(others.sum(), bound, dtype=object))
    found = field.matmul(v, y)
    return field.quotient(found, field.each("sqrt")(np.sum(found * found)))


def rotated(field: Any, a: Any, start: Any) -> Any:
    """Nearly the eigenvectors of a symmetric matrix as columns: Jacobi's rotations, on numbers without bounds."""
    strip = np.frompyfunc(field.middle, 1, 1)
    v = _squared(field, strip, field.lift(start))
    a = strip(field.matmul(v.T, field.matmul(strip(a), v)))
    for _ in range(SWEEPS):
        done = _is_diagonal(field, a)
        for q in range(1, len(a)):
            for p in range(q):
                _rotate(field, strip, a, v, p, q)
        if done:
            break
    return v


def _squared(field: Any, strip: Any, v: Any) -> Any:
    """Columns that are nearly of length 1 and at right angles, made so."""
    three, half = field.lift(3.0 * np.eye(len(v))), field.lift(0.5)
    for _ in range(SWEEPS):
        gram = strip(field.matmul(v.T, v))
        done = _is_diagonal(field, gram)
        v = strip(field.matmul(v, three - gram) * half)
        if done:
            break
    return v


def _is_diagonal(field: Any, a: Any) -> bool:
    """Whether the squares off the diagonal are lost beside those on it; of their roots another sweep leaves no more than that."""
    off, on = a[~np.eye(len(a), dtype=bool)], np.diagonal(a)
    total = field.middle(np.sum(on * on))
    return not (len(off) and field.below(total, field.middle(total + np.sum(off * off))))


def _rotate(field: Any, strip: Any, a: Any, v: Any, p: int, q: int) -> None:
    """Turn two axes so that nothing is left between them."""
    zero, root = field.number(0.0), field.each("sqrt")
    if not field.below(zero, abs(a[p, q])):
        return
    slant = (a[q, q] - a[p, p]) / (a[p, q] * 2)
    size = 1 / (abs(slant) + root(slant * slant + 1))
    tangent = field.middle(-size if field.below(slant, zero) else size)
    cosine = field.middle(1 / root(tangent * tangent + 1))
    sine = field.middle(tangent * cosine)
    for z in (a, a.T, v.T):  # a.T and v.T are views: their rows are columns
        z[p], z[q] = strip(z[p] * cosine - z[q] * sine), strip(z[p] * sine + z[q] * cosine)
    a[p, q] = a[q, p] = zero


PRIMITIVES: Mapping[str, Callable[..., Any]] = {"eigh": eigh, "svd": svd, "full_svd": full_svd}
