"""Tape values: what a tensor holds when the engine runs on columns that are not there yet.

A `Lane` stands for one number of every row. It answers to the same operations as a float or an array, so kernels and rules
of the table run on it as they are, and what they do to it is written down, primitive by primitive. Equal steps are the same
object. Only what is exact in IEEE 754 is simplified.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np

from gradcli.lanes import primitives
from gradcli.lanes.primitives import ArrayFunction
from gradcli.lanes.straight import NotStraight
from gradcli.ops import run, shape
from gradcli.ops.dtypes import dtype_of, promoted
from gradcli.ops.op import Op
from gradcli.ops.sizes import Shape

NUMBERS = (int, float, bool)
COMMUTATIVE = frozenset({"add", "multiply", "bitwise_and", "bitwise_or", "equal", "not_equal"})


class Lane:
    """One number of every row.

    name      the primitive that makes it; "input" for a column
    function  the primitive on arrays; None for a column
    operands  lanes and plain numbers; the column's name for an input
    dtype     of its elements
    index     its place in the recording
    """

    __slots__ = ("dtype", "function", "index", "name", "operands", "recording")
    __array_ufunc__ = None  # a NumPy number on the left leaves the operator to the lane
    shape: Shape = ()
    ndim = 0

    def __init__(
        self, recording: Tape, name: str, function: ArrayFunction | None, operands: tuple[Any, ...], dtype: np.dtype[Any]
    ) -> None:
        self.recording = recording
        self.name = name
        self.function = function
        self.operands = operands
        self.dtype = dtype
        self.index = len(recording.lanes)

    def run_op(self, op: Op, operands: Sequence[Any], options: Mapping[str, Any]) -> Any:
        """How a row of the table runs on lanes."""
        return self.recording.run(op, operands, options)

    def astype(self, dtype: str) -> Lane:
        """The same numbers in another dtype."""
        return self.recording.cast(self, dtype)

    # -------------------------------------------------------------- what only data have
    def __bool__(self) -> bool:
        raise NotStraight("a choice that depends on a number")

    def __float__(self) -> float:
        raise NotStraight("a number is asked for")

    def __int__(self) -> int:
        raise NotStraight("a whole number is asked for")

    __index__ = __int__

    def __len__(self) -> int:
        raise NotStraight("elements are counted")

    def __iter__(self) -> Iterator[Any]:
        raise NotStraight("elements are gone through")

    def __getitem__(self, place: Any) -> Any:
        raise NotStraight("an element is picked")

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise NotStraight("elements are asked for")

    def item(self) -> Any:
        """There is no number yet."""
        raise NotStraight("a number is asked for")

    def tolist(self) -> Any:
        """There are no numbers yet."""
        raise NotStraight("numbers are asked for")

    @property
    def size(self) -> int:
        """There are as many elements as rows, which nobody knows yet."""
        raise NotStraight("elements are counted")

    @property
    def flags(self) -> Any:
        """There is no memory yet."""
        raise NotStraight("the layout in memory is asked for")

    strides = nbytes = base = flags

    # -------------------------------------------------------------- the operators
    __hash__ = object.__hash__

    def __add__(self, other: Any) -> Any:
        return self.recording.step("add", self, other)

    def __radd__(self, other: Any) -> Any:
        return self.recording.step("add", other, self)

    def __sub__(self, other: Any) -> Any:
        return self.recording.step("subtract", self, other)

    def __rsub__(self, other: Any) -> Any:
        return self.recording.step("subtract", other, self)

    def __mul__(self, other: Any) -> Any:
        return self.recording.step("multiply", self, other)

    def __rmul__(self, other: Any) -> Any:
        return self.recording.step("multiply", other, self)

    def __truediv__(self, other: Any) -> Any:
        return self.recording.step("true_divide", self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return self.recording.step("true_divide", other, self)

    def __neg__(self) -> Any:
        return self.recording.step("negative", self)

    def __abs__(self) -> Any:
        return self.recording.step("absolute", self)

    def __and__(self, other: Any) -> Any:
        return self.recording.step("bitwise_and", self, other)

    def __rand__(self, other: Any) -> Any:
        return self.recording.step("bitwise_and", other, self)

    def __or__(self, other: Any) -> Any:
        return self.recording.step("bitwise_or", self, other)

    def __ror__(self, other: Any) -> Any:
        return self.recording.step("bitwise_or", other, self)

    def __xor__(self, other: Any) -> Any:
        raise NotStraight("bits of whole numbers")

    __rxor__ = __xor__

    def __lt__(self, other: Any) -> Any:
        return self.recording.step("less", self, other)

    def __le__(self, other: Any) -> Any:
        return self.recording.step("less_equal", self, other)

    def __gt__(self, other: Any) -> Any:
        return self.recording.step("greater", self, other)

    def __ge__(self, other: Any) -> Any:
        return self.recording.step("greater_equal", self, other)

    def __eq__(self, other: object) -> Any:
        return self.recording.step("equal", self, other)

    def __ne__(self, other: object) -> Any:
        return self.recording.step("not_equal", self, other)


class Namespace(SimpleNamespace):
    """What kernels find under `m`: the primitives of elements, and no others."""

    def __getattr__(self, name: str) -> Any:
        raise NotStraight(name)


class Tape:
    """The lanes of one program, in the order in which they were made, and what kernels find under `m`."""

    def __init__(self) -> None:
        self.lanes: list[Lane] = []
        self._known: dict[tuple[Any, ...], Lane] = {}
        self.m = Namespace(**{name: partial(self.step, name) for name in primitives.FUNCTIONS})
        self.m.__dict__.update(
            copy=lambda x: x,
            zeros_like=lambda x: self._filled(x, 0.0),
            ones_like=lambda x: self._filled(x, 1.0),
            trunc_divide=lambda x, y: self.step("trunc", self.step("true_divide", x, y)),
        )

    def input(self, name: str, dtype: str) -> Lane:
        """A column."""
        return self._interned("input", None, (name,), np.dtype(dtype))

    def run(self, op: Op, operands: Sequence[Any], options: Mapping[str, Any]) -> Any:
        """One row of the table: its own kernel, on lanes and numbers of the dtype in which it computes."""
        if op.variadic or not (op.elementwise or op is shape.to or op is shape.to_whole):
            raise NotStraight(op.name)
        values = [plain(x) for x in operands]
        if op.check is not None:
            op.check(*[dtype_of(x) for x in operands])
        dtype = run.computed_in(op, promoted(operands))
        ready = [x if name == "condition" else self._ready(x, dtype) for name, x in zip(op.operands, values, strict=False)]
        return op.kernel(self.m, *ready, **options)

    def _ready(self, x: Any, dtype: str) -> Any:
        """An operand of the dtype in which a row computes; masks and whole numbers are made floats where it is one."""
        if not dtype.startswith("float"):
            return x
        return self.cast(x, dtype) if isinstance(x, Lane) else float(x)

    def step(self, name: str, *operands: Any) -> Any:
        """One primitive on lanes and numbers; a number if all of them are."""
        values = tuple([plain(x) for x in operands])
        if not any(isinstance(x, Lane) for x in values):
            return _computed(name, values)
        if name not in primitives.WHOLE and not all(_is_float(x) for x in values):
            raise NotStraight(f"{name} of whole numbers")
        simpler = self._simpler(name, values)
        if simpler is not None:
            return simpler
        if name in COMMUTATIVE:
            values = tuple(sorted(values, key=_rank))
        function = primitives.FUNCTIONS[name]
        return self._interned(name, function, values, self._dtype(function, values))

    def cast(self, x: Lane, dtype: str) -> Lane:
        """The same numbers in another dtype."""
        if x.dtype.name == dtype:
            return x
        return self._interned(f"cast {dtype}", primitives.cast, (x,), np.dtype(dtype))

    def _dtype(self, function: ArrayFunction, values: Sequence[Any]) -> np.dtype[Any]:
        return primitives.dtype_of(function, [x.dtype if isinstance(x, Lane) else x for x in values])

    def _interned(self, name: str, function: ArrayFunction | None, operands: tuple[Any, ...], dtype: np.dtype[Any]) -> Lane:
        key = (name, dtype, *[id(x) if isinstance(x, Lane) else (type(x), repr(x)) for x in operands])
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Lane(self, name, function, operands, dtype)
            self.lanes.append(found)
        return found

    def _filled(self, x: Any, value: float) -> float:
        if not _is_float(x):
            raise NotStraight("zeros_like of whole numbers")
        return value

    # -------------------------------------------------------------- what is the same in IEEE 754, whatever the numbers
    def _simpler(self, name: str, values: tuple[Any, ...]) -> Any:
        """A lane or number that is the same without this step, or by a cheaper one; None if there is none."""
        rule = getattr(self, f"_simpler_{name}", None)
        return rule(*values) if rule is not None else None

    def _simpler_negative(self, x: Any) -> Any:
        return x.operands[0] if x.name == "negative" else None

    def _simpler_add(self, x: Any, y: Any) -> Any:
        if _negated(y):
            return self.step("subtract", x, y.operands[0])
        return self.step("subtract", y, x.operands[0]) if _negated(x) else None

    def _simpler_subtract(self, x: Any, y: Any) -> Any:
        if _is_float(x) and _is_number(y, 0) and not _is_minus_zero(y):
            return x
        return self.step("add", x, y.operands[0]) if _negated(y) else None

    def _simpler_multiply(self, x: Any, y: Any) -> Any:
        for this, other in ((x, y), (y, x)):
            if isinstance(this, Lane) and _is_float(this):
                if _is_number(other, 1):
                    return this
                if _is_number(other, -1):
                    return self.step("negative", this)
                if _negated(this):
                    return self.step("negative", self.step("multiply", this.operands[0], other))
        return None

    def _simpler_true_divide(self, x: Any, y: Any) -> Any:
        if _is_float(x) and _is_number(y, 1):
            return x
        if _negated(x):
            return self.step("negative", self.step("true_divide", x.operands[0], y))
        return None

    def _simpler_pow(self, x: Any, n: Any) -> Any:
        """The small whole powers for which torch too multiplies."""
        if isinstance(n, Lane) or n not in (0, 1, 2, 3, -1):
            return None
        if n == -1:
            return self.step("true_divide", 1.0, x)
        return 1.0 if n == 0 else x if n == 1 else x * x if n == 2 else x * x * x

    def _simpler_where(self, condition: Any, x: Any, y: Any) -> Any:
        if not isinstance(condition, Lane):
            return x if condition else y
        if x is y:
            return x
        if condition.dtype.kind != "b":
            return self.step("where", self.step("not_equal", condition, 0), x, y)
        return None

    def _simpler_not_equal(self, x: Any, y: Any) -> Any:
        return x if isinstance(x, Lane) and x.dtype.kind == "b" and _is_number(y, 0) else None

    def _simpler_bitwise_and(self, x: Any, y: Any) -> Any:
        for this, other in ((x, y), (y, x)):
            if type(this) is bool:
                return other if this else False
        return x if x is y else None

    def _simpler_bitwise_or(self, x: Any, y: Any) -> Any:
        for this, other in ((x, y), (y, x)):
            if type(this) is bool:
                return True if this else other
        return x if x is y else None


def plain(x: Any) -> Any:
    """An operand as a lane or a Python number; tensors with dimensions have no place here."""
    if isinstance(x, Lane) or type(x) in NUMBERS:
        return x
    if getattr(x, "shape", None) == ():
        return x.item()
    raise NotStraight("a tensor")


def _computed(name: str, values: Sequence[Any]) -> Any:
    """A primitive on numbers alone."""
    operands = [np.asarray(x) for x in values]
    function = primitives.FUNCTIONS[name]
    if function is primitives.where:
        return values[1] if values[0] else values[2]
    if isinstance(function, np.ufunc):
        return np.asarray(function(*operands)).item()
    out = np.empty(())
    function(*operands, out=out)
    return out.item()


def _is_float(x: Any) -> bool:
    """Whether it is floating point, as a column or as a number."""
    return x.dtype.kind == "f" if isinstance(x, Lane) else type(x) is not bool


def _is_number(x: Any, value: int) -> bool:
    return type(x) in NUMBERS and x == value


def _is_minus_zero(x: Any) -> bool:
    return type(x) is float and str(x) == "-0.0"


def _negated(x: Any) -> bool:
    return isinstance(x, Lane) and x.name == "negative"


def _rank(x: Any) -> tuple[bool, int, str]:
    """An order of operands, so that x*y and y*x are one step: numbers last."""
    return (False, x.index, "") if isinstance(x, Lane) else (True, 0, repr(x))
