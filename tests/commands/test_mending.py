"""Mistypings with what was meant: each is refused, and the line that is suggested is the one that was meant."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from gradcli.commands.mending import mend
from gradcli.commands.mending.change import State
from gradcli.commands.mending.line import Line, quoted
from gradcli.commands.mending.values import mended_value
from tests.command import Ran, gradcli
from tests.suggestions import suggested

DATA = Path(__file__).parent.parent / "data" / "mistypings.jsonl"
CASES = [json.loads(line) for line in DATA.read_text("utf-8").splitlines()]
NO_FILES = ("--output", "--frames")


def bare(text: str) -> str:
    return re.sub(r"\s|&#160;", "", text)


def numbers(arguments: list[str]) -> Any:
    """The numbers of an answer, however the expression is spelled."""
    ran = gradcli(*arguments, "--json")
    found = json.loads(ran.out) if ran.status == 0 and ran.out.startswith("{") else None
    return found and [found.get(key) for key in ("value", "grad", "passes")]


def same(mended: list[str], meant: list[str]) -> bool:
    ran, wanted = gradcli(*mended), gradcli(*meant)
    if ran.status != wanted.status:
        return False
    if bare(ran.out) == bare(wanted.out):
        return True
    if mended[0] != meant[0] or mended[0] not in ("grad", "explain", "graph"):
        return False
    kept = [[t for t in line if not t.startswith("--json")] for line in (["grad", *mended[1:]], ["grad", *meant[1:]])]
    return numbers(kept[0]) == numbers(kept[1]) is not None


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(case["typed"])[:60])
def test_what_is_suggested_is_what_was_meant(case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    typed, meant = case["typed"], case["meant"]
    ran = gradcli(*typed)
    if not refused(ran):
        assert same(typed, meant)
        return
    assert not list(tmp_path.iterdir())  # what is tried writes nothing
    found = list(suggested(ran, typed))
    assert len(found) == 1, ran.err
    assert not refused(gradcli(*found[0]))
    assert same(found[0], meant), ran.err


def refused(ran: Ran) -> bool:
    return ran.status == 2 or (ran.status == 1 and "Error: " in ran.err)


# ------------------------------------------------------------------ nobody can know
SEVERAL = [
    (["grad", "x**2", "--x", "3,5"], ["3.5", "[3, 5]"]),
    (["grad", "x**2", "--x", "1,000"], ["1000", "1.000"]),
    (["grad", "x**2", "--x", "1 234"], ["1234", "[1, 234]"]),
    (["grad", "1/xy", "--x", "2", "--y", "3"], ["(x*y)"]),
    (["grad", "1/2x", "--x", "2"], ["1/2*x", "1/(2*x)"]),
    (["grad", "x*y", "--x", "1", "--y", "2", "--get", "grad"], ["x.grad", "y.grad"]),
    (["grad", "t**2", "--x", "3"], ["t", "x"]),
    (["grad", "x ± 1", "--x", "2"], ["+", "-"]),
]


@pytest.mark.parametrize(("typed", "named"), SEVERAL, ids=lambda value: " ".join(value))
def test_where_several_could_be_meant_all_are_named_and_none_is_offered(typed: list[str], named: list[str]) -> None:
    ran = gradcli(*typed)
    assert ran.status == 2
    assert not list(suggested(ran, typed))
    told = ran.err[ran.err.rindex("help: ") :]
    assert all(name in told for name in named)


NOTHING = [
    ["grad", "nn.Linear(3, 1)(x)", "--x", "[1, 2, 3]"],
    ["grad", "a[0] = v", "--a", "[1, 2]", "--v", "3"],
    ["grad", "x**2", "--x", "0.8+0.3j"],
    ["grad", "foo(x)", "--x", "2"],
    ["grad", "beta(x)", "--x", "2"],
    ["grad", "x**2", "--x", "2", "--dtype", "float16"],
]


@pytest.mark.parametrize("typed", NOTHING, ids=" ".join)
def test_where_nothing_is_known_nothing_is_offered(typed: list[str]) -> None:
    ran = gradcli(*typed)
    assert ran.status == 2
    assert not list(suggested(ran, typed))


# ------------------------------------------------------------------ what stands behind it
def test_every_rule_has_a_mistyping(monkeypatch: pytest.MonkeyPatch) -> None:
    fired: set[int] = set()

    def watched(k: int, rule: Any) -> Any:
        def watch(state: State) -> Any:
            found = rule(state)
            if found is not None:
                fired.add(k)
            return found

        return watch

    rules = mend.RULES
    monkeypatch.setattr(mend, "RULES", tuple(watched(k, rule) for k, rule in enumerate(rules)))
    names = [r.__name__ if r.__name__ != "rule" else r.__closure__[0].cell_contents.__name__ for r in rules]
    needless = {
        "file_option",
        "batch_order",
        "file_name",
        "value_file",
        "vector_picture",
        "tolerance",
    }  # files, or tests of their own
    idle = set(names)
    for case in reversed(CASES):
        gradcli(*case["typed"])
        idle = set(names) - {names[k] for k in fired} - needless
        if not idle:
            break
    assert not idle


def test_names_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "heights.csv").write_text("t\n1\n2\n")
    (tmp_path / "w.json").write_text("[1, 2]")
    wanted = ["batch", "t**3", "heights.csv"]
    for typed in (
        ["batch", "t**3", "heights"],
        ["batch", "t**3", "hieghts.csv"],
        ["batch", "heights.csv", "t**3"],
        ["batch", "t**3", "--input", "heights.csv"],
        ["batch", "t**3", "-i", "heights.csv"],
        ["batch", "t^3", "heights.csv"],
    ):
        assert [gradcli(*line).out for line in suggested(gradcli(*typed), typed)] == [gradcli(*wanted).out], typed
    typed = ["grad", "w.sum()", "--w", "w.json"]
    assert list(suggested(gradcli(*typed), typed)) == [["grad", "w.sum()", "--w", "@w.json"]]


def test_a_million_letters_are_not_echoed() -> None:
    letters = "ab" * 100_000
    for typed in (
        ["grad", letters, "--x", "2"],
        ["grad", "x", "--x", letters],
        [letters],
        ["grad", "x", f"--{letters}"],
        ["ops", letters],
    ):
        assert all(len(line) < 400 for line in gradcli(*typed).err.splitlines()), typed[:1]


def test_markup_is_text() -> None:
    assert "[red]x[/red]" in gradcli("grad", "[red]x[/red]", "--x", "2", "--color", "always").err


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["grad", "x**2", "--x", "2"], 'gradcli grad "x**2" --x 2'),
        (["grad", "f'x", "--x=[1, 2]"], 'gradcli grad "f\'x" --x="[1, 2]"'),
        (["grad", 'a"b', "$x"], "gradcli grad 'a\"b' '$x'"),
    ],
)
def test_a_line_to_copy(arguments: list[str], shown: str) -> None:
    assert quoted(arguments) == shown


def test_items_of_a_line() -> None:
    line = Line(["grad", "x", "--json", "--x", "2", "--digits=3", "-q", "--y", "--z", "1", "--", "-z"])
    kinds = [item.kind for item in line.items]
    assert kinds == [
        "text",
        "flag",
        "binding",
        "option",
        "short",
        "lonely",
        "binding",
        "dashes",
        "text",
    ]


@pytest.mark.parametrize(
    ("text", "value"), [("[[1. 3.]\n [5. 7.]]", "[[1., 3.], [5., 7.]]"), ("1.000,5", "1000.5"), ("no", None)]
)
def test_values(text: str, value: str | None) -> None:
    assert mended_value(text) == value
