"""Whatever a refused command suggests can be typed: it runs. Gathered from the tables of mistakes of all other tests."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gradcli.calculation.question import variables
from gradcli.problems import Problem
from gradcli.syntax.parser import parse
from tests.command import Ran, gradcli
from tests.commands.test_command_line import NO_EXPRESSIONS
from tests.commands.test_mending import NOTHING, SEVERAL
from tests.commands.test_unused import SAID
from tests.mixing import POINT
from tests.ops.test_refusals import REFUSED
from tests.suggestions import suggested
from tests.syntax.test_mistakes import MISTAKES

WITH_FILES = re.compile(r"points\.\w+|checks\.toml|requests\.jsonl|trace\.json|lesson")
VALUES = [f"--let={name}={value}" for name, value in POINT.items()]


def mistakes() -> Iterator[list[str]]:
    """The texts that the parser refuses, with values for what it thinks was meant."""
    for text, _, hint in MISTAKES:
        try:
            names = variables(parse(hint)) if hint else []
        except Problem:
            names = []
        yield ["grad", text, *(f"--let={name}=0.6" for name in names)]


def refusals() -> Iterator[list[str]]:
    """What PyTorch refuses."""
    for expression, _ in REFUSED[::3]:
        used = set(re.findall(r"\w+", expression))
        yield ["grad", expression, *(v for v in VALUES if v[6:].partition("=")[0] in used)]


TYPED = [
    *mistakes(),
    *refusals(),
    *(list(typed) for typed, _ in SAID),
    *(["grad", text] for text in NO_EXPRESSIONS),
    *(typed for typed, _ in SEVERAL),
    *NOTHING,
]


def is_refused(ran: Ran) -> bool:
    return ran.status == 2


def commands(ran: Ran) -> Iterator[list[str]]:
    """The commands that stand somewhere in its words."""
    for line in ran.err.splitlines():
        if line.lstrip().startswith(("help: ", "fix: ")):
            for found in re.findall(r"(?:: |`|   )(gradcli [^`]+?)(?:`|\Z| shows| lists| tells)", line):
                yield shlex.split(found)[1:]


def without(typed: list[str], option: str) -> list[list[str]]:
    """A line without an option, and without what stands behind it."""
    k = next(k for k, token in enumerate(typed) if token.partition("=")[0] == option)
    return [[*typed[:k], *typed[k + n :]] for n in (1, 2)]


def test_every_suggestion_runs() -> None:
    wrong: list[Any] = []
    for typed in TYPED:
        ran = gradcli(*typed)
        lines = {tuple(line) for line in (*suggested(ran, typed), *commands(ran))}
        tried = [line for line in lines if not WITH_FILES.search(" ".join(line)) and line[:1] != ("run",)]
        wrong += [(typed, line) for line in tried if is_refused(gradcli(*line))]
        found = re.search(r"(?:leave|drop) (--[a-z-]+)(?: out)?\Z", ran.err.strip())
        if found and is_refused(ran):
            title = ran.err.splitlines()[0]
            if all(title in gradcli(*line).err for line in without(typed, found[1])):
                wrong.append((typed, found[1]))
    assert not wrong


@pytest.mark.parametrize("value", ["1;3;5", "1,2,3", "1 2 3", "1|2|3"])
def test_no_sum_is_offered_that_nobody_asked_for(value: str) -> None:
    ran = gradcli("grad", "x**2", "--x", value)
    assert ran.status == 2
    assert "sum" not in ran.err
    assert '--x "[' in ran.err
    assert not list(suggested(ran, ["grad", "x**2", "--x", value]))


def test_a_picture_where_nothing_writes_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "cairosvg", None)
    monkeypatch.chdir(tmp_path)
    typed = ["graph", "x**2", "--x", "3", "--output", "g.png"]
    ran = gradcli(*typed)
    assert 'pip install "gradcli[picture]"' in ran.err
    assert list(suggested(ran, typed)) == [["graph", "x**2", "--x", "3", "--output", "g.svg"]]


def test_both_tolerances_are_named() -> None:
    ran = gradcli("check", "x**2", "--x", "3", "--expect", "x=6", "--tol", "1e-6")
    assert "--rtol 1e-6" in ran.err and "--atol 1e-6" in ran.err
