"""The program of an expression does what the engine does row by row, whatever the block and the cores."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gradcli.autograd.backward import backward
from gradcli.calculation.leaves import as_tensor, make_leaves
from gradcli.calculation.question import Settings
from gradcli.evaluate.expression import evaluate
from gradcli.lanes import program as programs
from gradcli.lanes.lane import Lane, Tape
from gradcli.lanes.record import Taped, taped
from gradcli.lanes.straight import NotStraight
from gradcli.ops.defaults import default_dtype_of
from gradcli.ops.table import TABLE
from gradcli.problems import BackwardError, TorchError
from gradcli.syntax.parser import parse
from gradcli.tensors.tensor import Tensor
from tests.expressions import CALLS, elementwise

ROWS = 5
SPECIAL = [0.0, -0.0, 1.0, -1.0, math.inf, -math.inf, math.nan, 1e-320, 1e308, 0.75]


def compiled(text: str, names: str = "xyz", dtype: str = "float64", **constants: Any) -> Taped:
    columns = [name for name in names if name not in constants]
    return taped(parse(text), columns, constants, tuple(names), dtype)


def run(found: Taped, columns: dict[str, Any], cores: int | None = None) -> list[Any]:
    rows = len(next(iter(columns.values())))
    out = [np.empty(rows, dtype) for dtype, _ in found.program.results]
    found.program.run(columns, out, cores)
    return out


def by_row(text: str, columns: dict[str, Any], wrt: tuple[str, ...], dtype: str) -> list[Any]:
    """The same by the engine: the value, then the gradients."""
    tree, found = parse(text), []
    for k in range(len(next(iter(columns.values())))):
        leaves = make_leaves({name: float(column[k]) for name, column in columns.items()}, Settings(dtype=dtype))
        with default_dtype_of(dtype):
            output = as_tensor(evaluate(tree, leaves).output)
            backward(output)
        grads = [leaves[name].grad for name in wrt]
        found.append([float(output.item()), *[float(g.item()) for g in grads if g is not None]])
    return [np.array(column) for column in zip(*found, strict=True)]


def assert_same(text: str, columns: dict[str, Any], dtype: str = "float64", close: float = 1e-11) -> None:
    found = compiled(text, dtype=dtype)
    expected = by_row(text, columns, found.wrt, dtype)
    for a, b in zip(run(found, columns), expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=close, atol=close)


def points() -> st.SearchStrategy[dict[str, Any]]:
    column = st.lists(st.floats(-2, 2).map(lambda x: round(x, 3) + 0.00037), min_size=ROWS, max_size=ROWS)
    return st.fixed_dictionaries({name: column.map(np.array) for name in "xyz"})


@given(elementwise(), points())
def test_it_is_the_engine_on_columns(text: str, columns: dict[str, Any]) -> None:
    assert_same(f"{text} + x", columns)


@given(elementwise(2), points())
def test_in_float32_too(text: str, columns: dict[str, Any]) -> None:
    assume("float_power" not in text)  # which is in float64
    columns = {name: column.astype("float32") for name, column in columns.items()}
    found = compiled(f"{text} + x", dtype="float32")
    assert {dtype.name for dtype, _ in found.program.results} == {"float32"}
    for a, b in zip(run(found, columns), by_row(f"{text} + x", columns, found.wrt, "float32"), strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-3, atol=2e-3)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.text)
def test_every_row_at_special_numbers(call: Any) -> None:
    pairs = [(a, b, 0.25) for a in SPECIAL for b in SPECIAL]
    columns = {name: np.array(column) for name, column in zip("xyz", zip(*pairs, strict=True), strict=True)}
    assert_same(call.expression, columns, close=1e-12)


@pytest.mark.parametrize(
    "text",
    """
        (x > 0)*x | where(x > y, x, y)*(x >= 0.5) | (x > 0).double()*x | (x > 0).long()*x | -(-x) | x*1 - 0 | x/1 | x**2*x**3
        x.detach()*x | clone(x)*y | x + 2 | 2*x | x*0 + y | a = x*y; a*a + a | clamp(x, y, z) | logical_not(x > 0)*x | x**0
        where(isnan(x), y, x) | (x > 0).long()*(y > 0).long()*x | x*tensor(2) | x*tensor(0.5)
        zeros_like(x)*y + x | pi*x + e*y | x**y | 2**x | x**-1 | x % y
        where((x > 0) * (y > 0), x, y) | where(True, x, y) | -x*y - -z | x - -y | (-x)/y | minimum(x, 1)*maximum(y, 0)
    """.strip()
    .replace("\n", "|")
    .split("|"),
)
def test_particular_expressions(text: str) -> None:
    text = text.strip()
    grid = np.array([-1.5, -0.5, 0.0, 0.5, 2.0, 3.25])
    columns = {"x": grid, "y": grid[::-1].copy(), "z": grid * 0.5 + 1}
    assert_same(text, columns, close=1e-14)
    assert_same(text, {name: column.astype("float32") for name, column in columns.items()}, "float32", 1e-6)


@given(st.integers(1, 70_000), st.integers(0, 3))
def test_rows_do_not_depend_on_blocks_cores_or_layout(rows: int, seed: int) -> None:
    found = compiled("sin(x*y) + exp(-z**2)*log(1 + x**2) + tanh(x)**3 + sqrt(y**2 + z**2 + 1)")
    table = np.random.default_rng(seed).normal(size=(rows, 3))
    strided = {name: table[:, k] for k, name in enumerate("xyz")}
    dense = {name: column.copy() for name, column in strided.items()}
    once = run(found, dense, 1)
    for columns, cores in ((dense, 2), (strided, 1), (strided, 3)):
        for a, b in zip(run(found, columns, cores), once, strict=True):
            np.testing.assert_array_equal(a, b)
    before, programs.LONGEST, programs.SHORTEST = (programs.LONGEST, programs.SHORTEST), 64, 16
    try:
        for a, b in zip(run(found, dense, 1), once, strict=True):
            np.testing.assert_array_equal(a, b)
    finally:
        programs.LONGEST, programs.SHORTEST = before


def test_columns_of_any_number_dtype_and_results_of_any_layout() -> None:
    found = compiled("x**2 + y", "xy")
    table = np.zeros(4, [("x", "i2"), ("y", ">f4"), ("f", "f8"), ("gx", "f4"), ("gy", "f8")])
    table["x"], table["y"] = [1, 2, 3, 4], 0.5
    found.program.run({"x": table["x"], "y": table["y"]}, [table["f"], table["gx"], table["gy"]])
    assert table["f"].tolist() == [1.5, 4.5, 9.5, 16.5]
    assert table["gx"].tolist() == [2, 4, 6, 8] and table["gy"].tolist() == [1] * 4


def test_constants_are_leaves_too() -> None:
    found = compiled("a*x**2", "xa", a=3.0)
    value, x, a = run(found, {"x": np.array([1.0, 2.0])})
    assert (found.wrt, value.tolist(), x.tolist(), a.tolist()) == (("x", "a"), [3, 12], [6, 12], [1, 4])


def test_a_gradient_that_is_none() -> None:
    found = taped(parse("x*y.detach()"), "xy", {}, "xy")
    assert (found.wrt, found.none) == (("x",), ("y",))


def test_equal_steps_are_shared_and_dead_ones_left_out() -> None:
    steps = compiled("exp(x*y) + exp(y*x) + sin(x)*0 + (z - z)").program.steps
    names = [getattr(step.function, "__name__", "") for step in steps]
    assert names.count("exp") == 1
    assert not [s for s in compiled("a = cosh(x); x*2", "x").program.steps if getattr(s.function, "__name__", "") == "cosh"]


def test_registers_are_used_again() -> None:
    program = compiled("; ".join(["h = x"] + ["h = sin(h)*1.5"] * 200)).program
    assert len(program.steps) > 600
    assert len(compiled("+".join(["sin(x*y)"] * 50)).program.registers) < 8


def test_blocks_of_a_long_program_are_short() -> None:
    program = compiled("h = x\n" + "h = sin(h)\n" * 20_000).program
    assert 1 <= program.block < programs.SHORTEST and len(program.registers) > 19_000
    assert compiled("x*y").program.block == programs.LONGEST


def test_only_what_is_exact_is_simplified() -> None:
    recording = Tape()
    x = recording.input("x", "float64")
    assert (x * 1) is x and (x / 1) is x and (-x).__neg__() is x and (x - 0) is x
    for kept in (x + 0, x - (-0.0), x * 0, x / x, x - x):
        assert isinstance(kept, Lane) and kept is not x


@pytest.mark.parametrize(
    "text",
    [
        "x.sum()",
        "stack([x, y])[0]",
        "[1, 2]*x",
        "x[None]",
        "x.item()*x",
        "softmax(x, 0)",
        "zeros(3)*x",
        "argmax(x)*x",
        "(x > 0).long()//2*x",
        "bitwise_xor(x > 0, x < 3)*x",
    ],
)
def test_what_is_not_elementwise_is_not_straight(text: str) -> None:
    with pytest.raises(NotStraight):
        compiled(text)


@pytest.mark.parametrize("text", ["x.detach()", "x > 0", "x//2", "round(x > 0)"])
def test_refusals_are_those_of_the_engine(text: str) -> None:
    with pytest.raises(TorchError) as ours:
        compiled(text, "x")
    with pytest.raises(TorchError) as theirs:
        leaves = {"x": Tensor(1.5, requires_grad=True)}
        backward(as_tensor(evaluate(parse(text), leaves).output))
    assert ours.value.title == theirs.value.title
    assert isinstance(ours.value, BackwardError) or text == "round(x > 0)"


def test_a_bug_in_a_kernel_is_no_crooked_expression(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TABLE["sin"], "kernel", lambda m, x, /: m.sin(x.no_such_thing))
    with pytest.raises(AttributeError):
        taped(parse("sin(x)"), ["x"], {}, ["x"])
