"""What a script calls its values just now: its names, those of the function that runs, and the parameters of its modules."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from types import FrameType
from typing import Any

from gradcli.script.frames import Cell, Here
from gradcli.script.tracebacks import PACKAGE
from gradcli.tensors.tensor import Tensor

MOST = 10_000  # names that are looked at


def tensors_of(names: Mapping[str, Any], frame: FrameType | None = None) -> dict[str, Tensor]:
    """The tensors that have a name, by it; those of the innermost function of the script first.

    names  of the session
    frame  Python's, inside the script; None to look at no function
    """
    found: dict[str, Tensor] = {}
    for around in ({} if frame is None else locals_of(frame), names):
        held = [(n, x) for n, x in list(around.items())[:MOST] if not n.startswith("_")]
        for name, value in held:
            if isinstance(value, Tensor):
                found.setdefault(name, value)
        for name, value in held:
            for inner, parameter in _parameters(value):
                found.setdefault(f"{name}.{inner}", parameter)
    return found


def _parameters(value: Any) -> Iterator[tuple[str, Tensor]]:
    """The parameters of a module, by the names that it gives them, read without asking it: its methods may be the script's."""
    if not any(kind.__module__.startswith(("gradcli.torch.nn", "torch.nn")) for kind in type(value).__mro__):
        return
    seen: set[int] = set()
    waiting = [("", value)]
    while waiting and len(seen) < MOST:
        before, module = waiting.pop()
        if id(module) in seen:
            continue
        seen.add(id(module))
        own = getattr(module, "__dict__", None) or {}
        yield from ((before + n, x) for n, x in _entries(own.get("_parameters")) if isinstance(x, Tensor))
        waiting += [(f"{before}{n}.", x) for n, x in reversed(_entries(own.get("_modules")))]


def _entries(held: Any) -> list[tuple[str, Any]]:
    """What a dictionary of Python's own holds under texts."""
    return [(n, x) for n, x in held.items() if type(n) is str] if type(held) in (dict, OrderedDict) else []


def locals_of(frame: FrameType | None) -> dict[str, Any]:
    """The names of the innermost function of a script that runs; none where that is the module's text."""
    inner: list[Any] | None = None
    while frame is not None:
        if str(frame.f_globals.get("__name__", "")).startswith(PACKAGE):
            variables = frame.f_locals
            if inner is None and type(variables.get("f")) is list:
                inner = variables["f"]
            here = variables.get("here")
            if type(here) is Here:
                return {} if inner is None else _bound(here.names, inner)
        frame = frame.f_back
    return {}


def _bound(names: tuple[str, ...], frame: list[Any]) -> dict[str, Any]:
    values = [x.value if type(x) is Cell else x for x in frame]
    return dict(zip(names, values, strict=False))
