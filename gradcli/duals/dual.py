"""Dual numbers: a value, and how fast it moves when one element of one variable moves.

A dual number is v + s*e with e*e = 0. The *kernels* of the derivative table run on it as they run on floats and arrays,
with `Primitives` in place of NumPy, so what is differentiated is the forward computation; neither the recorded graph nor
the engine that walks it takes part. Sums, products and quotients are the arithmetic of such numbers. A primitive
function that is not rational (exp, sin) takes its slope from the rule of its own row.

The numbers are those of a field (fields.py): fractions, balls, or IEEE floats. `e` is positive and smaller than every number:
comparisons look at the slopes where the values are equal, so that at a corner the branch is taken that holds just beside
the point, in the direction in which the variable moves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cmp_to_key, partial, reduce
from typing import Any

import numpy as np

from gradcli.duals import elimination, factors, places, spectrum
from gradcli.duals.choices import either
from gradcli.duals.fields import Field, Unsuited
from gradcli.ops import arrays
from gradcli.ops.activation import polygamma
from gradcli.ops.exponential import pow_tensor
from gradcli.ops.op import Op, parameters_of
from gradcli.ops.sizes import Shape
from gradcli.ops.table import TABLE
from gradcli.ops.trigonometric import atan2


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
        kind = field.dtype
        self.field = field
        self.value: Any = np.asarray(value, dtype=kind)
        self.slope: Any = None if slope is None else np.asarray(slope, dtype=kind)
        grown: Any = self.slope if total is None else total
        self.total: Any = None if slope is None else np.asarray(abs(grown), dtype=kind)
        field.check(self.value, self.slope)

    __hash__ = None  # type: ignore[assignment]

    def _constant(self, x: Any) -> Dual:
        """A value that does not move."""
        return x if isinstance(x, Dual) else Dual(self.field, self.field.lift(x))

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
        name = str(getattr(dtype, "name", dtype))
        if name.startswith("float"):
            return self
        if name == "bool":
            return ~self.field.equal(self.value, self.field.lift(0.0))
        return Primitives(self.field).trunc(Dual(self.field, self.value)).value.astype(np.float64).astype(name)

    @staticmethod
    def run_op(op: Op, operands: Sequence[Any], options: Mapping[str, Any]) -> Any:
        """How a row of the table runs on dual numbers: its kernel, with these primitives, or Unsuited."""
        field = next(x.field for x in operands if isinstance(x, Dual))
        op.result_shape(tuple(tuple(getattr(x, "shape", ())) for x in operands), options)
        primitives = Primitives(field)
        own = factors.KERNELS.get(op.name)
        out = None if own is None else own(primitives, *operands, **options)
        if out is None:
            out = op.kernel(primitives, *operands, **options)
        if not isinstance(out, Dual):
            return out
        if not op.differentiable:  # detach
            return Dual(field, out.value)
        if op.elementwise and not options and op.rules and out.slope is not None and field.isnan(out.slope).any():
            return primitives.by_rule(op, operands)
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
        x = self._constant(x)
        self.value[place] = x.value
        self.ready(x)
        if self.slope is None:
            return
        self.slope[place], self.total[place] = x.moving()

    def ready(self, x: Dual) -> None:
        """Where what moves is about to be written into an array that stood still: slopes to write into."""
        if self.slope is None and x.slope is not None:
            self.slope, self.total = (self.field.lift(np.zeros(self.shape)) for _ in range(2))

    # -------------------------------------------------------------- arithmetic
    def __neg__(self) -> Dual:
        if self.slope is None:
            return Dual(self.field, -self.value)
        return Dual(self.field, -self.value, -self.slope, self.total)

    def __add__(self, other: Any) -> Dual:
        y = self._constant(other)
        value = self.value + y.value
        if self.slope is None and y.slope is None:
            return Dual(self.field, value)
        (s1, z1), (s2, z2) = self.moving(), y.moving()
        return Dual(self.field, value, s1 + s2, z1 + z2)

    def __sub__(self, other: Any) -> Dual:
        return self + -self._constant(other)

    def __rsub__(self, other: Any) -> Dual:
        return self._constant(other) + -self

    def __mul__(self, other: Any) -> Dual:
        y = self._constant(other)
        value = self.value * y.value
        if self.slope is None and y.slope is None:
            return Dual(self.field, value)
        slope = _sum(_times(self.slope, y.value), _times(y.slope, self.value))
        total = _sum(_times(self.total, abs(y.value)), _times(y.total, abs(self.value)))
        return Dual(self.field, value, slope, total)

    def __truediv__(self, other: Any) -> Dual:
        y = self._constant(other)
        value = self.field.quotient(self.value, y.value)
        if self.slope is None and y.slope is None:
            return Dual(self.field, value)
        moved = None if y.slope is None else _times(y.slope, -value)
        grown = None if y.slope is None else _times(y.total, abs(value))
        slope = self.field.quotient(_sum(_wide(self.slope, value), moved), y.value)
        return Dual(self.field, value, slope, self.field.quotient(_sum(_wide(self.total, value), grown), abs(y.value)))

    def __rtruediv__(self, other: Any) -> Dual:
        return self._constant(other) / self

    def __matmul__(self, other: Any) -> Dual:
        return Primitives(self.field).matmul(self, other)

    def __rmatmul__(self, other: Any) -> Dual:
        return Primitives(self.field).matmul(other, self)

    __radd__, __rmul__ = __add__, __mul__

    # -------------------------------------------------------------- order
    def compared(self, other: Any) -> tuple[Any, Any]:
        """Where this is less than the other, and where they are equal, just beside the point."""
        y = self._constant(other)
        less, equal = self.field.less(self.value, y.value), self.field.equal(self.value, y.value)
        if equal.any() and (self.slope is not None or y.slope is not None):
            (s1, _), (s2, _) = self.moving(), y.moving()
            s1, s2 = np.broadcast_arrays(s1, s2)
            apart = np.zeros(equal.shape, dtype=bool)
            apart[equal] = ~self.field.equal(s1[equal], s2[equal])
            self.field.tied |= bool(apart.any())
            before = np.zeros(equal.shape, dtype=bool)
            before[apart] = self.field.less(s1[apart], s2[apart])
            less, equal = less | before, equal & ~apart
        return less, equal

    def _before(self, other: Any) -> tuple[Any, Any]:
        """The same, told to those who watch on which side a point lies. What does not move is always on one side."""
        y = self._constant(other)
        if self.slope is not None or y.slope is not None:
            self.field.notice(self.value - y.value)
        return self.compared(y)

    def __lt__(self, other: Any) -> Any:
        return self._before(other)[0]

    def __eq__(self, other: object) -> Any:
        return self.compared(other)[1]

    def __ne__(self, other: object) -> Any:
        return ~self.compared(other)[1]

    def __le__(self, other: Any) -> Any:
        less, equal = self._before(other)
        return less | equal

    def __gt__(self, other: Any) -> Any:
        return self._constant(other) < self

    def __ge__(self, other: Any) -> Any:
        return self._constant(other) <= self


def _sum(x: Any, y: Any) -> Any:
    return y if x is None else x if y is None else x + y


def _wide(x: Any, like: Any) -> Any:
    return None if x is None else np.broadcast_to(x, np.broadcast_shapes(x.shape, like.shape))


def _spread(part: Any, shape: Shape) -> Any:
    """A part in the shape of the whole; itself where it has that already, as it may be written into through a view."""
    return part if part.shape == shape else np.broadcast_to(part, shape)


def _times(slope: Any, factor: Any) -> Any:
    return None if slope is None else slope * factor


# functions that move elements about: the same on values, slopes and totals
_MOVES = frozenset(
    "reshape transpose swapaxes moveaxis squeeze expand_dims broadcast_to flip roll tile diagonal copy contiguous cumsum "
    "take_along_axis take windows sliding".split()
)
_SAME = frozenset("dense laid_out column_major writable".split())  # the layout in memory does not matter here
_MAKERS = frozenset("arange linspace zeros ones full eye".split())
_OF_MASKS = frozenset("any all_true".split())
_ELSEWHERE = {**factors.PRIMITIVES, **spectrum.PRIMITIVES, **places.PRIMITIVES}  # in modules of their own


class Primitives:
    """What kernels call, on dual numbers."""

    float64 = staticmethod(np.float64)
    SingularMatrix = arrays.SingularMatrix

    def __init__(self, field: Field) -> None:
        self.field = field

    def _constant(self, x: Any) -> Dual:
        """A value that does not move."""
        return x if isinstance(x, Dual) else Dual(self.field, self.field.lift(x))

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
        if name in _ELSEWHERE:
            return partial(_ELSEWHERE[name], self)
        row = TABLE.get(name)
        if not isinstance(row, Op) or not row.elementwise or not row.rules or row.options:
            raise Unsuited(name)
        return lambda *operands: self._function(row, name, operands)

    def made(self, value: Any, slope: Any = None, total: Any = None) -> Dual:
        """A dual number of its parts, which are numbers of the field."""
        return Dual(self.field, value, slope, total)

    def constant(self, x: Any) -> Dual:
        """A value that does not move; dual numbers are what they are."""
        return self._constant(x)

    def _made(self, name: str, sizes: Any, options: Any) -> Any:
        """A new array: of dual numbers where it has their dtype, ready to be written into."""
        if options.get("dtype") is not DualDType:
            return getattr(arrays, name)(*sizes, **options)
        made = self.field.lift(getattr(arrays, name)(*sizes, **{**options, "dtype": "float64"}))
        still = self.field.lift(np.zeros(made.shape))
        return Dual(self.field, made, still, still.copy())

    def zeros_like(self, x: Any) -> Dual:
        """Zeros of the same size, ready to be written into."""
        made, still = (self.field.lift(np.zeros(self._constant(x).shape)) for _ in range(2))
        return Dual(self.field, made, still, still.copy())

    def ones_like(self, x: Any) -> Dual:
        """Ones of the same size."""
        return self._constant(np.ones(self._constant(x).shape))

    def _moved(self, name: str, x: Any, rest: Any, options: Any) -> Any:
        function = getattr(arrays, name)
        if not isinstance(x, Dual):
            return function(x, *rest, **options)
        return x.each(lambda part: function(_spread(part, x.shape), *rest, **options))

    def _function(self, row: Op, name: str, operands: Sequence[Any]) -> Dual:
        """A function that is not rational: the slope by the rule of its row, which runs on the same numbers."""
        duals = [self._constant(x) for x in operands]
        shape = np.broadcast_shapes(*[d.shape for d in duals])
        values = [np.broadcast_to(x.value, shape) for x in duals]
        return self._by_rules(row, duals, values, Dual(self.field, self.field.function(name, values)))

    def by_rule(self, row: Op, operands: Sequence[Any]) -> Dual:
        """A row whose kernel has no slope here, as sin(x)/x has none at 0, by its own rule."""
        duals = [self._constant(x) for x in operands]
        values = [np.broadcast_to(x.value, np.broadcast_shapes(*[d.shape for d in duals])) for x in duals]
        out = row.kernel(self, *[Dual(self.field, v) for v in values])
        return self._by_rules(row, duals, values, self._constant(out))

    def _by_rules(self, row: Op, duals: Sequence[Dual], values: Sequence[Any], out: Dual) -> Dual:
        if all(x.slope is None for x in duals):
            return out
        shape = out.shape
        known = {**{n: Dual(self.field, v) for n, v in zip(row.operands, values, strict=True)}, "out": out}
        slope = total = None
        for operand, dual in zip(row.operands, duals, strict=True):
            if dual.slope is None:
                continue
            rule = row.rules[operand]
            arguments = [known[p] for p in parameters_of(rule)[1:]]
            s, z = (Dual(self.field, np.broadcast_to(part, shape)) for part in dual.moving())
            slope = _sum(slope, self._constant(rule(s, *arguments)).value)
            total = _sum(total, abs(self._constant(rule(z, *arguments)).value))
        return Dual(self.field, out.value, slope, total)

    def polygamma(self, n: int, x: Any) -> Dual:
        """The n-th derivative of digamma; its own slope is the next one."""
        x = self._constant(x)
        out = self._polygamma(n, x.value)
        if x.slope is None:
            return Dual(self.field, out)
        slopes = [polygamma.rules["x"](Dual(self.field, part), Dual(self.field, x.value), n) for part in x.moving()]
        return Dual(self.field, out, slopes[0].value, abs(slopes[1].value))

    def _polygamma(self, n: int, x: Any) -> Any:
        return self.field.function("polygamma", (self.field.lift(np.full(np.shape(x), n)), x))

    # -------------------------------------------------------------- functions scaled so that floats hold them
    def erfcx(self, x: Any) -> Dual:
        """exp(x*x)*erfc(x)."""
        x = self._constant(x)
        out: Dual = self.exp(x * x) * self.erfc(x)
        return out

    def log_ndtr(self, x: Any) -> Dual:
        """The logarithm of the distribution function of the normal distribution."""
        x = self._constant(x)
        out: Dual = self.log(self.erfc(-x * self.sqrt(self._constant(0.5))) / 2.0)
        return out

    def i0e(self, x: Any) -> Dual:
        """exp(-|x|)*i0(x)."""
        out: Dual = self.exp(-self.absolute(x)) * self.i0(x)
        return out

    def i1e(self, x: Any) -> Dual:
        """exp(-|x|)*i1(x)."""
        out: Dual = self.exp(-self.absolute(x)) * self.i1(x)
        return out

    # -------------------------------------------------------------- choice
    def where(self, condition: Any, x: Any, y: Any) -> Any:
        """x where the condition holds, otherwise y, with the slope of the one that is taken."""
        if not isinstance(x, Dual) and not isinstance(y, Dual):
            return np.where(condition, x, y)
        return self._chosen(condition, x, y)

    def _chosen(self, condition: Any, x: Any, y: Any) -> Dual:
        x, y = self._constant(x), self._constant(y)
        if x.slope is None and y.slope is None:
            return Dual(self.field, np.where(condition, x.value, y.value))
        (s1, z1), (s2, z2) = x.moving(), y.moving()
        return Dual(self.field, np.where(condition, x.value, y.value), np.where(condition, s1, s2), np.where(condition, z1, z2))

    def _either(self, choose: Callable[[Dual, Dual], Dual], x: Any, y: Any) -> Dual:
        found: Dual = either(self, choose, self._constant(x), self._constant(y))
        return found

    def absolute(self, x: Any) -> Dual:
        """-x where x is below 0."""
        x = self._constant(x)
        return self._either(lambda a, b: self._chosen(a < 0, b, a), x, -x)

    def sign(self, x: Any) -> Dual:
        """-1, 0 or 1."""
        x = self._constant(x)
        return Dual(self.field, self.field.lift(1.0 * (x > 0) - 1.0 * (x < 0)))

    def maximum(self, x: Any, y: Any) -> Dual:
        """The larger; nan if one is nan."""
        return self._either(lambda a, b: self._chosen((a > b) | self.isnan(a), a, b), x, y)

    def minimum(self, x: Any, y: Any) -> Dual:
        """The smaller; nan if one is nan."""
        return self._either(lambda a, b: self._chosen((a < b) | self.isnan(a), a, b), x, y)

    def fmax(self, x: Any, y: Any) -> Dual:
        """The larger, ignoring nan."""
        return self._either(lambda a, b: self._chosen((a >= b) | self.isnan(b), a, b), x, y)

    def fmin(self, x: Any, y: Any) -> Dual:
        """The smaller, ignoring nan."""
        return self._either(lambda a, b: self._chosen((a <= b) | self.isnan(b), a, b), x, y)

    def isnan(self, x: Any) -> Any:
        """Whether it is not a number."""
        return self.field.isnan(self._constant(x).value)

    def isinf(self, x: Any) -> Any:
        """Whether it is infinite."""
        return self.field.isinf(self._constant(x).value)

    def nan_to_num(self, x: Any, nan: Any, posinf: Any, neginf: Any) -> Dual:
        """Numbers in place of nan and of infinities."""
        x = self._constant(x)
        found = self._chosen(self.isnan(x), 0.0 if nan is None else nan, x)
        if not np.any(self.isinf(x)):
            return found
        if posinf is None or neginf is None:
            raise Unsuited("nan_to_num of infinities")
        return self._chosen(self.isinf(x), self._chosen(self.signbit(x), neginf, posinf), found)

    def isfinite(self, x: Any) -> Any:
        """Whether it is a number and not infinite."""
        return ~(self.isnan(x) | self.isinf(x))

    def signbit(self, x: Any) -> Any:
        """Whether the sign is minus."""
        return self.field.signbit(self._constant(x).value)

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
        x = self._constant(x)
        down = self.field.floor(x.value)
        if x.slope is not None:
            self.field.stepped(down)
        return Dual(self.field, np.where(self._crossed(x, down), down - 1, down))

    def ceil(self, x: Any) -> Dual:
        """The smallest whole number not below x."""
        return -self.floor(-self._constant(x))

    def trunc(self, x: Any) -> Dual:
        """x without its fraction."""
        x = self._constant(x)
        return self._chosen(x < 0, self.ceil(x), self.floor(x))

    def rint(self, x: Any) -> Dual:
        """To the nearest whole number, halves to even."""
        x = self._constant(x)
        down = self.field.floor(x.value)
        half = self.field.equal((x.value - down) * self.field.lift(2), self.field.lift(1))
        if x.slope is None or not half.any():
            return Dual(self.field, self.field.rint(x.value))
        self.field.tied = True
        up = half & self._rises(x)
        near = np.where(half, down, self.field.rint(np.where(half, down, x.value)))
        return Dual(self.field, np.where(up, near + self.field.lift(1), near))

    def _rises(self, x: Dual) -> Any:
        return self.field.less(self.field.lift(0.0), x.moving()[0])

    def _crossed(self, x: Dual, step: Any) -> Any:
        """Where x stands at a step and moves down from it."""
        if x.slope is None:
            return np.zeros(x.shape, dtype=bool)
        slope, _ = x.moving()
        still = self.field.lift(0.0)
        at = self.field.equal(x.value, step)
        if not at.any():
            return at
        self.field.tied |= bool((at & ~self.field.equal(slope, still)).any())
        return at & self.field.less(slope, still)

    def floor_divide(self, x: Any, y: Any) -> Dual:
        """The quotient rounded down."""
        return self.floor(self._constant(x) / y)

    def trunc_divide(self, x: Any, y: Any) -> Dual:
        """The quotient rounded towards zero."""
        return self.trunc(self._constant(x) / y)

    def remainder(self, x: Any, y: Any) -> Dual:
        """What the quotient rounded down leaves."""
        whole: Dual = self.floor_divide(x, y) * y
        return self._constant(x) - whole

    def fmod(self, x: Any, y: Any) -> Dual:
        """What the quotient rounded towards zero leaves."""
        whole: Dual = self.trunc_divide(x, y) * y
        return self._constant(x) - whole

    # -------------------------------------------------------------- powers
    def negative(self, x: Any) -> Dual:
        """-x."""
        return -self._constant(x)

    def pow(self, x: Any, y: Any) -> Dual:
        """x**y: by multiplication where y is one whole number that stands still, otherwise by the rules of the row."""
        x, y = self._constant(x), self._constant(y)
        whole = self.field.whole(y.value.item()) if y.slope is None and y.value.size == 1 else None
        if whole is not None and abs(whole) <= 2**20:
            return self._whole_power(x, whole, y.shape)
        self._refuse_corner(x, y)
        return self._function(pow_tensor, "pow", (x, y))

    def atan2(self, y: Any, x: Any) -> Dual:
        """The angle of a point."""
        self._refuse_corner(self._constant(y), self._constant(x))
        return self._function(atan2, "atan2", (y, x))

    def _refuse_corner(self, x: Dual, y: Dual) -> None:
        """Where both are 0 there is no slope, and the rules answer 0, as PyTorch does."""
        if y.slope is not None and self.field.dtype is object:
            zero = self.field.lift(0.0)
            if np.any(self.field.equal(x.value, zero) & self.field.equal(y.value, zero)):
                raise Unsuited("a function of 0 and 0")

    def _whole_power(self, x: Dual, n: int, shape: Shape) -> Dual:
        base, out = x, self._constant(np.ones(np.broadcast_shapes(x.shape, shape)))
        rest = abs(n)
        while rest:
            if rest & 1:
                out = out * base
            rest >>= 1
            if rest:
                base = base * base
        return out if n >= 0 else 1 / out

    # -------------------------------------------------------------- places
    @staticmethod
    def as_array(values: Any, dtype: str | None = None) -> Any:
        """Numbers that a kernel brings along."""
        return values if isinstance(values, Dual) else arrays.as_array(values, dtype)

    def add_at(self, into: Dual, where: Any, values: Any) -> None:
        """Add to elements of an array that a kernel has just made, to each as often as it is named."""
        x = self._constant(values)
        into.ready(x)
        for part, added in zip((into.value, into.slope, into.total), (x.value, *x.moving()), strict=True):
            if part is not None:
                arrays.add_at(part, where, added)

    def put_along_axis(self, into: Dual, where: Any, values: Any, axis: int) -> None:
        """Write into places along an axis of an array that a kernel has just made."""
        x = self._constant(values)
        for part, written in zip((into.value, into.slope, into.total), (x.value, *x.moving()), strict=True):
            arrays.put_along_axis(part, where, np.broadcast_to(written, np.shape(where)), axis)

    def tril(self, x: Any, k: int = 0) -> Any:
        """What lies on and below a diagonal, zeros elsewhere."""
        return self._kept(np.tril, x, k)

    def triu(self, x: Any, k: int = 0) -> Any:
        """What lies on and above a diagonal, zeros elsewhere."""
        return self._kept(np.triu, x, k)

    def _kept(self, part: Callable[..., Any], x: Any, k: int) -> Any:
        return self._chosen(part(np.ones(x.shape[-2:], dtype=bool), k), x, 0.0) if isinstance(x, Dual) else part(x, k)

    @staticmethod
    def seen_from(x: Dual, size: Sequence[int], stride: Sequence[int], offset: int) -> Dual:
        """Elements by where they lie in memory, where x lies in order."""
        places = offset + sum(np.arange(n).reshape(-1, *[1] * (len(size) - 1 - k)) * stride[k] for k, n in enumerate(size))
        return x.each(lambda part: np.broadcast_to(part, x.shape).reshape(-1)[places])

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
        out: Dual = reduce(join, parts) if parts else self._constant(np.full(kept, empty))
        if not keepdims:
            return out
        wide = tuple(1 if k in axes else n for k, n in enumerate(x.shape))
        return out.each(lambda p: np.broadcast_to(p, kept).reshape(wide))

    def cumprod(self, x: Dual, axis: int) -> Dual:
        """Running products."""
        return self._running(x, axis, lambda a, b: a * b)

    def running(self, x: Any, axis: int, largest: bool) -> Any:
        """The largest or the smallest so far."""
        if not isinstance(x, Dual):
            return arrays.running(x, axis, largest)
        return self._running(x, axis, self.maximum if largest else self.minimum)

    def running_logsumexp(self, x: Dual, axis: int) -> Dual:
        """log of the running sums of exp(x)."""
        return self._running(x, axis, self.logaddexp)

    def _running(self, x: Dual, axis: int, join: Callable[[Dual, Dual], Dual]) -> Dual:
        parts = [x[(slice(None),) * (axis % x.ndim) + (k,)] for k in range(x.shape[axis])]
        done = parts[:1]
        for part in parts[1:]:
            done.append(join(done[-1], part))
        return self.stack(done, axis=axis) if done else x

    def stack(self, xs: Sequence[Any], axis: int = 0) -> Any:
        """Side by side along a new axis."""
        return self._joined(lambda parts: np.stack(parts, axis=axis), xs)

    def concatenate(self, xs: Sequence[Any], axis: int = 0) -> Any:
        """Side by side along an axis."""
        return self._joined(lambda parts: np.concatenate(parts, axis=axis), xs)

    def _joined(self, join: Callable[[Sequence[Any]], Any], xs: Sequence[Any]) -> Any:
        if not any(isinstance(x, Dual) for x in xs):  # masks and places
            return join(xs)
        duals = [self._constant(x) for x in xs]
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

    def argsort(self, x: Dual, axis: int = -1, kind: Any = "stable") -> Any:  # noqa: ARG002
        """The order of the elements, just beside the point."""
        if not x.ndim:
            return np.zeros((), dtype=np.int64)
        lines = np.moveaxis(np.arange(x.size).reshape(x.shape), axis, -1).reshape(-1, x.shape[axis])
        flat = x.each(lambda part: np.broadcast_to(part, x.shape).reshape(-1))
        found = [self._order(flat[line]) for line in lines]
        shape = np.moveaxis(np.empty(x.shape), axis, -1).shape
        return np.moveaxis(np.reshape(found, shape).astype(np.int64), -1, axis)

    def _order(self, line: Dual) -> list[int]:
        """The order of the elements of one line."""
        return sorted(range(line.size), key=cmp_to_key(lambda i, j: self._rank(line[i], line[j])))

    @staticmethod
    def _rank(a: Dual, b: Dual) -> int:
        less, equal = a.compared(b)
        return -1 if less else 0 if equal else 1

    def det(self, x: Dual) -> Dual:
        """The determinants of matrices."""
        n = x.shape[-1]
        matrices = x.each(lambda part: np.broadcast_to(part, x.shape).reshape(-1, n, n))
        one = self._constant(1.0)
        found = [elimination.det([matrices[k, i] for i in range(n)], one) for k in range(matrices.shape[0])]
        return (
            self.stack(found).each(lambda part: np.reshape(part, x.shape[:-2]))
            if found
            else self._constant(np.ones(x.shape[:-2]))
        )

    def matmul(self, x: Any, y: Any) -> Dual:
        """The matrix product."""
        x, y = self._constant(x), self._constant(y)
        product = self.field.matmul
        value = product(x.value, y.value)
        if x.slope is None and y.slope is None:
            return Dual(self.field, value)
        slope = _sum(_of(product, x.slope, y.value), _of(product, x.value, y.slope))
        total = _sum(_of(product, x.total, abs(y.value)), _of(product, abs(x.value), y.total))
        return Dual(self.field, value, slope, total)


def _of(product: Callable[[Any, Any], Any], x: Any, y: Any) -> Any:
    """A product of two parts, if both are there."""
    return None if x is None or y is None else product(x, y)
