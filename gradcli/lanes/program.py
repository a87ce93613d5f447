"""A straight-line program: steps on a few reused registers, run over columns block by block, on all cores.

A block is so short that its registers stay in the cache of a core; that is where the speed comes from. The result of a row
depends on that row alone, so neither blocks nor cores can change it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from gradcli.lanes import primitives
from gradcli.lanes.cores import available
from gradcli.lanes.lane import Lane, Tape
from gradcli.lanes.primitives import ArrayFunction

CACHE = 2**22  # bytes that the columns of one block may fill: two cores, and a few registers at a time
MEMORY = 2**26  # bytes that they may fill where that keeps blocks from becoming too short to be worth a call
SHORTEST, LONGEST = 1024, 16384  # rows of a block
ALONE = 4 * LONGEST  # rows that are not worth waking another core for

Array = np.ndarray[Any, Any]


class Step(NamedTuple):
    """One primitive: the slots it reads, and the slot it writes."""

    function: ArrayFunction
    sources: tuple[int, ...]
    target: int


class Program(NamedTuple):
    """Slots are, in turn: numbers, input columns, results, registers.

    numbers    the plain numbers that occur
    inputs     the names of the columns that are read
    dtype      of the columns
    results    for each result its dtype, and the number that fills it where it depends on no column
    registers  the dtypes of the registers
    steps      what is done
    """

    numbers: tuple[Any, ...]
    inputs: tuple[str, ...]
    dtype: np.dtype[Any]
    results: tuple[tuple[np.dtype[Any], Any], ...]
    registers: tuple[np.dtype[Any], ...]
    steps: tuple[Step, ...]

    @property
    def block(self) -> int:
        """Rows of a block: a power of two."""
        width = sum(d.itemsize for d in (*self.registers, *(d for d, _ in self.results))) + len(self.inputs) * self.dtype.itemsize
        rows = max(CACHE // width, min(SHORTEST, MEMORY // width), 1)
        return min(LONGEST, 1 << (rows.bit_length() - 1))

    def run(self, columns: Mapping[str, Array], results: Sequence[Array], cores: int | None = None) -> None:
        """Fill `results` (the value, then the gradients) from columns of the same length, of any layout and number dtype.

        cores  how many to use; by default all that this process may
        """
        rows = len(results[0])
        used = cores or available()
        if rows <= ALONE or used == 1:
            self._part(columns, results, 0, rows)
            return
        blocks = -(-rows // self.block)
        share = -(-blocks // used) * self.block
        parts = [(first, min(first + share, rows)) for first in range(0, rows, share)]
        done = [pool(used).submit(self._part, columns, results, *part) for part in parts[1:]]
        self._part(columns, results, *parts[0])
        for part in done:
            part.result()

    def _part(self, columns: Mapping[str, Array], results: Sequence[Array], first: int, last: int) -> None:
        """The rows from `first` to before `last`, block by block."""
        length = max(1, min(self.block, last - first))
        inputs = [_Port(columns[name], self.dtype, length) for name in self.inputs]
        outputs = [_Port(out, dtype, length) for out, (dtype, _) in zip(results, self.results, strict=True)]
        registers = [np.empty(length, dtype) for dtype in self.registers]
        with np.errstate(all="ignore"):
            for start in range(first, last, length):
                stop = min(start + length, last)
                self._block(inputs, outputs, registers, start, stop)

    def _block(self, inputs: list[_Port], outputs: list[_Port], registers: list[Array], start: int, stop: int) -> None:
        n = stop - start
        slots: list[Any] = [
            *self.numbers,
            *[port.read(start, stop) for port in inputs],
            *[port.window(start, stop) for port in outputs],
            *[register[:n] for register in registers],
        ]
        for function, sources, target in self.steps:
            function(*[slots[k] for k in sources], out=slots[target])
        first = len(self.numbers) + len(inputs)
        for port, out, (_, filler) in zip(outputs, slots[first:], self.results, strict=False):
            if filler is not None:
                out[...] = filler
            port.write(out, start, stop)


class _Port:
    """A column as the steps see it: itself where it lies in memory as they need it, otherwise through a buffer."""

    __slots__ = ("buffer", "column")

    def __init__(self, column: Array, dtype: np.dtype[Any], length: int) -> None:
        self.column = column
        fits = column.dtype == dtype and column.flags.c_contiguous and column.flags.aligned
        self.buffer = None if fits else np.empty(length, dtype)

    def window(self, start: int, stop: int) -> Array:
        """Where the rows are."""
        return self.column[start:stop] if self.buffer is None else self.buffer[: stop - start]

    def read(self, start: int, stop: int) -> Array:
        """The rows, fetched."""
        rows = self.window(start, stop)
        if self.buffer is not None:
            rows[...] = self.column[start:stop]
        return rows

    def write(self, rows: Array, start: int, stop: int) -> None:
        """The rows, put back."""
        if self.buffer is not None:
            self.column[start:stop] = rows


@cache
def pool(cores: int) -> ThreadPoolExecutor:
    """Threads that wait for work; NumPy lets them run side by side."""
    return ThreadPoolExecutor(cores, "gradcli")


# ------------------------------------------------------------------ from a recording to steps
def compiled(recording: Tape, columns: Sequence[str], results: Sequence[Any], dtype: str) -> Program:
    """The program that computes `results` (lanes, or numbers where a result depends on no column)."""
    needed = _needed(results)
    lanes = [lane for lane in recording.lanes if lane.index in needed]
    read = {lane.operands[0] for lane in lanes if lane.function is None}
    inputs = tuple(name for name in columns if name in read)
    return _Compiler(lanes, inputs, results, np.dtype(dtype)).program()


def _needed(results: Sequence[Any]) -> set[int]:
    """The indices of the lanes that the results depend on."""
    found: set[int] = set()
    stack = [x for x in results if isinstance(x, Lane)]
    while stack:
        lane = stack.pop()
        if lane.index not in found:
            found.add(lane.index)
            stack += [x for x in lane.operands if isinstance(x, Lane)]
    return found


class _Compiler:
    """Gives every lane a slot: one of its own to a result, and registers that are used again to all others."""

    def __init__(self, lanes: list[Lane], inputs: tuple[str, ...], results: Sequence[Any], dtype: np.dtype[Any]) -> None:
        self.lanes = [lane for lane in lanes if lane.function is not None]
        self.inputs = inputs
        self.results = results
        self.dtype = dtype
        self.numbers: dict[tuple[type, str], int] = {}
        self.values: list[Any] = []
        for lane in self.lanes:
            for x in lane.operands:
                if not isinstance(x, Lane) and (type(x), repr(x)) not in self.numbers:
                    self.numbers[type(x), repr(x)] = len(self.values)
                    self.values.append(x)
        self.first_result = len(self.values) + len(inputs)
        self.first_register = self.first_result + len(results)
        self.registers: list[np.dtype[Any]] = []
        self.free: list[int] = []
        self.slots = {lane.index: len(self.values) + inputs.index(lane.operands[0]) for lane in lanes if lane.function is None}

    def program(self) -> Program:
        """The program."""
        last = {x.index: k for k, lane in enumerate(self.lanes) for x in lane.operands if isinstance(x, Lane)}
        targets: dict[int, int] = {}
        for k, x in enumerate(self.results):
            if isinstance(x, Lane) and x.function is not None:
                targets.setdefault(x.index, self.first_result + k)
        steps = [self._step(lane, k, last, targets) for k, lane in enumerate(self.lanes)]
        for k, x in enumerate(self.results):  # columns that are themselves a result, and results that are equal
            if isinstance(x, Lane) and self.slots[x.index] != self.first_result + k:
                steps.append(Step(primitives.cast, (self.slots[x.index],), self.first_result + k))
        results = tuple((x.dtype, None) if isinstance(x, Lane) else (self.dtype, x) for x in self.results)
        return Program(tuple(self.values), self.inputs, self.dtype, results, tuple(self.registers), tuple(steps))

    def _step(self, lane: Lane, k: int, last: Mapping[int, int], targets: Mapping[int, int]) -> Step:
        sources = tuple([self._slot(x) for x in lane.operands])
        done = {self.slots[x.index] for x in lane.operands if isinstance(x, Lane) and last[x.index] == k}
        released = [slot for slot in done if slot >= self.first_register]
        apart = lane.function is primitives.where  # which reads its operands after it has begun to write
        if not apart:
            self.free += released
        self.slots[lane.index] = target = targets.get(lane.index) or self._register(lane.dtype)
        if apart:
            self.free += released
        assert lane.function is not None
        return Step(lane.function, sources, target)

    def _slot(self, x: Any) -> int:
        return self.slots[x.index] if isinstance(x, Lane) else self.numbers[type(x), repr(x)]

    def _register(self, dtype: np.dtype[Any]) -> int:
        """A register that is free again, the one used last first, or a new one."""
        for slot in reversed(self.free):
            if self.registers[slot - self.first_register] == dtype:
                self.free.remove(slot)
                return slot
        self.registers.append(dtype)
        return self.first_register + len(self.registers) - 1
