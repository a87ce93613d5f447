"""The ladder of imports, and what must not be in the package at all."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import gradcli
from tests.command import plain_environment

PACKAGE = Path(gradcli.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))

# From the ground up; a module may import what stands on its own step or below.
LADDER = [
    {"problems", "phrases", "limits", "numerals", "letters", "suggest", "processes"},
    {"randomness"},
    {"ops"},
    {"recording"},
    {"printing"},
    {"tensors"},
    {"autograd"},
    {"syntax"},
    {"evaluate"},
    {"formula", "lanes", "duals"},
    {"readers", "files"},
    {"bindings"},
    {"calculation"},
    {"checks", "batch", "errors"},
    {"torch"},
    {"descent"},
    {"script"},
    {"advice"},
    {"drawing", "plotting"},
    {"views"},
    {"api"},
    {"compiled"},
    {"commands", "pytest_plugin"},
    {"__main__"},
]
STEPS = {name: step for step, names in enumerate(LADDER) for name in names}
VIEWS, COMMANDS = STEPS["views"], STEPS["commands"]
# who has a module to itself: pytest's, an extra's, one of Rich's
ALONE = {
    "gradcli.pytest_plugin": "pytest",
    "gradcli.batch.arrow": "pyarrow",
    "gradcli.batch.cluster": "distributed",
    "gradcli.batch.kernels": "pyarrow",
    "gradcli.readers.remote": "fsspec",
    "gradcli.duals.arb": "flint",
    "gradcli.readers.arrow": "pyarrow",
    "gradcli.readers.library": "pyarrow",
    "gradcli.views.raster": "cairosvg",
    "gradcli.views.prose": "markdown_it",
}
RUN_TIME = {"typer", "rich", "lark", "numpy", "gradcli", "__future__"}
FORBIDDEN = {"eval", "exec", "compile", "__import__", "breakpoint"}
FORBIDDEN_MODULES = {"pickle", "shelve", "marshal", "dill", "ctypes", "subprocess", "socket", "urllib", "runpy", "code"}


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Every module that a file imports, and whether only for the type checker."""
    tree = ast.parse(path.read_text("utf-8"))
    hints = {id(node) for block in ast.walk(tree) if _is_hint(block) for node in ast.walk(block)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in hints) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            yield module, id(node) in hints
            yield from ((f"{module}.{alias.name}", id(node) in hints) for alias in node.names if module == "gradcli")


def _is_hint(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def step(module: str) -> int | None:
    """The step of a module of the package; the package itself is below everything."""
    parts = module.split(".")
    return None if parts[0] != "gradcli" or len(parts) == 1 else STEPS.get(parts[1], -1)


def name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


over_files = pytest.mark.parametrize("path", FILES, ids=name)


def test_every_module_has_a_step() -> None:
    parts = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in FILES} - {"__init__"}
    assert parts == set(STEPS)


@over_files
def test_imports_go_up_the_ladder_only(path: Path) -> None:
    own = step(name(path))
    if own is None:  # gradcli/__init__.py, which imports on first use
        return
    for module, hint in imports(path):
        other = step(module)
        assert hint or other is None or other <= own, f"{name(path)} imports {module}"


# Circles of imports inside a folder, at module level or inside functions. Entries may go, none may come.
KNOWN_CIRCLES: list[set[str]] = []


def neighbours(path: Path) -> set[str]:
    """The modules of the package that a file imports when it runs, at the top or inside a function."""
    names = {name(p) for p in FILES}
    found: set[str] = set()
    tree = ast.parse(path.read_text("utf-8"))
    hints = {id(node) for block in ast.walk(tree) if _is_hint(block) for node in ast.walk(block)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and id(node) not in hints:
            inner = {f"{node.module}.{alias.name}" for alias in node.names} & names
            found |= inner or {str(node.module)} & names
        elif isinstance(node, ast.Import) and id(node) not in hints:
            found |= {alias.name for alias in node.names} & names
    return found - {name(path)}


def circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """The largest sets of modules in which each one leads to each other one."""
    reach = {module: set(near) for module, near in graph.items()}
    for middle in reach:
        for module, far in reach.items():
            if middle in far:
                reach[module] = far | reach[middle]
    found: list[set[str]] = []
    for module, far in reach.items():
        circle = {other for other in far if module in reach[other]}
        if circle and circle not in found:
            found.append(circle)
    return found


def test_a_circle_is_found() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set(), "e": {"e"}}
    assert circles(graph) == [{"b", "c"}, {"e"}]


