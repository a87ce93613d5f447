"""Tables behind addresses: read, written whole or not at all, taken up again, and what the other side says on one line."""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradcli.batch import parts
from gradcli.batch.dataset import MANIFEST
from gradcli.problems import FileProblem
from gradcli.readers import addresses
from tests.command import Ran, gradcli

fsspec = pytest.importorskip("fsspec")
from fsspec.implementations.memory import MemoryFileSystem  # noqa: E402

from gradcli.readers.remote import Remote, Stream  # noqa: E402

TABLE = "x,n\n1,a\n2.5,b\n"
ANSWER = "x,n,y,x.grad\n1,a,1.0,2.0\n2.5,b,6.25,5.0\n"


class Bucket(MemoryFileSystem):
    """A store in which every operation can fail."""

    protocol = ("bucket",)
    failing: str = ""

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(MemoryFileSystem._strip_protocol(path.removeprefix("bucket:/")))

    def _open(self, path: str, mode: str = "rb", **options: Any) -> Any:
        self._fail(f"open {mode}")
        stream = super()._open(path, mode, **options)
        return _Failing(stream) if self.failing == "read" else stream

    def isdir(self, path: str) -> bool:
        self._fail("isdir")
        return bool(super().isdir(path))

    def find(self, path: str, *arguments: Any, **options: Any) -> Any:
        self._fail("find")
        return super().find(path, *arguments, **options)

    def ls(self, path: str, detail: bool = True, **options: Any) -> Any:
        self._fail("ls")
        return super().ls(path, detail, **options)

    def cp_file(self, path1: str, path2: str, **options: Any) -> None:
        self._fail("move")
        super().cp_file(path1, path2, **options)

    def _fail(self, what: str) -> None:
        if self.failing == what:
            raise NoCredentials("Unable to locate credentials\nat all, see https://docs/?token=secret")


class NoCredentials(Exception):
    """As libraries of stores raise them: no OSError."""


class _Failing:
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def read(self, size: int = -1) -> bytes:
        raise NoCredentials("403, message='Forbidden', url='https://host/t.csv?sig=secret'")


@pytest.fixture
def memory() -> Iterator[Any]:
    """The store of this process."""
    store = fsspec.filesystem("memory")
    store.store.clear()
    store.pseudo_dirs[:] = [""]
    yield store
    store.store.clear()
    store.pseudo_dirs[:] = [""]


@pytest.fixture
def bucket(memory: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Bucket]]:
    fsspec.register_implementation("bucket", Bucket, clobber=True)
    monkeypatch.setattr(Bucket, "failing", "")
    yield Bucket
    Bucket.clear_instance_cache()


def batch(*arguments: object, stdin: str = "") -> Ran:
    return gradcli("batch", "x**2", *map(str, arguments), stdin=stdin)


def refused(*arguments: object) -> str:
    ran = batch(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert "Traceback" not in ran.err and "mistake in gradcli" not in ran.err
    return " ".join(ran.err.split())


def held(store: Any) -> list[str]:
    return sorted(store.find("/"))


# ------------------------------------------------------------------ what an address is
@pytest.mark.parametrize(
    ("path", "is_one", "plain"),
    [
        ("s3://bucket/a.csv", True, "bucket/a.csv"),
        ("https://host/a.csv.gz?sig=a.npy#b", True, "host/a.csv.gz"),
        ("s3://bucket/a?.csv", True, "bucket/a?.csv"),
        ("zip://in/a.csv::https://host/z.zip?v=1", True, "in/a.csv"),
        ("simplecache::s3://bucket/a.parquet", True, "bucket/a.parquet"),
        ("C://a.csv", False, "C://a.csv"),
        ("C:\\a.csv", False, "C:\\a.csv"),
        ("day:one.csv", False, "day:one.csv"),
        ("a::b.csv", False, "a::b.csv"),
        ("./s3://a.csv", False, "./s3://a.csv"),
        ("-", False, "-"),
    ],
)
def test_what_is_an_address(path: str, is_one: bool, plain: str) -> None:
    assert (addresses.is_address(path), addresses.plain_name(path)) == (is_one, plain)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("ftp://me:secret@host/a.csv", "ftp://me:…@host/a.csv"),
        ("https://host:80/a.csv?sig=secret#x", "https://host:80/a.csv?…"),
        ("zip://a.csv::https://me:secret@host/z.zip?sig=secret", "zip://a.csv::https://me:…@host/z.zip?…"),
        ("s3://bucket/a?.csv", "s3://bucket/a?.csv"),
        ("day:one@two.csv", "day:one@two.csv"),
    ],
)
def test_what_is_shown_of_it(path: str, shown: str) -> None:
    assert addresses.shown(path) == shown


