"""gradcli.compile: the numbers of `grad`, bit by bit, and what else a compiled function can do."""

from __future__ import annotations

import copy
import math
import pickle
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

import gradcli
from gradcli.compiled.function import Compiled
from gradcli.ops import table
from gradcli.problems import BackwardError, Problem
from tests.expressions import Problem as Drawn
from tests.expressions import scalar_problems, tensor_problems

README = "3*x**2 + 4*x + 5"
EXAMPLES = [row.example for row in table.rows() if row.example]


def tapes(f: Compiled) -> list[Any]:
    return [tape for way in f._ways.values() for tape in way.tapes.values()]


def same(a: Any, b: Any) -> bool:
    """Whether two numbers or arrays are the same, bit by bit."""
    return type(a) is type(b) and (a is None or np.asarray(a).tobytes() == np.asarray(b).tobytes())


def agrees(expression: str, values: dict[str, Any], dtype: str = "float64", f: Compiled | None = None) -> None:
    """A compiled function answers, and refuses, as `grad` does."""
    f = f or gradcli.compile(expression, dtype=dtype)
    try:
        wanted = gradcli.grad(expression, values, dtype=dtype)
    except Problem as problem:
        with pytest.raises(type(problem)) as raised:
            f(values)
        assert str(raised.value) == str(problem)
        return
    for _ in range(2):
        value, grad = f(values)
        assert same(value, wanted.value)
        assert grad.keys() == wanted.grad.keys()
        assert all(same(grad[name], wanted.grad[name]) for name in grad), expression


def test_a_point() -> None:
    f = gradcli.compile(README)
    assert f(x=2.0) == f(x=2) == f({"x": 2}) == (25.0, {"x": 16.0})
    assert f.formula == {"x": "6*x + 4"}
    assert f.variables == ("x",)
    assert f.wrt is None and f.dtype == "float64" and f.expression == README
    assert f.hessian(x=2) == {"x": {"x": 6.0}}
    assert f.jacobian(x=2) == {"x": 16.0}
    assert f.vjp(2.0, x=2) == (25.0, {"x": 32.0})


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_every_example_of_the_table(dtype: str) -> None:
    generator = random.Random(0)
    for example in EXAMPLES:
        f = gradcli.compile(f"({example}).sum()", dtype=dtype)
        for x in (1.5, generator.uniform(1.2, 1.9)):
            agrees(f"({example}).sum()", {"x": x}, dtype, f)


def test_most_examples_have_a_tape() -> None:
    lean = []
    for example in EXAMPLES:
        f = gradcli.compile(f"({example}).sum()")
        f(x=1.5)
        lean += [example] if None in tapes(f) else []
    assert len(lean) < 0.06 * len(EXAMPLES), lean


@settings(max_examples=60)
@given(scalar_problems())
def test_expressions_of_numbers(drawn: Drawn) -> None:
    agrees(drawn.text, drawn.point)


@settings(max_examples=60)
@given(tensor_problems())
def test_expressions_of_tensors(drawn: Drawn) -> None:
    agrees(drawn.text, drawn.point)


@pytest.mark.parametrize(
    ("expression", "points"),
    [
        ("log(x)*sqrt(x)", [1.0, 0.0, -1.0, math.inf, math.nan]),
        ("1/x", [1.0, 0.0, -0.0, math.inf]),
        ("exp(x)**2", [1.0, 1000.0, -1000.0]),
        ("relu(x)*x", [1.0, 0.0, -2.0]),
        ("where(x > 0, x**2, -x)", [1.0, 0.0, -2.0]),
        ("maximum(x, 2)", [1.0, 2.0, 3.0]),
        ("x**0.5 + abs(x)", [0.0, 4.0, -4.0]),
        ("float(x)*x", [2.0, 3.0, -1.0]),
        ("x", [2.0]),
        ("x*10**400", [2.0]),
        ("a = x**2; a*a + a", [2.0, 3.0]),
    ],
)
def test_points_where_something_is_special(expression: str, points: list[float]) -> None:
    f = gradcli.compile(expression)
    f(x=1.7)
    for x in points:
        agrees(expression, {"x": x}, f=f)


def test_a_choice_that_depends_on_numbers_has_no_tape() -> None:
    f = gradcli.compile("x[i]*float(x[0])")
    x = np.array([2.0, 3.0])
    agrees(f.expression, {"x": x, "i": 1}, f=f)
    agrees(f.expression, {"x": x + 1, "i": 0}, f=f)
    assert tapes(f) == [None]


