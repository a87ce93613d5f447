"""Files of checks: what is read, what is refused, and where."""

from __future__ import annotations

from multiprocessing import active_children
from pathlib import Path

import pytest

from gradcli.checks import suite
from gradcli.checks.suite import Outcome, chosen, judged, read, run
from gradcli.problems import FileProblem, Problem

GOOD = """
[defaults]
dtype = "float32"

[[check]]
name = "all keys"
expression = "(W @ x).sum() + y"
values = { W = [[1, 2], [3, 4]], x = [1, 0.5], y = "pi/2" }
expect = { W = [[1, 0.5], [1, 0.5]], y = 1 }
value = 8.570796
formula = { y = 1, x = "W.sum(dim=0)" }
rtol = 1e-4
atol = 1e-6
wrt = ["W", "x", "y"]
samples = 3
seed = 1
range = { y = [0, 1] }

  [[ check ]]
expression = "x > 1"
values = { x = 2 }
value = "True"

[[check]]
expression = "log(x)"
values = { x = -1 }
expect = { x = nan }
nan_ok = true
dtype = "float64"

[[check]]
expression = "x + y.detach()"
values = { x = 1, y = 2 }
expect = { y = "None" }
strict = true
"""


def outcomes(text: str) -> list[Outcome]:
    return list(run(read("checks.toml", text)))


def test_every_key_is_read() -> None:
    found = outcomes(GOOD)
    assert [o.status for o in found] == [0, 0, 0, 0], found
    assert [o.line for o in found] == [5, 19, 24, 31]
    assert [o.name for o in found] == ["all keys", "x > 1", "log(x)", "x + y.detach()"]
    assert found[0].report is not None and found[0].report.dtype == "float32"
    assert found[2].report is not None and found[2].report.dtype == "float64"


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("", "needs an expression"),
        ("expression = 3", "`expression` is a text"),
        ('expression = "x"\nvalues = 3', "`values` is a table"),
        ('expression = "x"\nvalues = { x = true }\nsamples = true', "`samples` is a whole number"),
        ('expression = "x"\nvalues = { x = { y = 1 } }', "`values.x` is a number"),
        ('expression = "x"\nvalues = { x = "@/etc/passwd" }', "values.x"),
        ('expression = "x"\nvalues = { x = 1 }\nexpect = { x = "sine(1)" }', "expect.x: unknown function"),
        ('expression = "x"\nvalues = { x = 1 }\nrtol = -1', "rtol is a number that is 0 or more"),
        ('expression = "x"\nrange = { x = [3, 1] }', "from a lower to a higher"),
        ('expression = "x"\nrange = { x = 3 }', "has two ends"),
        ('expression = "x"\nvalue = [1, "a"]', "`value` is a number"),
        ('expression = "x"\nvalues = { x = 1 }\nexpected = { x = 1 }', "did you mean `expect`?"),
        ('expression = "x**"', ""),
        ('expression = "x"\nvalues = { x = 1 }\nstrict = "yes"', "`strict` is true or false"),
    ],
)
def test_an_entry_that_cannot_be_read(entry: str, text: str) -> None:
    good = '[[check]]\nexpression = "x"\nvalues = { x = 1 }\n'
    before, bad, after = outcomes(f"{good}[[check]]\n{entry}\n{good}")
    assert (before.status, bad.status, after.status) == (0, 2, 0)
    assert bad.line == 4 and bad.problem is not None
    assert text in f"{bad.problem} {bad.problem.fix}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x = 1",
        "[[check",
        "check = 3",
        "check = []",
        "[check]\nexpression = 'x'",
        "[[check]]\n[other]",
        "[[check]]\n[defaults]\nname = 'x'",
    ],
)
def test_a_file_that_cannot_be_read(text: str) -> None:
    with pytest.raises(FileProblem):
        read("checks.toml", text)


def test_lines_are_told_only_where_they_are_known() -> None:
    inline = 'check = [{ expression = "x", values = { x = 1 } }]'
    assert [e.line for e in read("checks.toml", inline)] == [None]
    quoted = '[[check]]\nname = """\n[[check]]\n"""\nexpression = "x"\nvalues = { x = 1 }'
    assert [e.line for e in read("checks.toml", quoted)] == [None]


def test_what_backward_raises_is_a_failure() -> None:
    (found,) = outcomes('[[check]]\nexpression = "a**2"\nvalues = { a = [1, 2] }\nexpect = { a = [2, 4] }')
    assert found.status == 1 and found.problem is not None


