"""Drawings of functions and of walks in every format: complete, nothing too wide, and nothing of the user's runs."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from xml.dom import minidom

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcli.descent.plan import Plan
from gradcli.plotting import charts, walks
from gradcli.plotting.descents import Descent
from gradcli.plotting.figure import Figure
from gradcli.plotting.line import Line as Plotted
from gradcli.plotting.plane import Plane
from gradcli.problems import Problem
from gradcli.views import chart_text, walk_text
from gradcli.views.canvas import Canvas, Look
from gradcli.views.figure_page import html
from gradcli.views.figure_svg import svg
from gradcli.views.lines import Line
from gradcli.views.widths import cells
from tests.command import environment, gradcli
from tests.plotting.cases import every, lined, surfaced, walked
from tests.rasters import cairo
from tests.traces import HOSTILE

FOUND = every()
PLAN = Plan(lr=0.2, steps=3)
over_all = pytest.mark.parametrize("found", [found for _, found in FOUND], ids=[name for name, _ in FOUND])


def figure(found: Plotted | Plane | Descent) -> Figure:
    if isinstance(found, Plotted):
        return charts.of_line(found)
    return charts.of_plane(found) if isinstance(found, Plane) else walks.of_descent(found)


def told(found: Plotted | Plane | Descent, look: Look) -> list[Line]:
    if isinstance(found, Plotted):
        return list(chart_text.of_line(found, look))
    return list(chart_text.of_plane(found, look) if isinstance(found, Plane) else walk_text.of_descent(found, look))


# ------------------------------------------------------------------ in characters
@over_all
@pytest.mark.parametrize("ascii", [False, True], ids=["unicode", "ascii"])
def test_nothing_is_wider_than_the_terminal(found: Plotted | Plane | Descent, ascii: bool) -> None:
    for width in (40, 63, 80, 120, 200):
        for line in told(found, Look(width, ascii, 6)):
            text = "".join(piece for piece, _ in line)
            assert cells(text) <= width, text
            assert text == text.rstrip(" ")
            assert not ascii or text.isascii()


@settings(max_examples=40)
@given(st.integers(40, 200), st.booleans(), st.integers(1, 17), st.sampled_from(range(len(FOUND))))
def test_at_any_width(width: int, ascii: bool, digits: int, which: int) -> None:
    lines = ["".join(piece for piece, _ in line) for line in told(FOUND[which][1], Look(width, ascii, digits))]
    assert all(cells(line) <= width for line in lines)


def rows(text: str, *more: str) -> list[str]:
    return gradcli(*text.split(" "), *more).out.splitlines()


def test_the_two_curves_are_told_apart_without_colour() -> None:
    shown = rows("plot x**2 --x -2..2")
    names = [k for k, line in enumerate(shown) if line in ("y", "x.grad = 2*x")]
    assert len(names) == 2 and all("┤" in "".join(shown[k + 1 : k + 9]) for k in names)
    assert "\x1b" not in "".join(shown)


def test_a_parabola_is_where_it_is() -> None:
    """The lowest dots are in the middle, the highest at both ends, and the picture is its own mirror image."""
    canvas = Canvas(40, 10, (-1.0, 0.0), (1.0, 1.0), ascii=False)
    canvas.line([(x / 100, (x / 100) ** 2) for x in range(-100, 101)], "value")
    assert {row for column, row in canvas.dots if column in (0, 39)} >= {0}
    assert {row for column, row in canvas.dots if column in (19, 20)} == {9}
    wide = {(2 * column + x, 4 * row + y) for (column, row), dots in canvas.dots.items() for x, y in dots}
    assert sum((79 - x, y) not in wide for x, y in wide) <= 0.1 * len(wide)


def test_signs_of_ascii() -> None:
    canvas = Canvas(3, 1, (0.0, 0.0), (3.0, 3.0), ascii=True)
    for x, y in ((0.5, 2.9), (1.5, 1.5), (2.5, 0.1)):
        canvas.line([(x, y)], "value")
    assert canvas.pieces(0) == [("'-.", "value")]
    canvas.line([(0.5, 0.0), (0.5, 3.0)], "value")
    assert canvas.pieces(0) == [("|-.", "value")]


def test_colour_and_none() -> None:
    plain = gradcli("plot", "x**2", "--x", "0..1").out
    coloured = gradcli("plot", "x**2", "--x", "0..1", "--color", "always").out
    assert "\x1b[36m" in coloured and re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain
    with environment(NO_COLOR="1"):
        assert gradcli("plot", "x**2", "--x", "0..1").out == plain


def test_a_stream_of_ascii() -> None:
    ran = gradcli("plot", "abs(x)", "--x", "-1..1", encoding="ascii")
    assert ran.status == 0 and "\\u" not in ran.out and "'" in ran.out
    ran = gradcli("descend", "x**2 + y**2", "--x", "1", "--y", "2", "--plot", encoding="ascii")
    assert ran.status == 0 and "\\u" not in ran.out


# ------------------------------------------------------------------ SVG and the page
@over_all
def test_svg_is_well_formed_and_harmless(found: Plotted | Plane | Descent) -> None:
    picture = svg(figure(found))
    root = minidom.parseString(picture).documentElement
    elements = {element.tagName for element in root.getElementsByTagName("*")}
    assert elements <= {"title", "desc", "style", "rect", "text", "path"}
    style = root.getElementsByTagName("style")[0].firstChild.data
    assert "url(" not in style and "@import" not in style and "prefers-color-scheme: dark" in style
    assert not re.search(r"\son\w+=|href", re.sub(r">[^<]*<", "><", picture))
    places = re.findall(r' (?:d|x|y|width|height|textLength)="([^"]*)"', picture)
    assert not any("n" in place or "e" in place for place in places)
    assert picture == svg(figure(found))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_the_user_types_is_data(text: str) -> None:
    found = figure(lined("abs(x)", points=20)._replace(expression=text, output=text or "y", formula=text))
    walk = walks.of_descent(walked("x**2", {"x": 1.0}, PLAN)._replace(expression=text, output=text or "y"), [text])
    surface = figure(surfaced("x*y", 9)._replace(expression=text, output=text or "y"))
    for one in (found, walk, surface):
        picture = svg(one)
        root = minidom.parseString(picture).documentElement
        assert {e.tagName for e in root.getElementsByTagName("*")} <= {"title", "desc", "style", "rect", "text", "path"}
        assert "\x1b" not in picture and "\u202e" not in picture
        parser = Tags()
        parser.feed(html(one))
        assert not parser.tags & {"script", "img", "iframe", "object", "link", "a"}


class Tags(HTMLParser):
    """The elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.asked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.asked += [str(value) for name, value in attrs if name in ("src", "href", "style") or name.startswith("on")]


