"""Text of values: str, repr, ascii and format, with nothing endless in it, and str.format without a way around the guard."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from gradcli.script.budget import demand_width

NESTED = (list, tuple, dict, set, frozenset)
DEEPEST = 990  # levels of nested data that can be shown, as Python has it
TOO_DEEP = "maximum recursion depth exceeded while getting the repr of an object"
_DIGITS = re.compile(r"[0-9]{6,}")
_parts = string.Formatter().parse


def demand_shallow(value: Any) -> None:
    """Raises RecursionError for data that is nested deeper than Python shows it."""
    level, depth = [value], 0
    seen: set[int] = set()
    while level:
        depth += 1
        if depth > DEEPEST:
            raise RecursionError(TOO_DEEP)
        below: list[Any] = []
        for held in level:
            if isinstance(held, NESTED) and id(held) not in seen:
                seen.add(id(held))
                inner = [*held, *held.values()] if isinstance(held, dict) else held
                below += [x for x in inner if isinstance(x, NESTED)]
        level = below


def text_of(value: Any) -> str:
    """str(value)."""
    if isinstance(value, NESTED):
        demand_shallow(value)
    return str(value)


def repr_of(value: Any) -> str:
    """repr(value)."""
    if isinstance(value, NESTED):
        demand_shallow(value)
    return repr(value)


def ascii_of(value: Any) -> str:
    """ascii(value)."""
    if isinstance(value, NESTED):
        demand_shallow(value)
    return ascii(value)


CONVERSIONS: dict[int, Callable[[Any], str]] = {ord("s"): text_of, ord("r"): repr_of, ord("a"): ascii_of}


def formatted(value: Any, spec: Any = "") -> str:
    """format(value, spec). Raises MemoryError for fields that are too wide."""
    if isinstance(spec, str):
        for digits in _DIGITS.findall(spec):
            demand_width(int(digits))
    if isinstance(value, NESTED):
        demand_shallow(value)
    return format(value, spec)


class Formatter:
    """str.format, whose fields reach attributes through the guard."""

    def __init__(self, read: Callable[[Any, str], Any]) -> None:
        self._read = read

    def format(self, text: str, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> str:
        """text.format(*arguments, **keywords)."""
        return _Run(self._read, arguments, keywords).text(text, 2)


class _Run:
    """One call: which fields were numbered by themselves."""

    def __init__(self, read: Callable[[Any, str], Any], arguments: Sequence[Any], keywords: Mapping[str, Any]) -> None:
        self.read = read
        self.arguments = arguments
        self.keywords = keywords
        self.next = 0
        self.numbered = False

    def text(self, text: str, level: int) -> str:
        if level <= 0:
            raise ValueError("Max string recursion exceeded")
        made: list[str] = []
        for literal, name, spec, conversion in _parts(text):
            made.append(literal)
            if name is not None:
                value = self.converted(self.field(name), conversion)
                made.append(formatted(value, self.text(spec, level - 1) if spec else ""))
        return "".join(made)

    def converted(self, value: Any, conversion: str | None) -> Any:
        if not conversion:
            return value
        convert = CONVERSIONS.get(ord(conversion))
        if convert is None:
            raise ValueError(f"Unknown conversion specifier {conversion!s}")
        return convert(value)

    def field(self, name: str) -> Any:
        first, rest = _field_parts(name)
        value = self.argument(first)
        for is_attribute, key in rest:
            value = self.read(value, str(key)) if is_attribute else value[key]
        return value

    def argument(self, first: int | str) -> Any:
        if first == "":
            if self.numbered:
                raise ValueError("cannot switch from manual field specification to automatic field numbering")
            first, self.next = self.next, self.next + 1
        elif isinstance(first, int):
            if self.next:
                raise ValueError("cannot switch from automatic field numbering to manual field specification")
            self.numbered = True
        if isinstance(first, str):
            return self.keywords[first]
        if first >= len(self.arguments):
            raise IndexError(f"Replacement index {first} out of range for positional args tuple")
        return self.arguments[first]


def _field_parts(name: str) -> tuple[int | str, Iterator[tuple[bool, int | str]]]:
    """A field's name: its argument, and the attributes and indices behind it, one after the other."""
    match = re.match(r"[^.\[]*", name)
    first = match.group() if match else ""
    return (int(first) if first.isdigit() else first), _steps(name, len(first))


def _steps(name: str, at: int) -> Iterator[tuple[bool, int | str]]:
    while at < len(name):
        if name[at] == ".":
            end = min([k for k in (name.find(".", at + 1), name.find("[", at + 1)) if k >= 0], default=len(name))
            key, is_attribute = name[at + 1 : end], True
        elif name[at] == "[":
            close = name.find("]", at)
            if close < 0:
                raise ValueError("Missing ']' in format string")
            key, end, is_attribute = name[at + 1 : close], close + 1, False
        else:
            raise ValueError("Only '.' or '[' may follow ']' in format field specifier")
        if not key:
            raise ValueError("Empty attribute in format string")
        yield is_attribute, int(key) if key.isdigit() and not is_attribute else key
        at = end
