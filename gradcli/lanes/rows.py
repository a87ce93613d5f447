"""The steps of a sheet, run on all rows at once: rows are one more dimension in front, and go block by block to all cores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from gradcli.lanes.cores import available
from gradcli.lanes.program import ALONE, Array, pool
from gradcli.lanes.sheet import WHOLE_ARRAYS, Mark, aligned
from gradcli.ops import run

BLOCK = 2**21  # bytes that what a block computes may fill
SHORTEST, LONGEST = 64, 16384  # rows of a block
VIEWS = frozenset("reshape transpose broadcast_to getitem flip detached".split())  # which look at the memory of their operand


def rows(results: Sequence[Any], columns: Mapping[str, Array], count: int, dtype: str) -> list[Array]:
    """What marks, numbers and arrays are in every row.

    columns  the variables of the sheet, one of each a row
    count    how many rows there are
    dtype    of results that are numbers
    """
    found = [np.empty((count, *run.shape_of(x)), getattr(x, "dtype", dtype)) for x in results]
    fill(found, results, columns)
    return found


def fill(found: Sequence[Array], results: Sequence[Any], columns: Mapping[str, Array]) -> None:
    """The same, into arrays that are there."""
    work, count = _Work(results, columns), len(found[0])
    if count <= ALONE // 4 or available() == 1:
        work.part(found, 0, count)
        return
    share = -(-count // available())
    parts = [(first, min(first + share, count)) for first in range(0, count, share)]
    done = [pool(available()).submit(work.part, found, *part) for part in parts[1:]]
    work.part(found, *parts[0])
    for part in done:
        part.result()


class Spread(NamedTuple):
    """A program for columns of numbers whose steps are on tensors; it is run as `program.Program` is.

    marks  what is computed
    dtype  of the columns
    """

    marks: tuple[Any, ...]
    dtype: np.dtype[Any]

    @property
    def results(self) -> tuple[tuple[np.dtype[Any], Any], ...]:
        """For each result its dtype, and nothing that would fill it."""
        return tuple([(np.dtype(getattr(x, "dtype", self.dtype)), None) for x in self.marks])

    def run(self, columns: Mapping[str, Array], results: Sequence[Array]) -> None:
        """Fill `results` from columns of any number dtype."""
        fill(results, self.marks, {name: np.asarray(x, self.dtype) for name, x in columns.items()})


class _Work:
    """The steps in order, what is known before the first row, and when nobody needs a value any more."""

    def __init__(self, results: Sequence[Any], columns: Mapping[str, Array]) -> None:
        self.results, self.columns = results, columns
        marks = needed(results)
        self.fixed: dict[int, Any] = {}
        with np.errstate(all="ignore"):
            for mark in marks:
                if not mark.moving:
                    self.fixed[mark.index] = mark.value if mark.name == "constant" else _computed(mark, self.fixed, None)
        self.steps = [mark for mark in marks if mark.moving]
        self.last: dict[int, int] = {
            x.index: k for k, mark in enumerate(self.steps) for x in mark.operands if isinstance(x, Mark)
        }
        looked_at = {x.index for mark in self.steps if mark.name in VIEWS for x in mark.operands if isinstance(x, Mark)}
        kept = {x.index for x in results if isinstance(x, Mark)}
        self.spare = {
            m.index
            for m in self.steps
            if m.function is not None and m.name not in WHOLE_ARRAYS and m.index not in looked_at | kept
        }
        own = {m.index for m in self.steps if m.function is not None and m.name not in WHOLE_ARRAYS}
        self.places = {x.index: k for k, x in enumerate(results) if isinstance(x, Mark) and x.index in own}
        width = sum(mark.size * mark.dtype.itemsize for mark in self.steps) or 1
        self.block = int(min(max(BLOCK // width, SHORTEST), LONGEST))

    def part(self, found: Sequence[Array], first: int, last: int) -> None:
        """The rows from `first` to before `last`."""
        free: dict[tuple[Any, ...], list[Array]] = {}
        with np.errstate(all="ignore"):
            for start in range(first, last, self.block):
                stop = min(start + self.block, last)
                self._block(found, start, stop, free)

    def _block(self, found: Sequence[Array], start: int, stop: int, free: dict[tuple[Any, ...], list[Array]]) -> None:
        known = dict(self.fixed)
        for k, mark in enumerate(self.steps):
            if mark.function is None:
                known[mark.index] = self.columns[mark.operands[0]][start:stop]
                continue
            known[mark.index] = _computed(mark, known, stop - start, self._out(mark, found, start, stop, free))
            for x in mark.operands:
                if isinstance(x, Mark) and x.moving and self.last[x.index] == k and x.index in self.spare and x.index in known:
                    free.setdefault((stop - start, x.shape, x.dtype), []).append(known.pop(x.index))
        for k, (out, x) in enumerate(zip(found, self.results, strict=True)):
            if not isinstance(x, Mark):
                out[start:stop] = x
            elif self.places.get(x.index) != k or out.dtype != x.dtype:
                out[start:stop] = known[x.index]

    def _out(
        self, mark: Mark, found: Sequence[Array], start: int, stop: int, free: dict[tuple[Any, ...], list[Array]]
    ) -> Array | None:
        """Where a step may write: into the result that it is, or where something was that nobody needs any more."""
        place = self.places.get(mark.index)
        if place is not None and found[place].dtype == mark.dtype:
            return found[place][start:stop]
        spare = free.get((stop - start, mark.shape, mark.dtype)) if mark.index in self.spare else None
        return spare.pop() if spare else None


def _computed(mark: Mark, known: Mapping[int, Any], count: int | None, out: Array | None = None) -> Any:
    """One step on a block of rows, or on what is the same in all."""
    values = [known[x.index] if isinstance(x, Mark) else x for x in mark.operands]
    lead = tuple([int(isinstance(x, Mark) and x.moving) for x in mark.operands])
    if mark.name in WHOLE_ARRAYS:
        return WHOLE_ARRAYS[mark.name](*values, lead=lead, **mark.extra)
    if out is None:
        out = np.empty(mark.shape if count is None else (count, *mark.shape), mark.dtype)
    ready = [aligned(x, mark.ndim, 1) if own else x for x, own in zip(values, lead, strict=True)]
    assert mark.function is not None
    mark.function(*ready, out=out)
    return out


def needed(results: Sequence[Any]) -> list[Mark]:
    """The marks that results depend on, in order."""
    found: dict[int, Mark] = {}
    stack = [x for x in results if isinstance(x, Mark)]
    while stack:
        mark = stack.pop()
        if mark.index not in found:
            found[mark.index] = mark
            stack += [x for x in mark.operands if isinstance(x, Mark)]
    return [found[k] for k in sorted(found)]
