"""Claims at every row of a table."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradcli.checks import rows
from gradcli.checks.findings import Place, Rules
from tests.command import Ran, gradcli

GOOD = "x,z,x.grad,z.grad\n1,2,4,1\n3,4,24,9\n-2,0.5,-2,4\n"
BAD = "x,x.grad\n1,2\n3,7\n0.5,1\n4,9\n"


def text(path: Path, what: str) -> Path:
    path.write_text(what, "utf-8")
    return path


def check(expression: str, path: Path, *options: str) -> Ran:
    ran = gradcli("check", expression, "--points", str(path), *options)
    return ran._replace(out=ran.out.replace(f"{path.parent}/", ""), err=ran.err.replace(f"{path.parent}/", ""))


def document(expression: str, path: Path, *options: str) -> Any:
    return json.loads(check(expression, path, "--json", *options).out)


# ------------------------------------------------------------------ claims
def test_columns_are_claims(tmp_path: Path) -> None:
    ran = check("x**2*z", text(tmp_path / "t.csv", GOOD))
    heads = [line for line in ran.out.splitlines() if not line.startswith(" ")]
    assert (ran.status, heads) == (0, ["pass  x.grad  at 3 rows", "pass  z.grad  at 3 rows", "3 rows: 3 passed"])


def test_the_first_row_that_fails_is_told(tmp_path: Path) -> None:
    ran = check("x**2", text(tmp_path / "t.csv", BAD))
    assert ran.status == 1
    assert ran.out.splitlines() == [
        "fail  x.grad  at 2 of 4 rows",
        "      at t.csv, row 2 (line 3): x = 3  claimed 7  true 6  off by 1 (16.7 %)",
        "      exact rational arithmetic; holds exactly, but for rounding (8.53e-14)",
        "4 rows: 2 passed, 2 failed",
    ]


def test_what_batch_writes_holds(tmp_path: Path) -> None:
    points, answers = text(tmp_path / "p.csv", "x,w\n0.5,2\n1,3\n-2,1\n"), tmp_path / "a.csv"
    gradcli("batch", "sin(x)*w.detach()*a", str(points), "--a", "3", "--output", str(answers))
    ran = check("sin(x)*w.detach()*a", answers, "--a", "3", "--value", "y", "--allow-unused")
    assert ran.status == 2 and "--allow-unused is about values that are typed" in ran.err
    ran = check("sin(x)*w.detach()*a", answers, "--a", "3", "--value", "y")
    assert ran.status == 0 and [line.split()[:2] for line in ran.out.splitlines() if line[0] != " "] == [
        ["pass", "y"],
        ["pass", "x.grad"],
        ["pass", "w.grad"],
        ["pass", "a.grad"],
        ["3", "rows:"],
    ]


def test_other_columns_and_numbers_for_all_rows(tmp_path: Path) -> None:
    path = text(tmp_path / "t.csv", "x,slope,height,x.grad\n1,2,1,0\n2,4,4,0\n")
    assert check("x**2", path, "--expect", "x=slope", "--value", "height").status == 0
    assert check("x**2", path, "--formula", "x=2*x").status == 0
    assert check("x**2", path, "--expect", "x=2").out.startswith("fail  x.grad  at 1 of 2 rows\n      at t.csv, row 2 (line 3)")
    assert check("3*x", path, "--expect", "x=3", "--value", "3*1").status == 1
    assert check("x**2", path, "--expect", "x=None").out.count("x.grad is not None") == 1
    ran = check("x**2", path, "--expect", "x=slop")
    assert ran.status == 2 and "help: name a column, one of x, slope, height, x.grad, or give a number for all rows" in ran.err


def test_a_formula_is_judged_at_the_rows_alone(tmp_path: Path) -> None:
    path = text(tmp_path / "t.csv", "x\n1\n2\n")
    assert check("abs(x)", path, "--formula", "x=1").status == 0
    assert gradcli("check", "abs(x)", "--formula", "x=1").status == 1
    found = document("x**2", path, "--formula", "x=x")["claims"][0]
    assert (found["points"], found["times"], found["formula"]) == (2, 2, "x")
    assert found["mistake"]["kind"] == "power not multiplied"


def test_a_mistake_is_named_at_the_first_row(tmp_path: Path) -> None:
    found = document("x**3", text(tmp_path / "t.csv", "x,x.grad\n1,3\n3,-27\n4,-48\n"))["claims"][0]
    assert (found["mistake"]["kind"], found["place"]["row"], found["times"]) == ("sign", 2, 2)


def test_without_claims_the_engine_is_judged(tmp_path: Path) -> None:
    found = document("sin(x)*w", text(tmp_path / "t.csv", "x\n1\n2\n"), "--w", "[1, 2]", "--grad-output", "[1, 1]")
    assert [(c["kind"], c["name"], c["points"], c["times"]) for c in found["claims"]] == [("own", "x", 2, 2), ("own", "w", 2, 2)]


def test_an_empty_cell_claims_that_there_is_no_gradient(tmp_path: Path) -> None:
    path = text(tmp_path / "t.csv", "x,z,z.grad\n1,2,\n2,3,None\n")
    assert check("x*z.detach()", path).status == 0
    assert "z.grad is not None" in check("x*z", path).out
    ran = check("x*z.detach()", text(tmp_path / "v.csv", "x,z,y\n1,2,2\n2,3,\n"), "--value", "y")
    assert ran.status == 2 and "v.csv, row 2 (line 3): column `y`: there is no value" in ran.out


def test_claims_are_read_as_the_table_writes_them(tmp_path: Path) -> None:
    path = text(tmp_path / "t.csv", "x;x.grad\n1,5;3,0\n0,333;0,666\n")
    assert check("x**2", path, "--delimiter", ";", "--decimal", ",").status == 0
    path = text(tmp_path / "t.csv", "x,x.grad\npi/4,2*pi/4\n")
    assert check("x**2", path, "--expressions").status == 0
    ran = check("x**2", path)
    assert ran.status == 2 and "it is arithmetic" in ran.err and "--expressions computes it" in ran.err
    path = text(tmp_path / "t.csv", "x,x.grad\n1,abc\n2,4\n")
    ran = check("x**2", path)
    assert "error: t.csv, row 1 (line 2): column `x.grad`: `abc` is not a number\nhelp: give a number" in ran.out


def test_claims_of_tensors(tmp_path: Path) -> None:
    path = text(tmp_path / "t.csv", 'v,k,v.grad\n"[1, 2]",0,"[2, 0]"\n"[3, 4]",1,"[0, 7]"\n')
    found = document("(v**2)[k]", path)
    assert (found["table"]["passed"], found["table"]["failed"], found["table"]["first"]["row"]) == (1, 1, 2)
    assert found["claims"][0]["point"] == {"v": [3, 4], "k": 1}


# ------------------------------------------------------------------ rows that cannot be judged
def test_rows_that_cannot_be_read_are_counted(tmp_path: Path) -> None:
    path = text(tmp_path / "t.csv", "x,x.grad\n1,2\n,3\nq,3\n2,5\n1,2,3\n")
    ran = check("x**2", path)
    assert ran.status == 2 and ran.out.endswith(
        "error: t.csv: row 2 (line 3), column `x`: it is empty\n"
        "help: give a number, or leave the row out\n"
        "5 rows: 1 passed, 1 failed, 3 unreadable\n"
    )
    found = document("x**2", path)
    assert (found["passed"], found["verdict"], found["table"]["unreadable"]) == (False, "fail", 3)
    assert found["table"]["first"] == {"file": "t.csv", "part": "", "row": 2, "line": 3}
    assert "column `x`: it is empty" in found["table"]["error"]["message"]


def test_what_backward_raises_at_a_row_is_a_failure(tmp_path: Path) -> None:
    path = text(tmp_path / "t.jsonl", '{"v": [1]}\n{"v": [1, 2]}\n')
    ran = check("v**2", path, "--expect", "v=[2]")
    assert (ran.status, ran.out.splitlines()[-1]) == (1, "2 rows: 1 passed, 1 failed")
    assert "grad can be implicitly created only for scalar outputs" in ran.out and "in t.jsonl, row 2 (line 2)" in ran.out


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("x\n", "t.csv has no rows"),
        ("x\nq\n", "t.csv: row 1 (line 2), column `x`: `q` is not a number"),
        ("q\n1\n", "`x` is no column and has no value"),
        ("x,x.grad,x.grad\n1,2,2\n", "the column `x.grad` is there 2 times"),
    ],
)
def test_tables_without_a_row_to_judge(what: str, why: str, tmp_path: Path) -> None:
    ran = check("x**2", text(tmp_path / "t.csv", what))
    assert (ran.status, ran.out) == (2, "") and ran.err.startswith(f"error: {why}")


def test_a_mistake_of_our_own_costs_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = rows.judge

    def broken(tree: Any, values: Any, *rest: Any) -> Any:
        if values["x"] == 3:
            raise ZeroDivisionError("oh")
        return judge(tree, values, *rest)

    monkeypatch.setattr(rows, "judge", broken)
    ran = check("x**2", text(tmp_path / "t.csv", BAD))
    assert ran.status == 2 and "4 rows: 2 passed, 1 failed, 1 unreadable" in ran.out and "mistake in gradcli itself" in ran.out


# ------------------------------------------------------------------ kinks
def test_kinks_and_strict(tmp_path: Path) -> None:
    path = text(tmp_path / "t.csv", "x\n1\n0\n-1\n0\n")
    ran = check("relu(x)", path)
    assert (ran.status, ran.out.splitlines()[-1]) == (0, "4 rows: 2 passed, 2 at a kink")
    assert ran.out.startswith(
        "kink  x.grad  at 2 of 4 rows\n      at t.csv, row 2 (line 3): x = 0  computed 0  slopes 0 on the left"
    )
    ran = check("relu(x)", path, "--strict")
    assert (ran.status, ran.out.splitlines()[-1]) == (1, "4 rows: 2 passed, 2 at a kink (counted as failed)")
    assert document("relu(x)", path)["table"]["first"] is None
    assert document("relu(x)", path, "--strict")["table"]["first"]["row"] == 2


# ------------------------------------------------------------------ formats
def test_every_format_and_place(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import feather, parquet

    columns = {"x": [1.0, 3.0, 0.5, 4.0], "x.grad": [2.0, 6.0, 1.0, 9.0]}
    parquet.write_table(pa.table(columns), tmp_path / "t.parquet", row_group_size=2)
    feather.write_feather(pa.table(columns), str(tmp_path / "t.feather"))
    np.savez(tmp_path / "t.npz", **{name: np.array(column) for name, column in columns.items()})
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(b"x,x.grad\n1,2\n3,6\n0.5,1\n4,9\n"))
    text(tmp_path / "t.jsonl", "".join(f'{{"x": {x}, "x.grad": {g}}}\n' for x, g in zip(*columns.values(), strict=True)))
    places = {
        "t.parquet": ("row group 2", None),
        "t.feather": ("", None),
        "t.npz": ("", None),
        "t.csv.gz": ("", 5),
        "t.jsonl": ("", 4),
    }
    for name, (part, line) in places.items():
        found = document("x**2", tmp_path / name)
        assert found["claims"][0]["place"] == {"file": name, "part": part, "row": 4, "line": line}, name
        assert (found["table"]["passed"], found["table"]["failed"]) == (3, 1)
    assert check("x**2", tmp_path / "t.parquet").out.splitlines()[1].startswith("      at t.parquet, row 4 (row group 2): x = 4")


def test_single_precision_is_not_taken_for_more(tmp_path: Path) -> None:
    third = np.float32(1) / np.float32(3)
    np.save(tmp_path / "t.npy", np.array([(1.0, third), (2.0, 0.5)], dtype=[("x", "f8"), ("x.grad", "f4")]))
    ran = check("x/3", tmp_path / "t.npy")
    assert (ran.status, ran.out.splitlines()[-1]) == (1, "2 rows: 1 passed, 1 failed")


def test_a_folder_is_one_table(tmp_path: Path) -> None:
    text(tmp_path / "a.csv", "x,x.grad\n1,2\n")
    text(tmp_path / "b.csv", "x,x.grad\n1,2\n2,5\n")
    for points in (str(tmp_path), str(tmp_path / "*.csv")):
        ran = gradcli("check", "x**2", "--points", points, "--json")
        found = json.loads(ran.out)
        assert found["table"]["first"] == {"file": str(tmp_path / "b.csv"), "part": "", "row": 2, "line": 3}
        assert (found["table"]["rows"], len(found["table"]["files"])) == (3, 2)


def test_standard_input_and_the_second_argument(tmp_path: Path) -> None:
    ran = gradcli("check", "x**2", "--points", "-", stdin=BAD)
    assert ran.status == 1 and "at standard input, row 2 (line 3): x = 3" in ran.out
    path = text(tmp_path / "t.csv", BAD)
    assert gradcli("check", "x**2", str(path)).out == gradcli("check", "x**2", "--points", str(path)).out != ""
    assert gradcli("check", "-", "--points", "-", stdin=BAD).err.startswith("error: there is no expression")


@pytest.mark.parametrize("format", ["github", "junit", "sarif", "tap"])
def test_reports_for_programs(format: str, tmp_path: Path) -> None:
    ran = check("x**2", text(tmp_path / "t.csv", BAD), "--format", format)
    assert ran.status == 1 and "t.csv, row 2 (line 3)" in ran.out
    assert format != "github" or ran.out.startswith("::error file=t.csv,line=3,title=x**2::fail  x.grad  at 2 of 4 rows")


def test_nothing_but_the_status(tmp_path: Path) -> None:
    assert check("x**2", text(tmp_path / "t.csv", BAD), "--quiet") == Ran(1, "", "")


# ------------------------------------------------------------------ many rows
def test_more_processes_find_the_same(tmp_path: Path) -> None:
    lines = "".join(f"{k},{2 * k + (k == 150)}\n" if k % 97 else "oops,1\n" for k in range(1, 220))
    path = text(tmp_path / "t.csv", f"x,x.grad\n{lines}")
    one, two = (check("x**2", path, "--json", "--jobs", jobs) for jobs in ("1", "2"))
    assert one == two and json.loads(one.out)["table"]["unreadable"] == 2


def test_the_first_that_fails_is_the_last(tmp_path: Path) -> None:
    path = text(tmp_path / "t.csv", BAD)
    assert check("x**2", path, "--fail-fast").out.splitlines()[-1] == "2 rows: 1 passed, 1 failed"
    assert check("x**2", path, "--fail-fast", "--jobs", "2").out.splitlines()[-1] == "2 rows: 1 passed, 1 failed"


class Ends:
    """Processes that end over a row."""

    def ask(self, part: rows.Part) -> Any:
        if any(row.values["x"] == 3 for row in part.rows):
            raise EOFError
        return rows.judged(part)


def test_a_row_over_which_a_process_ends_costs_itself_alone() -> None:
    wanted = rows.Wanted("x**2", {}, {"x": "2"}, None, (), Rules())
    claims = rows.Claims((("x", 2.0),))
    asked = rows.Asked(wanted.source, ("x",), {}, claims, {}, wanted.rules, wanted.dialect.notation)
    part = rows.Part(asked, [rows.Row(Place("t", "", k, None), {"x": float(k)}, {}) for k in (1, 3)])
    one, other = rows._by_process(Ends(), part)  # type: ignore[arg-type]
    assert one[0].verdict == "pass" and "ended without an answer" in str(other)


# ------------------------------------------------------------------ options
@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--points", "t.csv", "--file", "checks.toml"), "--file is about files of checks"),
        (("--points", "t.csv", "-k", "x"), "-k is about files of checks"),
        (("--x", "1", "--delimiter", ";"), "--delimiter is about tables of points, and there is none"),
        (("--x", "1", "--expressions"), "--expressions is about tables of points, and there is none"),
        (("--points", "50"), "--points takes a table, and not 50\nhelp: --samples 50 draws so many points"),
        (("--points", "missing.csv"), "cannot read missing.csv: No such file or directory"),
    ],
)
def test_options_that_do_not_go_together(options: tuple[str, ...], why: str) -> None:
    ran = gradcli("check", "x**2", *options)
    assert ran.status == 2 and why in ran.err


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--expect", "q=3"), "error: the expression has no variable `q`\nhelp: its variables are x"),
        (("--formula", "x=2*q"), "error: --formula x: `q` is no variable of the expression"),
        (("--expect", "x=3", "--wrt", "a", "--a", "1"), "x does not require grad, so nothing can be claimed of it"),
    ],
)
def test_what_no_row_could_answer_is_told_at_once(options: tuple[str, ...], why: str, tmp_path: Path) -> None:
    ran = check("x**2*a" if "--a" in options else "x**2", text(tmp_path / "t.csv", BAD), *options)
    assert (ran.status, ran.out) == (2, "") and why in ran.err


def test_slips_are_mended(tmp_path: Path) -> None:
    path = text(tmp_path / "t.csv", BAD)
    assert gradcli("check", str(path), "x**2").err.endswith(f'help: gradcli check "x**2" {path}\n')
    assert gradcli("check", str(path)).err.endswith(f'there is no expression for it\nhelp: gradcli check "x**2" {path}\n')
    for option in ("--data", "--point"):
        assert f'gradcli check "x**2" --points {path}' in gradcli("check", "x**2", option, str(path)).err
    assert f'gradcli grad "x.sum()" --x @{path}' in gradcli("grad", "x", "--x", str(path)).err


def test_points_are_not_drawn(tmp_path: Path) -> None:
    ran = check("x**2", text(tmp_path / "t.csv", "x\n1\n"), "--samples", "3")
    assert ran.status == 0 and ran.err == "note: --samples has nothing to do: the points are those of the table\n"


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("1/x", "x,x.grad\n1e-310,-inf\n"),
        ("x**-2", "x,v\n-1e-200,inf\n"),
        ("atan2(x, y)", "x,y,v\n-0.0,-1,3.141592653589793\n"),
        ("atan2(x, y)", "x,y,v\n-0.0,-1,-3.141592653589793\n"),
    ],
)
def test_what_only_floats_could_say_is_undecided(expression: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(text)
    options = ("--value", "v") if "v" in text.split("\n")[0].split(",") else ()
    ran = gradcli("check", expression, str(tmp_path / "t.csv"), *options, "--json")
    assert ran.status == 1 and json.loads(ran.out)["table"]["undecided"] == 1
