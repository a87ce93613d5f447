"""Modules as scripts see them: real module objects that hold the allowed names and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from types import FunctionType, ModuleType
from typing import Any

from gradcli.script.budget import Budget
from gradcli.script.guard import Guard
from gradcli.script.noticing import Warnings
from gradcli.script.streams import Stream


class Module(ModuleType):
    """A module; `print` shows it as one that comes with Python."""

    def __repr__(self) -> str:
        return f"<module '{self.__name__}' (built-in)>"


Module.__name__ = Module.__qualname__ = "module"
Module.__module__ = "builtins"


class Surroundings:
    """What modules of a session need to know.

    note     says something once, on the side
    seed     for all random numbers, or None
    """

    def __init__(
        self,
        guard: Guard,
        budget: Budget,
        out: Stream,
        err: Stream,
        warnings: Warnings,
        note: Callable[[str], None],
        show: Callable[[Any], None],
        arguments: tuple[str, ...] = (),
        seed: int | None = None,
    ) -> None:
        self.guard = guard
        self.budget = budget
        self.out = out
        self.err = err
        self.warnings = warnings
        self.note = note
        self.show = show
        self.arguments = arguments
        self.seed = seed
        self._kept: Any = None

    def kept(self) -> Any:
        """What the script has saved; see script/kept.py."""
        if self._kept is None:
            from gradcli.script.kept import Kept  # most scripts save nothing

            self._kept = Kept(self.note)
        return self._kept


def module(name: str, names: Mapping[str, Any], doc: str | None = None) -> Module:
    """A module of given names, which its functions bear."""
    made = Module(name, doc)
    for called, value in names.items():
        if isinstance(value, FunctionType) and value.__module__.startswith("gradcli.script."):
            value.__name__ = value.__qualname__ = called
    vars(made).update(names)
    return made


def taken(name: str, names: Iterable[str]) -> dict[str, Any]:
    """Names of a module of Python's, as far as it has them."""
    real = import_module(name)
    return {n: getattr(real, n) for n in names if hasattr(real, n)}
