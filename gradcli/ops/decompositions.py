"""Systems of equations and decompositions of matrices: solve, cholesky, qr, eigh, svd, slogdet, pinv.

The rules are PyTorch's of FunctionsManual, in terms of the results, so that they differentiate again. The factors are LAPACK's.
"""

from __future__ import annotations

import math
from typing import Any

from gradcli.ops import sizes
from gradcli.ops.arithmetic import div_true, eq, is_number, nan_to_num, where, zeros_like
from gradcli.ops.dtypes import TITLES, dtype_of, floats_expected, is_single
from gradcli.ops.kinds import FLAG, ORDER, TENSOR_OR_NUMBER, TEXT
from gradcli.ops.linear_algebra import (
    _matrix_norm,
    _square,
    first_zero_pivot,
    inv,
    inverse_or_zero,
    mT,
    singular_parts,
    svdvals,
)
from gradcli.ops.op import QR, USV, Composite, Eigen, Op, SignAndLogarithm, USVh
from gradcli.ops.shape import cat_op, narrow, rank_of, reshape, shape_of, squeeze_one, tril, triu, unsqueeze, zeros_op
from gradcli.problems import BackwardError, LimitProblem, TorchError, runtime_error

Shape = sizes.Shape
EPSILON = {"float64": 2.0**-52, "float32": 2.0**-23, "float16": 2.0**-10}


def _singular(text: str) -> TorchError:
    return TorchError("_LinAlgError", text)


def _matrices(shape: Shape, name: str, operand: str = "A") -> Shape:
    if len(shape) < 2:
        raise runtime_error(f"{name}: The input tensor {operand} must have at least 2 dimensions.")
    return shape


def _floats(name: str) -> Any:
    return floats_expected(f"{name}: Expected a floating point or complex tensor as input. Got {{}}")


def _unit(x: Any) -> Any:
    """The unit matrix of the size and dtype of square matrices, as a constant."""
    from gradcli.ops import arrays

    return arrays.eye(shape_of(x)[-1], dtype=dtype_of(x))


# ------------------------------------------------------------------ triangular systems
def _substituted(m: Any, a: Any, b: Any, upper: bool, left: bool, unitriangular: bool) -> Any:
    """Row after row, of all matrices of a batch at once; a zero on the diagonal divides as in IEEE."""
    if not left:
        out = _substituted(m, m.swapaxes(a, -1, -2), m.swapaxes(b, -1, -2), not upper, True, unitriangular)
        return m.swapaxes(out, -1, -2)
    small = m.substituted(a, b, upper, unitriangular) if is_single(a, b) else None
    if small is not None:
        return small
    n = a.shape[-1]
    batch = sizes.broadcast(a.shape[:-2], b.shape[:-2])
    a = m.broadcast_to(a, (*batch, n, n))
    out = m.contiguous(m.broadcast_to(b, (*batch, n, b.shape[-1])))
    for k in range(n - 1, -1, -1) if upper else range(n):
        known = slice(k + 1, n) if upper else slice(0, k)
        if known.stop > known.start:
            out[..., k, :] = out[..., k, :] - m.matmul(a[..., k : k + 1, known], out[..., known, :])[..., 0, :]
        if not unitriangular:
            out[..., k, :] = out[..., k, :] / a[..., k, k][..., None]
    return out


def _triangular_shape(a: Shape, b: Shape, left: bool) -> Shape:
    _square(a, "linalg.solve_triangular")
    _matrices(b, "linalg.solve_triangular", "B")
    if a[-1] != b[-2 if left else -1]:
        equation = "AX = B" if left else "XA = B"
        first = f"{a[-2]}x{a[-1]} and {b[-2]}x{b[-1]}"
        raise runtime_error(f"linalg.solve_triangular: Incompatible shapes of A and B for the equation {equation} ({first})")
    return (*sizes.broadcast(a[:-2], b[:-2]), *b[-2:])


def _triangular_slope(g: Any, a: Any, out: Any, upper: bool, left: bool, unitriangular: bool) -> Any:
    turned = solve_triangular(mT(a), g, upper=not upper, left=left, unitriangular=unitriangular)
    slope = -(turned @ mT(out)) if left else -(mT(out) @ turned)
    return (triu if upper else tril)(slope, diagonal=(1 if upper else -1) if unitriangular else 0)


