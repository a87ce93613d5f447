"""Dual numbers: a value, and how fast it moves when one element of one variable moves.

A dual number is v + s*e with e*e = 0. The *kernels* of the derivative table run on it as they run on floats and arrays,
with `Primitives` in place of NumPy, so what is differentiated is the forward computation; neither the recorded graph nor
the engine that walks it takes part. Sums, products and quotients are the arithmetic of such numbers. A primitive
function that is not rational (exp, sin) takes its slope from the rule of its own row.

The numbers are float64, or fractions, for which nothing is ever rounded. `e` is positive and smaller than every number:
comparisons look at the slopes where the values are equal, so that at a corner the branch is taken that holds just beside
the point, in the direction in which the variable moves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np

from gradcli.ops import arrays
from gradcli.ops.exponential import pow_tensor
from gradcli.ops.op import Op, parameters_of
from gradcli.ops.sizes import Shape
from gradcli.ops.table import TABLE

LARGEST_FRACTION = 20_000  # bits; what grows beyond it is left to float64
LARGEST_EXPONENT = 1000  # of 2; what no float can hold is left to float64, which says inf


class Unsuited(Exception):
    """An operation that these numbers cannot do: sin of a fraction, the determinant of dual numbers."""


class Field:
    """The numbers that dual numbers are made of.

    exact  fractions; otherwise float64
    tied   whether a comparison so far was decided by slopes: the point is at a corner or a jump
    """

    def __init__(self, exact: bool) -> None:
        self.exact = exact
        self.tied = False

    def lift(self, x: Any) -> Any:
        """A number, nested list or array as an array of this field; a float counts as the decimal number it prints as."""
        if isinstance(x, Dual):
            return x.value
        if not self.exact:
            return np.asarray(x, dtype=np.float64)
        return np.asarray(_fractions(x), dtype=object)

    def constant(self, x: Any) -> Dual:
        """A value that does not move."""
        return x if isinstance(x, Dual) else Dual(self, self.lift(x))


def _fraction(x: Any) -> Fraction:
    if isinstance(x, Fraction):
        return x
    if isinstance(x, bool | np.bool_ | int | np.integer):
        return Fraction(int(x))
    if not math.isfinite(x):
        raise Unsuited(f"{x} is no fraction")
    return Fraction(repr(float(x)))


_fractions = np.frompyfunc(_fraction, 1, 1)
_floors = np.frompyfunc(lambda x: Fraction(math.floor(x)), 1, 1)
_rounds = np.frompyfunc(lambda x: Fraction(round(x)), 1, 1)
_lengths = np.frompyfunc(lambda x: (x.numerator.bit_length(), x.denominator.bit_length()), 1, 2)


class DualDType:
    """float64, as kernels ask for it."""

    name, kind = "float64", "f"

    @staticmethod
    def type(x: Any) -> Any:
        """A number of this dtype."""
        return x


class Dual:
    """An array of dual numbers.

    value  the values
    slope  how fast each moves; None if they do not move at all
    total  what |slope| would be if nothing cancelled: the sum of the absolute values of all paths
    """

    __slots__ = ("field", "slope", "total", "value")
    __array_ufunc__ = None  # array * dual is for the dual number to answer
    dtype = DualDType

    def __init__(self, field: Field, value: Any, slope: Any = None, total: Any = None) -> None:
        kind: Any = object if field.exact else np.float64
        self.field = field
        self.value: Any = np.asarray(value, dtype=kind)
        self.slope: Any = None if slope is None else np.asarray(slope, dtype=kind)
        grown: Any = self.slope if total is None else total
        self.total: Any = None if slope is None else np.asarray(abs(grown), dtype=kind)
        if field.exact and self.size:
            _check_length(self.value, self.slope)

    __hash__ = None  # type: ignore[assignment]

    @property
    def shape(self) -> Shape:
        """The sizes."""
        return tuple(self.value.shape)

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return int(self.value.ndim)

    @property
    def size(self) -> int:
        """The number of elements."""
        return int(self.value.size)

    def item(self) -> float:
        """The only value, as a number that does not move: what `.item()` takes out of a graph."""
        return float(self.value.item())

    def tolist(self) -> Any:
        """The values as nested lists of floats."""
        return self.value.astype(np.float64).tolist()

    def astype(self, dtype: Any) -> Any:
        """Floating dtypes are all the same here; whole numbers and masks do not move."""
        name = getattr(dtype, "name", dtype)
        return self if str(name).startswith("float") else self.value.astype(np.float64).astype(name)

    @staticmethod
    def run_op(op: Op, operands: Sequence[Any], options: Mapping[str, Any]) -> Any:
        """How a row of the table runs on dual numbers: its kernel, with these primitives, or Unsuited."""
        field = next(x.field for x in operands if isinstance(x, Dual))
        op.result_shape(tuple(tuple(getattr(x, "shape", ())) for x in operands), options)
        out = op.kernel(Primitives(field), *operands, **options)
        if isinstance(out, Dual) and not op.differentiable:  # detach
            return Dual(field, out.value)
        return out

    # -------------------------------------------------------------- parts
    def each(self, function: Callable[[Any], Any]) -> Dual:
        """A function that moves elements or adds them up, on all parts."""
        if self.slope is None:
            return Dual(self.field, function(self.value))
        return Dual(self.field, function(self.value), function(self.slope), function(self.total))

    def moving(self) -> tuple[Any, Any]:
        """Slope and total as arrays of the value's shape."""
        if self.slope is None:
            zero = self.field.lift(np.zeros(self.shape))
            return zero, zero
        return np.broadcast_to(self.slope, self.shape), np.broadcast_to(self.total, self.shape)

    def __getitem__(self, place: Any) -> Dual:
        return self.each(lambda part: np.broadcast_to(part, self.shape)[place])

    def __setitem__(self, place: Any, x: Any) -> None:
        """Write into an array that a kernel has just made."""
        x = self.field.constant(x)
        self.value[place] = x.value
        self.slope[place], self.total[place] = x.moving()

    # -------------------------------------------------------------- arithmetic
    def __neg__(self) -> Dual:
        if self.slope is None:
            return Dual(self.field, -self.value)
        return Dual(self.field, -self.value, -self.slope, self.total)

    def __add__(self, other: Any) -> Dual:
        y = self.field.constant(other)
        value = self.value + y.value
        if self.slope is None and y.slope is None:
            return Dual(self.field, value)
        (s1, z1), (s2, z2) = self.moving(), y.moving()
        return Dual(self.field, value, s1 + s2, z1 + z2)

    def __sub__(self, other: Any) -> Dual:
        return self + -self.field.constant(other)

    def __rsub__(self, other: Any) -> Dual:
        return self.field.constant(other) + -self

    def __mul__(self, other: Any) -> Dual:
        y = self.field.constant(other)
        value = self.value * y.value
        if self.slope is None and y.slope is None:
            return Dual(self.field, value)
        slope = _sum(_times(self.slope, y.value), _times(y.slope, self.value))
        total = _sum(_times(self.total, abs(y.value)), _times(y.total, abs(self.value)))
        return Dual(self.field, value, slope, total)

    def __truediv__(self, other: Any) -> Dual:
        y = self.field.constant(other)
        if self.field.exact and np.any(y.value == 0):
            raise Unsuited("a fraction over 0")
        value = np.asarray(self.value / y.value)
        if self.slope is None and y.slope is None:
            return Dual(self.field, value)
        moved = None if y.slope is None else _times(y.slope, -value)
        grown = None if y.slope is None else _times(y.total, abs(value))
        slope = _sum(_wide(self.slope, value), moved) / y.value
        return Dual(self.field, value, slope, _sum(_wide(self.total, value), grown) / abs(y.value))

    def __rtruediv__(self, other: Any) -> Dual:
        return self.field.constant(other) / self

    __radd__, __rmul__ = __add__, __mul__

    # -------------------------------------------------------------- order
    def compared(self, other: Any) -> tuple[Any, Any]:
        """Where this is less than the other, and where they are equal, just beside the point."""
        y = self.field.constant(other)
        less, equal = np.asarray(self.value < y.value, dtype=bool), np.asarray(self.value == y.value, dtype=bool)
        if equal.any() and (self.slope is not None or y.slope is not None):
            (s1, _), (s2, _) = self.moving(), y.moving()
            apart = np.asarray(s1 != s2, dtype=bool)
            self.field.tied |= bool((equal & apart).any())
            less, equal = less | (equal & np.asarray(s1 < s2, dtype=bool)), equal & ~apart
        return less, equal

    def __lt__(self, other: Any) -> Any:
        return self.compared(other)[0]

    def __eq__(self, other: object) -> Any:
        return self.compared(other)[1]

    def __ne__(self, other: object) -> Any:
        return ~self.compared(other)[1]

    def __le__(self, other: Any) -> Any:
        less, equal = self.compared(other)
        return less | equal

    def __gt__(self, other: Any) -> Any:
        return self.field.constant(other) < self

    def __ge__(self, other: Any) -> Any:
        return self.field.constant(other) <= self


