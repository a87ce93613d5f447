"""The categories by name, and a program of one of them by its number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tools.differential import (
    dtypes,
    elementwise,
    gathering,
    linear,
    losses,
    matrices,
    neural,
    programs,
    reductions,
    shapes,
    statistics,
)
from tools.differential.cases import Case, asked
from tools.differential.draw import Draw
from tools.differential.programs import Program, alone, guarded

ELEMENTS = elementwise.ALL
BEYOND = (*gathering.GATHERING, *gathering.ARRANGING, *matrices.MATRICES, *statistics.STATISTICS, *statistics.SPECIAL)


class Category(NamedTuple):
    """How the programs of a category are made.

    make      a program
    invalid   how many of those that torch refuses are kept
    valid     how many of the others are kept
    graph     whether the recorded graph is compared
    """

    make: Program
    invalid: float = 0.35
    valid: float = 1.0
    graph: bool = False


CATEGORIES: Mapping[str, Category] = {
    "unary": Category(alone(elementwise.UNARY, elementwise.UNARY)),
    "binary": Category(alone(elementwise.BINARIES, ELEMENTS)),
    "where": Category(alone(elementwise.WHERE, ELEMENTS)),
    "reduce": Category(alone(reductions.REDUCE, ELEMENTS, reductions.BEYOND)),
    "scan": Category(alone(reductions.SCAN, ELEMENTS)),
    "sort": Category(alone(reductions.SORT, ELEMENTS)),
    "softmax": Category(alone(reductions.SOFTMAX, ELEMENTS)),
    "index": Category(alone(shapes.INDEX, (*shapes.SHAPE, *shapes.INDEX))),
    "shape": Category(alone(shapes.SHAPE, (*shapes.SHAPE, elementwise.unary, linear.fitting), shapes.BEYOND, 3)),
    "linalg": Category(alone(linear.LINALG, (*shapes.SHAPE, linear.fitting), linear.BEYOND)),
    "gathering": Category(alone(gathering.GATHERING, (*shapes.SHAPE, *ELEMENTS))),
    "arranging": Category(alone(gathering.ARRANGING, (*shapes.SHAPE, *ELEMENTS))),
    "matrices": Category(alone(matrices.MATRICES, (*shapes.SHAPE, linear.fitting))),
    "statistics": Category(alone(statistics.STATISTICS, ELEMENTS)),
    "special": Category(alone(statistics.SPECIAL, ELEMENTS)),
    "nodes": Category(alone(BEYOND, ELEMENTS), graph=True),
    "second": Category(guarded(programs.second(BEYOND)), 0.4),
    "loss": Category(alone(losses.LOSS, ELEMENTS)),
    "neural": Category(alone(neural.NEURAL, ELEMENTS)),
    "dtype": Category(alone(dtypes.DTYPE, dtypes.DTYPE)),
    "dims": Category(guarded(programs.dims), 0.6),
    "kinks": Category(guarded(programs.kinks)),
    "chain": Category(guarded(programs.chain)),
    "passes": Category(guarded(programs.passes), 0.5),
    "graph": Category(guarded(programs.chain), graph=True),
    "hessian": Category(guarded(programs.hessian), 0.5),
    "jacobian": Category(guarded(programs.jacobian)),
    "order": Category(guarded(programs.order)),
    "grad_output": Category(guarded(programs.grad_output)),
    "errors": Category(guarded(programs.errors), 1.0, 0.2),
    "wild": Category(guarded(programs.wild)),
}


def cases(count: int, seed: int, names: Sequence[str] | None = None) -> Iterator[Case]:
    """`count` cases, the categories in turn; the same for the same seed."""
    chosen = list(names or CATEGORIES)
    for k in range(count):
        yield case(chosen[k % len(chosen)], f"{seed}/{k}")


def case(name: str, seed: str) -> Case:
    """A program of a category. Of those that torch refuses only some are kept, so that most programs have gradients."""
    category = CATEGORIES[name]
    for attempt in range(100):
        draw = Draw(f"{seed}/{attempt}")
        found = asked(name, category.make(draw), category.graph)
        failed = any(key in found.torch for key in ("error", "berror", "hessian_error"))
        if found.request.values and draw.chance(category.invalid if failed else category.valid):
            return found
    raise RuntimeError(f"no program of the category {name} in 100 attempts")
