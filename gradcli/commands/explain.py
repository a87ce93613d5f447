"""gradcli explain: the graph, the forward steps, every chain-rule step."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from itertools import chain
from typing import Annotated

import typer

from gradcli.bindings import parse_value, parse_values
from gradcli.calculation.question import Settings, named, variables
from gradcli.calculation.structure import symbolic
from gradcli.calculation.trace import Trace
from gradcli.calculation.tracing import trace
from gradcli.commands import COMMANDS, unused
from gradcli.commands import options as o
from gradcli.commands.app import HELP_NAMES, ExpressionCommand
from gradcli.commands.delivery import Animate, Format, Output, Standalone, columns, deliver, refuse_stored
from gradcli.commands.pasted import demand_expression
from gradcli.commands.phrases import say
from gradcli.evaluate.expression import Position
from gradcli.numerals import shown_digits
from gradcli.problems import Problem
from gradcli.syntax.parser import parse
from gradcli.syntax.tree import Tree
from gradcli.views.formats import PICTURES as DRAWN
from gradcli.views.formats import Part, chosen
from gradcli.views.frames import write_frames
from gradcli.views.lines import Line, stderr
from gradcli.views.progress import shown
from gradcli.views.stored import opened
from gradcli.views.symbolic import lines as symbolic_lines
from gradcli.views.trace_text import PARTS, lines, node_lines, path_lines
from gradcli.views.tree import has_values, tree_lines

app = typer.Typer(add_completion=False, rich_markup_mode=None)

EXAMPLES = """The graph of an expression, every forward step, every chain-rule step, what is added to .grad.

