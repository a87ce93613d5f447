"""Variables as one flat vector, as optimizers want them: `scipy.optimize.minimize(f.fun, x0, jac=f.jac)`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gradcli.calculation.leaves import make_leaves
from gradcli.problems import Problem

if TYPE_CHECKING:
    from gradcli.compiled.function import Compiled

Array = np.ndarray[Any, Any]


class Flat(NamedTuple):
    """A function of one vector.

    function  of the variables
    x0        the vector of the point that it was made for
    shapes    of the variables in the vector, in their order
    fixed     the values of the others
    """

    function: Compiled
    x0: Array
    shapes: Mapping[str, tuple[int, ...]]
    fixed: Mapping[str, Any]

    def split(self, vector: Any) -> dict[str, Any]:
        """The variables in a vector. Raises Problem where it is of another length."""
        flat = np.asarray(vector, np.float64)
        wanted = sum(_count(shape) for shape in self.shapes.values())
        if flat.shape != (wanted,):
            raise Problem(f"the vector has the shape {list(flat.shape)}, and the variables are {wanted} numbers", fix="see x0")
        found, first = {}, 0
        for name, shape in self.shapes.items():
            part = flat[first : first + _count(shape)]
            found[name] = part.reshape(shape) if shape else float(part[0])
            first += _count(shape)
        return found

    def fun(self, vector: Any) -> float:
        """The value, of one element."""
        value, _ = self.function({**self.split(vector), **self.fixed})
        return float(np.asarray(value).reshape(())) if np.size(value) == 1 else value

    def jac(self, vector: Any) -> Array:
        """The gradient as one vector; zeros where there is none."""
        _, grad = self.function({**self.split(vector), **self.fixed})
        parts = [np.zeros(shape) if grad[name] is None else grad[name] for name, shape in self.shapes.items()]
        return np.concatenate([np.ravel(part) for part in parts]).astype(np.float64)


def _count(shape: tuple[int, ...]) -> int:
    return int(np.prod(shape, dtype=np.int64))


def flattened(function: Compiled, values: Mapping[str, Any]) -> Flat:
    """The function of a vector for values of these shapes, which are its x0. Raises Problem as the function does."""
    way = function.way(values)
    leaves = make_leaves(values, function.settings, way.whole)
    moving = {name: x for name, x in leaves.items() if x.requires_grad}
    parts = [np.ravel(np.asarray(x.raw, np.float64)) for x in moving.values()]
    x0 = np.concatenate(parts) if parts else np.zeros(0)
    fixed = {name: values[name] for name in values if name not in moving}
    return Flat(function, x0, {name: tuple(x.shape) for name, x in moving.items()}, fixed)


def of_vector(function: Compiled, vector: Any) -> Flat:
    """The function of a vector that is the one variable, or holds a number for each. Raises Problem for everything else."""
    flat = np.asarray(vector, np.float64)
    names = function.variables
    if function.wrt is not None and set(function.wrt) != set(names):
        raise Problem("only some of the variables move, and the others have no values", fix="pass all to f.flat(...)")
    if flat.ndim == 1 and len(names) == 1:
        shapes: dict[str, tuple[int, ...]] = {names[0]: flat.shape}
    elif flat.shape == (len(names),):
        shapes = dict.fromkeys(names, ())
    else:
        raise Problem(
            f"a vector of the shape {list(flat.shape)} does not say how it is divided among {', '.join(names) or 'no variables'}",
            fix="pass a point to f.flat(...), which has x0, fun and jac for its shapes",
        )
    return Flat(function, flat.copy(), shapes, {})
