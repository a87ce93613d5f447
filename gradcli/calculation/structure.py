"""An expression without values: which operations there are, which node each of them records, and by which rule it goes back.

There are no branches in the language, so a graph looks the same at every point. It is recorded at 1 for every variable,
by the same recorder, and the numbers are left out. Where sizes decide what is recorded, sizes are assumed that fit.
"""

from __future__ import annotations

import re

from gradcli.calculation.answers import closed
from gradcli.calculation.assumed import assumed
from gradcli.calculation.question import Settings, check_occurring, variables
from gradcli.calculation.trace import Move, Pass, Product, Trace, Vertex
from gradcli.calculation.tracing import guard_notes, trace
from gradcli.ops.op import Composite
from gradcli.ops.table import TABLE
from gradcli.problems import Problem, Remedy, TorchError
from gradcli.syntax.tree import Tree

# operations over all elements or along a dimension that record the same node whatever the sizes are
SIZE_FREE = frozenset(
    "sum mean prod max min amax amin median var std norm logsumexp softmax log_softmax cumsum cumprod argmax argmin "
    "mse_loss huber_loss smooth_l1_loss binary_cross_entropy binary_cross_entropy_with_logits".split()
)


class SizesNeeded(Problem):
    """What is recorded depends on sizes, which only values have."""


def structure(tree: Tree, settings: Settings) -> Trace:
    """A trace with neither values nor passes. Raises Problem where sizes are needed, and nothing fits."""
    found = _unvalued(tree, settings, graph_only=True)
    notes = tuple(note for note in found.notes if note.kind == "sizes")
    return found._replace(passes=(), formulas={}, readings={}, notes=notes)


def symbolic(tree: Tree, settings: Settings) -> Trace:
    """A trace without numbers: the graph, one pass with its rules, the closed forms.

    Where sizes decide, it is one for vectors and matrices that fit, as a note then says. Raises Problem where nothing fits.
    """
    return _unvalued(tree, settings, graph_only=False)


def _unvalued(tree: Tree, settings: Settings, graph_only: bool) -> Trace:
    try:
        return _of_any_size(tree, settings)
    except SizesNeeded:
        found = assumed(tree, settings, graph_only)
        if found is None:
            raise
        return found


def _of_any_size(tree: Tree, settings: Settings) -> Trace:
    names = variables(tree)
    check_occurring(names, settings)
    try:
        found = trace(tree, dict.fromkeys(names, 1.0), settings._replace(passes=1, grad_output=None))
    except TorchError as error:
        if re.search("missing .* argument|unexpected keyword", str(error.title)):  # which no size would change
            raise
        raise _needed("it depends on their sizes", names, error) from None
    for v in found.vertices:
        if v.op not in ("leaf", "constant") and not _is_size_free(v):
            raise _needed(f"what `{v.op}` records depends on their sizes", names)
    vertices = tuple(_empty(v) for v in found.vertices)
    forms = closed(tree, names, settings)
    return found._replace(
        vertices=vertices,
        passes=tuple(_bare(one, vertices) for one in found.passes),
        grads={},
        formulas={name: text for name, text in forms.formulas.items() if text is not None},
        numbers={},
        notes=guard_notes(forms),
        readings={name: read.text for name, read in forms.readings.items()},
    )


def _bare(one: Pass, vertices: tuple[Vertex, ...]) -> Pass:
    """A pass without its numbers."""
    moves = tuple(Move(m.vertex, m.grad_fn, None, tuple(_rule(p, vertices[m.vertex]) for p in m.products)) for m in one.moves)
    return Pass(moves, dict.fromkeys(one.grads), one.error)


def _rule(p: Product, v: Vertex) -> Product:
    """A rule without its numbers; one that mixes elements may depend on how many there are, and is not told."""
    told = _is_elementwise(v) or v.op == "sum"
    formula, rule = (p.formula, p.rule) if told else (None, None)
    return Product(p.input, formula, None, None, None, role=p.role, rule=rule, guard=p.guard)


def _needed(why: str, names: list[str], error: TorchError | None = None) -> SizesNeeded:
    fix = Remedy("give tensors", tuple(names[:4]))
    problem = SizesNeeded("the graph of this expression cannot be drawn without values", why=why, fix=fix)
    if error is not None and error.span is not None and error.source is not None:
        problem.located(error.source, error.span)
    return problem


def _is_size_free(v: Vertex) -> bool:
    return v.op in SIZE_FREE or _is_elementwise(v)


def _is_elementwise(v: Vertex) -> bool:
    row = TABLE.get(v.op)
    rows = row.rows if isinstance(row, Composite) else (row,)
    return bool(rows) and all(r is not None and r.elementwise for r in rows)


def _empty(v: Vertex) -> Vertex:
    return v if v.op == "constant" else v._replace(value=None, numbers=None, shapes=None)
