"""One expression over a table: the same answers as `grad` gives row by row, whatever the format and the blocks."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gradcli.calculation.answers import answer
from gradcli.calculation.question import Settings
from gradcli.readers import source
from tests.command import Ran, gradcli
from tests.expressions import elementwise

TABLE = "x,n,y\n1,a,2\n3,b,4\n"


def batch(*arguments: str, stdin: str = TABLE) -> Ran:
    return gradcli("batch", *arguments, stdin=stdin)


def rows(ran: Ran) -> list[dict[str, str]]:
    assert ran.status == 0, ran
    return list(csv.DictReader(ran.out.splitlines()))


# ------------------------------------------------------------------ the law
def cell(value: Any) -> Any:
    return {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}.get(value, value)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(elementwise(2), st.lists(st.tuples(st.floats(-2, 2), st.floats(0.5, 2)), min_size=1, max_size=4))
def test_every_row_is_what_grad_answers(text: str, table: list[tuple[float, float]]) -> None:
    text = f"{text} + x*y*z"
    lines = "\n".join(json.dumps({"x": x, "y": y}) for x, y in table)
    ran = batch(text, "-", "--z", "0.7", stdin=lines)
    assert ran.status == 0, ran
    for line, (x, y) in zip(ran.out.splitlines(), table, strict=True):
        found = json.loads(line)
        expected, _ = answer(text, {"x": x, "y": y, "z": 0.7}, Settings())
        assert cell(found["f"]) == pytest.approx(expected.value, rel=1e-9, abs=1e-9, nan_ok=True)
        for name in "xyz":
            assert cell(found[f"{name}.grad"]) == pytest.approx(expected.grads[name], rel=1e-9, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize("piece", [1, 7, 10**6])
def test_rows_of_all_kinds_stay_in_order(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "PIECE", piece)
    text = "x;1;[1. 2];pi/4;[[1. 2]. [3. 4]];-inf;2".replace(".", ",").replace(";", "\n")
    quoted = "\n".join(f'"{line}"' for line in text.splitlines())
    found = rows(batch("(x**2).sum()", "-", "--expressions", stdin=quoted))
    assert [row["y"] for row in found] == ["1.0", "5.0", repr((math.pi / 4) ** 2), "30.0", "inf", "4.0"]
    assert [row["x.grad"] for row in found] == ["2.0", "[2, 4]", repr(math.pi / 2), "[[2, 4], [6, 8]]", "-inf", "4.0"]


# ------------------------------------------------------------------ columns and names
def test_columns_that_are_no_variables_pass_through() -> None:
    assert batch("x**2", "-").out == "x,n,y,z,x.grad\n1,a,2,1.0,2.0\n3,b,4,9.0,6.0\n"


@pytest.mark.parametrize(
    ("arguments", "header"),
    [
        (["x*y"], "z,x.grad,y.grad"),
        (["y*x"], "z,x.grad,y.grad"),
        (["f = x*y", "--wrt", "y"], "f,y.grad"),
        (["a*x", "--a", "2"], "z,x.grad,a.grad"),
        (["a*x", "--let", "a=2", "--wrt", "a"], "z,a.grad"),
        (["z = 2; z*x"], "f,x.grad"),
        (["pi*x"], "z,x.grad"),
        (["e*x", "--e", "2"], "z,x.grad,e.grad"),
    ],
)
def test_names_of_results(arguments: list[str], header: str) -> None:
    expression, *options = arguments
    assert batch(expression, "-", *options).out.splitlines()[0] == f"x,n,y,{header}"


def test_a_column_shadows_a_constant() -> None:
    assert rows(batch("e*1", "-", stdin="e\n3\n")) == [{"e": "3", "y": "3.0", "e.grad": "1.0"}]


def test_names_in_quotes_and_with_spaces() -> None:
    assert batch("x*y", "-", stdin='"x", y\n1,2\n').out == '"x", y,z,x.grad,y.grad\n1,2,2.0,2.0,1.0\n'


@pytest.mark.parametrize(
    ("arguments", "stdin", "text"),
    [
        (["x*w"], TABLE, "`w` is no column and has no value"),
        (["x*yy"], TABLE, "did you mean `y`?"),
        (["x*y"], "1,2\n3,4\n", "put a line with the names of the columns first"),
        (["x*y"], "x;y\n1;2\n", "separate the columns by commas"),
        (["x*y", "--y", "2"], TABLE, "leave one out"),
        (["x", "--q", "2"], TABLE, "the expression has no variable `q`"),
        (["x", "--y", "2"], TABLE, "leave one out"),
        (["y = x*2"], TABLE, "would be a second column"),
        (["x*2"], "x,x.grad\n1,2\n", "the result `x.grad` would be a second column"),
        (["x*2"], "x,x\n1,2\n", "is there 2 times"),
        (["x*2", "--wrt", "y"], TABLE, "is no variable of the expression"),
        (["x*2", "--wrt", ","], TABLE, "--wrt is empty"),
        (["x*2", "--on-error", "ignore"], TABLE, "--on-error is stop, skip or nan, not `ignore`"),
        (["x*2", "--onerror", "skip"], TABLE, "did you mean --on-error?"),
        (["x*2", "--format", "cvs"], TABLE, "did you mean csv?"),
        (["x*2", "--format", "xml"], TABLE, "the formats are csv, tsv"),
        (["x*2", "--dtype", "float16"], TABLE, "unknown dtype"),
        (["x*2", "--format", "jsonl"], "x,n,n\n1,2,3\n", "the column `n` is there 2 times, which another format cannot hold"),
        (["x*2", "--format", "tsv"], ",x\n1,2\n", "a column has no name"),
        (["sine(x)"], TABLE, "did you mean `sin`?"),
        (["sin"], TABLE, "`sin` is a function"),
        (["2x"], TABLE, "write the product with `*`"),
        (["x*2", "--output", "/nowhere/out.csv"], TABLE, "make its folder first"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_refused_before_the_first_row(arguments: list[str], stdin: str, text: str) -> None:
    expression, *options = arguments
    ran = batch(expression, "-", *options, stdin=stdin)
    assert (ran.status, ran.out) == (2, "") and text in ran.err, ran


@pytest.mark.parametrize("text", ["x.detach()", "x > 0", "x//2", "(x > 0)*1"])
def test_what_pytorch_refuses_is_said_once(text: str) -> None:
    ran = batch(text, "-", "--on-error", "skip")
    alone = gradcli("grad", text, "--x", "1.5")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.splitlines()[:2] == alone.err.splitlines()[:2]  # a line that reads nothing can be tried, and mended


@pytest.mark.parametrize(
    "arguments", [[], ["x", "a.csv", "b"], ["-", "a.csv"], ["a.csv"], ["x**2"], ["x**2", "nowhere.csv"], ["x", "."]]
)
def test_arguments_that_make_no_sense(arguments: list[str]) -> None:
    ran = batch(*arguments)
    assert (ran.status, ran.out) == (2, "") and "help: " in ran.err


# ------------------------------------------------------------------ bad rows
BAD = "x\n1\nq\n3\n\n5,6\n"


def test_stop_answers_the_rows_before() -> None:
    ran = batch("x**2", "-", stdin=BAD)
    assert (ran.status, ran.out) == (2, "x,y,x.grad\n1,1.0,2.0\n")
    assert ran.err.startswith("error: row 2 (line 3), column `x`: `q` is not a number\n")


def test_skip_leaves_them_out() -> None:
    ran = batch("x**2", "-", "--on-error", "skip", stdin=BAD)
    assert (ran.status, ran.out) == (0, "x,y,x.grad\n1,1.0,2.0\n3,9.0,6.0\n")
    assert ran.err == "note: 2 rows were left out; the first is row 2 (line 3), column `x`: `q` is not a number\n"


def test_nan_keeps_them() -> None:
    ran = batch("x**2", "-", "--on-error", "nan", stdin=BAD)
    assert (ran.status, ran.out) == (0, "x,y,x.grad\n1,1.0,2.0\nq,nan,nan\n3,9.0,6.0\n5,nan,nan\n")
    assert ran.err.startswith("note: 2 rows were answered with nan; the first is row 2 (line 3)")


def test_results_stand_under_their_names() -> None:
    ran = batch("x*y", "-", "--on-error", "nan", stdin='x,y\n"1"\n1,2,"3"\n4,5\n')
    assert ran.out == "x,y,z,x.grad,y.grad\n1,,nan,nan,nan\n1,2,nan,nan,nan\n4,5,20.0,5.0,4.0\n"
    ran = batch("x*2", "-", "--on-error", "nan", stdin='{"x": 1}\n{"x" 2}\n{"x": 1, "y": 3}\n{"x": null}\n')
    assert [json.loads(line) for line in ran.out.splitlines()] == [
        {"x": 1, "y": 2, "x.grad": 2},
        {"y": "NaN", "x.grad": "NaN"},
        {"y": "NaN", "x.grad": "NaN"},
        {"x": None, "y": "NaN", "x.grad": "NaN"},
    ]


@pytest.mark.parametrize("piece", [3, 10**6])
def test_rows_whose_tensors_do_not_fit(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "PIECE", piece)
    table = '{"a": [1, 2], "b": [3, 4]}\n{"a": [1, 2], "b": [1, 2, 3]}\n{"a": 1, "b": 2}\n'
    ran = batch("(a*b).sum()", "-", stdin=table)
    assert ran.status == 2 and len(ran.out.splitlines()) == 1
    assert ran.err.startswith("RuntimeError: The size of tensor a (2) must match") and "why: in row 2 (line 2)" in ran.err
    ran = batch("(a*b).sum()", "-", "--on-error", "skip", stdin=table)
    assert ran.status == 0 and [json.loads(line)["y"] for line in ran.out.splitlines()] == [11, 2]
    assert "row 2 (line 2)" in ran.err


def test_a_vector_that_is_not_reduced() -> None:
    ran = batch("a*2", "-", stdin='{"a": [1, 2]}')
    assert ran.status == 1 and "grad can be implicitly created only for scalar outputs" in ran.err


def test_a_gradient_that_is_none_is_an_empty_cell() -> None:
    assert batch("x*y.detach()", "-").out.splitlines()[1] == "1,a,2,2.0,2.0,"
    assert json.loads(batch("x*y.detach()", "-", "--format", "jsonl").out.splitlines()[0])["y.grad"] is None


def test_a_key_that_is_a_result_of_a_later_row() -> None:
    ran = batch("x*2", "-", stdin='{"x": 1}\n{"x": 1, "y": 2}\n')
    assert ran.status == 2 and "row 2 (line 2): it has already a `y`" in ran.err


# ------------------------------------------------------------------ formats and files
@pytest.mark.parametrize("format", ["csv", "tsv", "jsonl"])
def test_from_text_to_text(format: str) -> None:
    table = 'x,n\n1,"a,\tb"\n"nan","say ""hi"""\n'
    once = batch("x*2", "-", "--format", format, stdin=table)
    again = batch("f = a*x", "-", "--a", "3", "--wrt", "a", "--format", "jsonl", stdin=once.out)
    assert [json.loads(line) for line in again.out.splitlines()] == [
        {"x": 1, "n": "a,\tb", "y": 2, "x.grad": 2, "f": 3, "a.grad": 1},
        {"x": "NaN", "n": 'say "hi"', "y": "NaN", "x.grad": 2, "f": "NaN", "a.grad": "NaN"},
    ]