solve_triangular: Op = Op(
    "solve_triangular",
    lambda m, a, b, /, *, upper, left=True, unitriangular=False: m.column_major(
        _substituted(m, a, b, bool(upper), bool(left), bool(unitriangular))
    ),
    {
        "a": lambda g, a, out, upper, left, unitriangular: _triangular_slope(g, a, out, upper, left, unitriangular),
        "b": lambda g, a, upper, left, unitriangular: solve_triangular(
            mT(a), g, upper=not upper, left=left, unitriangular=unitriangular
        ),
    },
    "The solution of triangular systems; the other triangle is not looked at.",
    check=_floats("linalg.solve_triangular"),
    grad_fn="LinalgSolveTriangularBackward0",
    shape=lambda a, b, upper, left=True, unitriangular=False: _triangular_shape(a, b, left),
    elementwise=False,
    kinds={"upper": FLAG, "left": FLAG, "unitriangular": FLAG},
    example="solve_triangular(stack([stack([x, 1.0]), stack([0.0, x])]), stack([stack([x]), stack([1.0])]), upper=True).sum()",
)


# ------------------------------------------------------------------ systems of equations
def _is_vector(a: Shape, b: Shape) -> bool:
    """Whether the right-hand side is a vector, or a batch of them."""
    return len(b) == 1 or (len(a) - 1 == len(b) and b == a[:-1])


def _solve_shape(a: Shape, b: Shape, left: bool) -> Shape:
    _square(a, "linalg.solve")
    if _is_vector(a, b):
        if a[-1] != b[-1] or (not left and b[-1] != 1):
            _misfit(a, (*b, 1), left)
        return (*sizes.broadcast(a[:-2], b[:-1]), b[-1])
    _matrices(b, "linalg.solve", "B")
    if a[-1] != b[-2 if left else -1]:
        _misfit(a, b, left)
    return (*sizes.broadcast(a[:-2], b[:-2]), *b[-2:])


def _misfit(a: Shape, b: Shape, left: bool) -> None:
    equation = "AX = B" if left else "XA = B"
    raise runtime_error(
        f"linalg.solve: Incompatible shapes of A and B for the equation {equation} ({a[-2]}x{a[-1]} and {b[-2]}x{b[-1]})"
    )


def _solved(m: Any, a: Any, b: Any, left: bool, vector: bool) -> Any:
    if vector:
        out = _solved(m, a, m.expand_dims(b, -1), left, vector=False)[..., 0]
        return m.column_major(out) if out.ndim == 2 else out
    if not left:
        return m.swapaxes(_solved(m, m.swapaxes(a, -1, -2), m.swapaxes(b, -1, -2), left=True, vector=False), -1, -2)
    try:
        return m.column_major(m.solve(a, b))
    except m.SingularMatrix:
        raise _singular(
            f"torch.linalg.solve: {first_zero_pivot(m, a)}The solver failed because the input matrix is singular."
        ) from None


def _solve_slope(g: Any, a: Any, out: Any, left: bool, vector: bool) -> Any:
    turned = solve_op(mT(a), g, left=left, vector=vector)
    if vector:
        return -(unsqueeze(turned, dim=-1) @ unsqueeze(out, dim=-2))
    return -(turned @ mT(out)) if left else -(mT(out) @ turned)


solve_op: Op = Op(
    "solve",
    lambda m, a, b, /, left, vector: _solved(m, a, b, left, vector),
    {
        "a": lambda g, a, out, left, vector: _solve_slope(g, a, out, left, vector),
        "b": lambda g, a, left, vector: solve_op(mT(a), g, left=left, vector=vector),
    },
    "The solution of systems of linear equations.",
    check=lambda a, b: _solve_check(a, b),
    grad_fn="LinalgSolveExBackward0",
    shape=lambda a, b, left, vector: _solve_shape(a, b, left),
    elementwise=False,
    internal=True,
)


def _solve_check(a: str, b: str) -> None:
    _floats("linalg.solve")(a)
    if a != b:
        raise runtime_error(
            f"linalg.solve: Expected A and B to have the same dtype, but found A of type {TITLES[a]} and B of type {TITLES[b]} "
            "instead"
        )


def _solve(x: Any, B: Any, /, *, left: bool = True) -> Any:
    vector = _is_vector(shape_of(x), shape_of(B)) and rank_of(x) > 1
    return solve_op(x, B, left=bool(left), vector=vector)


