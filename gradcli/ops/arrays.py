"""Primitive functions on NumPy arrays: what a kernel finds under `m` when it runs on tensors. IEEE results, no warnings.

The functions of single elements come from the table of primitives; written out here are those that PyTorch defines
otherwise than NumPy, mostly on whole numbers, and everything that needs a whole array. Imported when the first tensor
needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy import (
    any,
    arange,
    argmax,
    argmin,
    argsort,
    concatenate,
    eye,
    flip,
    float64,
    full,
    gcd,
    isfinite,
    lcm,
    linspace,
    moveaxis,
    nextafter,
    nonzero,
    ones,
    prod,
    put_along_axis,
    repeat,
    result_type,
    roll,
    searchsorted,
    squeeze,
    stack,
    take,
    tile,
    transpose,
    tril,
    triu,
    zeros,
)

from gradcli.ops import elimination, summing
from gradcli.ops.primitives import PRIMITIVES, Primitive
from gradcli.ops.products import product as matmul
from gradcli.ops.singles import (
    exp_in_loops,
    in_runs,
    length,
    log_softmax,
    one_by_one,
    product_of_all,
    rounded_once,
    softmax,
)
from gradcli.ops.special_arrays import digamma, polygamma
from gradcli.problems import runtime_error

np.seterr(all="ignore")

Array = np.ndarray
Number = np.integer | np.floating | np.bool_

all_true = np.all
amax, amin = np.max, np.min
add_at, multiply_at, maximum_at, minimum_at = np.add.at, np.multiply.at, np.maximum.at, np.minimum.at
cholesky, eigh = np.linalg.cholesky, np.linalg.eigh
SingularMatrix = np.linalg.LinAlgError

__all__ = [
    "Array",
    "Number",
    "SingularMatrix",
    "add_at",
    "address",
    "all_true",
    "amax",
    "amin",
    "any",
    "arange",
    "argmax",
    "argmin",
    "argsort",
    "as_array",
    "broadcast_to",
    "cholesky",
    "column_major",
    "concatenate",
    "contiguous",
    "cumprod",
    "cumsum",
    "dense",
    "det",
    "diagonal",
    "digamma",
    "eigh",
    "exp_in_loops",
    "expand_dims",
    "eye",
    "flip",
    "float64",
    "full",
    "full_svd",
    "gcd",
    "in_runs",
    "inv",
    "isfinite",
    "isin",
    "laid_flat",
    "laid_out",
    "lcm",
    "length",
    "linspace",
    "listed",
    "log_softmax",
    "matmul",
    "maximum_at",
    "minimum_at",
    "moveaxis",
    "multiply_at",
    "nan_to_num",
    "nextafter",
    "nonzero",
    "numbers",
    "one_by_one",
    "ones",
    "polygamma",
    "prod",
    "product_of_all",
    "put_along_axis",
    "qr",
    "repeat",
    "reshape",
    "result_type",
    "roll",
    "root_of",
    "running",
    "running_logsumexp",
    "searchsorted",
    "seen_from",
    "sliding",
    "slogdet",
    "softmax",
    "solve",
    "squeeze",
    "stack",
    "strided",
    "sum",
    "svd",
    "swapaxes",
    "take",
    "take_along_axis",
    "tile",
    "transpose",
    "tril",
    "triu",
    "unique",
    "windows",
    "zeros",
]


def as_array(values: Any, dtype: str | None = None) -> Array:
    """A new array of numbers or nested lists; ragged lists raise ValueError."""
    return np.array(values, dtype=dtype)


def sum(x: Any, axis: Any = None, keepdims: bool = False, dtype: Any = None) -> Any:
    """The sum along axes; floating-point numbers are added in PyTorch's order."""
    if type(x) is not Array or x.dtype.char not in "fd" or not x.size or (dtype is not None and dtype != x.dtype):
        return np.sum(x, axis=axis, keepdims=keepdims, dtype=dtype)
    return summing.total(x, axis, keepdims)


