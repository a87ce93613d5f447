"""Ranges of `plot` as people write them elsewhere, and lines that have none."""

from __future__ import annotations

import re

from gradcli.commands.mending.change import Change, Found, State
from gradcli.commands.mending.line import Item, Line
from gradcli.commands.mending.values import is_constant
from gradcli.commands.plot import NO_RANGE
from gradcli.problems import Problem

USUAL = ("-3", "3")
WORDS = "a range is LOW..HIGH:"
_NAMED = frozenset("range ranges xrange x-range xlim domain interval over limits bounds span between".split())
_LOW = frozenset("from low xmin x-min min start begin left a".split())
_HIGH = frozenset("to high xmax x-max max stop end right b".split())
_END = r"[-+]?[\w.*/]*?(?:[eE][-+]?[0-9]+)?"
_APART = re.compile(rf"({_END})\s*(?:\.{{2,}}|…|:|,|;|\bto\b|\bbis\b|–|—|~|->|→|<)\s*({_END})\Z")
_STEPPED = re.compile(rf"({_END})\s*:\s*{_END}\s*:\s*({_END})\Z")
_CALLED = re.compile(r"(?:(?:np|numpy|torch|jnp)\.)?(?:linspace|arange|range|interval|Interval)\s*\((.*)\)\Z")


def written(text: str) -> tuple[str, str] | None:
    """The ends of a range that is written in some way; None if it is none."""
    text = text.strip().replace("−", "-").replace("π", "pi")
    if match := _CALLED.match(text):
        text = ",".join(match[1].split(",")[:2])
    text = text.strip("[](){}| ")
    match = _STEPPED.match(text) or _APART.match(text)
    ends = [end.strip() for end in match.groups()] if match else []
    if not match or not all(end and not end.startswith(".") and is_constant(end) for end in ends):
        return None
    return _ordered(*ends)


def _ordered(low: str, high: str) -> tuple[str, str] | None:
    first, last = _number(low), _number(high)
    if first is None or last is None or first == last:
        return None
    return (low, high) if first < last else (high, low)


def _number(text: str) -> float | None:
    """The number that a text is as a value."""
    from gradcli.bindings import parse_value

    try:
        return float(parse_value("x", text))
    except (Problem, TypeError, ValueError):
        return None


def _is_range(text: str) -> bool:
    low, dots, high = text.partition("..")
    return bool(dots) and is_constant(low) and is_constant(high)


def range_value(state: State) -> Found:
    """--x -3:3, --x [-3,3], --x -3,3, --x 3..-3, --x "-3 to 3", --x "linspace(-3, 3, 100)\""""
    line = state.line
    if line.command != "plot":
        return None
    none = not any(item.kind == "binding" and ".." in item.value for item in line.items)
    for k, item in enumerate(line.items):
        if item.kind != "binding" or not (none or not is_constant(item.value)):
            continue
        found = written(item.value)
        if found and item.value != f"{found[0]}..{found[1]}":
            return Change(line.put(k, [f"--{item.name}", f"{found[0]}..{found[1]}"]), WORDS)
    return None


def range_in_pieces(state: State) -> Found:
    """--x -3 3, --x -3 .. 3, --x -3 to 3"""
    line = state.line
    if line.command != "plot":
        return None
    for k, item in enumerate(line.items):
        behind = [one.value for one in line.items[k + 1 : k + 3] if one.kind == "text"]
        for count in (2, 1):
            text = " ".join([item.value, *behind[:count]]) if count == 2 else f"{item.value}..{''.join(behind[:1]).strip('.')}"
            found = written(text) if item.kind == "binding" and len(behind) >= count and len(line.texts()) > count else None
            if found:
                return Change(line.put(k, [f"--{item.name}", f"{found[0]}..{found[1]}"], k + 1 + count), WORDS)
    return None


def range_named(state: State) -> Found:
    """--range -3..3, --range x=-3..3, --xlim "[-3, 3]", --from -3 --to 3, --xmin -3 --xmax 3"""
    line = state.line
    if line.command != "plot":
        return None
    names = _open(line)
    given = {item.name.lower(): k for k, item in enumerate(line.items) if item.kind == "binding" and item.name not in names}
    for name, k in given.items():
        value = line.items[k].value
        variable, equals, text = value.partition("=")
        if name in _NAMED and (equals or len(names) == 1):
            ends = written(text if equals else value)
            if ends:
                return Change(line.put(k, [f"--{variable.strip() if equals else names[0]}", f"{ends[0]}..{ends[1]}"]), WORDS)
    low, high = (next((k for name, k in given.items() if name in words), None) for words in (_LOW, _HIGH))
    if low is None or high is None or len(names) != 1:
        return None
    ends = _ordered(line.items[low].value, line.items[high].value)
    kept = [item for k, item in enumerate(line.items) if k not in (low, high)]
    return Change(line.joined([*kept, Item("", "", "", (f"--{names[0]}", f"{ends[0]}..{ends[1]}"))]), WORDS) if ends else None


def _open(line: Line) -> list[str]:
    """The variables of the expression that nothing gives a value."""
    from gradcli.commands.mending.forms import variables

    return [name for name in variables(line.expression or "") if name not in line.bindings()]


def open_end(state: State) -> Found:
    """--x -3.., --x ..3"""
    line = state.line
    for k, item in enumerate(line.items if line.command == "plot" else ()):
        low, dots, high = item.value.partition("..")
        if item.kind != "binding" or not dots or (low.strip() and high.strip(". ")):
            continue
        known = _number((low if low.strip() else high).strip(". "))
        if known is not None:
            first, last = (
                (known, -known if known < 0 else known + 6) if low.strip() else (-known if known > 0 else known - 6, known)
            )
            return Change(line.put(k, [f"--{item.name}", f"{first:g}..{last:g}"]), "a range has two ends:")
    return None


def other_command(state: State) -> Found:
    """grad "x**2" --x -3..3"""
    line = state.line
    if line.command not in ("grad", "explain", "graph") or not any(
        i.kind == "binding" and _is_range(i.value) for i in line.items
    ):
        return None
    return Change(["plot", *line.arguments[1:]], "plot goes through a range:")


def no_range(state: State) -> Found:
    """plot "x**2", plot "x**2" --x 2"""
    line, title = state.line, state.problem.title
    if line.command != "plot" or title != NO_RANGE:
        return None
    names = _open(line)
    if names:
        extra = [token for k, name in enumerate(names) for token in (f"--{name}", "..".join(USUAL) if k < 2 else "1")]
        return Change([*line.arguments, *extra], "give it a range:" if len(names) == 1 else "give ranges:")
    for k, item in enumerate(line.items):
        if item.kind == "binding" and is_constant(item.value):
            return Change(line.put(k, [f"--{item.name}", "..".join(_around(item.value))]), "give it a range:")
    return None


def _around(text: str) -> tuple[str, str]:
    """A range around a number."""
    value = _number(text)
    return USUAL if value is None or abs(value) < 3 else (f"{value - 3:g}", f"{value + 3:g}")


def turned(state: State) -> Found:
    """--range 3 of three variables that run: the last of them gets a number"""
    line = state.line
    running = [k for k, item in enumerate(line.items) if item.kind == "binding" and _is_range(item.value)]
    if line.command != "plot" or len(running) < 3:
        return None
    return Change(line.put(running[-1], [f"--{line.items[running[-1]].name}", "1"]), "two variables can run:")


RULES = (other_command, open_end, range_named, range_in_pieces, range_value, no_range, turned)
