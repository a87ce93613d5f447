"""Python's own modules for scripts: a table of allowed names each, and replacements for what would reach or cost too much."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from gradcli.script import sources
from gradcli.script.budget import demand_bits, demand_length
from gradcli.script.builtins import printer
from gradcli.script.copying import copied, deep_copied
from gradcli.script.fields import made, of_scripts
from gradcli.script.formatting import repr_of
from gradcli.script.logs import logging
from gradcli.script.namespaces import Module, Surroundings, module, taken
from gradcli.script.operations import BINARY, INPLACE, power
from gradcli.script.options import argparse
from gradcli.script.standins import refuse, stand_in
from gradcli.script.wrapping import CachedProperty, Wrapping

Build = Callable[[Surroundings], Module]

PLAIN: dict[str, str] = {  # modules of which these names are Python's own
    "string": "ascii_letters ascii_lowercase ascii_uppercase digits hexdigits octdigits printable punctuation whitespace "
    "capwords",
    "statistics": "mean fmean median median_low median_high mode multimode stdev pstdev variance pvariance quantiles "
    "harmonic_mean geometric_mean correlation covariance linear_regression StatisticsError NormalDist",
    "typing": "Any AnyStr Callable ClassVar Dict Final Generic Iterable Iterator List Literal Mapping MutableMapping NamedTuple "
    "NoReturn Optional Protocol Sequence Set FrozenSet Tuple Type TypeVar Union Generator Hashable Sized Collection Deque "
    "DefaultDict OrderedDict Counter TYPE_CHECKING cast overload runtime_checkable Self Never Annotated NewType Text",
    "collections.abc": "Callable Collection Container Generator Hashable Iterable Iterator Mapping MutableMapping "
    "MutableSequence MutableSet Reversible Sequence Set Sized KeysView ValuesView ItemsView",
    "contextlib": "contextmanager suppress nullcontext closing ExitStack ContextDecorator AbstractContextManager",
    "datetime": "date datetime time timedelta timezone MINYEAR MAXYEAR",
    "textwrap": "dedent fill wrap indent shorten",
    "re": "compile match search sub subn findall finditer split fullmatch escape IGNORECASE I MULTILINE M DOTALL S VERBOSE X "
    "ASCII A error Pattern Match",
    "heapq": "heappush heappop heapify heappushpop heapreplace nlargest nsmallest merge",
    "bisect": "bisect bisect_left bisect_right insort insort_left insort_right",
    "fractions": "Fraction",
    "decimal": "Decimal ROUND_HALF_UP ROUND_HALF_EVEN ROUND_DOWN ROUND_UP InvalidOperation DivisionByZero",
    "numbers": "Number Complex Real Rational Integral",
    "io": "StringIO",
    "timeit": "default_timer",
    "platform": "python_version python_implementation",
    "keyword": "kwlist iskeyword",
    "cmath": "pi e tau inf nan sqrt exp log log10 phase polar rect sin cos tan sinh cosh tanh isclose isnan isinf isfinite",
}


def plain(name: str, around: Surroundings) -> Module:
    """A module whose names are Python's own."""
    return module(name, taken(name, PLAIN[name].split()))


# ------------------------------------------------------------------ numbers
def math(around: Surroundings) -> Module:
    """The module math."""
    import math as python

    def factorial(n: Any) -> int:
        """Factorial. Raises OverflowError if it is too large."""
        if isinstance(n, int) and n > 1:
            demand_bits(int(n) * int(n).bit_length())
        return python.factorial(n)

    def comb(n: Any, k: Any) -> int:
        """Binomial coefficient. Raises OverflowError if it may be too large."""
        if isinstance(n, int) and isinstance(k, int):
            demand_bits(int(n).bit_length() * min(int(k), max(int(n) - int(k), 0)))
        return python.comb(n, k)

    def perm(n: Any, k: Any = None) -> int:
        """Permutations. Raises OverflowError if there may be too many."""
        if isinstance(n, int):
            demand_bits(int(n).bit_length() * int(n if k is None else k))
        return python.perm(n, k)

    names = {n: v for n, v in vars(python).items() if not n.startswith("_")}
    return module("math", {**names, "factorial": factorial, "comb": comb, "perm": perm}, python.__doc__)


