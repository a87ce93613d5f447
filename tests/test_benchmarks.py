"""What the benchmarks take from the package is there: they run for minutes, and seldom."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

FILES = sorted((Path(__file__).parents[1] / "benchmarks").glob("*.py"))


def taken(path: Path) -> list[tuple[str, str]]:
    """The modules of the package that a file imports from, with the names."""
    nodes = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)]
    return [(str(n.module), alias.name) for n in nodes if str(n.module).startswith("gradcli") for alias in n.names]


@pytest.mark.parametrize("path", [path for path in FILES if taken(path)], ids=lambda path: path.name)
def test_its_imports(path: Path) -> None:
    for module, name in taken(path):
        found = import_module(module)
        assert hasattr(found, name) or import_module(f"{module}.{name}"), (module, name)
