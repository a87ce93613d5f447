"""Products of vectors and matrices, determinants and inverses.

`matmul` is taken apart as PyTorch's native `_matmul_impl` does it: which product it becomes depends on the ranks, on the
memory layout, and on which operand requires grad.
"""

from __future__ import annotations

import math
from contextlib import suppress
from typing import Any

from gradcli.ops import sizes
from gradcli.ops.arithmetic import UNSET, abs, add_tensor, mul, ones_like, where, zeros_like
from gradcli.ops.dtypes import SPELLINGS, TITLES, WHOLE, dtype_of, floats_expected, not_for_bool
from gradcli.ops.late import arrays
from gradcli.ops.op import Composite, Op
from gradcli.ops.reduction import VECTOR, amax, amin, norm_op, sum_dim
from gradcli.ops.shape import (
    _data,
    as_viewable,
    contiguous,
    contiguous_copy,
    expand_op,
    flatten,
    permute,
    rank_of,
    reshape,
    shape_of,
    squeeze_in_place,
    squeeze_one,
    t,
    transpose,
    unsafe_view,
    unsqueeze,
    view_op,
)
from gradcli.ops.slopes import is_recorded
from gradcli.problems import LimitProblem, TorchError, index_error, runtime_error

Shape = sizes.Shape


def mT(x: Any) -> Any:
    """The last two dimensions exchanged."""
    return transpose(x, dim0=-2, dim1=-1)


# ------------------------------------------------------------------ products
def _mm_shape(x: Shape, mat2: Shape) -> Shape:
    if len(x) != 2:
        raise runtime_error("self must be a matrix", operand=0)
    if len(mat2) != 2:
        raise runtime_error("mat2 must be a matrix", operand=1)
    if x[1] != mat2[0]:
        raise runtime_error(f"mat1 and mat2 shapes cannot be multiplied ({x[0]}x{x[1]} and {mat2[0]}x{mat2[1]})", operand=1)
    return (x[0], mat2[1])


def _mv_shape(x: Shape, vec: Shape) -> Shape:
    if not x:
        raise index_error("Dimension specified as 0 but tensor has no dimensions", operand=0)
    if len(x) != 2 or len(vec) != 1:
        raise runtime_error(f"vector + matrix @ vector expected, got 1, {len(x)}, {len(vec)}")
    if x[1] != vec[0]:
        raise runtime_error(f"size mismatch, got input ({x[0]}), mat ({x[0]}x{x[1]}), vec ({vec[0]})", operand=1)
    return (x[0],)


def _dot_shape(x: Shape, tensor: Shape) -> Shape:
    if len(x) != 1 or len(tensor) != 1:
        raise runtime_error(f"1D tensors expected, but got {len(x)}D and {len(tensor)}D tensors")
    return ()


def _dot(m: Any, x: Any, y: Any) -> Any:
    """PyTorch compares the lengths last, after the dtypes."""
    if x.shape != y.shape:
        error = runtime_error(
            f"inconsistent tensor size, expected tensor {sizes.text(x.shape)} and src {sizes.text(y.shape)} to have the same "
            f"number of elements, but got {x.shape[0]} and {y.shape[0]} elements respectively"
        )
        error.shapes = (x.shape, y.shape)
        raise error
    return m.matmul(x, y)


_BATCH2 = "Expected size for first two dimensions of batch2 tensor to be: {} but got: {}."


def _bmm_shape(x: Shape, mat2: Shape) -> Shape:
    if len(x) != 3:
        raise runtime_error("batch1 must be a 3D tensor", operand=0)
    if len(mat2) != 3:
        raise runtime_error("batch2 must be a 3D tensor", operand=1)
    if x[0] != mat2[0] or x[2] != mat2[1]:
        raise runtime_error(
            _BATCH2.format(sizes.text((x[0], x[2])), sizes.text(mat2[:2])),
            operand=1,
        )
    return (x[0], x[1], mat2[2])


# ------------------------------------------------------------------ products want operands of one dtype
def _mm_check(x: str, mat2: str) -> None:
    if x != mat2:
        raise runtime_error(f"expected m1 and m2 to have the same dtype, but got: {SPELLINGS[x]} != {SPELLINGS[mat2]}", operand=1)
    not_for_bool("addmm_impl_cpu_")(x)


