"""Matrices of dual numbers taken apart by elimination and reflections: nothing but their arithmetic, square roots and signs.

What LAPACK decides on its way (the sign of a reflection) is decided here by the exact numbers; where floats may have decided
otherwise, nothing is known (Unsuited). `m` are the primitives of dual numbers, which these functions belong to.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gradcli.duals import elimination
from gradcli.duals.fields import Balls, Unsettled, Unsuited
from gradcli.ops.late import np

DOUBTFUL = 2.0**-40  # of a column: what is smaller may have another sign in floats
EPSILON = 2.0**-52


def each_matrix(m: Any, function: Callable[..., Any], *operands: Any) -> Any:
    """A function of matrices on all matrices of batches; each of its results is stacked."""
    operands = tuple(m.constant(x) for x in operands)
    batch = np.broadcast_shapes(*[x.shape[:-2] for x in operands])
    flat = [_flat(x, batch) for x in operands]
    found = [function(*[x[k] for x in flat]) for k in range(int(np.prod(batch)))]
    if not found:
        raise Unsuited("no matrix at all")
    several = isinstance(found[0], tuple)
    lists = list(zip(*found, strict=True)) if several else [found]
    stacked = tuple(_shaped(m.stack(parts), batch) for parts in lists)
    return stacked if several else stacked[0]


def _flat(x: Any, batch: Sequence[int]) -> Any:
    sizes = x.shape[-2:]
    count = int(np.prod(batch))
    return x.each(lambda part: np.broadcast_to(np.broadcast_to(part, x.shape), (*batch, *sizes)).reshape(count, *sizes))


def _shaped(x: Any, batch: Sequence[int]) -> Any:
    shape = (*batch, *x.shape[1:])
    return x.each(lambda part: np.reshape(np.broadcast_to(part, x.shape), shape))


def symmetric(m: Any, x: Any, lower: bool = True) -> Any:
    """A symmetric matrix by the values of one triangle, moving as the symmetric part of what moves.

    Of the slopes of the two triangles only their mean counts, since a matrix that stays symmetric is meant: so PyTorch shares
    the gradient out.
    """
    value = x.value if lower else x.value.T
    kept = np.tril(np.ones(value.shape, dtype=bool))
    if isinstance(m.field, Balls) and not all(m.field.overlap(a, b) for a, b in zip(value[~kept], value.T[~kept], strict=True)):
        raise Unsuited("a matrix that is not symmetric")
    value = np.where(kept, value, value.T)
    if x.slope is None:
        return m.made(value)
    half = m.field.lift(0.5)
    return m.made(value, *[(part + part.T) * half for part in x.moving()])


def cholesky(m: Any, x: Any) -> Any:
    """The lower triangular factors of symmetric positive definite matrices."""
    return each_matrix(m, lambda one: _lower(m, symmetric(m, one)), x)


def _lower(m: Any, rest: Any) -> Any:
    """Column after column; what is left of the matrix after each is symmetric again."""
    given, n, columns = rest, rest.shape[0], []
    for k in range(n):
        if not m.field.less(m.field.lift(0.0), rest.value[0, 0]):
            raise m.SingularMatrix("not positive definite")
        column = rest[:, 0] / m.sqrt(rest[:1, 0])
        columns.append(m.concatenate([np.zeros(k), column]))
        rest = rest[1:, 1:] - column[1:, None] * column[None, 1:]
    out = m.stack(columns, axis=1)
    least, most = _extremes(out)
    return _shaken(m, out, given, most / least**2)


def _extremes(x: Any) -> tuple[float, float]:
    """The smallest and the largest size on the diagonal of a factor."""
    sizes = [abs(float(one)) for one in np.diagonal(x.value)]
    return min(sizes, default=0.0), max(sizes, default=0.0)


def _shaken(m: Any, x: Any, given: Any, scale: float) -> Any:
    """A factor, to whose slopes all that moves is added up: other ways to compute them go through its inverse, and cancel."""
    if given.slope is None or not math.isfinite(scale):
        return x
    slope, total = x.moving()
    return m.made(x.value, slope, total + np.sum(given.moving()[1]) * m.field.lift(scale))


# ------------------------------------------------------------------ reflections
def qr(m: Any, x: Any, mode: str) -> Any:
    """Q and R by Householder's reflections, with LAPACK's signs; "reduced" or "complete"."""
    return each_matrix(m, lambda one: _reflected(m, one, mode == "complete"), x)


def _reflected(m: Any, a: Any, complete: bool) -> tuple[Any, Any]:
    given, (rows, columns) = a, a.shape
    mirrors = []
    for k in range(min(rows - 1, columns)):
        mirror = _mirror(m, a[k:, k])
        if mirror is not None:
            mirrors.append(m.concatenate([np.zeros(k), mirror]))
            a = _through(m, mirrors[-1], a)
    kept = rows if complete else min(rows, columns)
    q = m.made(m.field.lift(np.eye(rows)[:, :kept]))
    for mirror in reversed(mirrors):
        q = _through(m, mirror, q)
    r = m.triu(a)[:kept]
    least, most = _extremes(r)
    if not least > 0:
        return q, r
    return _shaken(m, q, given, 1 / least), _shaken(m, r, given, most / least)


def _mirror(m: Any, column: Any) -> Any:
    """What a reflection turns around: it makes all of a column but its first element 0. None where they are 0 already."""
    if _is_zero(m, column[1:]):
        return None
    size = m.sqrt(m.sum(column * column, axis=0, keepdims=True))
    first = column[:1]
    if abs(float(first.value[0])) <= DOUBTFUL * float(size.value[0]) and m.field.dtype is object:
        raise Unsuited("a sign that rounding decides")
    return m.concatenate([first - m.where(first < 0, size, -size), column[1:]])


def _is_zero(m: Any, line: Any) -> bool:
    """Whether all elements are 0; one that is not is enough to know. Where they move away from it, LAPACK's signs jump."""
    zero, unsettled = m.field.lift(0.0), None
    for x in line.value:
        try:
            if not m.field.equal(x, zero):
                return False
        except Unsettled as error:
            unsettled = error
    if unsettled is not None:
        raise unsettled
    if line.slope is not None and not m.field.equal(line.moving()[0], zero).all():
        raise Unsuited("a sign that jumps")
    return True


