"""The table of primitives: every one of them is there for floats, arrays, dual numbers and lanes, and means the same."""

from __future__ import annotations

import ast
import math
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gradcli.ops
from gradcli.duals.dual import Dual, Primitives
from gradcli.duals.fields import Floats
from gradcli.lanes.lane import Lane, Tape
from gradcli.lanes.program import compiled
from gradcli.ops import arrays, floats, ieee
from gradcli.ops.primitives import PRIMITIVES, Primitive

OPERANDS = (1.75, 0.625, 2.5)  # inside the domain of most
OTHERWISE: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys(("asin", "acos", "atanh", "erfinv"), (0.625,)),
    "where": (True, 1.75, 0.625),
    "polygamma": (2, 1.75),
}
TWO = frozenset(
    "floor_divide trunc_divide remainder fmod copysign maximum minimum fmax fmin pow hypot logaddexp atan2".split(),
)


def operands(primitive: Primitive) -> tuple[Any, ...]:
    return OTHERWISE.get(primitive.name, OPERANDS[: 2 if primitive.name in TWO else 1])


every = pytest.mark.parametrize("primitive", PRIMITIVES, ids=[p.name for p in PRIMITIVES])


def test_names_are_unique() -> None:
    names = [p.name for p in PRIMITIVES]
    assert len(names) == len(set(names))


@every
def test_arrays_answer_what_floats_answer(primitive: Primitive) -> None:
    known = getattr(floats, primitive.name)(*operands(primitive))
    found = getattr(arrays, primitive.name)(*[np.asarray(x) for x in operands(primitive)])
    assert math.isclose(found.item(), known, rel_tol=1e-14, abs_tol=1e-300)


@every
def test_lanes_record_what_arrays_answer(primitive: Primitive) -> None:
    recording = Tape()
    values = operands(primitive)
    steady = primitive.name in ("where", "polygamma")  # the first operand is no number of a row
    lanes = [x if k == 0 and steady else recording.input(f"x{k}", "float64") for k, x in enumerate(values)]
    result = getattr(recording.m, primitive.name)(*lanes)
    program = compiled(recording, [f"x{k}" for k in range(len(values))], [result], "float64")
    filled = np.empty(3, result.dtype if isinstance(result, Lane) else "float64")
    program.run({f"x{k}": np.full(3, x, "float64") for k, x in enumerate(values)}, [filled])
    known = getattr(arrays, primitive.name)(*[np.asarray(x) for x in values])
    assert np.array_equal(filled, np.broadcast_to(known, 3))


@pytest.mark.parametrize("primitive", [p for p in PRIMITIVES if p.name != "polygamma"], ids=lambda p: p.name)
def test_dual_numbers_have_the_value_of_arrays(primitive: Primitive) -> None:
    field = Floats()
    values = operands(primitive)
    duals = [x if isinstance(x, bool) else Dual(field, x, 1.0) for x in values]
    if primitive.name == "logical_not":  # of masks
        duals = [np.asarray(True)]
        values = (True,)
    found = getattr(Primitives(field), primitive.name)(*duals)
    known = getattr(arrays, primitive.name)(*[np.asarray(x) for x in values])
    value = found.value if isinstance(found, Dual) else found
    assert math.isclose(np.asarray(value).item(), np.asarray(known).item(), rel_tol=1e-14, abs_tol=1e-300)


def test_the_derivatives_of_digamma_have_a_slope() -> None:
    field = Floats()
    found = Primitives(field).polygamma(1, Dual(field, 2.0, 1.0))
    assert (found.value, found.slope) == pytest.approx((0.6449340668482264, -0.4041138063191886))


@every
def test_dtypes_stay(primitive: Primitive) -> None:
    values = [np.full(2, x, np.float32) if type(x) is float else x for x in operands(primitive)]
    found = getattr(arrays, primitive.name)(*values)
    assert found.dtype == ("bool" if primitive.name in ("isnan", "isinf", "isfinite", "signbit", "logical_not") else "float32")


def test_kernels_call_only_what_there_is() -> None:
    """Every `m.name` in a family of the table is an attribute of `arrays`."""
    for path in Path(gradcli.ops.__file__).parent.glob("*.py"):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.Lambda | ast.FunctionDef) and [a.arg for a in function.args.posonlyargs][:1] == ["m"]:
                for node in ast.walk(function):
                    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "m":
                        assert hasattr(arrays, node.attr), f"{path.name} line {node.lineno}: m.{node.attr}"


UNLIKE = frozenset({"where", "polygamma", "floor_divide", "trunc_divide"})  # dual numbers have them written out
SPECIAL = [s * x for x in (0.0, 1e-320, 0.5, 1.0, 1.5, 2.0, 3.0, 1e3, 1e308, math.inf) for s in (1, -1)] + [math.nan]


@pytest.mark.parametrize("primitive", [p for p in PRIMITIVES if p.name not in UNLIKE], ids=lambda p: p.name)
def test_where_python_raises_the_answer_is_that_of_arrays(primitive: Primitive) -> None:
    for values in product(SPECIAL, repeat=2 if primitive.name in TWO else 1):
        found = ieee.called(primitive.name, primitive.each or primitive.on_float, *values)
        known = getattr(arrays, primitive.name)(*[np.asarray(x) for x in values])
        if values != (-math.inf, 0.5):  # NumPy's own power, but for which IEEE 754 has inf
            assert np.isclose(found, known, rtol=1e-12, atol=0, equal_nan=True), values


@pytest.mark.parametrize(("x", "y"), list(product(SPECIAL, repeat=2)))
def test_quotients_of_floats(x: float, y: float) -> None:
    assert np.array_equal(ieee.quotient(x, y), np.float64(x) / y, equal_nan=True)
