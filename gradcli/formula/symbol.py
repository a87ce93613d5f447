"""Symbolic values: what a tensor holds when the engine runs on syntax.

A `Symbol` answers to the same operations as a float or an array (`run_op`, the operators, `.shape`), so the rules of the
table run on it as they are. Tidying happens here and only here: sums collect equal terms, products collect factors.
Arithmetic is folded, functions never; a quotient is never cancelled and symbolic powers are never merged, since both would
change the domain.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from gradcli.ops import arithmetic, embedding, exponential, linear_algebra, numbered, reduction, sizes
from gradcli.ops import shape as views
from gradcli.ops.op import Op, parameters_of
from gradcli.ops.sizes import Shape

Number = int | float
Coefficient = tuple[Number, Number]  # numerator, denominator
ONE: Coefficient = (1, 1)


LARGEST_CONSTANT = 64  # elements


TOO_LONG = "it would be too long to read"
NO_SPELLING = "it has no spelling in this language"


class NotWritable(Exception):
    """There is no formula for the value; the message says why."""


class TooLarge(NotWritable):
    """The formula grows beyond what anyone would read."""

    def __init__(self) -> None:
        super().__init__(TOO_LONG)


class Held:
    """An array among the options of a call, so that calls can be compared: the target of nll_loss, a list of indices."""

    __slots__ = ("data", "key")

    def __init__(self, data: Any) -> None:
        self.data = data
        self.key = (data.tobytes(), data.dtype.name, tuple(data.shape))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Held) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


class SymbolDType(NamedTuple):
    """The dtype of a symbol, by its name, as arrays have it."""

    name: str


class Symbol:
    """A value that is a formula.

    kind     "name", "constant" (an array), "call", "power" (base, exponent), "product" or "sum"
    parts    what it is made of, by kind
    shape    its sizes
    """

    __slots__ = ("kind", "parts", "shape", "table")
    __array_ufunc__ = None  # array - symbol is for the symbol to answer

    def __init__(self, table: Symbols, kind: str, parts: tuple[Any, ...], shape: Shape) -> None:
        self.table = table
        self.kind = kind
        self.parts = parts
        self.shape = shape

    def __repr__(self) -> str:
        return f"<{self.kind} {self.parts!r}>"

    @property
    def dtype(self) -> SymbolDType:
        """bool for comparisons and what combines them, the array's for constants, otherwise float64."""
        if self.kind in ("constant", "name"):
            return SymbolDType(self.parts[1])
        bits = self.kind == "call" and (self.parts[0].dtype == "bool" or self.parts[0] in _BITS)
        return SymbolDType("bool" if bits else "float64")

    __hash__ = object.__hash__

    def run_op(self, op: Op, operands: Sequence[Any], options: Mapping[str, Any]) -> Any:
        """How a row of the table runs on symbols."""
        return self.table.run(op, operands, options)

    # -------------------------------------------------------------- what only data have
    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """The number of elements, which is asked for only on the way to one of them."""
        raise NotWritable(NO_SPELLING)

    def item(self) -> Any:
        """There is no number."""
        raise NotWritable(NO_SPELLING)

    def tolist(self) -> Any:
        """There are no numbers."""
        raise NotWritable(NO_SPELLING)

    def __bool__(self) -> bool:
        raise NotWritable(NO_SPELLING)

    def __int__(self) -> int:
        raise NotWritable(NO_SPELLING)

    def __float__(self) -> float:
        raise NotWritable(NO_SPELLING)

    __index__ = __int__

    def __len__(self) -> int:
        raise NotWritable(NO_SPELLING)

    def __iter__(self) -> Iterator[Any]:
        raise NotWritable(NO_SPELLING)

    def __getitem__(self, place: Any) -> Any:
        raise NotWritable(NO_SPELLING)

    # -------------------------------------------------------------- the operators
    def lift(self, x: Any) -> Any:
        """A saved number as a symbol, so that functions of it stay functions: log(2), not 0.693."""
        return self.table.lift(x) if isinstance(x, int | float) else x

    def __add__(self, other: Any) -> Any:
        return arithmetic.add_tensor(self, other)

    def __radd__(self, other: Any) -> Any:
        return arithmetic.add_tensor(other, self)

    def __sub__(self, other: Any) -> Any:
        return arithmetic.sub_tensor(self, other)

    def __rsub__(self, other: Any) -> Any:
        return arithmetic.sub_tensor(other, self)

    def __mul__(self, other: Any) -> Any:
        return arithmetic.mul(self, other)

    def __rmul__(self, other: Any) -> Any:
        return arithmetic.mul(other, self)

    def __truediv__(self, other: Any) -> Any:
        return arithmetic.div_true(self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return arithmetic.div_true(other, self)

    def __matmul__(self, other: Any) -> Any:
        return linear_algebra.matmul(self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return linear_algebra.matmul(other, self)

    def __neg__(self) -> Any:
        return arithmetic.neg(self)

    def __and__(self, other: Any) -> Any:
        return arithmetic.logical_and(self, other)

    def __or__(self, other: Any) -> Any:
        return arithmetic.logical_or(self, other)

    def __lt__(self, other: Any) -> Any:
        return arithmetic.lt(self, other)

    def __le__(self, other: Any) -> Any:
        return arithmetic.le(self, other)

    def __gt__(self, other: Any) -> Any:
        return arithmetic.gt(self, other)

    def __ge__(self, other: Any) -> Any:
        return arithmetic.ge(self, other)

    def __eq__(self, other: object) -> Any:
        return arithmetic.eq(self, other)

    def __ne__(self, other: object) -> Any:
        return arithmetic.ne(self, other)


# operations that only move elements: on one number repeated, they change nothing but the shape
_MOVES = frozenset(
    {
        views.view_op,
        views.reshape_alias,
        views.unsafe_view,
        views.clone,
        views.contiguous_copy,
        views.permute,
        views.transpose,
        views.t_op,
        views.squeeze_all,
        views.squeeze_one,
        views.squeeze_many,
        views.squeeze_in_place,
        views.unsqueeze,
        views.expand_op,
        views.repeat,
        views.flip,
        views.roll,
        views.select,
        views.narrow,
        views.alias,
        views.diagonal_op,
    }
)
_EXCHANGES = frozenset({views.transpose, views.t_op})
_TURNS = frozenset({views.permute, views.transpose, views.t_op})
_SUMS = frozenset({reduction.sum_all, reduction.sum_dim, views.sum_to_size})
_RESHAPES = frozenset({views.view_op, views.reshape_alias, views.unsafe_view, views.expand_op, views.squeeze_all, views.repeat})
_CASTS = frozenset({views.to, views.to_whole})
_COPIES = frozenset({views.clone, views.contiguous_copy, views.alias})


class Symbols:
    """All symbols of one formula; equal ones are the same object, so that equal terms are found by identity."""

    def __init__(self, largest: int = 4000) -> None:
        self._known: dict[tuple[Any, ...], Symbol] = {}
        self._largest = largest
        self.guards: dict[Symbol, Symbol] = {}

    def guard(self, choice: Symbol, condition: Symbol) -> None:
        """Remember that a choice is a formula, and 0 under a condition."""
        core = self.core(choice)
        if core.kind == "call" and core.parts[0] is arithmetic.where:
            self.guards[core] = self.core(condition)

    # -------------------------------------------------------------- atoms
    def name(self, text: str, shape: Shape = (), dtype: str = "float64") -> Symbol:
        """A variable."""
        return self._intern("name", (text, dtype), shape)

    def number(self, value: Number) -> Symbol:
        """A number."""
        return self._product((value, 1), (), (), ())

    def constant(self, array: Any) -> Symbol:
        """A constant tensor; one that nobody would read is not taken up at all."""
        if array.size > LARGEST_CONSTANT:
            raise TooLarge
        return self._intern("constant", (array.tobytes(), array.dtype.name, array), tuple(array.shape), key_parts=2)

    def _intern(self, kind: str, parts: tuple[Any, ...], shape: Shape, key_parts: int | None = None) -> Symbol:
        key = (kind, tuple(id(p) if isinstance(p, Symbol) else p for p in _flat(parts[:key_parts])), shape)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= self._largest:
                raise TooLarge
            found = self._known[key] = Symbol(self, kind, parts, shape)
        return found

    # -------------------------------------------------------------- operations
    def run(self, op: Op, operands: Sequence[Any], options: Mapping[str, Any]) -> Any:
        """One operation on symbols, numbers and arrays."""
        symbols = [self.lift(x) for x in operands]
        shape = op.result_shape(tuple(s.shape for s in symbols), options)
        if op.several or (op.told is None and _has_indices(op)):
            raise NotWritable(NO_SPELLING)
        if op in _ARITHMETIC:
            return self._elementwise(_ARITHMETIC[op], symbols, shape)
        folded = self._folded(op, symbols, options, shape)
        if folded is not None:
            return folded
        if op.elementwise and not op.variadic:
            return self._elementwise(
                lambda _, *xs: self.call(op, xs, options, sizes.broadcast(*[x.shape for x in xs])), symbols, shape
            )
        return self.call(op, symbols, options, shape)

    def call(self, op: Op, operands: Sequence[Symbol], options: Mapping[str, Any], shape: Shape) -> Symbol:
        """An operation that stays as it is written."""
        return self._intern("call", (op, tuple(operands), tuple(_frozen(item) for item in sorted(options.items()))), shape)

    def lift(self, x: Any) -> Symbol:
        """Any operand as a symbol."""
        if isinstance(x, Symbol):
            return x
        if isinstance(x, bool | int | float):
            return self.number(x)
        if not x.shape:
            return self.number(x.item())
        return self.constant(x)

    def _folded(self, op: Op, symbols: list[Symbol], options: Mapping[str, Any], shape: Shape) -> Symbol | None:
        """The result where it needs no call of its own."""
        if op in _CHOICES:
            return self._decided(op, symbols, options, shape)
        if op is arithmetic.zeros_like:
            return self.number(0)
        if op is arithmetic.ones_like:
            return self.expanded(self.number(1), shape)
        if op in _SUMS:
            return self._summed(symbols[0], shape)
        if op is exponential.exp and symbols[0].kind == "call" and symbols[0].parts[0] is reduction.log_softmax:
            inner = symbols[0]
            return self.call(reduction.softmax, inner.parts[1], dict(inner.parts[2]), shape)
        return self._moved(op, symbols[0], options, shape)

    def _decided(self, op: Op, symbols: list[Symbol], options: Mapping[str, Any], shape: Shape) -> Symbol | None:
        """A choice or a comparison between what is already known."""
        known = [_value(x) for x in symbols]
        if op is arithmetic.where:
            return None if known[0] is None else self.expanded(symbols[1] if known[0] else symbols[2], shape)
        if op in _COMPARISONS:
            return None if None in known or len(known) != 2 else self.number(op.compute(known, options))
        for value, this, other in zip(known, symbols, symbols[::-1], strict=True):
            if value is not None:
                return other if bool(value) == (op is arithmetic.logical_and) else this
        return None

    def _summed(self, x: Symbol, shape: Shape) -> Symbol | None:
        """The sum of one number repeated is a product, and that of a row with a single 1 is 1."""
        core = self.core(x)
        if core.shape:
            return self._summed_row(core, shape)
        count = sizes.numel(x.shape) // max(sizes.numel(shape), 1)
        return self.expanded(self.multiply(core, self.number(count)), shape)

    def _summed_row(self, x: Symbol, shape: Shape) -> Symbol | None:
        """The sum over the classes of numbers times one_hot, in which there is one 1."""
        factors, divisors, coefficient = self._factors(x)
        rows = [(base, n) for base, n in factors if base.shape]
        if len(rows) != 1 or rows[0][1] != 1 or any(base.shape for base, _ in divisors):
            return None
        row = rows[0][0]
        if row.kind != "call" or row.parts[0] is not embedding.one_hot_op or shape not in ((*row.shape[:-1], 1), row.shape[:-1]):
            return None
        rest = tuple(item for item in factors if item[0] is not row)
        return self.expanded(self._product(coefficient, rest, divisors, ()), shape)

    def _moved(self, op: Op, x: Symbol, options: Mapping[str, Any], shape: Shape) -> Symbol | None:
        """Elements in other places, where that changes nothing, or nothing but the shape."""
        if op in _CASTS:  # a formula has no dtype, but a mask is no number, and a whole number has lost its fraction
            same = options["dtype"][:5] == "float" and x.dtype.name != "bool"
            return x if same or options["dtype"] == x.dtype.name else None
        if op in _COPIES or (op in _RESHAPES and x.shape == shape):
            return x
        if op in _EXCHANGES and len({options["dim0"] % max(len(x.shape), 1), options["dim1"] % max(len(x.shape), 1)}) == 1:
            return x
        if op is views.permute and tuple(options["dims"]) == tuple(range(len(x.shape))):
            return x
        core = self.core(x)
        if (op in _MOVES and not core.shape) or (op is views.expand_op and core is not x):
            return self.expanded(core, shape)
        return _turned_back(x, shape) if op in _TURNS else None

    def _elementwise(self, build: Any, symbols: Sequence[Symbol], shape: Shape) -> Symbol:
        """Broadcasting makes expansions needless, unless nothing else has the full shape."""
        cores = [self.core(s) for s in symbols]
        return self.expanded(build(self, *cores), shape)

    def core(self, x: Symbol) -> Symbol:
        """What was expanded."""
        return x.parts[1][0] if x.kind == "call" and x.parts[0] is views.expand_op else x

    def expanded(self, x: Symbol, shape: Shape) -> Symbol:
        """x in a shape that it broadcasts to."""
        core = self.core(x)
        if core.shape == shape:
            return core
        return self.call(views.expand_op, (core,), {"size": shape}, shape)

    # -------------------------------------------------------------- sums
    def add(self, x: Symbol, y: Symbol) -> Symbol:
        """A sum; equal terms are collected."""
        return self._sum([*self._terms(x), *self._terms(y)])

    def _terms(self, x: Symbol) -> list[tuple[Coefficient, Symbol]]:
        if x.kind == "sum":
            return list(x.parts)
        coefficient, rest = self._split(x)
        return [(coefficient, rest)]

    def _split(self, x: Symbol) -> tuple[Coefficient, Symbol]:
        """A coefficient and what it multiplies."""
        if x.kind == "product":
            coefficient, above, below = x.parts
            return coefficient, self._product(ONE, above, below, x.shape)
        return ONE, x

    def _sum(self, terms: list[tuple[Coefficient, Symbol]]) -> Symbol:
        """The terms collected, in the shape of those that are left."""
        collected: dict[Symbol, Coefficient] = {}
        for coefficient, term in terms:
            collected[term] = _plus(collected[term], coefficient) if term in collected else coefficient
        kept = [(c, t) for t, c in collected.items() if c[0] != 0]
        if not kept:
            return self.number(0)
        if len(kept) == 1:
            return self._scaled(*kept[0])
        return self._intern("sum", tuple(kept), sizes.broadcast(*[t.shape for _, t in kept]))

    def _scaled(self, coefficient: Coefficient, x: Symbol) -> Symbol:
        above, below, own = self._factors(x)
        return self._product(_times(coefficient, own), above, below, x.shape)

    # -------------------------------------------------------------- products
    def multiply(self, x: Symbol, y: Symbol) -> Symbol:
        """A product; equal factors are counted."""
        ax, bx, cx = self._factors(x)
        ay, by, cy = self._factors(y)
        return self._product(_times(cx, cy), _merged(ax, ay), _merged(bx, by), sizes.broadcast(x.shape, y.shape))

    def divide(self, x: Symbol, y: Symbol) -> Symbol:
        """A quotient; nothing is cancelled."""
        ax, bx, cx = self._factors(x)
        ay, by, cy = self._factors(y)
        return self._product(_times(cx, (cy[1], cy[0])), _merged(ax, by), _merged(bx, ay), sizes.broadcast(x.shape, y.shape))

    def _factors(self, x: Symbol) -> tuple[tuple[tuple[Symbol, int], ...], tuple[tuple[Symbol, int], ...], Coefficient]:
        if x.kind == "product":
            coefficient, above, below = x.parts
            return above, below, coefficient
        return ((x, 1),), (), ONE

    def _product(self, coefficient: Coefficient, above: Any, below: Any, shape: Shape) -> Symbol:
        coefficient = _reduced(coefficient)
        if coefficient[0] == 0 and not below:
            above, below, shape = (), (), ()
        if not below and len(above) == 1 and above[0][1] == 1:
            only: Symbol = above[0][0]
            if coefficient == ONE:
                return only
            if coefficient == (-1, 1) and only.kind == "sum":
                return self._intern("sum", tuple((_times(coefficient, c), t) for c, t in only.parts), shape)
        return self._intern("product", (coefficient, tuple(above), tuple(below)), shape)

    # -------------------------------------------------------------- powers
    def power(self, base: Symbol, exponent: Symbol) -> Symbol:
        """A power: whole exponents count factors, all others stay as they are written."""
        n = _value(exponent)
        if n == 0:
            return self.number(1)
        if n == 1:
            return base
        known = _value(base)
        if known is not None and n is not None and _is_small(known, n):
            return self.number(known ** int(n))
        if known is not None or n is None or not _is_whole(n):
            return self.call(exponential.pow_tensor, (base, exponent), {}, sizes.broadcast(base.shape, exponent.shape))
        return self._repeated(base, int(n))

    def _repeated(self, base: Symbol, n: int) -> Symbol:
        """A factor n times, below the line where n is negative; the power of a power is one power."""
        if base.kind == "product" and n > 0:
            above, below, coefficient = self._factors(base)
            if coefficient == ONE and not below and len(above) == 1:
                return self._product(ONE, ((above[0][0], above[0][1] * n),), (), base.shape)
        factor = ((base, abs(n)),)
        return self._product(ONE, factor, (), base.shape) if n > 0 else self._product(ONE, (), factor, base.shape)


@cache
def _has_indices(op: Op) -> bool:
    """Whether it takes indices, or answers them beside its values, which are numbers and no formula."""
    return "places" in op.operands or any("indices" in parameters_of(rule) for rule in op.rules.values())


def _is_whole(n: Number) -> bool:
    """Whether an exponent counts factors."""
    return type(n) is int or (type(n) is float and n.is_integer() and abs(n) < 2**31)


def _is_small(base: Number, n: Number) -> bool:
    """Whether a power of numbers is worked out: 2**3 is 8."""
    return type(base) is int and abs(base) < 1000 and _is_whole(n) and 0 <= n <= 64


def _turned_back(x: Symbol, shape: Shape) -> Symbol | None:
    """The matrix of which x is the transpose."""
    if x.kind != "call" or x.parts[0] not in _TURNS or len(shape) != 2:
        return None
    inner: Symbol = x.parts[1][0]
    return inner if inner.shape == shape else None


def _value(x: Symbol) -> Number | None:
    """The number that a symbol is, if it is one."""
    if x.kind != "product" or x.parts[1] or x.parts[2]:
        return None
    above, below = x.parts[0]
    if below == 1:
        return above  # type: ignore[no-any-return]
    return None if below == 0 else above / below


def _flat(parts: Any) -> list[Any]:
    out: list[Any] = []
    for p in parts:
        if isinstance(p, tuple):
            out.append(len(p))
            out += _flat(p)
        else:
            out.append(p if not isinstance(p, int | float) else (type(p).__name__, repr(p)))
    return out


def _frozen(item: tuple[str, Any]) -> tuple[str, Any]:
    """An option that can be compared."""
    name, value = item
    if isinstance(value, list | tuple):
        return (name, tuple(_held(part) for part in value))
    return (name, _held(value))


def _held(value: Any) -> Any:
    return Held(value) if hasattr(value, "tobytes") else value


def unheld(value: Any) -> Any:
    """An option as it was given."""
    if isinstance(value, tuple):
        return tuple(unheld(part) for part in value)
    return value.data if isinstance(value, Held) else value


def _merged(first: tuple[tuple[Symbol, int], ...], second: tuple[tuple[Symbol, int], ...]) -> tuple[tuple[Symbol, int], ...]:
    counts = dict(first)
    for base, n in second:
        counts[base] = counts.get(base, 0) + n
    return tuple(counts.items())


def _times(a: Coefficient, b: Coefficient) -> Coefficient:
    return _reduced((a[0] * b[0], a[1] * b[1]))


def _plus(a: Coefficient, b: Coefficient) -> Coefficient:
    if a[1] == b[1]:
        return _reduced((a[0] + b[0], a[1]))
    return _reduced((a[0] * b[1] + b[0] * a[1], a[1] * b[1]))


def _reduced(c: Coefficient) -> Coefficient:
    """Whole numbers in lowest terms, the sign above; floats as they are."""
    above, below = _as_whole(c[0]), c[1]
    if below == 0:
        return (above, below)
    below = _as_whole(below)
    if type(above) is int and type(below) is int:
        shared = math.gcd(above, below) * (-1 if below < 0 else 1)
        return (above // shared, below // shared)
    if type(above) is float and type(below) is float and below < 0:
        return (-above, -below)
    return (above, below)


def _as_whole(x: Number) -> Number:
    """A float that is a whole number, and a mask, as that number."""
    if type(x) is bool or (type(x) is float and x.is_integer() and abs(x) < 2**53):
        return int(x)
    return x


_COMPARISONS = frozenset({arithmetic.lt, arithmetic.le, arithmetic.gt, arithmetic.ge, arithmetic.eq, arithmetic.ne})
_BITS = frozenset({arithmetic.bitwise_and, arithmetic.bitwise_or, arithmetic.bitwise_xor, arithmetic.bitwise_not})
_CHOICES = _COMPARISONS | {arithmetic.where, arithmetic.logical_and, arithmetic.logical_or}
_ARITHMETIC: Mapping[Op, Any] = {
    arithmetic.add_tensor: lambda s, x, y: s.add(x, y),
    arithmetic.sub_tensor: lambda s, x, y: s.add(x, s.multiply(s.number(-1), y)),
    arithmetic.rsub: lambda s, x, y: s.add(x, s.multiply(s.number(-1), y)),
    arithmetic.mul: lambda s, x, y: s.multiply(x, y),
    arithmetic.div_true: lambda s, x, y: s.divide(x, y),
    numbered.plus_number: lambda s, x, y: s.add(x, y),
    numbered.times_number: lambda s, x, y: s.multiply(x, y),
    numbered.over_number: lambda s, x, y: s.divide(x, y),
    arithmetic.neg: lambda s, x: s.multiply(s.number(-1), x),
    arithmetic.reciprocal: lambda s, x: s.divide(s.number(1), x),
    exponential.square: lambda s, x: s.power(x, s.number(2)),
    exponential.pow_number: lambda s, x, n: s.power(x, n),
    exponential.pow_tensor: lambda s, x, n: s.power(x, n),
    exponential.pow_of_number: lambda s, x, n: s.power(x, n),
}
