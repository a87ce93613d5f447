"""What a file is, told by its bytes; and that nothing of a file is shown that nothing shows to be the user's table."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from tests.command import gradcli

TEXT = "x,note\n1,a\n2,b\n"


def workbook() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr("xl/workbook.xml", "")
    return out.getvalue()


KINDS = {
    "Parquet": b"PAR1" + b"\x15\x04" * 20 + b"PAR1",
    "Arrow": b"ARROW1\0\0" + b"\xff" * 20,
    "Feather": b"FEA1" + b"\0" * 20,
    "gzip": gzip.compress(TEXT.encode()),
    "zstd": b"\x28\xb5\x2f\xfd\x04\x00",
    "bzip2": b"BZh91AY&SY",
    "HDF5": b"\x89HDF\r\n\x1a\n",
    "Excel workbook": workbook(),
    "old Excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "UTF-16": TEXT.encode("utf-16"),
    "text in UTF-16": TEXT.encode("utf-16-be"),
    "is text in UTF-16": TEXT.encode("utf-16-le"),
    "JSON array": b'[{"x": 1}, {"x": 2}]',
    "a JSON array": b'\n[\n  {"x": 1},\n  {"x": 2}\n]\n',
}


PACKED = {"gzip", "zstd", "bzip2"}  # which tables, requests and values may be
READ = {"Parquet", "Arrow", *PACKED}  # as tables


@pytest.mark.parametrize("name", ["points.csv", "points.tsv", "points.jsonl", "points.xlsx", "points"])
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in READ])
def test_a_table_is_named_by_its_bytes(kind: str, name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(KINDS[kind])
    ran = gradcli("batch", "x**2", str(tmp_path / name))
    assert (ran.status, ran.out) == (2, "")
    assert kind in ran.err and "which is not read here\nhelp: " in ran.err


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if "JSON" not in kind and kind not in ("text in UTF-16", "is text in UTF-16")]
)
def test_so_are_requests_and_values(kind: str, tmp_path: Path) -> None:
    for name in ("x", "x.txt", "x.npy", "x.bin", "x.csv"):
        (tmp_path / name).write_bytes(KINDS[kind])
        for ran in (
            gradcli("grad", f"@{tmp_path / name}", "--x", "2"),
            *([] if kind in PACKED else [gradcli("grad", "x", "--x", f"@{tmp_path / name}")]),
            *([] if kind in PACKED else [gradcli("batch", "-", stdin=KINDS[kind])]),
        ):
            assert (ran.status, ran.out) == (2, "") and kind.removeprefix("old ") in ran.err


@pytest.mark.parametrize("name", ["PAR1", "FEA1", "BZh", "ARROW1", "PAR1_x", "SQLite", "P"])
def test_names_that_begin_like_other_formats(name: str) -> None:
    assert gradcli("batch", f"{name}*2", "-", stdin=f"{name},n\n3,4\n").out == f"{name},n,y,{name}.grad\n3,4,6.0,2.0\n"
    assert gradcli("grad", "-", "--get", "value", f"--{name}=3", stdin=f"{name}*2").out == "6\n"


def test_numpys_own_formats_are_read_whatever_their_names_are(tmp_path: Path) -> None:
    import numpy as np

    np.savez(tmp_path / "a.npz", x=np.array([1.0, 2.0]))
    (tmp_path / "a.csv").write_bytes((tmp_path / "a.npz").read_bytes())
    assert gradcli("batch", "x*2", str(tmp_path / "a.csv"), "--format", "csv").out == "x,y,x.grad\n1.0,2.0,2.0\n2.0,4.0,2.0\n"


@pytest.mark.parametrize("extension", ["pq", "json", "xlsx", "csv.lz4", "txt", "txt.gz", "csvv"])
def test_an_unknown_extension_of_the_output_is_refused(extension: str, tmp_path: Path) -> None:
    for suffix, data in ((".csv", TEXT.encode()), (".jsonl", b'{"x": 1}\n')):
        (tmp_path / f"in{suffix}").write_bytes(data)
        ran = gradcli("batch", "x", str(tmp_path / f"in{suffix}"), "--output", str(tmp_path / f"out.{extension}"))
        assert ran.status == 2 and "no table is written as ." in ran.err
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith("out")] == []
        asked = gradcli("batch", "x", str(tmp_path / f"in{suffix}"), "--output", str(tmp_path / "out.dat"), "--format", "csv")
        assert asked.status == 0 and (tmp_path / "out.dat").read_text().startswith("x,")
        (tmp_path / "out.dat").unlink()


# ------------------------------------------------------------------ what is nobody's to read out
SECRET = "root:hunter2:0:0:root:/root:/bin/bash\ndaemon:hunter2:1:1\n"
SECRETS = {
    "passwd": SECRET,
    "hosts": "127.0.0.1 hunter2\n",
    "key": "-----BEGIN hunter2 KEY-----\nAAAA\n",
    "environment": "export PASSWORD='hunter2'\n",
    "config": "[section]\nname: hunter2\n",
    "note": "hunter2 is it\n",
}


@pytest.mark.parametrize("name", SECRETS)
def test_no_message_shows_the_content_of_a_file_that_is_no_table(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(SECRETS[name])
    for arguments in (
        ["batch", "x**2", str(path)],
        ["batch", "x**2", str(path), "--on-error", "skip"],
        ["batch", str(path)],
        ["grad", "x", "--x", f"@{path}"],
        ["grad", f"@{path}", "--x", "2"],
        ["explain", f"@{path}"],
        ["graph", f"@{path}"],
        ["check", f"@{path}"],
        ["check", "x", "--formula", f"x=@{path}"],
        ["check", "--file", str(path)],
    ):
        ran = gradcli(*arguments)
        assert ran.status in (1, 2) and "hunter2" not in ran.err + ran.out, arguments


def test_nor_that_of_standard_input() -> None:
    for arguments in (["batch", "x**2", "-"], ["batch", "-"], ["grad", "x", "--x", "-"]):
        ran = gradcli(*arguments, stdin=SECRET)
        assert ran.status in (1, 2) and "hunter2" not in ran.err + ran.out, arguments


def test_what_is_a_table_is_shown(tmp_path: Path) -> None:
    (tmp_path / "t").write_text("speed,x\n1,oops\n")
    assert "the columns are speed, x" in gradcli("batch", "x*q", str(tmp_path / "t")).err
    assert "`oops` is not a number" in gradcli("batch", "x*2", str(tmp_path / "t")).err
    (tmp_path / "v").write_text("1\ntwo\n")
    assert "line 2: `two` is not a number" in gradcli("grad", "x", "--x", f"@{tmp_path / 'v'}").err
    (tmp_path / "e.txt").write_text("2x")
    assert "write the product with `*`   2*x" in gradcli("grad", f"@{tmp_path / 'e.txt'}", "--x", "2").err
