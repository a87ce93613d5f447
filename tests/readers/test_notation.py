"""What stands for a number, and what does not, with the reason."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradcli.ops.defaults import default_dtype_of
from gradcli.problems import Problem
from gradcli.readers.notation import COMPUTED, PLAIN, Notation, number, whole_or_number
from tests.command import gradcli

EUROPEAN = Notation(decimal=",")

NUMBERS: dict[str, Any] = {
    "1e-3": 1e-3,
    " -2.5 ": -2.5,
    "+3": 3,
    "-inf": -math.inf,
    "Infinity": math.inf,
    "-Infinity": -math.inf,
    "pi": math.pi,
    "-e": -math.e,
    "+tau": math.tau,
    "True": True,
    "[1, 2]": [1, 2],
    "[[1e-3, -inf], [pi, -2.5]]": [[1e-3, -math.inf], [math.pi, -2.5]],
    "1_000": 1000,
}
REASONS = {
    "2024-01-02": "it looks like a date or a time",
    "01/02/2024": "it looks like a date or a time",
    "2.1.2024": "it looks like a date or a time",
    "2024-01-02T10:00:00Z": "it looks like a date or a time",
    "10:30": "it looks like a date or a time",
    "3-1": "it is arithmetic",
    "1/2": "it is arithmetic",
    "2**3": "it is arithmetic",
    "pi/4": "it is arithmetic",
    "--1": "it is arithmetic",
    "~1": "it is arithmetic",
    "-[1, 2]": "it is arithmetic",
    "[1, 2*3]": "it is arithmetic",
    "sqrt(2)": "it is arithmetic",
    "zeros(10**9)": "it is arithmetic",
    "1; 2": "it is arithmetic",
    "1 000": "its thousands are set apart",
    "1\u00a0000,5": "its thousands are set apart",
    "1'000": "its thousands are set apart",
    "1,234.5": "its thousands are set apart",
    "1.234,5": "its thousands are set apart",
    "1,5": "it has a decimal comma",
    "0,125": "it has a decimal comma",
    "1,500": "its comma is a decimal one, or stands between thousands",
    "-,5": "it has a decimal comma",
    "1,5e3": "it has a decimal comma",
    "5%": "it has a unit",
    "€ 5": "it has a unit",
    "(5)": "in some tables such brackets mean a minus",
}
NONE = ["x", "2x", "abc", "'1'", "None", "float32", "@file", "@/etc/passwd", "5 kg", "1 # one", "[1, 'a']", "(1, 2)", "=1+1", "-"]


def plain(found: Any) -> Any:
    return found.tolist() if hasattr(found, "tolist") else found


def refused(text: str, notation: Notation = PLAIN) -> Problem:
    with pytest.raises(Problem) as caught:
        number(text, notation)
    return caught.value


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers(text: str) -> None:
    assert plain(number(text)) == NUMBERS[text]
    assert plain(number(text, COMPUTED)) == NUMBERS[text]
    assert math.isnan(number("nan")) and math.isnan(number("NaN"))


@pytest.mark.parametrize("text", REASONS)
def test_reasons(text: str) -> None:
    problem = refused(text)
    assert str(problem) == f"`{text}` is not a number: {REASONS[text]}"
    assert (problem.fix is not None) and ("expressions" in str(problem.fix)) == (REASONS[text] == "it is arithmetic")


@pytest.mark.parametrize("text", NONE)
def test_what_is_nothing_at_all(text: str) -> None:
    assert str(refused(text)).startswith(f"`{text}` is not a number")


def test_expressions_are_opted_for() -> None:
    assert plain(number("pi/4", COMPUTED)) == math.pi / 4
    assert plain(number("2024-01-02", COMPUTED)) == 2021  # as asked
    assert plain(number("[1, 2]*2", COMPUTED)) == [2, 4]
    assert "elements in one tensor" in str(refused("zeros(10**9)", COMPUTED))


def test_a_decimal_comma() -> None:
    assert [number(text, EUROPEAN) for text in ("1,5", "-,5", "2", "1,5e-3", "-inf")] == [1.5, -0.5, 2, 0.0015, -math.inf]
    assert plain(number("[1.5, 2]", EUROPEAN)) == [1.5, 2]
    for text in ("1.5", "1.234,5", "1.000"):
        assert str(refused(text, EUROPEAN)) == f"`{text}` is not a number: it has a point, and the decimal sign is a comma"


@given(st.integers(-(10**17), 10**17))
def test_whole_numbers_stay_whole(whole: int) -> None:
    found = whole_or_number(f" {whole} ")
    assert (found, type(found)) == (whole, int)
    assert type(whole_or_number(f"{whole}.0")) is float


@given(st.text(max_size=12) | st.text("0123456789+-*/.,:eE ()[]%'", max_size=10))
def test_any_text_is_a_number_or_a_problem(text: str) -> None:
    for notation in (PLAIN, EUROPEAN, COMPUTED):
        try:
            found = number(text, notation)
        except Problem:
            continue
        assert isinstance(found, float | int) or hasattr(found, "shape")


# ------------------------------------------------------------------ line by line
@pytest.mark.parametrize(("line", "slope"), [("1e-3", "0.002"), ("-inf", "-inf"), ("[1, 2]", "[2, 4]"), ("3", "6")])
def test_lines_of_standard_input(line: str, slope: str) -> None:
    assert gradcli("grad", "(x**2).sum()", "--x", "-", "--get", "x.grad", stdin=line) == (0, f"{slope}\n", "")


@pytest.mark.parametrize("text", REASONS)
def test_lines_that_are_no_numbers(text: str) -> None:
    ran = gradcli("grad", "x**2", "--x", "-", stdin=f"1\n{text}\n")
    assert ran.status == 2 and f"line 2 of standard input: `{text}` is not a number: {REASONS[text]}" in ran.err


def test_lines_with_expressions() -> None:
    assert gradcli("grad", "x**2", "--x", "-", "--expressions", "--get", "x.grad", stdin="3-1\n1/2\n").out == "4\n1\n"
    assert "--expressions computes it" in gradcli("grad", "x**2", "--x", "-", stdin="3-1\n").err


def test_a_line_reads_no_file(tmp_path: Any) -> None:
    (tmp_path / "x.txt").write_text("7")
    for options in ([], ["--expressions"]):
        ran = gradcli("grad", "x**2", "--x", "-", *options, stdin=f"1\n@{tmp_path / 'x.txt'}\n")
        assert ran.status == 2 and "49" not in ran.out


def test_values_of_options_are_expressions_of_numbers() -> None:
    assert gradcli("grad", "x**2", "--x", "3-1", "--get", "x.grad").out == "4\n"


def test_a_typed_value_is_float64_whatever_a_session_has_made_the_default() -> None:
    with default_dtype_of("float32"):
        assert gradcli("grad", "W.sum()", "--W", "[0.1, 0.2]", "--get", "value").out == "0.30000000000000004\n"
