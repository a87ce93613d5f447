"""What IPython shows of the value of a cell's last expression.

Containers are laid out by `Layout`, everything else is its repr; types and functions are shown by their qualified names. A
value inside another is not shown by recursion: what shows a value yields the values inside it, and one loop shows those.
"""

from __future__ import annotations

import re
import types
from collections import Counter, OrderedDict, UserList, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from gradcli.printing.layout import Layout

LONGEST = 1000  # items of a container; more are `...`
UNNAMED = (None, "builtins", "exceptions", "__builtin__")  # modules that are not shown
FLAGS = ("IGNORECASE", "LOCALE", "MULTILINE", "DOTALL", "UNICODE", "VERBOSE", "DEBUG")

Parts = Iterator[Any]  # what shows a value: the values inside, in turn


class Raw(NamedTuple):
    """A text that is shown as it is."""

    text: str


class Call(NamedTuple):
    """A call that would make a value: its name, and what stands in its brackets."""

    name: str
    positional: tuple[Any, ...] = ()
    named: Mapping[str, Any] = {}


# ------------------------------------------------------------------ names
def type_name(kind: type) -> str:
    """The name of a type with its module, unless that is of Python's built-ins."""
    module = getattr(kind, "__module__", None)
    return kind.__qualname__ if module in UNNAMED else f"{module}.{kind.__qualname__}"


def function_name(function: Any) -> str | None:
    """A function with its module and its parameters, `__main__.f(x)`; None for what is no function."""
    if not isinstance(function, types.FunctionType | types.BuiltinFunctionType):
        return None
    from inspect import signature

    module = function.__module__
    name = function.__qualname__ if module in UNNAMED or not module else f"{module}.{function.__qualname__}"
    try:
        return f"{name}{signature(function)}"
    except ValueError:
        return name


class Printer(Layout):
    """The text of one value.

    name_of   the qualified name of a type
    function  a function as `function_name` has it; None for what is none
    """

    def __init__(self, name_of: Callable[[type], str], function: Callable[[Any], str | None]) -> None:
        super().__init__()
        self.name_of = name_of
        self.function = function
        self.inside: dict[int, int] = {}  # by id, how often a value is being shown just now

    def pretty(self, value: Any) -> None:
        """Show a value and all that is in it."""
        stack = [self._shown(value)]
        while stack:
            try:
                part = next(stack[-1])
            except StopIteration:
                stack.pop()
            else:
                stack.append(self._shown(part))

    def _shown(self, value: Any) -> Parts:
        key = id(value)
        before = self.inside.get(key, 0)
        self.inside[key] = before + 1
        self.begin_group()
        yield from self._parts(value, before > 0)
        self.end_group()
        self.inside[key] = before

    def _parts(self, value: Any, cycle: bool) -> Parts:
        """By the nearest class that IPython knows, that shows itself, or that has a repr of its own."""
        text = self.function(value)
        if text is not None:
            self.text(f"<function {text}>")
            return
        for kind in type(value).__mro__:
            show = KNOWN.get(kind)
            own = vars(kind)
            if show is not None:
                yield from show(self, value, cycle)
                return
            if callable(own.get("_repr_pretty_")):
                shown: Any = kind
                shown._repr_pretty_(value, self, cycle)
                return
            if kind is not object and own.get("__repr__") is not None:
                self.lines(value)
                return
        self.begin_group(1, "<")
        yield type(value)
        self.text(f" at {id(value):#x}{' ...' if cycle else ''}")
        self.end_group(1, ">")

    # -------------------------------------------------------------- pieces that printers share
    def lines(self, value: Any) -> None:
        """A repr, each of whose lines begins where the first does."""
        with self.group():
            for k, line in enumerate(repr(value).splitlines()):
                if k:
                    self.break_()
                self.text(line)

    def items(self, values: Iterable[Any], longest: int | None = LONGEST) -> Iterator[Any]:
        """Values, with a comma and a break before each but the first; after the longest that is shown, three dots."""
        for k, value in enumerate(values):
            if k:
                self.text(",")
                self.breakable()
            if k == longest:
                self.text("...")
                return
            yield value


# ------------------------------------------------------------------ containers
def _sequence(opening: str, closing: str) -> Callable[[Printer, Any, bool], Parts]:
    def show(p: Printer, value: Any, cycle: bool) -> Parts:
        if cycle:
            p.text(f"{opening}...{closing}")
            return
        p.begin_group(len(opening), opening)
        yield from p.items(value)
        if len(value) == 1 and isinstance(value, tuple):
            p.text(",")
        p.end_group(len(opening), closing)

    return show


def _set(opening: str, closing: str) -> Callable[[Printer, Any, bool], Parts]:
    def show(p: Printer, value: Any, cycle: bool) -> Parts:
        if cycle:
            p.text(f"{opening}...{closing}")
        elif not value:
            p.text(f"{type(value).__name__}()")
        else:
            p.begin_group(len(opening), opening)
            yield from p.items(_in_order(value) if len(value) < LONGEST else value)
            p.end_group(len(opening), closing)

    return show


