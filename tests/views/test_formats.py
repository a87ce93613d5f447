"""Every format shows the trace and nothing else; files are written whole or not at all."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings

from gradcli.calculation.question import Settings
from gradcli.calculation.trace import Trace
from gradcli.files import write_whole
from gradcli.problems import FileProblem, Problem
from gradcli.syntax.parser import parse
from gradcli.views.formats import EXTENSIONS, FORMATS, RASTER, chosen, named, render
from gradcli.views.trace_text import lines
from tests.expressions import elementwise
from tests.traces import CASES, HOSTILE, IDS, hostile, made, through_json

TEXTS = [format for format in FORMATS if format not in RASTER]


def rendered(trace: Trace, format: str, graph_only: bool) -> str:
    return render(trace, format, graph_only, lines(trace))


@pytest.mark.parametrize("case", CASES, ids=IDS)
@pytest.mark.parametrize("format", TEXTS)
def test_a_view_of_a_trace_read_back_is_the_view_of_the_trace(case, format):
    trace = made(case)
    for graph_only in (False, True):
        assert rendered(through_json(trace), format, graph_only) == rendered(trace, format, graph_only)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("format", TEXTS)
def test_no_text_stops_a_view(name, format):
    for graph_only in (False, True):
        found = rendered(hostile(name), format, graph_only)
        assert not any(ord(c) < 32 and c != "\n" for c in found)
        assert "\u202e" not in found or format == "json"


@settings(max_examples=25)
@given(elementwise())
def test_random_expressions_too(text):
    """What holds for the chosen ones; of LaTeX, also that no brace is left open."""
    values = {name: 0.5 + k for k, name in enumerate("xyz") if name in parse(text).names()}
    trace = made((text, values, Settings()))
    again = through_json(trace)
    for format in TEXTS:
        found = rendered(trace, format, False)
        assert found == rendered(again, format, False)
        if format == "latex":
            assert found.count("{") == found.count("}")
            assert found.count(r"\left") == found.count(r"\right")


def test_ascii_means_ascii():
    trace = made(CASES[14])
    for format in ("text", "mermaid", "dot", "latex", "svg", "html"):
        assert render(trace, format, True, lines(trace), ascii=True).isascii()


@pytest.mark.parametrize("extension, format", EXTENSIONS.items())
def test_the_extension_says_the_format(extension, format):
    assert chosen(None, f"a.b/picture{extension}") == format
    assert chosen(None, f"X{extension.upper()}") == format
    assert chosen("mermaid", f"x{extension}") == "mermaid"
    assert named(extension) == format


def test_no_extension_is_text():
    assert chosen(None, None) == chosen(None, "trace") == chosen(None, "-") == chosen(None, "/dev/fd.svgg") == "text"


@pytest.mark.parametrize("format, near", [("memaid", "mermaid"), ("latx", "latex"), ("jsn", "json"), ("zzz", "there are")])
def test_a_format_that_does_not_exist(format, near):
    with pytest.raises(Problem) as caught:
        chosen(format, None)
    assert near in str(caught.value.fix)


def test_an_extension_that_does_not_exist():
    with pytest.raises(Problem) as caught:
        chosen(None, "x.svgg")
    assert caught.value.fix == "did you mean .svg?"
    with pytest.raises(Problem):
        chosen(None, "x.gif")


# ------------------------------------------------------------------ files
def test_a_new_file(tmp_path: Path):
    write_whole(str(tmp_path / "a.txt"), "größe\n")
    assert (tmp_path / "a.txt").read_bytes() == "größe\n".encode()
    assert os.listdir(tmp_path) == ["a.txt"]


def test_a_file_that_exists_is_replaced_and_keeps_its_mode(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text("old and longer")
    path.chmod(0o640)
    write_whole(str(path), "new")
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path: Path):
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    write_whole(str(tmp_path / "link"), "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_nothing_half_written_stays(tmp_path: Path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text("old")

    def failing(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(FileProblem, match="No space left"):
        write_whole(str(path), "new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("name", ["", "nowhere/a.txt", ".", "a\0b", "folder/", "x" * 300])
def test_what_cannot_be_written(tmp_path: Path, name, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileProblem, match="cannot write"):
        write_whole(name, "x")
    assert os.listdir(tmp_path) == []


def test_devices_and_pipes_are_written_to(tmp_path: Path):
    write_whole("/dev/null", "x")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    write_whole(str(pipe), "through")
    reader.join(10)
    assert read == ["through"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_full_device_is_said():
    if not os.path.exists("/dev/full"):
        pytest.skip("there is no /dev/full on this system")
    with pytest.raises(FileProblem, match="No space left"):
        write_whole("/dev/full", "x" * 100_000)
