"""Every block of docs/pipelines.md is run, by the real tools: bash, xargs, jq, make, pytest.

Those in `console` are run with those of the other documents, in test_readme.py.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.command import plain_environment

PAGE = Path(__file__).parents[1] / "docs" / "pipelines.md"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"`([\w./-]+)`:?\s*\Z")  # the last words before a block that is a file
RUN = ("sh", "console")
TOOLS = ("bash", "awk", "xargs", "jq", "make")
SECONDS = 120


class Block(NamedTuple):
    """A fenced block: its language, the file that it is (if it is one), its text, and on which line it stands."""

    language: str
    file: str | None
    text: str
    line: int


def blocks() -> list[Block]:
    text = PAGE.read_text("utf-8")
    return [_block(text, match) for match in FENCE.finditer(text)]


def _block(text: str, match: re.Match[str]) -> Block:
    name = FILE.search(text[: match.start()].rstrip())
    file = name[1] if name and match[1] not in RUN else None
    return Block(match[1], file, match[2], text.count("\n", 0, match.start()) + 1)


BLOCKS = blocks()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every file that the page shows, and gradcli on the path; pip only says what it was asked for."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed")
    place = tmp_path_factory.mktemp("pipelines")
    for block in BLOCKS:
        if block.file is not None:
            (place / block.file).parent.mkdir(parents=True, exist_ok=True)
            (place / block.file).write_text(block.text, "utf-8")
    _tool(place / "bin" / "gradcli", f'exec {shlex.quote(sys.executable)} -m gradcli "$@"')
    _tool(place / "bin" / "pip", 'echo "pip $*" >> "$(dirname "$0")/../installed.log"')
    _tool(place / "bin" / "pytest", f'exec {shlex.quote(sys.executable)} -m pytest -p gradcli.pytest_plugin "$@"')
    return place


def _tool(path: Path, script: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def bash(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**plain_environment(), "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    environment["PYTHONPATH"] = str(PAGE.parents[1])
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # as installed, whether it is or not
    return subprocess.run(
        ["bash", "-e", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS
    )


def scripts() -> Iterator[tuple[Block, str]]:
    """Each sh block with the text block that follows it."""
    for block, following in pairwise(BLOCKS):
        if block.language == "sh":
            assert following.language == "text" and following.file is None, f"line {block.line}: no output is shown"
            yield block, following.text


@pytest.mark.parametrize(
    ("block", "printed"), list(scripts()), ids=lambda value: f"line {value.line}" if isinstance(value, Block) else ""
)
def test_scripts(block: Block, printed: str, folder: Path) -> None:
    done = bash(block.text, folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout == printed


def test_the_workflow(folder: Path) -> None:
    text = (folder / ".github/workflows/gradients.yml").read_text("utf-8")
    commands = re.findall(r"^ *- run: (.*)$", text, re.MULTILINE)
    assert len(commands) == 2
    done = bash("\n".join(commands), folder)
    assert (done.returncode, done.stdout) == (0, "2 checks: 2 passed\n"), done.stderr
    assert (folder / "installed.log").read_text("utf-8") == "pip install gradcli\n"
    (folder / "bad.toml").write_text('[[check]]\nexpression = "x**2"\nvalues = { x = 2 }\nexpect = { x = 5 }\n')
    done = bash(commands[1].replace("checks.toml", "bad.toml"), folder)
    assert done.returncode == 1 and done.stdout.startswith("::error file=bad.toml,line=1,")


def test_the_hook(folder: Path) -> None:
    text = (folder / ".pre-commit-config.yaml").read_text("utf-8")
    entry = re.search(r"^ *entry: (.*)$", text, re.MULTILINE)
    files = re.search(r"^ *files: '(.*)'$", text, re.MULTILINE)
    assert entry and files and re.search(files[1], "checks.toml")
    assert bash(f"{entry[1]} checks.toml checks.toml", folder).returncode == 0
    (folder / "checks-bad.toml").write_text('[[check]]\nexpression = "x**2"\nvalues = { x = 2 }\nexpect = { x = 5 }\n')
    assert bash(f"{entry[1]} checks.toml checks-bad.toml", folder).returncode == 1


def test_every_block_is_run() -> None:
    shown = {
        id(b) for b, following in zip(BLOCKS[1:], BLOCKS, strict=False) if b.language == "text" and following.language == "sh"
    }
    for block in BLOCKS:
        assert block.language in RUN or block.file is not None or id(block) in shown, f"line {block.line}"
