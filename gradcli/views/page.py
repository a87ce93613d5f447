"""The drawing as a page of its own that plays what happens step by step; nothing in it comes from elsewhere.

Everything is in the page as text, so it can be read without a script, printed, and read aloud; the script only chooses what
is shown.
The content security policy names the one style sheet and the one script by what they hold, and allows nothing else.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from html import escape
from itertools import groupby

from gradcli.calculation.trace import Trace, Vertex
from gradcli.drawing.graph import drawn
from gradcli.drawing.scene import Scene, scene
from gradcli.drawing.steps import Piece, Said, Step, label
from gradcli.views.lines import Line
from gradcli.views.page_parts import script, style
from gradcli.views.svg import live, styles
from gradcli.views.text import local_derivative, printable, tensor, valid_xml

KINDS = {"start": "Start", "forward": "Forward", "backward": "Backward", "accumulate": "Backward", "error": "Backward"}
TAGS = {"name": "b", "value": "samp", "gradient": "var", "formula": "code", "quiet": "small", "error": "strong"}  # short ones
MOST_TEXT = 9_000  # letters of the text below the drawing
CONTROLS = """<nav class="controls" aria-label="Steps">
<button type="button" id="first" aria-label="First step" title="Home">|◀</button>
<button type="button" id="back" aria-label="Step back" title="Left arrow">◀</button>
<button type="button" id="play" aria-label="Play" title="Space">▶ play</button>
<button type="button" id="next" aria-label="Step forward" title="Right arrow">▶</button>
<button type="button" id="last" aria-label="Last step" title="End">▶|</button>
<input type="range" id="slider" min="0" max="{last}" value="0" aria-label="Step">
<output id="count" for="slider">0 / {last}</output>
<a id="here" href="#step-0">link to this step</a>
</nav>"""


def html(trace: Trace, text_lines: Iterable[Line] = (), start: int = 0, drawing: Scene | None = None) -> str:
    """The page, as it is after a step; `drawing` is what is drawn of the trace, where that is known."""
    found = scene(trace) if drawing is None else drawing
    sheet, code = f"{styles()}\n{style()}", script()
    policy = (
        f"default-src 'none'; style-src '{_hashed(sheet)}'; script-src '{_hashed(code)}'; base-uri 'none'; form-action 'none'"
    )
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            f"<title>{_text(found.title)}</title>",
            f"<style>{sheet}</style></head>",
            f'<body data-start="{start}">',
            f'<header><h1><code id="expression">{_text(trace.expression)}</code></h1>',
            f"<p>{_text(_values(trace))}</p></header>",
            CONTROLS.format(last=len(found.steps) - 1),
            f'<main><div class="picture">{live(found)}</div>',
            '<div class="told"><section aria-label="What happens" aria-live="polite"><ol class="steps" start="0">',
            *_steps(trace, found.steps),
            "</ol></section>",
            '<section class="abouts" aria-label="Values">',
            *(_about(trace, v) for v in drawn(trace) if v.op != "constant"),
            "</section></div></main>",
            *_below(text_lines),
            f"<script>{code}</script>",
            "</body></html>\n",
        ]
    )


def _hashed(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}"


def _text(text: str) -> str:
    return escape(valid_xml(text))


def _values(trace: Trace) -> str:
    values = [f"{v.name} = {tensor(v.value)}" for v in trace.vertices if v.op == "leaf" and v.value is not None]
    return f"at {', '.join(values)}" if values else "the structure, without values"


def _said(pieces: Iterable[Piece]) -> str:
    alike = groupby(pieces, lambda piece: piece[1])
    return "".join(_tagged("".join(text for text, _ in some), TAGS.get(style, "")) for style, some in alike)


def _tagged(text: str, tag: str) -> str:
    return f"<{tag}>{_text(text)}</{tag}>" if tag and text.strip() else _text(text)


# ------------------------------------------------------------------ the steps, and the values
def _steps(trace: Trace, steps: tuple[Step, ...]) -> Iterator[str]:
    """The steps. What a later pass says word for word again stands once: there is a link to it, and the script puts it there."""
    known: dict[tuple[str, tuple[Said, ...]], int] = {}
    for k, step in enumerate(steps):
        kind = KINDS[step.kind] + (f", pass {step.number}" if step.number and len(trace.passes) > 1 else "")
        box = "" if step.box is None else f' data-box="{step.box}"'
        way = ' data-way="forward"' if step.kind == "forward" else ""
        edges = f' data-edges="{" ".join(map(str, step.edges))}"' if step.edges else ""
        first = known.setdefault((step.title, step.said), k)
        lines = "".join(f"<p>{_said(line)}</p>" for line in step.said)
        again = f'<p><a href="#step-{first}">as in step {first}</a></p>'
        if first < k and len(again) < len(lines):
            lines = again
        yield f'<li id="step-{k}"{way}{box}{edges}><h2>{kind}: {_text(step.title)}</h2>{lines}</li>'


def _about(trace: Trace, v: Vertex) -> str:
    """Everything about one value: its numbers, its rules, and where it stands in the expression."""
    rows = [] if v.value is None else [("value", tensor(v.value), "value")]
    if v.shape:
        rows.append(("shape", f"({', '.join(map(str, v.shape))})", "quiet"))
    rows.append(("grad_fn", v.grad_fn or ("leaf" if v.op == "leaf" else "not recorded"), "quiet"))
    if v.saved:
        rows.append(("saved", ", ".join(v.saved), "quiet"))
    rows += _arrived(trace, v)
    moves = [move for one in trace.passes[:1] for move in one.moves if move.vertex == v.id]
    rules = [local_derivative(v.name, trace.vertices[p.input].name, p) for move in moves for p in move.products]
    rows += [("rule", "\n".join(rules), "formula")] if rules else []
    shown = "".join(f'<dt>{_text(name)}</dt><dd class="{style}">{_text(text)}</dd>' for name, text, style in rows)
    kept = v.span is not None and printable(trace.expression) == trace.expression
    span = f' data-span="{v.span[0]},{v.span[1]}"' if kept and v.span is not None else ""
    return f'<section class="about" data-box="{v.id}"{span}><h2>{_text(label(v))}</h2><dl>{shown}</dl></section>'


def _arrived(trace: Trace, v: Vertex) -> Iterator[tuple[str, str, str]]:
    """What gradient arrived at a value in each pass, or was left there by it; once, if it was the same in all."""
    found = [
        (k, ".grad", tensor(move.after)) if move.grad_fn == "AccumulateGrad" else (k, "grad", tensor(move.upstream))
        for k, one in enumerate(trace.passes, start=1)
        for move in one.moves
        if move.vertex == v.id
    ]
    if len(found) > 1 and len({told[1:] for told in found}) == 1 and [k for k, *_ in found] == [*range(1, len(trace.passes) + 1)]:
        yield f"{found[0][1]}, each pass", found[0][2], "gradient"
        return
    for k, name, text in found:
        yield f"{name}, pass {k}" if len(trace.passes) > 1 else name, text, "gradient"


def fitting(lines: Sequence[str], most: int) -> list[str]:
    """The first of some lines, of so many letters at most."""
    used = 0
    for k, line in enumerate(lines):
        used += len(line) + 1
        if used > most:
            return list(lines[:k])
    return list(lines)


def _below(text_lines: Iterable[Line]) -> Iterator[str]:
    """All of it as the terminal shows it."""
    lines = [
        "".join(f'<span class="{style}">{_text(text)}</span>' if style else _text(text) for text, style in line)
        for line in text_lines
    ]
    kept = fitting(lines, MOST_TEXT)
    if len(kept) < len(lines):
        lines = [*kept, f"… {len(lines) - len(kept)} more lines, which the steps above tell too"]
    if lines:
        yield "<details><summary>The same as text</summary>"
        yield f"<pre>{chr(10).join(lines)}</pre></details>"
