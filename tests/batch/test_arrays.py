"""NumPy's files: what NumPy wrote is read, what is written NumPy reads, and nothing is unpickled."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradcli.batch import arrays
from tests.command import Ran, gradcli, gradcli_bytes

X = np.array([0.5, -1.0, np.nan, np.inf])


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def table(*fields: tuple[str, str], rows: int = 4) -> Any:
    out = np.zeros(rows, list(fields))
    for name, _ in fields:
        out[name] = np.arange(rows) + 1
    return out


def batch(*arguments: str, **options: Any) -> Ran:
    return gradcli("batch", *arguments, **options)


def load(path: Any) -> Any:
    """A file as NumPy reads it, closed again."""
    found = np.load(path)
    if isinstance(found, np.ndarray):
        return found
    with found:
        return dict(found)


def assert_refused(ran: Ran, text: str) -> None:
    assert ran.status == 2 and text in ran.err and not list(Path().glob("out*")) and not list(Path().glob(".gradcli*")), ran


def test_a_structured_array(tmp_path: Path) -> None:
    given = table(("x", "<f8"), ("n", ">i2"), ("α", "f4"), ("t", "U3"))
    with open("p.npy", "wb") as file:
        np.lib.format.write_array(file, given, (3, 0))
    assert batch("α*x**2", "p.npy", "--output", "out.npy") == (0, "", "")
    out = load("out.npy")
    assert out.dtype.names == ("x", "n", "α", "t", "y", "x.grad", "α.grad")
    assert out.dtype["n"] == np.dtype(">i2") and out["t"].tolist() == given["t"].tolist()
    assert (
        out["y"].tolist() == [1, 8, 27, 64]
        and out["x.grad"].tolist() == [2, 8, 18, 32]
        and out["α.grad"].tolist() == [1, 4, 9, 16]
    )


def test_named_arrays() -> None:
    np.savez_compressed("p.npz", x=X, n=np.array(["a", "b", "c", "d"]))
    assert batch("a*x", "p.npz", "--a", "2", "--output", "out.npz") == (0, "", "")
    out = load("out.npz")
    assert sorted(out) == ["a.grad", "n", "x", "x.grad", "y"]
    assert out["n"].tolist() == ["a", "b", "c", "d"]
    np.testing.assert_array_equal(out["y"], 2 * X)


@pytest.mark.parametrize("dtype", ["f4", "f2", ">f8", "i8", "u1", "?"])
def test_every_kind_of_number(dtype: str) -> None:
    np.save("p.npy", np.array([(1,), (0,)], [("x", dtype)]))
    assert batch("x*3", "p.npy", "--format", "csv").out.splitlines()[1:] in (
        ["1.0,3.0,3.0", "0.0,0.0,3.0"], ["1,3.0,3.0", "0,0.0,3.0"], ["True,3.0,3.0", "False,0.0,3.0"],
    )  # fmt: skip


def test_float32_results() -> None:
    np.save("p.npy", table(("x", "f8")))
    assert batch("x/3", "p.npy", "--dtype", "float32", "--output", "out.npy").status == 0
    assert load("out.npy").dtype["y"] == np.float32
    assert batch("x/3", "p.npy", "--dtype", "float32", "--output", "out.npz").status == 0
    assert load("out.npz")["x.grad"].dtype == np.float32


def test_many_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays, "ROWS", 7)
    x = np.linspace(0, 1, 100)
    np.savez("p.npz", x=x)
    np.save("p.npy", x)
    for output in ("out.npz", "out.npy"):
        for input in ("p.npz", "p.npy"):
            assert batch("x**3", input, "--output", output).status == 0
            found = load(output)
            np.testing.assert_array_equal(found["x"], x)
            np.testing.assert_allclose(found["y"], x**3)


@pytest.mark.parametrize("name", ["p.npy", "p.npz"])
@pytest.mark.parametrize("format", ["csv", "tsv", "jsonl", "npy", "npz"])
def test_from_and_to_every_format(name: str, format: str) -> None:
    given = table(("x", "f8"), ("n", "i4"))
    np.save("p.npy", given)
    np.savez("p.npz", x=given["x"], n=given["n"])
    assert batch("x**2", name, "--output", f"out.{format}") == (0, "", "")
    assert batch("z*1", f"out.{format}", "--output", "again.npz").status == 2  # there is no column z
    assert batch("f = y*1", f"out.{format}", "--output", "again.npz") == (0, "", "")
    again = load("again.npz")
    assert (
        again["n"].tolist() == [1, 2, 3, 4] and again["f"].tolist() == [1, 4, 9, 16] and again["x.grad"].tolist() == [2, 4, 6, 8]
    )


@pytest.mark.parametrize("rows", [0, 1])
@pytest.mark.parametrize("format", ["npy", "npz", "csv"])
def test_few_rows(rows: int, format: str) -> None:
    np.save("p.npy", table(("x", "f8"), rows=rows))
    assert batch("x**2", "p.npy", "--output", f"out.{format}") == (0, "", "")
    if format == "csv":
        assert Path("out.csv").read_text() == "x,y,x.grad\n" + "1.0,1.0,2.0\n" * rows
    else:
        assert len(load(f"out.{format}")["x.grad"]) == rows


def test_a_header_alone_becomes_empty_arrays() -> None:
    for format in ("npy", "npz"):
        assert batch("x**2", "-", "--output", f"out.{format}", stdin="x,n\n").status == 0
        assert len(load(f"out.{format}")["n"]) == 0


def test_through_pipes() -> None:
    np.save("p.npy", table(("x", "f8")))
    np.savez("p.npz", x=X)
    for name, rows in (("p.npy", 4), ("p.npz", 4)):
        out = gradcli_bytes("batch", "x**2", "-", stdin=Path(name).read_bytes())
        found = load(BytesIO(out))
        assert len(found["x.grad"]) == rows


def test_rows_that_are_left_out_are_not_counted() -> None:
    text = "x\n1\nq\n3\n"
    for format in ("npy", "npz"):
        assert batch("x**2", "-", "--output", f"out.{format}", "--on-error", "skip", stdin=text).status == 0
        assert load(f"out.{format}")["y"].tolist() == [1, 9]
    assert gradcli("batch", "x**2", "-", "--output", "gone.npy", stdin=text).status == 2
    assert not Path("gone.npy").exists()


def test_a_column_without_a_name() -> None:
    np.save("p.npy", np.array([1.0, 2.0]))
    assert batch("a*x", "p.npy", "--a", "3", "--output", "out.npy", "--wrt", "x").status == 0
    assert load("out.npy").tolist() == [(1, 3, 3), (2, 6, 3)]
    Path("out.npy").unlink()
    assert_refused(batch("a*x", "p.npy", "--output", "out.npy"), "has one column without a name, and the expression has 2")


def test_a_missing_gradient_is_nan() -> None:
    np.save("p.npy", table(("x", "f8"), ("w", "f8")))
    assert batch("x*w.detach()", "p.npy", "--output", "out.npy").status == 0
    assert np.isnan(load("out.npy")["w.grad"]).all()


# ------------------------------------------------------------------ refused
def npy(header: str, data: bytes = b"") -> bytes:
    return b"\x93NUMPY\x01\x00" + (len(header) + 1).to_bytes(2, "little") + header.encode() + b"\n" + data


BAD = {
    "objects": (npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", b"x" * 99), "Python objects, which are not read"),
    "object fields": (npy("{'descr': [('x', '|O')], 'fortran_order': False, 'shape': (1,), }"), "Python objects"),
    "two dimensions": (npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }"), "no names for its columns"),
    "no dimension": (npy("{'descr': '<f8', 'fortran_order': False, 'shape': (), }"), "no names for its columns"),
    "by columns": (npy("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 2), }"), "stored by columns"),
    "subarrays": (npy("{'descr': [('x', '<f8', (2,))], 'fortran_order': False, 'shape': (1,), }"), "not one number a row"),
    "texts": (npy("{'descr': [('x', '<U2')], 'fortran_order': False, 'shape': (1,), }", b"a" * 8), "holds <U2, not numbers"),
    "complex": (npy("{'descr': [('x', '<c16')], 'fortran_order': False, 'shape': (1,), }", b"a" * 16), "not numbers"),
    "too short": (npy("{'descr': [('x', '<f8')], 'fortran_order': False, 'shape': (9,), }", b"a" * 16), "breaks off"),
    "far too short": (npy("{'descr': [('x', '<f8')], 'fortran_order': False, 'shape': (9999999999999,), }"), "breaks off"),
    "huge elements": (npy("{'descr': [('x', '<f8'), ('y', '|V99999999999')], 'fortran_order': False, 'shape': (9,), }"), ""),
    "nothing": (npy("{'descr': '|V0', 'fortran_order': False, 'shape': (9,), }"), "holds nothing"),
    "negative": (npy("{'descr': [('x', '<f8')], 'fortran_order': False, 'shape': (-3,), }"), ""),
    "no header": (b"\x93NUMPY\x01\x00", "not a .npy file"),
    "code": (npy("__import__('os').getcwd()"), "not a .npy file"),
    "version": (b"\x93NUMPY\x09\x00", "not a .npy file"),
    "something else": (b"x,y\n1,2\n", "not a .npy file"),
}


@pytest.mark.parametrize(("data", "text"), BAD.values(), ids=BAD)
def test_bad_npy_files(data: bytes, text: str) -> None:
    Path("p.npy").write_bytes(data)
    assert_refused(batch("x*2", "p.npy", "--output", "out.npy"), text)


def archive(**members: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, data in members.items():
            made.writestr(f"{name}.npy", data)
    return out.getvalue()


def saved(array: Any) -> bytes:
    out = BytesIO()
    np.save(out, array, allow_pickle=True)
    return out.getvalue()


BAD_ARCHIVES = {
    "lengths": (archive(x=saved(X), y=saved(X[1:])), "differ in length: x 4, y 3"),
    "dimensions": (archive(x=saved(np.zeros((2, 2)))), "a column has one dimension"),
    "objects": (archive(x=saved(np.array([{}], object))), "Python objects"),
    "texts": (archive(x=saved(np.array(["a"]))), "not numbers"),
    "cut off": (archive(x=saved(X)[:-3]), "breaks off"),
    "no array": (archive(x=b"hello"), "not a .npy file"),
    "damaged": (archive(x=saved(X)).replace(X.tobytes(), X[::-1].tobytes()), "p.npz"),
    "no archive": (b"PK\x03\x04 and so on", "is not a .npz file"),
    "empty": (archive(), "`x` is no column"),
}


@pytest.mark.parametrize(("data", "text"), BAD_ARCHIVES.values(), ids=BAD_ARCHIVES)
def test_bad_npz_files(data: bytes, text: str) -> None:
    Path("p.npz").write_bytes(data)
    assert_refused(batch("x*2", "p.npz", "--output", "out.npz"), text)


def test_texts_and_lists_have_no_place_in_arrays() -> None:
    assert_refused(batch("x*2", "-", "--output", "out.npy", stdin="x,n\n1,a\n"), "`n` holds something else")
    assert_refused(batch("(x*2).sum()", "-", "--output", "out.npz", stdin='x\n1\n"[1, 2]"\n'), "holds something else")


def test_nothing_binary_for_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    np.save("p.npy", X)
    monkeypatch.setattr("gradcli.batch.points._to_terminal", lambda output: True)
    assert_refused(batch("x*2", "p.npy"), "a terminal cannot show npy")


@pytest.mark.parametrize("kind", ["npy", "npz"])
def test_a_number_that_is_missing_among_integers_is_no_number(kind: str, tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    table = pa.table({"x": [1.0, 2.0, 3.0], "n": pa.array([1, 2, None], pa.int64())})
    parquet.write_table(table, tmp_path / "t.parquet", row_group_size=2)
    ran = gradcli("batch", "x**2", str(tmp_path / "t.parquet"), "--output", str(tmp_path / f"o.{kind}"))
    assert ran.status == 2 and "`n` is int64 in the first rows and float64 in others" in " ".join(ran.err.split())
    assert not (tmp_path / f"o.{kind}").exists()
