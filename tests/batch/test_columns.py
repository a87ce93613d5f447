"""Which columns of a table are passed on: in every format, in the order that is asked for, and no other is read."""

from __future__ import annotations

import io
import json
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradcli.batch import kernels
from gradcli.batch.dataset import MANIFEST
from gradcli.readers import places
from tests.command import Ran, gradcli

TABLE = 'id,x,"the, note",z\n1,2,"a, ""b""",0.10\n2,3,plain,1e5\n'


def batch(*arguments: str, stdin: str = TABLE) -> Ran:
    return gradcli("batch", "x**2", *arguments, stdin=stdin)


def refused(*arguments: str, stdin: str = TABLE) -> str:
    ran = batch(*arguments, stdin=stdin)
    assert (ran.status, ran.out) == (2, "")
    return " ".join(ran.err.split())


# ------------------------------------------------------------------ texts
@pytest.mark.parametrize(
    ("options", "rows"),
    [
        (["--columns", "z,id"], ["z,id,y,x.grad", "0.10,1,4.0,4.0", "1e5,2,9.0,6.0"]),
        (["--columns", "z", "--columns", " id , x"], ["z,id,x,y,x.grad", "0.10,1,2,4.0,4.0", "1e5,2,3,9.0,6.0"]),
        (["--columns", "the, note"], ['"the, note",y,x.grad', '"a, ""b""",4.0,4.0', "plain,9.0,6.0"]),
        (["--no-columns"], ["y,x.grad", "4.0,4.0", "9.0,6.0"]),
        (["--columns", "z", "--format", "tsv"], ["z\ty\tx.grad", "0.1\t4.0\t4.0", "100000.0\t9.0\t6.0"]),
        (["--no-columns", "--format", "tsv"], ["y\tx.grad", "4.0\t4.0", "9.0\t6.0"]),
        (["--no-columns", "--format", "jsonl"], ['{"y": 4.0, "x.grad": 4.0}', '{"y": 9.0, "x.grad": 6.0}']),
    ],
)
def test_of_csv(options: list[str], rows: list[str]) -> None:
    assert batch("-", *options).out.splitlines() == rows


def test_lines_of_json_keep_their_own_texts() -> None:
    lines = [
        '{ "x" : 2 , "n":12345678901234567890.10 ,"deep" : [1, {"x": "}"}], "s": "\\u00e9,\\"" , "w": 1}',
        '{"deep": null, "x": "3", "more": 1}',
    ]
    ran = batch("-", "--columns", "deep,n,s", stdin="\n".join(lines))
    assert ran.out.splitlines() == [
        '{"deep": [1, {"x": "}"}], "n": 12345678901234567890.10, "s": "\\u00e9,\\"", "y": 4.0, "x.grad": 4.0}',
        '{"deep": null, "y": 9.0, "x.grad": 6.0}',
    ]
    ran = batch("-", "--no-columns", "--on-error", "nan", stdin='{"x": 2}\n7\n{}')
    assert ran.out.splitlines()[1:] == ['{"y": "NaN", "x.grad": "NaN"}'] * 2


def test_a_result_may_have_the_name_of_what_is_not_passed_on() -> None:
    again = batch("-", "--columns", "id", "--columns", "x").out
    told = refused("-", stdin=again)
    assert "`x.grad` would be a second column" in told and "help: --columns passes on others alone; or rename it" in told
    assert batch("-", "--columns", "x", stdin=again).out == "x,z,x.grad\n2,4.0,4.0\n3,9.0,6.0\n"
    lines = '{"x": 2, "x.grad": 1}\n'
    assert batch("-", "--no-columns", stdin=lines).out == '{"y": 4.0, "x.grad": 4.0}\n'


def test_rows_that_are_left_out_and_rows_of_other_lengths() -> None:
    table = "x,n\n1,a\n2\n3,c,d\n4,e\n"
    assert batch("-", "--columns", "n", "--on-error", "skip", stdin=table).out == "n,y,x.grad\na,1.0,2.0\ne,16.0,8.0\n"
    assert batch("-", "--columns", "n", "--on-error", "nan", stdin=table).out.splitlines()[2:4] == [",nan,nan", "c,nan,nan"]
    ran = batch("-", "--columns", "n", stdin=table)
    assert ran.status == 2 and ran.out == "n,y,x.grad\na,1.0,2.0\n" and "row 2 (line 3)" in ran.err


