"""What is an option and what is an expression."""

from __future__ import annotations

import pytest

from gradcli.commands import COMMANDS
from gradcli.commands.app import LazyGroup, declared
from tests.command import gradcli

PLAIN = ("ops", "error", "run")  # they take no values, and so leave their lines to Typer
NO_EXPRESSIONS = ["--verbose", "--nope", "-f", "--version", "-x", "--x", "--x-y", "--größe", "-größe", "-pi"]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("token", NO_EXPRESSIONS)
def test_an_option_that_does_not_exist_is_refused_with_those_that_do(command: str, token: str) -> None:
    ran = gradcli(command, token)
    assert (ran.status, ran.out) == (2, "")
    shown = token[:2] if command in PLAIN and token[1] != "-" else token
    assert ran.err.startswith(f"error: there is no option {shown}\n")
    flags, valued = declared(LazyGroup(name="gradcli").get_command(None, command))
    listed = ran.err.partition("the options are ")[2].partition(";")[0].partition("   ")[0].split(", ")
    assert {option.strip() for option in listed} == flags | valued


def test_beside_an_expression_too() -> None:
    assert "there is no option -f" in gradcli("grad", "x**2", "--x", "2", "-f").err
    assert "there is no option -f" in gradcli("check", "--file", "checks.toml", "-f").err
    assert "did you mean --digits?" in gradcli("grad", "--digit").err
    assert "`gradcli --version` tells the version" in gradcli("grad", "--version").err


@pytest.mark.parametrize(
    ("arguments", "slope"),
    [
        (["-x**2", "--x", "3"], "-6"),
        (["--x**2", "--x", "3"], "6"),
        (["-x", "--x", "3"], "-1"),
        (["--x", "--x", "3"], "1"),
        (["-x", "--let", "x=3"], "-1"),
        (["-ﬁ", "--fi", "3", "--let", "x=1", "--allow-unused"], "None"),
        (["--x", "3", "--", "-x"], "-1"),
        (["--x", "3", "--", "--x"], "1"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_an_expression_that_begins_with_a_minus(arguments: list[str], slope: str) -> None:
    assert gradcli("grad", "--get", "x.grad", *arguments) == (0, f"{slope}\n", "")


def test_two_hyphens_settle_it_without_values() -> None:
    assert gradcli("grad", "--", "-f").out == "y = -f\ndy/df = -1\n"
    assert gradcli("grad", "--get", "value", "--", "-pi").status == 1  # a constant has no gradient; it was read
