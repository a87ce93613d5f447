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

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from functools import cmp_to_key, partial, reduce
from typing import Any

from gradcli.duals import cells, elimination, factors, places, spectrum
from gradcli.duals.choices import either
from gradcli.duals.fields import Field, Unsuited
from gradcli.ops.activation import polygamma
from gradcli.ops.exponential import pow_tensor
from gradcli.ops.late import arrays, np
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
    """A dual number, or an array of them. What has no shape is a number of the field itself.

    value  the values
    slope  how fast each moves; None if they do not move at all
    total  what |slope| would be if nothing cancelled: the sum of the absolute values of all paths
    """

    __slots__ = ("field", "slope", "total", "value")
    __array_ufunc__ = None  # array * dual is for the dual number to answer
    dtype = DualDType

    def __init__(self, field: Field, value: Any, slope: Any = None, total: Any = None) -> None:
        self.field = field
        self.value: Any = field.shaped(value)
        self.slope: Any = None if slope is None else field.shaped(slope)
        grown: Any = self.slope if total is None else total
        self.total: Any = None if slope is None else field.shaped(abs(grown))
        field.check(self.value, self.slope)

    __hash__ = None  # type: ignore[assignment]

    def _constant(self, x: Any) -> Dual:
        """A value that does not move."""
        return x if isinstance(x, Dual) else Dual(self.field, self.field.lift(x))

    @property
    def shape(self) -> Shape:
        """The sizes."""
        return cells.shape_of(self.value)

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """The number of elements."""
        return math.prod(self.shape)

    def item(self) -> float:
        """The only value, as a number that does not move: what `.item()` takes out of a graph."""
        return float(self.value)

    def tolist(self) -> Any:
        """The values as nested lists of floats."""
        return np.asarray(self.value, dtype=np.float64).tolist()

    def astype(self, dtype: Any) -> Any:
        """Floating dtypes are all the same here; whole numbers and masks do not move."""
        name = str(getattr(dtype, "name", dtype))
        if name.startswith("float"):
            return self
        if name == "bool":
            return cells.negated(self.field.equal(self.value, self.field.number(0.0)))
        return np.asarray(Primitives(self.field).trunc(Dual(self.field, self.value)).value, dtype=np.float64).astype(name)

    @staticmethod
    def run_op(op: Op, operands: Sequence[Any], options: Mapping[str, Any]) -> Any:
        """How a row of the table runs on dual numbers: its kernel, with these primitives, or Unsuited."""
        field = next(x.field for x in operands if isinstance(x, Dual))
        op.result_shape(tuple(tuple(getattr(x, "shape", ())) for x in operands), options)
        primitives = Primitives(field)
        own = factors.KERNELS.get(op.name)
        before, field.in_arrays = field.in_arrays, not op.elementwise
        try:
            out = None if own is None else own(primitives, *operands, **options)
            if out is None:
                out = op.kernel(primitives, *operands, **options)
        finally:
            field.in_arrays = before
        if not isinstance(out, Dual):
            return out
        if not op.differentiable:  # detach
            return Dual(field, out.value)
        if op.elementwise and not options and op.rules and out.slope is not None and cells.any_of(field.isnan(out.slope)):
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
            zero = self.field.full(self.shape, 0.0)
            return zero, zero
        return cells.spread(self.slope, self.shape), cells.spread(self.total, self.shape)

    def __getitem__(self, place: Any) -> Dual:
        return self.each(lambda part: np.broadcast_to(part, self.shape)[place])

    def __setitem__(self, place: Any, x: Any) -> None:
        """Write into an array that a kernel has just made."""
        self.write(x, lambda part, written: operator.setitem(part, place, written))

    def write(self, x: Any, function: Callable[[Any, Any], None]) -> None:
        """Let a function write values, slopes and totals into those of an array that a kernel has just made."""
        x = self._constant(x)
        self.ready(x)
        slope, total = x.moving()
        self.value = self._written(self.value, x.value, function)
        if self.slope is not None:
            self.slope, self.total = self._written(self.slope, slope, function), self._written(self.total, total, function)

    def _written(self, part: Any, x: Any, function: Callable[[Any, Any], None]) -> Any:
        into = part if cells.has_shape(part) else np.asarray(part, dtype=self.field.dtype)
        function(into, x)
        return self.field.shaped(into)

    def ready(self, x: Dual) -> None:
        """Where what moves is about to be written into an array that stood still: slopes to write into."""
        if self.slope is None and x.slope is not None:
            self.slope, self.total = (self.field.full(self.shape, 0.0) for _ in range(2))

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
        if (self.slope is not None or y.slope is not None) and cells.any_of(equal):
            slopes = self.moving()[0], y.moving()[0]
            apart = cells.only(equal, self._differ, *slopes)
            self.field.tied |= cells.any_of(apart)
            before = cells.only(apart, self.field.less, *slopes)
            less, equal = less | before, equal & cells.negated(apart)
        return less, equal

    def _differ(self, x: Any, y: Any) -> Any:
        return cells.negated(self.field.equal(x, y))

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
        return cells.negated(self.compared(other)[1])

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
    return None if x is None else cells.spread(x, cells.broadcast(cells.shape_of(x), cells.shape_of(like)))


