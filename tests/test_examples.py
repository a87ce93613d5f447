"""The examples print what PyTorch prints: tests/data/example_answers.json is what it did (tools/example_answers.py)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.command import gradcli

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.suffix in (".py", ".ipynb"))
ANSWERS = json.loads((ROOT / "tests" / "data" / "example_answers.json").read_text("utf-8"))


def without_addresses(text: str) -> str:
    return re.sub(r"0x[0-9a-f]+", "0x", text)


def test_every_example_has_an_answer() -> None:
    assert {path.name for path in EXAMPLES} == set(ANSWERS)


@pytest.mark.parametrize("path", [p for p in EXAMPLES if p.suffix == ".py"], ids=lambda p: p.name)
def test_a_script(path: Path) -> None:
    status, out, err = gradcli("run", str(path))
    assert (status, err, without_addresses(out)) == (0, "", ANSWERS[path.name])


@pytest.mark.parametrize("path", [p for p in EXAMPLES if p.suffix == ".ipynb"], ids=lambda p: p.name)
def test_a_notebook(path: Path) -> None:
    cells: list[dict[str, Any]] = [{"stdout": "", "result": None, "error": None} for _ in ANSWERS[path.name]]
    for line in gradcli("run", str(path), "--json").out.splitlines():
        event = json.loads(line)
        told = cells[event["cell"] - 1]
        if event["event"] == "stdout":
            told["stdout"] += without_addresses(event["text"])
        elif event["event"] == "result":
            told["result"] = event["text"]
        elif event["event"] == "error":
            told["error"] = f"{event['type']}: {event['message']}"
    assert cells == ANSWERS[path.name]