def random(around: Surroundings) -> Module:
    """The module random: a generator of this session's own."""
    import random as python

    held = python.Random(around.seed)
    names = """betavariate choice choices expovariate gammavariate gauss getrandbits getstate lognormvariate normalvariate
    paretovariate randbytes randint random randrange sample seed setstate shuffle triangular uniform vonmisesvariate
    weibullvariate""".split()
    return module("random", {**{n: getattr(held, n) for n in names}, "Random": python.Random}, python.__doc__)


def time(around: Surroundings) -> Module:
    """The module time; sleep ends with the time that is left."""
    import time as python

    budget = around.budget

    def sleep(seconds: Any, /) -> None:
        """Sleep. Raises ValueError for less than nothing."""
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        end = python.monotonic() + seconds
        while (left := end - python.monotonic()) > 0:
            python.sleep(min(left, 0.05, budget.remaining() + 0.01))
            budget.left = -1
            budget.step()

    names = """asctime ctime gmtime localtime mktime monotonic monotonic_ns perf_counter perf_counter_ns process_time
    process_time_ns strftime strptime time time_ns thread_time struct_time""".split()
    return module("time", {**taken("time", names), "sleep": sleep})


# ------------------------------------------------------------------ tools
def copy(around: Surroundings) -> Module:
    """The module copy."""

    def shallow(x: Any) -> Any:
        """A copy."""
        return copied(x)

    def deepcopy(x: Any, memo: Any = None) -> Any:
        """A copy of everything."""
        return deep_copied(x, memo)

    shallow.__name__ = shallow.__qualname__ = "copy"
    return module("copy", {"copy": shallow, "deepcopy": deepcopy, "Error": RuntimeError})


def collections(around: Surroundings) -> Module:
    """The module collections."""
    import collections as python

    def namedtuple(typename: Any, field_names: Any, *, rename: bool = False, defaults: Any = None) -> Any:
        """A class of tuples with names."""
        return python.namedtuple(typename, field_names, rename=rename, defaults=defaults, module="__main__")

    names = taken("collections", "ChainMap Counter OrderedDict UserDict UserList defaultdict deque".split())
    names.update(namedtuple=namedtuple, abc=plain("collections.abc", around))
    return module("collections", names)


def itertools(around: Surroundings) -> Module:
    """The module itertools; what is endless counts as steps."""
    names = """accumulate chain compress dropwhile filterfalse groupby islice pairwise starmap takewhile tee zip_longest
    batched""".split()
    budget = around.budget
    guarded: dict[str, Any] = {
        name: sources.combined(name, budget)
        for name in ("product", "permutations", "combinations", "combinations_with_replacement")
    }
    guarded["count"] = lambda start=0, step=1: sources.Count(budget, start, step)
    guarded["cycle"] = lambda iterable: sources.Cycle(budget, iterable)
    guarded["repeat"] = lambda object, *times: sources.Repeat(budget, object, *times)
    return module("itertools", {**taken("itertools", names), **guarded})


def functools(around: Surroundings) -> Module:
    """The module functools; what copies attributes from one object to another is guarded."""
    names = "partial reduce lru_cache cache cmp_to_key".split()
    wrapping = Wrapping(around.guard)
    made = {name: getattr(wrapping, name) for name in ("update_wrapper", "wraps", "total_ordering")}
    functions = {name: _function(method) for name, method in made.items()}
    return module("functools", {**taken("functools", names), **functions, "cached_property": CachedProperty})


