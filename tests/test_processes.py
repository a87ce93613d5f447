"""Several processes: the results come in order, a process that is lost costs its item alone, and nothing is left behind."""

from __future__ import annotations

import os
import pickle
import time
from multiprocessing import active_children

import pytest

import gradcli
from gradcli.problems import BackwardError, Problem
from gradcli.processes import in_order


def doubled(item: float) -> float:
    """The first items take longest."""
    time.sleep(max(0.0, 0.2 - item / 10))
    return 2 * item


def fatal(item: int) -> int:
    if item % 2:
        os._exit(9)
    return item


def endless(item: int) -> int:
    time.sleep(600 if item else 0)
    return item


def lost(item: int) -> str:
    return f"lost {item}"


def test_results_come_in_the_order_of_the_items() -> None:
    assert list(in_order(doubled, range(5), 2, lost)) == [0, 2, 4, 6, 8]
    assert list(in_order(doubled, [], 2, lost)) == []
    assert not active_children()


def test_a_process_that_is_lost_costs_its_item_alone() -> None:
    assert list(in_order(fatal, range(5), 2, lost)) == [0, "lost 1", 2, "lost 3", 4]


def test_whoever_stops_listening_ends_the_work() -> None:
    results = in_order(endless, range(3), 2, lost)
    assert next(results) == 0
    results.close()
    assert not active_children()


@pytest.mark.parametrize(("text", "values"), [("3x", {"x": 2}), ("a*b", {"a": [1, 2], "b": [1, 2, 3]}), ("x.detach()", {"x": 2})])
def test_problems_cross_processes(text: str, values: dict[str, object]) -> None:
    with pytest.raises(Problem) as raised:
        gradcli.grad(text, values)
    problem = raised.value.within("row 3")
    found = pickle.loads(pickle.dumps(problem))
    assert type(found) is type(problem) and str(found) == str(problem) and vars(found) == vars(problem)
    assert isinstance(found, BackwardError) == isinstance(problem, BackwardError)