def test_a_file_with_a_colon_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "fsspec", None)
    Path("day:one.csv").write_text(TABLE)
    assert batch("day:one.csv").out == ANSWER
    assert batch("day:one.csv", "--output", "a::b.csv").status == 0 and Path("a::b.csv").read_text() == ANSWER


# ------------------------------------------------------------------ one table
def test_read_and_written(memory: Any) -> None:
    memory.pipe("/in/t.csv", TABLE.encode())
    assert batch("memory://in/t.csv").out == ANSWER
    assert batch("memory://in/t.csv", "--output", "memory://out/o.csv.gz") == Ran(0, "", "")
    assert gzip.decompress(memory.cat("/out/o.csv.gz")).decode() == ANSWER
    assert "would be a second column" in refused("memory://out/o.csv.gz")
    assert gradcli("batch", "q=x*2", "memory://out/o.csv.gz", "--columns", "n").out == "n,q,x.grad\na,2.0,2.0\nb,5.0,2.0\n"
    assert batch("-", "--output", "memory://out/o.csv.gz", stdin=TABLE).status == 0  # written over
    assert held(memory) == ["/in/t.csv", "/out/o.csv.gz"]


@pytest.mark.parametrize("kind", ["jsonl", "npy", "npz", "parquet", "feather", "arrows", "tsv"])
def test_every_format(kind: str, memory: Any, tmp_path: Path) -> None:
    if kind in ("parquet", "feather", "arrows"):
        pytest.importorskip("pyarrow")
    (tmp_path / "t.csv").write_text("x,w\n1,2\n2.5,3\n")
    here = tmp_path / f"t.{kind}"
    assert gradcli("batch", "u=w", str(tmp_path / "t.csv"), "--output", str(here)).status == 0
    memory.pipe(f"/t.{kind}", here.read_bytes())
    assert batch(f"memory://t.{kind}", "--output", f"memory://o.{kind}") == Ran(0, "", "")
    assert batch(here, "--output", tmp_path / f"o.{kind}") == Ran(0, "", "")
    assert memory.cat(f"/o.{kind}") == (tmp_path / f"o.{kind}").read_bytes()
    assert batch(f"memory://t.{kind}", "--format", "csv").out == batch(here, "--format", "csv").out


def test_requests(memory: Any) -> None:
    memory.pipe("/r.jsonl", b'{"expression": "x**2", "values": {"x": 3}}\n')
    assert gradcli("batch", "memory://r.jsonl", "--output", "memory://a.jsonl").status == 0
    assert json.loads(memory.cat("/a.jsonl"))["grad"] == {"x": 6.0}
    assert "cannot read memory://none.jsonl: there is no such file" in gradcli("batch", "memory://none.jsonl").err


