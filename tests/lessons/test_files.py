"""Hundreds of lessons, scripts and notebooks: what they print, and how they end, are PyTorch's, Python's and IPython's."""

from __future__ import annotations

import sys
from collections import Counter

import pytest

from tests.lessons.files import answers, lessons, ran, same

LESSONS = lessons()
ANSWERS = answers()


def test_every_lesson_has_an_answer_and_every_answer_a_lesson() -> None:
    assert LESSONS.keys() == ANSWERS.keys()


def test_no_two_lessons_say_the_same() -> None:
    texts = Counter(path.read_text("utf-8") for path in LESSONS.values())
    assert texts.most_common(1)[0][1] == 1


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_prints_what_torch_prints(name: str) -> None:
    found, wanted = ran(LESSONS[name]), ANSWERS[name]
    assert found.stdout == wanted.stdout or same(found.stdout, wanted.stdout)
    assert found.status == wanted.status
    if sys.version_info < (3, 12):  # later versions say some things in other words
        assert found.stderr == wanted.stderr or same(found.stderr, wanted.stderr)


def test_numbers_may_differ_in_the_last_digit_and_no_further() -> None:
    assert same("tensor([1.0000, 2.])", "tensor([1.0001, 2.])")
    assert not same("tensor([1.0000, 2.])", "tensor([1.0012, 2.])")
    assert not same("tensor([1.0000, 2.])", "tensor([1.0001, 2.], requires_grad=True)")
    assert same("1.0e-05", "1.1e-05")
    assert not same("1.0e-05", "1.3e-05")
