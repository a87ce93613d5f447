"""The one loop over forward and backward, and who looks on."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

import gradcli.calculation
from gradcli.autograd.backward import Visit
from gradcli.calculation.observers import Observer
from gradcli.calculation.passes import ask
from gradcli.calculation.question import Settings, checked
from gradcli.calculation.tracing import trace
from gradcli.evaluate.expression import Evaluation
from gradcli.ops.op import Op
from gradcli.problems import BackwardError
from gradcli.recording.modes import mode
from gradcli.syntax.parser import parse
from gradcli.tensors.tensor import Tensor

FOLDER = Path(gradcli.calculation.__file__).parent


class Diary(Observer):
    """Writes down what it hears."""

    def __init__(self, always: bool) -> None:
        super().__init__()
        self.always = always
        self.heard: list[str] = []

    def begin(self, leaves: Mapping[str, Tensor]) -> None:
        self.heard.append(f"begin {' '.join(leaves)}")

    def ran(self, op: Op, operands: Sequence[Any], options: Mapping[str, Any], out: Tensor) -> None:
        self.heard.append(op.name)

    def evaluated(self, evaluation: Evaluation, output: Tensor) -> None:
        self.heard.append(f"= {output.item():g}")

    def visited(self, visit: Visit) -> None:
        self.heard.append(visit.node.name().removeprefix("torch::autograd::"))

    def passed(self, grads: Mapping[str, Any], error: BackwardError | None) -> None:
        self.heard.append(f"{grads['x']:g}" if error is None else error.kind)


FORWARD = ["begin x", "mul", "= 6"]
BACKWARD = ["MulBackward0", "AccumulateGrad"]


def asked(settings: Settings) -> tuple[list[str], list[str]]:
    """What two observers hear: one of every pass, one of the first."""
    diaries = Diary(True), Diary(False)
    ask(checked(parse("3*x"), {"x": 2.0}, settings), diaries)
    assert mode.watcher is None
    return diaries[0].heard, diaries[1].heard


def test_fresh_graphs() -> None:
    every, first = asked(Settings(passes=2))
    assert every == [*FORWARD, *BACKWARD, "3", *FORWARD, *BACKWARD, "6"]
    assert first == [*FORWARD, *BACKWARD, "3"]


def test_one_graph() -> None:
    assert asked(Settings(passes=2, same_graph=True, retain_graph=True))[0] == [*FORWARD, *BACKWARD, "3", *BACKWARD, "6"]
    assert asked(Settings(passes=2, same_graph=True))[0] == [*FORWARD, *BACKWARD, "3", "RuntimeError"]
    assert asked(Settings(passes=2, zero_grad=True))[0][-1] == "3"


def test_no_grad() -> None:
    assert asked(Settings(no_grad=True))[1] == [*FORWARD, "RuntimeError"]


def test_an_evaluation_that_fails_leaves_nobody_watching() -> None:
    with pytest.raises(Exception, match="mat1 and mat2 shapes cannot be multiplied"):
        ask(checked(parse("x @ x"), {"x": [[1.0, 2.0]]}, Settings()), [Observer()])
    assert mode.watcher is None and mode.recording


def test_variables_that_are_not_connected_leave_no_grad_behind() -> None:
    for settings in (Settings(allow_unused=False), Settings(allow_unused=False, passes=3)):
        found = ask(checked(parse("x*y.detach()"), {"x": 2.0, "y": 3.0}, settings))
        assert str(found.error).startswith("The differentiated Tensor at index 1 appears to not have been used")
        assert found.grads == () and found.leaves["x"].grad is None
    told = trace(parse("x*y.detach()"), {"x": 2.0, "y": 3.0}, Settings(allow_unused=False))
    assert [move.grad_fn for move in told.passes[0].moves] == ["MulBackward0"]


def test_masks_are_not_among_the_inputs_of_autograd_grad() -> None:
    assert ask(checked(parse("where(m, x, 0)"), {"m": True, "x": 2.0}, Settings(allow_unused=False))).error is None


def test_notes_are_about_the_expression_however_many_passes() -> None:
    notes = {passes: trace(parse("relu(x)"), {"x": 0.0}, Settings(passes=passes)).notes for passes in (1, 2, 3)}
    assert notes[1] == notes[2] == notes[3] and "(in `relu(x)`)" in notes[3][0].text


# ------------------------------------------------------------------ the modules
def test_the_modules_of_the_folder_import_one_way() -> None:
    needs = {path.stem: set(imported(path)) for path in FOLDER.glob("*.py") if path.stem != "__init__"}
    settled: set[str] = set()
    while ready := {name for name, others in needs.items() if name not in settled and others <= settled}:
        settled |= ready
    assert settled == set(needs)


def imported(path: Path) -> list[str]:
    """The modules of the folder that a module imports, wherever it does."""
    found = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)]
    start = "gradcli.calculation."
    return [str(node.module).removeprefix(start) for node in found if str(node.module).startswith(start)]
