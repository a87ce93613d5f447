"""A program from a number: a real one with a few of its tokens, lines or letters lost, doubled, exchanged or replaced."""

from __future__ import annotations

import io
import json
import random
import tokenize
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from tools.mutations.oddities import LETTERS, NAMES, STATEMENTS, VALUES
from tools.mutations.seeds import notebooks, seeds


class Program(NamedTuple):
    """A text, and the name of the file that it is."""

    text: str
    file: str


class Maker:
    """Programs by their numbers, always the same ones."""

    def __init__(self) -> None:
        self._seeds = seeds()
        self._notebooks = notebooks()
        self._names = [*NAMES, *sorted({name for text in self._seeds for name in _names(text)})]

    def program(self, seed: int, number: int) -> Program:
        """The program of a number."""
        r = random.Random(f"{seed}.{number}")
        kind = r.random()
        if kind < 0.04:
            return Program(_broken_letters(r, _notebook(r, self._notebooks, self._changed)), "lesson.ipynb")
        text = self._changed(r, r.choice(self._seeds))
        if kind < 0.1:
            lines = text.split("\n")
            lines.insert(r.randrange(len(lines) + 1), r.choice(["# %%", "In [1]: x", "   ...: y", "%time x"]))
            text = "\n".join(lines)
        return Program(text, "script.py")

    def _changed(self, r: random.Random, text: str) -> str:
        if r.random() < 0.3:
            text = f"{text}\n{r.choice(self._seeds)}" if len(text) < 4000 else text
        for _round in range(r.choice([1, 1, 1, 2, 2, 3, 5, 8])):
            text = r.choices(CHANGES, WEIGHTS)[0](r, text, self._names)
        return text


def _names(text: str) -> list[str]:
    return [token for token in _tokens(text) if token.isidentifier()]


def _tokens(text: str) -> list[str]:
    """Tokens with the blanks before them; their concatenation is the text as far as Python could read it."""
    found: list[str] = []
    end = (1, 0)
    lines = text.split("\n")
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type in (tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER):
                continue
            (row, column), start = end, token.start
            if start[0] == row:
                found.append(lines[row - 1][column : start[1]])
            elif start[0] - 1 < len(lines):
                found.append("\n" * (start[0] - row - 1) + lines[start[0] - 1][: start[1]])
            found.append(token.string)
            end = token.end if token.type not in (tokenize.NEWLINE, tokenize.NL) else (token.end[0] + 1, 0)
    except (tokenize.TokenError, SyntaxError, IndexError):
        pass
    return found or list(text)


# ------------------------------------------------------------------ changes
def _token(r: random.Random, text: str, _: Sequence[str]) -> str:
    """A token deleted, doubled, exchanged with another or replaced by one."""
    tokens = _tokens(text)
    full = [k for k, token in enumerate(tokens) if token.strip()]
    if not full:
        return text
    k, j = r.choice(full), r.choice(full)
    kind = r.randrange(4)
    if kind == 0:
        tokens[k] = ""
    elif kind == 1:
        tokens[k] += tokens[k] if not tokens[k].isidentifier() else " " + tokens[k]
    elif kind == 2:
        tokens[k], tokens[j] = tokens[j], tokens[k]
    else:
        tokens[k] = tokens[j]
    return "".join(tokens)


def _name(r: random.Random, text: str, names: Sequence[str]) -> str:
    """A name replaced by another one, of the language or of the text."""
    tokens = _tokens(text)
    places = [k for k, token in enumerate(tokens) if token.isidentifier()]
    if places:
        own = tokens[r.choice(places)]
        tokens[r.choice(places)] = own if r.random() < 0.4 else r.choice(names)
    return "".join(tokens)


def _value(r: random.Random, text: str, _: Sequence[str]) -> str:
    """A number, a text or a name replaced by an extreme value."""
    tokens = _tokens(text)
    numbers = [k for k, token in enumerate(tokens) if token[:1].isdigit() or token[:1] in "'\""]
    places = numbers if numbers and r.random() < 0.6 else [k for k, token in enumerate(tokens) if token.isidentifier()]
    if places:
        tokens[r.choice(places)] = r.choice(VALUES) if r.random() < 0.8 else f"({r.choice(VALUES)})"
    return "".join(tokens)


def _line(r: random.Random, text: str, _: Sequence[str]) -> str:
    """A line deleted, doubled, moved, or with another indentation."""
    lines = text.split("\n")
    k, j = r.randrange(len(lines)), r.randrange(len(lines))
    kind = r.randrange(5)
    if kind == 0:
        del lines[k]
    elif kind == 1:
        lines.insert(j, lines[k])
    elif kind == 2:
        lines[k], lines[j] = lines[j], lines[k]
    elif kind == 3:
        lines[k] = r.choice([lines[k].lstrip(), "    " + lines[k], "\t" + lines[k]])
    else:
        lines[k] = f"{_indent(lines[k])}for _ in range({r.choice(VALUES)}): {lines[k].strip()}"
    return "\n".join(lines)


def _statement(r: random.Random, text: str, _: Sequence[str]) -> str:
    """A statement of another kind put in where the text has a line, with the indentation of that."""
    lines = text.split("\n")
    k = r.randrange(len(lines) + 1)
    indent = _indent(lines[min(k, len(lines) - 1)])
    lines[k:k] = [indent + line for line in r.choice(STATEMENTS).split("\n")]
    return "\n".join(lines)


