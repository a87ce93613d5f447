"""Text tables: every reader, however its bytes arrive, and every writer."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradcli.batch.columns import columns
from gradcli.batch.delimited import DelimitedReader
from gradcli.batch.jsonlines import JsonLinesReader
from gradcli.batch.table import Block
from gradcli.problems import FileProblem, Problem
from gradcli.readers import source as sources
from gradcli.readers.source import Source
from tests.command import gradcli

FIELDS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8)
NUMBERS = st.floats(allow_nan=False).map(repr)


class Dribble(io.BytesIO):
    """Bytes that come a few at a time, as through a pipe."""

    def __init__(self, data: bytes, size: int) -> None:
        super().__init__(data)
        self.size_of_piece = size

    def read1(self, size: int | None = -1) -> bytes:
        return self.read(min(self.size_of_piece, size or 1))


def read(data: bytes, wanted: tuple[str, ...], piece: int = 10**6, kind: str | None = "csv") -> tuple[Any, list[Block]]:
    source = Source("data", Dribble(data, piece))
    reader = DelimitedReader(source, kind) if kind != "jsonl" else JsonLinesReader(source)
    return reader, [found if isinstance(found, Block) else found() for found in reader.blocks(wanted)]


def flat(blocks: list[Block], name: str) -> list[float]:
    return [v for block in blocks for v in block.columns[name].tolist()]


@given(st.lists(st.tuples(NUMBERS, FIELDS), max_size=12), st.integers(1, 40), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_csv_is_what_the_csv_module_writes(rows: list[Any], piece: int, ending: str, bom: bool) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=ending)
    writer.writerows([["x", "n"], *rows])
    text = ("\ufeff" if bom else "") + out.getvalue()
    reader, blocks = read(text.encode(), ("x",), piece)
    assert (reader.names, reader.ending) == (("x", "n"), ending)
    assert flat(blocks, "x") == [float(x) for x, _ in rows]
    assert not any(block.odd for block in blocks)
    assert [block.first for block in blocks] == [1 + sum(b.length for b in blocks[:k]) for k in range(len(blocks))]
    assert ending.join([reader.header, *[row for block in blocks for row in block.rows], ""]) == out.getvalue()


@given(st.lists(st.tuples(NUMBERS, FIELDS), min_size=1, max_size=12), st.integers(1, 40))
def test_rows_keep_their_own_text(rows: list[Any], piece: int) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([["x", "n"], *rows])
    reader, blocks = read(out.getvalue().encode(), ("x",), piece)
    table = {"x": [], "n": []}  # type: ignore[var-annotated]
    for block in blocks:
        for name, cells in reader.table(block.rows).items():
            table[name] += cells
    assert table["x"] == [float(x) for x, _ in rows]
    assert [str(cell) if isinstance(cell, str) else cell for cell in table["n"]] == [_or_number(n) for _, n in rows]


def _or_number(text: str) -> Any:
    try:
        return pytest.approx(float(text), nan_ok=True)
    except ValueError:
        return text


def test_lines_and_rows_are_counted_apart() -> None:
    _, blocks = read(b'n,x\n"a\nb",1\n\nc,2\n"d ""\n""",oops\n', ("x",))
    assert [line for block in blocks for line in block.lines or ()] == [2, 5, 6]
    (problem,) = [p for block in blocks for p in block.odd.values()]
    assert str(problem) == "row 3 (line 6), column `x`: `oops` is not a number"


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1", 1),
        (" 2.5 ", 2.5),
        ("-1e3", -1000),
        ("-pi", -math.pi),
        ("Infinity", math.inf),
        ("-inf", -math.inf),
        ("tau", 2 * math.pi),
    ],
)
def test_cells_that_are_numbers(cell: str, number: float) -> None:
    _, blocks = read(f"x\n{cell}\n".encode(), ("x",))
    assert flat(blocks, "x") == [number] and not blocks[0].odd


@pytest.mark.parametrize(
    ("cell", "text"),
    [("abc", "`abc` is not a number"), ('""', "it is empty"), ("2x", "`2x` is not a number"), ("'1'", "`'1'` is not a number"),
     ("x", "`x` is not a number"), ("(" * 100, "…` is not a number"), ("zeros(10**9)", "it is arithmetic")],
)  # fmt: skip
def test_cells_that_are_none(cell: str, text: str) -> None:
    _, blocks = read(f"x,n\n{cell},1\n".encode(), ("x",))
    assert text in str(blocks[0].odd[0])
    assert str(blocks[0].odd[0]).startswith("row 1 (line 2), column `x`: ")


def test_tensors_and_masks_are_rows_of_their_own() -> None:
    odd: dict[int, Any] = {}
    found = columns({"x": ["1", "[1, 2]", "True"], "y": [1, 2, 3.5]}, 3, str, odd)
    assert found["y"].tolist() == [1, 2, 3.5] and set(odd) == {1, 2}
    assert odd[1]["x"].tolist() == [1, 2] and odd[1]["y"] == 2 and odd[2]["x"] is True


def test_tabs_without_a_comma_are_tsv() -> None:
    reader, blocks = read(b"x\tn\r\n1\ta,b\r\n", ("x",), kind=None)
    assert (reader.format, reader.names, reader.ending) == ("tsv", ("x", "n"), "\r\n")
    assert blocks[0].rows == ["1\ta,b"]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_text_is_refused(data: bytes) -> None:
    for kind in ("csv", "jsonl"):
        with pytest.raises(FileProblem, match="empty"):
            read(data, (), kind=kind)


