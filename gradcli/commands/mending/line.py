"""A command line as it was typed, item by item, whether or not it can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from gradcli.commands import COMMANDS

OPTION = re.compile(r"--([^\W\d](?:[\w-]|[^\x00-\x7f])*)(?:=(.*))?\Z", re.DOTALL)
SHORT = re.compile(r"-([^\W\d]\w*)\Z")
NUMERAL = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\Z")
EXPRESSION = ("grad", "explain", "graph", "check", "descend", "batch", "plot", "emit")  # the commands that take one


class Item(NamedTuple):
    """A part of a command line.

    kind    text, flag, option (declared, with a value), binding (--x 2), lonely (--x and nothing), short (-x), dashes (--)
    name    of an option with its hyphens, of a binding without
    value   of an option or a binding, or the text itself
    tokens  as they were typed
    """

    kind: str
    name: str
    value: str
    tokens: tuple[str, ...]


class Line:
    """The command, empty if there is none, and the items behind it."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self.arguments = list(arguments)
        self.command = arguments[0] if arguments and arguments[0] in COMMANDS else ""
        self.flags, self.valued = declared(self.command)
        self.items = list(self._items(self.arguments[1:] if self.command else self.arguments))

    def _items(self, tokens: Sequence[str]) -> Iterator[Item]:
        rest = list(reversed(tokens))
        while rest:
            token = rest.pop()
            if token == "--":
                yield Item("dashes", "", "", (token,))
                yield from (Item("text", "", text, (text,)) for text in reversed(rest))
                return
            yield self._item(token, rest)

    def _item(self, token: str, rest: list[str]) -> Item:
        match = OPTION.match(token)
        name = token.partition("=")[0]
        if token == "-h" or (name in self.flags and match):
            return Item("flag", name, match[2] or "" if match else "", (token,))
        if match is None and token not in self.valued:
            short = SHORT.match(token)
            return Item("short", token, "", (token,)) if short else Item("text", "", token, (token,))
        kind = "option" if name in self.valued else "binding"
        shown = name if kind == "option" else name[2:]
        if match and match[2] is not None:
            return Item(kind, shown, match[2], (token,))
        if not rest or (kind == "binding" and (OPTION.match(rest[-1]) or rest[-1] == "-h")):
            return Item("lonely", name, "", (token,))
        value = rest.pop()
        return Item(kind, shown, value, (token, value))

    # ------------------------------------------------------------------ what stands where
    def texts(self) -> list[int]:
        """Where what stands alone is, by index."""
        return [k for k, item in enumerate(self.items) if item.kind == "text"]

    @property
    def expression(self) -> str | None:
        """The first that stands alone."""
        found = self.texts()
        return self.items[found[0]].value if found and self.command in EXPRESSION else None

    def bindings(self) -> dict[str, str]:
        """The values, also those of --let."""
        found = {item.name: item.value for item in self.items if item.kind == "binding"}
        for item in self.items:
            if item.name == "--let" and "=" in item.value:
                name, _, text = item.value.partition("=")
                found[name.strip()] = text.strip()
        return found

    def has(self, name: str) -> bool:
        """Whether an option is declared here."""
        return name in self.flags or name in self.valued

    # ------------------------------------------------------------------ another line
    def put(self, start: int, tokens: Sequence[str], stop: int | None = None) -> list[str]:
        """The arguments with other tokens for an item, or for several."""
        stop = start + 1 if stop is None else stop
        return self.joined([*self.items[:start], *(Item("", "", "", (t,)) for t in tokens), *self.items[stop:]])

    def joined(self, items: Sequence[Item], command: str | None = None) -> list[str]:
        """The arguments of other items, and of another command."""
        command = self.command if command is None else command
        return [*([command] if command else []), *(token for item in items for token in item.tokens)]


@cache
def declared(command: str) -> tuple[frozenset[str], frozenset[str]]:
    """The options of a command: those without and those with a value."""
    if not command:
        return frozenset({"--help", "--version"}), frozenset()
    from gradcli.commands.app import LazyGroup
    from gradcli.commands.app import declared as of

    flags, valued = of(LazyGroup(name="gradcli").get_command(None, command))
    return frozenset(flags), frozenset(valued)


def quoted(arguments: Sequence[str]) -> str:
    """A command line to copy, for any shell: in double quotes where nothing in it means something to a shell."""
    return " ".join(["gradcli", *map(_quoted, arguments)])


_PLAIN = re.compile(r"[\w@%+=:,./-]+\Z", re.ASCII)
_NOT_IN_DOUBLE_QUOTES = re.compile(r'["$`\\!]')


def _quoted(text: str) -> str:
    if _PLAIN.match(text):
        return text
    name, equals, value = text.partition("=")
    if text.startswith("--") and equals and OPTION.match(name):
        return f"{name}={_quoted(value)}"
    if not _NOT_IN_DOUBLE_QUOTES.search(text):
        return f'"{text}"'
    import shlex

    return shlex.quote(text)
