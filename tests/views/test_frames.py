"""One picture for each backward step, numbered, with what is known by then."""

from __future__ import annotations

import os
import re
from pathlib import Path
from xml.dom import minidom

import pytest

from gradcli.problems import FileProblem, Problem
from gradcli.views.formats import RASTER
from gradcli.views.frames import SUPPORTED, frames, write_frames
from tests.command import gradcli
from tests.rasters import cairo, compile_with_pdflatex
from tests.traces import CASES, HOSTILE, IDS, hostile, made, through_json


def shown(frame) -> list[str]:
    return ["".join(text for text, _ in line) for line in frame.lines]


def test_gradients_appear_as_their_steps_are_done():
    found = list(frames(made(CASES[0])))
    assert len(found) == 6
    fifth = shown(found[4])
    assert fifth[0] == "step 5 of 6: PowBackward0, v1 = x**2"
    assert any("v1 = x**2      4      3   PowBackward0   saved: x  ◄" in line for line in fifth)
    assert any("├── x          2          leaf" in line for line in fifth)  # its own step is still to come
    assert fifth[-1] == "∂v1/∂x = 2*x = 4    3 × 4 = 12    to x"
    assert shown(found[5])[-1] == "x.grad becomes 16"


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_one_frame_for_each_step_with_one_mark(case):
    trace = made(case)
    found = list(frames(trace))
    assert len(found) == sum(len(one.moves) for one in trace.passes)
    for frame in found:
        assert sum("◄" in line for line in shown(frame)) == 1
    assert [shown(f) for f in frames(through_json(trace))] == [shown(f) for f in found]


@pytest.mark.parametrize("format", SUPPORTED)
def test_numbered_files(tmp_path: Path, format):
    if format in RASTER:
        cairo()
    paths = write_frames(made(CASES[0]), str(tmp_path / "new" / "folder"), format)
    besides = ["overlays"] if format == "latex" else []
    assert [os.path.basename(p).split(".")[0] for p in paths] == ["01", "02", "03", "04", "05", "06", *besides]
    assert sorted(os.listdir(tmp_path / "new" / "folder")) == [os.path.basename(p) for p in paths]


def test_pictures_of_one_size(tmp_path: Path):
    sizes = set()
    for path in write_frames(made(CASES[4]), str(tmp_path)):
        picture = minidom.parse(path).documentElement
        sizes.add((picture.getAttribute("width"), picture.getAttribute("height")))
    assert len(sizes) == 1


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names(tmp_path: Path, name):
    for path in write_frames(hostile(name), str(tmp_path)):
        minidom.parse(path)


def test_what_cannot_be_drawn(tmp_path: Path):
    with pytest.raises(Problem, match="no backward steps"):
        write_frames(made(CASES[11]), str(tmp_path))
    with pytest.raises(Problem, match="cannot be written as json"):
        write_frames(made(CASES[0]), str(tmp_path), "json")
    (tmp_path / "file").write_text("")
    with pytest.raises(FileProblem, match="cannot make the folder"):
        write_frames(made(CASES[0]), str(tmp_path / "file"))
    assert os.listdir(tmp_path) == ["file"]


def test_without_values_there_is_nothing_to_draw(tmp_path: Path):
    ran = gradcli("explain", "tanh(x*w)", "--frames", str(tmp_path / "new"))
    assert ran.status == 2 and "--frames is about numbers" in ran.err


def test_what_runs_is_marked_and_told(tmp_path: Path):
    pictures = [Path(path).read_text("utf-8") for path in write_frames(made(CASES[0]), str(tmp_path))]
    assert all(picture.count(' now"') == 1 for picture in pictures)
    assert [picture.count("back runs") > 0 for picture in pictures] == [True, True, True, True, True, False]
    assert ">3 × 4 = 12<" not in pictures[3] and "3 × 4 = 12" in pictures[4]
    assert "4 + 12 = 16" in pictures[5] and "4 + 12 = 16" not in pictures[4]


def test_overlays_of_beamer_compile(tmp_path: Path):
    write_frames(made(CASES[0]), str(tmp_path), "latex")
    head = "\\documentclass{beamer}\n\\usepackage{amsmath}\n\\usepackage{tikz}\n\\begin{document}\n\\begin{frame}\n"
    told = "\\typeout{as high as \\the\\dimexpr\\gradclihigh}"
    log = compile_with_pdflatex(tmp_path, f"{head}\\input{{overlays.tex}}{told}\n\\end{{frame}}\n\\end{{document}}\n")
    assert "(6 pages" in log and "Overfull" not in log
    assert len(re.findall(r"as high as \d\d\d?\.", log)) == 6 and "as high as 0" not in log