def _mv_check(x: str, vec: str) -> None:
    if x != vec:
        found = f"{TITLES[vec]}, {TITLES[x]}, and {TITLES[vec]}"
        raise runtime_error(f"addmv input tensors must have the same dtype, but got {found}", operand=1)
    not_for_bool("addmv_impl_cpu")(x)


def _dot_check(x: str, tensor: str) -> None:
    if x != tensor:
        raise runtime_error(
            f"dot : expected both vectors to have same dtype, but found {TITLES[x]} and {TITLES[tensor]}",
            operand=1,
        )
    not_for_bool("dot")(x)


def _bmm_check(x: str, mat2: str) -> None:
    not_for_bool("bmm")(x)
    if x != mat2:
        raise runtime_error(f"expected scalar type {TITLES[x]} but found {TITLES[mat2]}", operand=1)


def _addmm_check(x: str, mat1: str, mat2: str) -> None:
    for name, found in (("self", x), ("mat1", mat1)):
        if found != mat2:
            raise runtime_error(f"{name} and mat2 must have the same dtype, but got {TITLES[found]} and {TITLES[mat2]}")


mm = Op(
    "mm",
    lambda m, x, mat2, /: m.matmul(x, mat2),
    {"x": lambda g, mat2: by(g, _t(mat2)), "mat2": lambda g, x: by(_t(x), g)},
    "The product of two matrices.",
    check=_mm_check,
    shape=_mm_shape,
    elementwise=False,
    example="mm(stack([stack([x])]), stack([stack([x])]))[0, 0]",
)
mv = Op(
    "mv",
    lambda m, x, vec, /: m.matmul(x, vec),
    {"x": lambda g, vec: outer(g, vec), "vec": lambda g, x: by(_t(x), g)},
    "The product of a matrix and a vector.",
    check=_mv_check,
    shape=_mv_shape,
    elementwise=False,
    example="mv(stack([stack([x])]), stack([x]))[0]",
)
dot = Op(
    "dot",
    lambda m, x, tensor, /: _dot(m, x, tensor),
    {"x": lambda g, tensor: g * tensor, "tensor": lambda g, x: g * x},
    "The inner product of two vectors.",
    check=_dot_check,
    shape=_dot_shape,
    elementwise=False,
    example="dot(stack([x, x]), stack([x, 1 + x]))",
)
vdot = Op(
    "vdot",
    lambda m, x, y, /: _dot(m, x, y),
    {"x": lambda g, y: g * y, "y": lambda g, x: g * x},
    "The inner product of two vectors, as dot.",
    check=_dot_check,
    shape=_dot_shape,
    elementwise=False,
    example="vdot(stack([x, x]), stack([x, 1 + x]))",
)
bmm = Op(
    "bmm",
    lambda m, x, mat2, /: m.matmul(x, mat2),
    {"x": lambda g, mat2: by(g, mT(mat2)), "mat2": lambda g, x: by(mT(x), g)},
    "The products of two batches of matrices.",
    check=_bmm_check,
    shape=_bmm_shape,
    elementwise=False,
    example="bmm(stack([stack([stack([x])])]), stack([stack([stack([x])])])).sum()",
)
addmm = Op(
    "addmm",
    lambda m, x, mat1, mat2, /: x + m.matmul(mat1, mat2),
    {"x": lambda g: g, "mat1": lambda g, mat2: by(g, _t(mat2)), "mat2": lambda g, mat1: by(_t(mat1), g)},
    "A matrix product plus a tensor.",
    check=_addmm_check,
    checked_first=True,
    shape=lambda x, mat1, mat2: _addmm_shape(x, mat1, mat2),
    elementwise=False,
    internal=True,
)


def _addmm_shape(x: Shape, mat1: Shape, mat2: Shape) -> Shape:
    for k, (name, shape) in enumerate((("mat1", mat1), ("mat2", mat2))):
        if len(shape) != 2:
            raise runtime_error(f"{name} must be a matrix, got {len(shape)}-D tensor", operand=k)
    out = _mm_shape(mat1, mat2)
    return sizes.expanded(x, out) if x else out


def _t(x: Any) -> Any:
    return permute(x, dims=(1, 0)) if hasattr(x, "run_op") else x.T


def by(x: Any, y: Any) -> Any:
    """x @ y in a rule; of bare arrays as the kernels multiply them, which add in PyTorch's order."""
    if type(x) is arrays.Array and type(y) is arrays.Array:
        return arrays.matmul(x, y)
    return x @ y


