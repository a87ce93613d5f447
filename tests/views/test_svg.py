"""SVG and the page: well-formed, complete in themselves, and nothing from the user runs in them."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from xml.dom import minidom

import pytest

from gradcli.calculation.question import Settings
from gradcli.drawing.scene import scene
from gradcli.drawing.steps import steps
from gradcli.problems import Problem
from gradcli.views.page import html
from gradcli.views.raster import raster
from gradcli.views.svg import animated, still, svg
from gradcli.views.trace_text import lines
from tests.command import gradcli
from tests.rasters import cairo
from tests.traces import CASES, HOSTILE, IDS, hostile, made

TRACES = [*map(made, CASES), *map(hostile, HOSTILE)]
NAMES = [*IDS, *HOSTILE]
SIXTY = "; ".join(f"v{k} = sin({f'v{k - 1}' if k > 100 else 'x'})*w + {k - 97}" for k in range(100, 115)) + "; v114"


@pytest.mark.parametrize("trace", TRACES, ids=NAMES)
def test_svg_is_well_formed_and_harmless(trace):
    for picture in (svg(trace), svg(trace, animate=True), still(scene(trace), 0)):
        found = minidom.parseString(picture).documentElement
        assert found.tagName == "svg" and found.getElementsByTagName("desc")
        elements = [element.tagName for element in found.getElementsByTagName("*")]
        assert set(elements) <= {"title", "desc", "style", "rect", "g", "text", "path"}
        style = found.getElementsByTagName("style")[0].firstChild.data
        assert "url(" not in style and "@import" not in style and "@font-face" not in style
        assert not re.search(r"\son\w+=|href", picture)
        assert re.findall(r"https?://[^\"' ]*", re.sub(r">[^<]*<", "><", picture)) == ["http://www.w3.org/2000/svg"]


def test_text_stays_text():
    found = minidom.parseString(svg(made(CASES[0])))
    texts = ["".join(node.data for node in element.childNodes) for element in found.getElementsByTagName("text")]
    for shown in ("3*x**2 + 4*x + 5", "at x = 2", "v1 = x**2", "4 + 12 = 16", "∂ 2*x = 4", "↓ 12", "PowBackward0"):
        assert shown in texts
    title, words = (found.getElementsByTagName(name)[0].firstChild.data for name in ("title", "desc"))
    assert title == "3*x**2 + 4*x + 5 at x = 2" and "x.grad = 16" in words


def test_kinds_differ_without_colour():
    style = svg(made(CASES[0])).partition("</style>")[0]
    borders = re.findall(r"\.(\w+) rect \{ (stroke-width: [^}]*) \}", style)
    looks = dict(borders)
    assert len({looks[kind] for kind in ("leaf", "fixed", "operation", "output", "quiet")}) == 5
    assert "prefers-color-scheme: dark" in style and "stroke-dasharray" in style


def test_same_trace_same_picture():
    assert svg(made(CASES[5])) == svg(made(CASES[5])) and html(made(CASES[5])) == html(made(CASES[5]))


# ------------------------------------------------------------------ one that plays
def test_what_plays_ends_as_the_whole_picture():
    trace = made(CASES[9])
    found = animated(scene(trace))
    count = len(steps(trace)) - 1
    assert {int(k) for k in re.findall(r"@keyframes m(\d+) ", found)} == set(range(1, count + 1))
    moving = found.partition("prefers-reduced-motion: no-preference")[2]
    assert "animation:" in moving and "animation:" not in found.partition("@media (prefers-reduced-motion")[0]
    for shown in ("4 + 4 = 8", "8 + 4 = 12"):
        assert f">{shown}<" in found


def test_only_svg_is_animated():
    assert gradcli("graph", "x*2", "--x", "1", "--format", "svg", "--animate").out.startswith("<svg")
    for format in ("html", "text", "dot"):
        ran = gradcli("explain", "x*2", "--x", "1", "--format", format, "--animate")
        assert ran.status == 2 and "only svg is animated" in ran.err


# ------------------------------------------------------------------ the page
class Page(HTMLParser):
    """What a browser finds in a page: elements, attributes, and whether everything was closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in ("meta", "input"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def values(self, wanted: str) -> list[str | None]:
        return [value for _, name, value in self.attributes if name == wanted]


ELEMENTS = (
    "html head meta title style body header h1 h2 code p nav button input output a main div section ol li dl dt dd details "
    "b samp var small strong summary pre span script svg rect g text path"
).split()


@pytest.mark.parametrize("trace", TRACES, ids=NAMES)
def test_html_is_well_formed_and_harmless(trace):
    source = html(trace, lines(trace))
    page = Page(source)
    assert not page.open and set(page.tags) <= set(ELEMENTS)
    assert page.tags.count("script") == page.tags.count("style") == 1
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name in ("style", "src")]
    assert all((value or "").startswith("#") for value in page.values("href"))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert "url(" not in source.partition("</style>")[0]


