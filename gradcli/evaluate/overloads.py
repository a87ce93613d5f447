"""What PyTorch says to arguments that fit none of several signatures: all of them, and what does not match in each.

It compares texts: the signatures are cut at commas, so the star counts as an argument, and one with a default is called by
the last word of it. That is why so little of what it says helps, and why it is said only where PyTorch says it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gradcli.evaluate.listed import FUNCTIONS, METHODS
from gradcli.tensors.foreign import class_name

WHOLE = ("int", "long")


class Option(NamedTuple):
    """A signature as PyTorch takes it apart: types and names."""

    types: tuple[str, ...]
    names: tuple[str, ...]


def listed(name: str, method: bool) -> tuple[str, ...]:
    """The signatures of a function, or of a method, as they are printed; none where the argument at fault is named."""
    if method:
        return METHODS.get(name) or METHODS.get(name.removesuffix("_"), ())
    return FUNCTIONS.get(name) or FUNCTIONS.get(name.rpartition(".")[2], ())


def got(given: Sequence[Any], named: Mapping[str, Any]) -> str:
    """The types of what was given; without arguments by place, PyTorch leaves a comma at the end."""
    keywords = [f"{n}={class_name(v)}" for n, v in named.items()]
    return ", ".join([*map(class_name, given), *keywords]) if given else "".join(f"{k}, " for k in keywords)


def described(title: str, options: Sequence[str], given: Sequence[Any], named: Mapping[str, Any]) -> str:
    """PyTorch's text; keywords are in the order in which it goes over them."""
    said = f"{title}() received an invalid combination of arguments - "
    if len(options) != 1:
        lines = [f"{said}got ({got(given, named)}), but expected one of:\n"]
        return "".join([*lines, *(f" * {option}\n{_reason(_taken_apart(option), given, named)}" for option in options)])
    option = _taken_apart(options[0])
    unknown = _unmatched(option, named)
    if unknown:
        return f"{said}got unrecognized keyword arguments: {', '.join(unknown)}"
    fits = len(given) + len(named) == len(option.names)
    return f"{said}got {_marked(option, given, named) if fits else f'({got(given, named)})'}, but expected {options[0]}"


def _taken_apart(option: str) -> Option:
    parts = option[1:-1].split(", ") if option != "()" else [""]
    pairs = [part.rpartition(" ") for part in parts]
    return Option(tuple(p[0] if p[1] else p[2] for p in pairs), tuple(p[2] for p in pairs))


def _reason(option: Option, given: Sequence[Any], named: Mapping[str, Any]) -> str:
    if len(given) + len(named) != len(option.names):
        return ""
    unknown = _unmatched(option, named)
    if unknown:
        return f"      didn't match because some of the keywords were incorrect: {', '.join(unknown)}\n"
    return f"      didn't match because some of the arguments have invalid types: {_marked(option, given, named)}\n"


def _unmatched(option: Option, named: Mapping[str, Any]) -> list[str]:
    known = option.names[max(len(option.names) - len(named), 0) :]
    return [name for name in named if name not in known]


def _marked(option: Option, given: Sequence[Any], named: Mapping[str, Any]) -> str:
    """The types of what was given, and exclamation marks around those that are not the ones of the signature."""
    shown = []
    for k, (kind, name) in enumerate(zip(option.types, option.names, strict=True)):
        value = given[k] if k < len(given) else named.get(name)
        text = _in_full(value) if k < len(given) else f"{name}={_in_full(value)}"
        shown.append(text if _matches(kind, class_name(value)) else f"!{text}!")
    return f"({', '.join(shown) if given else ''.join(f'{text}, ' for text in shown)})"


def _in_full(value: Any) -> str:
    """The type of a value, and of what is in it."""
    if type(value) is list:
        return f"list of [{', '.join(map(class_name, value))}]"
    if type(value) is tuple:
        return f"tuple of ({', '.join(map(class_name, value))}{',' if len(value) == 1 else ''})"
    return class_name(value)


def _matches(kind: str, found: str) -> bool:
    if kind == "float":
        return found in ("float", *WHOLE)
    return found in WHOLE if kind == "int" else found == kind