def test_windows_line_ends_and_byte_order_marks() -> None:
    assert batch("x", "-", stdin="\ufeffx\r\n1\r\n2").out == "x,y,x.grad\r\n1,1.0,1.0\r\n2,2.0,1.0\r\n"


def test_output_files(tmp_path: Path) -> None:
    table, out = tmp_path / "t.csv", tmp_path / "out.jsonl"
    table.write_text(TABLE)
    assert batch("x*2", str(table), "--output", str(out)) == (0, "", "")
    assert json.loads(out.read_text().splitlines()[0]) == {"x": 1, "n": "a", "y": 2, "z": 2, "x.grad": 2}
    assert batch("x*2", str(table), "--output", str(table)) == (0, "", "")  # what is read may be replaced
    assert table.read_text().startswith("x,n,y,z,x.grad\n")
    before = table.read_text()
    assert batch("f = n*2", str(table), "--output", str(table)).status == 2
    assert table.read_text() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.jsonl", "t.csv"]


def test_extensions_and_first_bytes(tmp_path: Path) -> None:
    for name, text in {"a.tab": "x\ty\n1\t2\n", "b.dat": "x\ty\n1\t2\n", "c.ndjson": '{"x": 1}\n', "d": '\n {"x": 1}\n'}.items():
        (tmp_path / name).write_text(text)
        assert "1.0" in batch("x*1", str(tmp_path / name)).out