def _through(m: Any, mirror: Any, a: Any) -> Any:
    scale = mirror * 2.0 / m.sum(mirror * mirror, axis=0, keepdims=True)
    return a - scale[:, None] * m.matmul(mirror[None, :], a)


# ------------------------------------------------------------------ systems of equations, determinants
def inv(m: Any, x: Any) -> Any:
    """The inverses of matrices."""
    return each_matrix(m, lambda one: inverse(m, one), x)


def inverse(m: Any, x: Any) -> Any:
    """The inverse of one matrix."""
    n = x.shape[-1]
    unit = m.made(m.field.lift(np.eye(n)))
    return m.stack(elimination.inverse([x[i] for i in range(n)], [unit[i] for i in range(n)]))


def solve(m: Any, x: Any, y: Any) -> Any:
    """The solutions of systems of equations."""
    return m.matmul(inv(m, x), y)


def slogdet(m: Any, x: Any) -> tuple[Any, Any]:
    """The signs of determinants, and the logarithms of their sizes."""
    found = m.det(x)
    return m.sign(found), m.log(m.absolute(found))


# ------------------------------------------------------------------ matrices of full rank
def full_inverse(m: Any, x: Any) -> Any:
    """The pseudo-inverse of a matrix whose rows or whose columns are independent."""
    turned = m.transpose(x)
    if x.shape[0] <= x.shape[1]:
        return m.matmul(turned, inverse(m, m.matmul(x, turned)))
    return m.matmul(inverse(m, m.matmul(turned, x)), turned)


def _is_full(m: Any, x: Any, found: Any, atol: Any, rtol: Any) -> bool:
    """Whether the smallest singular value surely counts: it is not below 1/|inverse|, and the largest not above |x|."""
    field = m.field
    square, of_x = (np.sum(part.value * part.value) for part in (found, x))
    least, most = map(field.lift, _tolerances(x, atol, rtol))
    one = field.lift(1.0)
    return bool(np.all(field.less(square * least * least, one) & field.less(square * of_x * most * most, one)))


def pinv(m: Any, x: Any, atol: Any, rtol: Any) -> Any:
    """The pseudo-inverses of matrices of full rank; None where it is not sure that they are."""
    return _where_full(m, x, atol, rtol)


def matrix_rank(m: Any, x: Any, atol: Any, rtol: Any) -> Any:
    """The ranks of matrices: how many singular values count. Only whether they are full is known without these."""
    here = m.made(x.value)
    if not x.size:
        return None
    if _where_full(m, here, atol, rtol) is not None:
        return np.full(x.shape[:-2], min(x.shape[-2:]), dtype=np.int64)
    sizes = m.svd(here)[1]
    least, part = _tolerances(x, atol, rtol)
    return np.sum(np.asarray(sizes > m.maximum(least, m.amax(sizes, axis=-1, keepdims=True) * part)), axis=-1, dtype=np.int64)


def _tolerances(x: Any, atol: Any, rtol: Any) -> tuple[float, float]:
    """PyTorch's: what a singular value has to exceed, and as a part of the largest one."""
    if rtol is None:
        rtol = 0.0 if atol else max(x.shape[-2:]) * EPSILON
    return float(atol or 0.0), float(rtol)


def _where_full(m: Any, x: Any, atol: Any, rtol: Any) -> Any:
    """The pseudo-inverses, if all matrices are surely of full rank."""

    def one(matrix: Any) -> Any:
        found = full_inverse(m, matrix)
        if not _is_full(m, matrix, found, atol, rtol):
            raise Unsuited("not of full rank")
        return found

    if not x.size:
        return None
    try:
        return each_matrix(m, one, x)
    except (Unsuited, Unsettled):
        return None


PRIMITIVES: Mapping[str, Callable[..., Any]] = {
    "cholesky": cholesky,
    "qr": qr,
    "inv": inv,
    "solve": solve,
    "slogdet": slogdet,
}
KERNELS: Mapping[str, Callable[..., Any]] = {"pinv": pinv, "matrix_rank": matrix_rank}
