"""What is shipped: the wheel that the source distribution gives works anywhere, with the run-time dependencies alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

import gradcli
from gradcli.syntax import grammar
from tests.command import plain_environment

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_the_compiled_grammar_is_up_to_date() -> None:
    assert grammar.main(["--check"]) == 0


def test_the_run_time_dependencies_are_four() -> None:
    names = {requirement.split(">")[0].split("<")[0].split("=")[0] for requirement in PROJECT["dependencies"]}
    assert names == {"typer", "rich", "lark", "numpy"}


def test_the_version_is_one() -> None:
    assert PROJECT["version"] == gradcli.__version__


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {name: value for name, value in {**plain_environment(), **environment}.items() if name != "PYTHONPATH"}
    return subprocess.run([str(part) for part in command], cwd=cwd, env=settings, capture_output=True, text=True, timeout=300)


@pytest.mark.slow
def test_the_wheel_works_from_anywhere(tmp_path: Path) -> None:
    python, wheel = installed(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    held = zipfile.ZipFile(wheel).namelist()
    assert {"gradcli/grammars/expression.lark", "gradcli/py.typed", "gradcli/syntax/tables.py", "gradcli/__main__.py"} <= set(
        held
    )
    assert {"gradcli/views/page.js", "gradcli/views/page.css"} <= set(held)
    assert {name for name in held if name.startswith("gradcli/schemas/")} == {
        f"gradcli/schemas/{path.name}" for path in (ROOT / "gradcli" / "schemas").iterdir()
    }
    assert [name for name in held if name.endswith("licenses/LICENSE")]
    assert not [name for name in held if name.startswith(("tests", "benchmarks")) or "__pycache__" in name]

    command = python.parent / "gradcli"
    done = run(command, "grad", "3*x**2 + 4*x + 5", "--x", "2", cwd=elsewhere)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "y = 3*x**2 + 4*x + 5 = 25\ndy/dx = 6*x + 4\nx.grad = 16\n"
    done = run(command, "grad", "(W @ v).sum()", "--W", "[[1, 2], [3, 4]]", "--v", "[5, 6]", "--color", "always", cwd=elsewhere)
    assert done.returncode == 0 and "[4, 6]" in done.stdout
    assert run(command, "grad", "3x", "--x", "2", cwd=elsewhere).returncode == 2
    assert run(command, "--help", cwd=elsewhere).returncode == 0
    assert run(python, "-m", "gradcli", "--version", cwd=elsewhere).stdout.startswith("gradcli ")
    assert run(python, "-m", "gradcli.syntax.grammar", "--check", cwd=elsewhere).returncode == 0
    done = run(python, "-W", "error", "-c", IMPORT_ALL, cwd=elsewhere)
    assert done.returncode == 0, done.stderr
    done = run(python, "-c", "from importlib.metadata import entry_points as e; print(*e(group='pytest11'))", cwd=elsewhere)
    assert "gradcli.pytest_plugin" in done.stdout
    packages = run(python, "-m", "pip", "list", "--format", "freeze", cwd=elsewhere).stdout.lower()
    assert not [name for name in ("torch", "jax", "pytest", "hypothesis", "pydantic", "sympy") if name in packages]


IMPORT_ALL = """
import importlib, pkgutil, gradcli
for module in pkgutil.walk_packages(gradcli.__path__, "gradcli."):
    if module.name not in ("gradcli.__main__", "gradcli.pytest_plugin", "gradcli.duals.arb"):  # of pytest, and of an extra
        importlib.import_module(module.name)
"""


def installed(folder: Path) -> tuple[Path, Path]:
    """An environment with the program and nothing else, and the wheel it came from."""
    venv.create(folder / "environment", with_pip=True)
    python = folder / "environment" / ("Scripts" if os.name == "nt" else "bin") / "python"
    pip = [python, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    archive = source_distribution(folder, pip)
    reach(run(*pip, "wheel", "--no-deps", "--wheel-dir", folder, archive, cwd=folder))
    (wheel,) = folder.glob("gradcli-*.whl")
    reach(run(*pip, "install", wheel, cwd=folder))
    return python, wheel


def source_distribution(folder: Path, pip: list[str | Path]) -> Path:
    """Built from a copy of the checkout, by the project's own build system."""
    copy = folder / "source"
    for name in ("gradcli", "grammars", "tests"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, copy / name)
    reach(run(*pip, "install", "hatchling", cwd=folder))
    built = run(pip[0], "-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=copy)
    assert built.returncode == 0, built.stderr
    run(*pip, "uninstall", "--yes", "hatchling", cwd=folder)
    (archive,) = folder.glob("gradcli-*.tar.gz")
    return archive


def reach(done: subprocess.CompletedProcess[str]) -> None:
    """pip succeeded; without a package index there is nothing to test."""
    if done.returncode and ("No matching distribution" in done.stderr or "connection" in done.stderr.lower()):
        pytest.skip(f"pip reaches no package index: {done.stderr.strip().splitlines()[-1]}")
    assert done.returncode == 0, done.stderr


def test_python_m_gradcli() -> None:
    done = run(sys.executable, "-m", "gradcli", "grad", "x**2", "--x", "3", "--get", "x.grad", cwd=ROOT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "6\n", "")
