"""The Markdown of a notebook on a page: as HTML without mark-up of its own, or as Markdown that ends where it ends."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from gradcli.views.text import printable, valid_xml

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
TAG = re.compile(r"<(?=[A-Za-z/!?])(?!(?:https?://|mailto:)[^\s<>]*>)")
SPAN = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")
LINKS = ("http://", "https://", "mailto:", "#")


def as_html(text: str) -> str:
    """Headings, lists, tables, code and links to the web; mark-up is text, and pictures are links, for a page needs nothing."""
    return str(_parser().render(valid_xml(text)))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # rich brings it

    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    parser.validateLink = lambda url: url.strip().lower().startswith(LINKS)  # type: ignore[method-assign]
    return parser


def as_markdown(text: str) -> str:
    """The text itself: no tag counts, no fence stays open, and characters that a terminal would obey are spelled out."""
    lines: list[str] = []
    fence = ""
    for line in text.strip("\n").split("\n"):
        found = FENCE.fullmatch(line)
        if fence:
            lines.append(printable(line))
            if found and found[1].startswith(fence) and not found[2].strip():
                fence = ""
        elif found and not (found[1][0] == "`" and "`" in found[2]):
            fence = found[1]
            lines.append(printable(line))
        else:
            lines.append(_without_tags(printable(line)))
    return "\n".join([*lines, fence] if fence else lines)


def _without_tags(line: str) -> str:
    parts: list[str] = []
    end = 0
    for code in SPAN.finditer(line):
        parts += [TAG.sub("&lt;", line[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*parts, TAG.sub("&lt;", line[end:])])