@pytest.mark.parametrize("data", [b'x\n1\n"2\n', b'x\n1\n"2"3\n', b'x,n\n1,"a"b\n'])
def test_quotes_that_do_not_match(data: bytes) -> None:
    with pytest.raises(FileProblem, match=r"its quotes do not match$"):
        read(data, ("x",))


def test_lines_that_end_with_cr_alone_are_told() -> None:
    with pytest.raises(FileProblem, match="line 1: its lines end with CR alone"):
        read(b"x,y\r1,2\r3,4\r", ("x",))


def test_a_byte_that_is_no_text_is_found_by_its_line() -> None:
    with pytest.raises(FileProblem, match="line 3 has the byte 0xff"):
        read(b"x\n1\n\xff\n", ("x",), piece=2)


def test_a_line_beyond_all_measure() -> None:
    ran = gradcli("batch", "x", "-", stdin=b"x\n" + b"1" * (64 * 2**20 + 1))
    assert ran.status == 2 and "GRADCLI_MAX_SOURCE_BYTES" in ran.err


# ------------------------------------------------------------------ JSON Lines
@given(st.lists(st.floats(), min_size=1, max_size=9), st.integers(1, 30))
def test_json_lines(numbers: list[float], piece: int) -> None:
    lines = [json.dumps({"n": "é\n", "x": v if math.isfinite(v) else str(v).replace("inf", "Infinity").replace("nan", "NaN")}) for v in numbers]  # fmt: skip # noqa: E501
    reader, blocks = read(("\n\n".join(lines) + "\n").encode(), ("x",), piece, "jsonl")
    assert reader.names == ("n", "x")
    assert list(map(repr, flat(blocks, "x"))) == list(map(repr, numbers))
    assert [line for block in blocks for line in block.lines or ()] == list(range(1, 2 * len(lines), 2))


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("[1]", "this is a list, not an object"),
        ("{", "this is not JSON"),
        ('{"x": NaN}', "JSON has no NaN"),
        ("{}", "there is no value"),
        ('{"x": null}', "there is no value"),
        ('{"x": {}}', "it is not a number"),
        ('{"x": "q"}', "`q` is not a number"),
        ('{"x": [1, "q"]}', "`q` is not a number"),
        ('{"x": [[1], 2]}', "not a sequence"),
        ("[" * 5000, "not JSON"),
        ('{"x": ' + "[" * 70 + "]" * 70 + "}", "a list of such depth needs 65 dimensions"),
    ],
)
def test_lines_that_are_none(line: str, text: str) -> None:
    _, blocks = read(f'{{"x": 1}}\n{line}\n'.encode(), ("x",), kind="jsonl")
    problem = blocks[0].odd[1]
    assert isinstance(problem, Problem)
    assert text in str(problem) and str(problem).startswith("row 2 (line 2)")


def test_numbers_beyond_floats_are_infinite() -> None:
    _, blocks = read(b'{"x": 1e999}\n{"x": -1' + b"0" * 400 + b"}\n", ("x",), kind="jsonl")
    assert flat(blocks, "x") == [math.inf, -math.inf]


# ------------------------------------------------------------------ the bytes
def test_a_format_is_told_by_no_more_bytes_than_it_takes() -> None:
    for data, length in (
        (b"x\n1\n", 1),
        (b"{}", 1),
        (b"\x93NUMPY rest", 6),
        (b"PK\x03\x04 rest", 4),
        (b"\xef\xbb\xbf{}", 4),
        (b"Px\n", 2),
    ):
        source = Source("data", Dribble(data, 100))
        assert len(source.head()) == length
        assert b"".join(iter(source.some, b"")) == data
    source = Source("data", Dribble(b"\x93NUMPY rest", 3))
    source.head()
    assert (source.read(8), source.read(99), source.read(1)) == (b"\x93NUMPY r", b"est", b"")


def test_how_far_a_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "PIECE", 4)
    (tmp_path / "f").write_bytes(b"12345678")
    with sources.opened(str(tmp_path / "f")) as source:
        assert source.fraction() == 0
        source.some()
        assert source.fraction() == 0.5


def test_numbers_of_other_formats_are_the_very_ones_that_are_written(tmp_path: Path) -> None:
    source = tmp_path / "t.csv"
    source.write_text("id,code,few,text,x\n9007199254740993,00123,,1e400,0.50\n12,7,3,2,2.5\n")
    ran = gradcli("batch", "x**2", str(source), "--format", "jsonl")
    assert ran.out.splitlines() == [
        '{"id": 9007199254740993, "code": "00123", "few": "", "text": "1e400", "x": 0.5, "y": 0.25, "x.grad": 1.0}',
        '{"id": 12, "code": "7", "few": 3, "text": "2", "x": 2.5, "y": 6.25, "x.grad": 5.0}',
    ]
    parquet = pytest.importorskip("pyarrow.parquet")
    assert gradcli("batch", "x**2", str(source), "--output", str(tmp_path / "o.parquet")).status == 0
    rows = parquet.read_table(tmp_path / "o.parquet").to_pylist()
    assert [row["id"] for row in rows] == [9007199254740993, 12] and [row["few"] for row in rows] == [None, 3]
    assert [row["code"] for row in rows] == ["00123", "7"] and [row["x"] for row in rows] == [0.5, 2.5]