# ------------------------------------------------------------------ what has to be known
REDUCED = {
    "x.mean()": "`x.mean()` is",
    "x - x.mean()": "`x.mean()` is",
    "m = (x*y).sum(); m**2": "`(x*y).sum()` is",
    "(x - mean(x))/x.std()": "`mean(x)`, `x.std()` are",
    "x.max() + x.min()": "`x.max()`, `x.min()` are",
    "softmax(x, 0)": "`softmax(x, 0)` is",
    "x.norm() + x.sum() + x.prod() + x.mean()": "`x.norm()`, `x.sum()`, `x.prod()`, … are",
}
NOT_REDUCED = [
    "x**2",
    "max(x, y)",
    "sum(stack([x, y]))",
    "tensor([x, y]).mean()",
    "(x*w).sum()",
    "x*w.mean()",
    "[x, y].sum()",
    "mean([x, y])",
]


@pytest.mark.parametrize("text", REDUCED)
def test_reductions_of_one_number_are_said_once(text: str) -> None:
    ran = batch(text, "-", stdin="x,y\n1,2\n3,4\n5,6\n")
    said = [line for line in ran.err.splitlines() if "UserWarning" not in line]
    assert said == [f"note: {REDUCED[text]} taken within each row, over one number, and not over the rows of a column"]


