"""Compile grammars/expression.lark into tables.py.

    python -m gradcli.syntax.grammar            write gradcli/syntax/tables.py
    python -m gradcli.syntax.grammar --check    fail if it is not up to date

Lark computes the LALR(1) automaton. That takes longer than most of our users' expressions take altogether,
so its result is kept as plain literals, and neither Lark nor this module is imported in a normal run.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
TABLES = HERE / "tables.py"

# Terminals that the scanner looks at itself come first, so that one comparison tells them from the others.
FIRST = ("$END", "NEWLINE", "(", "[", ")", "]")
IGNORED_INLINE = "SPACE"
NO_SYMBOL = ""


class Production(NamedTuple):
    """One alternative of a rule: `left` becomes `length` symbols; `kind` names it and `symbol` is its operator, if any."""

    left: int
    length: int
    kind: str
    symbol: str


class Tables(NamedTuple):
    """The automaton.

    `actions[state + terminal]` is the state to shift to, a negative index into `rules` to reduce by, or 0: refused.
    States are numbered in steps of len(terminals), so that adding is all it takes to find an action.
    `gotos[left][state]` is the state after a reduction to `left`.
    """

    scanner: str
    terminals: tuple[str, ...]
    symbols: dict[str, int]
    rules: tuple[tuple[int, int, str, str], ...]
    actions: tuple[int, ...]
    gotos: tuple[dict[int, int], ...]
    start: int
    end: int


def grammar_path(name: str = "expression") -> Path:
    """The grammar's file: inside an installed package, or beside the package in a checkout."""
    installed = HERE.parent / "grammars" / f"{name}.lark"
    return installed if installed.exists() else HERE.parents[1] / "grammars" / f"{name}.lark"


def expression_tables() -> Tables:
    """The tables of the expression language, compiled from its grammar."""
    return compile_grammar(grammar_path().read_text("utf-8"))


def compile_grammar(text: str) -> Tables:
    """The tables for a grammar's text. A conflict between two rules is an error."""
    from lark import Lark
    from lark.parsers.lalr_analysis import LALR_Analyzer

    lark = Lark(text, parser="lalr", start="program")
    patterns = {terminal.name: terminal.pattern for terminal in lark.terminals}
    analyzer: Any = LALR_Analyzer(lark.parser.parser_conf, strict=True)
    analyzer.compute_lalr()
    return _number(analyzer.parse_table, patterns, lark.ignore_tokens)


def _number(table: Any, patterns: dict[str, Any], ignored: Iterable[str]) -> Tables:
    """Lark's table with names and objects, as integers."""
    names = {name: _shown(name, patterns) for name in ["$END", *patterns] if name not in ignored}
    order = sorted(names, key=lambda name: (FIRST.index(names[name]) if names[name] in FIRST else len(FIRST), names[name]))
    terminal = {name: number for number, name in enumerate(order)}
    rules = sorted({arg for row in table.states.values() for action, arg in row.values() if not isinstance(arg, int)}, key=_place)
    lefts = sorted({rule.origin.name for rule in rules})
    rows = _reachable(table)
    state = {old: new * len(order) for new, old in enumerate(rows)}
    number = {rule: index - len(rules) for index, rule in enumerate(rules)}

    actions = [0] * (len(rows) * len(order))
    gotos: list[dict[int, int]] = [{} for _ in lefts]
    for old in rows:
        for name, (_, arg) in table.states[old].items():
            target = state[arg] if isinstance(arg, int) else number[arg]
            if name in terminal:
                actions[state[old] + terminal[name]] = target
            else:
                gotos[lefts.index(name)][state[old]] = target

    return Tables(
        scanner=_scanner(patterns, ignored),
        terminals=tuple(names[name] for name in order),
        symbols={patterns[name].value: terminal[name] for name in order if _is_symbol(name, patterns)},
        rules=tuple(_rule(rule, lefts, patterns) for rule in rules),
        actions=tuple(actions),
        gotos=tuple(gotos),
        start=state[table.start_states["program"]],
        end=state[table.end_states["program"]],
    )