def _requires_grad(x: Any) -> bool:
    return bool(getattr(x, "requires_grad", False))


def _strides(x: Any) -> tuple[int, ...]:
    data = _data(x)
    if hasattr(data, "strides"):
        return tuple(data.strides)
    shape = tuple(x.shape)
    return tuple(math.prod(shape[k + 1 :]) for k in range(len(shape)))


def _folds(x: Any, y: Any) -> bool:
    """Whether PyTorch folds the batches of the larger operand into one matrix (should_fold)."""
    if rank_of(x) >= rank_of(y):
        large, small, turned = x, y, False
    else:
        large, small, turned = y, x, True
    if rank_of(large) < 3 or rank_of(small) > 2:
        return False
    if _requires_grad(small):
        return True
    if rank_of(x) == 2:
        return False
    shape, strides = list(large.shape), list(_strides(large))
    if turned:
        shape[-1], shape[-2] = shape[-2], shape[-1]
        strides[-1], strides[-2] = strides[-2], strides[-1]
    if math.prod(shape) == 0:
        return True
    return all(strides[k] == strides[k + 1] * shape[k + 1] for k in range(len(shape) - 2))


def _folded(x: Any, y: Any) -> Any:
    first_is_larger = rank_of(x) >= rank_of(y)
    large = x if first_is_larger else mT(y)
    small = y if first_is_larger else (t(x) if rank_of(x) == 2 else x)
    lead = tuple(large.shape)[:-1]
    flat = reshape(large, size=(math.prod(lead), tuple(large.shape)[-1]))
    if rank_of(small) == 1:
        return unsafe_view(mv(flat, small), size=lead)
    out = unsafe_view(mm(flat, small), size=(*lead, tuple(small.shape)[1]))
    if first_is_larger:
        return out
    out = mT(out)
    return out if contiguous(_data(out)) else contiguous_copy(out)


def _batched(x: Any, y: Any) -> Any:
    xs, ys = tuple(x.shape), tuple(y.shape)
    n, k1 = (xs[-2], xs[-1]) if len(xs) > 1 else (1, xs[-1])
    k2, p = (ys[-2], ys[-1]) if len(ys) > 1 else (ys[-1], 1)
    batch = sizes.broadcast(xs[:-2], ys[:-2])
    count = math.prod(batch)
    if k1 != k2:
        raise runtime_error(
            _BATCH2.format(sizes.text((count, k1)), sizes.text((count, k2))),
            operand=1,
        )
    left = reshape(expand_op(x, size=(*batch, n, k1)), size=(count, n, k1))
    if len(ys) == 1:
        right = unsqueeze(reshape(expand_op(y, size=(*batch, k2)), size=(count, k2)), dim=2)
        return unsafe_view(squeeze_one(bmm(left, right), dim=-1), size=(*batch, n))
    right = reshape(expand_op(y, size=(*batch, k2, p)), size=(count, k2, p))
    shape = batch + ((n,) if len(xs) > 1 else ()) + (p,)
    return unsafe_view(bmm(left, right), size=shape)


def _matmul(x: Any, y: Any, /) -> Any:
    rx, ry = rank_of(x), rank_of(y)
    if not rx or not ry:
        raise runtime_error(
            f"both arguments to matmul need to be at least 1D, but they are {rx}D and {ry}D", operand=0 if not rx else 1
        )
    if rx == 1 and ry == 1:
        _dot_check(dtype_of(x), dtype_of(y))
        return dot(x, y)
    if rx == 2 and ry == 1:
        return mv(x, y)
    if rx == 1 and ry == 2:
        return squeeze_in_place(mm(unsqueeze(x, dim=0), y), dim=0)
    if rx == 2 and ry == 2:
        return mm(x, y)
    if rx == 3 and ry == 3:
        one_x, one_y = x.shape[0] == 1, y.shape[0] == 1
        if one_y and not one_x and _requires_grad(y):
            return _folded(x, squeeze_one(y, dim=0))
        if one_x and not one_y and _requires_grad(x):
            return _folded(squeeze_one(x, dim=0), y)
    return _folded(x, y) if _folds(x, y) else _batched(x, y)


