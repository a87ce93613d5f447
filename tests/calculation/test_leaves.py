"""Values as leaves: which dtype they have, and which of them require grad."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gradcli as api
from gradcli.bindings import parse_value
from gradcli.calculation.leaves import leaf_data, make_leaves, whole_positions
from gradcli.calculation.question import Settings
from gradcli.problems import BackwardError, Problem
from gradcli.readers.choice import Wanted
from gradcli.readers.values import read
from gradcli.syntax.parser import parse
from gradcli.tensors.tensor import dtype_name
from tests.command import gradcli

WHOLE = {
    "x*2": "",
    "a[i]": "i",
    "a[i + 1]": "i",
    "a[-i]": "i",
    "a[i, j:k]": "i",
    "a[[i, j]]": "i j",
    "a[b[i]]": "b i",
    "a[a > x]": "",
    "a[argmax(b)]": "",
    "a[max(b, dim=0).indices]": "",
    "j = i*2; a[j] + x": "j i",
    "j = x; a[0] + j": "",
    "cross_entropy(a, t)": "t",
    "a.nll_loss(t)": "t",
    "F.cross_entropy(input=a, target=t)": "t",
    "nll_loss(target=t, input=a)": "t",
    "cross_entropy(a, t, w)": "t",
    "binary_cross_entropy(a, t)": "",
    "mse_loss(a, t)": "",
}


@pytest.mark.parametrize("expression", WHOLE)
def test_where_only_whole_numbers_can_stand(expression: str) -> None:
    assert whole_positions(parse(expression, ("t", "i"))) == set(WHOLE[expression].split())


def kind(value: Any, whole: bool = False, dtype: str = "float64") -> str:
    return dtype_name(leaf_data(value, dtype, whole))


@pytest.mark.parametrize("written", [2, [1, 2], [[1], [2]], parse_value("a", "[1, 2]"), parse_value("a", "2")])
def test_numbers_as_written_take_the_dtype_that_they_need(written: Any) -> None:
    assert [kind(written), kind(written, dtype="float32"), kind(written, whole=True)] == ["float64", "float32", "int64"]


@pytest.mark.parametrize(
    ("array", "dtype"),
    [
        (np.array([1, 2]), "int64"),
        (np.array([1, 2], ">i2"), "int64"),
        (np.array(3, "u1"), "int64"),
        (np.array([True]), "bool"),
        (np.array([1.0], "f4"), "float64"),
        (np.array([1.0], ">f8"), "float64"),
        (np.float32(1.5), "float64"),
    ],
)
def test_an_array_keeps_its_kind(array: Any, dtype: str) -> None:
    assert kind(array) == kind(array, whole=True) == dtype
    assert np.array_equal(np.asarray(leaf_data(array, "float64")), array)


def test_fractions_stay_fractions_wherever_they_stand() -> None:
    assert kind(1.5, whole=True) == kind([1.5, 2], whole=True) == "float64"


def test_what_is_laid_out_by_columns_is_laid_out_by_rows() -> None:
    assert leaf_data(np.asfortranarray(np.ones((2, 3))), "float64").flags.c_contiguous


def test_only_floating_point_requires_grad() -> None:
    values = {"x": 2.0, "n": np.array([1, 2]), "m": True, "k": 1}
    leaves = make_leaves(values, Settings(), {"k"})
    assert {name: x.requires_grad for name, x in leaves.items()} == {"x": True, "n": False, "m": False, "k": False}


@pytest.mark.parametrize("name", ["n", "k", "m"])
def test_whole_numbers_in_wrt_are_refused_as_by_torch(name: str) -> None:
    values = {"x": [1.0, 2.0], "n": np.array([1, 2]), "m": np.array([True, False]), "k": 1}
    with pytest.raises(BackwardError, match="Only Tensors of floating point and complex dtype can require gradients") as caught:
        api.grad("(x*n*m)[k]", values, wrt=[name])
    assert f"`{name}`" in str(caught.value.why)


def test_torch_says_the_same() -> None:
    torch = pytest.importorskip("torch")
    logits, classes = [[0.5, -1.0, 2.0], [1.0, 0.0, -2.0]], [2, 0]
    scores = torch.tensor(logits, dtype=torch.float64, requires_grad=True)
    loss = torch.nn.functional.cross_entropy(scores, torch.tensor(classes)) * scores[torch.tensor(1), torch.tensor(2)]
    loss.backward()
    found = api.grad("cross_entropy(s, t)*s[i, j]", s=logits, t=classes, i=1, j=2)
    assert found.value == pytest.approx(loss.item())
    assert np.allclose(found.grad["s"], scores.grad.numpy()) and found.grad["t"] is None


# ------------------------------------------------------------------ files
FILES = {
    "x.json": ("[1, 2]", "[1.0, 2.0]"),
    "x.csv": ("1,2\n", "1,2.0\n"),
    "x.txt": ("1\n2\n", "1\n2e0\n"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_whole_numbers_can_be_classes_and_operands(name: str, tmp_path: Path) -> None:
    whole, fractions = FILES[name]
    for text, needed in ((whole, "int64"), (fractions, "float64")):
        (tmp_path / name).write_text(text, "utf-8")
        found = read(Wanted(str(tmp_path / name)))
        assert (kind(found), kind(found, whole=True)) == ("float64", needed)


def test_a_numpy_file_of_whole_numbers_stays_one(tmp_path: Path) -> None:
    np.save(tmp_path / "t.npy", np.array([1, 0]))
    np.save(tmp_path / "f.npy", np.asfortranarray([[1.0, 2.0], [3.0, 4.0]]))
    t, f = f"@{tmp_path / 't.npy'}", f"@{tmp_path / 'f.npy'}"
    assert gradcli("grad", "(x*t).sum()", "--x", "[2, 3]", "--t", t, "--get", "t.grad").out == "None\n"
    assert gradcli("grad", "nll_loss(x, t)", "--x", f, "--t", t, "--get", "x.grad").out == "[[0, -0.5], [-0.5, 0]]\n"
    refused = gradcli("grad", "(x*t).sum()", "--x", "[2, 3]", "--t", t, "--wrt", "t")
    assert refused.status == 1 and refused.err.startswith("RuntimeError: Only Tensors of floating point")


def test_a_column_of_a_table_can_be_an_index() -> None:
    ran = gradcli("batch", "a[k]*x", "-", "--a", "[10, 20]", stdin="x,k\n3,0\n4,1\n5,0.5\n")
    assert ran.out.splitlines()[:3] == ["x,k,y,x.grad,a.grad", '3,0,30.0,10.0,"[3, 0]"', '4,1,80.0,20.0,"[0, 4]"']
    assert "tensors used as indices must be long" in ran.err


# ------------------------------------------------------------------ Python
def test_arrays_of_the_caller_are_neither_changed_nor_handed_out() -> None:
    mine = np.array([1.0, 2.0])
    found = api.grad("a", a=mine, grad_output=mine)
    found.value[0] = found.grad["a"][0] = 7.0
    assert mine.tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("value", "title"),
    [
        ("2", "x is a text, not a number"),
        (None, "x is None, not a number"),
        ({}, "x is of type dict, not a number"),
        (1j, "x is of type complex, not a number"),
        (np.array(["a"]), "x is an array of <U1, not of numbers"),
        (np.array([1j]), "x is an array of complex128, not of numbers"),
        ([1, "a"], "x is a list of something else than numbers"),
        ([10**30], "x has a whole number that is too large"),
    ],
)
def test_values_of_the_wrong_kind(value: Any, title: str) -> None:
    with pytest.raises(Problem) as caught:
        api.grad("x*2", x=value)
    assert str(caught.value) == title and str(caught.value.fix).startswith("pass ")


def test_ragged_lists() -> None:
    with pytest.raises(Problem, match=r"expected sequence of length 2 at dim 1 \(got 1\)") as caught:
        api.grad("x.sum()", x=[[1, 2], [3]])
    assert caught.value.why == "the lists in x do not fit together"


def test_lists_of_numpy_numbers_are_arrays() -> None:
    assert api.grad("(x**2).sum()", x=[np.float32(1.5), np.float64(2)]).grad["x"].tolist() == [3.0, 4.0]
    assert api.grad("(x*n).sum()", x=[1, 2], n=[np.int64(3), np.int64(4)]).grad["n"] is None


@pytest.mark.parametrize(
    ("wrong", "title"),
    [
        ({"backward": 0}, "backward is a whole number from 1 on, not 0"),
        ({"order": 1.5}, "order is a whole number from 1 on, not 1.5"),
        ({"no_grad": "yes"}, "no_grad is True or False, not 'yes'"),
        ({"wrt": [1]}, "wrt holds names of variables, not [1]"),
        ({"dtype": "half"}, "unknown dtype `half`"),
        ({"wrt": "q"}, "wrt names `q`, which has no value"),
    ],
)
def test_settings_of_the_wrong_kind(wrong: dict[str, Any], title: str) -> None:
    with pytest.raises(Problem) as caught:
        api.grad("x*2", x=2, **wrong)
    assert str(caught.value) == title


def test_the_expression_is_a_text() -> None:
    with pytest.raises(Problem, match="the expression is of type int, not a text"):
        api.grad(3)  # type: ignore[arg-type]
