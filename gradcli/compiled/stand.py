"""Stands: what a tensor holds while an expression is recorded, a value that nobody may look at.

A `Stand` has the shape and the dtype of its value, and says so. Every operation of the table that runs on stands is done on
their values and written down; whoever asks for a number, to go one way or another, gets `NotStraight` instead, so what was
written down is what happens for all numbers of these shapes and dtypes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from gradcli.lanes.straight import NotStraight
from gradcli.ops.dtypes import NUMBERS
from gradcli.ops.op import NOTHING, Op
from gradcli.recording.modes import no_grad
from gradcli.tensors.dispatch import PLAIN, apply
from gradcli.tensors.tensor import Tensor


class Done(NamedTuple):
    """One operation that was done.

    op        the row of the table
    operands  stands, and plain data
    options   of the call
    results   a stand for each result
    """

    op: Op
    operands: tuple[Any, ...]
    options: Mapping[str, Any]
    results: tuple[Stand, ...]


def _secret(what: str) -> Callable[..., Any]:
    """A method that only data have."""

    def refuse(*_: Any, **__: Any) -> Any:
        raise NotStraight(what)

    return refuse


class Stand:
    """What stands for a value.

    recording  where it is written down
    index      its place there
    value      the value itself: a float, a bool, an array
    """

    __slots__ = ("index", "recording", "value")
    __array_ufunc__ = None  # a NumPy number on the left leaves the operator to the stand
    __hash__ = object.__hash__

    def __init__(self, recording: Recording, value: Any) -> None:
        self.recording = recording
        self.value = value
        self.index = len(recording.stands)
        recording.stands.append(self)

    def run_op(self, op: Op, operands: Sequence[Any], options: Mapping[str, Any]) -> Any:
        """How a row of the table runs on stands."""
        return self.recording.run(op, operands, options)

    # -------------------------------------------------------------- what may be known of it
    @property
    def shape(self) -> tuple[int, ...]:
        """The sizes."""
        return tuple(getattr(self.value, "shape", ()))

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return len(self.shape)

    @property
    def dtype(self) -> Any:
        """NumPy's dtype, or the name of that of a Python number."""
        number = NUMBERS.get(type(self.value))
        return self.value.dtype if number is None else number

    @property
    def size(self) -> int:
        """The number of elements."""
        return int(getattr(self.value, "size", 1))

    @property
    def flags(self) -> Any:
        """How an array lies in memory, which does not depend on its numbers."""
        return self.value.flags

    @property
    def strides(self) -> Any:
        """The same in bytes."""
        return self.value.strides

    @property
    def itemsize(self) -> Any:
        """Bytes of an element."""
        return self.value.itemsize

    # -------------------------------------------------------------- what only data have
    @property
    def base(self) -> Any:
        """Whose memory it is nobody may ask: another row would look at it."""
        raise NotStraight("the layout in memory is asked for")

    __array_interface__ = nbytes = base
    __bool__ = _secret("a choice that depends on a number")
    __float__ = _secret("a number is asked for")
    __int__ = __index__ = _secret("a whole number is asked for")
    __len__ = _secret("elements are counted")
    __getitem__ = __setitem__ = _secret("an element is picked")
    __array__ = _secret("elements are asked for")
    __contains__ = _secret("an element is looked for")
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _secret("numbers are compared")
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _secret("numbers are computed")
    __pow__ = __rpow__ = __mod__ = __floordiv__ = __matmul__ = __rmatmul__ = __neg__ = __abs__ = __add__
    __and__ = __rand__ = __or__ = __ror__ = __xor__ = __invert__ = __add__
    item = tolist = tobytes = any = all = max = min = sum = fill = copy = _secret("numbers are asked for")

    def __iter__(self) -> Iterator[Any]:
        raise NotStraight("elements are gone through")


class Recording:
    """What was done, in order.

    stands  every stand, in the order in which they were made
    done    every operation
    """

    def __init__(self) -> None:
        self.stands: list[Stand] = []
        self.done: list[Done] = []

    def run(self, op: Op, operands: Sequence[Any], options: Mapping[str, Any] = NOTHING) -> Any:
        """One row of the table, done on the values and written down."""
        if any(holds_stand(x) for x in options.values()):
            raise NotStraight(f"an option of {op.name} that is computed")
        out = computed(op, [_shown(x) for x in operands], options)
        several = type(out) is tuple
        results = tuple([Stand(self, part) for part in (out if several else (out,))])
        self.done.append(Done(op, tuple(operands), options, results))
        return results if several else results[0]


def computed(op: Op, operands: Sequence[Any], options: Mapping[str, Any]) -> Any:
    """The elements of the result of tensors and plain numbers as `apply` computes them, unrecorded."""
    with no_grad():
        out = apply(op, operands, options)
    return tuple([part.raw for part in out]) if type(out) is tuple else out.raw


def is_tensor(x: Any) -> bool:
    """Whether an operand, as elements, is a tensor's: a plain number is none."""
    return type(x) not in PLAIN and x is not None


def _shown(x: Any) -> Any:
    """An operand as `apply` takes it."""
    if isinstance(x, Stand):
        return Tensor(x.value)
    return Tensor(x) if is_tensor(x) else x


def holds_stand(x: Any) -> bool:
    """Whether there is a stand in an option: itself, as a tensor, or in a list."""
    if isinstance(x, list | tuple):
        return any(map(holds_stand, x))
    return isinstance(getattr(x, "raw", x), Stand)
