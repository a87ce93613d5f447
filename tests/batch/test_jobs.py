"""Several processes answer what has to be asked one by one: in order, as one would, and none is missed."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest

from gradcli.batch import crew, requests
from gradcli.batch.crew import Crew
from gradcli.batch.task import asked
from gradcli.calculation.question import Settings
from gradcli.problems import Problem
from tests.command import gradcli

ROWS = "x,v\n" + "".join(f'{k / 4},"[{k}, 2]"\n' for k in range(-6, 20)) + 'pi,"[1, 2, 3]"\n'


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (crew, requests):
        monkeypatch.setattr(module, "MANY", 4)
        monkeypatch.setattr(module, "TOGETHER", 3)


@pytest.mark.parametrize("text", ["x*v.prod()", "x*v.sum() + sort(v).values[0]", "log(x)*v", "cholesky([[x, 0], [0, x]]).sum()"])
def test_rows_are_as_one_process_answers_them(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gradcli.batch import alike

    monkeypatch.setattr(alike, "FEWEST", 10**9)
    source = tmp_path / "t.csv"
    source.write_text(ROWS)
    command = ("batch", f"f = {text} + w.sum()", str(source), "--w", "[1, 2]", "--on-error", "nan")
    assert gradcli(*command, "--jobs", "3") == gradcli(*command, "--jobs", "1")
    assert not active_children()


def test_requests_are_as_one_process_answers_them(tmp_path: Path) -> None:
    texts = ("x**2", "x*", "log(x)", "sqrt(x)*y")
    lines = [json.dumps({"id": k, "expression": texts[k % 4], "values": {"x": k - 5}}) for k in range(40)]
    lines[7], lines[20] = "", "no JSON"
    source = tmp_path / "r.jsonl"
    source.write_text("\n".join(lines) + "\n")
    many, one = (gradcli("batch", str(source), "--jobs", jobs) for jobs in ("3", "1"))
    assert many == one and many.status == 1 and many.out.count("\n") == 40
    assert not active_children()


def test_warnings_of_other_processes_are_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    table = "x\n" + "1\n" * 12
    several, one = (gradcli("batch", "std(x)", "-", "--on-error", "nan", "--jobs", jobs, stdin=table) for jobs in ("2", "1"))
    assert several == one


def killed(part: crew.Part) -> Any:
    """What a process answers whose life ends over one of the rows."""
    if any(row["x"] == 3 for row in part.rows):
        os._exit(9)
    return crew.answered(part)


class Table:
    """No more than names."""

    names = ("x",)


def test_a_row_that_ends_its_process_costs_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    task = asked("x**2", {}, Settings(), Table())  # type: ignore[arg-type]
    team = Crew(task, 2)
    monkeypatch.setattr(team, "_workers", crew.Workers(killed, 2))
    rows: list[Mapping[str, Any]] = [{"x": float(k)} for k in range(8)]
    try:
        found = list(team.answers(task, rows))
    finally:
        team.end()
    assert [one for one in found if not isinstance(one, Problem)] == [[k * k, 2 * k] for k in (0, 1, 2, 4, 5, 6, 7)]
    assert isinstance(found[3], Problem) and str(found[3].title) == crew.LOST


@pytest.mark.parametrize("jobs", ["0", "-1", "x"])
def test_how_many_is_a_whole_number(jobs: str) -> None:
    assert gradcli("batch", "x", "-", "--jobs", jobs, stdin="x\n1\n").status == 2
