"""Random expressions over the whole derivative table, with points at which to evaluate them."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from hypothesis import strategies as st

from gradcli.ops import table
from tests.rows import Call, elementwise_calls, is_differentiable, is_elementwise

CALLS = elementwise_calls()
MIXING = [
    row for row in table.rows() if not is_elementwise(row) and is_differentiable(row) and row.name not in ("detach", "float")
]
NUMBERS = st.sampled_from(["2", "3", "0.5", "1.25", "10", "1e-2", "7"])
NAMES = "xyz"
REDUCTIONS = """
    ({}).sum(); mean({}); norm({}); logsumexp({}, 0).sum(); prod(sigmoid({})); var({}); max({}); ({}).reshape(-1)[1];
    stack([{0}, {0}*2])[1].sum(); softmax({}, 0)[0].sum(); (({0}).T @ {0}).trace(); cumsum({}, -1)[0].sum()
""".split(";")


class Problem(NamedTuple):
    """An expression and values for its variables."""

    text: str
    point: dict[str, Any]


def problem(text: str, point: dict[str, Any]) -> Problem:
    """The expression with those values that it needs."""
    return Problem(text, {name: value for name, value in point.items() if re.search(rf"\b{name}\b", text)})


def squashed(text: str, low: float, high: float) -> str:
    """The expression brought smoothly into an interval."""
    return f"({(low + high) / 2:g} + {(high - low) / 2:g}*sin({text}))"


@st.composite
def elementwise(draw: st.DrawFn, depth: int = 3) -> str:
    """An expression over x, y and z that works element by element."""
    if not depth:
        return draw(st.sampled_from(NAMES) | NUMBERS)
    kind = draw(st.sampled_from(["leaf", "operator", "call", "call", "call", "minus"]))
    if kind == "leaf":
        return draw(elementwise(0))
    if kind == "minus":
        return f"(-{draw(elementwise(depth - 1))})"
    if kind == "operator":
        symbol = draw(st.sampled_from("+-*/"))
        right = draw(elementwise(depth - 1))
        return f"({draw(elementwise(depth - 1))} {symbol} {squashed(right, 1, 3) if symbol == '/' else right})"
    return draw(called(draw(st.sampled_from(CALLS)), depth - 1))


@st.composite
def called(draw: st.DrawFn, call: Call, depth: int) -> str:
    """A row of the table on operands inside its intervals."""
    operands = [squashed(draw(elementwise(depth)), low, high) for low, high in call.intervals]
    text = call.of(*operands)
    return f"({text})" if re.match(r"\S+ ?(\*\*|[-+*/%]) ?", call.text) else text


@st.composite
def scalar_problems(draw: st.DrawFn, depth: int = 3) -> Problem:
    """A scalar function of y, z and certainly x; some go through an operation that mixes elements."""
    text = draw(elementwise(depth))
    if draw(st.booleans()):
        row = draw(st.sampled_from(MIXING))
        inner = re.sub(r"\bx\b", "h", row.example)
        text = f"h = {squashed(text, 1.2, 1.8)}; g = {inner}; sum(g*{draw(elementwise(1))})"
    return problem(f"{text} + x", {name: draw(coordinates()) for name in NAMES})


def coordinates() -> st.SearchStrategy[float]:
    """Numbers of ordinary size, away from most kinks."""
    return st.floats(-2, 2).map(lambda x: round(x, 3) + 0.00037)


@st.composite
def vector_problems(draw: st.DrawFn) -> Problem:
    """An element-by-element function of three vectors."""
    vectors = {name: draw(st.lists(coordinates(), min_size=3, max_size=3)) for name in NAMES}
    return problem(f"{draw(elementwise())} + x", vectors)


SHAPES = st.sampled_from([(), (3,), (2, 3), (2, 1), (1, 3)])


@st.composite
def tensor_problems(draw: st.DrawFn) -> Problem:
    """A reduction of a function of tensors that broadcast against each other; y is always of the full size."""
    point = {name: draw(arrays(draw(SHAPES) if name != "y" else (2, 3))) for name in NAMES}
    body = f"({draw(elementwise(2))} + y)"
    return problem(f"h = {body}; {draw(st.sampled_from(REDUCTIONS)).strip().format('h')}", point)


def arrays(shape: tuple[int, ...]) -> st.SearchStrategy[Any]:
    """Nested lists of a shape."""
    if not shape:
        return coordinates()
    return st.lists(arrays(shape[1:]), min_size=shape[0], max_size=shape[0])
