"""The pytest plugin, in a pytest of its own: what is collected, what passes, and what a failure says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.command import plain_environment

ROOT = Path(__file__).parents[1]
CHECKS = """
[[check]]
name = "right"
expression = "x**2"
values = { x = 2 }
expect = { x = 4 }

[[check]]
name = "wrong"
expression = "3*x**2 + 4*x"
values = { x = 2 }
expect = { x = 12 }

[[check]]
name = "corner"
expression = "abs(x)"
values = { x = 0 }

[[check]]
name = "right"
expression = "3x"
"""
# Nobody knows: what is undecided, whatever else the checks can decide.
UNDECIDED = """
from gradcli.checks import suite
from gradcli.checks.findings import Finding, Report

def undecided(source, values, claims, rules):
    finding = Finding("gradient", "x", "undecided", 1.0, 0.5, reason="too coarse")
    return Report(source, "float64", (finding,), undecided=rules.undecided)

suite.check = undecided
"""


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    """pytest with this plugin and xdist alone, whatever else is installed here."""
    environment = {**plain_environment(), "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COLUMNS": "200"}
    environment.pop("PYTEST_ADDOPTS", None)
    command = [sys.executable, "-m", "pytest", "-p", "gradcli.pytest_plugin", "-p", "xdist.plugin", "-p", "no:cacheprovider"]
    done = subprocess.run([*command, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "checks.toml").write_text(CHECKS, "utf-8")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "check"\n[tool.other]\nexpression = "x"\ncheck = ["a"]\n')
    return tmp_path


@pytest.mark.parametrize("more", [(), ("-n", "2")], ids=["alone", "with xdist"])
def test_each_check_is_a_test(folder: Path, more: tuple[str, ...]) -> None:
    status, out = run(folder, "checks.toml", "-v", *more)
    assert status == 1 and "2 failed, 2 passed" in out
    found = re.findall(
        r"(?:checks\.toml::(.*?)\s+)?(PASSED|FAILED)(?:.*checks\.toml::(.*?)\s*$)?", out.partition("= FAILURES")[0], re.M
    )
    assert sorted((a or b, word) for a, word, b in found) == [
        ("corner", "PASSED"), ("right", "PASSED"), ("right (2)", "FAILED"), ("wrong", "FAILED"),
    ]  # fmt: skip
    assert "fail  x.grad  claimed 12  true 16  off by 4 (25 %)" in out and "you left out y <- 4*x <- x, which adds 4" in out
    assert "an operator is missing between `3` and `x`" in out and "help: write the product with `*`   3*x" in out
    assert "Traceback" not in out and "pytest_plugin.py" not in out
    assert "gradcli: 4 checks: 1 passed, 1 at a kink, 1 failed, 1 unreadable" in out


def test_a_session_of_its_own_is_no_default_of_a_check(tmp_path: Path) -> None:
    """gradcli.torch makes float32 the default of its process."""
    (tmp_path / "checks.toml").write_text(
        '[[check]]\nname = ""\nexpression = "x/3"\nvalues = { x = 1 }\nvalue = 0.3333333333333333\natol = 1e-12\n'
    )
    (tmp_path / "conftest.py").write_text("import gradcli.torch\n")
    assert run(tmp_path, "checks.toml")[0] == 0


def test_one_check_by_its_name(folder: Path) -> None:
    assert run(folder, "checks.toml::corner", "-q")[0] == 0
    assert "1 passed, 3 deselected" in run(folder, "checks.toml", "-k", "corner")[1]


def test_the_reason_and_the_verdict_stand_in_the_report_of_pytest(folder: Path) -> None:
    run(folder, "checks.toml", "--junit-xml", "report.xml")
    cases = {case.attrib["name"]: case for case in ElementTree.parse(folder / "report.xml").iter("testcase")}
    assert [p.attrib["value"] for case in cases.values() for p in case.iter("property")] == ["pass", "fail", "kink", "error"]
    (failure,) = cases["wrong"].iter("failure")
    assert "claimed 12  true 16" in failure.attrib["message"] and "you left out" in (failure.text or "")


def test_what_is_undecided(tmp_path: Path) -> None:
    (tmp_path / "checks.toml").write_text(CHECKS + 'undecided = "pass"\n', "utf-8")
    (tmp_path / "conftest.py").write_text(UNDECIDED)
    status, out = run(tmp_path, "checks.toml", "-rs")
    assert status == 1 and "3 failed, 1 skipped" in out
    assert "undecided  x.grad" in out and ": undecided: too coarse" in out
    assert "gradcli: 4 checks: 3 undecided, 1 undecided (counted as passed)" in out


def test_only_files_of_checks_are_collected(folder: Path) -> None:
    (folder / "other.toml").write_text('[[check]]\nname = "somebody else\'s"\n')
    (folder / "test_more.py").write_text("def test_more(): pass\n")
    status, out = run(folder, "--collect-only", "-q")
    assert status == 0 and set(re.findall(r"^(.*?)::", out, re.M)) == {"checks.toml", "test_more.py"}
    status, out = run(folder, "pyproject.toml")
    assert status != 0 and "not found" in out and "no tests ran" in out
    status, out = run(folder, "other.toml")
    assert status == 1 and "a check needs an expression" in out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[check]]\nexpression = "x"\nvalues = {', "is not TOML"),
        ('[[check]]\nexpression = "x"\n[other]\nx = 1\n', "has a table `other`"),
    ],
)
def test_a_file_that_cannot_be_read_is_an_error(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "checks.toml").write_text(text)
    status, out = run(tmp_path)
    assert status == 2 and words in out and "1 error" in out and "Traceback" not in out


def test_a_start_of_pytest_imports_nothing_of_ours(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.check]\n")
    (tmp_path / "test_modules.py").write_text(
        "import sys\n\ndef test():\n    ours = {m for m in sys.modules if m.startswith('gradcli')}\n"
        "    assert ours == {'gradcli', 'gradcli.pytest_plugin'}\n"
    )
    status, out = run(tmp_path)
    assert status == 0 and "gradcli:" not in out, out


def test_pytest_finds_it_where_gradcli_is_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {"gradcli": "gradcli.pytest_plugin"}


# ------------------------------------------------------------------ pre-commit
HOOK = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")


def setting(key: str) -> str:
    found = re.search(rf"^(?:- |  ){key}: '?(.*?)'?$", HOOK, re.M)
    assert found is not None
    return found[1]


def test_the_hook_takes_the_files_that_it_is_given(folder: Path) -> None:
    (folder / "checks-good.toml").write_text(CHECKS.partition('[[check]]\nname = "wrong"')[0])
    assert all(re.search(setting("files"), name) for name in ("checks.toml", "a/check.toml", "gradient-checks_2.toml"))
    assert not any(re.search(setting("files"), name) for name in ("pyproject.toml", "checkstyle.toml", "checks/other.toml"))
    program, *arguments = setting("entry").split()
    assert program == "gradcli"
    for names, status in ((["checks-good.toml"], 0), (["checks-good.toml", "checks.toml"], 2)):
        command = [sys.executable, "-m", "gradcli", *arguments, *names]
        done = subprocess.run(command, cwd=folder, env={**plain_environment(), "PYTHONPATH": str(ROOT)}, capture_output=True)
        assert done.returncode == status


@pytest.mark.slow
def test_pre_commit_runs_the_hook(tmp_path: Path) -> None:
    """pre-commit itself, on a copy of the project as a repository, and a repository that points to it."""
    pre_commit = pytest.importorskip("pre_commit", reason="pre-commit is not installed")
    assert pre_commit is not None
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout")
    tool, user = tmp_path / "gradcli", tmp_path / "user"
    user.mkdir()
    git(tmp_path, "clone", "--quiet", str(ROOT), str(tool))
    (tool / ".pre-commit-hooks.yaml").write_text(HOOK)
    git(tool, "add", "--all")
    git(tool, "commit", "--quiet", "--allow-empty", "--message", "now")
    revision = git(tool, "rev-parse", "HEAD").strip()
    hooks = [{"repo": str(tool), "rev": revision, "hooks": [{"id": setting("id")}]}]
    (user / ".pre-commit-config.yaml").write_text(json.dumps({"repos": hooks}))
    (user / "checks.toml").write_text(CHECKS)
    git(user, "init", "--quiet")
    git(user, "add", "--all")
    environment = {**plain_environment(), "PRE_COMMIT_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "pre_commit", "run", "--all-files"]
    done = subprocess.run(command, cwd=user, env=environment, capture_output=True, text=True, timeout=280)
    if "No matching distribution" in done.stdout:
        pytest.skip("pip reaches no package index")
    assert done.returncode == 1 and "4 checks: 1 passed, 1 at a kink, 1 failed, 1 unreadable" in done.stdout, done.stdout


def git(folder: Path, *arguments: str) -> str:
    who = {f"GIT_{role}_{what}": "gradcli@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    done = subprocess.run(["git", *arguments], cwd=folder, env={**os.environ, **who}, capture_output=True, text=True, check=True)
    return done.stdout
