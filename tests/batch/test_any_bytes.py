"""Whatever the bytes: rows or a message, and never a traceback."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.command import gradcli

TABLE = np.array([(1.5, 2), (0.5, -1)], [("x", "f8"), ("n", "i4")])


def npy() -> bytes:
    out = io.BytesIO()
    np.save(out, TABLE)
    return out.getvalue()


def npz() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("x", "n"):
            with archive.open(f"{name}.npy", "w") as member:
                np.lib.format.write_array(member, TABLE[name])
    return out.getvalue()


SEEDS = {
    "csv": b'x,n\r\n1,"a ""b"""\r\npi/4,"c\nd"\n[1;2],\n',
    "jsonl": b'{"x": 1, "n": [1, "NaN"]}\n{"x": "pi/4"}\n{"x": [1, 2], "n": {}}\n',
    "npy": npy(),
    "npz": npz(),
    "requests": b'{"expression": "x**2", "values": {"x": 2}, "id": 1}\n{"expression": "sum(a)", "values": {"a": [1, 2]}}\n',
}


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file of one format with some bytes changed, taken out or put in."""
    kind = draw(st.sampled_from(sorted(SEEDS)))
    data = bytearray(SEEDS[kind])
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 3))] = draw(
            st.binary(max_size=3) | st.sampled_from([b'"', b"\n", b",", b"{", b"\0", b"9"])
        )
    return kind, bytes(data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(file=damaged(), on_error=st.sampled_from(["stop", "skip", "nan"]), format=st.sampled_from(["csv", "jsonl", "npz", "npy"]))
def test_damaged_files(tmp_path: Path, file: tuple[str, bytes], on_error: str, format: str) -> None:
    kind, data = file
    path, out = tmp_path / "in.bin", tmp_path / ("out.jsonl" if kind == "requests" else "out.bin")
    path.write_bytes(data)
    if kind == "requests":
        ran = gradcli("batch", str(path), "--output", str(out))
    else:
        ran = gradcli("batch", "(x*2).sum()", str(path), "--on-error", on_error, "--format", format, "--output", str(out))
    assert ran.status in (0, 1, 2) and ran.out == ""
    assert out.exists() == (ran.status == 0 or (kind == "requests" and ran.status == 1))
    assert ("error: " in ran.err) == (ran.status == 2) and (ran.err == "" or ran.status == 2 or ran.err.startswith("note: "))
    out.unlink(missing_ok=True)
    assert [left.name for left in tmp_path.iterdir()] == ["in.bin"]


@given(st.binary(max_size=60), st.sampled_from([b"", b"x\n", b"x,y\n", b'{"x": ', b"\x93NUMPY", b"PK\x03\x04"]))
def test_any_bytes(data: bytes, head: bytes) -> None:
    for arguments in (["x*2", "-", "--format", "jsonl"], ["-"]):
        ran = gradcli("batch", *arguments, stdin=head + data)
        assert ran.status in (0, 1, 2)
