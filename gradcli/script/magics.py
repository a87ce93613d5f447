"""IPython's lines: magics, shell commands and questions. What they time runs; the rest is left out, and that is said."""

from __future__ import annotations

import re
from typing import NamedTuple

_LINE = re.compile(r"^(\s*)(?:[\w, .]+=\s*)?([%!?])(.*)$")
_RUNS = ("time", "timeit", "prun", "capture")
_CELLS_THAT_RUN = ("time", "timeit", "capture", "prun")


class Plain(NamedTuple):
    """A cell as Python, and what was left out of it."""

    text: str
    left_out: tuple[str, ...]


def without_magics(text: str) -> Plain:
    """The cell without IPython's lines; every line keeps its number."""
    lines = text.split("\n")
    first = next((k for k, line in enumerate(lines) if line.strip()), 0)
    left_out: list[str] = []
    if lines and lines[first].startswith("%%"):
        name = lines[first][2:].split(" ")[0].strip()
        left_out.append(f"%%{name}")
        if name not in _CELLS_THAT_RUN:
            return Plain("\n" * (len(lines) - 1), tuple(left_out))
        lines[first] = ""
        if name == "timeit":  # shows times, and no value
            lines.append("None")
    inside = ""  # the text of the statement that is not finished yet
    for number, line in enumerate(lines):
        if not _is_open(inside):
            inside = ""
            lines[number] = line = _plain(line, left_out)
        inside += line + "\n"
    return Plain("\n".join(lines), tuple(left_out))


def _plain(line: str, left_out: list[str]) -> str:
    match = _LINE.match(line)
    if match is None:
        if re.match(r"^\s*[\w.]+\?{1,2}\s*$", line) or re.match(r"^\s*\?{1,2}[\w.]+\s*$", line):
            left_out.append(line.strip())
            return re.match(r"\s*", line).group() + "pass"  # type: ignore[union-attr]
        return line
    indent, mark, rest = match.groups()
    name = rest.split(" ")[0]
    if mark == "%" and name in _RUNS:
        left_out.append(f"%{name}")
        ran = indent + re.sub(r"^\s*(-\w+\s*\S*\s+)*", "", rest[len(name) :])
        return f"{ran}; None" if name == "timeit" and ran.strip() and "#" not in ran else ran
    if mark == "%" and not re.match(r"%?[A-Za-z]", rest):
        return line
    left_out.append(f"{mark}{name}")
    return indent + "pass"


def _is_open(text: str) -> bool:
    """Whether a text ends inside brackets or a long string."""
    depth, quote, k = 0, "", 0
    while k < len(text):
        if quote:
            if text[k] == "\\":
                k += 1
            elif text.startswith(quote, k):
                k += len(quote) - 1
                quote = ""
            elif text[k] == "\n" and len(quote) == 1:
                quote = ""
        elif text[k] in "\"'":
            quote = text[k] * 3 if text.startswith(text[k] * 3, k) else text[k]
            k += len(quote) - 1
        elif text[k] == "#":
            k = text.find("\n", k)
            if k < 0:
                break
        elif text[k] in "([{":
            depth += 1
        elif text[k] in ")]}":
            depth -= 1
        k += 1
    return depth > 0 or len(quote) == 3 or text.rstrip("\n").endswith("\\")