def cumsum(x: Any, axis: int) -> Any:
    """Running sums; those of float32 are rounded at each place only."""
    return np.cumsum(x, axis=axis, dtype=np.float64).astype(np.float32) if x.dtype.char == "f" else np.cumsum(x, axis=axis)


def cumprod(x: Any, axis: int) -> Any:
    """Running products; those of float32 are rounded at each place only."""
    return np.cumprod(x, axis=axis, dtype=np.float64).astype(np.float32) if x.dtype.char == "f" else np.cumprod(x, axis=axis)


def reshape(x: Any, shape: Any) -> Any:
    """The same elements in another shape."""
    return x.reshape(shape)


def take_along_axis(x: Any, places: Any, axis: int) -> Any:
    """The elements at places along an axis."""
    if x.ndim == 2 and axis == 1:  # which takes NumPy's function longer to find out than to do
        return x[np.arange(len(x))[:, None], places]
    return np.take_along_axis(x, places, axis=axis)


def swapaxes(x: Any, axis1: int, axis2: int) -> Any:
    """Two dimensions exchanged, as a view."""
    return x.swapaxes(axis1, axis2)


def expand_dims(x: Any, axis: int) -> Any:
    """The array seen with a new dimension of size 1, whose stride is the one torch gives it."""
    array = np.asarray(x)
    at = axis % (array.ndim + 1)
    step = array.strides[at] * array.shape[at] if at < array.ndim else array.itemsize
    shape = (*array.shape[:at], 1, *array.shape[at:])
    return np.lib.stride_tricks.as_strided(array, shape, (*array.strides[:at], step, *array.strides[at:]))


def copy(x: Any) -> Any:
    """A copy that keeps the memory layout."""
    return np.array(x, copy=True, order="K")


def sign(x: Any) -> Any:
    """-1, 0 or 1; 0 for nan, as torch."""
    if x.dtype.kind == "f":
        return np.where(np.isnan(x), np.zeros_like(x), np.sign(x))
    return np.sign(x) if x.dtype.kind in "iu" else x


def rint(x: Any) -> Any:
    """To the nearest whole number; whole numbers stay what they are."""
    return np.rint(x) if x.dtype.kind == "f" else x


def pow(x: Any, y: Any) -> Any:
    """x**y; a whole number to a negative power is cut to a whole number."""
    if x.dtype.kind == "f" or not np.any(y < 0):
        return rounded_once(np.power, x, y)
    odd = np.power(x, np.abs(y) % 2)
    return np.where(y >= 0, np.power(x, np.maximum(y, 0)), np.where(np.abs(x) == 1, odd, 0))


def _divisible(x: Any, y: Any) -> None:
    """NumPy answers 0 where whole numbers are divided by 0; PyTorch refuses."""
    if np.result_type(x, y).kind in "iu" and np.any(np.asarray(y) == 0):
        raise runtime_error("ZeroDivisionError")


def floor_divide(x: Any, y: Any) -> Any:
    """Division rounded down."""
    _divisible(x, y)
    return np.floor_divide(x, y)


def trunc_divide(x: Any, y: Any) -> Any:
    """Division rounded towards zero; whole numbers stay whole."""
    _divisible(x, y)
    return np.trunc(x / y) if x.dtype.kind == "f" else (x - np.fmod(x, y)) // y


def remainder(x: Any, y: Any) -> Any:
    """The remainder with the sign of y."""
    _divisible(x, y)
    rest = np.fmod(x, y)
    return np.where((rest != 0) & ((rest < 0) != np.less(y, 0)), rest + y, rest).astype(np.result_type(x, y), copy=False)


def nan_to_num(x: Any, nan: Any, posinf: Any, neginf: Any) -> Any:
    """Numbers in place of nan and of infinities: 0 and the largest of the dtype, unless told otherwise."""
    return np.nan_to_num(x, nan=0.0 if nan is None else nan, posinf=posinf, neginf=neginf)


