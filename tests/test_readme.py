"""What the README and the documents show is what happens."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.transcripts import replayed

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[tuple[str, str]]:
    """(name, text) of every fenced block of a language."""
    fence = re.compile(rf"^```{language}\n(.*?)^```$", re.DOTALL | re.MULTILINE)
    texts = [(path.name, path.read_text("utf-8")) for path in DOCUMENTS]
    return [(f"{name}:{text.count(chr(10), 0, m.start()) + 1}", m[1]) for name, text in texts for m in fence.finditer(text)]


@pytest.mark.parametrize(("name", "block"), blocks("console"), ids=lambda value: value if value.count("\n") == 0 else "")
def test_console(name: str, block: str) -> None:
    for step, now in replayed(block):
        assert now == step.expected, f"{name}: {step.command}"


@pytest.mark.parametrize(("name", "block"), blocks("python"), ids=lambda value: value if value.count("\n") == 0 else "")
def test_python(name: str, block: str) -> None:
    """Every line runs; what a comment behind an expression says is its value."""
    names: dict[str, object] = {}
    for line in block.splitlines():
        code, _, comment = line.partition("#")
        if not comment.strip():
            exec(code, names)
        else:
            assert eval(code, names) == ast.literal_eval(comment.strip()), f"{name}: {line}"


def test_the_readme_shows_the_main_job_first() -> None:
    name, first = blocks("console")[0]
    assert name.startswith("README") and first.startswith('$ gradcli grad "3*x**2 + 4*x + 5" --x 2\n')


def test_links_lead_somewhere() -> None:
    for path in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_set_up_of_the_readme_is_what_is_checked() -> None:
    """.ci/run installs and tests with the very commands that the README gives."""
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    (_, first), (_, second) = blocks("sh")[:2]
    assert "pip install -e . " in first and 'gradcli grad "3*x**2 + 4*x + 5" --x 2' in first
    commands = second.replace(".venv/bin/", "").strip().split(" && ")
    assert commands == ['pip install -e ".[dev]"', "python -m pytest -n 2"]
    assert all(re.search(rf"^{re.escape(command)}", script, re.MULTILINE) for command in commands)