solve = Composite(
    "solve",
    _solve,
    "The solution X of AX = B, or of XA = B where left is False.",
    rows=(solve_op,),
    domain="square matrices with det(A) != 0",
    kinds={"left": FLAG},
    example="solve(stack([stack([x, 1.0]), stack([2.0, x + 3])]), stack([x, 1.0])).sum()",
)


# ------------------------------------------------------------------ cholesky
def _factored(m: Any, x: Any, upper: bool, name: str) -> Any:
    try:
        lower = m.cholesky(m.swapaxes(x, -1, -2) if upper else x)
    except m.SingularMatrix:
        raise _not_positive(m, x, name) from None
    return m.swapaxes(lower, -1, -2) if upper else m.column_major(lower)


def _not_positive(m: Any, x: Any, name: str) -> TorchError:
    """The refusal, with the first minor that is not positive definite."""
    flat = m.reshape(x, (-1, *x.shape[-2:]))
    for k, matrix in enumerate(flat):
        for order in range(1, matrix.shape[0] + 1):
            try:
                m.cholesky(matrix[:order, :order])
            except m.SingularMatrix:
                which = f"(Batch element {k}): " if x.ndim > 2 else ""
                return _singular(
                    f"{name}: {which}The factorization could not be completed because the input is not positive-definite "
                    f"(the leading minor of order {order} is not positive-definite)."
                )
    return _singular(f"{name}: The factorization could not be completed.")


def _cholesky_slope(g: Any, out: Any, upper: bool) -> Any:
    low, slope = (mT(out), mT(g)) if upper else (out, g)
    inner = tril(mT(low) @ slope, diagonal=0)
    inner = inner + mT(tril(inner, diagonal=-1))
    left = solve_triangular(mT(low), inner, upper=True, left=True, unitriangular=False)
    return solve_triangular(low, left, upper=False, left=False, unitriangular=False) * 0.5


def _cholesky_row(name: str, grad_fn: str, title: str) -> Op:
    return Op(
        name,
        lambda m, x, /, upper=False: _factored(m, x, upper, title),
        {"x": lambda g, out, upper: _cholesky_slope(g, out, upper)},
        "The lower triangular L of a symmetric positive definite matrix L @ L.T, or the upper one.",
        check=_floats(title),
        grad_fn=grad_fn,
        shape=lambda x, upper=False: _square(x, title),
        elementwise=False,
        domain="symmetric positive definite matrices",
        sample={"x": (-1.0, 3.0)},
        kinds={"upper": FLAG},
        example="cholesky(stack([stack([x + 3, x]), stack([x, x + 2])])).sum()",
    )


cholesky = _cholesky_row("cholesky", "CholeskyBackward0", "cholesky")
linalg_cholesky = _cholesky_row("linalg_cholesky", "LinalgCholeskyExBackward0", "linalg.cholesky")
linalg_cholesky.example = linalg_cholesky.example.replace("cholesky(", "linalg_cholesky(", 1)


# ------------------------------------------------------------------ qr
def _qr_modes(mode: str) -> None:
    if mode not in ("reduced", "complete", "r"):
        raise runtime_error(f"qr received unrecognized mode '{mode}' but expected one of 'reduced' (default), 'r', or 'complete'")


def _qr_parts(m: Any, x: Any, mode: str) -> tuple[Any, Any]:
    if mode == "r":
        return m.zeros((0,), dtype=x.dtype), m.qr(x, mode="reduced")[1]
    q, r = m.qr(x, mode=mode)
    return q, r


def _qr_shape(shape: Shape, mode: str) -> Shape:
    _matrices(shape, "linalg.qr")
    _qr_modes(mode)
    return shape