def fmod(x: Any, y: Any) -> Any:
    """The remainder with the sign of x."""
    _divisible(x, y)
    return np.fmod(x, y)


def column_major(x: Any) -> Any:
    """The same matrices, columns side by side in memory, as LAPACK leaves them."""
    return np.swapaxes(np.array(np.swapaxes(x, -1, -2), copy=True, order="C"), -1, -2)


def dense(x: Any) -> Any:
    """The same elements in memory in order; a copy only where they are not."""
    return x if x.flags.c_contiguous else np.ascontiguousarray(x)


def listed(x: Any, order: Any, k: int, axis: int, largest: bool) -> Any:
    """The places of the first k elements of an array in order, equal ones as PyTorch lists them; nan equals nan."""
    from gradcli.ops import ranking  # late: few arrays have ties

    rows = np.moveaxis(x, axis, -1)
    places = np.moveaxis(order, axis, -1)[..., : k + 1].copy()
    near = np.take_along_axis(rows, places, axis=-1)
    left, right = near[..., :-1], near[..., 1:]
    tied = ((left == right) | ((left != left) & (right != right))).any(axis=-1)
    for row in np.argwhere(tied).tolist():
        places[(*row, slice(k))] = ranking.places(rows[tuple(row)].tolist(), k, largest)
    return np.moveaxis(places[..., :k], -1, axis)


def laid_out(out: Any, operands: Sequence[Any]) -> Any:
    """The result of an elementwise operation in the memory layout that PyTorch's TensorIterator gives it.

    The dimensions are sorted by the operands' strides, the first operand that tells two dimensions apart deciding;
    those in which an operand is broadcast tell nothing.
    """
    if out.ndim < 2 or (out.flags.c_contiguous and _are_plain(operands, out.shape)):
        return dense(out)
    strides = [np.broadcast_to(x, out.shape).strides for x in operands if isinstance(x, Array) and x.ndim]
    order: list[int] = []  # from the innermost dimension outwards
    for dim in reversed(range(out.ndim)):
        order.append(dim)
        at = len(order) - 1
        for k in reversed(range(at)):
            outer = _goes_outside(order[k], order[at], strides, out.shape)
            if outer > 0:
                order[k], order[at], at = order[at], order[k], k
            elif outer < 0:
                break
    order.reverse()
    return np.ascontiguousarray(out.transpose(order)).transpose(np.argsort(order))


def _are_plain(operands: Sequence[Any], shape: tuple[int, ...]) -> bool:
    """Whether all operands are as large as the result, and their elements lie in order."""
    for x in operands:  # noqa: SIM110  # a generator takes longer
        if not isinstance(x, Array) or x.shape != shape or not x.flags.c_contiguous:
            return False
    return True


def _goes_outside(a: int, b: int, strides: list[tuple[int, ...]], shape: tuple[int, ...]) -> int:
    """1 if dimension a lies outside b, -1 if inside, 0 if no operand tells."""
    for stride in strides:
        if stride[a] and stride[b]:
            if stride[a] != stride[b]:
                return 1 if stride[a] > stride[b] else -1
            if shape[a] > shape[b]:
                return 1
    return 0


def _spoiled(x: Any, out: Any) -> Any:
    """nan for the matrices that have a nan in them, which LAPACK may lose on its way."""
    lost = np.isnan(x).any(axis=(-2, -1), keepdims=out.ndim == x.ndim)
    return np.where(lost, np.nan, out).astype(x.dtype) if lost.any() else out


def det(x: Any) -> Any:
    """The determinants of matrices."""
    return _spoiled(x, elimination.det(x) if elimination.is_small(x, elimination.MOST) else np.linalg.det(x))


def inv(x: Any) -> Any:
    """The inverses of matrices; raises SingularMatrix."""
    return _spoiled(x, elimination.inv(x) if elimination.is_small(x) else np.linalg.inv(x))