def operator(around: Surroundings) -> Module:
    """The module operator; what reads attributes is guarded."""
    names = """abs add and_ concat contains countOf delitem eq floordiv ge getitem gt iadd iand ifloordiv index indexOf inv invert
    ior is_ is_not isub itruediv ixor itemgetter le length_hint lt matmul mod mul ne neg not_ or_ pos pow rshift setitem sub
    truediv truth xor lshift imul ipow ilshift""".split()
    found = taken("operator", names)
    guarded = {"add": BINARY["Add"], "concat": BINARY["Add"], "mul": BINARY["Mult"], "pow": power, "lshift": BINARY["LShift"]}
    guarded.update(mod=BINARY["Mod"], iadd=INPLACE["Add"], imul=INPLACE["Mult"], ipow=INPLACE["Pow"], ilshift=INPLACE["LShift"])
    found.update({name: _called(name, function) for name, function in guarded.items()})
    read = around.guard.read

    def attrgetter(*attributes: str) -> Any:
        """A function that reads attributes."""

        def path(owner: Any, names: str) -> Any:
            for name in names.split("."):
                owner = read(owner, str(name))
            return owner

        if len(attributes) == 1:
            return lambda owner: path(owner, attributes[0])
        return lambda owner: tuple([path(owner, a) for a in attributes])

    def methodcaller(method: str, *arguments: Any, **keywords: Any) -> Any:
        """A function that calls a method."""
        return lambda owner: read(owner, method)(*arguments, **keywords)

    return module("operator", {**found, "attrgetter": attrgetter, "methodcaller": methodcaller})