def _around(r: random.Random, text: str, names: Sequence[str]) -> str:
    """A line inside another construct."""
    lines = text.split("\n")
    k = r.randrange(len(lines))
    indent, line = _indent(lines[k]), lines[k].strip()
    lines[k] = indent + r.choice(
        [
            f"try: {line}\n{indent}finally: pass",
            f"try: {line}\n{indent}except BaseException as e: print(e, type(e))",
            f"while True: {line}",
            f"print({line})",
            f"print(repr({line}), [{line}], {{1: {line}}})",
            f"x = lambda: ({line})\n{indent}x()",
            f"with {line}: pass",
            f"({line})({r.choice(VALUES)})",
            f"({line}).{r.choice(names)}",
            f"del {line}",
            f"({line}) + ({r.choice(VALUES)})",
            f"[{line} for _ in range(3)]",
            f"f'{{{line}!r:>{r.choice(['5', '{10**9}', '999999999'])}}}'",
            f"def f():\n{indent}    {line}\n{indent}    yield\n{indent}print(list(f()))",
            f"class A:\n{indent}    {line}",
            f"if not {line}: pass",
            f"assert {line}",
            f"raise {line}",
            f"{line} = {r.choice(VALUES)}",
            f"{line};{line}",
        ]
    )
    return "\n".join(lines)


def _deep(r: random.Random, text: str, _: Sequence[str]) -> str:
    """Something nested so deeply that a parser may despair of it."""
    depth = r.choice([50, 150, 300, 1000, 5000, 50_000])
    kind = r.choice(
        [
            "(" * depth + "1" + ")" * depth,
            "[" * depth + "]" * depth,
            "-" * depth + "1",
            "not " * depth + "1",
            "1" + " + 1" * depth,
            "x" + ".x" * depth,
            "x" + "[0]" * depth,
            "print" + "()" * depth,
            "lambda: " * depth + "1",
            "1 if " * depth + "1" + " else 1" * depth,
            "f'" + "{" * depth + "'",
            "{1: " * depth + "1" + "}" * depth,
            "[x for x in " * depth + "[]" + "]" * depth,
            "1 ** " * depth + "1",
            "1 < " * depth + "1",
            "a = " * depth + "1",
            "(" * depth,
            "\\\n" * depth + "1",
            "1,".join(" " * min(depth, 1000)),
            "\n".join(" " * k + "if 1:" for k in range(min(depth, 300))) + "pass",
            "if 0: pass\n" + "elif 1: pass\n" * min(depth, 5000),
            "1;" * depth,
            "'" + "a" * depth * 10 + "'",
            "#" * depth * 10,
            "9" * depth,
            "x" * depth,
            "*" * depth + "x",
            "def f(" + ", ".join(f"a{k}" for k in range(min(depth, 5000))) + "): pass",
            "print(" + "1, " * depth + ")",
        ]
    )
    lines = text.split("\n")
    lines.insert(r.randrange(len(lines) + 1), kind)
    return "\n".join(lines)


def _letters(r: random.Random, text: str, _: Sequence[str]) -> str:
    return _broken_letters(r, text)


def _broken_letters(r: random.Random, text: str) -> str:
    """A few characters lost, doubled or put in."""
    for _ in range(r.randint(1, 3)):
        k = r.randrange(len(text) + 1)
        kind = r.randrange(4)
        if kind == 0:
            text = text[:k] + text[k + r.randint(1, 4) :]
        elif kind == 1:
            text = text[:k] + text[max(0, k - r.randint(1, 9)) : k] + text[k:]
        elif kind == 2:
            text = text[:k] + r.choice(LETTERS) + text[k:]
        else:
            text = r.choice([text.replace("\n", "\r\n"), text.replace("    ", "\t"), "\ufeff" + text, text[:k]])
    return text


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


Change = Callable[[random.Random, str, Sequence[str]], str]
CHANGES: list[Change] = [_token, _name, _value, _line, _statement, _around, _deep, _letters]
WEIGHTS = [5, 6, 6, 3, 4, 4, 1, 1.5]


# ------------------------------------------------------------------ notebooks
def _notebook(r: random.Random, known: list[str], change: Callable[[random.Random, str], str]) -> str:
    """A notebook whose cells are changed, and sometimes its structure."""
    document = json.loads(r.choice(known))
    cells = document["cells"]
    for cell in r.sample(cells, min(3, len(cells))):
        source = change(r, "".join(cell["source"]))
        cell["source"] = r.choice([source, source.splitlines(keepends=True), [source, 5], None, {"a": source}, 7, []])
    odd: list[Any] = [None, 5, "x", [], {}, {"cells": []}, [{}], [[]], float("nan"), "\ud800"]
    if r.random() < 0.3:
        document[r.choice(["cells", "metadata", "nbformat", "worksheets"])] = r.choice(odd)
    if r.random() < 0.3:
        r.choice(cells)[r.choice(["cell_type", "source", "outputs", "metadata"])] = r.choice(odd)
    if r.random() < 0.2:
        document = {"nbformat": 3, "worksheets": [{"cells": cells}, r.choice(odd)]}
    return json.dumps(document)