def _spread(part: Any, shape: Shape) -> Any:
    """A part in the shape of the whole; itself where it has that already, as it may be written into through a view."""
    return part if cells.has_shape(part) and part.shape == shape else np.broadcast_to(part, shape)


def _times(slope: Any, factor: Any) -> Any:
    return None if slope is None else slope * factor


# functions that move elements about: the same on values, slopes and totals
_MOVES = frozenset(
    "reshape transpose swapaxes moveaxis squeeze expand_dims broadcast_to flip roll tile diagonal contiguous cumsum "
    "take_along_axis take windows sliding".split()
)
_SAME = frozenset("dense laid_out column_major writable".split())  # the layout in memory does not matter here
_MAKERS = frozenset("arange linspace zeros ones full eye".split())
_OF_ARRAYS = frozenset("any all_true float64 SingularMatrix".split())
_ELSEWHERE = {**factors.PRIMITIVES, **spectrum.PRIMITIVES, **places.PRIMITIVES}  # in modules of their own


class Primitives:
    """What kernels call, on dual numbers."""

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
        if name in _OF_ARRAYS:
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
        return Dual(self.field, made, *self._still(cells.shape_of(made)))

    def _still(self, shape: Shape) -> list[Any]:
        """Slope and total of what does not move, each ready to be written into."""
        return [self.field.full(shape, 0.0) for _ in range(2)]

    def zeros_like(self, x: Any) -> Dual:
        """Zeros of the same size, ready to be written into."""
        shape = self._constant(x).shape
        return Dual(self.field, self.field.full(shape, 0.0), *self._still(shape))

    def ones_like(self, x: Any) -> Dual:
        """Ones of the same size."""
        return Dual(self.field, self.field.full(self._constant(x).shape, 1.0))

    def copy(self, x: Any) -> Any:
        """The same numbers elsewhere in memory; a number alone has no place."""
        return x.each(lambda part: part) if isinstance(x, Dual) and not x.shape else self._moved("copy", x, (), {})

    def _moved(self, name: str, x: Any, rest: Any, options: Any) -> Any:
        function = getattr(arrays, name)
        if not isinstance(x, Dual):
            return function(x, *rest, **options)
        return x.each(lambda part: function(_spread(part, x.shape), *rest, **options))

    def _function(self, row: Op, name: str, operands: Sequence[Any]) -> Dual:
        """A function that is not rational: the slope by the rule of its row, which runs on the same numbers."""
        duals = [self._constant(x) for x in operands]
        shape = cells.broadcast(*[d.shape for d in duals])
        values = [cells.spread(x.value, shape) for x in duals]
        return self._by_rules(row, duals, values, Dual(self.field, self.field.function(name, values)))

    def by_rule(self, row: Op, operands: Sequence[Any]) -> Dual:
        """A row whose kernel has no slope here, as sin(x)/x has none at 0, by its own rule."""
        duals = [self._constant(x) for x in operands]
        shape = cells.broadcast(*[d.shape for d in duals])
        values = [cells.spread(x.value, shape) for x in duals]
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
            s, z = (Dual(self.field, cells.spread(part, shape)) for part in dual.moving())
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
        return self.field.function("polygamma", (self.field.full(cells.shape_of(x), n), x))

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
            return cells.where(condition, x, y)
        return self._chosen(condition, x, y)

    def _chosen(self, condition: Any, x: Any, y: Any) -> Dual:
        x, y = self._constant(x), self._constant(y)
        if x.slope is None and y.slope is None:
            return Dual(self.field, cells.where(condition, x.value, y.value))
        (s1, z1), (s2, z2) = x.moving(), y.moving()
        pairs = (x.value, y.value), (s1, s2), (z1, z2)
        return Dual(self.field, *[cells.where(condition, *pair) for pair in pairs])

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
        if not cells.any_of(self.isinf(x)):
            return found
        if posinf is None or neginf is None:
            raise Unsuited("nan_to_num of infinities")
        return self._chosen(self.isinf(x), self._chosen(self.signbit(x), neginf, posinf), found)

    def isfinite(self, x: Any) -> Any:
        """Whether it is a number and not infinite."""
        return cells.negated(self.isnan(x) | self.isinf(x))

    def signbit(self, x: Any) -> Any:
        """Whether the sign is minus."""
        return self.field.signbit(self._constant(x).value)

    def copysign(self, x: Any, y: Any) -> Dual:
        """The size of x with the sign of y."""
        size = self.absolute(x)
        return self._chosen(self.signbit(y), -size, size)

    def logical_not(self, x: Any) -> Any:
        """Not; of a number, whether it is 0."""
        return x == 0 if isinstance(x, Dual) else np.logical_not(x) if cells.has_shape(x) else not x

    # -------------------------------------------------------------- steps: flat, but for a jump that the slope may cross
    def floor(self, x: Any) -> Dual:
        """The largest whole number not above x."""
        x = self._constant(x)
        down = self.field.floor(x.value)
        if x.slope is not None:
            self.field.stepped(down)
        return Dual(self.field, cells.where(self._crossed(x, down), down - 1, down))

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
        half = self.field.equal((x.value - down) * self.field.number(2), self.field.number(1))
        if x.slope is None or not cells.any_of(half):
            return Dual(self.field, self.field.rint(x.value))
        self.field.tied = True
        up = half & self._rises(x)
        near = cells.where(half, down, self.field.rint(cells.where(half, down, x.value)))
        return Dual(self.field, cells.where(up, near + self.field.number(1), near))

    def _rises(self, x: Dual) -> Any:
        return self.field.less(self.field.number(0.0), x.moving()[0])

    def _crossed(self, x: Dual, step: Any) -> Any:
        """Where x stands at a step and moves down from it."""
        if x.slope is None:
            return cells.full(x.shape, False, bool)
        slope, _ = x.moving()
        still = self.field.number(0.0)
        at = self.field.equal(x.value, step)
        if not cells.any_of(at):
            return at
        self.field.tied |= cells.any_of(at & cells.negated(self.field.equal(slope, still)))
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
        whole = self.field.whole(cells.flat(y.value)[0]) if y.slope is None and y.size == 1 else None
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
            zero = self.field.number(0.0)
            if cells.any_of(self.field.equal(x.value, zero) & self.field.equal(y.value, zero)):
                raise Unsuited("a function of 0 and 0")

    def _whole_power(self, x: Dual, n: int, shape: Shape) -> Dual:
        base, out = x, Dual(self.field, self.field.full(cells.broadcast(x.shape, shape), 1.0))
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
        into.write(values, lambda part, added: arrays.add_at(part, where, added))

    def put_along_axis(self, into: Dual, where: Any, values: Any, axis: int) -> None:
        """Write into places along an axis of an array that a kernel has just made."""
        shape = np.shape(where)
        into.write(values, lambda part, x: arrays.put_along_axis(part, where, np.broadcast_to(x, shape), axis))

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
