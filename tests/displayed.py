"""Values as cases of what IPython shows of them: trees of JSON, from which a value is made."""

from __future__ import annotations

import json
import re
import types
from collections import Counter, OrderedDict, UserList, defaultdict, deque, namedtuple
from collections.abc import Callable
from pathlib import Path
from typing import Any

ANSWERS = Path(__file__).parent / "data" / "displayed.jsonl"
Pair = namedtuple("Pair", "first second")


class Lines:
    """A value whose repr is given."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lines) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)


class Bare:
    """A value without a repr of its own."""


class Names(list[Any]):
    """A list without a repr of its own."""


class Own:
    """A value that tells a printer what to show."""

    def __init__(self, parts: list[Any]) -> None:
        self.parts = parts

    def __repr__(self) -> str:
        return "Own"

    def _repr_pretty_(self, p: Any, cycle: bool) -> None:
        if cycle:
            p.text("Own(...)")
            return
        with p.group(4, "Own(", ")"):
            for k, part in enumerate(self.parts):
                if k:
                    p.text(",")
                    p.breakable()
                p.pretty(part)


class Loud(ValueError):
    """An exception."""


def plain(x: int, *rest: int, scale: float = 1.0, **more: int) -> int:
    """A function."""
    return x


TYPES = {
    "int": int,
    "Bare": Bare,
    "OrderedDict": OrderedDict,
    "Loud": Loud,
    "NoneType": type(None),
    "function": plain,
    "len": len,
}
MAKERS: dict[str, Callable[[list[Any]], Any]] = {
    "list": list,
    "names": Names,
    "tuple": tuple,
    "pair": lambda parts: Pair(parts[:1], parts[-1:]),
    "set": lambda parts: set(map(hashable, parts)),
    "frozenset": lambda parts: frozenset(map(hashable, parts)),
    "dict": lambda parts: dict(couples(parts)),
    "proxy": lambda parts: types.MappingProxyType(dict(couples(parts))),
    "ordered": lambda parts: OrderedDict(couples(parts)),
    "defaultdict": lambda parts: defaultdict(int, couples(parts)),
    "counter": lambda parts: Counter(map(hashable, parts)),
    "deque": deque,
    "short deque": lambda parts: deque(parts, maxlen=max(1, len(parts) // 2)),
    "userlist": UserList,
    "namespace": lambda parts: types.SimpleNamespace(**{f"name{k}": part for k, part in enumerate(parts)}),
    "error": lambda parts: ValueError(*parts),
    "loud": lambda parts: Loud(*parts),
    "own": Own,
    "cycle": lambda parts: [*parts, None],
    "cyclic dict": lambda parts: dict(couples(parts)),
}


def hashable(value: Any) -> Any:
    """The value, or its type's name where it cannot be an element of a set."""
    try:
        hash(value)
    except TypeError:
        return type(value).__name__
    return value


def couples(parts: list[Any]) -> list[tuple[Any, Any]]:
    """Keys and values from parts in a row."""
    return [(hashable(parts[k]), parts[k + 1]) for k in range(0, len(parts) - 1, 2)]


def made(tree: Any) -> Any:
    """The value of a tree: a number, a text, None, or a list of what it is and its parts."""
    if not isinstance(tree, list):
        return tree
    kind, *parts = tree
    if kind == "lines":
        return Lines(parts[0])
    if kind == "type":
        return TYPES[parts[0]]
    if kind == "range":
        return range(parts[0])
    if kind == "pattern":
        return re.compile(parts[0], parts[1])
    if kind == "bytes":
        return parts[0].encode()
    value = MAKERS[kind]([made(part) for part in parts])
    if kind == "cycle":
        value[-1] = value
    if kind == "cyclic dict":
        value["itself"] = value
    return value


def answers() -> list[dict[str, Any]]:
    """The trees with IPython's own answers."""
    return [json.loads(line) for line in ANSWERS.read_text("utf-8").splitlines()]