def test_shapes_and_dtypes_each_have_a_tape() -> None:
    f = gradcli.compile("(W @ x).sum()*y")
    W, x = np.arange(6.0).reshape(2, 3), np.ones(3)
    for _ in range(2):
        for w in (W, np.asfortranarray(W), W[::-1], W.astype("float32")):
            agrees(f.expression, {"W": w, "x": x, "y": 2}, f=f)
            agrees(f.expression, {"W": w[:, :2], "x": x[:2], "y": 2.5}, f=f)
    assert len(tapes(f)) == 2


def test_the_answer_is_nobody_elses() -> None:
    f = gradcli.compile("x.reshape(3)*1")
    x = np.ones(3)
    for _ in range(2):
        value, grad = f.vjp(np.ones(3), x=x)
        value += 1
        grad["x"] += 1
        assert (x == 1).all()
    assert same(f.vjp(np.ones(3), x=x)[0], np.ones(3))


def test_only_some_variables() -> None:
    f = gradcli.compile("x*y", wrt="x")
    assert f(x=2, y=3) == (6.0, {"x": 3.0, "y": None}) == f(x=2, y=3)
    assert f.wrt == ("x",)
    with pytest.raises(Problem, match="wrt names `z`"):
        gradcli.compile("x*y", wrt="z")(x=2, y=3)


def test_what_is_refused() -> None:
    f = gradcli.compile("x*y")
    with pytest.raises(Problem, match="`y` has no value"):
        f(x=2)
    with pytest.raises(Problem, match="no variable `z`"):
        f(x=2, y=3, z=1)
    with pytest.raises(Problem, match="is a text, not a number"):
        f(x=2, y="3")
    with pytest.raises(BackwardError, match="grad can be implicitly created only for scalar outputs"):
        f(x=np.ones(2), y=3)
    with pytest.raises(Problem):
        gradcli.compile("3*x**")
    with pytest.raises(Problem, match="the expression is None, not a text"):
        gradcli.compile(None)  # type: ignore[arg-type]
    with pytest.raises(Problem):
        gradcli.compile("x", dtype="float128")


def test_vjp_of_several_elements() -> None:
    f = gradcli.compile("x**2 + y")
    x, g = np.array([1.0, 2.0]), np.array([3.0, -1.0])
    wanted = gradcli.grad("x**2 + y", x=x, y=1, grad_output=g)
    for _ in range(2):
        value, grad = f.vjp(g, x=x, y=1)
        assert same(value, wanted.value) and same(grad["x"], wanted.grad["x"]) and same(grad["y"], wanted.grad["y"])
    with pytest.raises(BackwardError, match="Mismatch in shape"):
        f.vjp(np.ones(3), x=x, y=1)
    assert same(f.jacobian(x=x, y=1)["x"], np.diag([2.0, 4.0]))
    with pytest.raises(BackwardError):
        f.hessian(x=x, y=1)


def test_copies() -> None:
    f = gradcli.compile("x*y", wrt=["x"], dtype="float32")
    f(x=2, y=3)
    for other in (pickle.loads(pickle.dumps(f)), copy.deepcopy(f)):
        assert other == f and hash(other) == hash(f)
        assert repr(other) == repr(f) == "gradcli.compile('x*y', wrt=('x',), dtype='float32')"
        assert other(x=2, y=3) == f(x=2, y=3)
    assert f != gradcli.compile("x*y")
    with pytest.raises(AttributeError):
        f.other = 1  # type: ignore[attr-defined]


def test_threads() -> None:
    f = gradcli.compile("sin(x)*y + (a*x).sum()")
    points = [{"x": k / 7, "y": 1.0 + k, "a": np.arange(float(1 + k % 3))} for k in range(60)]
    wanted = [gradcli.grad(f.expression, point).value for point in points]
    with ThreadPoolExecutor(4) as pool:
        assert [value for value, _ in pool.map(f, points)] == wanted


def test_another_default_dtype() -> None:
    import gradcli.torch as torch

    f = gradcli.compile("x/3 + tensor(0.1)")
    wanted = f(x=2)
    torch.set_default_dtype(torch.float32)
    try:
        assert f(x=2) == f(x=2) == wanted
    finally:
        torch.set_default_dtype(torch.float64)


def quickest(function: Any, times: int) -> float:
    """Seconds of a call, in the quickest of some rounds."""
    found = []
    for _ in range(30):
        start = time.perf_counter()
        for _ in range(times):
            function()
        found.append((time.perf_counter() - start) / times)
    return min(found)


