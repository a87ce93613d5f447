"""SVG and HTML: well-formed, complete in themselves, and nothing in them runs."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from xml.dom import minidom

import pytest

from gradcli.views.picture import INDENT, WIDEST, html, svg
from gradcli.views.trace_text import lines
from tests.traces import CASES, HOSTILE, IDS, hostile, made

TRACES = [*map(made, CASES), *map(hostile, HOSTILE)]
NAMES = [*IDS, *HOSTILE]


def texts(picture: str) -> dict[float, str]:
    """The rows of an SVG picture, by height."""
    rows: dict[float, str] = {}
    for element in minidom.parseString(picture).getElementsByTagName("text"):
        content = "".join(node.data for node in element.childNodes).replace("\xa0", " ")
        y = float(element.getAttribute("y"))
        column = round(float(element.getAttribute("x")) / 12.2)
        rows[y] = rows.get(y, "").ljust(column) + content
    return rows


@pytest.mark.parametrize("trace", TRACES, ids=NAMES)
def test_svg_is_well_formed_and_harmless(trace):
    found = minidom.parseString(svg(lines(trace), trace.expression)).documentElement
    assert found.tagName == "svg"
    elements = [element.tagName for element in found.getElementsByTagName("*")]
    assert set(elements) <= {"title", "style", "rect", "g", "text"}
    style = found.getElementsByTagName("style")[0].firstChild.data
    assert "url(" not in style and "@import" not in style and "@font-face" not in style


class Page(HTMLParser):
    """What a browser finds in a page: elements, attributes, and whether everything was closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "pre" in self.open:
            self.text += data


@pytest.mark.parametrize("trace", TRACES, ids=NAMES)
def test_html_is_well_formed_and_harmless(trace):
    source = html(lines(trace), trace.expression)
    page = Page(source)
    assert not page.open
    assert set(page.tags) <= {"html", "head", "meta", "title", "style", "body", "pre", "span"}
    assert page.attributes <= {"lang", "charset", "name", "content", "class"}
    assert "url(" not in source.partition("</style>")[0]


def test_the_picture_shows_the_text_view_letter_by_letter():
    shown = ["".join(text for text, _ in line).rstrip() for line in lines(made(CASES[0]))]
    rows = texts(svg(lines(made(CASES[0])), ""))
    assert [row.rstrip() for _, row in sorted(rows.items())] == [row for row in shown if row]
    assert Page(html(lines(made(CASES[0])), "")).text.splitlines() == shown


def test_long_lines_go_on_below():
    words = " ".join(f"word{k}" for k in range(100))
    rows = [row for _, row in sorted(texts(svg([[("why: ", "quiet"), (words, "")]], "")).items())]
    assert all(len(row) <= WIDEST for row in rows)
    assert all(row.startswith(" " * INDENT + "word") for row in rows[1:])
    assert " ".join(" ".join(rows).split()) == f"why: {words}"


def test_a_long_word_is_not_lost():
    rows = texts(svg([[("x" * 1000, "")]], ""))
    assert "".join(rows[y].strip() for y in sorted(rows)) == "x" * 1000


def test_nothing_is_fetched():
    for found in (svg(lines(made(CASES[0])), ""), html(lines(made(CASES[0])), "")):
        assert re.findall(r"https?://[^\"' ]*", found) in ([], ["http://www.w3.org/2000/svg"])


def test_same_trace_same_picture():
    assert svg(lines(made(CASES[0])), "x") == svg(lines(made(CASES[0])), "x")