def _qr_slope(gs: Any, outs: Any, shape: Shape, mode: str) -> Any:
    """PyTorch's linalg_qr_backward; wide matrices have a part behind the square one."""
    gq, gr = gs
    q, r = outs
    rows, columns = shape[-2:]
    if mode == "r":
        raise BackwardError(
            "RuntimeError",
            "The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please use linalg.qr(A, "
            "mode='reduced') if you are going to differentiate through linalg.qr.",
        )
    if mode == "complete" and rows > columns:
        raise BackwardError(
            "RuntimeError",
            "The QR decomposition is not differentiable when mode='complete' and nrows > ncols.",
        )
    of_r = None if gr is None else gr @ mT(r)
    of_q = None if gq is None else mT(q) @ gq
    inner: Any = of_r if of_q is None else 0 - of_q if of_r is None else of_r - of_q
    if rows >= columns:
        upper = triu(inner, diagonal=0)
        out = q @ (upper + mT(triu(inner, diagonal=1)))
        out = out if gq is None else out + gq
        return solve_triangular(mT(r), out, upper=False, left=False, unitriangular=False)
    skew = tril(-inner + mT(inner), diagonal=-1)
    square = narrow(r, dim=rank_of(r) - 1, start=0, stop=rows, step=1)
    out = solve_triangular(mT(square), q @ skew, upper=False, left=False, unitriangular=False)
    rest = zeros_op(size=(*shape[:-1], columns - rows), dtype=dtype_of(r))
    out = cat_op(out, rest, dim=-1)
    return out if gr is None else out + q @ gr


linalg_qr = Op(
    "linalg_qr",
    lambda m, x, /, mode="reduced": _qr_parts(m, x, mode),
    {"x": lambda gs, outs, shape, mode: _qr_slope(gs, outs, tuple(shape), mode)},
    "An orthogonal Q and an upper triangular R whose product is the matrix.",
    check=_floats("linalg.qr"),
    grad_fn="LinalgQrBackward0",
    shape=lambda x, mode="reduced": _qr_shape(x, mode),
    elementwise=False,
    several=True,
    kinds={"mode": TEXT},
    results=QR,
    example="linalg_qr(stack([stack([x, 1.0]), stack([2.0, x])]))[1][0, 1]",
)
qr = Composite(
    "qr",
    lambda x, /, some=True: linalg_qr(x, mode="reduced" if some else "complete"),
    "An orthogonal Q and an upper triangular R whose product is the matrix.",
    rows=(linalg_qr,),
    kinds={"some": FLAG},
    results=QR,
    example="qr(stack([stack([x, 1.0]), stack([2.0, x])]))[1][0, 1]",
)


# ------------------------------------------------------------------ eigenvalues
def _eigen(m: Any, x: Any, UPLO: str) -> tuple[Any, Any]:
    if UPLO.upper() not in ("L", "U"):
        raise runtime_error(f"Expected UPLO argument to be 'L' or 'U', but got {UPLO}")
    try:
        values, vectors = m.eigh(x, UPLO.upper())
    except m.SingularMatrix:
        raise _singular(
            "linalg.eigh: The algorithm failed to converge because the input matrix is ill-conditioned or has too many repeated "
            "eigenvalues (error code: 1)."
        ) from None
    return values, m.column_major(vectors)


def _eigen_slope(gs: Any, outs: Any) -> Any:
    """V (V.T gV / gaps, and the gradient of the eigenvalues on the diagonal) V.T."""
    gl, gv = gs
    values, vectors = outs
    if gv is None:
        return _symmetric((vectors * unsqueeze(gl, dim=-2)) @ mT(vectors))
    unit = _unit(vectors)
    gaps = unsqueeze(values, dim=-2) - unsqueeze(values, dim=-1)
    inner = where(unit == 1, 0, (mT(vectors) @ gv) / where(unit == 1, 1, gaps))
    if gl is not None:
        inner = inner + where(unit == 1, unsqueeze(gl, dim=-2), 0)
    return _symmetric(vectors @ (inner @ mT(vectors)))


def _symmetric(x: Any) -> Any:
    return (x + mT(x)) * 0.5


eigh = Op(
    "eigh",
    lambda m, x, /, UPLO="L": _eigen(m, x, UPLO),
    {"x": lambda gs, outs: _eigen_slope(gs, outs)},
    "The eigenvalues of a symmetric matrix, smallest first, and the eigenvectors as columns.",
    check=_floats("linalg.eigh"),
    grad_fn="LinalgEighBackward0",
    shape=lambda x, UPLO="L": _square(x, "linalg.eigh"),
    elementwise=False,
    several=True,
    domain="symmetric matrices; one triangle is looked at",
    kinds={"UPLO": TEXT},
    results=Eigen,
    example="eigh(stack([stack([x, 1.0]), stack([1.0, 3*x])]))[0][0]",
)
eigvalsh = Composite(
    "eigvalsh",
    lambda x, /, UPLO="L": eigh(x, UPLO=UPLO)[0],
    "The eigenvalues of a symmetric matrix, smallest first.",
    rows=(eigh,),
    kinds={"UPLO": TEXT},
    example="eigvalsh(stack([stack([x, 1.0]), stack([1.0, 3*x])]))[0]",
)


