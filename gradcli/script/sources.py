"""Endless and huge iterables, which count what they give: whatever goes over them stops at a limit."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from gradcli.script.budget import Budget

LONG = 10_000_000  # a range of more elements counts them
_DONE: Any = object()


def counted(values: Iterable[Any], budget: Budget) -> Iterator[Any]:
    """The same values, each of them a step."""
    for value in values:
        budget.step()
        yield value


class BigRange:
    """A range so long that each of its elements is a step."""

    def __init__(self, held: range, budget: Budget) -> None:
        self._held = held
        self._budget = budget
        self.start, self.stop, self.step = held.start, held.stop, held.step

    def __iter__(self) -> Iterator[int]:
        return counted(self._held, self._budget)

    def __reversed__(self) -> Iterator[int]:
        return counted(reversed(self._held), self._budget)

    def __len__(self) -> int:
        return len(self._held)

    def __getitem__(self, index: Any) -> Any:
        found = self._held[index]
        return limited(found, self._budget) if isinstance(found, range) else found

    def __contains__(self, value: Any) -> bool:
        return value in self._held if isinstance(value, int) else any(value == x for x in self)

    def __eq__(self, other: object) -> bool:
        return self._held == (other._held if isinstance(other, BigRange) else other)

    def __hash__(self) -> int:
        return hash(self._held)

    def __repr__(self) -> str:
        return repr(self._held)


def limited(held: range, budget: Budget) -> Any:
    """The range itself, or one that counts."""
    few = -LONG <= held.start <= LONG and -LONG <= held.stop <= LONG
    return held if few or not held[LONG:] else BigRange(held, budget)


class Count:
    """itertools.count."""

    def __init__(self, budget: Budget, start: Any = 0, step: Any = 1) -> None:
        self._values = itertools.count(start, step)
        self._budget = budget

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        self._budget.step()
        return next(self._values)

    def __repr__(self) -> str:
        return repr(self._values)


class Cycle(Count):
    """itertools.cycle."""

    def __init__(self, budget: Budget, values: Iterable[Any]) -> None:
        self._values = itertools.cycle(values)  # type: ignore[assignment]
        self._budget = budget


class Repeat(Count):
    """itertools.repeat."""

    def __init__(self, budget: Budget, value: Any, *times: int) -> None:
        self._values = itertools.repeat(value, *times)  # type: ignore[assignment]
        self._budget = budget


for _kind, _name in ((BigRange, "range"), (Count, "count"), (Cycle, "cycle"), (Repeat, "repeat")):  # as which scripts know them
    _kind.__name__ = _kind.__qualname__ = _name
    _kind.__module__ = "builtins" if _kind is BigRange else "itertools"


def until(budget: Budget, function: Callable[[], Any], sentinel: Any) -> Iterator[Any]:
    """iter(function, sentinel)."""
    return counted(iter(function, sentinel), budget)


def combined(name: str, budget: Budget) -> Callable[..., Iterator[Any]]:
    """product, permutations, combinations: many results of few values."""
    function = getattr(itertools, name)

    def combining(*arguments: Any, **keywords: Any) -> Iterator[Any]:
        return counted(function(*arguments, **keywords), budget)

    return combining
