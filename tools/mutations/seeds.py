"""Programs to start from: all that the tests and the examples hold, as texts."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path("tests")


def seeds() -> list[str]:
    """All programs, each once."""
    found = [*_lessons(), *_parts(), *_examples(), *_constants()]
    return list(dict.fromkeys(text for text in found if text.strip()))


def notebooks() -> list[str]:
    """The notebooks of the examples, as JSON."""
    return [path.read_text("utf-8") for path in sorted(Path("examples").glob("*.ipynb"))]


def _lessons() -> Iterator[str]:
    """Each function of the lessons as a script: what stands above it in its file, itself, and its call."""
    helpers = _source_of(TESTS / "lessons" / "running.py", {"attempt", "number"})
    for path in sorted((TESTS / "lessons").glob("programs_*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        kept = [node for node in tree.body if not _is_internal(node)]
        above = [ast.unparse(node) for node in kept if not isinstance(node, ast.FunctionDef) or node.name.startswith("_")]
        for node in kept:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield "\n".join(["import torch", *above, helpers, ast.unparse(node), f"{node.name}(torch)\n"])


def _is_internal(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in ("tests", "__future__")


def _source_of(path: Path, names: set[str]) -> str:
    tree = ast.parse(path.read_text("utf-8"))
    return "\n".join(ast.unparse(n) for n in tree.body if isinstance(n, ast.FunctionDef) and n.name in names)


def _parts() -> Iterator[str]:
    """Files of programs below lines `#: name`."""
    for path in [*sorted((TESTS / "script" / "programs").glob("*.txt")), TESTS / "script" / "hostile.txt"]:
        for part in ("\n" + path.read_text("utf-8")).split("\n#: ")[1:]:
            yield part.partition("\n")[2]


def _examples() -> Iterator[str]:
    for path in sorted(Path("examples").glob("*.py")):
        yield path.read_text("utf-8")


def _constants() -> Iterator[str]:
    """Texts of several lines in the tests that are Python."""
    for path in [*sorted((TESTS / "script").glob("*.py")), *sorted((TESTS / "advice").glob("*.py"))]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_program(node.value):
                yield node.value


def _is_program(text: str) -> bool:
    if "\n" not in text.strip():
        return False
    try:
        return bool(ast.parse(text).body)
    except (SyntaxError, ValueError):
        return False
