"""Several processes or threads: the results come in order, a process that is lost costs its item alone, and nothing is left."""

from __future__ import annotations

import os
import pickle
import sys
import threading
import time
from collections.abc import Iterator
from multiprocessing import active_children
from pathlib import Path

import pytest

import gradcli
from gradcli.problems import BackwardError, Problem
from gradcli.processes import TURN, Workers, ahead, in_order


def doubled(item: float) -> float:
    """The first items take longest."""
    time.sleep(max(0.0, 0.2 - item / 10))
    return 2 * item


def fatal(item: int) -> int:
    if item % 2:
        os._exit(9)
    return item


def fatal_once(path: str) -> str:
    if not path or not os.path.exists(path):
        Path(path or os.devnull).touch()
        os._exit(9)
    return "answered"


def fatal_always(item: int) -> int:
    os._exit(9)


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


def test_a_process_that_is_killed_is_replaced_and_its_item_asked_again(tmp_path: Path) -> None:
    workers = Workers(fatal_once, 1)
    try:
        assert workers.ask(str(tmp_path / "a")) == "answered"
        assert workers.ask(str(tmp_path / "a")) == "answered"
        with pytest.raises(EOFError):
            workers.ask("")
        assert workers.ask(str(tmp_path / "b")) == "answered"
    finally:
        workers.end()
    assert not active_children()


def test_nobody_waits_for_a_process_that_ended(tmp_path: Path) -> None:
    assert list(in_order(fatal, [1, 3, 5, 7, 9, 2], 3, lost)) == ["lost 1", "lost 3", "lost 5", "lost 7", "lost 9", 2]
    workers = Workers(fatal_always, 2, here=lambda item: time.sleep(0.01) or item)
    try:
        assert list(ahead(workers.ask, range(9), 6)) == [*range(9)]
    finally:
        workers.end()


def test_where_no_process_starts_this_one_answers() -> None:
    workers = Workers(fatal_always, 3, here=lambda item: 2 * item)
    try:
        assert list(ahead(workers.ask, range(20), 3)) == [2 * k for k in range(20)]
    finally:
        workers.end()
    assert not active_children()


# ------------------------------------------------------------------ threads
@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_keep_the_order(threads: int) -> None:
    def slow(k: int) -> int:
        time.sleep(0.002 * (k % 3 == 0))
        return k * k

    assert list(ahead(slow, range(50), threads)) == [k * k for k in range(50)]


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_what_an_item_costs_is_raised_behind_the_results_before_it(threads: int) -> None:
    def items() -> Iterator[int]:
        yield from range(3)
        raise ValueError("no more")

    found = []
    with pytest.raises(ValueError, match="no more"):
        for one in ahead(abs, items(), threads):
            found.append(one)  # noqa: PERF402
    assert found == [0, 1, 2]


@pytest.mark.parametrize("threads", [2, 5])
def test_no_more_is_begun_than_is_needed(threads: int) -> None:
    begun: list[int] = []
    stream = ahead(lambda k: begun.append(k) or k, iter(range(100)), threads)
    assert next(stream) == 0
    stream.close()
    assert len(begun) <= threads + 1
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("gradcli-ahead")]


def test_turns_are_short_while_threads_work() -> None:
    usual = sys.getswitchinterval()
    one, other = ahead(abs, range(9), 2), ahead(abs, range(9), 2)
    assert (next(one), next(other), sys.getswitchinterval()) == (0, 0, pytest.approx(TURN))
    one.close()
    assert sys.getswitchinterval() == pytest.approx(TURN) != usual
    assert [*other] == [*range(1, 9)]
    assert sys.getswitchinterval() == usual
