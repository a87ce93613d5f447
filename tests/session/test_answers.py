"""The file of answers belongs to the cases, and the comparison sees what must not differ."""

from __future__ import annotations

import json
import math

import pytest

from tests.session.observe import ANSWERS, cases, difference, plain

THEIRS = json.loads(ANSWERS.read_text("utf-8"))


def test_every_case_has_an_answer() -> None:
    assert sorted(THEIRS) == sorted(cases())


def test_every_answer_observes_something() -> None:
    assert [name for name, answer in THEIRS.items() if not answer] == []


@pytest.mark.parametrize(
    "ours, theirs",
    [
        ([1.0, 2.0], [1.0]),
        ([1.0], [1]),
        ([True], [1]),
        ([None], ["None"]),
        (["AddBackward0"], ["AddBackward1"]),
        ([[1.0, [2.00001]]], [[1.0, [2.0]]]),
        ([0.1 + 1e-10], [0.1]),
        ([1e-20], [0.0]),
        ([-0.0], [0.0]),
        (["NaN"], [0.0]),
        ([1e300 * 1.001], [1e300]),
    ],
)
def test_answers_that_differ(ours: list[object], theirs: list[object]) -> None:
    assert difference(ours, theirs) is not None


@pytest.mark.parametrize(
    "ours, theirs", [([0.30000001], [0.30000001192092896]), ([0.1 + 1e-16, "a", None, [1]], [0.1, "a", None, [1]])]
)
def test_answers_that_agree(ours: list[object], theirs: list[object]) -> None:
    assert difference(ours, theirs) is None


def test_observations_become_json() -> None:
    seen = plain([(1, 2.5), math.nan, math.inf, -math.inf, None, True])
    assert seen == [[1, 2.5], "NaN", "Infinity", "-Infinity", None, True]


def test_what_is_no_observation_is_refused() -> None:
    with pytest.raises(TypeError, match="not an observation: set"):
        plain([{1}])
