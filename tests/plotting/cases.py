"""Functions, surfaces and walks to draw."""

from __future__ import annotations

from functools import cache
from typing import Any

from gradcli.calculation.question import Question, Settings, checked
from gradcli.descent.plan import Plan
from gradcli.descent.walk import walk
from gradcli.plotting.descents import Descent, descent
from gradcli.plotting.line import Line, line
from gradcli.plotting.plane import Plane, plane
from gradcli.plotting.ranges import Range, settled
from gradcli.syntax.parser import parse

TITLES = ("without zero_grad()", "with zero_grad()")
LINES = [
    "x**2",
    "abs(x) + relu(x - 1)",
    "1/x",
    "1/(x - 0.123456)**2",
    "tan(3*x)",
    "log(x)",
    "log(x**2)",
    "sqrt(x)",
    "floor(x)*x",
    "sin(x)/x",
    "exp(x*x*x)",
    "where(x > 0.5, x, -x)",
    "1e300*x",
    "0*x + 7",
    "nan*x",
    "sin(200*x)",
    "relu([[1., 2.], [3., -1.]] @ stack([x, 1 + 0*x])).sum()",
    "a_very_long_name_of_a_result = (x + 1)*(x + 2)*(x + 3)*(x + 4)*(x + 5)*(x + 6)*(x + 7)*(x + 8)*(x + 9)*(x + 10)",
]
PLANES = [
    "x**2 + y**2",
    "(1 - x)**2 + 100*(y - x**2)**2",
    "x*y",
    "x/y",
    "log(x*y)",
    "floor(x) + y",
    "0*x*y",
    "x + y.detach()",
    "1e308*x*y",
]
WALKS: list[tuple[str, dict[str, Any], Plan]] = [
    ("3*x**2 + 4*x + 5", {"x": 2.0}, Plan(lr=0.1, steps=6)),
    ("(1 - x)**2 + 5*(y - x**2)**2", {"x": -1.5, "y": 2.0}, Plan("adam", lr=0.1, steps=70)),
    ("x**2 + 4*y**2", {"x": 2.0, "y": 1.0}, Plan(lr=0.1, steps=12)),
    ("a**2 + 3*b**2 + c**2", {"a": 1.0, "b": 2.0, "c": 3.0}, Plan(lr=0.1, steps=30)),
    ("(v**2).sum()", {"v": [1.0, 2.0]}, Plan(lr=0.1, steps=3)),
    ("x**4", {"x": 10.0}, Plan(lr=1.0, steps=9)),
    ("log(x)", {"x": 0.01}, Plan(lr=0.1, steps=9)),
    ("x**2", {"x": 1.0}, Plan(lr=0.0, steps=2)),
    ("-x**3", {"x": 1e-3}, Plan(lr=0.1, steps=3)),
]


def question(text: str, ranges: list[Range], **values: Any) -> Question:
    """What is asked, with the middle of each range for its variable."""
    given = settled(ranges, values)
    return checked(parse(text, tuple(given)), given, Settings())


def lined(text: str, low: float = -3.0, high: float = 3.0, points: int | None = None, **values: Any) -> Line:
    """A function of x."""
    along = Range("x", low, high)
    return line(question(text, [along], **values), along, points)


def surfaced(text: str, points: int | None = 41) -> Plane:
    """A function of x and y."""
    ranges = [Range("x", -2.0, 2.0), Range("y", -1.0, 3.0)]
    return plane(question(text, ranges), ranges, points)


def walked(text: str, values: dict[str, Any], plan: Plan, compare: bool = False) -> Descent:
    """A walk, or two."""
    asked = checked(parse(text, tuple(values)), values, Settings())
    gone = [walk(asked, plan._replace(zero_grad=kept)) for kept in ((False, True) if compare else (True,))]
    return descent(asked, gone, TITLES if compare else ("",))


@cache
def every() -> list[tuple[str, Line | Plane | Descent]]:
    """All of them, with names."""
    found: list[tuple[str, Line | Plane | Descent]] = [(text, lined(text)) for text in LINES]
    found += [(text, surfaced(text)) for text in PLANES]
    found += [
        (f"{text} {compare}", walked(text, values, plan, compare)) for text, values, plan in WALKS for compare in (False, True)
    ]
    return found
