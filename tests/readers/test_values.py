"""Values of variables from files: arrays, numbers, and columns of tables; packed or not."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradcli.problems import LimitProblem, Problem
from gradcli.readers import library
from gradcli.readers.choice import Wanted, wanted
from gradcli.readers.values import read
from tests.command import environment, gradcli

TABLE = 'id,x,v,text\n1,2,"[1, 2]",a\n2,4.5,"[3, 4]",b\n'
LINES = '{"id": 1, "x": 2, "v": [1, 2]}\n\n{"id": 2, "x": 4.5, "v": [3, 4]}\n'


def value(path: Path, name: str = "x", column: str | None = None) -> Any:
    """What a file holds for a variable, as nested lists."""
    found = read(Wanted(str(path), column, name, name))
    found = getattr(found, "raw", found)
    return found.tolist() if hasattr(found, "tolist") else found


def refused(path: Path, name: str = "x", column: str | None = None) -> str:
    """Why a file holds nothing for a variable, and what to do."""
    with pytest.raises(Problem) as caught:
        value(path, name, column)
    return f"{caught.value.line} | {caught.value.fix}".replace(f"{path.parent}/", "")


def text(path: Path, what: str) -> Path:
    path.write_text(what, "utf-8")
    return path


# ------------------------------------------------------------------ which column
@pytest.mark.parametrize(("name", "what"), [("t.csv", TABLE), ("t.tsv", TABLE.replace(",", "\t")), ("t.jsonl", LINES)])
def test_the_column_of_the_variables_name(name: str, what: str, tmp_path: Path) -> None:
    path = text(tmp_path / name, what.replace("[1\t 2]", "[1, 2]").replace("[3\t 4]", "[3, 4]"))
    assert value(path) == [2.0, 4.5]
    assert value(path, "q", "id") == [1, 2]
    assert value(path, "v") == [[1, 2], [3, 4]]


def test_the_only_column(tmp_path: Path) -> None:
    assert value(text(tmp_path / "one.csv", "# of today\nheight\n1\n2\n\n")) == [1, 2]
    assert value(text(tmp_path / "semicolons.csv", "a;x\n1;pi\n2;inf\n")) == [pytest.approx(np.pi), np.inf]
    assert value(text(tmp_path / "truths.csv", "m\nTrue\nFalse\n")) == [True, False]


def test_several_columns_are_named_and_one_that_runs_is_proposed(tmp_path: Path) -> None:
    path = text(tmp_path / "t.csv", "text," + TABLE.replace("\n1", "\na,1").replace("\n2", "\nb,2").replace(",text\n", ",more\n"))
    ran = gradcli("grad", "q.sum()", "--q", f"@{path}")
    assert ran.status == 2 and "t.csv has 5 columns: text, id, x, v, more\n" in ran.err
    again = ran.err.rpartition("help: ")[2].split()
    assert again == ["--q", f"@{path}:id"]
    assert gradcli("grad", "q.sum()", *again, "--get", "value").out == "3\n"


@pytest.mark.parametrize(
    ("header", "column", "why"),
    [
        ("x,y", "z", "t.csv has no column `z`; its columns are x, y"),
        ("x,x", None, "t.csv has the column `x` 2 times | give each column a name of its own"),
        ("width,height", "hight", "its columns are width, height"),
    ],
)
def test_columns_that_cannot_be_chosen(header: str, column: str | None, why: str, tmp_path: Path) -> None:
    assert why in refused(text(tmp_path / "t.csv", f"{header}\n1,2\n"), "x", column)


def test_the_nearest_column_is_proposed(tmp_path: Path) -> None:
    path = text(tmp_path / "t.csv", "width,height\n1,2\n")
    assert gradcli("grad", "x", "--x", f"@{path}:hight").err.endswith(f"help: --x @{path}:height\n")


def test_a_file_of_the_whole_name_comes_first(tmp_path: Path) -> None:
    table, whole = text(tmp_path / "a.csv", "x,y\n1,2\n"), text(tmp_path / "a.csv:x", "7")
    assert wanted(str(whole), "y", "y") == Wanted(str(whole), None, "y", "y")
    assert wanted(f"{table}:y", "x", "x") == Wanted(str(table), "y", "x", "x")
    assert wanted(f"{table}:a:b", "x", "x") == Wanted(str(table), "a:b", "x", "x")
    assert wanted("nothing:here", "x", "x") == Wanted("nothing:here", None, "x", "x")
    assert wanted("-:x", "q", "q") == Wanted("-", "x", "q", "q")


@pytest.mark.parametrize(("name", "what"), [("n.csv", "1,2\n"), ("n.json", "[1, 2]"), ("n.txt", "1\n2\n")])
def test_numbers_alone_have_no_columns(name: str, what: str, tmp_path: Path) -> None:
    path = text(tmp_path / name, what)
    assert value(path) == [1, 2]
    assert refused(path, "x", "a") == f"{name} is a list of numbers, and has no column `a` | one of them for x: @{path}".replace(
        f"{tmp_path}/", ""
    )


# ------------------------------------------------------------------ cells
@pytest.mark.parametrize(
    ("name", "what", "why"),
    [
        ("t.csv", "a,x\n1,2\n3,\n", "t.csv, line 3, column `x`: there is no value"),
        ("t.csv", "a,x\n1,2\n3\n", "t.csv, line 3, column `x`: there is no value"),
        ("t.csv", "x\n2024-01-02\n", "t.csv, line 2, column `x`: `2024-01-02` is not a number: it looks like a date"),
        ("t.csv", 'x\n"[1, 2]"\n"[1]"\n', "t.csv, line 3, column `x`: its shape is [1], and that of the rows before is [2]"),
        ("t.csv", 'x\n"1\n', "t.csv, line 2: its quotes do not match"),
        ("t.csv", "x,y\n", "t.csv has no rows"),
        ("t.jsonl", '{"x": 1}\n{"y": 2}\n', "t.jsonl, line 2, column `x`: there is no value"),
        ("t.jsonl", '{"x": 1}\n{"x": {}}\n', "t.jsonl, line 2, column `x`: there is no value"),
        ("t.jsonl", '{"x": 1}\n{"x": {"a": 1}}\n', "t.jsonl, line 2, column `x`: it is not a number"),
        ("t.jsonl", '{"x": 1}\n[1]\n', "t.jsonl, line 2: this is a list, not an object"),
        ("t.jsonl", "\n", "t.jsonl is empty"),
        ("t.parquet", "x\n1\n", "t.parquet is not a file of that format"),
        ("t.xlsx", "x\n1\n", "cannot read a value from t.xlsx: unknown kind of file"),
        ("t.txt", "x\n1\n", "t.txt, line 1, does not begin with a number"),
    ],
)
def test_what_is_no_value_is_placed(name: str, what: str, why: str, tmp_path: Path) -> None:
    assert refused(text(tmp_path / name, what)).startswith(why)


def test_a_file_of_other_things_is_not_read_out(tmp_path: Path) -> None:
    path = text(tmp_path / "t.csv", "password\nhunter2\n")
    assert refused(path).startswith("t.csv, line 2, column `password`: it is not a number")
    assert "`hunter2`" in refused(path, "x", "password")
    assert "`hunter2`" in refused(text(path, "password\n1\nhunter2\n"))


def test_large_whole_numbers(tmp_path: Path) -> None:
    assert value(text(tmp_path / "t.jsonl", '{"x": 1e300}\n{"x": 36893488147419103232}\n')) == [1e300, 2.0**65]


# ------------------------------------------------------------------ arrays
def test_arrays_with_names(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=np.arange(3), y=np.ones((2, 2)))
    np.save(tmp_path / "f.npy", np.array([(1, 2.0)], dtype=[("a", "i4"), ("x", "f8")]))
    assert value(tmp_path / "a.npz") == [0, 1, 2] and value(tmp_path / "a.npz", "q", "y") == [[1, 1], [1, 1]]
    assert "a.npz has 2 columns: x, y" in refused(tmp_path / "a.npz", "q")
    assert value(tmp_path / "f.npy") == [2.0] and value(tmp_path / "f.npy", "q", "a") == [1]
    np.save(tmp_path / "p.npy", np.arange(2))
    assert "p.npy is an array without fields" in refused(tmp_path / "p.npy", "x", "a")


def test_other_archives(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.csv", "x\n1\n")
        archive.writestr("b.csv", "x\n1\n")
    assert "two.zip is a ZIP archive" in refused(tmp_path / "two.zip")
    (tmp_path / "cut.npz").write_bytes(b"PK\x03\x04 and no more")
    assert "cut.npz is a ZIP archive" in refused(tmp_path / "cut.npz")
    np.savez_compressed(tmp_path / "a.npz", x=np.arange(900))
    data = bytearray((tmp_path / "a.npz").read_bytes())
    data[-300:-200] = bytes(100)
    (tmp_path / "a.npz").write_bytes(data)
    assert refused(tmp_path / "a.npz") == "a.npz is not a .npz file | write it with numpy.savez"


PACKED: dict[str, Callable[[bytes], bytes]] = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}


@pytest.mark.parametrize("packing", PACKED)
def test_packed_files(packing: str, tmp_path: Path) -> None:
    array = io.BytesIO()
    np.save(array, np.arange(3, dtype=np.int32))
    for name, data in (("t.csv", TABLE.encode()), ("n.txt", b"2\n4.5\n"), ("j.json", b"[2, 4.5]"), ("a.npy", array.getvalue())):
        path = tmp_path / f"{name}.{packing}"
        path.write_bytes(PACKED[packing](data))
        assert value(path) == ([0, 1, 2] if name == "a.npy" else [2.0, 4.5])
        packed = PACKED[packing](data)
        path.write_bytes(packed[: len(packed) // 2])
        assert f"{name}.{packing}" in refused(path)


@pytest.mark.parametrize("packing", ["gz", "xz", "zip"])
def test_damaged_packed_files(packing: str, tmp_path: Path) -> None:
    """Each library has errors of its own for it."""
    path = tmp_path / f"t.csv.{packing}"
    lines = "x\n" + "".join(f"{k}\n" for k in range(3000))
    if packing == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("t.csv", lines)
    else:
        path.write_bytes(PACKED[packing](lines.encode()))
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 40] = bytes(40)
    path.write_bytes(data)
    assert refused(path).startswith(f"cannot read t.csv.{packing}: ")
    ran = gradcli("batch", "x", str(path))
    assert ran.status == 2 and "cannot read" in ran.err


def test_damaged_lists_do_not_end_the_process(tmp_path: Path) -> None:
    path = arrow(tmp_path / "t.arrows", {"v": [[1.0, 2.0], [3.0, 4.0]]})
    data = path.read_bytes()
    offsets = np.array([0, 2, 4], np.int32).tobytes()
    path.write_bytes(data.replace(offsets, np.array([0, 30720, 30722], np.int32).tobytes()))
    assert data.count(offsets) == 1 and refused(path, "v").startswith("t.arrows cannot be read")
    assert gradcli("batch", "v.sum()", str(path)).status == 2


def test_an_archive_with_one_table(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr("inside/t.csv", TABLE)
    assert value(tmp_path / "t.zip") == [2.0, 4.5]


def test_standard_input(tmp_path: Path) -> None:
    assert gradcli("grad", "(x**2).sum()", "--x", "@-", "--get", "x.grad", stdin="1 2\n").out == "[2, 4]\n"
    array = io.BytesIO()
    np.save(array, np.array([1.0, 2.0]))
    assert gradcli("grad", "(x**2).sum()", "--x", "@-", "--get", "x.grad", stdin=array.getvalue()).out == "[2, 4]\n"


@pytest.mark.parametrize(
    ("text", "choice", "expected"),
    [
        ("[[1, 2], [3, 4]]", "", "[[2, 4], [6, 8]]"),
        ('{"x": 1, "y": 2}\n{"x": 3, "y": 5}\n', "", "[2, 6]"),
        ('{"x": 1, "y": 2}\n{"x": 3, "y": 5}\n', ":y", "[4, 10]"),
        ("x;y\n1;2\n", ":y", "[4]"),
        ("1 2\n3 4\n", "", "[[2, 4], [6, 8]]"),
    ],
)
def test_standard_input_shows_what_it_is(text: str, choice: str, expected: str) -> None:
    assert gradcli("grad", "(x**2).sum()", "--x", f"@-{choice}", "--get", "x.grad", stdin=text).out == f"{expected}\n"


def test_texts_have_a_limit(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(b"x\n" + b"1\n" * 1000))
    with environment(GRADCLI_MAX_SOURCE_BYTES="500"), pytest.raises(LimitProblem, match="bytes of source text"):
        value(path)


# ------------------------------------------------------------------ Arrow
def arrow(path: Path, columns: dict[str, Any], group: int = 2) -> Path:
    """A table in the format that its name says."""
    pa = pytest.importorskip("pyarrow")
    from pyarrow import feather, parquet

    table = pa.table(columns)
    if path.suffix == ".parquet":
        parquet.write_table(table, path, row_group_size=group)
    elif path.suffix == ".arrows":
        with pa.ipc.new_stream(path, table.schema) as stream:
            stream.write_table(table, group)
    else:
        feather.write_feather(table, path, chunksize=group)
    return path


COLUMNS: dict[str, Any] = {
    "text": ["a", "b", "c"],
    "x": [1.5, 2.0, -3.0],
    "x.grad": np.array([1, 2, 3], np.int32),
    "single": np.array([0.1, 0.2, 0.3], np.float32),
    "mask": [True, False, True],
    "v": [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]],
    "m": [[[1], [2]], [[3], [4]], [[5], [6]]],
    "holes": [1.0, None, 2.0],
    "inner": [[1.0], [2.0], [None]],
    "ragged": [[1.0], [2.0], [3.0, 4.0]],
    "nearly": [[1.0, 2.0], [3.0], [4.0]],
}
KINDS = ("parquet", "feather", "arrow", "arrows")


@pytest.mark.parametrize("kind", KINDS)
def test_a_column_of_arrow(kind: str, tmp_path: Path) -> None:
    path = arrow(tmp_path / f"t.{kind}", COLUMNS)
    for name in ("x", "x.grad", "mask", "v", "m"):
        assert value(path, name) == np.asarray(COLUMNS[name]).tolist()
        assert value(path, "q", name) == value(path, name)
    dtypes = {name: str(read(Wanted(str(path), name)).dtype) for name in ("x", "x.grad", "single", "mask", "v", "m")}
    assert dtypes == {"x": "float64", "x.grad": "int32", "single": "float32", "mask": "bool", "v": "float64", "m": "int64"}
    assert refused(path, "q").endswith(f"one of them for q: @{path}:x".replace(f"{tmp_path}/", ""))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("column", "row", "why"),
    [
        ("holes", 2, "there is no value"),
        ("inner", 3, "it is no list of numbers that is a tensor"),
        ("ragged", 3, "its shape is [2], and that of the rows before is [1]"),
        ("nearly", 2, "its shape is [1], and that of the rows before is [2]"),
    ],
)
def test_what_is_no_tensor_is_placed(kind: str, column: str, row: int, why: str, tmp_path: Path) -> None:
    told = refused(arrow(tmp_path / f"t.{kind}", COLUMNS), column)
    part = {"parquet": "row group", "arrows": ""}.get(kind, "batch")
    where = f"row {row} ({part} {(row + 1) // 2})" if part else f"row {row}"
    assert told.startswith(f"t.{kind}, {where}, column `{column}`: {why}")


def test_columns_of_other_things(tmp_path: Path) -> None:
    path = arrow(tmp_path / "t.parquet", COLUMNS)
    assert refused(path, "text").startswith("t.parquet: the column `text` holds string, not numbers")
    assert refused(arrow(tmp_path / "e.parquet", {"x": np.empty(0)})).startswith("e.parquet has no rows")
    assert refused(arrow(tmp_path / "n.parquet", {})).startswith("n.parquet has no columns")
    (tmp_path / "cut.parquet").write_bytes(path.read_bytes()[:-20])
    assert refused(tmp_path / "cut.parquet").startswith("cut.parquet cannot be read")


def test_tensors_of_fixed_shape(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    array = np.arange(12.0).reshape(3, 2, 2)
    path = arrow(tmp_path / "t.parquet", {"x": pa.FixedShapeTensorArray.from_numpy_ndarray(array)})
    assert value(path) == array.tolist()


def test_packed_arrow(tmp_path: Path) -> None:
    plain = arrow(tmp_path / "t.parquet", {"x": [1.0, 2.0]})
    (tmp_path / "t.parquet.gz").write_bytes(gzip.compress(plain.read_bytes()))
    assert value(tmp_path / "t.parquet.gz") == [1.0, 2.0]
    with environment(GRADCLI_MAX_LIVE_BYTES="100"):
        assert "bytes of live tensors; the limit is 100" in refused(tmp_path / "t.parquet.gz")


def test_elements_have_a_limit(tmp_path: Path) -> None:
    columns = {"x": np.zeros(1000), "v": [[1.0] * 4] * 1000}
    for kind in KINDS:
        path = arrow(tmp_path / f"t.{kind}", columns)
        with environment(GRADCLI_MAX_ELEMENTS="1500"):
            assert len(value(path)) == 1000
            assert "elements in one tensor; the limit is 1,500" in refused(path, "v")


def test_without_pyarrow_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = arrow(tmp_path / "t.parquet", {"x": [1.0, 2.0]})
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert refused(path) == f"t.parquet is Parquet, which needs pyarrow, which is not installed | {library.MISSING}"


# ------------------------------------------------------------------ every command
@pytest.mark.parametrize(
    "arguments",
    [
        ("grad", "(x**2).sum()", "--get", "x.grad"),
        ("explain", "(x**2).sum()"),
        ("graph", "(x**2).sum()"),
        ("check", "(x**2).sum()", "--expect", "x=@{}"),
        ("descend", "(x**2).sum()", "--steps", "2"),
        ("emit", "(x**2).sum()", "--to", "numpy"),
        ("plot", "x.sum()*t", "--t", "0..1"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_commands_read_columns(arguments: tuple[str, ...], tmp_path: Path) -> None:
    path = arrow(tmp_path / "t.parquet", {"x": [1.0, 2.0], "x.grad": [2.0, 4.0]})
    ran = gradcli(*(part.format(path) for part in arguments), "--x", f"@{path}")
    assert ran.status == 0, ran.err


def test_constants_of_a_table_come_from_files(tmp_path: Path) -> None:
    path = arrow(tmp_path / "t.feather", {"w": [1.0, 2.0], "n": [3, 4]})
    ran = gradcli("batch", "x*w.sum()", "-", "--w", f"@{path}", stdin="x\n2\n")
    assert ran.out.splitlines()[1] == '2,6.0,3.0,"[2, 2]"'


def test_standard_input_is_read_once() -> None:
    ran = gradcli("grad", "(x*k).sum()", "--x", "@-:x", "--k", "@-:k", stdin="x,k\n1,2\n")
    assert ran.status == 2 and "standard input can be read once, and `x` and `k` are to come from it" in ran.err