def _check_length(*parts: Any) -> None:
    for part in parts:
        if part is not None:
            above, below = _lengths(part)
            if np.max(above + below) > LARGEST_FRACTION or np.max(above - below) > LARGEST_EXPONENT:
                raise Unsuited("the fractions grow too long")


def _sum(x: Any, y: Any) -> Any:
    return y if x is None else x if y is None else x + y


def _wide(x: Any, like: Any) -> Any:
    return None if x is None else np.broadcast_to(x, np.broadcast_shapes(x.shape, like.shape))


def _times(slope: Any, factor: Any) -> Any:
    return None if slope is None else slope * factor


# functions that move elements about: the same on values, slopes and totals
_MOVES = frozenset(
    "reshape transpose swapaxes moveaxis squeeze expand_dims broadcast_to flip roll tile tril triu diagonal copy contiguous "
    "cumsum take_along_axis".split()
)
_SAME = frozenset("dense laid_out column_major".split())  # the layout in memory does not matter here
_MAKERS = frozenset("arange linspace zeros ones full eye".split())
_OF_MASKS = frozenset("any all_true".split())


class Primitives:
    """What kernels call, on dual numbers."""

    float64 = staticmethod(np.float64)

    def __init__(self, field: Field) -> None:
        self.field = field

    def __getattr__(self, name: str) -> Any:
        """The functions that are not written out below."""
        if name in _MOVES:
            return lambda x, *rest, **options: self._moved(name, x, rest, options)
        if name in _SAME:
            return lambda x, *_: x
        if name in _MAKERS:
            return lambda *sizes, **options: self._made(name, sizes, options)
        if name in _OF_MASKS:
            return getattr(arrays, name)
        row = TABLE.get(name)
        if not isinstance(row, Op) or not row.elementwise or not row.rules or row.options:
            raise Unsuited(name)
        return lambda *operands: self._function(row, getattr(arrays, name), operands)

    def _made(self, name: str, sizes: Any, options: Any) -> Any:
        """A new array: of dual numbers where it has their dtype, ready to be written into."""
        if options.get("dtype") is not DualDType:
            return getattr(arrays, name)(*sizes, **options)
        made = self.field.lift(getattr(arrays, name)(*sizes, **{**options, "dtype": "float64"}))
        still = self.field.lift(np.zeros(made.shape))
        return Dual(self.field, made, still, still.copy())

    def zeros_like(self, x: Any) -> Dual:
        """Zeros of the same size."""
        return self.field.constant(np.zeros(self.field.constant(x).shape))

    def ones_like(self, x: Any) -> Dual:
        """Ones of the same size."""
        return self.field.constant(np.ones(self.field.constant(x).shape))

    def _moved(self, name: str, x: Any, rest: Any, options: Any) -> Any:
        function = getattr(arrays, name)
        if not isinstance(x, Dual):
            return function(x, *rest, **options)
        return x.each(lambda part: function(np.broadcast_to(part, x.shape), *rest, **options))

    def _function(self, row: Op, kernel: Callable[..., Any], operands: Sequence[Any]) -> Dual:
        """A function that is not rational: the slope by the rule of its row."""
        duals = [self.field.constant(x) for x in operands]
        if self.field.exact:
            raise Unsuited(f"{row.name} of fractions")
        values = [np.broadcast_to(x.value, np.broadcast_shapes(*[d.shape for d in duals])) for x in duals]
        out = np.asarray(kernel(*values))
        known = {**dict(zip(row.operands, values, strict=True)), "out": out}
        slope = total = None
        for name, dual in zip(row.operands, duals, strict=True):
            if dual.slope is None:
                continue
            rule = row.rules[name]
            arguments = [known[p] for p in parameters_of(rule)[1:]]
            s, z = dual.moving()
            slope = _sum(slope, np.asarray(rule(np.broadcast_to(s, out.shape), *arguments)))
            total = _sum(total, abs(np.asarray(rule(np.broadcast_to(z, out.shape), *arguments))))
        return Dual(self.field, out, slope, total)

    # -------------------------------------------------------------- choice
    def where(self, condition: Any, x: Any, y: Any) -> Any:
        """x where the condition holds, otherwise y, with the slope of the one that is taken."""
        if not isinstance(x, Dual) and not isinstance(y, Dual):
            return np.where(condition, x, y)
        return self._chosen(condition, x, y)

    def _chosen(self, condition: Any, x: Any, y: Any) -> Dual:
        x, y = self.field.constant(x), self.field.constant(y)
        if x.slope is None and y.slope is None:
            return Dual(self.field, np.where(condition, x.value, y.value))
        (s1, z1), (s2, z2) = x.moving(), y.moving()
        return Dual(self.field, np.where(condition, x.value, y.value), np.where(condition, s1, s2), np.where(condition, z1, z2))

    def absolute(self, x: Any) -> Dual:
        """-x where x is below 0."""
        x = self.field.constant(x)
        return self._chosen(x < 0, -x, x)

    def sign(self, x: Any) -> Dual:
        """-1, 0 or 1."""
        x = self.field.constant(x)
        return Dual(self.field, self.field.lift(1.0 * (x > 0) - 1.0 * (x < 0)))

    def maximum(self, x: Any, y: Any) -> Dual:
        """The larger; nan if one is nan."""
        x = self.field.constant(x)
        return self._chosen((x > y) | self.isnan(x), x, y)

    def minimum(self, x: Any, y: Any) -> Dual:
        """The smaller; nan if one is nan."""
        x = self.field.constant(x)
        return self._chosen((x < y) | self.isnan(x), x, y)

    def fmax(self, x: Any, y: Any) -> Dual:
        """The larger, ignoring nan."""
        x = self.field.constant(x)
        return self._chosen((x >= y) | self.isnan(y), x, y)

    def fmin(self, x: Any, y: Any) -> Dual:
        """The smaller, ignoring nan."""
        x = self.field.constant(x)
        return self._chosen((x <= y) | self.isnan(y), x, y)

    def isnan(self, x: Any) -> Any:
        """Whether it is not a number."""
        x = self.field.constant(x)
        return np.zeros(x.shape, dtype=bool) if self.field.exact else np.isnan(x.value)

    def isinf(self, x: Any) -> Any:
        """Whether it is infinite."""
        x = self.field.constant(x)
        return np.zeros(x.shape, dtype=bool) if self.field.exact else np.isinf(x.value)

    def isfinite(self, x: Any) -> Any:
        """Whether it is a number and not infinite."""
        return ~(self.isnan(x) | self.isinf(x))

    def signbit(self, x: Any) -> Any:
        """Whether the sign is minus; among fractions there is no -0."""
        x = self.field.constant(x)
        return np.asarray(x.value < 0, dtype=bool) if self.field.exact else np.signbit(x.value)

    def copysign(self, x: Any, y: Any) -> Dual:
        """The size of x with the sign of y."""
        size = self.absolute(x)
        return self._chosen(self.signbit(y), -size, size)

    def logical_not(self, x: Any) -> Any:
        """Not; of a number, whether it is 0."""
        return x == 0 if isinstance(x, Dual) else np.logical_not(x)

    # -------------------------------------------------------------- steps: flat, but for a jump that the slope may cross
    def floor(self, x: Any) -> Dual:
        """The largest whole number not above x."""
        x = self.field.constant(x)
        down = self._floors(x.value)
        return Dual(self.field, np.where(self._crossed(x, down), down - 1, down))

    def ceil(self, x: Any) -> Dual:
        """The smallest whole number not below x."""
        return -self.floor(-self.field.constant(x))

    def trunc(self, x: Any) -> Dual:
        """x without its fraction."""
        x = self.field.constant(x)
        return self._chosen(x < 0, self.ceil(x), self.floor(x))

    def rint(self, x: Any) -> Dual:
        """To the nearest whole number, halves to even."""
        x = self.field.constant(x)
        near = np.asarray(_rounds(x.value) if self.field.exact else np.rint(x.value), dtype=x.value.dtype)
        half = np.asarray(abs(x.value - self._floors(x.value)) * 2 == 1, dtype=bool)
        if x.slope is None or not half.any():
            return Dual(self.field, near)
        self.field.tied = True
        down = self._floors(x.value)
        beside = np.where(np.asarray(x.moving()[0] > 0, dtype=bool), down + 1, down)
        return Dual(self.field, np.where(half, beside, near))

    def _floors(self, value: Any) -> Any:
        return np.asarray(_floors(value) if self.field.exact else np.floor(value))

    def _crossed(self, x: Dual, step: Any) -> Any:
        """Where x stands at a step and moves down from it."""
        if x.slope is None:
            return np.zeros(x.shape, dtype=bool)
        slope, _ = x.moving()
        at = np.asarray(x.value == step, dtype=bool)
        self.field.tied |= bool((at & np.asarray(slope != 0, dtype=bool)).any())
        return at & np.asarray(slope < 0, dtype=bool)

    def floor_divide(self, x: Any, y: Any) -> Dual:
        """The quotient rounded down."""
        return self.floor(self.field.constant(x) / y)

    def trunc_divide(self, x: Any, y: Any) -> Dual:
        """The quotient rounded towards zero."""
        return self.trunc(self.field.constant(x) / y)

    def remainder(self, x: Any, y: Any) -> Dual:
        """What the quotient rounded down leaves."""
        whole: Dual = self.floor_divide(x, y) * y
        return self.field.constant(x) - whole

    def fmod(self, x: Any, y: Any) -> Dual:
        """What the quotient rounded towards zero leaves."""
        whole: Dual = self.trunc_divide(x, y) * y
        return self.field.constant(x) - whole

    # -------------------------------------------------------------- powers
    def negative(self, x: Any) -> Dual:
        """-x."""
        return -self.field.constant(x)

    def pow(self, x: Any, y: Any) -> Dual:
        """x**y: by multiplication where y is one whole number that stands still, otherwise by the rules of the row."""
        x, y = self.field.constant(x), self.field.constant(y)
        whole = y.slope is None and y.value.size == 1 and y.value.item() == int(_finite(y.value.item()))
        if whole and abs(y.value.item()) <= 2**20:
            return self._whole_power(x, int(y.value.item()), y.shape)
        return self._function(pow_tensor, arrays.pow, (x, y))

    def _whole_power(self, x: Dual, n: int, shape: Shape) -> Dual:
        base, out = x, self.field.constant(np.ones(np.broadcast_shapes(x.shape, shape)))
        rest = abs(n)
        while rest:
            if rest & 1:
                out = out * base
            rest >>= 1
            if rest:
                base = base * base
        return out if n >= 0 else 1 / out

    # -------------------------------------------------------------- over several elements
    def sum(self, x: Any, axis: Any = None, keepdims: bool = False, dtype: Any = None) -> Any:
        """The sum along axes."""
        if not isinstance(x, Dual):
            return np.sum(x, axis=axis, keepdims=keepdims, dtype=dtype)
        return x.each(lambda part: np.sum(np.broadcast_to(part, x.shape), axis=axis, keepdims=keepdims))

    def prod(self, x: Any, axis: Any = None, keepdims: bool = False, dtype: Any = None) -> Any:
        """The product along axes."""
        if not isinstance(x, Dual):
            return np.prod(x, axis=axis, keepdims=keepdims, dtype=dtype)
        return self._folded(x, axis, keepdims, lambda a, b: a * b, 1.0)

    def amax(self, x: Any, axis: Any = None, keepdims: bool = False) -> Dual:
        """The largest along axes."""
        return self._folded(x, axis, keepdims, self.maximum, None)

    def amin(self, x: Any, axis: Any = None, keepdims: bool = False) -> Dual:
        """The smallest along axes."""
        return self._folded(x, axis, keepdims, self.minimum, None)

    def _folded(self, x: Dual, axis: Any, keepdims: bool, join: Callable[[Dual, Dual], Dual], empty: Any) -> Dual:
        axes = tuple(range(x.ndim)) if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
        axes = tuple(a % x.ndim for a in axes)
        kept = tuple(n for k, n in enumerate(x.shape) if k not in axes)
        flat = x.each(lambda p: np.moveaxis(np.broadcast_to(p, x.shape), axes, range(len(axes))).reshape((-1, *kept)))
        parts = [flat[k] for k in range(flat.shape[0])]
        out: Dual = reduce(join, parts) if parts else self.field.constant(np.full(kept, empty))
        if not keepdims:
            return out
        wide = tuple(1 if k in axes else n for k, n in enumerate(x.shape))
        return out.each(lambda p: np.broadcast_to(p, kept).reshape(wide))

    def cumprod(self, x: Dual, axis: int) -> Dual:
        """Running products."""
        parts = [x[(slice(None),) * (axis % x.ndim) + (k,)] for k in range(x.shape[axis])]
        done = [parts[0]]
        for part in parts[1:]:
            done.append(done[-1] * part)
        return self.stack(done, axis=axis)

    def stack(self, xs: Sequence[Any], axis: int = 0) -> Dual:
        """Side by side along a new axis."""
        return self._joined(lambda parts: np.stack(parts, axis=axis), xs)

    def concatenate(self, xs: Sequence[Any], axis: int = 0) -> Dual:
        """Side by side along an axis."""
        return self._joined(lambda parts: np.concatenate(parts, axis=axis), xs)

    def _joined(self, join: Callable[[Sequence[Any]], Any], xs: Sequence[Any]) -> Dual:
        duals = [self.field.constant(x) for x in xs]
        value = join([x.value for x in duals])
        if all(x.slope is None for x in duals):
            return Dual(self.field, value)
        moving = [x.moving() for x in duals]
        return Dual(self.field, value, join([s for s, _ in moving]), join([z for _, z in moving]))

    def argmax(self, x: Any, axis: int | None = None) -> Any:
        """The index of the largest, just beside the point."""
        if not isinstance(x, Dual):
            return np.argmax(x, axis=axis)
        return np.argmax(np.asarray(x == self.amax(x, axis, keepdims=True)), axis=axis)

    def argmin(self, x: Dual, axis: int | None = None) -> Any:
        """The index of the smallest, just beside the point."""
        return np.argmax(np.asarray(x == self.amin(x, axis, keepdims=True)), axis=axis)

    def argsort(self, x: Dual, axis: int = -1, kind: Any = "stable") -> Any:
        """The order of the elements, just beside the point."""
        slope, _ = x.moving()
        first = np.argsort(slope, axis=axis, kind=kind)
        second = np.argsort(np.take_along_axis(x.value, first, axis=axis), axis=axis, kind=kind)
        ordered = np.sort(x.value, axis=axis)
        self.field.tied |= bool(np.any(np.diff(ordered, axis=axis) == 0))
        return np.take_along_axis(first, second, axis=axis)

    def matmul(self, x: Any, y: Any) -> Dual:
        """The matrix product."""
        x, y = self.field.constant(x), self.field.constant(y)
        value = np.matmul(x.value, y.value)
        if x.slope is None and y.slope is None:
            return Dual(self.field, value)
        (s1, z1), (s2, z2) = x.moving(), y.moving()
        slope = np.matmul(s1, y.value) + np.matmul(x.value, s2)
        return Dual(self.field, value, slope, np.matmul(z1, abs(y.value)) + np.matmul(abs(x.value), z2))


def _finite(x: Any) -> Any:
    return x if isinstance(x, Fraction) or math.isfinite(x) else 0.5
