"""`Did you mean`, as Python 3.11 adds it to a NameError and an AttributeError that nobody caught."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

from gradcli.script.budget import Stop
from gradcli.script.tracebacks import names_around

LONGEST = 40
MOVE, CASE = 2, 1
MOST = 750  # names that are compared


def suggestion(error: BaseException, names: Mapping[str, Any]) -> str:
    """What to add behind the text of an error; empty if nothing is near."""
    if isinstance(error, NameError) and not isinstance(error, UnboundLocalError):
        wrong, known = vars(NameError)["name"].__get__(error), [*names_around(error), *names]
    elif isinstance(error, AttributeError):
        wrong, known = vars(AttributeError)["name"].__get__(error), _attributes(error)
    else:
        return ""
    if not isinstance(wrong, str):
        return ""
    near = nearest(wrong, known)
    return f". Did you mean: '{near}'?" if near else ""


def _attributes(error: AttributeError) -> list[str]:
    owner = vars(AttributeError)["obj"].__get__(error)
    if isinstance(owner, ModuleType) and owner.__name__ in ("torch", "gradcli.torch"):
        return []  # PyTorch has more names than Python compares
    try:
        return [n for n in dir(owner) if not n.startswith("__")]
    except Stop:
        raise
    except BaseException:  # of a script's own __dir__
        return []


def nearest(wrong: str, known: Iterable[str]) -> str | None:
    """The known name that is nearest, by Python's own measure."""
    names = sorted(set(known)) if not isinstance(known, list) else list(dict.fromkeys(known))
    if len(names) >= MOST or len(wrong) > LONGEST:
        return None
    best, found = None, None
    for name in names:
        if name == wrong or not isinstance(name, str) or len(name) > LONGEST:
            continue
        most = (len(name) + len(wrong) + 3) * MOVE // 6
        if best is not None:
            most = min(most, best - 1)
        distance = _distance(wrong, name, most)
        if distance <= most and (best is None or distance < best):
            best, found = distance, name
    return found


def _cost(a: str, b: str) -> int:
    if a == b:
        return 0
    return CASE if a.lower() == b.lower() else MOVE


def _distance(a: str, b: str, most: int) -> int:
    """How far two names are from each other; more than `most` if they are farther."""
    if abs(len(a) - len(b)) * MOVE > most:
        return most + 1
    row = [k * MOVE for k in range(1, len(a) + 1)]
    result = 0
    for j, letter in enumerate(b):
        diagonal = result = j * MOVE
        smallest = most + 1
        for k, other in enumerate(a):
            change = diagonal + _cost(letter, other)
            diagonal = row[k]
            result = min(change, min(result, diagonal) + MOVE)
            row[k] = result
            smallest = min(smallest, result)
        if smallest > most:
            return most + 1
    return result
