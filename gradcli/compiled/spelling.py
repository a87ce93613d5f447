"""The steps of a sheet as lines of a program: for NumPy, for JAX, and for Python's own numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from types import EllipsisType
from typing import Any, NamedTuple

import numpy as np

from gradcli.lanes.rows import needed
from gradcli.lanes.sheet import Mark
from gradcli.ops.primitives import PRIMITIVES
from gradcli.problems import Problem, Remedy

MOST = 10_000  # elements of an array that is written out
INFIX = {
    "add": "+",
    "subtract": "-",
    "multiply": "*",
    "true_divide": "/",
    "less": "<",
    "less_equal": "<=",
    "greater": ">",
    "greater_equal": ">=",
    "equal": "==",
    "not_equal": "!=",
    "bitwise_and": "&",
    "bitwise_or": "|",
}
NUMPY = {primitive.name: primitive.numpy for primitive in PRIMITIVES if primitive.numpy}
IN_NUMPY = {**NUMPY, "sign": "sign", "remainder": "remainder"}
OF_MATH = frozenset({"erf", "erfc", "lgamma"})  # which NumPy has not, and Python has for floats
IN_SCIPY = {  # jax.scipy.special
    **{name: name for name in "erf erfc erfinv i0e i1e i0 i1 digamma polygamma log_ndtr".split()},
    "lgamma": "gammaln",
}
IN_PYTHON: Mapping[str, str] = {
    "negative": "-{}",
    "absolute": "abs({})",
    "sign": "float(({0} > 0) - ({0} < 0))",
    "floor": "float(math.floor({}))",
    "ceil": "float(math.ceil({}))",
    "trunc": "float(math.trunc({}))",
    "rint": "float(round({}))",
    "floor_divide": "{} // {}",
    "remainder": "{} % {}",
    "maximum": "max({}, {})",
    "minimum": "min({}, {})",
    "fmax": "max({}, {})",
    "fmin": "min({}, {})",
    "signbit": "math.copysign(1.0, {}) < 0",
    "logical_not": "not {}",
    "where": "{1} if {0} else {2}",
    "pow": "{} ** {}",
    "exp2": "2.0 ** {}",
    "detached": "{}",
    **{f"cast {dtype}": "float({})" for dtype in ("float64",)},
    **{
        name: f"math.{name}({{}})"
        for name in "isnan isinf isfinite sqrt exp expm1 log log2 log10 log1p sin cos tan asin acos atan sinh cosh tanh asinh "
        "acosh atanh erf erfc lgamma".split()
    },
    **{name: f"math.{name}({{}}, {{}})" for name in ("copysign", "fmod", "hypot", "atan2")},
}


class Library(NamedTuple):
    """A library as a target.

    name    as people write it
    prefix  in front of NumPy's names: np., jnp.; nothing for Python
    """

    name: str
    prefix: str


LIBRARIES = {"numpy": Library("NumPy", "np."), "jax": Library("JAX", "jnp."), "python": Library("Python", "")}


def lines(results: Sequence[Any], names: Mapping[str, str], to: str) -> tuple[list[str], list[str]]:
    """The steps that lead to marks, line by line, and what the results are called.

    names  variable -> what it is called in the program
    Raises Problem, by name, for what the library has not.
    """
    library = LIBRARIES[to]
    known: dict[int, str] = {}
    written: list[str] = []
    for mark in needed(results):
        if mark.name == "input":
            known[mark.index] = names[mark.operands[0]]
            continue
        text = _step(mark, [_operand(x, known, library) for x in mark.operands], library)
        known[mark.index] = f"t{len(written) + 1}"
        written.append(f"{known[mark.index]} = {text}")
    return written, [_operand(x, known, library) for x in results]


def _operand(x: Any, known: Mapping[int, str], library: Library) -> str:
    if isinstance(x, Mark):
        return known[x.index]
    return array(x, library.prefix) if getattr(x, "ndim", 0) else number(x, library.prefix)


def number(x: Any, prefix: str = "math.") -> str:
    """A number that reads back as the same one."""
    value = x.item() if hasattr(x, "item") else x
    if isinstance(value, float) and not math.isfinite(value):
        home = prefix or "math."
        return f"{home}nan" if value != value else f"{home}inf" if value > 0 else f"-{home}inf"
    return repr(value)


def array(x: Any, prefix: str) -> str:
    """An array that reads back as the same one. Raises Problem for a large one."""
    if x.size > MOST:
        raise Problem(f"an array of {x.size:,} elements is too large for the text of a program", fix="give it fewer elements")
    name = str(x.dtype.name) + ("_" if x.dtype.name == "bool" else "")
    if prefix and x.size > 1 and (x == x.flat[0]).all() and not np.signbit(x).any():
        return f"{prefix}full({tuple(x.shape)}, {number(x.flat[0], prefix)}, {prefix}{name})"
    return f"{prefix}array({_nested(x.tolist(), prefix)}, {prefix}{name})" if prefix else _nested(x.tolist(), "math.")


def _nested(x: Any, prefix: str) -> str:
    """Lists of numbers; as deep as an array has dimensions."""
    return f"[{', '.join([_nested(part, prefix) for part in x])}]" if isinstance(x, list) else number(x, prefix)


def _step(mark: Mark, operands: list[str], library: Library) -> str:
    if not library.prefix:
        return _in_python(mark, operands)
    if mark.name == "constant":
        return array(mark.value, library.prefix)
    if mark.name in INFIX:
        return f"{operands[0]} {INFIX[mark.name]} {operands[1]}"
    if mark.name == "negative":
        return f"-{operands[0]}"
    if mark.name.startswith("cast "):
        dtype = mark.name[5:] + ("_" if mark.name == "cast bool" else "")
        return f"{library.prefix}asarray({operands[0]}, {library.prefix}{dtype})"
    if mark.name in WHOLE:
        return WHOLE[mark.name](library.prefix, *operands, **mark.extra)
    if mark.name == "detached":
        return f"jax.lax.stop_gradient({operands[0]})" if library.name == "JAX" else operands[0]
    if mark.name in IN_NUMPY:
        return f"{library.prefix}{IN_NUMPY[mark.name]}({', '.join(operands)})"
    if library.name == "JAX" and mark.name in IN_SCIPY:
        return f"jax.scipy.special.{IN_SCIPY[mark.name]}({', '.join(operands)})"
    if library.name == "NumPy" and mark.name in OF_MATH:
        return f"np.vectorize(math.{mark.name}, otypes=[{array_type(mark)}])({operands[0]})"
    raise _unspelled(mark.name, library)


def array_type(mark: Mark) -> str:
    """The dtype of a mark, as NumPy's."""
    return f"np.{mark.dtype.name}"