@pytest.mark.skipif(sys.gettrace() is not None, reason="under a tracer nothing is quick")
def test_a_call_is_quick() -> None:
    """As quick as some hundred calls of Python's; measured so, a busy machine slows both down."""
    f = gradcli.compile(README)
    f(x=2.0)
    assert quickest(lambda: f(x=2.0), 100) < 250 * quickest(lambda: None, 1000)


def test_what_depends_on_numbers_is_left_to_the_engine() -> None:
    f = gradcli.compile("masked_select(x, x > 0).sum()")
    for x in ([1.0, -2.0, 3.0], [1.0, 2.0, 3.0], [-1.0, -2.0, -3.0]):
        agrees(f.expression, {"x": np.array(x)}, f=f)
    singular = gradcli.compile("inv(A).sum()")
    for scale in (1.0, 2.0, 0.0):
        agrees(singular.expression, {"A": np.array([[scale, 1.0], [0.0, 1.0]])}, f=singular)
    aliased = gradcli.compile("x.view(1)[0]*y")
    for x in (2.0, 3.0):
        agrees(aliased.expression, {"x": x, "y": 1.5}, f=aliased)


def test_anomaly_mode_is_the_engines() -> None:
    import gradcli.torch as torch

    f = gradcli.compile("sqrt(x)*0")
    assert math.isnan(f(x=0.0)[1]["x"])
    with torch.autograd.set_detect_anomaly(True), pytest.raises(BackwardError, match="returned nan values"):
        f(x=0.0)


def test_much_is_forgotten() -> None:
    f = gradcli.compile("x.sum()")
    for n in range(1, 300):
        f(x=np.ones(n))
    assert len(tapes(f)) <= 256


# ------------------------------------------------------------------ optimizers
def descended(fun: Any, jac: Any, x0: Any) -> Any:
    """The lowest point that a line search along the gradient finds."""
    x, step = x0, 1.0
    for _ in range(300):
        g = jac(x)
        if np.abs(g).max() < 1e-7:
            break
        while fun(x - step * g) > fun(x) - 0.5 * step * (g @ g) and step > 1e-12:
            step /= 2
        x, step = x - step * g, step * 2
    return x


def test_an_optimizer_on_flat_vectors() -> None:
    f = gradcli.compile("(x - 1)**2 + 3*(y + 2)**2 + x*y")
    found = descended(f.fun, f.jac, f.x0(x=5, y=5))
    assert np.allclose(f.jac(found), 0, atol=1e-5)
    assert type(f.fun([1.0, 2.0])) is float and f.jac([1.0, 2.0]).shape == (2,)
    one = gradcli.compile("((x - 1)**2).sum()")
    assert np.allclose(descended(one.fun, one.jac, np.zeros(4)), 1)
    assert gradcli.compile(README).fun([2.0]) == 25.0 and gradcli.compile(README).jac([2.0]).tolist() == [16.0]


def test_variables_of_several_shapes_in_one_vector() -> None:
    f = gradcli.compile("((W @ v)**2).sum() + b**2 + c", wrt=["W", "b"])
    flat = f.flat(W=np.ones((2, 2)), v=[1.0, 2.0], b=3, c=1)
    assert flat.x0.tolist() == [1.0, 1.0, 1.0, 1.0, 3.0]
    assert flat.fun(flat.x0) == 28.0
    assert flat.jac(flat.x0).tolist() == [6.0, 12.0, 6.0, 12.0, 6.0]
    assert flat.split(flat.x0)["W"].tolist() == [[1.0, 1.0], [1.0, 1.0]]
    assert np.allclose(flat.fun(descended(flat.fun, flat.jac, flat.x0)), 1)
    with pytest.raises(Problem, match="5 numbers"):
        flat.fun([1.0])
    with pytest.raises(Problem, match="only some of the variables move"):
        f.fun([1.0])
    with pytest.raises(Problem, match="does not say how it is divided"):
        gradcli.compile("x*y").fun([1.0, 2.0, 3.0])
    assert gradcli.compile("x + y.detach()").flat(x=1, y=2).jac([1.0, 2.0]).tolist() == [1.0, 0.0]


def test_with_scipy() -> None:
    optimize = pytest.importorskip("scipy.optimize")
    f = gradcli.compile("(x - 1)**2 + 3*(y + 2)**2")
    assert np.allclose(optimize.minimize(f.fun, f.x0(x=0, y=0), jac=f.jac).x, [1, -2], atol=1e-4)
