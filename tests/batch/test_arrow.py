"""Tables of Arrow's: Parquet, Feather, streams; and packed ones."""

from __future__ import annotations

import bz2
import datetime
import decimal
import gzip
import io
import lzma
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradcli.readers import library
from tests.command import gradcli, gradcli_bytes

pa = pytest.importorskip("pyarrow")
from pyarrow import feather, parquet  # noqa: E402

NOON = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


def table() -> Any:
    return pa.table(
        {
            "id": pa.array(["a", "b", "c"], pa.dictionary(pa.int8(), pa.string())),
            "x": [1.0, 2.5, -3.0],
            "n": pa.array([1, 2, 3], pa.int32()),
            "v": [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]],
            "when": pa.array([NOON, None, NOON], pa.timestamp("us", "UTC")),
            "price": pa.array([decimal.Decimal("1.5")] * 3),
            "half": pa.array(np.array([1, 2, 3], np.float16)),
        }
    ).replace_schema_metadata({"who": "me"})


def written(path: Path, found: Any) -> Path:
    if path.suffix == ".parquet":
        parquet.write_table(found, path, row_group_size=2, compression="zstd")
    elif path.suffix == ".arrows":
        with pa.ipc.new_stream(path, found.schema) as stream:
            stream.write_table(found)
    else:
        feather.write_feather(found, path)
    return path


def read(path: Path) -> Any:
    if path.suffix == ".parquet":
        return parquet.read_table(path)
    if path.suffix == ".arrows":
        with pa.ipc.open_stream(path) as stream:
            return stream.read_all()
    return feather.read_table(path)


def test_damaged_texts_do_not_end_the_process(tmp_path: Path) -> None:
    path = written(tmp_path / "t.arrows", pa.table({"x": [1.0, 2.0], "name": ["ab", "cd"]}))
    data, offsets = path.read_bytes(), np.array([0, 2, 4], np.int32).tobytes()
    path.write_bytes(data.replace(offsets, np.array([0, 2**30, 2**30 + 2], np.int32).tobytes()))
    ran = gradcli("batch", "x**2", str(path), "--format", "jsonl")
    assert data.count(offsets) == 1 and ran.status == 2 and "t.arrows cannot be read" in ran.err


KINDS = ("parquet", "feather", "arrow", "arrows")


@pytest.mark.parametrize("kind", KINDS)
def test_columns_pass_through_with_types_and_metadata(kind: str, tmp_path: Path) -> None:
    source, target = written(tmp_path / f"t.{kind}", table()), tmp_path / f"o.{kind}"
    ran = gradcli("batch", "n*x*price + v.sum()*half", str(source), "--output", str(target))
    assert (ran.status, ran.err) == (0, "")
    before, after = read(source), read(target)
    assert after.schema.metadata[b"who"] == b"me"
    assert after.select(before.schema.names).equals(before, check_metadata=True)
    added = after.select(after.schema.names[len(before.schema.names) :]).to_pydict()
    assert added == {
        "y": [4.5, 21.5, 19.5],
        "x.grad": [1.5, 3.0, 4.5],
        "n.grad": [1.5, 3.75, -4.5],
        "v.grad": [[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]],
        "price.grad": [1.0, 5.0, -9.0],
        "half.grad": [3.0, 7.0, 11.0],
    }


@pytest.mark.parametrize("kind", KINDS)
def test_the_bytes_tell_the_format_and_a_pipe_will_do(kind: str, tmp_path: Path) -> None:
    source = written(tmp_path / f"t.{kind}", table()).read_bytes()
    found = gradcli_bytes("batch", "x*2", "-", stdin=source)
    assert read(_saved(tmp_path / f"o.{kind}", found)).column("x.grad").to_pylist() == [2.0, 2.0, 2.0]
    text = gradcli("batch", "x*2", "-", "--format", "csv", stdin=source).out.splitlines()
    assert text[2] == 'b,2.5,2,"[3.0, 4.0]",,1.5,2.0,5.0,2.0'