\b
  gradcli explain "3*x**2 + 4*x + 5" --x 2
  gradcli explain "3*x**2 + 4*x + 5" --x 2 --paths
  gradcli explain "3*x**2 + 4*x + 5"                no value: the rules and the closed form
  gradcli explain "3*x**2 + 4*x + 5" --x 2 --output slide.svg
  gradcli explain "y = x*3; z = y + 5" --x 2 --json > trace.json
  gradcli explain trace.json --format markdown          shown again, not computed again"""


@app.command(cls=ExpressionCommand, context_settings=HELP_NAMES, help=EXAMPLES, short_help=COMMANDS["explain"])
def explain(
    ctx: typer.Context,
    expression: o.Expression,
    let: o.Let = [],  # noqa: B006
    wrt: o.Wrt = None,
    no_grad: o.NoGrad = False,
    backward: o.Backward = 1,
    same_graph: o.SameGraph = False,
    retain_graph: o.RetainGraph = False,
    zero_grad: o.ZeroGrad = False,
    grad_output: o.GradOutput = None,
    dtype: o.Dtype = "float64",
    allow_unused: o.AllowUnused = None,
    json: o.Json = False,
    only: Annotated[
        list[str], typer.Option("--only", metavar="PART", help="graph, forward, backward or result; repeatable.")
    ] = [],  # noqa: B006
    node: Annotated[str | None, typer.Option("--node", metavar="NAME", help="Everything about one value.")] = None,
    paths: Annotated[bool, typer.Option("--paths", help="The chain rule as a sum over paths.")] = False,
    format: Format = None,
    output: Output = None,
    standalone: Standalone = False,
    animate: Animate = False,
    frames: Annotated[
        str | None, typer.Option("--frames", metavar="DIR", help="One picture per backward step, numbered.")
    ] = None,
    digits: o.Digits = 6,
    color: o.Color = "auto",
    ascii: o.Ascii = False,
) -> int:
    """The graph, the forward steps, every chain-rule step."""
    settings = Settings(
        wrt=named(wrt),
        no_grad=no_grad,
        passes=backward,
        same_graph=same_graph,
        retain_graph=retain_graph,
        zero_grad=zero_grad,
        grad_output=None if grad_output is None else parse_value("grad-output", grad_output),
        dtype=dtype,
        allow_unused=allow_unused,
    )
    wanted = chosen("json" if json and format is None else format, output)
    for part in only:
        if part not in PARTS:
            raise Problem(f"--only takes {', '.join(PARTS)}, not `{part}`")
    given = unused.typed(ctx)
    notes = [] if no_grad else unused.idle_passes(given, backward, same_graph)
    if no_grad:
        notes = unused.idle(given, (*unused.PASSES, "grad_output", "wrt"), "has nothing to do: with --no-grad nothing goes back")
    elif paths and not only and backward > 1:
        notes += unused.idle(given, ("backward",), "has nothing to do: the paths are those of one pass")
    unused.tell(notes, color, ascii)
    _refuse_unused(given, wanted)
    with shown_digits(digits):
        found = _found(ctx, expression, o.bindings(ctx, let), settings)
        if not has_values(found):
            unused.refuse_without_values(given, [], (*unused.NUMBERS, "node", "paths", "frames"))
            if wanted in (*PICTURES, "latex"):
                unused.tell([note.text for note in found.notes if note.kind == "sizes"], color, ascii)
        if frames is not None:
            for path in write_frames(found, frames, wanted if format else "svg", ascii=ascii):
                sys.stdout.write(f"{path}\n")
            return 0
        if wanted in GRAPHS:
            _tell_of_graphs(found, wanted, color, ascii)
        asked = _asked(found, only, node, paths, columns(wanted, output))
        focus = Part(tuple(only), node)
        deliver(
            found,
            asked,
            wanted,
            output,
            standalone=standalone,
            animate=animate,
            color=color,
            ascii=ascii,
            paths=paths,
            part=focus,
        )
    return 0


GRAPHS = ("mermaid", "dot")  # formats without steps
PICTURES = (*GRAPHS, *DRAWN)


def _tell_of_graphs(found: Trace, wanted: str, color: str, ascii: bool) -> None:
    """A format without steps says so, and refuses several passes."""
    if len(found.passes) > 1:
        raise Problem(f"{wanted} has room for one pass", fix="take text, markdown, latex, svg or html for several")
    told = f"{wanted} shows the graph; the steps are in text, markdown, latex, svg and html"
    stderr(color, ascii).line([("note: ", "note"), (told, "")])


def _refuse_unused(given: list[str], wanted: str) -> None:
    """Raise Problem for options that the format, or another option, leaves nothing to do."""
    unused.refuse_together(
        given,
        ("frames", "output"),
        ("frames", "json"),
        ("frames", "animate"),
        ("node", "only"),
        ("node", "paths"),
        ("frames", "only"),
        ("frames", "node"),
        ("animate", "only"),
        ("animate", "node"),
    )
    unused.refuse_together(given, ("frames", "paths"), *([("json", "format")] if wanted != "json" else []))
    if wanted not in ("text", "html", *DRAWN):
        why = f"chooses what text, html and pictures show, and {wanted} shows everything"
        unused.refuse(("only", "node"), given, why)
    if wanted in PICTURES:
        unused.refuse(
            ("paths",),
            given,
            f"is about sums, and {wanted} is a picture",
            "--paths goes with text, html, markdown, latex and json",
        )
    if wanted != "latex":
        unused.refuse(("standalone",), given, "is about LaTeX", "--format latex goes with it")


def _found(ctx: typer.Context, expression: str, texts: dict[str, str], settings: Settings) -> Trace:
    """The trace of an expression, or one that was stored."""
    values = parse_values(texts)
    given = opened(expression)
    if isinstance(given, Trace):
        refuse_stored(unused.typed(ctx), texts)
        return given
    unused.refuse_swallowed(ctx, given, texts)
    demand_expression(given, expression, explain=True)
    tree = parse(given, tuple(values))
    if not values and variables(tree):
        return symbolic(tree, settings)
    _refuse_order(given, texts, tree)
    place = Position()
    with shown("explaining", lambda: place.node / (2 * len(given))):  # a node of the tree is some characters of the source
        return trace(tree, values, settings, place, say)


def _refuse_order(source: str, texts: dict[str, str], tree: Tree) -> None:
    """`--order 2`, which is a question for `grad`, and here would be the value of a variable that there is not."""
    if "order" in texts and "order" not in tree.names():
        values = [shlex.quote(f"--{name}={text}") for name, text in texts.items() if name != "order"]
        fix = f"gradcli grad {shlex.join([source, '--order', texts['order']])} {' '.join(values)}"
        raise Problem("explain shows one backward pass, and that is of first order", fix=fix.rstrip())


def _asked(found: Trace, only: list[str], node: str | None, paths: bool, width: int | None) -> Iterator[Line]:
    """The part of the screen that was asked for."""
    if not has_values(found):
        return symbolic_lines(found, only or PARTS, width) if found.passes else tree_lines(found)
    if node is not None:
        return node_lines(found, node, width)
    if paths and not only:
        return path_lines(found)
    return chain(lines(found, only or PARTS, width), path_lines(found) if paths else ())