def _in_order(values: Any) -> list[Any]:
    """Sorted; by their texts where they cannot be compared, and as they come where those fail too."""
    for key in (None, str):
        try:
            return sorted(values, key=key)
        except Exception:  # whatever a comparison raises
            pass
    return list(values)


def _mapping(opening: str, closing: str) -> Callable[[Printer, Any, bool], Parts]:
    def show(p: Printer, value: Any, cycle: bool) -> Parts:
        if cycle:
            p.text("{...}")
            return
        p.begin_group(len(opening), opening)
        for key in p.items(value.keys()):
            yield key
            p.text(": ")
            yield value[key]
        p.end_group(len(opening), closing)

    return show


# ------------------------------------------------------------------ calls
def _call(p: Printer, call: Call, cycle: bool) -> Parts:  # noqa: ARG001
    opening = f"{call.name}("
    p.begin_group(len(opening), opening)
    for part in p.items((*((None, v) for v in call.positional), *call.named.items()), None):
        name, value = part
        if name is None:
            yield value
        else:
            p.begin_group(len(name) + 1, f"{name}=")
            yield value
            p.end_group(len(name) + 1)
    p.end_group(len(opening), ")")


def _raw(p: Printer, raw: Raw, cycle: bool) -> Parts:  # noqa: ARG001
    p.text(raw.text)
    yield from ()


def _made_of(arguments: Callable[[Any], tuple[Any, ...]]) -> Callable[[Printer, Any, bool], Parts]:
    """A container that is shown as the call of its class."""

    def show(p: Printer, value: Any, cycle: bool) -> Parts:  # noqa: ARG001
        yield Call(type(value).__name__, (Raw("..."),) if cycle else arguments(value))

    return show


def _deque(p: Printer, value: deque[Any], cycle: bool) -> Parts:  # noqa: ARG001
    limits = {} if cycle or value.maxlen is None else {"maxlen": value.maxlen}
    yield Call(type(value).__name__, (Raw("...") if cycle else list(value),), limits)


def _namespace(p: Printer, value: types.SimpleNamespace, cycle: bool) -> Parts:  # noqa: ARG001
    yield Call("namespace", (Raw("..."),)) if cycle else Call("namespace", (), vars(value))


def _exception(p: Printer, value: BaseException, cycle: bool) -> Parts:  # noqa: ARG001
    yield Call(p.name_of(type(value)), value.args)


def _pattern(p: Printer, value: re.Pattern[Any], cycle: bool) -> Parts:  # noqa: ARG001
    literal = Raw("r" + repr(value.pattern).replace("\\\\", "\\"))
    flags = "|".join(f"re.{name}" for name in FLAGS if value.flags & getattr(re, name))
    yield Call("re.compile", (literal, Raw(flags)) if value.flags else (literal,))


# ------------------------------------------------------------------ others
def _type(p: Printer, kind: Any, cycle: bool) -> Parts:  # noqa: ARG001
    yield from ()
    shows_itself = next(m for m in type(kind).__mro__ if "__repr__" in vars(m)) is not type
    if shows_itself:
        p.lines(kind)
    else:
        p.text(p.name_of(kind))


def _super(p: Printer, value: Any, cycle: bool) -> Parts:  # noqa: ARG001
    p.begin_group(8, "<super: ")
    yield value.__thisclass__
    p.text(",")
    p.breakable()
    yield value.__self__
    p.end_group(8, ">")


KNOWN: Mapping[type, Callable[[Printer, Any, bool], Parts]] = {
    Call: _call,
    Raw: _raw,
    tuple: _sequence("(", ")"),
    list: _sequence("[", "]"),
    dict: _mapping("{", "}"),
    set: _set("{", "}"),
    frozenset: _set("frozenset({", "})"),
    types.MappingProxyType: _mapping("mappingproxy({", "})"),
    OrderedDict: _made_of(lambda value: (list(value.items()),) if value else ()),
    defaultdict: _made_of(lambda value: (value.default_factory, dict(value))),
    Counter: _made_of(lambda value: (dict(value.most_common()),) if value else ()),
    UserList: _made_of(lambda value: (value.data,)),
    deque: _deque,
    types.SimpleNamespace: _namespace,
    BaseException: _exception,
    re.Pattern: _pattern,
    type: _type,
    super: _super,
}


def pretty(
    value: Any,
    name_of: Callable[[type], str] = type_name,
    function: Callable[[Any], str | None] = function_name,
) -> str:
    """The text that IPython shows of a value; lines longer than 79 columns are broken between the items of containers.

    name_of   how a type is called, with its module
    function  a function with its parameters, `__main__.f(x)`; None for what is shown otherwise
    Raises what the repr of a value raises.
    """
    printer = Printer(name_of, function)
    printer.pretty(value)
    return printer.finished()


def displayed(
    value: Any,
    name_of: Callable[[type], str] = type_name,
    function: Callable[[Any], str | None] = function_name,
) -> str | None:
    """What a notebook shows below a cell that ends with a value; None where it shows nothing."""
    return None if value is None else pretty(value, name_of, function)
