"""Remedies are data: nobody below the commands speaks of options, and every front end has words for every remedy."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gradcli
from gradcli import commands, phrases
from gradcli.batch.cells import value as cell
from gradcli.commands.phrases import PHRASES as COMMAND
from gradcli.commands.phrases import say, spoken
from gradcli.problems import Problem, Remedy, about_setting

PACKAGE = Path(gradcli.__file__).parent
BELOW = [path for path in sorted(PACKAGE.rglob("*.py")) if Path(commands.__file__).parent not in path.parents]
OWN_COMMAND = {"gradcli/syntax/grammar.py"}  # a program of its own, which takes an option


def name(path: Path) -> str:
    return str(path.relative_to(PACKAGE.parent))


def texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every text of a module but its documentation; what is put into an f-string counts as a letter."""
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(str(v.value) if isinstance(v, ast.Constant) else "x" for v in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.lineno, node.value


def remedies(tree: ast.AST) -> Iterator[str]:
    """The kinds of remedies that a module makes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Remedy":
            assert isinstance(node.args[0], ast.Constant)
            yield str(node.args[0].value)


@pytest.mark.parametrize("path", BELOW, ids=name)
def test_only_commands_speak_of_options(path: Path) -> None:
    if name(path) not in OWN_COMMAND:
        said = texts(ast.parse(path.read_text("utf-8")))
        assert not [(line, text) for line, text in said if re.search(r"(?<![\w,-])--[a-z]", text)]  # -Wl,--x is a linker's


def test_every_remedy_has_words_in_python_and_on_the_command_line() -> None:
    made = {kind for path in PACKAGE.rglob("*.py") for kind in remedies(ast.parse(path.read_text("utf-8")))}
    assert made == set(phrases.PHRASES) == set(COMMAND)


# ------------------------------------------------------------------ what Python says, each phrase where it is said
RAGGED = {"a": [1.0, 2.0], "x": 1.0}


def raised(function: Callable[..., Any], *arguments: Any, **keywords: Any) -> Problem:
    """What a call raises."""
    with pytest.raises(Problem) as caught:
        function(*arguments, **keywords)
    return caught.value


def asked(expression: str, **keywords: Any) -> Callable[[], Problem]:
    return lambda: raised(gradcli.grad, expression, **keywords)


def checked(expression: str, **keywords: Any) -> Callable[[], Problem]:
    return lambda: raised(gradcli.check, expression, **keywords)


def finding(expression: str, **keywords: Any) -> Callable[[], Any]:
    return lambda: gradcli.check(expression, **keywords).findings[0]


def table(problem: str, text: bytes = b"x,name\n1,a\n", **settings: Any) -> Callable[[], Problem]:
    """What batch raises about a table, by default with the columns x and name."""

    def ask() -> Problem:
        import io

        from gradcli.batch import points
        from gradcli.calculation.question import Settings
        from gradcli.readers.source import opened

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
            with opened("-") as source:
                arguments = {"constants": {}, **settings}
                return raised(points.answer, problem, arguments.pop("constants"), Settings(), source, **arguments)

    return ask


def stored() -> Problem:
    from gradcli.views.stored import loaded

    return raised(loaded, "{}", "this")


def format() -> Problem:
    from gradcli.views.formats import named

    return raised(named, "mermade")


def constant() -> Problem:
    from gradcli.bindings import parse_value

    return raised(parse_value, "x", "2*q")


def column() -> Problem:
    from gradcli.readers.choice import Wanted

    return raised(Wanted("-", None, "x", "x").among, ["a", "b"])


def place() -> Problem:
    from gradcli.bindings import parse_value

    return raised(parse_value, "x", "sine(2)")


def example() -> list[str]:
    from gradcli.ops.table import TABLE
    from gradcli.views.operations import one

    return ["".join(text for text, _ in line) for line in one(TABLE["relu"])]


SAID: dict[str, tuple[Callable[[], Any], Callable[[Any], Any], str]] = {
    "setting": (asked("x", x=1, backward=20_000), str, "backward needs 20,000 backward passes; the limit is 10,000"),
    "value": (place, str, "x: unknown function `sine`"),
    "not constant": (constant, str, "the value of x is not a constant: `q` has no value there"),
    "give": (asked("x*y", x=1), lambda p: p.fix, "pass y=..."),
    "give all": (checked("x*y", value=1), lambda p: p.fix, "pass values: x=2, y=2"),
    "give tensors": (
        lambda: raised(lambda: structure("x.view(3) @ w")),
        lambda p: p.fix,
        "pass values: x=[1, 2], w=[1, 2]",
    ),
    "give to rows": (table("x*w"), lambda p: p.fix, "give it one value for all rows: w=2"),
    "column and value": (table("x", constants={"x": 1.0}), str, "`x` is a column and has the value of x= too"),
    "other value": (asked("weight*x", x=1, weihgt=2), lambda p: p.fix, "did you mean weight= where you passed weihgt=?"),
    "variables": (
        asked("x", x=1, quux=2),
        lambda p: p.fix,
        "the variables of this expression are: x; allow_unused=True accepts other values",
    ),
    "use": (asked("with torch.no_grad(): x", x=1), lambda p: p.fix, "pass no_grad=True"),
    "values": (asked("x**2 at 3", x=1), lambda p: p.fix, "pass values by name, such as x=2"),
    "drop": (asked("2*x", x=1, no_grad=True), lambda p: p.fix, "leave out no_grad=True"),
    "leave out": (asked("x.requires_grad", x=1), lambda p: p.fix, "leave it out: wrt names the variables that require grad"),
    "leave out grad_fn": (asked("x.grad_fn", x=1), lambda p: p.fix, "leave it out: the answer has the name of the grad_fn"),
    "retain graph": (
        asked("x**2", x=1, backward=2, same_graph=True),
        lambda p: p.fix,
        "retain_graph=True keeps the buffers, or leave out same_graph=True to evaluate anew for each pass",
    ),
    "not scalar": (
        asked("a**2", a=[1, 2]),
        lambda p: p.fix,
        "reduce it, for example with .sum() or .mean(), or say how much each element counts: grad_output=...",
    ),
    "not single": (
        asked("a**2", a=[1, 2], hessian=True),
        lambda p: p.fix,
        "reduce it, for example with .sum(), or ask for jacobian=True",
    ),
    "no derivative": (asked("x//2", x=3), lambda p: p.fix, "detach its operands, or leave the variable out of wrt"),
    "no variable": (asked("2 + 3"), lambda p: p.fix, "put a name where a number stands, and pass its value: x=2"),
    "require one": (asked("m", m=True), lambda p: p.fix, "name one in wrt"),
    "require": (
        asked("x", x=1, z=2, wrt="z", allow_unused=True),
        lambda p: p.fix,
        "name in wrt a variable that occurs",
    ),
    "add to wrt": (checked("x*y", x=1, y=2, wrt=["x"], expect={"y": 1}), lambda p: p.fix, "add y to wrt"),
    "name the variables": (asked("x", x=1, wrt=""), lambda p: p.fix, 'name the variables: wrt=["x", "y"]'),
    "tensors": (asked("a.sum()", a=[1, 2], order=2), lambda p: p.fix, "hessian=True and jacobian=True work on tensors"),
    "skip": (lambda: raised(cell, ""), lambda p: p.fix, 'give a number, or leave the row out with on_error="skip"'),
    "expressions": (lambda: raised(cell, "3-1"), lambda p: p.fix, "Notation(expressions=True) computes it"),
    "decimal comma": (lambda: raised(cell, "1,5"), lambda p: p.fix, 'Notation(decimal=",") reads it'),
    "either comma": (
        lambda: raised(cell, "1,500"),
        lambda p: p.fix,
        'if it is a decimal one, Notation(decimal=",") reads it; otherwise leave it out',
    ),
    "delimiter": (
        table("q", text=b"q;name\n1;a\n"),
        lambda p: p.fix,
        'separate the columns by commas, or by tabs, or pass Dialect(delimiter=";")',
    ),
    "extensions": (
        table("x", output="out.xlsx"),
        lambda p: p.fix,
        "the extensions are .csv, .tsv, .tab, .jsonl, .ndjson, .npy, .npz, "
        ".parquet, .feather, .arrow, .ipc, .arrows; format=... says it whatever the name is",
    ),
    "column": (column, lambda p: p.fix, "one of them for x: @-:a"),
    "did you mean": (format, lambda p: p.fix, 'did you mean format="mermaid"?'),
    "no columns": (table("x", columns=("none",)), lambda p: p.fix, "columns=() passes on none"),
    "text format": (table("x", format="npy", output="/dev/null"), lambda p: p.fix, "write jsonl or csv"),
    "program": (
        lambda: raised(gradcli.compile("x/y").program, "python", x=1, y=0),
        lambda p: p.fix,
        "program('numpy') goes on with inf and nan",
    ),
    "terminal": (lambda: terminal(), lambda p: p.fix, "write to points.npy, or write csv"),
    "stored trace": (stored, lambda p: p.fix, "write one with the command `gradcli explain`, as JSON"),
    "look": (
        checked("log(-x**2 - 1)", formula={"x": "x"}),
        lambda p: p.fix,
        "say where to look: ranges={'x': (0.1, 3)}",
    ),
    "none as zero": (
        finding("x + y.detach()", x=1, y=2, expect={"y": 0}),
        lambda f: f.reason,
        "y.grad is None: nothing connects it to the output; none_as_zero=True lets 0 count as None",
    ),
    "nan ok": (
        finding("sqrt(-1 - x**2)", x=1, expect={"x": np.nan}),
        lambda f: f.reason,
        "the true gradient is nan here, and nan equals nan only with nan_ok=True",
    ),
    "rounded": (
        finding("sin(x)", x=1, expect={"x": 0.54}),
        lambda f: f.mistake.text,
        "0.54 is the gradient rounded to 3 digits; rtol=1e-2 accepts it",
    ),
    "example": (example, lambda lines: lines[-1].strip().partition("example")[2].strip(), 'gradcli.grad("relu(x)", x=1.5)'),
}


def structure(expression: str) -> Any:
    from gradcli.calculation.question import Settings
    from gradcli.calculation.structure import structure
    from gradcli.syntax.parser import parse

    return structure(parse(expression), Settings())


def terminal() -> Problem:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gradcli.batch.points._to_terminal", lambda output: True)
        return table("x", format="npy")()


def test_every_phrase_of_python_is_tried() -> None:
    assert set(SAID) == set(phrases.PHRASES)


@pytest.mark.parametrize("kind", SAID)
def test_python(kind: str) -> None:
    make, part, words = SAID[kind]
    assert str(part(make())) == words


# ------------------------------------------------------------------ the words themselves
def test_a_setting_in_both_voices() -> None:
    about = about_setting("grad_output", "has no shape")
    assert (str(about), say(about)) == ("grad_output has no shape", "--grad-output has no shape")
    assert say("as it is") == "as it is"


def test_a_problem_is_said_whole() -> None:
    problem = Problem(about_setting("wrt", "is empty"), why=Remedy("require one"), fix=Remedy("give", ("y",))).within("line 3")
    assert str(problem) == "line 3: wrt is empty"
    said = spoken(problem)
    assert (said.title, said.why, said.fix) == ("line 3: --wrt is empty", "name one in --wrt", "add one to the command: --y 2")
    assert str(spoken(said)) == "line 3: --wrt is empty"
