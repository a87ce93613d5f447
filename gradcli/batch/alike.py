"""Rows that no program of single numbers answers, at once where the values of a variable have one shape in many of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from gradcli.batch.mishaps import mishap
from gradcli.calculation.leaves import leaf_data, make_leaves
from gradcli.calculation.question import Settings
from gradcli.lanes.record import answered
from gradcli.lanes.straight import NotStraight
from gradcli.ops.run import normal
from gradcli.ops.warnings import muted
from gradcli.problems import Problem
from gradcli.syntax.tree import Tree

FEWEST = 3  # rows that are worth more than one question each
Array = np.ndarray[Any, Any]


class Asked(NamedTuple):
    """What is asked of every row.

    tree       the expression
    constants  the values of the variables that are no columns
    wrt        the variables that require grad
    settings   dtype and wrt
    whole      the variables that stand where only whole numbers can
    """

    tree: Tree
    constants: Mapping[str, Any]
    wrt: Sequence[str]
    settings: Settings
    whole: frozenset[str]


class Found(NamedTuple):
    """What rows answer: their places, then the value and the gradients by `wrt`, an array or None each."""

    places: Array
    results: Sequence[Array | None]


def by_shape(asked: Asked, rows: Mapping[int, Mapping[str, Any]]) -> Iterator[Found]:
    """The answers of rows whose values have the same shapes and dtypes as those of others; the rest is left to the engine.

    rows  by their places, the values of the variables
    """
    alike: dict[Any, list[int]] = {}
    data: dict[int, dict[str, Any]] = {}
    if len(rows) < FEWEST:
        return
    for k, row in rows.items():
        try:
            raws = {name: np.asarray(leaf_data(v, asked.settings.dtype, name in asked.whole)) for name, v in row.items()}
        except Problem:  # which the engine tells
            continue
        data[k] = raws
        alike.setdefault(tuple([(x.dtype, x.shape) for x in raws.values()]), []).append(k)
    for places in alike.values():
        columns = {name: np.stack([data[k][name] for k in places]) for name in data[places[0]]}
        yield from together(asked, columns, np.array(places))


def together(asked: Asked, columns: Mapping[str, Array], places: Array) -> Iterator[Found]:
    """The answers of rows of equal shapes at once; nothing where they have to be asked one by one.

    columns  one of each a row, in the dtypes of the variables
    places   of these rows
    """
    if len(places) < FEWEST or not columns:
        return
    try:
        with muted():
            first = {name: normal(x[0]) for name, x in columns.items()}
            leaves = make_leaves({**first, **asked.constants}, asked.settings, asked.whole)
            constants = {name: leaves[name].raw for name in asked.constants}
            value, grads, fine = answered(asked.tree, columns, constants, asked.wrt, asked.settings.dtype)
    except NotStraight:
        return
    except Exception as error:  # a refusal, or a mistake of our own: then one row after the other is asked
        mishap(error)
        return
    results = [value, *[grads[name] for name in asked.wrt]]
    if fine is not None:
        places, results = places[fine], [None if x is None else x[fine] for x in results]
    yield Found(places, results)