# ------------------------------------------------------------------ singular values
def _svd_parts(m: Any, x: Any, full: bool) -> tuple[Any, Any, Any]:
    u, s, vh = singular_parts(m, x, full)
    return m.column_major(u), s, m.column_major(vh)


def _svd_all(gs: Any, outs: Any, shape: Shape) -> Any:
    """PyTorch's svd_backward."""
    gu, gs_, gvh = gs
    u, s, vh = outs
    k = min(shape[-2:])
    gu, u = (None if z is None else narrow(z, dim=len(shape) - 1, start=0, stop=k, step=1) for z in (gu, u))
    gvh, vh = (None if z is None else narrow(z, dim=len(shape) - 2, start=0, stop=k, step=1) for z in (gvh, vh))
    if gu is None and gvh is None:
        return u @ (unsqueeze(gs_, dim=-1) * vh)
    inner = _turns(gu, gvh, u, s, vh)
    if gs_ is not None:
        inner = inner + unsqueeze(gs_, dim=-1) * _unit(inner)
    if shape[-2] > k and gu is not None:
        scaled = gu / unsqueeze(s, dim=-2)
        return (u @ inner + scaled - u @ (mT(u) @ scaled)) @ vh
    if shape[-1] > k and gvh is not None:
        scaled = gvh / unsqueeze(s, dim=-1)
        return u @ (inner @ vh + scaled - (scaled @ mT(vh)) @ vh)
    return (u @ inner) @ vh


def _turns(gu: Any, gvh: Any, u: Any, s: Any, vh: Any) -> Any:
    """What reaches the matrix by the turning of the singular vectors, seen from them."""
    square = s * s
    gaps = unsqueeze(square, dim=-2) - unsqueeze(square, dim=-1)
    unit = _unit(gaps)
    gaps = where(unit == 1, 1, gaps)
    found = None
    if gu is not None:
        found = (_skew(mT(u) @ gu) / gaps) * unsqueeze(s, dim=-2)
    if gvh is not None:
        other = unsqueeze(s, dim=-1) * (_skew(vh @ mT(gvh)) / gaps)
        found = other if found is None else found + other
    return found


def _skew(x: Any) -> Any:
    return x - mT(x)


svd_op = Op(
    "svd",
    lambda m, x, /, full_matrices: _svd_parts(m, x, full_matrices),
    {"x": lambda gs, outs, shape: _svd_all(gs, outs, tuple(shape))},
    "The singular value decomposition.",
    check=_floats("linalg.svd"),
    grad_fn="LinalgSvdBackward0",
    shape=lambda x, full_matrices: _matrices(x, "linalg.svd"),
    elementwise=False,
    several=True,
    internal=True,
)


def _torch_svd(x: Any, /, some: bool = True, compute_uv: bool = True) -> Any:
    if not compute_uv:
        _matrices(shape_of(x), "linalg.svd")
        return zeros_like(x @ mT(x)), svdvals(x), mT(zeros_like(mT(x) @ x))
    u, s, vh = svd_op(x, full_matrices=not some)
    return u, s, mT(vh)


svd = Composite(
    "svd",
    _torch_svd,
    "Singular vectors as columns of U and V, and the singular values, largest first.",
    rows=(svd_op,),
    kinds={"some": FLAG, "compute_uv": FLAG},
    results=USV,
    example="svd(stack([stack([x, 1.0]), stack([2.0, x])]))[1][0]",
)
linalg_svd = Composite(
    "linalg_svd",
    lambda x, /, full_matrices=True: svd_op(x, full_matrices=bool(full_matrices)),
    "torch.linalg.svd: U, the singular values, and V turned around.",
    rows=(svd_op,),
    kinds={"full_matrices": FLAG},
    results=USVh,
    example="linalg_svd(stack([stack([x, 1.0]), stack([2.0, x])]))[1][0]",
)


def _svdvals(x: Any, /) -> Any:
    _matrices(shape_of(x), "linalg.svd")
    _floats("linalg.svd")(dtype_of(x))
    return svdvals(x)