def test_only_the_columns_that_count_are_fetched(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    numbers = np.random.default_rng(0).random((20, 20_000))
    with memory.open("/t.parquet", "wb") as stream:
        parquet.write_table(pa.table({f"c{k}": column for k, column in enumerate(numbers)} | {"x": numbers[0]}), stream)
    fetched: list[int] = []
    read = Stream.read
    monkeypatch.setattr(Stream, "read", lambda self, size=-1: fetched.append(len(found := read(self, size))) or found)
    assert batch("memory://t.parquet", "--output", "memory://o.parquet", "--columns", "c3").status == 0
    assert sum(fetched) < memory.size("/t.parquet") * 0.2


def test_whole_or_not_at_all(memory: Any) -> None:
    memory.pipe("/t.csv", b"x\n1\ntwo\n")
    memory.pipe("/o.csv", b"as it was")
    assert "memory://t.csv" not in refused("memory://t.csv", "--output", "memory://o.csv")
    assert memory.cat("/o.csv") == b"as it was" and held(memory) == ["/o.csv", "/t.csv"]
    assert batch("memory://t.csv", "--output", "memory://o.csv", "--on-error", "skip").status == 0
    assert memory.cat("/o.csv") == b"x,y,x.grad\n1,1.0,2.0\n"


def test_names_that_look_like_patterns(memory: Any, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TABLE)
    for name in ("memory://we[i]rd/o[1].csv", "memory://o?.csv"):
        assert batch(tmp_path / "t.csv", "--output", name) == Ran(0, "", "")
        assert gradcli("batch", "q=2*x", name, "--columns", "n").out == "n,q,x.grad\na,2.0,2.0\nb,5.0,2.0\n"
    assert held(memory) == ["/o?.csv", "/we[i]rd/o[1].csv"]


def test_what_cannot_be_read_or_written(memory: Any, tmp_path: Path) -> None:
    memory.pipe("/in/t.csv", TABLE.encode())
    assert "cannot read memory://t.csv: there is no such file" in refused("memory://t.csv")
    assert "go into a folder" in refused("memory://in")
    assert "finds no file" in refused("memory://in/*.npy", "--output", tmp_path / "o")
    assert "cannot write memory://in: it is a folder" in refused("memory://in/t.csv", "--output", "memory://in")
    assert f"cannot write file://{tmp_path}/no/o.csv: there is no such file" in refused(
        "memory://in/t.csv", "--output", f"file://{tmp_path}/no/o.csv"
    )


# ------------------------------------------------------------------ several
@pytest.fixture
def data(memory: Any) -> Any:
    for name in ("a.csv", "b.csv", "more/c.csv", ".hidden.csv", "_old/d.csv", "notes.txt"):
        memory.pipe(f"/data/{name}", TABLE.encode())
    return memory


def test_a_folder_and_taken_up_again(data: Any) -> None:
    assert batch("memory://data", "--output", "memory://out") == Ran(0, "", "")
    found = [path for path in held(data) if path.startswith("/out/")]
    assert found == ["/out/_gradcli.json", "/out/a.csv", "/out/b.csv", "/out/more/c.csv"]
    assert data.cat("/out/more/c.csv").decode() == ANSWER
    assert "a run into memory://out is finished already" in refused("memory://data", "--output", "memory://out")
    data.rm("/out/b.csv")
    data.pipe("/out/.gradcli-1-dead", b"half of it")
    data.pipe("/out/a.csv", b"done before")
    assert batch("memory://data/", "--output", "memory://out/", "--resume") == Ran(0, "", "")
    assert data.cat("/out/b.csv").decode() == ANSWER and data.cat("/out/a.csv") == b"done before"
    assert "/out/.gradcli-1-dead" not in held(data)
    assert "had another on-error" in refused("memory://data", "--output", "memory://out", "--resume", "--on-error", "nan")
    data.pipe("/data/a.csv", TABLE.encode())
    assert "memory:///data/a.csv has changed since" in refused("memory://data", "--output", "memory://out", "--resume")
    data.pipe(f"/out/{MANIFEST}", b"[")
    assert "memory://out/_gradcli.json cannot be read" in refused("memory://data", "--output", "memory://out", "--resume")
    data.pipe("/other/mine", b"mine")
    assert "memory://other is not empty" in refused("memory://data", "--output", "memory://other")


def test_patterns_and_one_file(data: Any, tmp_path: Path) -> None:
    assert batch("memory://data/*.csv", "--output", tmp_path / "out").status == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [MANIFEST, "a.csv", "b.csv"]
    assert batch("memory://data/**/c.csv", "--output", "memory://deep", "--format", "jsonl").status == 0
    assert "/deep/more/c.jsonl" in held(data)
    assert batch("memory://data/*.csv", "memory://data/more", "--output", "memory://all.csv") == Ran(0, "", "")
    rows = ANSWER.partition("\n")[2]
    assert data.cat("/all.csv").decode() == ANSWER + 2 * rows
    assert "is one of the files that are read" in refused("memory://data/*.csv", "--output", "memory://data/a.csv")
    data.pipe("/data/b.csv", b"x,n\n1,a\ntwo,b\n")
    said = refused("memory://data", "--output", "memory://all.csv")
    said = said.replace("memory:///", "memory://")
    assert "memory://data/b.csv: row 2 (line 3), column `x`: `two` is not a number" in said
    assert data.cat("/all.csv").decode() == ANSWER + 2 * rows and not [path for path in held(data) if ".gradcli-" in path]


def test_a_cluster_has_other_memory(data: Any) -> None:
    said = refused("memory://data", "--output", "memory://out", "--cluster", "local")
    assert "memory:// is the memory of one process" in said


def test_a_store_that_refuses(bucket: Any, data: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert batch("bucket://data/a.csv", "bucket://data/b.csv", "--output", tmp_path / "all.csv").status == 0
    assert "cannot read bucket://data/z.csv: there is no such file" in refused(
        "bucket://data/a.csv", "bucket://data/z.csv", "--output", tmp_path / "all.csv"
    )
    assert "z.zip: File is not a zip file" in refused(f"zip://a.csv::file://{_saved(tmp_path / 'z.zip', b'no archive')}")
    for failing in ("isdir", "find"):
        monkeypatch.setattr(bucket, "failing", failing)
        said = refused("bucket://data", "--output", tmp_path / "out")
        assert "cannot read bucket://data: Unable to locate credentials at all" in said and "secret" not in said
    monkeypatch.setattr(bucket, "failing", "ls")
    _saved(tmp_path / "in" / "t.csv", TABLE.encode())
    assert "cannot write bucket://out: Unable to locate" in refused(tmp_path / "in", "--output", "bucket://out")


def test_a_folder_of_a_store_without_folders(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "ls", lambda *_, **__: memory.info("/nothing"))
    assert Remote("memory://out").held() == []


def _saved(path: Path, data: bytes) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


def test_a_bucket_is_not_made(memory: Any) -> None:
    place = Remote("memory://out")
    place._at = "bucket/out"  # as stores have it whose first folder is one
    with pytest.raises(FileNotFoundError, match="there is no bucket"):
        place.make()
    assert not held(memory)


def test_row_groups(memory: Any) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    with memory.open("/t.parquet", "wb") as stream:
        parquet.write_table(pa.table({"x": [1.0, 2.0, 3.0]}), stream, row_group_size=2)
    assert batch("memory://t.parquet", "--output", "memory://out", "--resume").status == 0
    assert [path for path in held(memory) if "t-0" in path] == ["/out/t-000000.parquet", "/out/t-000001.parquet"]


def test_files_of_this_machine_by_their_addresses(tmp_path: Path) -> None:
    (tmp_path / "data" / "more").mkdir(parents=True)
    for name in ("data/a.csv", "data/more/b.csv"):
        (tmp_path / name).write_text(TABLE)
    here = f"file://{tmp_path}"
    assert batch(f"{here}/data", "--output", f"{here}/out") == Ran(0, "", "")
    assert (tmp_path / "out/more/b.csv").read_text() == ANSWER
    (tmp_path / "out/a.csv").unlink()
    assert batch(f"{here}/data", "--output", f"{here}/out", "--resume") == Ran(0, "", "")
    assert (tmp_path / "out/a.csv").read_text() == ANSWER


def test_a_rehearsal_asks_nobody(data: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MemoryFileSystem, "_open", lambda *_, **__: pytest.fail("it was asked"))
    said = refused("memory://data/a.csv", "--onerror", "skip")
    assert 'did you mean gradcli batch "x**2" memory://data/a.csv --on-error skip' in said
    monkeypatch.undo()
    said = refused("memory://data/a.csv", "--columns", "nn")
    assert "--columns names `nn`, which is no column help: did you mean `n`?" in said


def test_archives(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "z.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("in/a.csv", "in/b.csv", "../c.csv"):
            archive.writestr(name, TABLE)
    inside = f"file://{tmp_path}/z.zip"
    assert batch(f"zip://in/a.csv::{inside}").out == ANSWER
    assert batch(f"zip://in/*.csv::{inside}", "--output", tmp_path / "out").status == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [MANIFEST, "a.csv", "b.csv"]
    assert batch(f"zip://**/*.csv::{inside}", "--output", tmp_path / "deep" / "out").status == 0
    assert not (tmp_path / "deep" / "c.csv").exists()
    with pytest.raises(FileProblem, match="leads out of its folder"):
        parts._part(f"zip://../c.csv::{inside}", "../c.csv", None)
    assert "cannot write zip://" in refused(f"zip://in/a.csv::{inside}", "--output", f"zip://o.csv::{inside}")


# ------------------------------------------------------------------ what the other side says
def test_without_the_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TABLE)
    monkeypatch.setitem(sys.modules, "fsspec", None)
    for arguments in (["s3://bucket/t.csv"], [tmp_path / "t.csv", "--output", "s3://bucket/o.csv"]):
        said = refused(*arguments)
        assert "reached through fsspec, which is not installed" in said and 'pip install "gradcli[remote]"' in said


def test_without_the_library_of_a_protocol(monkeypatch: pytest.MonkeyPatch) -> None:
    from fsspec.registry import known_implementations

    for text, command in (
        ("Install nofs to access this", "pip install nofs"),
        ('It requires "requests" and "nohttp" to be installed', "pip install requests nohttp"),
        ("java is needed", "install what it names"),
    ):
        monkeypatch.setitem(known_implementations, "nowhere", {"class": "nofs_of_nobody.FS", "err": text})
        said = refused("nowhere://bucket/t.csv")
        assert f"nowhere://bucket/t.csv needs a library that is not installed why: {text}" in said and command in said


def test_protocols_that_nobody_knows(tmp_path: Path) -> None:
    assert "there is no protocol `memry` help: the nearest one is memory://" in refused("memry://t.csv")
    assert "there is no protocol `xyzzy` help: for a file of this machine: ./xyzzy://t.csv" in refused("xyzzy://t.csv")


@pytest.mark.parametrize("failing", ["open rb", "read"])
def test_what_a_library_raises_while_reading(failing: str, bucket: Any, memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.pipe("/b/t.csv", TABLE.encode())
    monkeypatch.setattr(bucket, "failing", failing)
    said = refused("bucket://b/t.csv")
    assert "cannot read bucket://b/t.csv: " in said and "secret" not in said
    assert ("Unable to locate credentials at all" if failing == "open rb" else "403, message='Forbidden'") in said


@pytest.mark.parametrize("failing", ["isdir", "open wb", "move"])
def test_what_a_library_raises_while_writing(
    failing: str, bucket: Any, memory: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "t.csv").write_text(TABLE)
    memory.pipe("/b/t.csv", TABLE.encode())
    monkeypatch.setattr(bucket, "failing", failing)
    said = refused(tmp_path / "t.csv", "--output", "bucket://b/o.csv")
    assert "cannot write bucket://b/o.csv: Unable to locate credentials at all" in said and "secret" not in said
    assert held(memory) == ["/b/t.csv"]


# ------------------------------------------------------------------ the web
@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    """The address of a server of this machine, with files in a folder."""
    pytest.importorskip("aiohttp")
    pytest.importorskip("requests")
    (tmp_path / "site").mkdir()
    for name in ("a.csv", "b.csv"):
        (tmp_path / "site" / name).write_text(TABLE)
    handler = functools.partial(_Quiet, directory=tmp_path / "site")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_of_the_web(web: str, tmp_path: Path) -> None:
    assert batch(f"{web}/a.csv?sig=a*b").out == ANSWER
    assert batch(f"{web}/*.csv", "--output", tmp_path / "all.csv").status == 0
    assert (tmp_path / "all.csv").read_text() == ANSWER + ANSWER.partition("\n")[2]
    said = refused(f"{web}/none.csv?sig=secret")
    assert f"cannot read {web}/none.csv?…: 404, message='File not found'" in said and "secret" not in said
    assert "http has no way to do that" in refused(f"{web}/a.csv", "--output", f"{web}/o.csv")
    assert (
        "cannot read http://127.0.0.1:1/a.csv: " in (said := refused("http://127.0.0.1:1/a.csv")) and "no such file" not in said
    )
