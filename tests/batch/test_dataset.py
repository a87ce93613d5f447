"""Tables of several files: part by part into a folder, and taken up again."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from gradcli.batch.dataset import MANIFEST
from tests.command import Ran, gradcli

EXPRESSION = "f = x**2 + w"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "more").mkdir(parents=True)
    for k, name in enumerate(("a.csv", "b.csv", "more/c.csv")):
        (folder / name).write_text("x\n" + "".join(f"{k + n / 4}\n" for n in range(5)))
    (folder / "readme.txt").write_text("no table")
    (folder / ".hidden.csv").write_text("no table either")
    return folder


def batch(source: object, target: object, *options: str, text: str = EXPRESSION) -> Ran:
    return gradcli("batch", text, str(source), "--w", "1", "--output", str(target), *options)


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.name != MANIFEST}


def test_each_file_has_its_answer(data: Path, tmp_path: Path) -> None:
    assert batch(data, tmp_path / "out") == Ran(0, "", "")
    found = files(tmp_path / "out")
    assert sorted(found) == ["a.csv", "b.csv", "more/c.csv"]
    for name, answer in found.items():
        assert answer.decode() == gradcli("batch", EXPRESSION, str(data / name), "--w", "1").out


def test_a_pattern_chooses_and_a_format_renames(data: Path, tmp_path: Path) -> None:
    assert batch(data / "*.csv", tmp_path / "out", "--format", "jsonl").status == 0
    assert sorted(files(tmp_path / "out")) == ["a.jsonl", "b.jsonl"]
    assert batch(data / "**/*.csv", tmp_path / "all").status == 0
    assert sorted(files(tmp_path / "all")) == ["a.csv", "b.csv", "more/c.csv"]
    assert "finds no file" in batch(data / "*.parquet", tmp_path / "none").err
    (data / "a.tsv").write_text("x\n1\n")
    assert "would both become a.jsonl" in batch(data, tmp_path / "twice", "--format", "jsonl").err


def test_what_is_missing_is_done_and_nothing_else(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    batch(data, out)
    whole = files(out)
    ran = batch(data, out)
    assert ran.status == 2 and "is finished already" in ran.err and "--resume" in ran.err
    (out / "b.csv").unlink()
    (out / ".gradcli-1-dead").write_text("half of it")
    before = (out / "a.csv").stat().st_mtime_ns
    assert batch(data, out, "--resume").status == 0
    assert files(out) == whole and (out / "a.csv").stat().st_mtime_ns == before


def test_another_question_is_not_mixed_in(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    batch(data, out)
    assert "had another expression" in batch(data, out, "--resume", text="x*w").err
    assert "had another columns" in batch(data, out, "--resume", "--columns", "x").err
    assert "had another on-error" in batch(data, out, "--resume", "--on-error", "nan").err
    assert "had another constants" in gradcli("batch", EXPRESSION, str(data), "--w", "2", "--output", str(out), "--resume").err
    os.utime(data / "a.csv", (1, 1))
    assert "a.csv has changed since" in batch(data, out, "--resume").err
    (data / "z.csv").write_text("x\n1\n")
    assert batch(data, out, "--resume").status == 2
    (out / MANIFEST).write_text("{}")
    assert "cannot be read" in batch(data, out, "--resume").err


def test_a_folder_that_holds_something_else_is_left_alone(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine").write_text("mine")
    assert "is not empty" in batch(data, out).err and files(out) == {"mine": b"mine"}
    assert "go into a folder" in gradcli("batch", EXPRESSION, str(data), "--w", "1").err
    assert "cannot write" in batch(data, tmp_path / "data" / "a.csv" / "x").err


def test_a_bad_cell_says_in_which_file(data: Path, tmp_path: Path) -> None:
    (data / "b.csv").write_text("x\n1\ntwo\n3\n")
    ran = batch(data, tmp_path / "out")
    assert ran.status == 2 and f"{data}/b.csv: row 2 (line 3), column `x`: `two` is not a number" in " ".join(ran.err.split())
    assert sorted(files(tmp_path / "out")) == ["a.csv"]
    assert json.loads((tmp_path / "out" / MANIFEST).read_text())["state"] == "begun"
    ran = batch(data, tmp_path / "skipped", "--on-error", "skip")
    assert ran.status == 0 and "1 row was left out" in ran.err and "b.csv" in ran.err
    (data / "b.csv").write_text("x\n1\n")
    assert "b.csv has changed" in batch(data, tmp_path / "out", "--resume").err


def test_options_about_parts_need_parts(data: Path, tmp_path: Path) -> None:
    one = str(data / "a.csv")
    assert "have parts" in batch(one, tmp_path / "out", "--resume").err
    assert (
        "have parts"
        in gradcli("batch", EXPRESSION, "-", "--w", "1", "--output", str(tmp_path / "o"), "--resume", stdin="x\n1\n").err
    )
    for option in ("--resume", "--cluster=local"):
        assert "is about the parts of a table" in gradcli("batch", "-", option, stdin="{}").err
        assert "the answers go into one file" in batch(data, tmp_path / "all.csv", option).err


def test_each_row_group_of_a_parquet_file_is_a_part(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    parquet.write_table(pa.table({"x": [float(k) for k in range(10)]}), tmp_path / "t.parquet", row_group_size=4)
    assert batch(tmp_path / "t.parquet", tmp_path / "out", "--resume").status == 0
    names = sorted(files(tmp_path / "out"))
    assert names == ["t-000000.parquet", "t-000001.parquet", "t-000002.parquet"]
    tables = [parquet.read_table(tmp_path / "out" / name) for name in names]
    assert pa.concat_tables(tables).column("f").to_pylist() == [k * k + 1.0 for k in range(10)]
