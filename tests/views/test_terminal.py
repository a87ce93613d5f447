"""On a terminal of any width nothing breaks inside a word or a number, and one call has one layout."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from gradcli.bindings import parse_values
from gradcli.calculation.question import Settings
from gradcli.calculation.structure import symbolic
from gradcli.calculation.trace import Trace
from gradcli.calculation.tracing import trace
from gradcli.syntax.parser import parse
from gradcli.views import symbolic as unvalued
from gradcli.views.folding import folded
from gradcli.views.lines import Output
from gradcli.views.trace_text import lines, node_lines, path_lines
from tests.command import gradcli, on_terminal

EXPRESSIONS = {
    "3*x**2 + 4*x + 5": {"x": "2"},
    "n = x1*w1 + x2*w2 + b; o = tanh(n)": {"x1": "2", "x2": "0.1", "w1": "-3", "w2": "1", "b": "6.8813735870195432"},
    "h = tanh(W1 @ x + b1); y = W2 @ h + b2; ((y - t)**2).mean()": {
        "W1": "[[0.5, -0.25], [1.5, 0.125], [-1, 0.75]]",
        "x": "[1, 2]",
        "b1": "[0.1, 0.2, 0.3]",
        "W2": "[[1, 0.5, -0.5], [0.25, -1, 2]]",
        "b2": "[0, 0.1]",
        "t": "[1, -1]",
    },
    "cross_entropy(z, 1)": {"z": "[1.5, -0.25, 0.125]"},
    "變數 = 重量*가 + sin(重量); 變數**2*é": {"重量": "1.123456789", "가": "2", "é": "3"},
    "exp(-((a_long_name - another_long_name)**2)/(2*sigma**2))": {
        "a_long_name": "1.5",
        "another_long_name": "0.25",
        "sigma": "0.333333333",
    },
}
WORD = re.compile(r"(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|[^\W\d][\w\u0301]*")


def explained(expression: str, passes: int = 2) -> Trace:
    values = parse_values(EXPRESSIONS[expression])
    return trace(parse(expression, tuple(values)), values, Settings(passes=passes))


def screen(found: Trace, width: int | None) -> str:
    stream = io.StringIO()
    out = Output(stream, width=width)
    out.lines(lines(found, width=width) if found.grads else unvalued.lines(found, width=width))
    out.lines(path_lines(found))
    if found.grads:
        out.lines(node_lines(found, next(iter(found.grads)), width))
    return stream.getvalue()


def words(text: str) -> set[str]:
    return set(WORD.findall(text))


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_nothing_breaks_at_any_width(expression: str) -> None:
    for found in (
        explained(expression),
        *([symbolic(parse(expression), Settings())] if "@" not in expression and "entropy" not in expression else []),
    ):
        whole = words(screen(found, None))
        for width in range(40, 201):
            shown = screen(found, width)
            assert max(cell_len(line) for line in shown.splitlines()) <= width, width
            assert words(shown) <= whole, width


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_all_passes_have_one_layout(expression: str) -> None:
    found = explained(expression, passes=3)
    for width in range(40, 201, 3):
        blocks = re.split(r"\nBackward, pass \d[^\n]*\n", screen(found, width).partition("\nResult")[0])[1:]
        heads = [line for block in blocks for line in block.splitlines() if re.match(r"\d+ +\w+Backward", line)]
        assert len(heads) >= 3
        assert len({bool(re.search("∂|arrives", line)) for line in heads}) == 1, width


COMMANDS = [
    ["grad", "3*x**2 + 4*x + 5", "--x", "2", "--backward", "3"],
    ["grad", "(W @ x).sum()", "--W", "[[0.5, -0.25], [1.5, 0.125], [-1, 0.75]]", "--x", "[1, 2]"],
    ["grad", "sqrt(x) + abs(x)", "--x", "0"],
    ["graph", "3*x**2 + 4*x + 5", "--x", "2"],
    ["graph", "3*x**2 + 4*x + 5"],
    ["explain", "(relu(x)*y).sum()", "--x", "[1, -2]", "--y", "3", "--paths"],
    ["check", "3*x**2 + 4*x + 5", "--x", "2", "--expect", "x=15", "--value", "25"],
    ["check", "x**2", "--formula", "x=2*x"],
    ["descend", "3*x**2 + 4*x + 5", "--x", "2", "--steps", "4"],
    ["descend", "3*x**2 + 4*x + 5", "--x", "2", "--steps", "4", "--compare", "zero-grad"],
    ["ops"],
    ["ops", "softmax"],
    ["ops", "cross_entropy"],
    ["error", "leaf in place"],
    ["error"],
]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_every_command_keeps_to_the_terminal(arguments: list[str]) -> None:
    whole = on_terminal(2_000, *arguments)
    for width in (40, 53, 66, 79, 100, 140):
        ran = on_terminal(width, *arguments)
        assert ran.status == whole.status
        lines_ = [line for line in ran.out.splitlines() if not re.search(r"torch\.|gradcli ", line)]  # which are to copy
        assert max(map(cell_len, lines_)) <= width
        assert words(ran.out) <= words(whole.out)
        told = [line for line in ran.err.splitlines() if not re.match(r" *(help|fix): ", line)]
        assert all(cell_len(line) <= width for line in told)


def test_a_problem_on_a_narrow_terminal() -> None:
    ran = on_terminal(40, "grad", "x**2 + x**2 + x**2 + sin(x)*cos(x)*tan(x) + unknown(x) + 3", "--x", "2")
    assert all(cell_len(line) <= 40 for line in ran.err.splitlines() if not line.startswith("help: "))
    assert "^^^^^^^" in ran.err


def test_a_problem_among_wide_letters() -> None:
    ran = on_terminal(40, "grad", "變數*重量 + 變數*重量 + 變數*重量 + 重量^變數", "--let", "變數=2", "--let", "重量=1")
    _, source, caret, *_ = ran.err.splitlines()
    assert cell_len(source) <= 40
    at = cell_len(caret) - 1
    assert next(k for k in range(len(source)) if cell_len(source[:k]) == at and source[k] == "^")


def test_branches_go_on_beside_what_is_folded() -> None:
    line = [("│   ├── a = some_name*another_name + a_third_name", ""), ("   ", ""), ("leaf", "quiet")]
    found = ["".join(text for text, _ in part) for part in folded(line, 34)]
    assert found == ["│   ├── a = some_name*another_name", "│   │     + a_third_name   leaf"]


# ------------------------------------------------------------------ a script
@pytest.mark.parametrize("width", [40, 80])
def test_what_gradcli_says_of_a_script_is_broken_between_words(width: int, tmp_path: Path) -> None:
    lesson = tmp_path / "a.py"
    text = "import torch\nx = torch.ones(1, requires_grad=True)\ny = (x**2).sum()\ny.backward()\ny.backward()\n"
    lesson.write_text(f"from tqdm import tqdm\n{text}", "utf-8")
    told = on_terminal(width, "run", str(lesson)).err
    whole = gradcli("run", str(lesson)).err
    own = told[told.index("  why: ") :].splitlines()
    fix = next(line for line in own if line.startswith("  fix: "))
    assert fix in whole  # to be copied
    assert all(cell_len(line) <= width for line in own if line != fix)
    assert told.split() == whole.split()
    assert "progress bars are not shown\n" in whole
    assert max(map(cell_len, told.partition("Traceback")[0].splitlines())) <= width
