"""A compiled function over many points: by a program of lanes where there is one, otherwise point by point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gradcli.calculation.calculation import calculate
from gradcli.calculation.leaves import leaf_data, make_leaves
from gradcli.lanes.record import Taped, answered, drawn, on_sheet, taped
from gradcli.lanes.rows import rows
from gradcli.lanes.sheet import Sheet
from gradcli.lanes.straight import NotStraight
from gradcli.ops.op import Op, parameters_of
from gradcli.ops.run import normal
from gradcli.ops.warnings import muted
from gradcli.problems import NameProblem, Problem
from gradcli.recording.modes import watched
from gradcli.syntax.parser import parse
from gradcli.tensors.tensor import Tensor, dtype_name

if TYPE_CHECKING:
    from gradcli.compiled.function import Compiled

Array = np.ndarray[Any, Any]


class Counts(NamedTuple):
    """What has to be known about the answers over many points.

    kinks       points at which a derivative is a convention
    not_finite  variable -> points at which its gradient is not finite
    """

    kinks: int
    not_finite: Mapping[str, int]


class Mapped(NamedTuple):
    """The answer over many points.

    value  one for each point
    grad   variable -> its gradients, one for each point; None where it has none
    notes  where they were asked for
    """

    value: Array
    grad: Mapping[str, Array | None]
    notes: Counts | None


def mapped(function: Compiled, values: Mapping[str, Any], points: Iterable[str] | None, notes: bool) -> Mapped:
    """The values and gradients over the points. Raises Problem as the function does, with the number of the point."""
    whole = function.way(values).whole
    values = {n: leaf_data(x, function.dtype, n in whole) if isinstance(x, Tensor) else x for n, x in values.items()}
    moving = _moving(values, points)
    count = _count(values, moving)
    value, found = _at_once(function, values, moving, count) or _one_by_one(function, values, moving, count)
    grad = {name: found[name] for name in values}
    return Mapped(value, grad, _counts(function, values, moving, grad, count) if notes else None)


def _moving(values: Mapping[str, Any], points: Iterable[str] | None) -> tuple[str, ...]:
    """The variables that have a value for each point."""
    if points is None:
        return tuple(name for name, x in values.items() if getattr(x, "ndim", 0))
    wanted = {points} if isinstance(points, str) else set(points)
    for name in wanted:
        if name not in values:
            known = ", ".join(values) or "none"
            raise NameProblem(f"points names `{name}`, which has no value", fix=f"the variables are {known}")
        if not getattr(values[name], "ndim", 0):
            raise Problem(f"`{name}` is one number, not one for each point", fix="leave it out of points")
    return tuple(name for name in values if name in wanted)


def _count(values: Mapping[str, Any], moving: Sequence[str]) -> int:
    """How many points there are."""
    if not moving:
        raise Problem("there are no points: no variable is an array", fix="call the function itself, or pass an array")
    lengths = {name: len(values[name]) for name in moving}
    if len(set(lengths.values())) > 1:
        listed = ", ".join(f"{name} {n}" for name, n in lengths.items())
        raise Problem(f"the variables differ in their number of points: {listed}", fix='say which have points: points={"x"}')
    return lengths[moving[0]]


# ------------------------------------------------------------------ all at once
def _at_once(
    function: Compiled, values: Mapping[str, Any], moving: Sequence[str], count: int
) -> tuple[Array, dict[str, Array | None]] | None:
    """The answer by steps on all points; None if there are none."""
    way = function.way(values)
    if not count or any(values[name].dtype.kind not in "fiub" for name in moving):
        return None
    columns, leaves = _parted(function, values, moving)
    fixed = {n: x.raw for n, x in leaves.items()}
    floating = {n for n, x in columns.items() if x.dtype.kind == "f"} | {n for n, x in leaves.items() if x.requires_grad}
    wrt = [n for n in values if n in (floating if function.wrt is None else function.wrt)]
    if not floating.issuperset(wrt):
        return None
    try:
        with muted():
            if all(c.ndim == 1 and c.dtype.kind == "f" for c in columns.values()):
                try:
                    return _by_program(taped(way.tree, moving, fixed, wrt, function.dtype), columns, tuple(values), count)
                except NotStraight:
                    pass
            return _by_sheet(function, columns, fixed, wrt)
    except (NotStraight, Problem):
        return None


def _parted(function: Compiled, values: Mapping[str, Any], moving: Sequence[str]) -> tuple[dict[str, Array], dict[str, Tensor]]:
    """The variables that differ from point to point as columns, and the others as leaves."""
    dtypes = {"f": function.dtype, "b": "bool"}
    columns = {name: np.asarray(values[name], dtypes.get(values[name].dtype.kind, "int64")) for name in moving}
    others = {n: x for n, x in values.items() if n not in moving}
    return columns, make_leaves(others, function.settings._replace(wrt=None), function.way(values).whole)


def _by_program(
    program: Taped, columns: Mapping[str, Array], names: Sequence[str], count: int
) -> tuple[Array, dict[str, Array | None]]:
    """What a program answers for columns of numbers, in the order of the variables."""
    results = [np.empty(count, dtype) for dtype, _ in program.program.results]
    program.program.run(columns, results)
    found = dict(zip(program.wrt, results[1:], strict=True))
    return results[0], {name: found.get(name) for name in names}


def _by_sheet(
    function: Compiled, columns: Mapping[str, Array], fixed: Mapping[str, Any], wrt: Sequence[str]
) -> tuple[Array, dict[str, Array | None]]:
    """What steps on tensors answer for columns of them."""
    names = (*columns, *fixed)
    value, grads, fine = answered(parse(function.expression, names), columns, fixed, wrt, function.dtype)
    if fine is not None:
        raise NotStraight("a point that is refused")
    return value, {name: grads.get(name) for name in names}


# ------------------------------------------------------------------ one by one
def _one_by_one(
    function: Compiled, values: Mapping[str, Any], moving: Sequence[str], count: int
) -> tuple[Array, dict[str, Array | None]]:
    """The answer point by point. Raises what the function raises, with the number of the point."""
    found: list[Any] = []
    grads: dict[str, list[Any]] = {name: [] for name in values}
    for k in range(count):
        try:
            value, grad = function.answer(at_point(values, moving, k))
        except Problem as problem:
            raise problem.within(f"point {k}") from None
        found.append(value)
        for name, g in grad.items():
            grads[name].append(g)
    if not found:
        return _nothing(function, values, moving)
    return _stacked(found), {name: None if any(g is None for g in all_) else _stacked(all_) for name, all_ in grads.items()}


def at_point(values: Mapping[str, Any], moving: Sequence[str], k: int) -> dict[str, Any]:
    """The values at one point."""
    return {name: _element(x, k) if name in moving else x for name, x in values.items()}


def _element(x: Array, k: int) -> Any:
    """What an array holds for one point, as one would pass it alone."""
    part = x[k]
    return normal(np.array(part)) if part.ndim else normal(part)


def _stacked(found: Sequence[Any]) -> Array:
    if len({np.shape(x) for x in found}) > 1:
        raise Problem("the results differ in shape from point to point", fix="call the function for each of them")
    return np.stack([np.asarray(x) for x in found])


def _nothing(function: Compiled, values: Mapping[str, Any], moving: Sequence[str]) -> tuple[Array, dict[str, Array | None]]:
    """The answer over no points: arrays without elements, of the right shapes."""
    dtype = np.dtype(function.dtype)
    leaves = make_leaves(values, function.settings, function.way(values).whole)
    shapes = {n: tuple(x.shape)[1:] if n in moving else tuple(x.shape) for n, x in leaves.items() if x.requires_grad}
    return np.empty(0, dtype), {n: np.empty((0, *shapes[n]), dtype) if n in shapes else None for n in values}


# ------------------------------------------------------------------ what has to be known
def _counts(
    function: Compiled, values: Mapping[str, Any], moving: Sequence[str], grad: Mapping[str, Array | None], count: int
) -> Counts:
    """How many points are special."""
    bad = {n: _points_not_finite(g, count) for n, g in grad.items() if g is not None}
    tree = function.way(values).tree
    kinks = 0
    suspects = _suspects(function, values, moving, count)
    for k in range(count) if suspects is None else np.flatnonzero(suspects).tolist():
        with muted():
            found = calculate(tree, at_point(values, moving, k), function.settings)
        kinks += any(note.kind == "kink" for note in found.notes)
    return Counts(kinks, {name: n for name, n in bad.items() if n})


def _suspects(function: Compiled, values: Mapping[str, Any], moving: Sequence[str], count: int) -> Array | None:
    """At which points an operand stands at a kink; None where that is not known for all at once."""
    if not count or any(values[name].dtype.kind not in "fiub" for name in moving):
        return None
    columns, leaves = _parted(function, values, moving)
    sheet = Sheet()
    met: list[Any] = []

    def ran(op: Op, operands: Sequence[Any], options: Mapping[str, Any], _: Any) -> None:
        raws = [x.raw if isinstance(x, Tensor) else x for x in operands]
        for kink in op.kinks:
            wanted = parameters_of(kink.when)
            met.append(kink.when(*raws, **{k: v for k, v in options.items() if k in wanted}))

    try:
        with muted(), watched(ran):
            data = on_sheet(sheet, columns, {n: x.raw for n, x in leaves.items()})
            drawn(sheet, parse(function.expression, tuple(data)), data, _floating(data), function.dtype)
    except (NotStraight, Problem):
        return None
    found = rows(met, columns, count, function.dtype)
    return np.any([x.reshape(count, -1).any(axis=1) for x in found], axis=0) if found else np.zeros(count, np.bool_)


def _floating(data: Mapping[str, Any]) -> list[str]:
    """The variables that can require grad."""
    return [name for name, x in data.items() if dtype_name(x)[:5] == "float"]


def _points_not_finite(g: Array, count: int) -> int:
    return int((~np.isfinite(g.reshape(count, -1))).any(axis=1).sum()) if g.size else 0