def _called(name: str, function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """The function under the name by which Python knows it."""

    def named(a: Any, b: Any, /) -> Any:
        return function(a, b)

    named.__name__ = named.__qualname__ = name
    return named


def re(around: Surroundings) -> Module:
    """The module re, without the flag that prints: it would not print where the script does."""
    places = {"compile": 1, "sub": 4, "subn": 4, "split": 3, "match": 2, "search": 2, "fullmatch": 2, "findall": 2, "finditer": 2}
    names = taken("re", PLAIN["re"].split())
    return module("re", {**names, **{name: _quiet(names[name], place) for name, place in places.items()}})


def _quiet(function: Callable[..., Any], place: int) -> Callable[..., Any]:
    from re import DEBUG

    def called(*arguments: Any, **keywords: Any) -> Any:
        flags = arguments[place] if len(arguments) > place else keywords.get("flags", 0)
        if isinstance(flags, int) and flags & DEBUG:
            refuse("re.DEBUG")
        return function(*arguments, **keywords)

    called.__name__ = called.__qualname__ = function.__name__
    return called


def pprint(around: Surroundings) -> Module:
    """The module pprint."""
    import pprint as python

    show = printer(around.guard, around.out, around.budget)

    def pretty(object: Any, stream: Any = None, indent: int = 1, width: int = 80, **keywords: Any) -> None:
        """Print data over several lines."""
        repr_of(object)
        show(python.pformat(object, indent, width, **keywords), file=stream)

    return module("pprint", {"pprint": pretty, "pp": pretty, "pformat": python.pformat})


def json(around: Surroundings) -> Module:
    """The module json, between text and data."""
    import json as python

    def dumps(
        obj: Any, *, indent: Any = None, sort_keys: bool = False, ensure_ascii: bool = True, separators: Any = None,
        default: Any = None, skipkeys: bool = False, allow_nan: bool = True
    ) -> str:  # fmt: skip
        """Data as JSON."""
        if isinstance(indent, int):
            demand_length(indent)
        return python.dumps(
            obj, indent=indent, sort_keys=sort_keys, ensure_ascii=ensure_ascii, separators=separators, default=default,
            skipkeys=skipkeys, allow_nan=allow_nan,
        )  # fmt: skip

    def loads(s: Any) -> Any:
        """JSON as data."""
        return python.loads(s)

    return module("json", {"dumps": dumps, "loads": loads, "JSONDecodeError": python.JSONDecodeError})


# ------------------------------------------------------------------ classes
def dataclasses(around: Surroundings) -> Module:
    """The module dataclasses; fields have the names of fields."""

    def dataclass(cls: Any = None, /, **options: Any) -> Any:
        """A class with __init__, __repr__ and __eq__ for its fields."""
        return (lambda cls: made(cls, options)) if cls is None else made(cls, options)

    names = "field fields is_dataclass MISSING FrozenInstanceError KW_ONLY InitVar".split()
    own = {name: of_scripts(name) for name in ("asdict", "astuple", "replace")}
    return module("dataclasses", {**taken("dataclasses", names), **own, "dataclass": dataclass})


def typing(around: Surroundings) -> Module:
    """The module typing; a NamedTuple that is made by a call is the script's."""
    import typing as python

    original: Any = python.NamedTuple

    def NamedTuple(typename: str, fields: Any = (), /, **more: Any) -> Any:
        """A class of tuples with names and types."""
        made = original(typename, list(fields) or list(more.items()))
        made.__module__ = "__main__"
        return made

    vars(NamedTuple)["__mro_entries__"] = lambda bases: original.__mro_entries__((original,))  # of `class P(NamedTuple):`
    return module("typing", {**taken("typing", PLAIN["typing"].split()), "NamedTuple": NamedTuple})


def enum(around: Surroundings) -> Module:
    """The module enum; classes are written as classes."""
    return module("enum", {**taken("enum", ["auto", "unique"]), **_enums()})


def _enums() -> dict[str, Any]:
    import enum as python

    class EnumType(python.EnumType):
        """The class of enumerations: a call finds a member."""

        def __call__(cls, value: Any, *more: Any, **keywords: Any) -> Any:
            if more or keywords:
                refuse("an enumeration made by a call", "write a class statement")
            return super().__call__(value)

    made: dict[str, Any] = {}
    EnumType.__module__, EnumType.__qualname__ = "enum", "EnumType"
    for name in ("Enum", "IntEnum", "Flag", "IntFlag", "StrEnum"):
        base = getattr(python, name)
        space = EnumType.__prepare__(name, (base,))
        space["__module__"], space["__qualname__"] = "enum", name
        made[name] = EnumType(name, (base,), space)
    return made


def abc(around: Surroundings) -> Module:
    """The module abc."""
    import abc as python

    return module("abc", {"ABC": python.ABC, "ABCMeta": stand_in(python.ABCMeta), "abstractmethod": python.abstractmethod})


# ------------------------------------------------------------------ the system, as far as it is words
def sys(around: Surroundings) -> Module:
    """The module sys: what it says, not what it reaches."""

    budget = around.budget

    def exit(code: Any = None, /) -> None:
        """End the script. Raises SystemExit."""
        raise SystemExit(code)

    def setrecursionlimit(limit: int, /) -> None:
        """How deep calls may be, up to 10,000. Raises ValueError or RecursionError."""
        if limit < 1:
            raise ValueError("recursion limit must be greater or equal than 1")
        budget.max_depth = min(limit, 10_000)

    names = taken("sys", "version version_info platform maxsize float_info int_info byteorder getsizeof hash_info".split())
    names.update(argv=list(around.arguments), stdout=around.out, stderr=around.err, exit=exit)
    names.update(setrecursionlimit=setrecursionlimit, getrecursionlimit=lambda: budget.max_depth)
    return module("sys", names)


def os(around: Surroundings) -> Module:
    """The module os: paths as text, and the files that the script has kept."""
    kept = around.kept()

    def makedirs(name: Any, *_: Any, exist_ok: bool = False, **__: Any) -> None:
        """Remember a folder. Raises FileExistsError."""
        kept.make(name, exist_ok)

    def mkdir(path: Any, *_: Any, **__: Any) -> None:
        """Remember a folder. Raises FileExistsError."""
        kept.make(path)

    def remove(path: Any) -> None:
        """Forget a file that was kept. Raises FileNotFoundError."""
        kept.remove(path)

    names = {"path": os_path(around), "sep": "/", "linesep": "\n", "name": "posix"}
    return module("os", {**names, "makedirs": makedirs, "mkdir": mkdir, "remove": remove})


def os_path(around: Surroundings) -> Module:
    """The module os.path: texts, and the files that the script has kept."""
    kept = around.kept()

    def exists(path: Any) -> bool:
        """Whether the script has kept a file, or made a folder."""
        return bool(kept.exists(path))

    def isfile(path: Any) -> bool:
        """Whether the script has kept a file."""
        return bool(kept.is_file(path))

    def isdir(s: Any) -> bool:
        """Whether the script has made a folder."""
        return bool(kept.is_folder(s))

    names = taken("posixpath", "join basename dirname splitext split isabs normpath".split())
    return module("os.path", {**names, "exists": exists, "isfile": isfile, "isdir": isdir})


def pathlib(around: Surroundings) -> Module:
    """The module pathlib: paths as text, and the files that the script has kept."""
    from pathlib import PurePosixPath

    kept = around.kept()

    class PosixPath(PurePosixPath):
        """A path that reaches what the script has kept."""

        def exists(self) -> bool:
            """Whether the script has kept a file, or made a folder."""
            return bool(kept.exists(self))

        def is_file(self) -> bool:
            """Whether the script has kept a file."""
            return bool(kept.is_file(self))

        def is_dir(self) -> bool:
            """Whether the script has made a folder."""
            return bool(kept.is_folder(self))

        def mkdir(self, *_: Any, exist_ok: bool = False, **__: Any) -> None:
            """Remember a folder. Raises FileExistsError."""
            kept.make(self, exist_ok)

        def unlink(self, missing_ok: bool = False) -> None:
            """Forget a file that was kept. Raises FileNotFoundError."""
            if self.is_file() or not missing_ok:
                kept.remove(self)

    PosixPath.__module__, PosixPath.__qualname__ = "pathlib", "PosixPath"
    return module("pathlib", {"Path": PosixPath, "PurePath": PurePosixPath, "PurePosixPath": PurePosixPath})


def warnings(around: Surroundings) -> Module:
    """The module warnings, on this session's filters."""
    held = around.warnings
    names = {n: _function(getattr(held, n)) for n in ("warn", "simplefilter", "filterwarnings", "resetwarnings")}
    return module("warnings", {**names, "catch_warnings": held.catching()})


def _function(method: Callable[..., Any]) -> Callable[..., Any]:
    """A method of the session's as a function of a module, which does not show whose it is."""
    return lambda *arguments, **keywords: method(*arguments, **keywords)


def traceback(around: Surroundings) -> Module:
    """The module traceback: the exception that is handled, as text."""
    import sys as python

    from gradcli.script.tracebacks import report

    def format_exc(*_: Any, **__: Any) -> str:
        """The traceback of the exception that is handled."""
        error = python.exc_info()[1]
        return "NoneType: None\n" if error is None else report(error)

    def print_exc(*_: Any, file: Any = None, **__: Any) -> None:
        """Write the traceback of the exception that is handled."""
        (around.err if file is None else file).write(format_exc())

    return module("traceback", {"format_exc": format_exc, "print_exc": print_exc})


def gc(around: Surroundings) -> Module:
    """The module gc: collecting, which is done anyway."""
    return module("gc", {"collect": lambda *_: 0, "enable": lambda: None, "disable": lambda: None, "isenabled": lambda: True})


BUILT: dict[str, Build] = {
    "math": math,
    "random": random,
    "time": time,
    "copy": copy,
    "collections": collections,
    "itertools": itertools,
    "functools": functools,
    "operator": operator,
    "pprint": pprint,
    "json": json,
    "dataclasses": dataclasses,
    "enum": enum,
    "abc": abc,
    "sys": sys,
    "os": os,
    "os.path": os_path,
    "pathlib": pathlib,
    "argparse": argparse,
    "logging": logging,
    "warnings": warnings,
    "traceback": traceback,
    "gc": gc,
    **{name: partial(plain, name) for name in PLAIN},
    "re": re,
    "typing": typing,
}
