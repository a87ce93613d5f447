"""The Python interface."""

from __future__ import annotations

import copy
import doctest
import inspect
import pickle

import numpy as np
import pytest

import gradcli
from gradcli import BackwardError, Gradients, Problem, Tensor


def test_the_documentation_of_the_package_is_true() -> None:
    found = doctest.testmod(gradcli)
    assert found.attempted and not found.failed


def test_all_names_are_there_and_documented() -> None:
    assert set(gradcli.__all__) <= set(dir(gradcli))
    for name in gradcli.__all__:
        value = getattr(gradcli, name)
        assert isinstance(value, str) or inspect.getdoc(value), name
    assert len(gradcli.__all__) < 16
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = gradcli.nothing


def test_grad() -> None:
    answer = gradcli.grad("3*x**2 + 4*x + 5", x=2)
    assert answer == Gradients(25.0, {"x": 16.0}, {"x": "6*x + 4"}, "y", "AddBackward0", (), ({"x": 16.0},))


def test_values_of_every_kind() -> None:
    arrays = gradcli.grad("(W @ v).sum()", W=np.array([[1.0, 2.0], [3.0, 4.0]]), v=[5, 6])
    assert arrays.value == 17 + 39
    assert arrays.grad["W"].tolist() == [[5, 6], [5, 6]]
    assert gradcli.grad("x*y", {"x": np.float64(2)}, y=3).grad == {"x": 3.0, "y": 2.0}
    assert gradcli.grad("values*x", {"values": 2, "x": 3}).grad == {"values": 3.0, "x": 2.0}
    assert gradcli.grad("x**2", x=gradcli.tensor(3.0)).grad == {"x": 6.0}


def test_options() -> None:
    assert gradcli.grad("a*b", a=5, b=4, wrt=["a"]).grad == {"a": 4.0, "b": None}
    assert gradcli.grad("a**2", a=[1, 2], grad_output=[1, 10]).grad["a"].tolist() == [2, 40]
    assert gradcli.grad("a**2", a=[1, 2], grad_output=np.array([1.0, 10.0])).grad["a"].tolist() == [2, 40]
    assert gradcli.grad("x*3", x=0.1, dtype="float32").value.dtype == np.float32
    assert gradcli.grad("relu(x)", x=0).notes[0].startswith("relu has a corner at 0")


def test_every_option_of_the_command() -> None:
    assert gradcli.grad("x**2", x=3, backward=2).passes == ({"x": 6.0}, {"x": 12.0})
    assert gradcli.grad("x**2", x=3, backward=2, zero_grad=True).grad == {"x": 6.0}
    assert gradcli.grad("x**2", x=3, backward=2, same_graph=True, retain_graph=True).grad == {"x": 12.0}
    assert gradcli.grad("x**3", x=2, order=3).derivatives == {"x": [12.0, 12.0, 6.0]}
    assert gradcli.grad("x**2*y", x=2, y=3, hessian=True).hessian == {"x": {"x": 6.0, "y": 4.0}, "y": {"x": 4.0, "y": 0.0}}
    jacobian = gradcli.grad("a**2", a=[1, 2], jacobian=True).jacobian
    assert jacobian is not None and jacobian["a"].tolist() == [[2, 0], [0, 4]]
    assert gradcli.grad("x", x=1, y=2, allow_unused=True).grad == {"x": 1.0, "y": None}
    with pytest.raises(BackwardError, match="appears to not have been used"):
        gradcli.grad("x*y.detach()", x=1, y=2, allow_unused=False)
    with pytest.raises(BackwardError, match="does not require grad"):
        gradcli.grad("x*2", x=1, no_grad=True)


def test_explain_takes_the_same_options() -> None:
    trace = gradcli.explain("x**2", x=3, backward=2, same_graph=True)
    assert [one.grads for one in trace.passes] == [{"x": 6.0}, {"x": 6.0}]
    assert trace.error is not None and trace.error.fix is not None and trace.error.fix.startswith("retain_graph=True keeps")
    assert not gradcli.explain("x*2", x=1, no_grad=True).recorded
    assert gradcli.explain("a*2", a=[1, 2], grad_output=np.array([1.0, 0.0])).grads == {"a": [2, 0]}


def test_a_call_leaves_nothing_to_the_next() -> None:
    gradcli.grad("sum(a)", a=[0.1, 0.2], dtype="float32")
    assert gradcli.grad("sum(a)", a=[0.1, 0.2]).value == 0.1 + 0.2
    assert gradcli.tensor([0.1]).dtype == "float64"
    with pytest.raises(Problem):
        gradcli.grad("sine(x)", x=1, dtype="float32")
    assert gradcli.tensor([0.1]).dtype == "float64"


def test_problems() -> None:
    with pytest.raises(BackwardError, match="grad can be implicitly created only for scalar outputs"):
        gradcli.grad("a**2", a=[1, 2])
    with pytest.raises(Problem) as caught:
        gradcli.grad("3x", x=2)
    assert (str(caught.value), caught.value.span, caught.value.hint) == (
        "an operator is missing between `3` and `x`",
        (0, 2),
        "3*x",
    )


def test_without_values_the_formulas() -> None:
    answer = gradcli.grad("sin(x)*y")
    assert (answer.value, answer.grad, answer.formula) == (None, {"x": None, "y": None}, {"x": "y*cos(x)", "y": "sin(x)"})
    assert gradcli.closed_form("sin(x)*y") == {"x": "y*cos(x)", "y": "sin(x)"}
    with pytest.raises(gradcli.Problem, match="size of x is a tuple"):
        gradcli.closed_form("x**2", x=2)  # type: ignore[arg-type]