def solve(a: Any, b: Any) -> Any:
    """x of a @ x = b, of matrices; raises SingularMatrix."""
    return elimination.solve(a, b) if elimination.is_small(a) and b.dtype == a.dtype else np.linalg.solve(a, b)


def substituted(triangle: Any, right: Any, upper: bool, unit: bool) -> Any:
    """x of triangle @ x = right for small triangles of float32; None for others."""
    if elimination.is_small_triangle(triangle, unit):
        return elimination.substituted(triangle, right, upper, unit)
    return None


def strided(flat: Any, size: Sequence[int], stride: Sequence[int], offset: int) -> Any:
    """A view of one-dimensional memory; strides and offset count elements."""
    if 0 in size:
        return np.zeros(size, dtype=flat.dtype)
    return np.lib.stride_tricks.as_strided(flat[offset:], tuple(size), [s * flat.itemsize for s in stride])


def windows(x: Any, out: Sequence[int], kernel: Sequence[int], stride: Sequence[int], dilation: Sequence[int]) -> Any:
    """What a kernel of a size sees at each of its places, `out` many along each of the last dimensions, as a view."""
    n = len(kernel)
    steps = x.strides[x.ndim - n :]
    places = [step * s for step, s in zip(steps, stride, strict=True)]
    inside = [step * d for step, d in zip(steps, dilation, strict=True)]
    shape, strides = x.shape[: x.ndim - n], x.strides[: x.ndim - n]
    return np.lib.stride_tricks.as_strided(x, (*shape, *out, *kernel), (*strides, *places, *inside), writeable=False)


def root_of(x: Any) -> Any:
    """The array in whose memory x lies."""
    while True:
        base = x.base
        if base is not None and not isinstance(base, np.ndarray):  # as_strided puts a wrapper in between
            base = getattr(base, "base", None)
        if not isinstance(base, np.ndarray):
            return x
        x = base


def address(x: Any) -> int:
    """Where an array begins, in bytes."""
    return int(x.__array_interface__["data"][0])


