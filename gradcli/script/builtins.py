"""The built-ins of scripts: Python's own where they are harmless, guarded where they reach or cost something, refused by name."""

from __future__ import annotations

import builtins as python
from collections.abc import Callable, Mapping
from typing import Any

from gradcli.script.allowed import DEFINABLE
from gradcli.script.attributes import Attributes
from gradcli.script.budget import Budget, demand_bits, demand_length
from gradcli.script.formatting import ascii_of, formatted, repr_of, text_of
from gradcli.script.guard import Guard
from gradcli.script.operations import power_modulo
from gradcli.script.sources import BigRange, counted, limited, until
from gradcli.script.standins import TYPE, real
from gradcli.script.streams import Stream

PLAIN = """abs all any bin bool bytearray bytes callable chr classmethod complex dict divmod enumerate filter float
frozenset hash hex id int len list map max min next object oct ord property reversed set slice sorted
staticmethod str sum super tuple zip range NotImplemented Ellipsis""".split()
REFUSED = {
    "open": "scripts reach no files",
    "eval": "nothing that a script holds as text is run",
    "exec": "nothing that a script holds as text is run",
    "compile": "nothing that a script holds as text is run",
    "__import__": "write an import statement",
    "globals": "names are reached by name",
    "locals": "names are reached by name",
    "breakpoint": "there is no debugger",
    "memoryview": "memory is not reached directly",
    "input": "nobody is there to answer",
    "help": "there is no pager",
    "aiter": "there is nothing asynchronous",
    "anext": "there is nothing asynchronous",
}
FEW = 100  # values that are printed at once
_MISSING: Any = object()


def table(guard: Guard, budget: Budget, out: Stream) -> dict[str, Any]:
    """All names that a script finds without an import."""
    names: dict[str, Any] = {name: getattr(python, name) for name in PLAIN}
    errors = [n for n, v in vars(python).items() if isinstance(v, type) and issubclass(v, BaseException) and "Group" not in n]
    names.update((name, getattr(python, name)) for name in errors)
    names.update(_reaching(guard))
    names.update({name: _refusal(name, reason) for name, reason in REFUSED.items()})
    names["__debug__"] = True
    names.update(
        type=TYPE,
        print=printer(guard, out, budget),
        repr=_named("repr", repr_of),
        ascii=_named("ascii", ascii_of),
        format=_named("format", lambda value, spec="", /: formatted(value, spec)),
        pow=_named("pow", power_modulo),
        round=_round,
        iter=_iter(budget),
        exit=_exit,
        quit=_exit,
    )
    guard.swapped.update({type: TYPE, str: _str, range: _range(budget), bytes: _sized(bytes), bytearray: _sized(bytearray)})
    return names


def _named(name: str, function: Any) -> Any:
    def called(*arguments: Any, **keywords: Any) -> Any:
        return function(*arguments, **keywords)

    called.__name__ = called.__qualname__ = name
    return called


def _refusal(name: str, reason: str) -> Callable[..., Any]:
    kind: type[Exception] = PermissionError if name == "open" else NotImplementedError

    def refused(*_: Any, **__: Any) -> Any:
        raise kind(f"{name}() is not available in gradcli run: {reason}")

    refused.__name__ = refused.__qualname__ = name
    return refused


# ------------------------------------------------------------------ text
def printer(guard: Guard, out: Stream, budget: Budget) -> Callable[..., None]:
    """print, to a stream; each value is a step."""

    def print(*values: Any, sep: Any = " ", end: Any = "\n", file: Any = None, flush: bool = False) -> None:
        """Write values as text."""
        del flush
        for name, text in (("sep", sep), ("end", end)):
            if text is not None and not isinstance(text, str):
                raise TypeError(f"{name} must be None or a string, not {type(text).__name__}")
        line = (" " if sep is None else sep).join(
            [text_of(v) for v in (values if len(values) < FEW else counted(values, budget))]
        ) + ("\n" if end is None else end)
        if file is None:
            out.write(line)
        else:
            guard.read(file, "write")(line)

    print.__qualname__ = "print"
    return print


def _str(*arguments: Any, **keywords: Any) -> str:
    if len(arguments) == 1 and not keywords:
        return text_of(arguments[0])
    return str(*arguments, **keywords)


def _round(number: Any, ndigits: Any = None) -> Any:
    """Round. Raises OverflowError for more digits than are held."""
    if ndigits is None:
        return round(number)
    if isinstance(ndigits, int):
        demand_bits(4 * abs(int(ndigits)))
    return round(number, ndigits)


# ------------------------------------------------------------------ numbers of things
def _range(budget: Budget) -> Callable[..., Any]:
    def make(*arguments: Any) -> Any:
        return limited(range(*arguments), budget)

    return make


def _sized(kind: Any) -> Callable[..., Any]:
    def make(*arguments: Any, **keywords: Any) -> Any:
        if arguments and isinstance(arguments[0], int):
            demand_length(int(arguments[0]))
        return kind(*arguments, **keywords)

    return make


def _iter(budget: Budget) -> Callable[..., Any]:
    def iter_(*arguments: Any) -> Any:
        if len(arguments) == 2:
            return until(budget, *arguments)
        return iter(*arguments)

    iter_.__name__ = iter_.__qualname__ = "iter"
    return iter_


# ------------------------------------------------------------------ what reaches attributes
def _reaching(guard: Guard) -> Mapping[str, Any]:
    def getattr_(owner: Any, name: Any, default: Any = _MISSING, /) -> Any:
        _demand_text(name)
        if default is _MISSING:
            return guard.read(owner, name)
        try:
            return guard.read(owner, name)
        except AttributeError:
            return default

    def hasattr_(owner: Any, name: Any, /) -> bool:
        _demand_text(name)
        return guard.has(owner, name)

    def setattr_(owner: Any, name: Any, value: Any, /) -> None:
        _demand_text(name)
        guard.write(owner, name, value)

    def delattr_(owner: Any, name: Any, /) -> None:
        _demand_text(name)
        guard.delete(owner, name)

    def vars_(*owner: Any) -> Any:
        if not owner:
            raise NotImplementedError("vars() without an argument is not available in gradcli run: names are reached by name")
        return guard.read(owner[0], "__dict__") if isinstance(owner[0], type) else Attributes(owner[0])

    def dir_(*owner: Any) -> list[str]:
        if not owner:
            raise NotImplementedError("dir() without an argument is not available in gradcli run: names are reached by name")
        return [name for name in dir(real(owner[0])) if not name.startswith("_") or name in DEFINABLE]

    def isinstance_(value: Any, kind: Any, /) -> bool:
        return isinstance(range(0) if type(value) is BigRange else value, real(kind))

    def issubclass_(cls: Any, kind: Any, /) -> bool:
        return issubclass(real(cls), real(kind))

    found: dict[str, Any] = {}
    for function in (getattr_, hasattr_, setattr_, delattr_, vars_, dir_, isinstance_, issubclass_):
        function.__name__ = function.__qualname__ = function.__name__.rstrip("_")
        found[function.__name__] = function
    return found


def _demand_text(name: Any) -> None:
    if type(name) is not str:
        raise TypeError(f"attribute name must be string, not '{type(name).__name__}'")


def _exit(code: Any = None) -> None:
    """End the script. Raises SystemExit."""
    raise SystemExit(code)