matmul = Composite(
    "matmul",
    _matmul,
    "The matrix product; vectors and batches as NumPy's @.",
    rows=(mm, mv, dot, bmm),
    example="matmul(stack([x, x]), stack([x, 1.0 + x]))",
)


def _inner(x: Any, y: Any, /) -> Any:
    """PyTorch's tensordot over the last dimension of both: a product of matrices, or of vectors where that gives one number."""
    if not rank_of(x) or not rank_of(y):
        return mul(x, y)
    xs, ys = shape_of(x), shape_of(y)
    if xs[-1] != ys[-1]:
        raise runtime_error(
            f"inner() the last dimension must match on both input tensors but got shapes {sizes.text(xs)} and {sizes.text(ys)}"
        )
    if dtype_of(x) != dtype_of(y):
        raise runtime_error("both inputs should have same dtype", operand=1)
    if ys[-1] == 1 and dtype_of(x) not in WHOLE:  # PyTorch sums a dimension of size 1 away
        x = sum_dim(x, dim=-1, keepdim=True)
    rows, columns = math.prod(xs[:-1]), math.prod(ys[:-1])
    left = permute(x, dims=tuple(range(len(xs))))
    right = permute(y, dims=(len(ys) - 1, *range(len(ys) - 1)))
    if rows == columns == 1:
        product = dot(flatten(left), flatten(right))
    else:
        product = mm(reshape(left, size=(rows, xs[-1])), reshape(right, size=(xs[-1], columns)))
    return reshape(product, size=(*xs[:-1], *ys[:-1]))


inner = Composite(
    "inner",
    _inner,
    "The inner product over the last dimension of both.",
    rows=(dot, mm),
    example="inner(stack([x, x]), stack([x, 1 + x]))",
)


def _outer(x: Any, vec2: Any, /) -> Any:
    for shape, name in ((shape_of(x), "self"), (shape_of(vec2), "vec2")):
        if len(shape) != 1:
            raise runtime_error(
                f"outer: Expected 1-D argument {name}, but got {len(shape)}-D", operand=0 if name == "self" else 1
            )
    return mul(reshape(x, size=(x.shape[0], 1)), vec2)


outer: Composite = Composite(
    "outer",
    _outer,
    "All products of two vectors' elements.",
    aliases=("ger",),
    example="outer(stack([x, x]), stack([x, 1 + x])).sum()",
)


def _kron(x: Any, y: Any, /) -> Any:
    rank = max(rank_of(x), rank_of(y))
    xs = (1,) * (rank - rank_of(x)) + shape_of(x)
    ys = (1,) * (rank - rank_of(y)) + shape_of(y)
    left = unsafe_view(x, size=tuple(n for s in xs for n in (s, 1)))
    right = unsafe_view(y, size=tuple(n for s in ys for n in (1, s)))
    product, size = mul(left, right), tuple(a * b for a, b in zip(xs, ys, strict=True))
    return unsafe_view(as_viewable(product, size), size=size)


kron = Composite("kron", _kron, "The Kronecker product.", example="kron(stack([x, x]), stack([x, 1 + x])).sum()")


def _linear(x: Any, weight: Any, bias: Any = None, /) -> Any:
    rank, other = rank_of(x), rank_of(weight)
    if other > 2:
        t(weight)
    if not rank or not other:
        raise runtime_error(f"both arguments to linear need to be at least 1D, but they are {rank}D and {other}D")
    if bias is None:
        return matmul(x, t(weight))
    if rank == 2:
        return addmm(bias, x, t(weight))
    if rank_of(bias) == 1 and rank in (1, 3, 4, 5) and contiguous(_data(x)):
        lead = tuple(x.shape)[:-1]
        flat = reshape(x, size=(math.prod(lead), tuple(x.shape)[-1]))
        return view_op(addmm(bias, flat, t(weight)), size=(*lead, weight.shape[0]))
    return add_tensor(matmul(x, t(weight)), bias)


linear = Composite(
    "linear", _linear, "x @ weight.T + bias.", rows=(addmm,), example="linear(stack([x, x]), stack([stack([x, 1 + x])]))[0]"
)


# ------------------------------------------------------------------ determinant and inverse
def _square(shape: Shape, name: str) -> Shape:
    if len(shape) < 2:
        raise runtime_error(f"{name}: The input tensor A must have at least 2 dimensions.")
    if shape[-1] != shape[-2]:
        raise runtime_error(f"{name}: A must be batches of square matrices, but they are {shape[-2]} by {shape[-1]} matrices")
    return shape