@pytest.mark.parametrize("trace", TRACES[:6], ids=NAMES[:6])
def test_the_policy_names_the_script_and_the_style_and_nothing_else(trace):
    source = html(trace)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', source)[1]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules.pop("default-src") == rules.pop("base-uri") == rules.pop("form-action") == "'none'"
    for tag in ("style", "script"):
        held = re.search(rf"<{tag}>(.*?)</{tag}>", source, re.DOTALL)[1]
        assert rules.pop(f"{tag}-src") == f"'sha256-{b64encode(sha256(held.encode()).digest()).decode()}'"
    assert not rules


def test_every_step_is_there_without_the_script():
    trace = made(CASES[9])
    source = html(trace)
    told = steps(trace)
    assert re.findall(r'<li id="step-(\d+)"', source) == [str(k) for k in range(len(told))]
    assert "Backward, pass 3: AccumulateGrad at x" in source
    for words in ("x.grad", "8 + 4 becomes", ">12<"):
        assert words in source


def test_the_part_of_the_expression_is_known():
    source = html(made(CASES[0]))
    assert re.search(r'data-box="2" data-span="2,6"><h2>v1 = x\*\*2<', source)


@pytest.mark.parametrize("command", ["graph", "explain"])
def test_sixty_nodes_are_a_small_page(tmp_path: Path, command):
    path = tmp_path / "page.html"
    assert gradcli(command, SIXTY, "--x", "1", "--w", "0.7", "--output", str(path)).status == 0
    assert path.stat().st_size < 200_000


# ------------------------------------------------------------------ png and pdf
@pytest.mark.parametrize("format, begins", [("png", b"\x89PNG\r\n"), ("pdf", b"%PDF-")])
def test_pictures_of_other_kinds(tmp_path: Path, format, begins):
    cairo()
    path = tmp_path / f"a.{format}"
    for command in ("graph", "explain"):
        ran = gradcli(command, "W @ x", "--W", "[[1, 2], [3, 4]]", "--x", "[1, 2]", "--output", str(path), "--wrt", "x")
        assert (ran.status, ran.err) == (0, "")
        assert path.read_bytes().startswith(begins)


def test_where_the_extra_is_missing_it_is_named(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "cairosvg", None)
    with pytest.raises(Problem, match="png needs CairoSVG") as caught:
        raster("<svg/>", "png")
    assert "gradcli[picture]" in str(caught.value.fix)
    ran = gradcli("graph", "x", "--x", "1", "--format", "pdf")
    assert ran.status == 2 and "gradcli[picture]" in ran.err


def test_where_cairo_is_missing_it_is_named(monkeypatch):
    import builtins

    real = builtins.__import__

    def failing(name, *rest):
        if name == "cairosvg":
            raise OSError("no library called cairo was found\nmore")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", failing)
    with pytest.raises(Problem, match="the library Cairo") as caught:
        raster("<svg/>", "png")
    assert caught.value.why == "no library called cairo was found"


def test_a_structure_is_a_page_too():
    from gradcli.calculation.structure import structure
    from gradcli.syntax.parser import parse

    source = html(structure(parse("x*w + b"), Settings()))
    assert "the structure, without values" in source and not Page(source).open