def test_the_page_needs_nothing() -> None:
    page = gradcli("plot", "abs(x)", "--x", "-1..1", "--format", "html").out
    parser = Tags()
    parser.feed(page)
    assert not parser.asked and "script" not in parser.tags
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    sheet = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert policy is not None and sheet is not None
    hashed = b64encode(sha256(sheet[1].encode()).digest()).decode()
    assert policy[1] == f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'"
    assert "kink at x = 0 (-1 | 1)" in page and "<pre>" in page


def test_what_is_seen_without_colour_is_told_by_lines() -> None:
    style = svg(figure(lined("abs(x)")))
    looks = dict(re.findall(r"\.figure path\.(\w+) \{ (stroke-width: [^}]*) \}", style))
    assert len({looks[name] for name in ("curve", "grid", "kink", "pole", "walk", "other", "hop")}) == 7


# ------------------------------------------------------------------ files
def test_files_of_every_format(tmp_path: Path) -> None:
    for name in ("a.svg", "a.html", "a.json", "a.txt"):
        for command in (
            ("plot", "abs(x)", "--x", "-1..1"),
            ("descend", "x**2", "--x", "1"),
            ("plot", "x*y", "--x", "0..1", "--y", "0..1"),
        ):
            path = tmp_path / name
            assert gradcli(*command, "--output", str(path)) == (0, "", "")
            text = path.read_text("utf-8")
            assert text.startswith({"svg": "<svg", "html": "<!DOCTYPE", "json": "{", "txt": ("y", "z", "step")}[name[2:]])
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["schema"] == "gradcli.plot/1"


def test_tensors_among_the_values(tmp_path: Path) -> None:
    for command in (
        ("sum(w*x)", "--x", "0..1", "--w", "[1, 2]"),
        ("(w @ stack([x, y])).sum()", "--x", "0..1", "--y", "0..1", "--w", "[1, 2]"),
    ):
        assert "w = [1, 2]" in gradcli("plot", *command, "--points", "9").out
        assert "w = [1, 2]" in gradcli("plot", *command, "--points", "9", "--format", "svg").out
        assert json.loads(gradcli("plot", *command, "--points", "9", "--json").out)["fixed"] == {"w": [1.0, 2.0]}
    ran = gradcli(
        "descend", "((x*w - t)**2).sum()", "--x", "1", "--w", "[1, 2]", "--t", "[2, 3]", "--wrt", "x", "--format", "svg"
    )
    assert ran.status == 0 and "t = [2, 3]" in ran.out


def test_png_and_pdf(tmp_path: Path) -> None:
    cairo()
    for command in (("plot", "abs(x)", "--x", "-1..1"), ("descend", "x**2", "--x", "1", "--compare", "zero-grad")):
        for name, start in (("a.png", b"\x89PNG"), ("a.pdf", b"%PDF")):
            path = tmp_path / name
            assert gradcli(*command, "--output", str(path)).status == 0
            assert path.read_bytes().startswith(start)


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "cairosvg", None)
    ran = gradcli("plot", "x**2", "--x", "0..1", "--format", "png")
    assert ran.status == 2 and 'pip install "gradcli[picture]"' in ran.err


def test_a_picture_has_the_notes_of_the_walk() -> None:
    ran = gradcli("descend", "3*x**2 + 4*x + 5", "--x", "2", "--lr", "0.5", "--steps", "4", "--format", "svg")
    assert ran.status == 1 and "a learning rate of 0.16 has been tried" in ran.out and "runs away" in ran.err


def test_a_walk_that_is_not_drawn_is_as_it_was() -> None:
    plain = gradcli("descend", "x**2", "--x", "1", "--steps", "3")
    assert gradcli("descend", "x**2", "--x", "1", "--steps", "3", "--plot").out.startswith(plain.out)


def test_only_formats_of_drawings() -> None:
    from gradcli.commands.figures import format_of

    assert [
        format_of(name, None) for name in ("text", "json", "svg", "html", "png", "pdf")
    ] == "text json svg html png pdf".split()
    with pytest.raises(Problem, match="has no drawings"):
        format_of("mermaid", None)
