"""Lanes with shapes: what a tensor holds when an expression of tensors is written down as steps of NumPy.

A `Mark` is a lane that has a shape, the same in every row. Rows of the table run their own kernels on marks, which write
down what they ask of NumPy: elementwise primitives, which broadcast, and the functions of whole arrays below. A step can be
spelled as text (`compiled/spelling.py`), or be run on all rows at once, which are then one more dimension in front.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from types import EllipsisType
from typing import Any

import numpy as np

from gradcli.lanes.lane import Lane, Tape, plain
from gradcli.lanes.primitives import ArrayFunction
from gradcli.lanes.straight import NotStraight
from gradcli.ops import run, sizes
from gradcli.ops.dtypes import dtype_of, promoted
from gradcli.ops.op import Op
from gradcli.ops.sizes import Shape

Array = np.ndarray[Any, Any]
LARGEST = 2**16  # elements of a row
FEW = 7  # elements that NumPy adds one after the other, and no more than that
OF_CLASSES = frozenset({"nll_loss", "nll_loss_backward"})


class Mark(Lane):
    """A tensor of every row.

    name, function, operands, dtype, index, recording   see Lane; the name is that of a primitive or of a function of arrays
    shape    of one row
    extra    what else the function is told: axes, sizes
    value    the elements of one that is the same in every row, and known
    moving   whether it may differ from row to row
    """

    __slots__ = ("extra", "moving", "shape", "value")

    def __init__(
        self,
        recording: Tape,
        name: str,
        function: ArrayFunction | None,
        operands: tuple[Any, ...],
        dtype: np.dtype[Any],
        shape: Shape,
        extra: Mapping[str, Any],
    ) -> None:
        super().__init__(recording, name, function, operands, dtype)
        self.shape = tuple(shape)
        self.extra = extra
        self.value: Any = None
        self.moving: bool = any(x.moving for x in operands if isinstance(x, Mark))

    @property
    def ndim(self) -> int:  # type: ignore[override]
        """The number of dimensions."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """The number of elements in a row."""
        return math.prod(self.shape)

    @property
    def flags(self) -> Any:
        """There is no memory yet, and a row may go by the usual one."""
        raise AttributeError("flags")

    strides = nbytes = base = flags

    @property
    def T(self) -> Any:
        """The dimensions in reverse."""
        return self._sheet.shaped("transpose", (self,), self.shape[::-1], axes=tuple(range(self.ndim))[::-1])

    @property
    def _sheet(self) -> Sheet:
        assert isinstance(self.recording, Sheet)
        return self.recording

    def __len__(self) -> int:
        if not self.shape:
            raise NotStraight("elements are counted")
        return self.shape[0]

    def __getitem__(self, place: Any) -> Any:
        items = place if isinstance(place, tuple) else (place,)
        if not all(x is None or isinstance(x, int | slice | EllipsisType) for x in items):
            raise NotStraight("elements are picked")
        shape = np.empty(self.shape, np.bool_)[items].shape
        return self._sheet.shaped("getitem", (self,), shape, place=items)

    def __matmul__(self, other: Any) -> Any:
        return self._sheet.matmul(self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return self._sheet.matmul(other, self)

    def _elements(self, *_: Any, **__: Any) -> Any:
        raise NotStraight("elements are asked for")

    __setitem__ = __contains__ = __xor__ = __rxor__ = __invert__ = __mod__ = __floordiv__ = __pow__ = _elements
    all = any = sum = max = min = mean = argmax = nonzero = ravel = view = _elements

    def reshape(self, *shape: Any) -> Any:
        """The same elements in another shape."""
        return self._sheet.reshape(self, shape[0] if len(shape) == 1 and not isinstance(shape[0], int) else shape)

    def swapaxes(self, a: int, b: int) -> Any:
        """Two dimensions exchanged."""
        return self._sheet.swapaxes(self, a, b)

    def copy(self) -> Any:
        """The same: nothing is ever written into a mark."""
        return self


class Sheet(Tape):
    """A tape of marks.

    guards  masks that have to hold in every row: where one does not, the engine refuses what the steps would compute
    """

    def __init__(self) -> None:
        super().__init__()
        self.guards: list[Any] = []
        self.m.__dict__.update(
            zeros_like=lambda x: self._alike(x, 0.0),
            ones_like=lambda x: self._alike(x, 1.0),
            sum=self.sum,
            amax=lambda x, axis=None, keepdims=False: self.reduced("max", x, axis, keepdims),
            amin=lambda x, axis=None, keepdims=False: self.reduced("min", x, axis, keepdims),
            reshape=self.reshape,
            transpose=self.transpose,
            swapaxes=self.swapaxes,
            expand_dims=self.expand_dims,
            squeeze=self.squeeze,
            broadcast_to=self.broadcast_to,
            matmul=self.matmul,
            stack=lambda xs, axis=0: self.concatenate([self.expand_dims(x, axis) for x in xs], axis=axis),
            concatenate=self.concatenate,
            flip=self.flip,
            cumsum=lambda x, axis: self.shaped("cumsum", (x,), x.shape, axis=axis % x.ndim),
            tril=lambda x, k=0: self.shaped("tril", (x,), x.shape, k=k),
            triu=lambda x, k=0: self.shaped("triu", (x,), x.shape, k=k),
            as_array=lambda value, dtype=None: self._as_array(value, dtype),
            zeros=lambda shape, dtype=None: self.full(shape, 0.0, dtype),
            ones=lambda shape, dtype=None: self.full(shape, 1.0, dtype),
            full=self.full,
            contiguous=lambda x: x,
            laid_out=lambda x, _: x,
            dense=lambda x: x,
        )

    def tensor(self, name: str, shape: Shape, dtype: str) -> Mark:
        """A variable that has a tensor in every row."""
        if math.prod(shape) > LARGEST:
            raise NotStraight("a large tensor")
        mark = self._kept("input", None, (name,), np.dtype(dtype), shape, {})
        mark.moving = True
        return mark

    def constant(self, value: Any) -> Mark:
        """An array that is the same in every row."""
        array = np.asarray(value)
        mark = self._kept("constant", None, (array.shape, array.dtype.str, array.tobytes()), array.dtype, array.shape, {})
        mark.value = array
        return mark

    # -------------------------------------------------------------- rows of the table
    def run(self, op: Op, operands: Sequence[Any], options: Mapping[str, Any]) -> Any:
        """One row of the table: its own kernel, on marks and numbers of the dtype in which it computes."""
        if op.name == "place":
            return self._placed(self._data(operands[0]), **options)
        values = [self._data(x) for x in operands]
        if op.name in OF_CLASSES and isinstance(options["target"], Mark):
            return self._of_classes(self._mark(values[0]), **options)
        if any(hasattr(x, "dtype") or hasattr(x, "raw") for x in options.values()):
            raise NotStraight(f"an option of {op.name} that is a tensor")
        if op.check is not None:
            op.check(*[dtype_of(x) for x in operands])
        op.result_shape(tuple([run.shape_of(x) for x in operands]), options)
        dtype = run.computed_in(op, promoted(operands))
        ready = [x if name in op.as_is or name == "condition" else self._ready(x, dtype) for name, x in self._named(op, values)]
        if not op.elementwise:
            ready = [self.constant(np.asarray(x, dtype)) if type(x) in (int, float) else x for x in ready]
        out = op.kernel(self.m, *ready, **options)
        if not op.differentiable and isinstance(out, Mark) and out.dtype.kind == "f":
            return self.shaped("detached", (out,), out.shape)
        return out

    def _of_classes(
        self, x: Mark, target: Mark, weight: Any, reduction: str, ignore_index: int, size: Shape | None = None
    ) -> Any:
        """The losses of classes, or their gradient where a size is given: what stands at the class of each item, negative."""
        shape = x.shape if size is None else size
        if weight is not None or len(shape) > 2 or target.dtype.kind not in "iu" or 0 <= ignore_index < shape[-1]:
            raise NotStraight("a loss of classes that count differently")
        inside = self.step("bitwise_and", target >= 0, target < shape[-1])
        self.guards.append(inside)
        chosen = self.step("equal", np.arange(shape[-1]), self.reshape(target, (*shape[:-1], 1)))
        items = math.prod(shape[:-1])
        if size is not None:
            each = x / items if reduction == "mean" else x
            each = self.reshape(each, (*shape[:-1], 1)) if each.shape and reduction == "none" else each
            return self.step("where", chosen, -each, 0.0)
        loss = self.sum(self.step("where", chosen, -x, 0.0), axis=-1)
        if reduction == "none":
            return loss
        return self.sum(loss) / items if reduction == "mean" else self.sum(loss)

    def _named(self, op: Op, values: Sequence[Any]) -> list[tuple[str, Any]]:
        names = ["" for _ in values] if op.variadic else op.operands
        return list(zip(names, values, strict=False))

    def _data(self, x: Any) -> Any:
        """An operand as a mark or a number."""
        if isinstance(x, np.ndarray) and x.ndim:
            return self.constant(x)
        return plain(x)

    def step(self, name: str, *operands: Any) -> Any:
        """One primitive on marks, arrays and numbers."""
        return super().step(name, *[self._data(x) for x in operands])

    def _simpler(self, name: str, values: tuple[Any, ...]) -> Any:
        """As of lanes, where that has the shape of the result."""
        found = super()._simpler(name, values)
        if found is None:
            return None
        wanted = _broadcast(values)
        return found if run.shape_of(found) == wanted else None

    def _interned(self, name: str, function: ArrayFunction | None, operands: tuple[Any, ...], dtype: np.dtype[Any]) -> Any:
        return self._kept(name, function, operands, dtype, _broadcast(operands), {})

    def _kept(
        self,
        name: str,
        function: ArrayFunction | None,
        operands: tuple[Any, ...],
        dtype: np.dtype[Any],
        shape: Shape,
        extra: Mapping[str, Any],
    ) -> Mark:
        """The step, once."""
        key = (name, dtype, repr(extra), tuple(shape), *[id(x) if isinstance(x, Lane) else (type(x), repr(x)) for x in operands])
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Mark(self, name, function, operands, dtype, shape, extra)
            self.lanes.append(found)
        assert isinstance(found, Mark)
        return found

    # -------------------------------------------------------------- functions of arrays
    def shaped(self, name: str, operands: tuple[Any, ...], shape: Shape, **extra: Any) -> Mark:
        """A function of whole arrays, and the shape of what it answers."""
        return self._kept(name, WHOLE_ARRAYS[name], operands, operands[0].dtype, shape, extra)

    def sum(self, x: Any, axis: Any = None, keepdims: bool = False, dtype: Any = None) -> Any:
        """The sum along axes."""
        if dtype == "int64" and x.dtype.kind == "b":
            x = self.cast(x, "int64")
        elif dtype is not None or x.dtype.kind != "f":
            raise NotStraight("a sum of whole numbers")
        return self.reduced("sum", x, axis, keepdims)

    def flip(self, x: Any, axis: Any) -> Any:
        """The elements in reverse along axes."""
        axes = (axis,) if isinstance(axis, int) else tuple(axis)
        return self.shaped("flip", (x,), x.shape, axis=tuple(sorted(a % x.ndim for a in axes)))

    def reduced(self, name: str, x: Any, axis: Any, keepdims: bool) -> Any:
        """An axis or several are reduced to one number each."""
        axes = tuple(range(x.ndim)) if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
        axes = tuple(sorted(a % x.ndim for a in axes)) if x.ndim else ()
        if not axes:
            return x
        if name != "sum" and not all(x.shape[a] for a in axes):
            raise NotStraight("nothing to reduce")
        shape = tuple(1 if k in axes else n for k, n in enumerate(x.shape) if keepdims or k not in axes)
        return self.shaped(name, (x,), shape, axis=axes, keepdims=keepdims)

    def reshape(self, x: Any, shape: Any) -> Any:
        """The same elements in another shape."""
        wanted = sizes.inferred((shape,) if isinstance(shape, int) else tuple(shape), x.size)
        return x if wanted == x.shape else self.shaped("reshape", (x,), wanted, size=wanted)

    def transpose(self, x: Any, axes: Any = None) -> Any:
        """The dimensions in another order."""
        order = tuple(range(x.ndim))[::-1] if axes is None else tuple(a % x.ndim for a in axes)
        return self.shaped("transpose", (x,), tuple(x.shape[a] for a in order), axes=order)

    def swapaxes(self, x: Any, a: int, b: int) -> Any:
        """Two dimensions exchanged."""
        order = list(range(x.ndim))
        order[a], order[b] = order[b], order[a]
        return self.transpose(x, order)

    def expand_dims(self, x: Any, axis: int) -> Any:
        """A new dimension of size 1."""
        at = axis % (x.ndim + 1)
        return self.reshape(x, (*x.shape[:at], 1, *x.shape[at:]))

    def squeeze(self, x: Any, axis: Any) -> Any:
        """Without dimensions of size 1."""
        axes = {a % x.ndim for a in ((axis,) if isinstance(axis, int) else axis)} if x.ndim else set()
        return self.reshape(x, tuple(n for k, n in enumerate(x.shape) if k not in axes))

    def broadcast_to(self, x: Any, shape: Any) -> Any:
        """The same along new dimensions."""
        return x if tuple(shape) == x.shape else self.shaped("broadcast_to", (x,), tuple(shape), size=tuple(shape))

    def matmul(self, x: Any, y: Any) -> Any:
        """The product of matrices and vectors."""
        x, y = self._mark(x), self._mark(y)
        if not x.ndim or not y.ndim or x.dtype != y.dtype:
            raise NotStraight("a product of matrices")
        shape = np.matmul(np.empty(x.shape, np.bool_), np.empty(y.shape, np.bool_)).shape
        return self.shaped("matmul", (x, y), shape)

    def concatenate(self, xs: Sequence[Any], axis: int = 0) -> Any:
        """One behind the other."""
        marks = [self._mark(x) for x in xs]
        at = axis % marks[0].ndim
        shape = tuple(sum(x.shape[k] for x in marks) if k == at else n for k, n in enumerate(marks[0].shape))
        if len({x.dtype for x in marks}) > 1:
            raise NotStraight("arrays of several dtypes")
        return marks[0] if len(marks) == 1 else self.shaped("concatenate", tuple(marks), shape, axis=at)

    def _placed(self, x: Any, size: Any, dim: int, start: int = 0, step: int = 1, at: int | None = None) -> Any:
        """Zeros, with x put into a range of a dimension, or at one index."""
        if step != 1:
            raise NotStraight("places that are no range")
        x = self._mark(x)
        if at is not None:
            x, start = self.expand_dims(x, dim), at
        before, after = ((*size[:dim], n, *size[dim + 1 :]) for n in (start, size[dim] - start - x.shape[dim]))
        parts = [self.full(before, 0.0, x.dtype), x, self.full(after, 0.0, x.dtype)]
        return self.concatenate([part for part in parts if part.size], dim)

    def full(self, shape: Any, value: Any, dtype: Any = None) -> Any:
        """The same number everywhere."""
        return self.constant(np.full(shape, value, np.float64 if dtype is None else dtype))

    def _as_array(self, value: Any, dtype: Any) -> Any:
        return self.constant(np.asarray(plain(value), dtype))

    def _alike(self, x: Any, value: float) -> Any:
        return self.full(x.shape, value, x.dtype) if getattr(x, "shape", ()) else self._filled(x, value)

    def _mark(self, x: Any) -> Mark:
        if isinstance(x, Mark):
            return x
        return self.constant(x if isinstance(x, np.ndarray) else np.asarray(plain(x), np.float64))


def _broadcast(values: Sequence[Any]) -> Shape:
    """The shape of what elementwise operations make of marks and numbers."""
    return tuple(np.broadcast_shapes(*[x.shape for x in values if isinstance(x, Mark)]))


# ------------------------------------------------------------------ all rows at once
def _behind(axes: tuple[int, ...], lead: int) -> tuple[int, ...]:
    return tuple(a + lead for a in axes)


def _sum(x: Any, lead: tuple[int], axis: tuple[int, ...], keepdims: Any) -> Any:
    """Sums. Few elements of many rows are added column by column, in the order in which NumPy adds so few, and twice as fast."""
    axes = _behind(axis, lead[0])
    count = x.shape[axes[0]] if len(axes) == 1 else 0
    if not 2 <= count <= FEW or x.dtype.char not in "fd":
        return np.add.reduce(x, axis=axes, keepdims=keepdims)
    before = (slice(None),) * axes[0]
    first, *others = [x[(*before, slice(k, k + 1) if keepdims else k)] for k in range(count)]
    out = first + 0.0  # as NumPy, which begins with 0: zero with a sign has none in a sum
    for other in others:
        out += other
    return out


def _matmul(x: Any, y: Any, lead: tuple[int, int]) -> Any:
    """Products of rows; x and y are matrices, vectors or batches of matrices, behind the rows where there are such."""
    if lead == (1, 0) and y.ndim == 2:  # vectors of all rows, and rows of all matrices, together are one matrix
        return np.matmul(x.reshape(-1, x.shape[-1]), y).reshape((*x.shape[:-1], y.shape[-1]))
    if lead == (0, 1) and y.ndim == 2 and x.ndim <= 2:
        return np.matmul(y, x.T)
    left, right = x.ndim - lead[0] == 1, y.ndim - lead[1] == 1
    a = x[..., None, :] if left else x
    b = y[..., :, None] if right else y
    rank = max(a.ndim - lead[0], b.ndim - lead[1])
    out = np.matmul(aligned(a, rank, lead[0]), aligned(b, rank, lead[1]))
    if right:
        out = out[..., 0]
    return out[..., 0] if left and right else out[..., 0, :] if left else out


def aligned(x: Any, rank: int, lead: int) -> Any:
    """An array of rows, with dimensions of size 1 behind the rows, so that it broadcasts against what has so many."""
    missing = rank - (x.ndim - lead)
    return x.reshape((len(x), *(1,) * missing, *x.shape[1:])) if lead and missing else x


WHOLE_ARRAYS: Mapping[str, Callable[..., Any]] = {
    "sum": lambda x, lead, axis, keepdims: _sum(x, lead, axis, keepdims),
    "max": lambda x, lead, axis, keepdims: np.maximum.reduce(x, axis=_behind(axis, lead[0]), keepdims=keepdims),
    "min": lambda x, lead, axis, keepdims: np.minimum.reduce(x, axis=_behind(axis, lead[0]), keepdims=keepdims),
    "reshape": lambda x, lead, size: x.reshape((*x.shape[: lead[0]], *size)),
    "transpose": lambda x, lead, axes: x.transpose((*range(lead[0]), *_behind(axes, lead[0]))),
    "broadcast_to": lambda x, lead, size: np.broadcast_to(aligned(x, len(size), lead[0]), (*x.shape[: lead[0]], *size)),
    "getitem": lambda x, lead, place: x[(*(slice(None),) * lead[0], *place)],
    "flip": lambda x, lead, axis: np.flip(x, _behind(axis, lead[0])),
    "cumsum": lambda x, lead, axis: np.cumsum(x, axis + lead[0]),
    "tril": lambda x, lead, k: np.tril(x, k),
    "triu": lambda x, lead, k: np.triu(x, k),
    "detached": lambda x, lead: x,
    "matmul": lambda x, y, lead: _matmul(x, y, lead),
    "concatenate": lambda *xs, lead, axis: _joined(xs, lead, axis),
}
"""Functions of whole arrays: the operands, which of them have rows in front (`lead`), and what else they are told."""


def _joined(xs: Sequence[Any], lead: Sequence[int], axis: int) -> Any:
    """Arrays one behind the other, those without rows repeated in every row."""
    rows = max(lead)
    count = next((len(x) for x, own in zip(xs, lead, strict=True) if own), 0)
    full = [x if own == rows else np.broadcast_to(x, (count, *x.shape)) for x, own in zip(xs, lead, strict=True)]
    return np.concatenate(full, axis=axis + rows)