def seen_from(x: Any, size: Sequence[int], stride: Sequence[int], offset: int) -> Any:
    """A view of the memory in which x lies; the offset counts elements from the beginning of x."""
    root = root_of(x)
    order = sorted(range(root.ndim), key=lambda d: -root.strides[d])
    return strided(root.transpose(order).reshape(-1), size, stride, (address(x) - address(root)) // x.itemsize + offset)


def laid_flat(x: Any, stride: Sequence[int]) -> Any:
    """A copy of the elements as they would lie in memory with these strides."""
    flat = np.zeros(1 + (0 if 0 in x.shape else int(np.dot([n - 1 for n in x.shape], list(stride)))), dtype=x.dtype)
    strided(flat, x.shape, stride, 0)[...] = x
    return flat


def broadcast_to(x: Any, shape: Sequence[int]) -> Any:
    """x repeated along dimensions of size 1, as a view; it may be written into where x may, as in PyTorch."""
    guarded = np.broadcast_to(x, shape)
    new = len(guarded.shape) - x.ndim
    strides = [a if n == m else 0 for a, n, m in zip(x.strides, x.shape, guarded.shape[new:], strict=True)]
    for k in reversed(range(new)):  # NumPy takes the stride of a dimension of size 1 away, PyTorch does not
        strides.insert(0, strides[0] * guarded.shape[k + 1] if strides and guarded.shape[k] == 1 else 0)
    return np.lib.stride_tricks.as_strided(x, guarded.shape, strides)


def overlap(x: Any, y: Any) -> bool:
    """Whether two arrays have an element in common."""
    return bool(np.shares_memory(x, y))


class _Seen:
    """What NumPy needs to know of an array to see its memory again."""

    def __init__(self, x: Any) -> None:
        self.base = x
        address, _ = x.__array_interface__["data"]
        self.__array_interface__ = {**x.__array_interface__, "data": (address, False)}


def writable(x: Any) -> Any:
    """The same memory, also where NumPy guards it because elements share it."""
    return x if x.flags.writeable else np.asarray(_Seen(x))


def diagonal(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """The diagonal of two dimensions as a view, which NumPy does not let anyone write into."""
    return writable(np.diagonal(x, offset, axis1, axis2))


def svd(x: Any) -> Any:
    """U, S, Vh of matrices, without the columns that belong to no singular value."""
    return np.linalg.svd(x, full_matrices=False)


def full_svd(x: Any) -> Any:
    """U, S, Vh of matrices, with all columns and rows."""
    return np.linalg.svd(x, full_matrices=True)


def qr(x: Any, mode: str) -> Any:
    """Q and R of matrices."""
    q, r = np.linalg.qr(x, mode=mode)  # type: ignore[call-overload]
    return column_major(q), column_major(r)


def slogdet(x: Any) -> Any:
    """The signs of determinants, and the logarithms of their sizes."""
    if elimination.is_small(x, elimination.MOST):
        return elimination.slogdet(x)
    sign, size = np.linalg.slogdet(x)
    return np.asarray(sign, dtype=x.dtype), np.asarray(size, dtype=x.dtype)


def unique(x: Any, axis: int | None) -> Any:
    """The different elements in order, where each element is among them, and how often each occurs."""
    values, places, counts = np.unique(x, return_inverse=True, return_counts=True, axis=axis, equal_nan=False)
    return values, np.reshape(places, x.shape if axis is None else (-1,)), counts


def numbers(x: Any) -> Any:
    """The elements, of which nothing but the numbers is asked; what else stands for an array has no such function."""
    return x


def isin(x: Any, y: Any, assume_unique: bool, invert: bool) -> Any:
    """Whether each element of x is in y."""
    return np.isin(x, y, assume_unique=assume_unique, invert=invert)


def sliding(x: Any, axis: int, size: int, step: int) -> Any:
    """All windows of a size along an axis, a step apart, behind the other axes; they may be written into."""
    line = x if x.ndim else np.lib.stride_tricks.as_strided(x, (1,), (x.itemsize,))
    at = axis % line.ndim
    count = (line.shape[at] - size) // step + 1
    shape = (*line.shape[:at], count, *line.shape[at + 1 :], size)
    strides = (*line.strides[:at], line.strides[at] * step, *line.strides[at + 1 :], line.strides[at])
    found = np.lib.stride_tricks.as_strided(line, shape, strides)
    return found if x.ndim else found[0]


def running(x: Any, axis: int, largest: bool) -> Any:
    """The largest or the smallest so far along an axis; nan from the first nan on."""
    return (np.maximum if largest else np.minimum).accumulate(x, axis=axis)


def running_logsumexp(x: Any, axis: int) -> Any:
    """log of the running sums of exp(x)."""
    return np.logaddexp.accumulate(x, axis=axis)


def contiguous(x: Any) -> Any:
    """A copy in memory order."""
    return np.array(x, copy=True, order="C")


# ------------------------------------------------------------------ the primitives of the table
def _each(function: Callable[..., float], *operands: Any) -> Any:
    """A function of floats applied to every element; the dtype stays."""
    dtype = np.result_type(*operands)
    spread = np.broadcast_arrays(*operands)
    values = zip(*[x.ravel().tolist() for x in spread], strict=True)
    out = np.fromiter((function(*v) for v in values), dtype=np.float64, count=spread[0].size)
    return out.reshape(spread[0].shape).astype(dtype, copy=False)


def _on_arrays(primitive: Primitive) -> Callable[..., Any]:
    """NumPy's function, or the one of floats on every element."""
    if primitive.numpy is not None:
        function = getattr(np, primitive.numpy)
        return partial(rounded_once, function) if primitive.rounded else function
    return partial(_each, primitive.each or primitive.on_float)


# What is written out above stays.
globals().update({primitive.name: _on_arrays(primitive) for primitive in PRIMITIVES if primitive.name not in globals()})

if TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """The primitives, which no type checker sees."""
