"""A trace that was written as JSON, read back to be shown in any format without computing again."""

from __future__ import annotations

import json
from typing import Any

from gradcli.calculation.trace import Pass, Product, Raised, Trace
from gradcli.files import read_text, source_text
from gradcli.problems import FileProblem, Remedy
from gradcli.views.trace_json import NotATrace, read


def opened(argument: str) -> Trace | str:
    """What stands in place of an expression: a stored trace (TRACE.json, @FILE or -), or the text of an expression.

    A document begins with `{`, which no expression does.
    """
    name = argument if argument == "-" or not is_file(argument) else f"@{argument}"
    text = source_text(name)
    if name is not argument or text.lstrip()[:1] == "{":
        return loaded(text, "standard input" if name == "-" else name.removeprefix("@"))
    return text


def is_file(argument: str) -> bool:
    """Whether an argument names a stored trace: `trace.json` alone would read no attribute that exists."""
    return argument.endswith(".json") and not argument.startswith("@")


def load(path: str) -> Trace:
    """The trace in a file, or on standard input for `-`. Raises FileProblem."""
    if path == "-":
        return loaded(source_text("-"), "standard input")
    return loaded(read_text(path), path)


def loaded(text: str, where: str) -> Trace:
    """The trace in a text. Raises FileProblem."""
    try:
        trace = read(json.loads(text))
        _check(trace)
    except (NotATrace, ValueError, OverflowError, RecursionError) as error:
        raise FileProblem(f"{where} holds no trace: {str(error)[:200]}", fix=Remedy("stored trace")) from None
    return trace


# ------------------------------------------------------------------ what every view may rely on
def _check(trace: Trace) -> None:
    """Ids in order, inputs before what uses them, texts that are texts: then no view can stumble or run in circles."""
    count = len(trace.vertices)
    _demand(0 <= trace.root < count, "graph.output is no node of the graph")
    for k, v in enumerate(trace.vertices):
        _demand(v.id == k, f"node {k} has the id {v.id}")
        _demand(all(0 <= i < count for i in v.inputs), f"node {k} uses a node that is not there")
        _demand(
            all(_text(t) for t in (v.grad_fn, v.numbers, v.skipped, v.shapes, v.within)), f"node {k} has a text of another kind"
        )
        _demand(v.span is None or 0 <= v.span[0] <= v.span[1] <= len(trace.expression), f"node {k} has no such place")
    _demand(_no_circle(trace), "the graph has a circle")
    for one in trace.passes:
        _check_pass(one, count)
    _demand(
        all(isinstance(t, str) for t in (*trace.formulas.values(), *trace.numbers.values(), *trace.readings.values())),
        "a formula is no text",
    )
    if trace.passes:
        _demand(all(name in trace.passes[0].grads for name in trace.formulas), "a formula is of no variable")


def _check_pass(one: Pass, count: int) -> None:
    for move in one.moves:
        _demand(0 <= move.vertex < count, "a step is about a node that is not there")
        for p in move.products:
            _check_product(p, count)
        for t in move.together:
            _demand(0 <= t.vertex < count and 0 <= t.input < count, "a call is about a node that is not there")
            _demand(_text(t.numbers), "numbers are no text")
    if one.error is not None:
        _demand(_is_raised(one.error), "an error has a text of another kind")


def _check_product(p: Product, count: int) -> None:
    _demand(0 <= p.input < count, "a gradient goes to a node that is not there")
    _demand(all(map(_text, (p.formula, p.role, p.rule, p.numbers, p.shapes, p.guard))), "a formula is no text")
    _demand(p.jacobian is None or _is_matrix(p.jacobian), "a jacobian is no matrix")


def _is_matrix(found: Any) -> bool:
    """Rows of numbers, of one length."""
    rows = isinstance(found, list) and bool(found) and all(isinstance(row, list) for row in found)
    return rows and len({len(row) for row in found}) == 1 and all(isinstance(x, float) for row in found for x in row)


def _is_raised(error: Raised) -> bool:
    return isinstance(error.kind, str) and isinstance(error.message, str) and all(map(_text, (error.why, error.fix, error.hint)))


def _text(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _no_circle(trace: Trace) -> bool:
    """Whether the values can be ordered so that each comes after its inputs."""
    waiting = [len(v.inputs) for v in trace.vertices]
    users: list[list[int]] = [[] for _ in trace.vertices]
    for v in trace.vertices:
        for i in v.inputs:
            users[i].append(v.id)
    ready = [k for k, n in enumerate(waiting) if not n]
    done = 0
    while ready:
        done += 1
        for user in users[ready.pop()]:
            waiting[user] -= 1
            if not waiting[user]:
                ready.append(user)
    return done == len(trace.vertices)


def _demand(holds: bool, otherwise: str) -> None:
    if not holds:
        raise NotATrace(otherwise)