def _in_python(mark: Mark, operands: list[str]) -> str:
    if mark.shape or mark.name == "constant":
        raise Problem("Python alone has no tensors", fix=Remedy("program", ("numpy", "has")))
    if mark.name in ("bitwise_and", "bitwise_or"):
        return f"{operands[0]} {'and' if mark.name == 'bitwise_and' else 'or'} {operands[1]}"
    if mark.name in INFIX:
        return f"{operands[0]} {INFIX[mark.name]} {operands[1]}"
    if mark.name not in IN_PYTHON:
        raise _unspelled(mark.name, LIBRARIES["python"])
    return IN_PYTHON[mark.name].format(*operands)


def _unspelled(name: str, library: Library) -> Problem:
    others = "numpy" if library.name == "Python" else "torch"
    return Problem(f"`{name}` is no function of {library.name}", fix=Remedy("program", (others, "may have it")))


def _place(items: Sequence[Any]) -> str:
    """What stands between the brackets of an index."""
    return ", ".join([_slice(x) if isinstance(x, slice) else "..." if isinstance(x, EllipsisType) else repr(x) for x in items])


def _slice(x: slice) -> str:
    bounds = ["" if bound is None else str(bound) for bound in (x.start, x.stop, x.step)]
    return ":".join(bounds[: 3 if x.step is not None else 2])


def _reduction(name: str) -> Callable[..., str]:
    def text(prefix: str, x: str, axis: tuple[int, ...], keepdims: bool) -> str:
        return f"{prefix}{name}({x}, axis={axis}{', keepdims=True' if keepdims else ''})"

    return text


WHOLE: Mapping[str, Callable[..., str]] = {
    "sum": _reduction("sum"),
    "max": _reduction("max"),
    "min": _reduction("min"),
    "reshape": lambda prefix, x, size: f"{prefix}reshape({x}, {size})",
    "transpose": lambda prefix, x, axes: f"{prefix}transpose({x}, {axes})",
    "broadcast_to": lambda prefix, x, size: f"{prefix}broadcast_to({x}, {size})",
    "getitem": lambda prefix, x, place: f"{x}[{_place(place)}]",
    "flip": lambda prefix, x, axis: f"{prefix}flip({x}, {axis})",
    "cumsum": lambda prefix, x, axis: f"{prefix}cumsum({x}, {axis})",
    "tril": lambda prefix, x, k: f"{prefix}tril({x}, {k})",
    "triu": lambda prefix, x, k: f"{prefix}triu({x}, {k})",
    "matmul": lambda prefix, x, y: f"{x} @ {y}",
    "concatenate": lambda prefix, *xs, axis: f"{prefix}concatenate([{', '.join(xs)}], axis={axis})",
}
