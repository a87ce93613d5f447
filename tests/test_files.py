"""Values and expressions from files and standard input."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradcli.files import whole_file
from gradcli.problems import FileProblem
from tests.command import gradcli

TEXTS: dict[str, tuple[str, str]] = {
    "number.txt": ("2.5", "2.5"),
    "vector.txt": ("1\n2\n# three\n\n3\n", "[1, 2, 3]"),
    "row.csv": ("1,2,3\n", "[1, 2, 3]"),
    "matrix.csv": ("1;2\n3;4\n", "[[1, 2], [3, 4]]"),
    "matrix.tsv": ("1\t2\n3\t4\n", "[[1, 2], [3, 4]]"),
    "plain": ("1 2\n3 4\n", "[[1, 2], [3, 4]]"),
    "number.json": ("-0.5", "-0.5"),
    "nested.json": ("[[1, 2], [3, 4]]", "[[1, 2], [3, 4]]"),
    "words.json": ('["NaN", "Infinity", "-Infinity", 1]', "[nan, inf, -inf, 1]"),
    "masks.JSON": ("[true, false]", "[1, 0]"),
    "bom.txt": ("\ufeff7", "7"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_values(name: str, tmp_path: Path) -> None:
    text, value = TEXTS[name]
    (tmp_path / name).write_text(text, "utf-8")
    assert gradcli("grad", "x*1", "--x", f"@{tmp_path / name}", "--no-grad", "--get", "value").out == f"{value}\n"


@pytest.mark.parametrize(
    "array",
    [np.float64(2.5), np.arange(3), np.float32([[1, 2], [3, 4]]), np.array([1, 2], dtype=">i2"), np.zeros((2, 0))],
    ids=lambda array: f"{array.dtype}{array.shape}",
)
def test_numpy_files(array: Any, tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", array)
    ran = gradcli("grad", "sum(x*2)", "--x", f"@{tmp_path / 'x.npy'}", "--get", "value")
    whole = array.dtype.kind == "i"  # which cannot require grad
    assert (ran.status, float(ran.out)) == (int(whole), float(2 * array.sum()))


@pytest.mark.parametrize(
    "array", [np.array(["a"]), np.array([1 + 2j]), np.array([{}], dtype=object)], ids=["text", "complex", "object"]
)
def test_numpy_files_of_other_things(array: Any, tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", array, allow_pickle=True)
    ran = gradcli("grad", "x*2", "--x", f"@{tmp_path / 'x.npy'}")
    assert ran.status == 2 and "x.npy" in ran.err


def test_a_huge_numpy_file_is_refused_by_its_header(tmp_path: Path) -> None:
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (300000000,), }"
    (tmp_path / "x.npy").write_bytes(b"\x93NUMPY\x01\x00\x76\x00" + header.ljust(117) + b"\n")
    ran = gradcli("grad", "x*2", "--x", f"@{tmp_path / 'x.npy'}")
    assert ran.status == 2 and "GRADCLI_MAX_ELEMENTS" in ran.err


def test_an_expression_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "e.txt").write_text("h = x**2  # a comment\nh*3\n", "utf-8")
    assert gradcli("grad", f"@{tmp_path / 'e.txt'}", "--x", "2", "--get", "x.grad").out == "12\n"
    assert gradcli("grad", "-", "--x", "2", "--get", "x.grad", stdin="x**2").out == "4\n"


def test_a_file_problem_is_a_problem() -> None:
    assert FileProblem("x").status == 2


# ------------------------------------------------------------------ written whole or not at all
def test_a_stream_becomes_a_file_at_the_end(tmp_path: Path) -> None:
    target, link = tmp_path / "out", tmp_path / "link"
    target.write_text("before")
    target.chmod(0o640)
    link.symlink_to(target)
    with whole_file(str(link)) as stream:
        stream.write(b"after")
        stream.flush()
        assert target.read_text() == "before"
    assert target.read_text() == "after" and link.is_symlink() and target.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "out"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, FileProblem("no"), OSError(28, "No space left on device")])
def test_a_stream_that_breaks_off_leaves_nothing(error: BaseException | type[BaseException], tmp_path: Path) -> None:
    with pytest.raises(BaseException) as raised, whole_file(str(tmp_path / "out")) as stream:
        stream.write(b"half")
        raise error
    assert isinstance(raised.value, FileProblem) == isinstance(error, FileProblem | OSError)
    assert not list(tmp_path.iterdir())


def test_a_pipe_is_written_into(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    with whole_file(str(tmp_path / "pipe")) as stream:
        stream.write(b"through")
    assert os.read(reader, 99) == b"through"
    os.close(reader)


def test_standard_output_and_folders(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    with whole_file("-") as stream:
        stream.write(b"printed")
    assert capsysbinary.readouterr().out == b"printed"
    for path in (tmp_path, tmp_path / "no" / "out", "", "a\0b"):
        with pytest.raises(FileProblem), whole_file(str(path)):
            pass
