"""The page stays small, and grows with the graph."""

from __future__ import annotations

import re
from typing import Any

import pytest

from gradcli.calculation.question import Settings
from gradcli.calculation.trace import Trace
from gradcli.calculation.tracing import trace
from gradcli.syntax.parser import parse
from gradcli.views.page import MOST_TEXT, html
from gradcli.views.trace_text import lines

NUMBERS: dict[str, Any] = {"x": 1.123456, "y": 2.3}
TENSORS: dict[str, Any] = {
    "W": [[0.123456, 0.246912, 0.370368, 0.493824], [0.246912, 0.493824, 0.740736, 0.987648]] * 2,
    "x": [0.1, 0.2, 0.3, 0.4],
    "b": [0.1, 0.2, 0.3, 0.4],
}


def scalars(n: int) -> Trace:
    text = "; ".join(["a0 = x*y", *(f"a{k} = sin(a{k - 1})*x" for k in range(1, n // 2)), f"a{n // 2 - 1} + y"])
    return trace(parse(text), NUMBERS, Settings())


def matrices(n: int) -> Trace:
    text = "; ".join(["a0 = W @ x", *(f"a{k} = tanh(W @ a{k - 1} + b)" for k in range(1, n // 3)), f"(a{n // 3 - 1}**2).sum()"])
    return trace(parse(text), TENSORS, Settings())


def test_three_passes_over_sixty_values_take_less_than_200_kB() -> None:
    parts = [f"v{k} = {f'v{k - 1}' if k else 'x'}*{f'v{k - 2}' if k > 1 else 'y'}/w" for k in range(29)]
    found = trace(parse("; ".join(parts) + "; v28"), {"x": 1.1, "y": 1.2, "w": 1.05}, Settings(passes=3))
    page = html(found, lines(found))
    assert len(found.vertices) > 60 and len(page.encode()) < 200_000
    again = re.findall(r'<a href="#step-(\d+)">as in step', page)
    assert len(again) > 100 and all(f'<li id="step-{k}"' in page for k in again)


@pytest.mark.parametrize("made", [scalars, matrices])
def test_sixty_values_take_less_than_200_kB_and_more_take_as_much_each(made: Any) -> None:
    sizes = {}
    for n in (58, 116, 232):
        found = made(n)
        sizes[len(found.vertices)] = len(html(found, lines(found)).encode())
    (one, small), (two, middle), (four, large) = sizes.items()
    assert 57 <= one <= 62 and small < 200_000
    assert (large - middle) / (four - two) < 1.15 * (middle - small) / (two - one)


def test_what_the_text_leaves_out_is_told() -> None:
    found = scalars(116)
    page = html(found, lines(found))
    text = re.search(r"<pre>(.*?)</pre>", page, re.DOTALL)
    assert text is not None and len(text[1]) < MOST_TEXT + 200
    assert re.search(r"… \d+ more lines, which the steps above tell too\Z", text[1])
    assert len(re.findall(r'<li id="step-', page)) == len(found.vertices) - 2 + len(found.passes[0].moves) + 1
