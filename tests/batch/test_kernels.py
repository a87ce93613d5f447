"""Plain rows by Arrow's kernels: the same bytes as without them."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gradcli.batch import kernels
from tests.command import gradcli, plain_environment

pytest.importorskip("pyarrow")


def written(values: Any, rare: bool = True) -> list[str]:
    """The numbers behind rows; those that Arrow writes otherwise by columns, or each by itself."""
    lines = kernels.Lines(b"a,1\n" * len(values))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "RARE", 0 if rare else 10**9)
        found = b"".join(kernels.with_results(lines, [values, values], "\t")).decode()
    rows = [row.split("\t") for row in found.removesuffix("\n").split("\n")]
    assert all(head == "a,1" and a == b for head, a, b in rows)
    return [row[1] for row in rows]


@given(st.lists(st.floats() | st.integers(-(2**60), 2**60).map(float) | st.floats(-1e-3, 1e-3), min_size=1))
@example(
    [
        0.0,
        -0.0,
        1e10,
        9999999999.0,
        9999999999.5,
        10000000000.5,
        1e15,
        1e16,
        123456789012345.6,
        9999999999999998.0,
        1e-4,
        9.9e-5,
        5e-324,
        1.7976931348623157e308,
    ]
)
@example([float("nan"), float("inf"), -float("inf")])
def test_numbers_are_written_as_python_writes_them(values: list[float]) -> None:
    assert [written(np.array(values), rare) for rare in (False, True)] == [[repr(v) for v in values]] * 2


def test_long_columns_are_written_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.array([1.5, 2.0, 1e-5, 1e300])
    found = written(values)
    monkeypatch.setattr(kernels, "LONGEST", 2**31)
    assert written(values) == found == ["1.5", "2.0", "1e-05", "1e+300"]


@given(st.lists(st.binary(min_size=8, max_size=8), min_size=1))
def test_so_is_every_pattern_of_bits(patterns: list[bytes]) -> None:
    values = [struct.unpack("<d", p)[0] for p in patterns]
    assert written(np.array(values)) == [repr(v) for v in values]


@given(st.lists(st.floats(width=32), min_size=1))
def test_numbers_of_single_precision_are_written_with_all_digits(values: list[float]) -> None:
    assert written(np.array(values, np.float32)) == [repr(v) for v in values]


CELL = st.one_of(
    st.floats(allow_nan=False).map(repr),
    st.integers(-(10**20), 10**20).map(str),
    st.sampled_from("1e400 -1e-400 1_000 +3 .5 5. 1E5 inf nan NaN -Infinity 0x10 1d3 ٣".split()),
    st.sampled_from([" 2 ", ""]),
    st.text("0123456789.eE+-", max_size=8),
)


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=4))
def test_what_is_read_is_what_python_reads(rows: list[tuple[str, str]]) -> None:
    data = "".join(f"{a},{b}\n" for a, b in rows)
    found = kernels.numbers(data.encode(), 2, {"b": 1}, ",")
    if found is not None:
        assert [repr(v) for v in found["b"].tolist()] == [repr(float(b)) for _, b in rows]


ROWS = "".join(f"{k},{k / 7!r},größe {k},{k * 1e-7!r}\n" for k in range(300))
TABLES = {
    "plain": "id,x,note,y\n" + ROWS,
    "few small numbers": "id,x,note,y\n" + "".join(f"{k},{k + 0.5},größe,{10.0 ** -(k % 97)}\n" for k in range(900)),
    "without an end": "id,x,note,y\n" + ROWS.removesuffix("\n"),
    "a blank line": "id,x,note,y\n" + ROWS + "\n" + ROWS,
    "ends of Windows": ("id,x,note,y\n" + ROWS).replace("\n", "\r\n"),
    "one quote": "id,x,note,y\n" + ROWS + '7,"1",a,2\n' + ROWS,
    "a bad cell": "id,x,note,y\n" + ROWS + "7,two,a,2\n" + ROWS,
    "too few fields": "id,x,note,y\n" + ROWS + "7,1\n" + ROWS,
    "a constant": "id,x,note,y\n" + ROWS + "7,pi,a,2\n" + ROWS,
    "a list": "id,x,note,y\n" + ROWS + '7,"[1, 2]",a,2\n' + ROWS,
    "tabs": "id\tx\tnote\ty\n" + ROWS.replace(",", "\t"),
}


@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize("format", ["csv", "jsonl"])
@pytest.mark.parametrize("on_error", ["stop", "skip", "nan"])
def test_the_bytes_are_those_without_them(
    kind: str, format: str, on_error: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / ("t.tsv" if kind == "tabs" else "t.csv")
    source.write_text(TABLES[kind], encoding="utf-8", newline="")
    asked = ("batch", "f = sin(x)*y + w", str(source), "--w", "2", "--format", format, "--on-error", on_error)
    monkeypatch.setattr(kernels, "WORTH", 100)
    found = gradcli(*asked)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert (gradcli(*asked) == found, found.out.count("\n") >= 300) == (True, True)


def test_no_other_library_is_loaded_for_them(tmp_path: Path) -> None:
    """Some of pyarrow's functions import pandas where it is installed, which takes longer than many rows."""
    source = tmp_path / "t.csv"
    source.write_text("x\n" + "".join(f"{k}.5\n" for k in range(20_000)))
    asked = ["batch", "x**2", str(source), "--output", str(tmp_path / "o.csv")]
    loaded = "['pyarrow.csv' in sys.modules, 'pandas' in sys.modules]"
    code = f"import sys; from gradcli.commands.app import run; print(run({asked!r}), {loaded})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=plain_environment(), timeout=60)
    assert (done.stdout, done.stderr) == ("0 [True, False]\n", "")