def _inverse(m: Any, x: Any) -> Any:
    try:
        return m.column_major(m.inv(x))
    except m.SingularMatrix:
        pivot = first_zero_pivot(m, x)
        raise TorchError(
            "_LinAlgError",
            f"linalg.inv: {pivot}The diagonal element {_singular_at(m, x)} is zero, the inversion could not be completed "
            "because the input matrix is singular.",
        ) from None


def first_zero_pivot(m: Any, x: Any) -> str:
    """Which matrix of a batch is singular, in PyTorch's words."""
    if x.ndim == 2:
        return ""
    for k, matrix in enumerate(m.reshape(x, (-1, *x.shape[-2:]))):
        if m.det(matrix) == 0:
            return f"(Batch element {k}): "
    return ""


def _singular_at(m: Any, x: Any) -> Any:
    """The first zero on the diagonal of U in A = PLU, counted from 1."""
    for matrix in m.reshape(x, (-1, *x.shape[-2:])):
        a = m.copy(matrix)
        n = a.shape[0]
        for k in range(n):
            best = k + int(m.argmax(m.absolute(a[k:, k])))
            if a[best, k] == 0:
                return k + 1
            a[[k, best]] = a[[best, k]]
            a[k + 1 :, k:] -= (a[k + 1 :, k] / a[k, k])[:, None] * a[k, k:][None, :]
    return n


det = Op(
    "det",
    lambda m, x, /: m.det(x),
    {"x": lambda g, x, out, shape: _det_slope(g, x, out, tuple(shape))},
    "The determinant.",
    check=floats_expected("linalg.det: Expected a floating point or complex tensor as input. Got {}"),
    grad_fn="LinalgDetBackward0",
    dtype="float",
    shape=lambda x: _square(x, "linalg.det")[:-2],
    elementwise=False,
    domain="square matrices",
    example="det(stack([stack([x, 1]), stack([2, x])]))",
)


def _det_slope(g: Any, x: Any, out: Any, shape: Shape) -> Any:
    """g * det(A) * inv(A).T; zero, as in torch, where A is exactly singular, and g itself for 1 by 1."""
    if shape[-1] == 1:
        return reshape(g, size=shape)
    wide = reshape(g * out, size=(*shape[:-2], 1, 1))
    regular = wide * mT(inverse_or_zero(x))
    if not is_recorded(g):
        return regular
    singular = abs(out) < 100 * EPSILON[dtype_of(x)]  # where torch takes the adjugate, if it may differentiate again
    if not _any(singular):
        return regular
    adjugate = det_backward(reshape(g, size=(*shape[:-2], 1, 1)), x)
    return where(reshape(singular, size=(*shape[:-2], 1, 1)), adjugate, regular)


EPSILON = {"float64": 2.0**-52, "float32": 2.0**-23}


def _any(mask: Any) -> bool:
    from gradcli.ops import arrays

    return bool(arrays.any(arrays.as_array(_data(mask))))


def _others(m: Any, s: Any) -> Any:
    """The products of all but one along the last dimension."""
    one = m.ones_like(s[..., :1])
    left = m.cumprod(m.concatenate([one, s[..., :-1]], axis=-1), axis=-1)
    right = m.flip(m.cumprod(m.flip(m.concatenate([s[..., 1:], one], axis=-1), axis=-1), axis=-1), axis=-1)
    return left * right


def _adjugate(m: Any, g: Any, x: Any) -> Any:
    """The gradient of the determinant by singular values, which divides by nothing."""
    u, s, vh = singular_parts(m, x)
    turned = (m.det(u) * m.det(vh))[..., None, None] * g
    return turned * m.matmul(u * _others(m, s)[..., None, :], vh)


