"""A compiled function over points: what the loop over them answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gradcli
from gradcli.compiled import points
from gradcli.ops import table
from gradcli.problems import Problem

N = 7
RANDOM = np.random.default_rng(0)
CASES: list[tuple[str, dict[str, Any], set[str] | None]] = [
    ("3*x**2 + 4*x + 5", {"x": RANDOM.normal(size=N)}, None),
    ("x.sum()*y", {"x": RANDOM.normal(size=(N, 3)), "y": RANDOM.normal(size=N)}, None),
    ("x.sum()*y", {"x": RANDOM.normal(size=(N, 3)), "y": 2.5}, None),
    ("mse_loss(x, y)", {"x": RANDOM.normal(size=(N, 3)), "y": RANDOM.normal(size=(N, 3))}, None),
    ("mse_loss(x, y)", {"x": RANDOM.normal(size=(N, 3)), "y": RANDOM.normal(size=3)}, {"x"}),
    ("stack([x, y]).sum()*where(x > 0, x, y)", {"x": RANDOM.normal(size=N), "y": RANDOM.normal(size=N)}, None),
    ("[x, y] @ [1.0, 2.0]", {"x": RANDOM.normal(size=N), "y": RANDOM.normal(size=N)}, None),
    ("norm(stack([x, y]))", {"x": RANDOM.normal(size=N), "y": RANDOM.normal(size=N)}, None),
    ("cross_entropy(x, t)", {"x": RANDOM.normal(size=(N, 4)), "t": RANDOM.dirichlet(np.ones(4), size=N)}, None),
    ("softmax(x, 0)[1]*x[-1] + cat([x, x[:2]]).max()", {"x": RANDOM.normal(size=(N, 4))}, None),
    (
        "(tanh(x @ A + b) @ c - y)**2",
        {
            "x": RANDOM.normal(size=(N, 3)),
            "A": RANDOM.normal(size=(3, 5)),
            "b": RANDOM.normal(size=5),
            "c": RANDOM.normal(size=5),
            "y": RANDOM.normal(size=N),
        },
        {"x", "y"},
    ),
    ("(W @ x).T.reshape(1, 2).sum() + (W.T @ W).sum()", {"W": RANDOM.normal(size=(N, 2, 3)), "x": RANDOM.normal(size=3)}, {"W"}),
    ("(W @ x).sum()", {"W": RANDOM.normal(size=(2, 3)), "x": RANDOM.normal(size=(N, 3))}, {"x"}),
    ("(B @ W).sum() + flip(W, [0]).tril().sum()", {"W": RANDOM.normal(size=(N, 3, 3)), "B": RANDOM.normal(size=(2, 3))}, {"W"}),
    ("x.detach()*x + y.detach()", {"x": RANDOM.normal(size=N), "y": 2.0}, None),
]


def near(a: Any, b: Any, dtype: str = "float64") -> bool:
    if a is None or b is None:
        return a is b
    rtol, atol = (1e-12, 1e-13) if dtype == "float64" else (2e-5, 1e-5)
    return a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, rtol=rtol, atol=atol, equal_nan=True)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(("expression", "values", "moving"), CASES)
def test_it_is_the_loop(expression: str, values: dict[str, Any], moving: set[str] | None, dtype: str) -> None:
    f = gradcli.compile(expression, dtype=dtype)
    names = tuple(n for n, x in values.items() if (np.ndim(x) if moving is None else n in moving))
    assert points._at_once(f, values, names, N) is not None
    value, grad = f.map(values, points=moving)
    loop = [f({n: x[k] if n in names else x for n, x in values.items()}) for k in range(N)]
    assert near(value, np.array([v for v, _ in loop], dtype), dtype)
    assert list(grad) == list(values)
    for name, g in grad.items():
        each = [one[name] for _, one in loop]
        assert near(g, None if each[0] is None else np.stack([np.asarray(x, dtype) for x in each]), dtype), name


def test_every_example_of_the_table() -> None:
    """All at once where that is so; otherwise point by point, with the same answer."""
    x = np.array([1.5, 1.31, 1.72])
    alone = []
    for row in table.rows():
        f = gradcli.compile(f"({row.example}).sum()")
        try:
            loop = points._one_by_one(f, {"x": x}, ("x",), 3)
        except Problem:
            continue
        once = points._at_once(f, {"x": x}, ("x",), 3)
        if once is None:
            alone.append(row.name)
            continue
        assert near(once[0], loop[0]), row.example
        assert near(once[1]["x"], loop[1]["x"]), row.example
    assert len(alone) < 0.28 * sum(bool(row.example) for row in table.rows()), alone


def test_many_points_go_in_blocks_to_all_cores() -> None:
    f = gradcli.compile("softmax(x, 0)[1]*y")
    x, y = RANDOM.normal(size=(40_000, 3)), RANDOM.normal(size=40_000)
    value, grad = f.map(x=x, y=y)
    for k in (0, 16_383, 16_384, 19_999, 20_000, 39_999):
        one, each = f(x=x[k], y=y[k])
        assert np.allclose(value[k], one) and np.allclose(grad["x"][k], each["x"]) and np.allclose(grad["y"][k], each["y"])
    small, _ = f.map(x=x[:5], y=y[:5])
    assert (small == value[:5]).all()


def test_what_is_no_straight_line_goes_point_by_point() -> None:
    f = gradcli.compile("sort(x)[0][0]*float(y)")
    x, y = RANDOM.normal(size=(4, 3)), np.arange(4.0)
    value, grad = f.map(x=x, y=y)
    assert np.array_equal(value, x.min(axis=1) * y)
    assert grad["y"] is None and grad["x"].shape == (4, 3)


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("shape", [(4,), (2, 4)])
def test_classes_are_whole_numbers(reduction: str, shape: tuple[int, ...]) -> None:
    f = gradcli.compile(f"cross_entropy(x, t, reduction='{reduction}')*y")
    values = {"x": RANDOM.normal(size=(N, *shape)), "t": RANDOM.integers(0, 4, size=(N, *shape[:-1])), "y": np.arange(1.0, N + 1)}
    names = ("x", "t", "y")
    once = points._at_once(f, values, names, N)
    loop = points._one_by_one(f, values, names, N)
    assert once is not None and near(once[0], loop[0])
    assert all(near(once[1][name], loop[1][name]) for name in names) and once[1]["t"] is None
    values["t"].flat[3] = 4
    with pytest.raises(Problem, match="Target 4 is out of bounds"):
        f.map(values)
    values["t"].flat[3] = -100  # which is ignored
    assert f.map(values)[0].shape == (N,)


def test_masks_and_whole_numbers_are_constants() -> None:
    f = gradcli.compile("where(m, x, 2*x)*i")
    value, grad = f.map(m=np.array([True, False, True]), x=np.arange(3.0), i=np.arange(3))
    assert value.tolist() == [0.0, 2.0, 4.0] and grad["x"].tolist() == [0.0, 2.0, 2.0]
    assert grad["m"] is grad["i"] is None
    with pytest.raises(Problem):
        gradcli.compile("x*i", wrt="i").map(x=np.arange(3.0), i=np.arange(3))


def test_lists_columns_and_no_points() -> None:
    f = gradcli.compile("x*y")
    value, grad = f.map(x=[1.0, 2.0], y=3)
    assert value.tolist() == [3.0, 6.0] and grad["y"].tolist() == [1.0, 2.0]
    value, grad = f.map(x=np.empty(0), y=3)
    assert value.shape == grad["x"].shape == grad["y"].shape == (0,)

    class Column:
        """What answers NumPy's protocol, as columns of Arrow and pandas do."""

        def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
            return np.array([1.0, 2.0])

    assert f.map(x=Column(), y=3)[0].tolist() == [3.0, 6.0]