# ------------------------------------------------------------------ chosen, and run
FOUR = "".join(
    f'[[check]]\nname = "{n}"\nexpression = "{e}"\nvalues = {{ x = 2 }}\n'
    for n, e in (("a", "x"), ("B", "3x"), ("c", "x"), ("d", "x"))
)


def test_checks_are_chosen_by_a_part_of_their_names() -> None:
    entries = read("f.toml", FOUR)
    assert [e.name for e in chosen(entries, "b")] == ["B"] and chosen(entries, None) == entries
    with pytest.raises(Problem, match="no check has `e` in its name"):
        chosen(entries, "e")


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_first_that_does_not_pass_is_the_last(jobs: int) -> None:
    entries = read("f.toml", FOUR)
    assert [o.status for o in run(entries, jobs)] == [0, 2, 0, 0]
    assert [o.status for o in run(entries, jobs, fail_fast=True)] == [0, 2]
    assert not active_children()


def test_an_outcome_knows_its_file_and_its_time() -> None:
    (found,) = run(read("f.toml", FOUR)[:1])
    assert found.file == "f.toml" and found.seconds > 0


def test_what_holds_for_all_checks_of_a_command() -> None:
    text = '[defaults]\nrtol = 1e-6\n[[check]]\nexpression = "x"\nrtol = 1e-7\n[[check]]\nexpression = "x"'
    assert [e.table["rtol"] for e in read("f.toml", text)] == [1e-7, 1e-6]
    assert [e.table["rtol"] for e in read("f.toml", text, {"rtol": 1e-5})] == [1e-7, 1e-5]


@pytest.mark.parametrize(
    ("error", "words"), [(ValueError("oh"), "a mistake in gradcli itself: ValueError: oh"), (MemoryError(), "more than")]
)
def test_a_mistake_of_our_own_costs_one_check(error: Exception, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> None:
        raise error

    monkeypatch.delenv("GRADCLI_TRACEBACK", raising=False)
    monkeypatch.setattr(suite, "check", broken)
    found = judged(read("f.toml", FOUR)[0])
    assert found.status == 2 and found.verdict == "error" and words in str(found.problem)


# ------------------------------------------------------------------ tables of points
POINTS = """
[[check]]
expression = "x**2*a"
values = { a = 3 }
points = "points.csv"

[[check]]
expression = "x**2"
points = "points.csv"
expect = { x = "slope" }
value = "height"

[[check]]
expression = "2*x"
points = "points.csv"
expect = { x = 2 }
value = "x + x"

[[check]]
expression = "x**2"
points = "nowhere.csv"

[[check]]
expression = "x**2"
points = 3
"""


def test_points_of_a_table_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("x,x.grad,slope,height\n1,6,2,1\n2,12,4,4\n3,18,6,8\n", "utf-8")
    found = list(run(read(str(tmp_path / "checks.toml"), POINTS)))
    assert [o.status for o in found] == [0, 1, 2, 2, 2]
    first, second = found[0].report, found[1].report
    assert first is not None and [(f.name, f.points, f.times) for f in first.findings] == [("x", 3, 3)]
    assert second is not None and second.table is not None and second.table.first is not None
    assert [(f.name, f.verdict) for f in second.findings] == [("y", "fail"), ("x", "pass")] and second.table.first.row == 3
    assert [str(o.problem).replace(f"{tmp_path}/", "") for o in found[2:]] == [
        "the value of value is not a constant: `x` has no value there",
        "cannot read nowhere.csv: No such file or directory",
        "`points` is the name of a table, not 3",
    ]


def test_a_file_of_checks_reads_no_claims_from_files(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("x\n1\n", "utf-8")
    text = '[[check]]\nexpression = "x"\npoints = "points.csv"\nexpect = { x = "@points.csv" }\n'
    (outcome,) = run(read(str(tmp_path / "checks.toml"), text))
    assert outcome.status == 2 and str(outcome.problem).startswith("expect.x: ")


def test_rows_that_cannot_be_read_are_those_of_a_check(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("x\n1\nq\n", "utf-8")
    (outcome,) = run(read(str(tmp_path / "checks.toml"), '[[check]]\nexpression = "x"\npoints = "points.csv"\n'))
    assert outcome.status == 2 and outcome.report is not None and "points.csv: row 2 (line 3)" in str(outcome.problem)