svdvals_function = Composite(
    "svdvals",
    _svdvals,
    "The singular values, largest first.",
    rows=(svdvals,),
    example="svdvals(stack([stack([x, 1.0]), stack([2.0, x])]))[0]",
)


# ------------------------------------------------------------------ determinants by their logarithm
def _slogdet_slope(gs: Any, x: Any, shape: Shape) -> Any:
    g = gs[1]
    if g is None:
        return None
    wide = reshape(g, size=(*shape[:-2], 1, 1))
    return wide * mT(inverse_or_zero(x))


slogdet = Op(
    "slogdet",
    lambda m, x, /: m.slogdet(x),
    {"x": lambda gs, x, shape: _slogdet_slope(gs, x, tuple(shape))},
    "The sign of the determinant, and the logarithm of its size.",
    check=_floats("linalg.slogdet"),
    grad_fn="LinalgSlogdetBackward0",
    shape=lambda x: _square(x, "linalg.slogdet")[:-2],
    elementwise=False,
    several=True,
    results=SignAndLogarithm,
    domain="square matrices",
    example="slogdet(stack([stack([x, 1.0]), stack([2.0, x + 3])]))[1]",
)


def _logdet(x: Any, /) -> Any:
    _square(shape_of(x), "logdet")
    sign, size = slogdet(x)
    return where(eq(sign, -1.0), math.nan, size)


logdet = Composite(
    "logdet",
    _logdet,
    "The logarithm of the determinant; nan where that is below 0.",
    rows=(slogdet,),
    domain="square matrices with det(x) > 0",
    sample={"x": (1.0, 3.0)},
    example="logdet(stack([stack([x, 1.0]), stack([2.0, x + 3])]))",
)


# ------------------------------------------------------------------ inverses of any matrices, and what they say
def _cut(m: Any, s: Any, shape: Shape, atol: Any, rtol: Any) -> Any:
    """Which singular values count, by PyTorch's tolerances."""
    if rtol is None:
        rtol = max(shape[-2:]) * EPSILON[s.dtype.name] if not atol else 0.0
    largest = m.amax(s, axis=-1, keepdims=True) if s.shape[-1] else s
    return s > m.maximum(s.dtype.type(atol or 0.0), s.dtype.type(rtol) * largest)


def _pseudo(m: Any, x: Any, atol: Any, rtol: Any) -> Any:
    if not x.size:
        return m.zeros((*x.shape[:-2], x.shape[-1], x.shape[-2]), dtype=x.dtype)
    u, s, vh = singular_parts(m, x)
    keeps = _cut(m, s, x.shape, atol, rtol)
    inverse = m.where(keeps, 1 / m.where(keeps, s, s.dtype.type(1)), s.dtype.type(0))
    return m.matmul(m.swapaxes(vh, -1, -2) * inverse[..., None, :], m.swapaxes(u, -1, -2))


def _pseudo_slope(g: Any, x: Any, out: Any, shape: Shape) -> Any:
    """PyTorch's pinv_backward: products of the smaller matrices first."""
    turned, of_g = mT(out), mT(g)
    if shape[-2] <= shape[-1]:
        k = of_g @ out
        ahead = k @ turned
        return -mT(out @ k) + ahead - (x @ out) @ ahead + (turned @ out) @ (of_g - k @ x)
    k = out @ of_g
    behind = turned @ k
    return -mT(k @ out) + ((of_g - x @ k) @ out) @ turned + behind - (behind @ out) @ x


pinv_op = Op(
    "pinv",
    lambda m, x, /, atol, rtol: _pseudo(m, x, atol, rtol),
    {"x": lambda g, x, out, shape: _pseudo_slope(g, x, out, tuple(shape))},
    "The pseudo-inverse of a matrix.",
    check=_floats("linalg.pinv"),
    grad_fn="LinalgPinvBackward0",
    shape=lambda x, atol, rtol: (*_matrices(x, "linalg.pinv")[:-2], x[-1], x[-2]),
    elementwise=False,
    internal=True,
)


def _not_symmetric_alone(hermitian: bool, name: str) -> None:
    if hermitian:
        raise LimitProblem(f"{name} of symmetric matrices by one triangle (hermitian=True) is not known to gradcli")