def test_notes_count() -> None:
    f = gradcli.compile("abs(x) + sqrt(y)")
    value, _, notes = f.map(x=[0.0, 1.0, 0.0, -2.0], y=[1.0, 0.0, 4.0, 9.0], notes=True)
    assert value.tolist() == [1.0, 1.0, 2.0, 5.0]
    assert notes.kinks == 3 and notes.not_finite == {"y": 1}
    assert gradcli.compile("x**2").map(x=[1.0, 2.0], notes=True).notes == points.Counts(0, {})
    vector = gradcli.compile("relu(v).sum()*float(x)")
    assert vector.map(v=[[1.0, 0.0], [1.0, 2.0]], x=1.0, notes=True).notes.kinks == 1
    assert gradcli.compile("relu(v).sum()").map(v=[[1.0, 0.0], [1.0, 2.0]], notes=True).notes.kinks == 1
    assert gradcli.compile("0*abs(x)").map(x=[0.0, 1.0], notes=True).notes.kinks == 0  # no gradient arrives there


def test_kinks_over_many_points_are_looked_for_where_they_may_be() -> None:
    x = np.arange(-20_000.0, 20_000.0)
    _, _, notes = gradcli.compile("relu(x) + x").map(x=x, notes=True)
    assert notes.kinks == 1