@pytest.mark.parametrize("folder", sorted({path.parent for path in FILES}), ids=name)
def test_no_circles_of_imports(folder: Path) -> None:
    members = {name(path): neighbours(path) for path in FILES if path.parent == folder}
    graph = {module: near & set(members) for module, near in members.items()}
    found = circles(graph)
    assert all(circle in KNOWN_CIRCLES for circle in found)
    here = [circle for circle in KNOWN_CIRCLES if circle <= set(members)]
    assert all(circle in found for circle in here), "a circle is gone: take it off the list"


@over_files
def test_only_the_run_time_dependencies(path: Path) -> None:
    own = step(name(path))
    for module, _ in imports(path):
        top = module.split(".")[0]
        assert top in RUN_TIME or top in sys.stdlib_module_names or ALONE.get(name(path)) == top, module
        assert top not in FORBIDDEN_MODULES, module
        assert top != "tests"
        assert top != "rich" or own == VIEWS, "rich is for views"
        assert top != "typer" or own == COMMANDS, "typer is for commands"
        assert top != "lark" or name(path) == "gradcli.syntax.grammar", "lark compiles the grammar"


@over_files
def test_nothing_that_the_user_types_is_run_as_python(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in FORBIDDEN, f"line {node.lineno}"
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            assert isinstance(node.value, ast.Constant) and node.value.value is False


@over_files
def test_is_documented(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert ast.get_docstring(tree) or not tree.body
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_") and path.name != "repairs.py":
            assert ast.get_docstring(node), f"line {node.lineno}: {node.name}"


def loaded(*arguments: str, before: str = "pass") -> set[str]:
    """The modules that a command loads in a fresh process, after a statement."""
    run = f"from gradcli.commands.app import run; status = run({list(arguments)!r})"
    code = f"import sys; {before}; {run}; print(*sys.modules); sys.exit(status)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=plain_environment())
    return set(done.stdout.splitlines()[-1].split())


def test_a_scalar_gradient_starts_without_heavy_imports() -> None:
    modules = loaded("grad", "3*x**2 + 4*x + sin(x)", "--x", "2", "--json")
    assert "gradcli.commands.grad" in modules
    assert not {"numpy", "rich", "lark", "pydantic", "asyncio", "gradcli.ops.arrays"} & modules
    assert not {"gradcli.syntax.mistakes", "gradcli.syntax.grammar", "gradcli.commands.explain"} & modules
    assert "gradcli.calculation.trace" not in modules


WITHOUT_THE_EXTRA = "sys.modules['flint'] = None"


@pytest.mark.parametrize("before", ["pass", WITHOUT_THE_EXTRA], ids=["exact", "plain"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("3*x**2 + 4*x + 5", "--x", "2", "--expect", "x=16", "--value", "25"),
        ("x**2*sin(x)", "--x", "3", "--expect", "x=-8.0632"),
        ("x**y", "--x", "3", "--y", "0.5", "--json"),
        ("abs(x) + floor(x)", "--x", "0.5", "--expect", "x=1"),
        ("x*exp(-y)", "--formula", "x=exp(-y)", "--formula", "y=-x*exp(-y)"),
        ("x**2*sin(x)",),
    ],
)
def test_a_scalar_check_starts_without_heavy_imports(arguments: tuple[str, ...], before: str) -> None:
    modules = loaded("check", *arguments, before=before)
    assert "gradcli.commands.check" in modules
    assert not {"numpy", "rich", "lark", "gradcli.ops.arrays", "gradcli.checks.mistakes.naming"} & modules


def test_exact_fractions_need_no_balls() -> None:
    modules = loaded("check", "(3*x**2 + 4*x + 5)/x", "--x", "2", "--expect", "x=1.75")
    assert not {"gradcli.duals.arb", "gradcli.duals.bounded"} & modules


def test_only_a_drawing_brings_what_draws() -> None:
    def drawing(*arguments: str) -> set[str]:
        return {module for module in loaded("graph", "3*x**2", "--x", "2", *arguments) if module.startswith("gradcli.drawing.")}

    assert not drawing() and not drawing("--json")
    assert "gradcli.drawing.layers" in drawing("--format", "svg")
    assert not {"numpy", "rich", "cairosvg"} & loaded("graph", "3*x**2", "--x", "2", "--format", "svg")


def test_a_tensor_brings_numpy_alone() -> None:
    modules = loaded("grad", "(a**2).sum()", "--a", "[1, 2]")
    assert "numpy" in modules
    assert not {"rich", "lark"} & modules


def test_importing_the_package_costs_nothing() -> None:
    code = "import sys; import gradcli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=plain_environment())
    assert not [module for module in done.stdout.split() if module.startswith(("gradcli.", "numpy", "typer", "rich", "lark"))]