def test_texts_that_a_spreadsheet_would_run() -> None:
    table = "x,n,=m\n1,=1+1,2\n"
    assert batch("-", "--columns", "=m,n", "--spreadsheet-safe", stdin=table).out == "'=m,n,y,x.grad\n2,'=1+1,1.0,2.0\n"
    assert batch("-", "--no-columns", "--spreadsheet-safe", stdin=table).out == "y,x.grad\n1.0,2.0\n"


@pytest.mark.parametrize("options", [["--columns", "b,x"], ["--no-columns"]])
def test_kernels_write_the_same(options: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyarrow")
    table = "a,x,b\n" + "".join(f"{k},{k / 7},t{k}\n" for k in range(6000))
    quick = batch("-", *options, stdin=table)
    monkeypatch.setattr(kernels, "are_worth", lambda text: False)
    assert quick.status == 0 and quick == batch("-", *options, stdin=table)


# ------------------------------------------------------------------ names
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--columns", "idd"], "--columns names `idd`, which is no column"),
        (["--columns", "other"], "the columns are id, x, the, note, z"),
        (["--columns", "none"], "--no-columns passes on none"),
        (["--columns", "id,,z"], "--columns has an empty name"),
        (["--columns", ""], "--columns has an empty name"),
        (["--columns", "id,z,id"], "--columns names `id` twice"),
        (["--columns", "y"], "--columns names `y`, which is no column"),
        (["--columns", "id", "--no-columns"], "do not go together"),
    ],
)
def test_what_is_refused(options: list[str], said: str) -> None:
    assert said in refused("-", *options)


