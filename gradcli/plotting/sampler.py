"""Values and gradients at many points: by the program of `batch`, and where there is none, point by point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gradcli.batch.rows import answered
from gradcli.batch.table import Block
from gradcli.batch.task import prepared
from gradcli.calculation.answers import Known, forms_of
from gradcli.calculation.leaves import whole_positions
from gradcli.calculation.passes import ask
from gradcli.calculation.question import Question
from gradcli.ops.late import np
from gradcli.ops.sizes import numel, text
from gradcli.ops.warnings import heard, muted
from gradcli.problems import Problem

PLACES = (0.07, 0.31, 0.53, 0.79, 0.97)  # of a range, at which a closed form is held against the gradient
Column = Any  # an array of float64, a number for each point


class Sampled(NamedTuple):
    """The value at each point, and the gradients by each variable that runs; nan where one is None."""

    values: Column
    grads: tuple[Column, ...]


class Sampler:
    """An expression of which some variables run.

    question  with the middle of its range as the value of each of them
    names     the variables that run
    task      what is done with a point, as `batch` does it with a row
    none      the variables whose gradient is None
    warnings  what PyTorch warns about, each once
    """

    def __init__(self, question: Question, names: Sequence[str]) -> None:
        """Ask in the middle, where everything that is refused is refused. Raises Problem, and BackwardError."""
        tree, values, settings = question
        self.names = tuple(names)
        self.question = question._replace(settings=settings._replace(wrt=self.names))
        for name in names:
            if name in whole_positions(tree):
                raise Problem(f"`{name}` stands where only whole numbers can, and so it cannot run through a range")
        self.warnings: dict[str, None] = {}
        constants = {name: value for name, value in values.items() if name not in names}
        with heard(lambda said: self.warnings.setdefault(said)):
            asked = ask(self.question)
            if numel(asked.output.shape) != 1:
                shape = text(asked.output.shape)
                raise Problem(f"the result has shape {shape}, and only a number can be drawn", fix="reduce it: .sum() or .mean()")
            if asked.error is not None:
                raise asked.error
            self.none = tuple(name for name in self.names if asked.grads[0][name] is None)
            self.task = prepared(tree, self.names, constants, self.names, self.question.settings, tuple(values))

    @property
    def output(self) -> str:
        """The name of the result."""
        return self.task.results[0]

    @property
    def fixed(self) -> tuple[tuple[str, Any], ...]:
        """The variables that do not run, with their values as plain data."""
        return tuple((n, getattr(v, "raw", v)) for n, v in self.question.values.items() if n not in self.names)

    @property
    def straight(self) -> bool:
        """Whether many points cost hardly more than one."""
        return self.task.program is not None

    @property
    def elementwise(self) -> bool:
        """Whether an array of points may stand where the expression has a number."""
        return self.task.program is not None and self.task.program.elementwise

    def formula(self, low: float, high: float) -> str | None:
        """The closed form of the gradient by the only variable that runs, if it holds at several places of a range."""
        (name,) = self.names
        known = Known()
        found: set[str | None] = set()
        with muted():
            for part in PLACES:
                there = {**self.question.values, name: low + part * (high - low)}
                found.add(forms_of(ask(self.question._replace(values=there)), known).formulas.get(name))
        return found.pop() if len(found) == 1 else None

    def at(self, columns: Mapping[str, Column]) -> Sampled:
        """Values and gradients at points. Raises the first Problem that one of them has."""
        plain = {name: np.ascontiguousarray(column, dtype=np.float64) for name, column in columns.items()}
        length = len(next(iter(plain.values())))
        with heard(lambda said: self.warnings.setdefault(said)):
            results, bad = answered(self.task, Block(1, length, None, plain, {}))
        if bad:
            raise bad[min(bad)]
        value, *grads = (_numbers(column, length) for column in results)
        return Sampled(value, tuple(grads))

    def along(self, xs: Column) -> Sampled:
        """The same for the only variable that runs."""
        return self.at({self.names[0]: xs})


def _numbers(column: Any, length: int) -> Column:
    """A column of results as an array of floats; a tensor of one element is its number."""
    if isinstance(column, list):
        column = [np.nan if cell is None else cell for cell in column]
    return np.asarray(column, dtype=np.float64).reshape(length)
