"""Every program of docs/scale.md runs where its library is installed, and every command on a table of its own."""

from __future__ import annotations

import gzip
import importlib
import re
import shlex
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.command import gradcli

PAGE = (Path(__file__).parents[1] / "docs" / "scale.md").read_text("utf-8")
PROGRAMS = re.findall(r"^```py\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
LINES = [line for block in re.findall(r"^```sh\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE) for line in block.splitlines()]


def needed(program: str) -> list[str]:
    """The libraries that a program imports."""
    return sorted({match.split(".")[0] for match in re.findall(r"^import ([\w.]+)", program, re.MULTILINE)} - {"gradcli"})


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda text: needed(text)[0])
def test_programs(program: str) -> None:
    for library in needed(program):
        pytest.importorskip(library)
    if "spark" in program and shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    exec(program, {"__name__": "a program of the page"})


def test_all_engines_are_there() -> None:
    assert [needed(program)[0] for program in PROGRAMS] == ["dask", "polars", "duckdb", "pyarrow"]


def _store(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What stands for S3, in the memory of this process."""
    memory = pytest.importorskip("fsspec.implementations.memory")

    class Store(memory.MemoryFileSystem):  # type: ignore[misc, name-defined]
        protocol = ("s3",)
        store: dict[str, Any] = {}  # noqa: RUF012  # as its parent has it

        @classmethod
        def _strip_protocol(cls, path: str) -> str:
            return str(memory.MemoryFileSystem._strip_protocol(path.removeprefix("s3:/")))

    monkeypatch.setitem(importlib.import_module("fsspec.registry")._registry, "s3", Store)
    return Store()


def test_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pa = pytest.importorskip("pyarrow")
    pytest.importorskip("distributed")
    from pyarrow import feather, parquet

    from gradcli.batch import cluster

    monkeypatch.chdir(tmp_path)
    table = pa.table({"id": [1, 2], "x": [1.0, 2.0], "y": [3.0, 4.0]})
    (tmp_path / "data").mkdir()
    for name in ("points.parquet", "big.parquet", "data/a.parquet"):
        parquet.write_table(table, name)
    feather.write_feather(pa.table({"v": [[1.0, 2.0, 3.0], None]}), "lists.feather")
    (tmp_path / "points.csv.gz").write_bytes(gzip.compress(b"x,y\n1,2\n"))
    for name in ("points.csv", "more.csv"):
        (tmp_path / name).write_text("x,y\n1,2\n")
    with zipfile.ZipFile("archive.zip", "w") as archive:
        archive.writestr("points.csv", "x,y\n1,2\n")
    store = _store(monkeypatch)
    for name in ("points.parquet", "data/a.parquet"):
        store.pipe(f"/bucket/{name}", (tmp_path / name).read_bytes())
    real = cluster.connected
    monkeypatch.setattr(cluster, "connected", lambda address, jobs: real("local", 1))
    for line in LINES:
        if not line.endswith("--resume"):
            shutil.rmtree("gradients", ignore_errors=True)
        program, *arguments = shlex.split(line)
        assert program == "gradcli" and gradcli(*arguments).status == 0, line
