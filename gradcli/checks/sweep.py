"""The whole gradient at once, where variables have many elements: a backward sweep over balls, held against forward ones.

Dual numbers know one direction at a time, and a sweep over the recorded operations all of them, but by the very rules that
are to be checked. So the sweep runs on numbers with error bounds, and its gradient has to give, in a random direction, the
slope that dual numbers give there: of a gradient that is wrong anywhere, the slope in a direction drawn at random from
LEAST numbers for each element is right by chance once in as many. (J. T. Schwartz, Fast probabilistic algorithms for
verification of polynomial identities, Journal of the ACM 27, 1980.)
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from gradcli.autograd.backward import grad
from gradcli.checks.lifted import Lifted, Point, is_fixed
from gradcli.checks.truth import Truth
from gradcli.duals import cells
from gradcli.duals.dual import Dual
from gradcli.duals.fields import Field, Floats, Unsuited
from gradcli.ops.late import np
from gradcli.problems import BackwardError
from gradcli.tensors.tensor import Tensor

LEAST, SEED = 2**39, 20260  # steps of a random direction are drawn from so many numbers
CONSTANTS = Fraction(2) ** -46  # how far constants in double precision may lead, relative to what is added up


def swept(lifted: Lifted, field: Field, values: Point) -> dict[str, Any]:
    """The gradient by every variable, as numbers of the field in its shape, by a sweep alone. Raises Unsuited."""
    leaves = lifted.leaves(field, values, requires_grad=True)
    out = lifted.output(leaves)
    names = [name for name, v in values.items() if not is_fixed(v)]
    still = {name: field.full(cells.shape_of(values[name]), 0.0) for name in names}
    if not isinstance(out, Tensor) or not isinstance(out.raw, Dual):
        raise Unsuited("nothing depends on any variable")
    if not out.requires_grad:
        return still
    seed = Tensor(Dual(field, lifted.seed(field, out.shape)))
    try:
        found = grad(out, [leaves[name] for name in names], seed, allow_unused=True)
    except BackwardError as error:
        raise Unsuited(str(error)) from error
    raws = {name: x.raw for name, x in zip(names, found, strict=True) if x is not None}
    if not all(isinstance(raw, Dual) for raw in raws.values()):
        raise Unsuited("a rule that left these numbers")
    return {**still, **{name: raw.value for name, raw in raws.items()}}


def gradients(lifted: Lifted, method: str, field: Field, values: Point) -> dict[str, list[Truth]]:
    """The truth about each element of every variable, in order; `total` is then only the slope's own size.

    Raises Unsuited at a corner, where the value is not finite, and where forward and backward do not agree.
    """
    found = swept(lifted, field.fresh(), values)
    known = {name: [_finite(field, t) for t in cells.flat(slopes)] for name, slopes in found.items()}
    apart = _apart(lifted, field, values, found)
    return {name: [Truth(t, t, method, off + apart, abs(t), rough=True) for t, off in pairs] for name, pairs in known.items()}


def _finite(field: Field, x: Any) -> tuple[Fraction, Fraction]:
    """A number and its error, where both are. Raises Unsuited."""
    number, error = field.known(x)
    if not isinstance(number, Fraction) or not math.isfinite(error):
        raise Unsuited("not finite")
    return number, Fraction(error)


def float_gradient(lifted: Lifted, values: Point, name: str) -> Any:
    """The gradient by one variable in IEEE arithmetic, with all its roundings, as an array. Raises Unsuited."""
    return np.asarray(swept(lifted, Floats(), values)[name], dtype=np.float64)


def _apart(lifted: Lifted, field: Field, values: Point, found: Mapping[str, Any]) -> Fraction:
    """How far an element can be off, as far as the slope in a direction drawn at random tells.

    Rules may keep constants in double precision, a third or the root of pi; what comes of that counts as an error.
    """
    generator = random.Random(SEED)
    ways = {name: field.lift(_drawn(generator, cells.shape_of(slopes))) for name, slopes in found.items()}
    out = lifted.forward(field, values, {name: Dual(field, field.lift(values[name]), way) for name, way in ways.items()})
    if field.tied or any(map(cells.any_of, (field.isnan(out.value), field.isinf(out.value)))):
        raise Unsuited("a corner, or no value")
    parts = [slopes * ways[name] for name, slopes in found.items()]
    there, off = _finite(field, lifted.slope(out))
    here, error = _finite(field, sum(np.sum(part) for part in parts))
    size, _ = _finite(field, sum(np.sum(abs(part)) for part in parts))
    apart: Fraction = abs(here - there) + off + error
    if abs(here - there) > off + error + CONSTANTS * size:
        raise Unsuited("forward and backward do not agree")
    return apart / LEAST


def _drawn(generator: random.Random, shape: Sequence[int]) -> Any:
    steps = [generator.randrange(LEAST, 2 * LEAST) for _ in range(math.prod(shape))]
    return np.asarray(steps, dtype=np.float64).reshape(tuple(shape))
