"""What CONTRIBUTING.md tells people to type is there, and does what it says."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from gradcli.ops.op import Op, mask_of
from gradcli.ops.primitives import PRIMITIVES
from gradcli.ops.table import TABLE, pow

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = {m[1]: m[2].splitlines() for m in re.finditer(r"^([a-z]+):.*\n((?:\t.*\n)*)", MAKEFILE, re.MULTILINE)}
COMMANDS = [line for block in re.findall(r"^```bash\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE) for line in block.splitlines()]
WORDS = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", TEXT, flags=re.DOTALL | re.MULTILINE))


@pytest.mark.parametrize("command", [*COMMANDS, *[word for word in WORDS if word.startswith("make ")]])
def test_a_command_is_a_target(command: str) -> None:
    program, target, *settings = shlex.split(command)
    assert program == "make" and target in TARGETS
    for word in shlex.split(" ".join(s.partition("=")[2] for s in settings)):
        assert not word.startswith("tests/") or (ROOT / word).exists()


@pytest.mark.parametrize("path", sorted({word for word in WORDS if re.fullmatch(r"[.\w]+(/[.\w]+)+/?|[A-Za-z]+\.\w+", word)}))
def test_a_file_that_is_named_exists(path: str) -> None:
    assert (ROOT / path).exists() or path.startswith((".venv", "dist"))


def test_every_target_is_told_and_short() -> None:
    told = {shlex.split(command)[1] for command in [*COMMANDS, *[word for word in WORDS if word.startswith("make ")]]}
    assert told == set(TARGETS)
    assert set(re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[0].split()) == set(TARGETS)
    assert all(1 <= len(lines) <= 3 for lines in TARGETS.values())


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_calls_what_there_is(target: str) -> None:
    for line in TARGETS[target]:
        for word in shlex.split(line):
            if re.fullmatch(r"(?:tests|benchmarks|\.ci)(?:/\w+(?:\.py)?)+", word):
                assert (ROOT / word).exists()
        for module in re.findall(r"-m ((?:gradcli|tests)[\w.]*)", line):
            path = ROOT / module.replace(".", "/")
            assert path.with_suffix(".py").exists() or (path / "__main__.py").exists()


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize("target", TARGETS)
def test_make_understands_it(target: str) -> None:
    done = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_operation_that_is_shown_is_the_one_of_the_table() -> None:
    row, primitive = re.findall(r"^```py\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
    names = {"Op": Op, "pow": pow}
    exec(row, names)
    shown, known = names["rsqrt"], TABLE["rsqrt"]
    assert isinstance(shown, Op) and isinstance(known, Op)
    assert (shown.name, shown.grad_fn, shown.operands) == ("rsqrt", "RsqrtBackward0", ("x",))
    assert shown.plan(mask_of([True])).saved == ("out",)
    for x in (0.25, 2.0):
        assert shown(x) == known(x)
        assert shown.rules["x"](3.0, shown(x)) == known.rules["x"](3.0, known(x))
    assert primitive.strip() == f'Primitive("erf", math.{next(p.on_float for p in PRIMITIVES if p.name == "erf").__name__})'


def test_ci_runs_what_is_told() -> None:
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8")
    assert re.findall(r"- run: (.*)", workflow) == [".ci/run"]
    versions = re.findall(r'"(3\.\d+)"', workflow)
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert versions == re.findall(r"Programming Language :: Python :: (3\.\d+)", project)
    assert all(version in TEXT for version in versions)