def _saved(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_rows_agree_with_those_of_csv(tmp_path: Path) -> None:
    text = tmp_path / "t.csv"
    text.write_text("x,y\n" + "".join(f"{k / 7},{k}\n" for k in range(500)))
    for expression in ("sin(x)*y", "stack([x, y]).sum()*x", "where(x > y, x, y)"):
        plain = gradcli("batch", f"f = {expression}", str(text), "--format", "jsonl").out
        assert gradcli("batch", f"f = {expression}", str(text), "--output", str(tmp_path / "o.parquet")).status == 0
        read_again = parquet.read_table(tmp_path / "o.parquet")
        parquet.write_table(read_again.select(["x", "y"]), tmp_path / "in.parquet", row_group_size=33)
        assert gradcli("batch", f"f = {expression}", str(tmp_path / "in.parquet"), "--format", "jsonl").out == plain


def test_missing_cells_are_bad_and_are_placed(tmp_path: Path) -> None:
    found = pa.table({"x": [1.0, None, 3.0], "v": [[1.0], [2.0], None]})
    source = str(written(tmp_path / "t.parquet", found))
    ran = gradcli("batch", "x*2", source, "--format", "csv")
    assert (ran.status, ran.out) == (2, "x,v,y,x.grad\n1.0,[1.0],2.0,2.0\n")
    assert "row 2 (row group 1), column `x`: there is no value" in ran.err
    ran = gradcli("batch", "(x*v).sum()", source, "--on-error", "skip", "--format", "csv")
    assert ran.out == "x,v,y,x.grad,v.grad\n1.0,[1.0],1.0,1.0,[1]\n"
    assert "2 rows were left out" in ran.err
    target = tmp_path / "o.parquet"
    assert gradcli("batch", "x*v", source, "--on-error", "nan", "--output", str(target)).status == 0
    assert parquet.read_table(target).column("x").to_pylist() == [1.0, None, 3.0]


def test_lists_that_differ_in_length_are_tensors_each(tmp_path: Path) -> None:
    found = pa.table({"v": [[1, 2], [3], [4, 5], []], "w": [[[1.0, 2.0]], [[3.0, 4.0]], [[5.0, 6.0]], [[1.0], [2.0, 3.0]]]})
    source = str(written(tmp_path / "t.parquet", found))
    assert gradcli("batch", "(v**2).sum()", source, "--format", "jsonl").out.count("v.grad") == 4
    ran = gradcli("batch", "w.sum()", source, "--format", "csv", "--on-error", "skip")
    assert "row 4 (row group 2), column `w`: it is no list of numbers that is a tensor" in ran.err


def test_what_is_no_number_is_refused(tmp_path: Path) -> None:
    source = str(written(tmp_path / "t.parquet", table()))
    for name, kind in (("id", "string"), ("when", "timestamp")):
        ran = gradcli("batch", f"{name}*2", source)
        assert ran.status == 2 and f"the column `{name}` holds {kind}" in ran.err


def test_results_that_differ_in_kind_need_another_format(tmp_path: Path) -> None:
    one, other = tmp_path / "1.csv", tmp_path / "2.csv"
    one.write_text("x\n1\n")
    other.write_text('x\n"[1, 2]"\n')
    ran = gradcli("batch", "x*2", str(one), str(other), "--output", str(tmp_path / "o.parquet"), "--on-error", "nan")
    assert ran.status == 2 and "help: write --format jsonl or csv" in ran.err
    assert not (tmp_path / "o.parquet").exists()


def test_no_rows_keep_the_schema(tmp_path: Path) -> None:
    source = written(tmp_path / "t.parquet", table().slice(0, 0))
    assert gradcli("batch", "x*2", str(source), "--output", str(tmp_path / "o.parquet")).status == 0
    after = parquet.read_table(tmp_path / "o.parquet")
    assert after.num_rows == 0 and after.schema.names[-2:] == ["y", "x.grad"]
    assert after.schema.field("when").type == pa.timestamp("us", "UTC")


def test_row_groups_come_back_in_order(tmp_path: Path) -> None:
    numbers = np.arange(300_000.0)
    source = tmp_path / "t.parquet"
    parquet.write_table(pa.table({"x": numbers}), source, row_group_size=70_000)
    assert gradcli("batch", "x*2", str(source), "--output", str(tmp_path / "o.parquet")).status == 0
    assert (parquet.read_table(tmp_path / "o.parquet").column("y").to_numpy() == 2 * numbers).all()


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_is_said_to_be_one(kind: str, tmp_path: Path) -> None:
    source = written(tmp_path / f"t.{kind}", table())
    data = source.read_bytes()
    for damaged in (data[: len(data) // 2], data[:40], data[:-20] + b"\0" * 12 + data[-8:]):
        source.write_bytes(damaged)
        ran = gradcli("batch", "x*2", str(source), "--format", "csv")
        assert "a mistake in gradcli" not in ran.err and "Traceback" not in ran.err
        assert ran.status == 2 or ran.out.count("\n") == 4
    source.write_text("x\n1\n")
    assert "is not a file of that format" in gradcli("batch", "x*2", str(source)).err


@pytest.mark.parametrize("kind", KINDS)
def test_without_the_library_it_is_named(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = written(tmp_path / f"t.{kind}", table())
    (tmp_path / "t.csv").write_text("x\n1\n")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for arguments in ((str(source),), (str(tmp_path / "t.csv"), "--output", str(tmp_path / f"o.{kind}"))):
        ran = gradcli("batch", "x*2", *arguments)
        assert ran.status == 2 and "pyarrow, which is not installed" in ran.err
        assert 'pip install "gradcli[arrow]"' in ran.err
    assert library.MISSING in gradcli("batch", "x*2", str(source)).err


# ------------------------------------------------------------------ packed
TEXT = "x,note\n1,a\n2,b\n"
ANSWER = "x,note,y,x.grad\n1,a,1.0,2.0\n2,b,4.0,4.0\n"


def zipped(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, TEXT)
    return out.getvalue()


PACKED = {
    "csv.gz": gzip.compress(TEXT.encode()),
    "csv.bz2": bz2.compress(TEXT.encode()),
    "csv.xz": lzma.compress(TEXT.encode()),
    "csv.zst": pa.compress(TEXT.encode(), "zstd", asbytes=True),
    "zip": zipped("points.csv"),
}


@pytest.mark.parametrize("extension", PACKED)
def test_packed_tables_are_read(extension: str, tmp_path: Path) -> None:
    source = tmp_path / f"t.{extension}"
    source.write_bytes(PACKED[extension])
    assert gradcli("batch", "x**2", str(source), "--format", "csv").out == ANSWER
    if extension != "zip":
        assert gradcli("batch", "x**2", "-", stdin=PACKED[extension]).out == ANSWER
        target = tmp_path / f"o.{extension}"
        assert gradcli("batch", "x**2", str(source), "--output", str(target)).status == 0
        assert target.read_bytes() != ANSWER.encode()
        again = gradcli("batch", "z = x + y", str(target), "--wrt", "y").out
        assert again.startswith("x,note,y,x.grad,z,y.grad\n1,a,1.0,2.0,2.0,1.0")


@pytest.mark.parametrize("extension", [name for name in PACKED if name != "zip"])
def test_half_of_a_packed_table_is_none(extension: str, tmp_path: Path) -> None:
    source = tmp_path / f"t.{extension}"
    source.write_bytes(PACKED[extension][:-6])
    ran = gradcli("batch", "x**2", str(source), "--output", str(tmp_path / "o.csv"))
    assert ran.status == 2 and "cannot read" in ran.err and not (tmp_path / "o.csv").exists()


def test_requests_may_be_packed(tmp_path: Path) -> None:
    source = tmp_path / "r.jsonl.gz"
    source.write_bytes(gzip.compress(b'{"expression": "x**2", "values": {"x": 3}}\n'))
    assert '"grad": {"x": 6' in gradcli("batch", str(source)).out
    assert gradcli("batch", str(source), "--output", str(tmp_path / "a.jsonl.gz")).status == 0
    assert b'"grad": {"x": 6' in gzip.decompress((tmp_path / "a.jsonl.gz").read_bytes())
