"""Options that would have no effect where they stand: they are refused, never ignored in silence."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from gradcli.problems import NameProblem, Problem, Remedy

PASSES = ("backward", "same_graph", "retain_graph", "zero_grad")
NUMBERS = (*PASSES, "no_grad", "grad_output", "dtype")  # what is about numbers
HIGHER = ("order", "hessian", "jacobian")
LONGEST = 10_000  # characters of an expression in which names of options are looked for


def typed(ctx: Any) -> list[str]:
    """The options on the command line, by the names of their parameters."""
    return [name for name in ctx.params if getattr(ctx.get_parameter_source(name), "name", "") == "COMMANDLINE"]


def option(name: str) -> str:
    """A parameter as it is typed."""
    return {"named_like": "-k", "ranges": "--range"}.get(name, f"--{name.replace('_', '-')}")


def refuse(names: Collection[str], given: Sequence[str], why: str, fix: str | Remedy | None = None) -> None:
    """Raise Problem if one of some options was typed: `why` says why it has nothing to do."""
    for name in given:
        if name in names:
            raise Problem(f"{option(name)} {why}", fix=fix or f"leave {option(name)} out")


def refuse_together(given: Sequence[str], *pairs: tuple[str, str]) -> None:
    """Raise Problem if two options were typed of which one would win."""
    for one, other in pairs:
        if one in given and other in given:
            raise Problem(f"{option(one)} and {option(other)} do not go together", fix="leave one of the two out")


def refuse_repeated(options: Sequence[str], repeatable: Collection[str]) -> None:
    """Raise Problem if an option with one value was typed twice."""
    seen: set[str] = set()
    for token in options:
        name, equals, _ = token.partition("=")
        if equals and name in seen and name not in repeatable:
            raise Problem(f"{name} is given twice", fix="give it once")
        seen.add(name)


def refuse_swallowed(ctx: Any, source: str, values: Collection[str]) -> None:
    """Raise NameProblem if an option took the value of a variable that is called like it."""
    if len(source) > LONGEST:
        return
    for name in typed(ctx):
        word = rf"(?<![\w.]){re.escape(name)}(?!\w)"
        if (
            name in values
            or name not in source
            or not re.search(rf"{word}(?!\s*\()", source)
            or re.search(rf"{word}\s*=(?!=)", source)
        ):
            continue
        raise NameProblem(
            f"`{name}` is a variable of this expression, and {option(name)} an option", fix=f"--let {name}=... gives it a value"
        )


def refuse_help(positionals: Sequence[str], values: Collection[str]) -> None:
    """Raise Problem for `grad help`."""
    if list(positionals) == ["help"] and "help" not in values:
        raise Problem("`help` is read as a variable", fix="--help shows the options")


def refuse_without_values(given: Sequence[str], names: Sequence[str], numbers: Collection[str]) -> None:
    """Raise Problem for options that are about numbers, where no variable has a value."""
    refuse(numbers, given, "is about numbers, and no variable has a value", Remedy("give all", tuple(names[:4])))


def idle(given: Sequence[str], names: Collection[str], why: str) -> list[str]:
    """What to say of options that have nothing to do, and do no harm."""
    return [f"{option(name)} {why}" for name in given if name in names]


def idle_passes(given: Sequence[str], backward: int, same_graph: bool) -> list[str]:
    """What to say of options about several passes, where there is one."""
    found = []
    if not same_graph:
        found = idle(given, ("retain_graph",), "has nothing to keep: without --same-graph each pass has a graph of its own")
    if backward == 1:
        found += idle(
            given,
            ("same_graph", "zero_grad", *(("retain_graph",) if same_graph else ())),
            "has nothing to do: there is one pass, and --backward 2 makes two",
        )
    return found


def idle_digits(given: Sequence[str], whole: str | None) -> list[str]:
    """What to say of `--digits`, where `whole` prints all of them."""
    return idle(given, ("digits",), f"has nothing to do: {whole} prints all digits") if whole else []


def tell(notes: Sequence[str], color: str, ascii: bool) -> None:
    """Print notes to standard error."""
    if notes:
        from gradcli.views.lines import stderr

        stderr(color, ascii).lines([("note: ", "note"), (text, "")] for text in notes)
