"""Values that cannot be read, in every option that takes one."""

from __future__ import annotations

from collections.abc import Iterator

from gradcli.commands.mending.change import Change, Found, Several, State
from gradcli.commands.mending.line import Line, quoted
from gradcli.commands.mending.values import is_constant, mended_value

_VALUED = ("--grad-output", "--value")
_NAMED = ("--let", "--expect")


def value(state: State) -> Found:
    """--x "1 3 5", --a "np.array([1, 2])", --x 3,5"""
    line = state.line
    for k, name, text, put in _values(line):
        if is_constant(text) and ";" not in text:
            continue
        if ".." in text and text.strip()[:1] != "[":  # a range stays one
            continue
        found = mended_value(text, name)
        if isinstance(found, tuple):
            first, second = (quoted(put(one))[len("gradcli ") :] for one in found)
            return Several(f"`{text}` can be {found[0]} or {found[1]}: write {first}, or {second}")
        if found is not None:
            return Change(line.put(k, put(found)), "write the value so:")
    return None


def _values(line: Line) -> Iterator[tuple[int, str, str, _Put]]:
    for k, item in enumerate(line.items):
        if item.kind == "binding":
            yield k, item.name, item.value, _Put(f"--{item.name}", "")
        elif item.name in _VALUED:
            yield k, "", item.value, _Put(item.name, "")
        elif item.name in _NAMED and "=" in item.value:
            name, _, text = item.value.partition("=")
            if text.strip() != "None":
                yield k, name.strip(), text.strip(), _Put(item.name, f"{name.strip()}=")


class _Put:
    """The tokens of an option with another value."""

    def __init__(self, option: str, before: str) -> None:
        self.option, self.before = option, before

    def __call__(self, text: str) -> list[str]:
        if text.startswith("-") and not self.before:
            return [f"{self.option}={text}"]
        return [self.option, self.before + text]


RULES = (value,)