def _adjugate_slope(m: Any, g: Any, upstream: Any, x: Any) -> Any:
    """How that changes with x, times g; nan where singular values are equal, as their directions are not defined."""
    u, s, vh = singular_parts(m, x)
    without_two = _others(m, m.where(m.eye(s.shape[-1]) == 1, 1, s[..., None, :]))
    middle = m.matmul(m.matmul(m.swapaxes(u, -1, -2), g), m.swapaxes(vh, -1, -2))
    along = m.where(m.eye(s.shape[-1]) == 1, 0, without_two)
    own = m.sum(along * m.expand_dims(m.diagonal(middle, 0, -2, -1), -2), axis=-1)
    inner = -m.swapaxes(middle, -1, -2) * along + m.eye(s.shape[-1]) * own[..., None]
    turned = (m.det(u) * m.det(vh))[..., None, None] * upstream
    out = turned * m.matmul(m.matmul(u, inner), vh)
    equal = m.any(s[..., 1:] == s[..., :-1], axis=-1)
    return m.where(equal[..., None, None], math.nan, out)


def _no_further(g: Any) -> Any:  # noqa: ARG001
    """PyTorch differentiates singular vectors once more; this table does not."""
    raise LimitProblem("a third derivative by singular values is not known to gradcli")


det_second = Op(
    "det_backward",
    lambda m, outer, upstream, x, /: _adjugate_slope(m, outer, upstream, x),
    {"outer": _no_further, "upstream": _no_further, "x": _no_further},
    shape=lambda outer, upstream, x: x,
    elementwise=False,
    internal=True,
)
det_backward: Op = Op(
    "det_backward",
    lambda m, upstream, x, /: _adjugate(m, upstream, x),
    {
        "upstream": lambda g, x, upstream: g * det_backward(ones_like(upstream), x),
        "x": lambda g, upstream, x: det_second(g, upstream, x),
    },
    shape=lambda upstream, x: x,
    elementwise=False,
    internal=True,
)


inverse_or_zero = Op(
    "inv",
    lambda m, x, /: _inverse_or_zero(m, x),
    {"x": lambda g, out: -(mT(out) @ g @ mT(out))},
    shape=lambda x: x,
    elementwise=False,
    internal=True,
)


def _inverse_or_zero(m: Any, x: Any) -> Any:
    if not x.size:
        return m.copy(x)
    if x.ndim == 2:  # one matrix needs no place of its own, which matters where it is large
        with suppress(m.SingularMatrix):
            return m.inv(x)
        return m.zeros_like(x)
    out = m.zeros_like(x)
    flat, into = m.reshape(x, (-1, *x.shape[-2:])), m.reshape(out, (-1, *x.shape[-2:]))
    for k, matrix in enumerate(flat):
        with suppress(m.SingularMatrix):
            into[k] = m.inv(matrix)
    return m.reshape(into, x.shape)


inv = Op(
    "inv",
    lambda m, x, /: _inverse(m, x),
    {"x": lambda g, out: -(mT(out) @ (g @ mT(out)))},
    "The inverse of a square matrix.",
    check=floats_expected("linalg.inv: Expected a floating point or complex tensor as input. Got {}"),
    grad_fn="LinalgInvExBackward0",
    aliases=("inverse",),
    dtype="float",
    shape=lambda x: _square(x, "linalg.inv"),
    elementwise=False,
    domain="square matrices with det(x) != 0",
    example="inv(stack([stack([x, 1]), stack([2, x + 3])]))[0, 0]",
)


# ------------------------------------------------------------------ singular values and the norms of matrices
def singular_parts(m: Any, x: Any, full: bool = False) -> tuple[Any, Any, Any]:
    """U, S and Vh of matrices; nan where something is infinite, for which PyTorch's library has no singular values either.

    Raises PyTorch's LinAlgError for matrices with a nan in them.
    """
    taken_apart = m.full_svd if full else m.svd
    if not x.size or m.isfinite(x).all():
        u, s, vh = taken_apart(x)
        return u, s, vh
    lost = m.isnan(x).any(axis=(-2, -1))
    if lost.any():
        which = f"(Batch element {m.argmax(m.reshape(lost, (-1,)))}): " if x.ndim > 2 else ""
        raise TorchError(
            "_LinAlgError",
            f"linalg.svd: {which}The algorithm failed to converge because the input matrix contained non-finite values.",
        )
    known = m.isfinite(x).all(axis=(-2, -1))
    u, s, vh = taken_apart(m.where(known[..., None, None], x, m.zeros_like(x)))
    wide, unknown = known[..., None, None], m.as_array(math.nan, dtype_of(x))
    return m.where(wide, u, unknown), m.where(known[..., None], s, unknown), m.where(wide, vh, unknown)


def _svd_slope(m: Any, g: Any, x: Any) -> Any:
    u, _, vh = singular_parts(m, x)
    return m.matmul(u * g[..., None, :], vh)


