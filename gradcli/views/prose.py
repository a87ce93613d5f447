"""The Markdown of a notebook on a page: as HTML without mark-up of its own, or as Markdown that ends where it ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, Any

from gradcli.views.markdown import fenced
from gradcli.views.text import printable, valid_xml

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
TAG = re.compile(r"<(?=[A-Za-z/!?])(?!(?:https?://|mailto:)[^\s<>]*>)")
SPAN = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")
LINK = re.compile(r"\]([(:])")
DANGEROUS = re.compile(r"[\s<]*(?:javascript|vbscript|file|data(?!:image/(?:png|jpeg|gif|webp)[;,]))\s*:", re.I)
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


def on_a_page(blocks: Sequence[str | None]) -> list[str]:
    """Texts as they stand on a page of Markdown, one behind the other; None is a block of code between them.

    Each is the text itself, with what the page does not need made harmless. Whether that was enough is not believed but
    tried: the page is read as those read it who take mark-up for mark-up, and where anything would get through, all are quoted.
    """
    found = [as_markdown(text) for text in blocks if text is not None]
    page = iter(found)
    if _is_harmless("\n\n".join("```\n```" if text is None else next(page) for text in blocks)):
        return found
    return [quoted(text) for text in blocks if text is not None]


def as_markdown(text: str) -> str:
    """The text itself: no tag counts, no link leads to a script, no fence stays open, and no terminal obeys a character of it."""
    for changed in (text, LINK.sub(_without_danger, text), LINK.sub(r"]\\\1", text)):
        found = _tagless(changed)
        if _is_harmless(found):
            return found
    return quoted(text)


def _without_danger(link: re.Match[str]) -> str:
    """What opens the place of a link, or is text where that place is none."""
    place = unescape(link.string[link.end() : link.end() + 200]).replace("\\", "")
    return f"]\\{link[1]}" if DANGEROUS.match(place) else link[0]


def quoted(text: str) -> str:
    """The text as a block of code."""
    return fenced("\n".join(map(printable, text.strip("\n").split("\n"))), "markdown")


def _is_harmless(text: str) -> bool:
    """Whether those who read a text as Markdown with mark-up find none in it, nor links that are no places."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    parser.validateLink = _anywhere  # type: ignore[method-assign]
    known: dict[str, Any] = {}
    tokens = parser.parse(text, known)
    every = [inner for token in tokens for inner in (token, *(token.children or ()))]
    places = [str(token.attrs.get("href", token.attrs.get("src", ""))) for token in every]
    places += [str(one.get("href", "")) for one in known.get("references", {}).values()]
    return not any(token.type.startswith("html") for token in every) and not any(map(DANGEROUS.match, places))


def _anywhere(url: str) -> bool:  # noqa: ARG001
    return True


def _tagless(text: str) -> str:
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
