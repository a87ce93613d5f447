"""What a file is, told by its first bytes: formats that are not read somewhere are named, with what to do about them."""

from __future__ import annotations

from typing import NamedTuple

from gradcli.problems import FileProblem

NPY, ZIP, BOM = b"\x93NUMPY", b"PK\x03\x04", b"\xef\xbb\xbf"  # with which files begin that are read here


class Kind(NamedTuple):
    """A format that is not read: its first bytes, its name, and what to do."""

    head: bytes
    name: str
    fix: str


AS_TABLE = "gradcli batch EXPR FILE reads it as a table"
UNPACK = "unpack it first, into a pipe: {command} FILE | gradcli batch EXPR -"
UTF8 = "save it as UTF-8, or convert it: iconv -f UTF-16 -t UTF-8 FILE"
PARQUET = Kind(b"PAR1", "Parquet", AS_TABLE)
ARROW = Kind(b"ARROW1\0\0", "Arrow", AS_TABLE)
ARROW_STREAM = Kind(b"\xff\xff\xff\xff", "a stream of Arrow", AS_TABLE)
GZIP = Kind(b"\x1f\x8b", "compressed with gzip", UNPACK.format(command="gunzip -c"))
ZSTD = Kind(b"\x28\xb5\x2f\xfd", "compressed with zstd", UNPACK.format(command="zstd -dc"))
BZIP2 = tuple(Kind(b"BZh%d1AY&SY" % k, "compressed with bzip2", UNPACK.format(command="bunzip2 -c")) for k in range(1, 10))
XZ = Kind(b"\xfd7zXZ\0", "compressed with xz", UNPACK.format(command="xz -dc"))
KINDS = (
    PARQUET,
    ARROW,
    ARROW_STREAM,
    Kind(
        b"FEA1",
        "Feather of version 1",
        "with pandas, read_feather(NAME).to_feather('points.feather') makes one that is read here",
    ),
    Kind(
        b"\x89HDF\r\n\x1a\n",
        "HDF5",
        "with pandas, read_hdf(NAME).to_csv('points.csv', index=False) makes a table that is read here",
    ),
    GZIP,
    ZSTD,
    *BZIP2,
    XZ,
    Kind(b"\xd0\xcf\x11\xe0", "an old Excel workbook", "save the sheet as CSV in UTF-8"),
    Kind(b"SQLite format 3\0", "an SQLite database", "sqlite3 -csv -header FILE 'select ...' writes a table"),
    Kind(b"%PDF-", "a PDF document", "give the table itself, as CSV"),
    Kind(b"\xff\xfe", "text in UTF-16", UTF8),
    Kind(b"\xfe\xff", "text in UTF-16", UTF8),
)
EXTENSIONS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".npy": "npy",
    ".npz": "npz",
    ".parquet": "parquet",
    ".feather": "feather",
    ".arrow": "feather",
    ".ipc": "feather",
    ".arrows": "arrows",
}
TABLES = {PARQUET: "parquet", ARROW: "feather", ARROW_STREAM: "arrows"}  # the formats of tables that Arrow reads
PACKINGS = {GZIP: "gz", ZSTD: "zst", XZ: "xz", **dict.fromkeys(BZIP2, "bz2")}
HEADS = tuple(kind.head for kind in KINDS)
LONGEST = 16  # bytes of any head
SHORT = (b"\xff\xfe", b"\xfe\xff", b"PAR1", b"FEA1")  # alone they say nothing: PAR1 may be the name of a column
GOES_ON = b',;\t |\r\n"_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-*/=()'  # a text that begins like these
ARCHIVE = Kind(ZIP, "a ZIP archive, such as an Excel workbook", "save the sheet as CSV in UTF-8")
WORKBOOK = Kind(b"", "an Excel workbook", "save the sheet as CSV in UTF-8")
ARRAY = Kind(b"", "a JSON array", "make each element a line: jq -c '.[]' FILE > points.jsonl")


def refuse(head: bytes, name: str, also: tuple[Kind, ...] = ()) -> None:
    """Raise FileProblem if the first bytes of a file are those of a format that is not read here."""
    kind = kind_of(head, also)
    if kind is not None:
        raise named(kind, name)


def kind_of(head: bytes, also: tuple[Kind, ...] = ()) -> Kind | None:
    """The format that the first bytes of a file show; None for texts and for what NumPy writes."""
    for kind in (*KINDS, *also):
        if head.startswith(kind.head) and not (kind.head in SHORT and _is_text(head, len(kind.head))):
            return kind
    return None


def _is_text(head: bytes, length: int) -> bool:
    return head[length : length + 1] in GOES_ON and (head[:1] < b"\x80" or len(head) == length)


def refuse_text(line: str, name: str) -> None:
    """Raise FileProblem if the first line of a text shows that it is none of UTF-8, or all one JSON array."""
    if 3 * line.count("\0") > len(line) > line.count("\0"):  # letters of ASCII, each with half of its two bytes
        raise named(KINDS[-1], name)
    if line.strip() == "[" or line.lstrip().startswith(("[{", "[[", "[ {", "[ [")):
        raise named(ARRAY, name)


def is_open(head: bytes) -> bool:
    """Whether more bytes are needed to tell a format by."""
    return head in SHORT or any(mark[:-1].startswith(head) for mark in (*HEADS, NPY, ZIP, BOM))


def named(kind: Kind, name: str) -> FileProblem:
    """A file of a format that is not read."""
    return FileProblem(
        f"{name} is {kind.name}, which is not read here", fix=kind.fix.replace("FILE", _quoted(name)).replace("NAME", repr(name))
    )


def _quoted(name: str) -> str:
    """The name of a file as a word of a shell; a pipe's has none."""
    if name == "standard input":
        return "FILE"
    from shlex import quote

    return quote(name)