def _pinv(x: Any, /, rcond: Any = None, hermitian: bool = False, *, atol: Any = None, rtol: Any = None) -> Any:
    _not_symmetric_alone(hermitian, "pinv")
    if rank_of(x) < 2:
        raise runtime_error(
            f"linalg.pinv({TITLES[dtype_of(x)]}{{{sizes.text(shape_of(x))}}}): expected a tensor with 2 or more dimensions of "
            "float, double, cfloat or cdouble types"
        )
    return pinv_op(x, atol=_tolerance(atol), rtol=_tolerance(rtol if rcond is None else rcond))


def _tolerance(value: Any) -> Any:
    return value if value is None or is_number(value) else value.item()


TOLERANCES = {"atol": TENSOR_OR_NUMBER, "rtol": TENSOR_OR_NUMBER, "rcond": TENSOR_OR_NUMBER, "tol": TENSOR_OR_NUMBER}
pinv = Composite(
    "pinv",
    _pinv,
    "The pseudo-inverse of a matrix, singular values that are too small left out.",
    rows=(pinv_op,),
    aliases=("pinverse",),
    kinds={**TOLERANCES, "hermitian": FLAG},
    example="pinv(stack([stack([x, 1.0, 2.0]), stack([2.0, x, 1.0])])).sum()",
)
matrix_rank_op = Op(
    "matrix_rank",
    lambda m, x, /, atol, rtol: m.sum(_cut(m, singular_parts(m, x)[1], x.shape, atol, rtol), axis=-1, dtype="int64"),
    check=_floats("linalg.svd"),
    shape=lambda x, atol, rtol: _matrices(x, "torch.linalg.matrix_rank", "input")[:-2],
    elementwise=False,
    internal=True,
)


def _matrix_rank(x: Any, /, tol: Any = None, hermitian: bool = False, *, atol: Any = None, rtol: Any = None) -> Any:
    _not_symmetric_alone(hermitian, "matrix_rank")
    if tol is not None:
        atol, rtol = tol, 0.0
    return matrix_rank_op(x, atol=_tolerance(atol), rtol=_tolerance(rtol))


matrix_rank = Composite(
    "matrix_rank",
    _matrix_rank,
    "How many singular values of a matrix are not nearly 0; no gradient.",
    rows=(matrix_rank_op,),
    kinds={**TOLERANCES, "hermitian": FLAG},
    example="matrix_rank(stack([stack([x, 1.0]), stack([2.0, x])]))*x",
)


def _overwritten(out: Any) -> Any:
    """PyTorch writes into the inverse that its own backward needs."""
    dtype, size = ("Float", "Double")[dtype_of(out) == "float64"], sizes.text(shape_of(out))
    raise BackwardError(
        "RuntimeError",
        "one of the variables needed for gradient computation has been modified by an inplace operation: "
        f"[torch.{dtype}Tensor {size}], which is output 0 of LinalgInvEx, is at version 1; expected version 0 instead. Hint: "
        "enable anomaly detection to find the operation that failed to compute its gradient, with torch"
        ".autograd.set_detect_anomaly(True, check_nan=False).",
    )


overwritten = Op(
    "masked_fill",
    lambda m, x, /: m.copy(x),
    {"x": lambda g, out: _overwritten(out)},
    grad_fn="MaskedFillBackward0",
    elementwise=False,
    internal=True,
)


def _cond(x: Any, /, p: Any = None) -> Any:
    _matrices(shape_of(x), "linalg.cond")
    if p is None or p in (2, -2):
        values = svdvals(x)
        last = shape_of(values)[-1]
        first, final = (narrow(values, dim=rank_of(values) - 1, start=k, stop=k + 1, step=1) for k in (0, last - 1))
        quotient = div_true(final, first) if p == -2 else div_true(first, final)
        return squeeze_one(quotient, dim=-1)
    if isinstance(p, str) and p not in ("fro", "nuc"):
        raise runtime_error(f"linalg.cond got an invalid norm type: {p}")
    _square(shape_of(x), f"linalg.cond(ord={p if isinstance(p, str) else f'{p:g}'})")
    first = _matrix_norm(x, ord=p)
    return nan_to_num(first * _matrix_norm(overwritten(inv(x)), ord=p), nan=math.inf, posinf=math.inf, neginf=-math.inf)


cond = Composite(
    "cond",
    _cond,
    "The condition number: the largest singular value by the smallest, or by another norm.",
    rows=(svdvals,),
    kinds={"p": ORDER},
    example="cond(stack([stack([x, 1.0]), stack([2.0, x + 3])]))",
)
