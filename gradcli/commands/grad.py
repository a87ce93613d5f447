"""gradcli grad: value and gradients."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gradcli.bindings import parse_line, parse_value, parse_values
from gradcli.calculation import answers
from gradcli.calculation.calculation import Calculation
from gradcli.calculation.question import Settings, named, variables
from gradcli.commands import COMMANDS, unused
from gradcli.commands import options as o
from gradcli.commands.app import HELP_NAMES, ExpressionCommand
from gradcli.commands.pasted import demand_expression
from gradcli.commands.phrases import spoken
from gradcli.files import source_text, stdin_lines
from gradcli.formula.closed_form import ClosedForms
from gradcli.letters import in_ascii
from gradcli.problems import Exit, Problem
from gradcli.syntax.parser import parse
from gradcli.views import gradient as view
from gradcli.views import pieces
from gradcli.views.lines import Output, stderr, stdout

if TYPE_CHECKING:
    from gradcli.readers.notation import Notation

app = typer.Typer(add_completion=False, rich_markup_mode=None)

EXAMPLES = """Value and gradients, as PyTorch's autograd gives them.

\b
  gradcli grad "3*x**2 + 4*x + 5" --x 2
  gradcli grad "(a**2).sum()" --a "[2, 3]" --get a.grad
  gradcli grad "3*x**2 + 4*x + 5" --x 2 --backward 3
  gradcli grad "x**3*log(x)"                  no value: the closed form
  seq 5 | gradcli grad "x**2" --x -           a number a line

Every variable gets its value by an option of its own name: --x 2, --x=-2e-3, --a "[2, 3]", --W @weights.npy,
or --x @points.parquet:x, a column of a table."""


@app.command(cls=ExpressionCommand, context_settings=HELP_NAMES, help=EXAMPLES, short_help=COMMANDS["grad"])
def grad(
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
    order: Annotated[int, typer.Option("--order", metavar="N", min=1, help="Derivatives up to this order.")] = 1,
    hessian: Annotated[bool, typer.Option("--hessian", help="All second derivatives.")] = False,
    jacobian: Annotated[bool, typer.Option("--jacobian", help="All derivatives of an output of several elements.")] = False,
    allow_unused: o.AllowUnused = None,
    expressions: o.Expressions = False,
    json: o.Json = False,
    get: Annotated[
        str | None, typer.Option("--get", metavar="KEY", help="One value, all digits: x.grad, value, formula.x, ...")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="A kink or a gradient that is not finite is a failure.")] = False,
    digits: o.Digits = 6,
    color: o.Color = "auto",
    ascii: o.Ascii = False,
) -> int:
    """Value and gradients."""
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
        order=order,
        hessian=hessian,
        jacobian=jacobian,
    )
    printer = Printer(stdout(color, ascii), stderr(color, ascii), json, get, strict, digits)
    texts = o.bindings(ctx, let)
    source = source_text(expression)
    demand_expression(source, expression)
    unused.refuse_swallowed(ctx, source, texts)
    given = unused.typed(ctx)
    unused.refuse_together(given, ("json", "get"))
    notes = unused.idle_passes(given, backward, same_graph)
    notes += unused.idle_digits(given, "--json" if json else None if get is None else "--get")
    if not texts and (names := _free(source, given)):
        unused.refuse_without_values(given, names, (*unused.NUMBERS, *(unused.HIGHER if json or get is not None else ())))
    if "-" not in texts.values():
        notes += unused.idle(given, ("expressions",), "has nothing to do: no value is read from standard input")
    unused.tell(notes, color, ascii)
    streamed = [name for name, text in texts.items() if text == "-"]
    if not streamed:
        answer, forms = answers.answer(source, parse_values(texts), settings, formulas=printer.formulas)
        if backward > 1 and jacobian and not answer.passes and answer.error is None:
            unused.tell(["--backward has nothing to do: of several elements only the jacobian is taken"], color, ascii)
        if answer.value is not None or not set(given) & set(unused.HIGHER):
            return printer.show(answer, forms)
        higher = answers.higher_forms(answer.tree, forms, settings)
        status = printer.show(answer, forms)
        printer.out.lines(view.higher_forms(answer, forms, higher, jacobian))
        return status
    if len(streamed) > 1 or expression == "-":
        raise Problem(
            "standard input can be read only once", fix="give - to one variable, and the expression itself on the command line"
        )
    from gradcli.readers.notation import Notation  # only where numbers come line by line

    return _stream(source, texts, streamed[0], settings, printer, Notation(expressions=expressions))


def _free(source: str, given: list[str]) -> list[str]:
    """The variables of an expression without values, where an option asks about them."""
    if not set(given) & {*unused.NUMBERS, *unused.HIGHER}:
        return []
    return variables(parse(source))


def _stream(
    source: str, texts: Mapping[str, str], streamed: str, settings: Settings, printer: Printer, notation: Notation
) -> int:
    """An answer for each number on standard input; the worst exit status."""
    fixed = parse_values({name: text for name, text in texts.items() if name != streamed})
    known = answers.Known()
    status = 0
    for k, line in enumerate(stdin_lines(), start=1):
        try:
            values = {name: parse_line(name, line, notation, shown=k > 1) if name == streamed else fixed[name] for name in texts}
            status = max(status, printer.show(*answers.answer(source, values, settings, known, printer.formulas), one_line=True))
        except Problem as problem:
            raise problem.within(f"line {k} of standard input") from None
    return status


class Printer:
    """Where an answer goes, and in which form."""

    def __init__(self, out: Output, err: Output, json: bool, get: str | None, strict: bool, digits: int) -> None:
        self.out = out
        self.err = err
        self.json = json
        self.get = get
        self.strict = strict
        self.digits = digits
        self.formulas = get is None or get.startswith("formula.")

    def show(self, answer: Calculation, forms: ClosedForms, one_line: bool = False) -> int:
        """Print one answer; the exit status."""
        if answer.error is not None:
            spoken(answer.error)
        if self.get is not None:
            self._one(view.found(answer, forms, self.get))
        elif self.json:
            self._pieces(pieces.json_pieces(view.document(answer, forms, pieces.kept_or_for_json)))
        elif one_line:
            self.out.line(view.one_line(answer, self.digits))
        else:
            self.out.lines(view.lines(answer, forms, self.digits))
        if one_line:
            sys.stdout.flush()
        if answer.error is not None:
            raise answer.error
        if not self.json and self.get is None and not one_line:
            sys.stdout.flush()
            self.err.lines(view.notes(answer, forms))
        return int(self._verdict(answer))

    def _one(self, value: Any) -> None:
        if pieces.is_large(value):
            self._pieces(pieces.exact_pieces(value))
        else:
            self.out.line([(view.shown(value), "")])

    def _pieces(self, texts: Iterable[str]) -> None:
        """A line that need not be in memory as a whole."""
        sys.stdout.writelines(map(in_ascii, texts) if self.out.ascii else texts)
        sys.stdout.write("\n")

    def _verdict(self, answer: Calculation) -> Exit:
        failed = self.strict and any(n.kind in ("kink", "not finite", "derivative") for n in answer.notes)
        return Exit.NO if failed else Exit.OK