@pytest.mark.parametrize("text", NOT_REDUCED)
def test_other_reductions_are_meant(text: str) -> None:
    settings = ["--w", "[1, 2]"] if "w" in text else []
    assert "taken within" not in batch(text, "-", *settings, stdin="x,y\n1,2\n3,4\n").err


def test_rows_of_lists_are_reduced_on_purpose() -> None:
    assert batch("x.mean()", "-", stdin='x\n"[1, 2]"\n"[3, 4]"\n').err == ""
    assert batch("x.mean()", "-", stdin='{"x": [1, 2]}\n{"x": 3}\n').err == ""


@pytest.mark.parametrize("text", ["x**2", "(x**2).reshape(-1).sum()"])
def test_a_mistake_of_our_own_costs_one_row(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from gradcli.batch import alike, engine
    from gradcli.lanes.program import Program
    from gradcli.lanes.rows import Spread

    def fails(*_: Any) -> None:
        raise RuntimeError("oops")

    real = engine.answer
    monkeypatch.setattr(engine, "answer", lambda tree, values, *rest: fails() if values["x"] == 2 else real(tree, values, *rest))
    monkeypatch.setattr(Program, "run", fails)
    monkeypatch.setattr(Spread, "run", fails)
    monkeypatch.setattr(alike, "answered", fails)
    monkeypatch.delenv("GRADCLI_TRACEBACK")
    ran = batch(text, "-", "--on-error", "skip", stdin="x\n1\n2\n3\n")
    assert (ran.status, ran.out) == (0, "x,y,x.grad\n1,1.0,2.0\n3,9.0,6.0\n")
    assert "row 2 (line 3): this is a mistake in gradcli itself: RuntimeError: oops" in ran.err


def test_an_expression_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "e.txt").write_text("f = x*2\n")
    assert batch(f"@{tmp_path / 'e.txt'}", "-").out.splitlines()[0] == "x,n,y,f,x.grad"


def test_a_row_is_bounded_like_everything_else() -> None:
    ran = batch("(zeros(10**8)*x).sum()", "-")
    assert ran.status == 2 and "GRADCLI_MAX_ELEMENTS" in ran.err