def test_explain() -> None:
    trace = gradcli.explain("3*x**2", x=2, wrt=["x"])
    assert trace.grads == {"x": 12.0}
    assert [move.grad_fn for move in trace.passes[0].moves] == ["MulBackward0", "PowBackward0", "AccumulateGrad"]


def test_the_engine() -> None:
    x = gradcli.tensor([1.0, 2.0], requires_grad=True)
    assert isinstance(x, Tensor)
    y = x @ x
    gradcli.backward(y)
    assert x.grad is not None and x.grad.tolist() == [2, 4]
    with gradcli.no_grad():
        assert not (x * 2).requires_grad


def test_check() -> None:
    assert gradcli.check("3*x**2 + 4*x + 5", x=2, expect={"x": 16}, value=25).passed
    assert gradcli.check("sum(a**2)", {"a": np.array([1.0, 2.0])}, expect={"a": np.array([2.0, 4.0])}).passed
    assert gradcli.check("sin(x)", formula={"x": "cos(x)"}).passed
    (finding,) = gradcli.check("3*x**2 + 4*x + 5", x=2, expect={"x": 12}).findings
    assert finding.verdict == "fail" and finding.mistake is not None and finding.mistake.kind == "path"
    assert gradcli.check("sin(x)", x=1, expect={"x": 0.54}, atol=0.01).passed
    assert gradcli.check("log(x - 9)", formula={"x": "1/(x - 9)"}, ranges={"x": (10, 20)}).passed
    assert gradcli.check("x + y.detach()", x=1, y=2, expect={"y": 0}, none_as_zero=True).passed
    assert not gradcli.check("relu(x)", x=0, strict=True).passed
    with pytest.raises(Problem):
        gradcli.check("sine(x)", x=1)


# ------------------------------------------------------------------ arrays that are no tensors
MASKED = np.ma.array([1.0, 2.0], mask=[False, True])
HUGE = np.array([2**64 - 1], "u8")


@pytest.mark.parametrize("value", [HUGE, [HUGE], [HUGE[0], 1]])
def test_whole_numbers_that_no_dtype_holds(value: object) -> None:
    with pytest.raises(Problem, match="x holds 18446744073709551615, which is more than an int64 holds"):
        gradcli.grad("x.sum()*y", x=value, y=2.0)


@pytest.mark.parametrize("value", [MASKED, [MASKED, MASKED], np.ma.array(1.0)])
def test_masks_are_not_overlooked(value: object) -> None:
    with pytest.raises(Problem, match="x is a masked array, and tensors have no mask"):
        gradcli.grad("x.sum()", x=value)
    with pytest.raises(Problem, match="values is a masked array"):
        gradcli.tensor(value)


def test_dtypes_that_only_numpy_has() -> None:
    made = gradcli.tensor(np.array([1, 2], "u2"))
    assert (made.dtype, (made * 2).tolist()) == ("int64", [2, 4])
    assert gradcli.tensor(np.array([1.5], ">f8")).dtype == "float64"
    with pytest.raises(Problem, match=r"x is an array of (longdouble|float128), not of numbers"):
        gradcli.grad("x", x=np.array([1], "g"))


# ------------------------------------------------------------------ answers and problems as values
def test_problems_can_be_copied_and_sent() -> None:
    def problem(expression: str, **values: object) -> Problem:
        with pytest.raises(Problem) as caught:
            gradcli.grad(expression, **values)  # type: ignore[arg-type]
        return caught.value

    for before in (problem("A@b", A=[[1, 2]], b=[1]), problem("x", x=[1, 2]), problem("x +", x=1), problem("y", x=1)):
        for after in (pickle.loads(pickle.dumps(before)), copy.deepcopy(before), copy.copy(before)):
            assert type(after) is type(before)
            assert str(after) == str(before)
            assert vars(after) == vars(before)


def test_answers_with_arrays_can_be_compared() -> None:
    one, same = (gradcli.grad("a**2", a=[1, 2], grad_output=[1, 1]) for _ in range(2))
    other = gradcli.grad("a**2", a=[1, 3], grad_output=[1, 1])
    assert one == same
    assert one != other
    assert len({one, same, other}) == 2


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"formula": {"x": 3}}, "the formula of x is of type int, not a text"),
        ({"expect": {3: 1}}, "expect is by the names of variables, not by 3"),
        ({"rtol": "a"}, "rtol is a number from 0 on, not 'a'"),
        ({"rtol": float("nan")}, "rtol is a number from 0 on, not nan"),
        ({"atol": -1}, "atol is a number from 0 on, not -1"),
        ({"ranges": {"x": (2, 1)}}, "the range of x is (low, high), low below high, not (2, 1)"),
        ({"ranges": {"x": 2}}, "the range of x is (low, high), low below high, not 2"),
        ({"samples": 2.5}, "samples and seed are whole numbers, not 2.5 and 0"),
        ({"values": {3: 2}}, "values is by the names of variables, not by 3"),
    ],
)
def test_settings_of_a_check_that_are_of_another_kind(settings: dict[str, object], text: str) -> None:
    with pytest.raises(Problem) as caught:
        gradcli.check("x**2", **{"values": {"x": 1}, **settings})  # type: ignore[arg-type]
    assert caught.value.title == text


def test_whole_numbers_of_numpy_are_whole_numbers() -> None:
    assert gradcli.grad("x**3", x=2, order=np.int64(2)).derivatives == {"x": [12.0, 12.0]}  # type: ignore[arg-type]
    assert gradcli.grad("x", x=2, backward=np.int64(2)).grad == {"x": 2.0}  # type: ignore[arg-type]
