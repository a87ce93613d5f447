"""The place at which reading stopped: the tokens around it, brackets, and where an operand begins and ends.

Only mistakes.py and repairs.py look at it, so none of this is loaded while everything goes well.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from gradcli.problems import Span
from gradcli.syntax.reading import PREFIX_HEADS, Notes, Refusal, scan

CLOSING = {"(": ")", "[": "]", "{": "}"}
OPENING = {")": "(", "]": "[", "}": "{"}
COMPARISONS = frozenset({"<", "<=", ">", ">=", "==", "!="})
OPERATORS = frozenset({"+", "-", "*", "/", "//", "%", "**", "@", "&", "|", "~"})
_SYMBOLS = COMPARISONS | OPERATORS | set("()[],:;.=") | {"..."}

# Functions that people write without brackets, or with the exponent before the argument.
FUNCTIONS = frozenset(
    "sin cos tan cot sec csc asin acos atan arcsin arccos arctan sinh cosh tanh asinh acosh atanh exp log ln lg log2 log10 "
    "sqrt abs sign floor ceil round relu sigmoid softplus gelu silu erf".split()
)


class Token(NamedTuple):
    """`kind` is name, number, string, symbol, newline, end or unknown."""

    text: str
    start: int
    end: int
    kind: str

    def is_value(self) -> bool:
        """Whether a value ends with this token."""
        return self.kind in ("name", "number", "string") or self.text in (")", "]")


class Stop:
    """A text and where reading it stopped."""

    def __init__(self, source: str, refusal: Refusal, variables: Collection[str] = ()) -> None:
        self.source = source
        self.variables = variables
        self.refusal = refusal
        self.start, self.end = refusal.span
        self.tokens = list(tokens(source))
        self.index = next((i for i, token in enumerate(self.tokens) if token.start >= self.start), len(self.tokens) - 1)
        self.text = source[self.start : self.end]
        self.char = self.text[:1]

    def token(self, offset: int) -> Token:
        """The token at which reading stopped is 0, the one before it is -1."""
        index = self.index + offset
        return self.tokens[index] if 0 <= index < len(self.tokens) else Token("", self.start, self.start, "end")

    @property
    def here(self) -> Token:
        return self.token(0)

    @property
    def before(self) -> Token:
        return self.token(-1)

    @property
    def after(self) -> Token:
        return self.token(1)

    def touches_before(self) -> bool:
        """Whether nothing separates the token from the one before it."""
        return self.before.end == self.start and self.before.kind != "end"

    def put(self, text: str, start: int | None = None, end: int | None = None) -> str:
        """The source with `text` in place of the offending token, or of another stretch."""
        start = self.start if start is None else start
        end = self.end if end is None else end
        return self.source[:start] + text + self.source[end:]

    def open_bracket(self) -> Token | None:
        """The innermost bracket that is open here."""
        found: list[Token] = []
        for token in self.tokens[: self.index]:
            if token.text in CLOSING:
                found.append(token)
            elif token.text in OPENING and found:
                found.pop()
        return found[-1] if found else None

    def statement(self) -> Span:
        """The statement around the place, without the spaces at its edges."""
        ends = [i for i, token in enumerate(self.tokens) if token.kind in ("newline", "end") or token.text == ";"]
        first = max((i + 1 for i in ends if i < self.index), default=0)
        last = min((i for i in ends if i >= self.index), default=len(self.tokens) - 1)
        return self._stretch(first, last)

    def clause(self) -> Span:
        """The stretch around the place up to a comma, an `=`, a separator or an enclosing bracket on either side."""
        return self._stretch(self._edge(-1) + 1, self._edge(1))

    def _edge(self, step: int) -> int:
        deeper, higher = (CLOSING, OPENING) if step > 0 else (OPENING, CLOSING)
        depth = 0
        i = self.index if step > 0 else self.index - 1
        while 0 <= i < len(self.tokens):
            token = self.tokens[i]
            depth += (token.text in deeper) - (token.text in higher)
            if depth < 0 or (not depth and (token.text in (",", ";", "=") or token.kind in ("newline", "end"))):
                break
            i += step
        return i

    def _stretch(self, first: int, last: int) -> Span:
        if first >= last:
            return self.start, self.start
        return self.tokens[first].start, self.tokens[last - 1].end


def tokens(source: str) -> Iterator[Token]:
    """The tokens of a text, comments left out."""
    notes = Notes(())
    for match in scan(source):
        text, (start, end) = match[1], match.span(1)
        if text[:1] == "#" or (text[:1] == "\\" and len(text) > 1):
            continue
        yield Token(text, start, end, _kind(text, notes))
        if not text:
            return


def _kind(text: str, notes: Notes) -> str:
    if not text:
        return "end"
    if text[0] in "\r\n":
        return "newline"
    if text in _SYMBOLS:
        return "symbol"
    if text[0] in "0123456789.":
        return "number"
    if text[0] in "\"'" and len(text) > 1:
        return "string"
    return "name" if text in PREFIX_HEADS or notes.is_name(text) else "unknown"


def closing(source: str, start: int) -> int:
    """Where the bracket that opens at `start` is closed, or -1."""
    depth = 0
    for i in range(start, len(source)):
        depth += (source[i] in CLOSING) - (source[i] in OPENING)
        if not depth:
            return i
    return -1


def opening(source: str, end: int) -> int:
    """Where the bracket that closes at `end` was opened, or -1."""
    depth = 0
    for i in range(end, -1, -1):
        depth += (source[i] in OPENING) - (source[i] in CLOSING)
        if not depth:
            return i
    return -1


_WORD = re.compile(r"[ \t]*([0-9][\w.]*|\.[0-9]\w*|[^\W\d][\w.]*)")
_GROUP = re.compile(r"[ \t]*(?=[(\[{])")
_SIGN = re.compile(r"[ \t]*[-+−]?")


def primary_end(source: str, start: int) -> int:
    """The end of a number, a name, a call or a bracketed group that begins at `start` or after spaces; -1 if there is none."""
    word = _WORD.match(source, start)
    end = word.end() if word else -1
    group = _GROUP.match(source, end if word else start)
    if group and (not word or (group.end() == end and word[1][0] not in "0123456789.")):
        close = closing(source, group.end())
        return close + 1 if close >= 0 else -1
    return end


def signed_end(source: str, start: int) -> int:
    """As `primary_end`, with a sign before it: an exponent."""
    sign = _SIGN.match(source, start)
    return primary_end(source, sign.end() if sign else start)


def argument_end(source: str, start: int) -> int:
    """The end of what a function without brackets is applied to: the 2x of `sin 2x`, the x**2 of `sin x**2`."""
    end = primary_end(source, start)
    while end >= 0:
        power = re.compile(r"[ \t]*(?:\^|\*\*)").match(source, end)
        following = signed_end(source, power.end()) if power else _juxtaposed_end(source, end)
        if following < 0:
            break
        end = following
    return end


def _juxtaposed_end(source: str, end: int) -> int:
    touching = source[end : end + 1]
    return primary_end(source, end) if touching.isalpha() or (touching == "(" and source[end - 1].isdigit()) else -1


def primary_start(source: str, end: int) -> int:
    """Where the number, name, call or group that ends at `end` begins."""
    if source[end - 1 : end] in OPENING:
        end = max(opening(source, end - 1), 0)
    while end > 0 and (source[end - 1].isalnum() or source[end - 1] in "_."):
        end -= 1
    return end


def split(text: str, separator: str) -> list[str]:
    """A text cut at the separators that stand in no bracket."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter in CLOSING) - (letter in OPENING)
        if letter == separator and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]
