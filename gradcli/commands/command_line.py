"""A command line taken apart, before Typer sees it: `--x 2`, `--x=-2e-3`, `--a "[2, 3]"`, `--x @file`, `--x -` among its options.

Declared options win, everything else that looks like `--name value` is a value. An expression may begin with a minus, but what
is spelled like an option is one: `-f` and `--verbose` are expressions only where f and verbose have values, or behind `--`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

from gradcli.problems import NameProblem, Problem
from gradcli.suggest import suggest_name


class CommandLine(NamedTuple):
    """A command line taken apart.

    options      tokens for Typer: declared options with their values
    positionals  the expression and whatever else stands alone
    bindings     name -> text of the value
    """

    options: list[str]
    positionals: list[str]
    bindings: dict[str, str]


def split(tokens: Sequence[str], flags: Collection[str], valued: Collection[str]) -> CommandLine:
    """Sort the tokens of a command line.

    flags   declared options without a value, such as --json
    valued  declared options with one, such as --digits
    """
    return _Sorting(tokens, flags, valued).sorted()


class _Sorting:
    """A command line while it is taken apart.

    rest    the tokens that have not been looked at, the next one last
    lonely  --x with nothing behind it: perhaps the expression -(-x)
    """

    def __init__(self, tokens: Sequence[str], flags: Collection[str], valued: Collection[str]) -> None:
        self.rest = list(reversed(tokens))
        self.flags, self.valued = flags, valued
        self.options: list[str] = []
        self.positionals: list[str] = []
        self.bindings: dict[str, str] = {}
        self.lonely: list[str] = []

    def sorted(self) -> CommandLine:
        """All tokens, each in its place."""
        behind: list[str] = []
        while self.rest:
            token = self.rest.pop()
            if token == "--":
                behind = self.rest[::-1]
                break
            self._sort(token)
        if self.lonely and not (self.positionals or behind):
            self._take_for_expression(self.lonely.pop(0))
        if self.lonely:
            raise _no_value(self.lonely[0], self.flags, self.valued)
        self._refuse_short()
        return CommandLine(self.options, [*self.positionals, *behind], self.bindings)

    def _take_for_expression(self, token: str) -> None:
        """`--x --x 3`, where x has a value. Raises NameProblem for everything else, of which nobody can know that it is one."""
        if not self._has_value(token[2:]):
            raise not_an_expression(token, self.flags, self.valued)
        self.positionals.append(token)

    def _refuse_short(self) -> None:
        """`"x**2" -x 2` has one hyphen too few, and `-f` alone is no expression unless f has a value."""
        for token, value in pairwise(self.positionals):
            if _short(token):
                raise Problem(f"`{token}` has one hyphen too few", fix=f"-{token} {value}")
        for token in self.positionals:
            if _short(token) and not self._has_value(token[1:]):
                raise not_an_expression(token, self.flags, self.valued)

    def _has_value(self, name: str) -> bool:
        """Whether a name is a variable of this command line."""
        name = unicodedata.normalize("NFKC", name)
        return name in self.bindings or any(option.startswith(f"--let={name}=") for option in self.options)

    def _sort(self, token: str) -> None:
        name, equals, text = token.partition("=")
        option = _is_long(name)
        if token == "-h" or (option and name in self.flags):
            self.options.append(token)
        elif not option and token in self.valued:  # one hyphen, one letter
            self.options += [token, self._next(token)]
        elif not option:
            self.positionals.append(token)
        elif name in self.valued:
            self.options.append(token if equals else f"{token}={self._next(name)}")
        elif equals:
            _bind(self.bindings, name[2:], text, self.flags, self.valued)
        elif self.rest and not _is_option(self.rest[-1]):
            _bind(self.bindings, name[2:], self.rest.pop(), self.flags, self.valued)
        else:
            self.lonely.append(token)

    def _next(self, name: str) -> str:
        """The value of an option, behind it."""
        if not self.rest:
            raise Problem(f"{name} needs a value", fix=f"{name} VALUE")
        return self.rest.pop()


def _is_option(token: str) -> bool:
    """Whether a token begins a new option, so that it cannot be the value of the one before."""
    return _is_long(token.partition("=")[0]) or token == "-h"


def _is_long(name: str) -> bool:
    """Whether a token, up to its first equals sign, is spelled as an option: two hyphens and a name, which may hold hyphens."""
    return name.startswith("--") and _begins_name(name[2:]) and all(_continues_name(letter) for letter in name[3:])


def _short(token: str) -> bool:
    """Whether a token is one hyphen and a name."""
    return token.startswith("-") and _begins_name(token[1:]) and all(c == "_" or c.isalnum() for c in token[2:])


def _begins_name(text: str) -> bool:
    return text[:1] == "_" or (text[:1].isalnum() and not text[:1].isdecimal())


def _continues_name(letter: str) -> bool:
    return letter in "_-" or letter.isalnum() or not letter.isascii()


def _bind(bindings: dict[str, str], name: str, text: str, flags: Collection[str], valued: Collection[str]) -> None:
    if not name.isidentifier():
        raise unknown_option(f"--{name}", flags, valued)
    name = unicodedata.normalize("NFKC", name)
    if name in bindings:
        raise Problem(f"--{name} is given twice", fix="give each variable one value")
    bindings[name] = text


def _no_value(token: str, flags: Collection[str], valued: Collection[str]) -> Problem:
    name = token[2:]
    problem = unknown_option(token, flags, valued)
    if name.isidentifier() and not near_option(token, flags, valued):
        return Problem(f"--{name} has no value", fix=f"give it one: --{name} 2")
    return problem


def unknown_option(name: str, flags: Collection[str], valued: Collection[str]) -> NameProblem:
    """An option that does not exist, with the nearest that does."""
    near = near_option(name, flags, valued)
    return NameProblem(f"there is no option {name}", fix=f"did you mean {near}?" if near else "--help lists the options")


def not_an_expression(token: str, flags: Collection[str], valued: Collection[str]) -> NameProblem:
    """What is spelled like an option, where there is none of that name and no expression either: all options are told."""
    near = near_option(token, flags, valued)
    meant = "`gradcli --version` tells the version; " if token == "--version" else f"did you mean {near}? " if near else ""
    listed = f"the options are {', '.join(sorted({*flags, *valued}))}"
    behind = "; an expression that is spelled like one stands behind --" if "--let" in valued else ""  # `ops` takes no expression
    return NameProblem(f"there is no option {token}", fix=f"{meant}{listed}{behind}")


def near_option(name: str, flags: Collection[str], valued: Collection[str]) -> str | None:
    """The declared option that a mistyped one was meant to be, if one is close enough."""
    near = suggest_name(name.lstrip("-"), [option[2:] for option in (*flags, *valued) if option.startswith("--")])
    return near and f"--{near}"


def parse_pairs(option: str, items: Sequence[str]) -> dict[str, str]:
    """`--expect x=16`, an option that may be given for each variable: variable -> text."""
    found: dict[str, str] = {}
    for item in items:
        name, equals, text = item.partition("=")
        name = unicodedata.normalize("NFKC", name.strip())
        if not equals or not name.isidentifier():
            raise Problem(f"{option} takes NAME=VALUE, not `{item}`", fix=f"{option} {_example(item)}")
        if name in found:
            raise Problem(f"{option} is given twice for {name}", fix="leave one out")
        found[name] = text.strip()
    return found


def _example(item: str) -> str:
    """What was meant by half of NAME=VALUE."""
    if "=" in item or not item:
        return "x=2"
    return f"{item}=2" if item.isidentifier() else f"x={item}" if set(item) <= set("+-.0123456789[], e") else "NAME=VALUE"


def parse_let(items: Sequence[str]) -> dict[str, str]:
    """`--let NAME=VALUE`, which binds any name."""
    return parse_pairs("--let", items)