def test_the_near_name_is_suggested(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("x,name\n1,a\n")
    said = refused(str(tmp_path / "t.csv"), "--columns", "x,nmae")
    assert "did you mean" in said and "--columns x,name" in said


def test_a_name_that_is_there_twice() -> None:
    assert "is there 2 times" in refused("-", "--columns", "n", stdin="x,n,n\n1,2,3\n")
    assert batch("-", "--columns", "x", "--format", "jsonl", stdin="x,n,n\n1,2,3\n").out.startswith('{"x": 1, "y"')


def test_what_may_be_no_table_is_not_shown() -> None:
    assert "secret" not in refused("-", "--columns", "q", stdin="secret=1\n1\n")


# ------------------------------------------------------------------ NumPy's and Arrow's
ROWS = {"x": np.array([2.0, 3.0]), "id": np.array([1, 2], np.int32), "z": np.array([0.5, 1.5], np.float32)}


def test_structured_arrays(tmp_path: Path) -> None:
    table = np.zeros(2, [(name, column.dtype) for name, column in ROWS.items()])
    for name, column in ROWS.items():
        table[name] = column
    np.save(tmp_path / "t.npy", table)
    np.savez(tmp_path / "t.npz", **ROWS)
    for kind in ("npy", "npz"):
        for options, names in ((["--columns", "z,id"], ["z", "id"]), (["--no-columns"], [])):
            assert batch(str(tmp_path / f"t.{kind}"), "--output", str(tmp_path / f"o.{kind}"), *options) == Ran(0, "", "")
            found = np.load(tmp_path / f"o.{kind}")
            held = list(found.dtype.names if kind == "npy" else found)
            assert held == [*names, "y", "x.grad"] and [found[n].dtype for n in names] == [ROWS[n].dtype for n in names]
            assert found["y"].tolist() == [4.0, 9.0] and all((found[n] == ROWS[n]).all() for n in names)
            lines = batch(str(tmp_path / f"t.{kind}"), "--format", "jsonl", *options).out.splitlines()
            assert [list(json.loads(line)) for line in lines] == [[*names, "y", "x.grad"]] * 2


def test_an_array_of_one_column_without_a_name(tmp_path: Path) -> None:
    np.save(tmp_path / "t.npy", ROWS["x"])
    assert batch(str(tmp_path / "t.npy"), "--format", "csv", "--no-columns").out == "y,x.grad\n4.0,4.0\n9.0,6.0\n"


@pytest.fixture
def arrow() -> Any:
    pa = pytest.importorskip("pyarrow")
    texts = pa.array(["a", "b"], pa.dictionary(pa.int8(), pa.string()))
    return pa.table({**ROWS, "text": texts}).replace_schema_metadata({"who": "me"})


def written(path: Path, table: Any, rows: int = 1) -> str:
    import pyarrow as pa
    from pyarrow import feather, parquet

    if path.suffix == ".parquet":
        parquet.write_table(table, path, row_group_size=rows)
    elif path.suffix == ".arrows":
        with pa.ipc.new_stream(path, table.schema) as stream:
            stream.write_table(table)
    else:
        feather.write_feather(table, path, chunksize=rows)
    return str(path)


def read(path: Path) -> Any:
    import pyarrow as pa
    from pyarrow import feather, parquet

    if path.suffix == ".arrows":
        with pa.ipc.open_stream(path) as stream:
            return stream.read_all()
    return (parquet if path.suffix == ".parquet" else feather).read_table(path)


@pytest.mark.parametrize("kind", ["parquet", "feather", "arrows"])
def test_of_arrow(kind: str, arrow: Any, tmp_path: Path) -> None:
    source, target = written(tmp_path / f"t.{kind}", arrow), tmp_path / f"o.{kind}"
    for names in (["text", "id"], ["x"], []):
        options = ["--columns", ",".join(names)] if names else ["--no-columns"]
        for more in ([], ["--on-error", "skip"]):
            assert batch(source, "--output", str(target), *options, *more) == Ran(0, "", "")
            found = read(target)
            assert found.select(names).equals(arrow.select(names)) and found.schema.metadata[b"who"] == b"me"
            assert found.schema.names == [*names, "y", "x.grad"] and found["y"].to_pylist() == [4.0, 9.0]
        lines = batch(source, "--format", "jsonl", *options).out.splitlines()
        assert [list(json.loads(line)) for line in lines] == [[*names, "y", "x.grad"]] * 2
    ran = gradcli("batch", "w**2", source, "--w", "3", "--output", str(target), "--no-columns")  # of which nothing is read
    assert ran.status == 0 and read(target).to_pydict() == {"y": [9.0, 9.0], "w.grad": [6.0, 6.0]}
    assert batch(source, "--output", str(target), "--no-columns", "--on-error", "nan").status == 0
    empty = written(tmp_path / f"e.{kind}", arrow.slice(0, 0))
    assert batch(empty, "--output", str(target), "--columns", "id").status == 0
    assert read(target).schema.names == ["id", "y", "x.grad"]


class Counted(io.FileIO):
    """A file that counts what is read of it."""

    count = 0

    def readinto(self, view: Any) -> int:
        found = super().readinto(view)
        Counted.count += found or 0
        return found or 0

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(-1 if size is None else size) or b""
        Counted.count += len(found)
        return found


@pytest.mark.parametrize("kind", ["parquet", "feather"])
def test_other_columns_are_not_read(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pa = pytest.importorskip("pyarrow")
    numbers = np.random.default_rng(0).random((30, 20_000))
    wide = {"x": numbers[0], **{f"c{k}": column for k, column in enumerate(numbers[1:])}}
    path = written(tmp_path / f"t.{kind}", pa.table(wide), 5_000)

    @contextmanager
    def reading(place: places.Local, fix: str) -> Any:
        with Counted(place.path) as stream:
            yield stream

    monkeypatch.setattr(places.Local, "reading", reading)

    def bytes_read(*options: str) -> int:
        Counted.count = 0
        assert batch(path, "--output", str(tmp_path / f"o.{kind}"), *options) == Ran(0, "", "")
        return Counted.count

    size = Path(path).stat().st_size
    assert bytes_read() >= size * 0.95
    assert bytes_read("--columns", "c7") < size * 0.15
    assert bytes_read("--no-columns") < size * 0.12


# ------------------------------------------------------------------ folders
def test_of_a_folder_and_taken_up_again(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    data.mkdir()
    for name in ("a.csv", "b.csv"):
        (data / name).write_text(TABLE)
    assert batch(str(data), "--output", str(out), "--columns", "id").status == 0
    whole = (out / "b.csv").read_text()
    assert whole == batch("-", "--columns", "id").out
    assert json.loads((out / MANIFEST).read_text())["columns"] == ["id"]
    (out / "b.csv").unlink()
    for other in ([], ["--columns", "z"], ["--no-columns"]):
        assert "had another columns" in refused(str(data), "--output", str(out), "--resume", *other)
    assert batch(str(data), "--output", str(out), "--resume", "--columns", "id").status == 0
    assert (out / "b.csv").read_text() == whole
