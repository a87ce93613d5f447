"""Several tables into one file: their rows one behind the other, whole or not at all."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from gradcli.batch import formats
from gradcli.batch.following import Following
from gradcli.batch.parts import found
from gradcli.batch.table import USUAL
from gradcli.readers.source import opened
from tests.batch.test_columns import read, written
from tests.command import Ran, gradcli


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "more").mkdir(parents=True)
    for k, name in enumerate(("a.csv", "b.csv", "more/c.csv")):
        (folder / name).write_text("x,n\n" + "".join(f"{k + row / 4},{name}\n" for row in range(3)))
    return folder


def batch(*arguments: object) -> Ran:
    return gradcli("batch", "x**2", *map(str, arguments))


def refused(*arguments: object) -> str:
    ran = batch(*arguments)
    assert (ran.status, ran.out) == (2, "")
    return " ".join(ran.err.split())


def test_the_rows_of_all_files_in_order(data: Path, tmp_path: Path) -> None:
    answers = [batch(data / name).out for name in ("a.csv", "b.csv", "more/c.csv")]
    rows = "".join(answer.partition("\n")[2] for answer in answers)
    for asked in (
        [data],
        [data / "**/*.csv"],
        [data / "*.csv", data / "more"],
        [data / "a.csv", data / "b.csv", data / "more/c.csv"],
    ):
        assert batch(*asked, "--output", tmp_path / "all.csv") == Ran(0, "", "")
        assert (tmp_path / "all.csv").read_text() == "x,n,y,x.grad\n" + rows
    assert batch(data / "b.csv", data / "a.csv", "--output", tmp_path / "all.csv.gz", "--jobs", 1).status == 0
    text = gzip.decompress((tmp_path / "all.csv.gz").read_bytes()).decode()
    assert text == "x,n,y,x.grad\n" + "".join(answers[k].partition("\n")[2] for k in (1, 0))


def test_into_other_formats(data: Path, tmp_path: Path) -> None:
    assert batch(data, "--output", tmp_path / "all.jsonl", "--columns", "n").status == 0
    assert (tmp_path / "all.jsonl").read_text().splitlines()[3] == '{"n": "b.csv", "y": 1.0, "x.grad": 2.0}'
    assert batch(tmp_path / "all.jsonl", "--columns", "n", "--output", tmp_path / "o.csv").status == 2  # there is no x
    assert batch(data, "--output", tmp_path / "all.npz", "--columns", "x").status == 0
    assert np.load(tmp_path / "all.npz")["y"].tolist() == [x**2 for x in (0, 0.25, 0.5, 1, 1.25, 1.5, 2, 2.25, 2.5)]
    assert batch(data, "--output", tmp_path / "all.npy", "--columns", "x").status == 0
    assert len(np.load(tmp_path / "all.npy")) == 9


def test_files_of_numpy(tmp_path: Path) -> None:
    for k in range(2):
        np.save(tmp_path / f"p{k}.npy", np.arange(3.0) + k)
        np.savez(tmp_path / f"z{k}.npz", x=np.arange(2.0) + k, n=np.arange(2, dtype=np.int8 if k else np.int16))
        np.save(tmp_path / f"s{k}.npy", np.array([(k, 0.5)], [("n", "i4"), ("x", "f4")] if k else [("x", "i4"), ("n", "f4")]))
    assert batch(tmp_path / "p*.npy", "--output", tmp_path / "o.npy").status == 0
    assert np.load(tmp_path / "o.npy")["x"].tolist() == [0, 1, 2, 1, 2, 3]
    said = refused(tmp_path / "z*.npz", "--output", tmp_path / "o.npz")
    assert "z1.npz holds int8 in the column `n`, which in" in said and "z0.npz holds int16" in said
    assert batch(tmp_path / "z*.npz", "--output", tmp_path / "o.npz", "--columns", "x").status == 0
    assert np.load(tmp_path / "o.npz")["x"].tolist() == [0, 1, 1, 2]
    assert "holds float32 in the column `x`" in refused(tmp_path / "s*.npy", "--output", tmp_path / "o.npy")


@pytest.mark.parametrize("kind", ["parquet", "feather", "arrows"])
def test_files_of_arrow(kind: str, tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    parts = [pa.table({"x": [1.0 + k, 2.0], "n": [f"n{k}", None], "w": pa.array([k, k], pa.int32())}) for k in range(3)]
    parts[1] = parts[1].select(["w", "n", "x"]).replace_schema_metadata({"who": "me"})  # in another order
    for k, part in enumerate(parts):
        written(tmp_path / f"t{k}.{kind}", part)
    target = tmp_path / f"o.{kind}"
    assert batch(tmp_path / f"t*.{kind}", "--output", target) == Ran(0, "", "")
    rows = read(target)
    assert rows.select(["x", "n", "w"]).equals(pa.concat_tables([part.select(["x", "n", "w"]) for part in parts]))
    assert rows["y"].to_pylist() == [1.0, 4.0, 4.0, 4.0, 9.0, 4.0]
    written(tmp_path / f"t2.{kind}", parts[2].set_column(2, "w", pa.array([1.5, 2.5])))
    said = refused(tmp_path / f"t*.{kind}", "--output", target)
    assert f"t2.{kind} holds double in the column `w`, which in" in said and "holds int32" in said and "--columns names" in said
    assert batch(tmp_path / f"t*.{kind}", "--output", target, "--columns", "n").status == 0
    assert read(target)["n"].to_pylist() == ["n0", None, "n1", None, "n2", None]


def test_dictionaries_that_differ(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    for k in range(2):
        texts = pa.array([f"n{k}", "m"], pa.dictionary(pa.int8(), pa.string()))
        written(tmp_path / f"t{k}.feather", pa.table({"x": [1.0, 2.0], "n": texts}))
    assert batch(tmp_path / "t*.feather", "--output", tmp_path / "o.parquet").status == 0
    assert read(tmp_path / "o.parquet")["n"].to_pylist() == ["n0", "m", "n1", "m"]
    said = refused(tmp_path / "t*.feather", "--output", tmp_path / "o.feather")
    assert "dictionar" in said.lower() and "mistake" not in said and not (tmp_path / "o.feather").exists()


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("x\n1\n", [], "c.csv has no column `n`, which {data}/a.csv has"),
        ("x,n,q\n1,2,3\n", [], "c.csv has a column `q`, which {data}/a.csv has not"),
        ("x,n,n\n1,2,3\n", [], "c.csv has a column `n`, which {data}/a.csv has not"),
        ("y,n\n1,2\n", ["--columns", "n"], "c.csv has no column `x`, which {data}/a.csv has help: give it the column"),
        ("", [], "c.csv is empty"),
    ],
)
def test_other_columns_are_refused_by_name(text: str, options: list[str], said: str, data: Path, tmp_path: Path) -> None:
    (data / "more" / "c.csv").write_text(text)
    assert said.format(data=data) in refused(data, "--output", tmp_path / "all.csv", *options)
    assert not list(tmp_path.glob("*all*"))


def test_columns_that_all_have_will_do(data: Path, tmp_path: Path) -> None:
    (data / "more" / "c.csv").write_text("q,n,x\r\n7,c,3\r\n")
    assert batch(data, "--output", tmp_path / "all.csv", "--columns", "n").status == 0
    assert (tmp_path / "all.csv").read_text().splitlines()[-2:] == ["b.csv,2.25,3.0", "c,9.0,6.0"]
    (data / "more" / "c.csv").write_text("n,x\r\nc,3\r\n")
    assert batch(data, "--output", tmp_path / "all.csv").status == 0
    assert (tmp_path / "all.csv").read_bytes().splitlines()[-1] == b"3,c,9.0,6.0"


def test_lines_of_json(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"x": 1, "n": 2}\n{"x": 2}\n')
    (tmp_path / "b.jsonl").write_text('{"n": 3.10, "x": 3, "y": 0}\n')
    assert "b.jsonl has a column `y`" in refused(tmp_path, "--output", tmp_path / "o.jsonl")
    (tmp_path / "b.jsonl").write_text('{"n": 3.10, "x": 3}\n{"x": 4, "z": 0}\n')
    said = refused(tmp_path / "a.jsonl", tmp_path / "b.jsonl", "--output", tmp_path / "out" / "o.jsonl")
    assert "make its folder first" in said
    ran = gradcli(
        "batch", "z = x**2", str(tmp_path / "a.jsonl"), str(tmp_path / "b.jsonl"), "--output", str(tmp_path / "o.jsonl")
    )
    assert ran.status == 2 and "b.jsonl: row 2 (line 2): it has already a `z`" in " ".join(ran.err.split())
    assert batch(tmp_path / "a.jsonl", tmp_path / "b.jsonl", "--output", tmp_path / "o.csv").status == 0
    assert (tmp_path / "o.csv").read_text() == "x,n,y,x.grad\n1,2,1.0,2.0\n2,,4.0,4.0\n3,3.1,9.0,6.0\n4,,16.0,8.0\n"


def test_files_of_two_formats(data: Path, tmp_path: Path) -> None:
    (data / "d.jsonl").write_text('{"x": 1, "n": 2}\n')
    said = refused(data, "--output", tmp_path / "all.csv")
    assert f"d.jsonl is jsonl, and {data}/a.csv is csv" in said


def test_a_bad_cell_says_in_which_file_and_nothing_is_left(data: Path, tmp_path: Path) -> None:
    (data / "b.csv").write_text("x,n\n1,a\ntwo,b\n3,c\n")
    target = tmp_path / "all.csv"
    assert f"{data}/b.csv: row 2 (line 3), column `x`: `two` is not a number" in refused(data, "--output", target)
    assert not list(tmp_path.glob("*all*")) and not list(tmp_path.glob(".gradcli*"))
    ran = batch(data, "--output", target, "--on-error", "skip")
    assert ran.status == 0 and "1 row was left out" in ran.err and f"{data}/b.csv" in ran.err
    assert len(target.read_text().splitlines()) == 9
    (data / "b.csv").write_text('x,n\n1,a\n2,"b\n')
    assert "b.csv, line 3: its quotes do not match" in refused(data, "--output", target)


def test_what_is_no_list_of_files(data: Path, tmp_path: Path) -> None:
    one, target = data / "a.csv", tmp_path / "all.csv"
    assert "is named twice" in refused(one, data, "--output", target)
    assert "cannot read" in refused(one, data / "z.csv", "--output", target)
    assert "one argument too many: `2`" in refused("+", "2", one)
    assert "standard input is one table" in refused(one, "-", "--output", target)
    assert "is one of the files that are read" in refused(data, "--output", one)
    assert "go into a folder" in refused(one, data / "b.csv")
    assert "go into a folder" in refused(data / "*.csv")


def test_folders_stay_folders(data: Path, tmp_path: Path) -> None:
    (tmp_path / "old.csv").mkdir()
    for name in ("old.csv", "new.csv/", "answers", "v1.2"):
        assert batch(data / "a.csv", data / "b.csv", "--output", f"{tmp_path}/{name}").status == 0
        assert sorted(path.name for path in (tmp_path / name).iterdir()) == ["_gradcli.json", "a.csv", "b.csv"]
    assert "would both become c.csv" in refused(
        data / "more", _copied(data / "more/c.csv", data / "c.csv"), "--output", tmp_path / "o"
    )
    assert "no table is written as .parqet" in refused(data, "--output", tmp_path / "all.parqet")


def _copied(source: Path, target: Path) -> Path:
    target.write_bytes(source.read_bytes())
    return target


def test_how_far_it_is(data: Path) -> None:
    following = Following(found([str(data)], None), USUAL)
    assert following.size == sum(path.stat().st_size for path in data.rglob("*.csv")) and following.fraction() == 0
    with opened(str(data / "a.csv")) as source:
        table = formats.reader(source, "csv")
        seen = [following.fraction() for _ in following.blocks(source, table, ["x"])]
    assert seen == sorted(seen) and 0 < seen[0] < seen[-1] <= 1