def _svd_second(m: Any, g: Any, upstream: Any, x: Any) -> Any:
    """How U diag(upstream) Vh changes with x, times g: PyTorch's svd_backward with nothing for the singular values themselves."""
    u, s, vh = singular_parts(m, x)
    v, flipped = m.swapaxes(vh, -1, -2), m.swapaxes(u, -1, -2)
    gu = m.matmul(g, v) * upstream[..., None, :]
    gv = m.matmul(m.swapaxes(g, -1, -2), u) * upstream[..., None, :]
    gaps = s[..., None, :] * s[..., None, :] - s[..., :, None] * s[..., :, None] + m.eye(s.shape[-1])
    inner = _skew(m, m.matmul(flipped, gu)) / gaps * s[..., None, :] + s[..., :, None] * (_skew(m, m.matmul(vh, gv)) / gaps)
    out = m.matmul(m.matmul(u, inner), vh)
    if u.shape[-2] > s.shape[-1]:
        out = out + m.matmul((gu - m.matmul(u, m.matmul(flipped, gu))) / s[..., None, :], vh)
    if v.shape[-2] > s.shape[-1]:
        out = out + m.matmul(u / s[..., None, :], m.swapaxes(gv - m.matmul(v, m.matmul(vh, gv)), -1, -2))
    return out


def _skew(m: Any, x: Any) -> Any:
    return x - m.swapaxes(x, -1, -2)


svd_second = Op(
    "svd_backward",
    lambda m, outer, upstream, x, /: _svd_second(m, outer, upstream, x),
    {"outer": _no_further, "upstream": _no_further, "x": _no_further},
    shape=lambda outer, upstream, x: x,
    elementwise=False,
    internal=True,
)
svd_slope: Op = Op(
    "svd_backward",
    lambda m, upstream, x, /: _svd_slope(m, upstream, x),
    {
        "upstream": lambda g, x: singular_part(g, x),
        "x": lambda g, upstream, x: svd_second(g, upstream, x),
    },
    shape=lambda upstream, x: x,
    elementwise=False,
    internal=True,
)
singular_part: Op = Op(
    "svd_backward",
    lambda m, outer, x, /: _singular_part(m, outer, x),
    {"outer": _no_further, "x": _no_further},
    shape=lambda outer, x: _singular_shape(x),
    elementwise=False,
    internal=True,
)


def _singular_part(m: Any, g: Any, x: Any) -> Any:
    """The diagonal of U.T g V."""
    u, _, vh = singular_parts(m, x)
    return m.sum(u * m.matmul(g, m.swapaxes(vh, -1, -2)), axis=-2)


def _singular_shape(shape: Shape) -> Shape:
    return (*shape[:-2], min(shape[-2:]))


svdvals = Op(
    "svdvals",
    lambda m, x, /: singular_parts(m, x)[1],
    {"x": lambda g, x: svd_slope(g, x)},
    "The singular values, largest first.",
    grad_fn="LinalgSvdBackward0",
    shape=_singular_shape,
    elementwise=False,
    internal=True,
)


def _two_dims(x: Any, dim: Any) -> tuple[int, int]:
    """The two dimensions of a matrix norm, from the front, or PyTorch's refusal."""
    rank = rank_of(x)
    if rank < 2:
        raise runtime_error("linalg.matrix_norm: The input tensor A must have at least 2 dimensions.")
    if dtype_of(x) in WHOLE:
        raise runtime_error(
            f"linalg.matrix_norm: Expected a floating point or complex tensor as input. Got {TITLES[dtype_of(x)]}"
        )
    named = (dim,) if isinstance(dim, int) else tuple(dim)
    if len(named) != 2:
        raise runtime_error(f"linalg.matrix_norm: dim must be a 2-tuple. Got {' '.join(map(str, named))}")
    first, second = (sizes.dimension(d, rank) for d in named)
    if first == second:
        raise runtime_error(f"linalg.matrix_norm: dims must be different. Got ({first}, {second})")
    return first, second


def _by_singular_values(x: Any, dims: tuple[int, int], keepdim: bool, reduce: Any) -> Any:
    order = (*(d for d in range(rank_of(x)) if d not in dims), *dims)
    out = reduce(svdvals(permute(x, dims=order)))
    if not keepdim:
        return out
    return permute(unsqueeze(out, dim=-1), dims=tuple(order.index(d) for d in range(len(order))))


