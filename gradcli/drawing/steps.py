"""What happens, step by step, in the order in which it happens: forward, every step of backward, every accumulation.

A step knows which box and which arrows of the drawing it is about. The start is step 0: nothing is computed yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gradcli.calculation.trace import Move, Pass, Product, Raised, Together, Trace, Vertex
from gradcli.drawing.graph import arrows, drawn
from gradcli.numerals import same_everywhere, tensor

Piece = tuple[str, str]  # text, style
Said = tuple[Piece, ...]
MOST_TERMS = 6
MOST_NUMBERS = 180  # letters of a rule with its numbers; a longer one says its names alone


class Step(NamedTuple):
    """One step.

    kind    start, forward, backward, accumulate or error
    title   what it is, in a few words
    said    lines of text
    box     the value that it is about
    edges   the arrows that it uses, by their number
    number  of the pass, from 1; 0 before the first
    """

    kind: str
    title: str
    said: tuple[Said, ...]
    box: int | None
    edges: tuple[int, ...]
    number: int = 0


def steps(trace: Trace) -> list[Step]:
    """Every step of a trace that has values; only the start of one that has none."""
    values = [(f"{v.name} = {tensor(v.value)}", "value") for v in trace.vertices if v.op == "leaf" and v.value is not None]
    title = "the values that were given" if values else "nothing is computed yet"
    found = [Step("start", title, tuple((piece,) for piece in values), None, ())]
    into = edges_into(trace)
    if trace.vertices[trace.root].value is None:
        return found
    found += [
        Step("forward", label(v), (_forward(v),), v.id, tuple(into.get(v.id, ())))
        for v in drawn(trace)
        if v.op not in ("leaf", "constant")
    ]
    for number, one in enumerate(trace.passes, start=1):
        found += _pass(trace, one, number, into)
    return found


def edges_into(trace: Trace) -> dict[int, list[int]]:
    """The arrows into each value, in the order of its operands, by their place in `arrows`."""
    found: dict[int, list[int]] = {}
    for k, (_, target) in enumerate(arrows(trace)):
        found.setdefault(target, []).append(k)
    return found


def taken(v: Vertex, into: Mapping[int, Sequence[int]], products: Sequence[Product]) -> list[int]:
    """The arrow of each product: the first to its operand that no other has."""
    free = list(zip(into.get(v.id, ()), v.inputs, strict=False))
    found = []
    for p in products:
        edge = next((pair for pair in free if pair[1] == p.input), None)
        if edge is not None:
            free.remove(edge)
            found.append(edge[0])
        else:
            found.append(-1)
    return found


def label(v: Vertex) -> str:
    """v1 = x**2, and of a leaf or a constant its name."""
    return v.name if v.op in ("leaf", "constant") else f"{v.name} = {v.text}"


def _forward(v: Vertex) -> Said:
    told = v.numbers is not None and v.numbers != v.text and len(v.numbers) <= MOST_NUMBERS
    numbers = f" = {v.numbers}" if told else ""
    shapes: Said = () if v.shapes is None else ((f"   {v.shapes}", "quiet"),)
    return ((label(v), "name"), (numbers, ""), (f" = {tensor(v.value)}", "value"), *shapes)


# ------------------------------------------------------------------ backward
def _pass(trace: Trace, one: Pass, number: int, into: Mapping[int, Sequence[int]]) -> list[Step]:
    found = []
    arrived: dict[int, list[Any]] = {}
    for move in one.moves:
        v = trace.vertices[move.vertex]
        if move.grad_fn == "AccumulateGrad":
            found.append(Step("accumulate", f"AccumulateGrad at {v.name}", (_accumulated(v, move, arrived),), v.id, (), number))
            continue
        edges = tuple(edge for edge in taken(v, into, move.products) if edge >= 0)
        said = tuple(_passed(trace, v, move, p) for p in move.products)
        terms = summed(arrived.get(v.id, ()), move.upstream)
        upstream: Said = (("gradient that arrived: ", "quiet"), (terms, "gradient"))
        found.append(
            Step(
                "backward",
                f"{move.grad_fn} at {label(v)}",
                (upstream, *said, *(_together(trace, t) for t in move.together)),
                v.id,
                edges,
                number,
            )
        )
        for p in move.products:
            arrived.setdefault(p.input, []).append(p.product if p.reduced is None else p.reduced)
    if one.error is not None:
        found.append(Step("error", one.error.kind, _raised(one.error), None, (), number))
    return found


def summed(terms: Sequence[Any], total: Any) -> str:
    """4 + 12 = 16, or the total alone if it has one part or too many."""
    if not 1 < len(terms) <= MOST_TERMS or any(isinstance(term, list) for term in terms):
        return tensor(total)
    return f"{added([tensor(term) for term in terms])} = {tensor(total)}"


def added(texts: Sequence[str]) -> str:
    """4 + (-12)"""
    return " + ".join([texts[0], *(f"({text})" if text.startswith("-") else text for text in texts[1:])])


def local_texts(p: Product) -> tuple[str, ...]:
    """The local derivative: its rule and its value, as far as they are known and differ."""
    rule = p.rule or p.formula
    if p.local is None:
        return () if rule is None else (rule,)
    value = tensor(p.local)
    return (value,) if rule is None or rule == value else (rule,) if same_everywhere(rule, p.local) else (rule, value)


def _passed(trace: Trace, v: Vertex, move: Move, p: Product) -> Said:
    """What one operand gets: ∂v1/∂x = 2*x = 4,  3 × 4 = 12 to x"""
    target = trace.vertices[p.input].name
    role = f" ({p.role})" if p.role else ""
    texts = local_texts(p)
    partial = f"∂{v.name}/∂{target}{role}" if p.local is not None or not texts else f"∂/∂{target}{role}: "
    pieces: list[Piece] = [(" = ".join((partial, *texts)) if p.local is not None else partial + "".join(texts), "formula")]
    pieces.append(("   ", ""))
    if p.local is not None:
        shown = texts[0] if len(texts) == 1 else tensor(p.local)
        pieces.append((f"{tensor(move.upstream)} × {_bracketed(shown)} = ", "gradient"))
    elif p.numbers is not None and p.numbers != tensor(p.product) and len(p.numbers) <= MOST_NUMBERS:
        pieces.append((f"{p.numbers} = ", "gradient"))
    pieces.append((tensor(p.product), "gradient"))
    if p.shapes is not None:
        pieces.append((f"   {p.shapes}", "quiet"))
    if p.reduced is not None:
        pieces.append((f", summed to {tensor(p.reduced)}", "gradient"))
    return (*pieces, (f"   to {target}", "quiet"), *([(f"   ({p.guard})", "quiet")] if p.guard else []))


def _bracketed(text: str) -> str:
    return f"({text})" if text.startswith("-") else text


def _together(trace: Trace, t: Together) -> Said:
    """The gradient through a whole call, as it is read: softmax(z) - onehot(1)."""
    name = f"∂{trace.vertices[t.vertex].name}/∂{trace.vertices[t.input].name}"
    numbers = "" if t.numbers is None else f" = {t.numbers}"
    return ((f"through {t.call}: ", "quiet"), (f"{name} = {t.rule}{numbers} = ", "formula"), (tensor(t.product), "gradient"))


def _accumulated(v: Vertex, move: Move, arrived: Mapping[int, Sequence[Any]]) -> Said:
    terms = summed(arrived.get(v.id, ()), move.upstream)
    pieces: list[Piece] = [(f"{terms}   ", "gradient")] if " = " in terms else []
    before = "None" if move.before is None else added([tensor(move.before), tensor(move.upstream)])
    return (*pieces, (f"{v.name}.grad", "name"), (f": {before} becomes ", ""), (tensor(move.after), "gradient"))


def _raised(error: Raised) -> tuple[Said, ...]:
    said: list[Said] = [((f"{error.kind}: ", "error"), (error.message, ""))]
    said += [((f"{what}: ", "quiet"), (words, "")) for what, words in (("why", error.why), ("fix", error.fix)) if words]
    return tuple(said)
