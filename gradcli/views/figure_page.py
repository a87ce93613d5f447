"""A figure as a page of its own: the drawing, and below it the same as text. No script, nothing from elsewhere."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import escape

from gradcli.plotting.figure import Figure
from gradcli.views.figure_svg import inner, styles
from gradcli.views.lines import Line
from gradcli.views.page_parts import style
from gradcli.views.text import valid_xml


def html(found: Figure, text_lines: Iterable[Line] = ()) -> str:
    """The page. The content security policy names its one style sheet by what it holds, and allows nothing else."""
    sheet = f"{styles()}\n{style()}"
    hashed = b64encode(sha256(sheet.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'"
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            f"<title>{_text(found.title)}</title>",
            f"<style>{sheet}</style></head>",
            f'<body><main><div class="picture">{inner(found)}</div></main>',
            *_below(text_lines),
            "</body></html>\n",
        ]
    )


def _below(text_lines: Iterable[Line]) -> Iterable[str]:
    lines = [
        "".join(f'<span class="{style}">{_text(text)}</span>' if style else _text(text) for text, style in line)
        for line in text_lines
    ]
    return [f"<details><summary>The same as text</summary>\n<pre>{chr(10).join(lines)}</pre></details>"] if lines else []


def _text(text: str) -> str:
    return escape(valid_xml(text))