def _largest(x: Any, dim: int, keepdim: bool) -> Any:
    """The largest along a dimension; of none a constant 0, as PyTorch has it in norms."""
    return (amax if x.shape[dim] else sum_dim)(x if x.shape[dim] else zeros_like(x), dim=dim, keepdim=keepdim)


def _matrix_norm(x: Any, /, ord: Any = "fro", dim: Any = (-2, -1), keepdim: bool = False) -> Any:
    named = isinstance(ord, str)
    if ord not in ("fro", "nuc") if named else builtin_abs(ord) not in (1, 2, math.inf):
        raise runtime_error(f"linalg.matrix_norm: Order {ord if named else f'{ord:g}'} not supported.")
    first, second = dims = _two_dims(x, dim)
    if ord == "fro":
        return norm_op(x, p=2.0, dim=dims, keepdim=keepdim)
    if ord == "nuc":
        return _by_singular_values(x, dims, keepdim, lambda s: sum_dim(s, dim=-1, keepdim=keepdim))
    extreme = _largest if ord > 0 else amin
    if builtin_abs(ord) == 2:
        return _by_singular_values(x, dims, keepdim, lambda s: extreme(s, dim=-1, keepdim=keepdim))
    if builtin_abs(ord) == math.inf:
        first, second = second, first
    if not keepdim and first < second:
        second -= 1
    return extreme(norm_op(x, p=1.0, dim=first, keepdim=keepdim), dim=second, keepdim=keepdim)


def builtin_abs(x: float) -> float:
    """The absolute value of a plain number; `abs` is the table's."""
    return x if x >= 0 else -x


def _linalg_norm(x: Any, /, ord: Any = None, dim: Any = None, keepdim: bool = False) -> Any:
    """Of a matrix where there are two dimensions and an order, otherwise of a vector."""
    named = dim if dim is None else (dim,) if isinstance(dim, int) else tuple(dim)
    if named is not None and len(named) not in (1, 2):
        raise runtime_error(f"linalg.norm: If dim is specified, it must be of length 1 or 2. Got {sizes.text(named)}")
    if ord is None:
        return norm_op(x, p=2.0, dim=named, keepdim=keepdim)
    rank = rank_of(x)
    if named is None and rank not in (1, 2):
        raise runtime_error(f"linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got {rank}D.")
    both = tuple(range(rank)) if named is None else named
    if isinstance(ord, str) or len(both) == 2:
        return _matrix_norm(x, ord=ord, dim=both, keepdim=keepdim)
    return norm_op(x, p=float(ord), dim=named, keepdim=keepdim)


def _norm(x: Any, /, p: Any = "fro", dim: Any = None, keepdim: bool = False, ord: Any = UNSET) -> Any:
    """torch.norm; with ord it is torch.linalg.norm, which takes it in place of p."""
    if ord is not UNSET:
        return _linalg_norm(x, ord=ord, dim=dim, keepdim=keepdim)
    if not isinstance(p, str):
        return norm_op(x, p=float(2 if p is None else p), dim=dim, keepdim=keepdim)
    named = tuple(range(rank_of(x))) if dim is None else (dim,) if isinstance(dim, int) else tuple(dim)
    if p == "fro" and (dim is None or len(named) <= 2):
        return norm_op(x, p=2.0, dim=dim, keepdim=keepdim)
    return _matrix_norm(x, ord=p, dim=named, keepdim=keepdim)


norm = Composite(
    "norm",
    _norm,
    "The p-norm, 2 unless told otherwise; of a matrix also 'fro' and 'nuc'.",
    rows=(norm_op, svdvals),
    example=f"norm({VECTOR})",
)
matrix_norm = Composite(
    "matrix_norm",
    _matrix_norm,
    "The norm of a matrix: 'fro', 'nuc', or 1, 2, inf with either sign.",
    rows=(norm_op, svdvals, amax, amin),
    example="matrix_norm(stack([stack([x, 1 + x]), stack([2*x, x])]))",
)
linalg_norm = Composite(
    "linalg_norm",
    _linalg_norm,
    "torch.linalg.norm: of a matrix, ord 2 is its largest singular value.",
    rows=(norm_op, svdvals),
    example=f"linalg_norm({VECTOR})",
)