@pytest.mark.parametrize(
    ("values", "options", "said"),
    [
        ({"x": 1, "y": 2}, {}, "there are no points"),
        ({"x": np.ones(2), "y": np.ones(3)}, {}, "differ in their number of points: x 2, y 3"),
        ({"x": np.ones(2), "y": 1}, {"points": {"z"}}, "points names `z`"),
        ({"x": np.ones(2), "y": 1}, {"points": "y"}, "one number, not one for each point"),
        ({"x": np.ones(2)}, {}, "`y` has no value"),
        ({"x": np.ones((2, 3)), "y": 1}, {}, "grad can be implicitly created only for scalar outputs"),
        ({"x": np.ones((2, 3)), "y": np.ones((2, 2))}, {}, "must match the size"),
    ],
)
def test_what_is_refused(values: dict[str, Any], options: dict[str, Any], said: str) -> None:
    with pytest.raises(Problem) as raised:
        gradcli.compile("x*y").map(values, **options)
    assert said in str(raised.value) + " ".join(map(str, raised.value.places))


# ------------------------------------------------------------------ what is typed, and what differs from point to point
def test_lists_of_whole_numbers_are_points_as_they_are_values() -> None:
    f = gradcli.compile("x**2*y")
    value, grad = f.map(x=[1, 2], y=3)
    assert value.tolist() == [f(x=x, y=3)[0] for x in (1, 2)] == [3.0, 12.0]
    assert grad["x"].tolist() == [6.0, 12.0]
    value, grad = gradcli.compile("x[i]*2").map(x=[[1, 2], [3, 4]], i=[0, 1])  # whole numbers where only they can stand
    assert value.tolist() == [2.0, 8.0]
    assert grad["i"] is None
    assert f.map(x=np.array([1, 2]), y=3)[1]["x"] is None  # as of an array that is typed


@pytest.mark.parametrize(
    ("expression", "columns"),
    [
        ("nll_loss(stack([x, 2*x]), t)", {"x": [0.3, 0.7], "t": np.array([0, 1])}),
        ("cross_entropy(x, t)", {"x": [[1.0, 2.0], [3.0, 4.0]], "t": np.array([0, 1])}),
        ("cross_entropy(x, t, reduction='none').sum()", {"x": [[[1.0, 2.0]], [[3.0, 4.0]]], "t": np.array([[0], [1]])}),
        ("gaussian_nll_loss(stack([x, 2*x]), t, v)", {"x": [0.3, 0.7], "t": [[1.0, 2.0]] * 2, "v": [[1.0, 2.0], [3.0, 0.5]]}),
    ],
)
def test_what_differs_may_be_a_target(expression: str, columns: dict[str, Any]) -> None:
    value, grad = gradcli.compile(expression).map(columns)
    for k in range(2):
        one = gradcli.grad(expression, {name: column[k] for name, column in columns.items()})
        assert value[k] == pytest.approx(one.value)
        for name, slope in one.grad.items():
            assert grad[name] is None if slope is None else np.allclose(grad[name][k], slope)
