"""The rules of a node as people read them: run once on symbols that bear the names of this graph, then written with the names,
with the numbers, and with the shapes in their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gradcli.calculation.spelling import value_text
from gradcli.calculation.trace import plain
from gradcli.formula.symbol import NotWritable, Symbol, Symbols, unheld
from gradcli.formula.text import Reading, guards_of, inner_first, write
from gradcli.numerals import is_number
from gradcli.ops import linear_algebra, reduction, sizes
from gradcli.ops import shape as views
from gradcli.ops.op import RuleCall
from gradcli.ops.warnings import muted
from gradcli.problems import Problem
from gradcli.recording.modes import set_grad_enabled
from gradcli.tensors.op_node import OpNode

LONGEST_FORMULA = 80  # characters
LONGEST_RULE = 120
LONGEST_NUMBERS = 300
PRODUCTS = frozenset({linear_algebra.mm, linear_algebra.mv, linear_algebra.dot, linear_algebra.bmm})
SUMS = frozenset({reduction.sum_all, reduction.sum_dim})
STANDING = PRODUCTS | {  # calls that stay as they are written when numbers are put in
    views.permute,
    views.transpose,
    views.t_op,
    views.view_op,
    views.reshape_alias,
    views.unsafe_view,
    views.unsqueeze,
    views.expand_op,
    views.place,
    views.place_one,
}


class Known(NamedTuple):
    """What a node is about, in this graph.

    names, values  of the operands
    name, value    of the result
    upstream       what the gradient that arrived is called
    arrived        that gradient
    held           id of an array among the options -> the variable that it is: its name and the array
    """

    names: Sequence[str]
    values: Sequence[Any]
    name: str
    value: Any
    upstream: str
    arrived: Any
    held: Mapping[int, tuple[str, Any]]


class Read(NamedTuple):
    """A rule in words; None where there are none.

    formula  as the parser reads it: with g, or with 1 for g where the rule is a number for each element
    rule     as people read it
    numbers  the same with the numbers put in
    shapes   the same with the shapes put in, and the shape of what comes out
    guard    where the rule is 0 and does not say so
    """

    formula: str | None = None
    rule: str | None = None
    numbers: str | None = None
    shapes: str | None = None
    guard: str | None = None


def read(node: OpNode, step: RuleCall, known: Known, whole: bool) -> Read:
    """The rule of one operand; `whole` if it mixes elements, and so has no local derivative but itself in g."""
    symbols = Symbols(400)
    shape = node.out_meta[0] if node.out_meta else ()
    g: Any = symbols.name(known.upstream, shape) if whole else symbols.expanded(symbols.number(1), shape)
    try:
        saved = [_saved(symbols, node, name, known) for name in node.plan.saved]
        with set_grad_enabled(False), muted():
            found = step.rule(g, *[saved[p] if isinstance(p, int) else node.argument(step, p) for p in step.picks])
        if found is None:
            return Read()
        symbol = symbols.lift(found)
    except (NotWritable, Problem):
        return Read()
    values = {
        **dict(known.held.values()),
        **dict(zip(known.names, known.values, strict=True)),
        known.name: known.value,
        known.upstream: known.arrived,
    }
    formula = _text(symbols.core(symbol), LONGEST_FORMULA)
    return _read(symbols.core(symbol), formula, values, known, symbol.shape, whole)


def _saved(symbols: Symbols, node: OpNode, name: str, known: Known) -> Any:
    """Something that the node saved, as a symbol. Raises NotWritable."""
    metas = node.metas or (((), "float64"),) * len(known.names)
    if name in node.op.operands:
        k = node.op.operands.index(name)
        text = known.names[k]
        return symbols.lift(float(text)) if is_number(text) else symbols.name(text, metas[k][0])
    if name == "out":
        return symbols.name(known.name, node.out_meta[0] if node.out_meta else ())
    if name not in node.options:
        raise NotWritable(name)
    held = node.options[name]
    called = known.held.get(id(held))
    return held if called is None else symbols.name(called[0], tuple(held.shape), held.dtype.name)


def _read(symbol: Symbol, formula: str | None, values: Mapping[str, Any], known: Known, shape: sizes.Shape, whole: bool) -> Read:
    guards = guards_of(symbol)
    if not whole and not guards:
        return Read(formula)
    worked = _worked(symbol, values)
    hidden = bool(guards) and not any(_any(worked.get(condition)) for condition in guards)
    guard = " or ".join(dict.fromkeys(filter(None, (_text(c, LONGEST_FORMULA, Reading()) for c in guards)))) if hidden else None
    if not whole and not hidden:
        return Read(formula)
    rule = _text(symbol, LONGEST_RULE, Reading()) if hidden or not guards else formula
    if not whole or rule is None:
        return Read(formula, rule, guard=guard)
    texts = {name: value_text(plain(value)) for name, value in values.items()}
    numbers = _text(symbol, LONGEST_NUMBERS, Reading(texts, _come_to(worked)))
    spread = symbol.shape != shape
    if spread:
        rule = f"{rule} spread over {shape_text(shape)}"
        numbers = None if numbers is None else f"{numbers} spread"
    return Read(formula, rule, numbers, _shapes(symbol, values, known.upstream, shape), guard)


def _shapes(symbol: Symbol, values: Mapping[str, Any], upstream: str, shape: sizes.Shape) -> str | None:
    """(3,2)ᵀ @ (3) → (2); only what goes in and comes out, where there is no product of matrices."""
    sizes_of = {name: tuple(getattr(value, "shape", ())) for name, value in values.items()}
    texts = {name: shape_text(found) for name, found in sizes_of.items()}
    parts = inner_first(symbol)
    written = _text(symbol, LONGEST_RULE, Reading(texts)) or ""
    if "⊗" in written or any(part.kind == "call" and part.parts[0] in PRODUCTS for part in parts):
        return f"{written} → {shape_text(shape)}" if written else None
    return f"{texts[upstream]} → {shape_text(shape)}" if sizes_of[upstream] != shape else None


def shape_text(shape: Sequence[int]) -> str:
    """(3,2), and () for a number."""
    return f"({','.join(map(str, shape))})"


def _text(symbol: Symbol, limit: int, reading: Reading | None = None) -> str | None:
    try:
        return write(symbol, limit, reading)
    except NotWritable:
        return None


def _any(value: Any) -> bool:
    return bool(value.any() if hasattr(value, "any") else value)


# ------------------------------------------------------------------ a formula on numbers
def _worked(symbol: Symbol, values: Mapping[str, Any]) -> dict[Symbol, Any]:
    """What each part of a formula comes to, as far as it can be told."""
    found: dict[Symbol, Any] = {}
    parts = [*inner_first(symbol), *(part for condition in guards_of(symbol) for part in inner_first(condition))]
    with muted():
        for part in parts:
            try:
                found[part] = value_of(part, found, values)
            except (ArithmeticError, ValueError, KeyError, Problem):  # a part that is not known, or not defined here
                continue
    return found


def value_of(part: Symbol, known: Mapping[Symbol, Any], values: Mapping[str, Any]) -> Any:
    """One part, of which all its own parts are known. Raises KeyError where they are not."""
    if part.kind == "name":
        return values[part.parts[0]]
    if part.kind == "constant":
        return part.parts[2]
    if part.kind == "sum":
        return sum(c[0] / c[1] * known[term] for c, term in part.parts)
    if part.kind == "product":
        (above, below), factors, divisors = part.parts
        out = above / below
        for base, n in factors:
            out = out * known[base] ** n
        for base, n in divisors:
            out = out / known[base] ** n
        return out
    op, operands, options = part.parts
    return op.compute([known[x] for x in operands], {name: unheld(value) for name, value in options})


def numbers_of(symbol: Symbol, values: Mapping[str, Any]) -> tuple[str | None, Any]:
    """A formula with its numbers put in, and what it comes to; None where that is not known."""
    worked = _worked(symbol, values)
    texts = {name: value_text(plain(value)) for name, value in values.items()}
    return _text(symbol, LONGEST_NUMBERS, Reading(texts, _come_to(worked))), worked.get(symbol)


def _come_to(worked: Mapping[Symbol, Any]) -> dict[Symbol, str]:
    """The calls that are replaced by what they come to; a sum that keeps its dimensions as the number that it is."""
    found = {}
    for part, value in worked.items():
        if part.kind == "call" and part.parts[0] not in STANDING and part not in part.table.guards:
            data = plain(value)
            while part.parts[0] in SUMS and isinstance(data, list) and len(data) == 1:
                data = data[0]
            found[part] = value_text(data)
    return found