def _reachable(table: Any) -> list[int]:
    """The states in the order in which they are met, from the start; this order is the same in every run."""
    rows = [table.start_states["program"]]
    for old in rows:  # grows while it is read
        for _, (_, arg) in sorted(table.states[old].items()):
            if isinstance(arg, int) and arg not in rows:
                rows.append(arg)
    return rows


def _place(rule: Any) -> tuple[str, int, int, str]:
    return (rule.origin.name, rule.order, len(rule.expansion), " ".join(symbol.name for symbol in rule.expansion))


def _rule(rule: Any, lefts: list[str], patterns: dict[str, Any]) -> Production:
    symbols = [patterns[symbol.name].value for symbol in rule.expansion if _is_symbol(symbol.name, patterns)]
    return Production(
        left=lefts.index(rule.origin.name),
        length=len(rule.expansion),
        kind=rule.alias or str(rule.origin.name),
        symbol=symbols[0] if symbols else NO_SYMBOL,
    )


def _is_symbol(name: str, patterns: dict[str, Any]) -> bool:
    return name in patterns and patterns[name].type == "str"


def _shown(name: str, patterns: dict[str, Any]) -> str:
    return str(patterns[name].value) if _is_symbol(name, patterns) else name


def _scanner(patterns: dict[str, Any], ignored: Iterable[str]) -> str:
    """One regular expression for the next token, after spaces.

    It matches at every offset, at worst one character that belongs to no token, or the empty text at the end:
    so scanning never looks twice at anything.
    """
    symbols = sorted((p.value for name, p in patterns.items() if _is_symbol(name, patterns)), key=lambda s: (-len(s), s))
    single = "".join(re.escape(symbol) for symbol in symbols if len(symbol) == 1)
    longer = [re.escape(symbol) for symbol in symbols if len(symbol) > 1]
    regular = [patterns[name].value for name in ("NAME", "NUMBER")]
    others = [patterns[name].value for name in ("STRING", "NEWLINE", *sorted(set(ignored) - {IGNORED_INLINE}))]
    space = patterns[IGNORED_INLINE].value.removesuffix("+")
    return f"{space}*(" + "|".join([*regular, *longer, f"[{single}]", *others, r"\Z", "."]) + ")"


def module_text(tables: Tables) -> str:
    """tables.py for these tables."""
    lines = [
        '"""The compiled grammar: generated from grammars/expression.lark by `python -m gradcli.syntax.grammar`."""',
        "",
        "# ruff: noqa",
        "# fmt: off",
        "",
        f"scanner: str = {tables.scanner!a}",
        f"terminals: tuple[str, ...] = {_wrapped(map(repr, tables.terminals))}",
        f"symbols: dict[str, int] = {tables.symbols!r}",
        f"rules: tuple[tuple[int, int, str, str], ...] = {_wrapped(repr(tuple(rule)) for rule in tables.rules)}",
        f"actions: tuple[int, ...] = {_wrapped(map(str, tables.actions))}",
        f"gotos: tuple[dict[int, int], ...] = {_wrapped(map(repr, tables.gotos))}",
        f"start: int = {tables.start}",
        f"end: int = {tables.end}",
    ]
    return "\n".join(lines) + "\n"


def _wrapped(items: Iterable[str]) -> str:
    """A tuple's text in lines of at most about 120 characters."""
    lines = [""]
    for item in items:
        if len(lines[-1]) + len(item) > 118:
            lines.append("")
        lines[-1] += f"{item}, "
    return "(\n" + "".join(f"    {line.rstrip()}\n" for line in lines) + ")"


def main(arguments: list[str]) -> int:
    """Write tables.py, or with --check compare it with the grammar."""
    text = module_text(expression_tables())
    if arguments != ["--check"]:
        TABLES.write_text(text, "utf-8")
        return 0
    if TABLES.exists() and TABLES.read_text("utf-8") == text:
        return 0
    print("tables.py does not fit expression.lark: run python -m gradcli.syntax.grammar", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
