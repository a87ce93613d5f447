"""The graph as a Mermaid flowchart, which GitHub, GitLab and notebooks draw.

What the grammar reads in a label is spelled as an entity code: quotes, brackets of HTML, `&`, `#`, `;`, backquotes, backslashes.
Mermaid reads a label as Markdown too, where `3*v1*x` would come out in italics: a star or an underscore is spelled out where it
may begin or end emphasis, as is what begins a list or a link. Everything else stands as it is, so that a person can read the
source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gradcli.calculation.trace import Trace
from gradcli.views.boxes import arrows, boxes
from gradcli.views.text import printable
from gradcli.views.theme import BOXES, INK

_SPELLED = re.compile(
    r"[^\w =+\-,/.()\[\]:^?!*]"  # what means something to the grammar, or may
    r"|(?<![^\W_])_|_(?![^\W_])"  # emphasis: an underscore at the edge of a word
    r"|(?<=\d)\.(?=\s)|^[-+=*](?=\s|$)"  # a list, or the line below a heading
    r"|\[(?=[^\]]*\]\()|https?:|www\."  # links
)
_STARS = re.compile(r"\*+")


def graph(trace: Trace, current: int | None = None, ascii: bool = False) -> str:
    """The flowchart: leaves below, output above, arrows as the computation goes."""
    return "".join(line + "\n" for line in _lines(trace, current, ascii))


def _lines(trace: Trace, current: int | None, ascii: bool) -> Iterator[str]:
    yield "flowchart BT"
    members: dict[str, list[str]] = {}
    for box in boxes(trace, current):
        left, right = ("([", "])") if box.kind in ("leaf", "fixed") else ("(", ")") if box.kind == "constant" else ("[", "]")
        label = "<br/>".join(escaped(line, ascii) for line in box.lines())
        yield f'    n{box.id}{left}"{label or " "}"{right}'
        members.setdefault(box.kind, []).append(f"n{box.id}")
    for source, target in arrows(trace):
        yield f"    n{source} --> n{target}"
    for kind, ids in members.items():
        fill, border = BOXES[kind]
        yield f"    classDef {kind} fill:{fill},stroke:{border},color:{INK}"
        yield f"    class {','.join(ids)} {kind}"


def escaped(text: str, ascii: bool = False) -> str:
    """Text that is nothing but text, inside the quotes of a label."""
    flat = " ".join(printable(text).split())
    stars = len(_STARS.findall(flat)) > 1  # one run of stars has nothing to close
    spelled = _SPELLED.sub(lambda m: "".join(f"#{ord(c)};" for c in m[0]), flat)
    spelled = spelled.replace("*", "#42;") if stars else spelled
    return "".join(c if c.isascii() else f"#{ord(c)};" for c in spelled) if ascii else spelled
