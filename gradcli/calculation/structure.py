"""The graph of an expression without values: which operations there are, and which node each of them records.

There are no branches in the language, so a graph looks the same at every point. It is recorded at 1 for every variable,
by the same recorder, and the numbers are left out. Only where sizes decide what is recorded do values have to be given.
"""

from __future__ import annotations

from gradcli.calculation.question import Settings, check_occurring, variables
from gradcli.calculation.trace import Trace, Vertex
from gradcli.calculation.tracing import trace
from gradcli.ops.op import Composite
from gradcli.ops.table import TABLE
from gradcli.problems import Problem, Remedy, TorchError
from gradcli.syntax.tree import Tree

# operations over all elements or along a dimension that record the same node whatever the sizes are
SIZE_FREE = frozenset(
    "sum mean prod max min amax amin median var std norm logsumexp softmax log_softmax cumsum cumprod argmax argmin "
    "mse_loss huber_loss smooth_l1_loss binary_cross_entropy binary_cross_entropy_with_logits".split()
)


def structure(tree: Tree, settings: Settings) -> Trace:
    """A trace with neither values nor passes. Raises Problem where sizes are needed."""
    names = variables(tree)
    check_occurring(names, settings)
    try:
        found = trace(tree, dict.fromkeys(names, 1.0), settings._replace(passes=1, grad_output=None))
    except TorchError as error:
        raise _needed("it depends on their sizes", names, error) from None
    for v in found.vertices:
        if v.op not in ("leaf", "constant") and not _is_size_free(v):
            raise _needed(f"what `{v.op}` records depends on their sizes", names)
    vertices = tuple(_empty(v) for v in found.vertices)
    return found._replace(vertices=vertices, passes=(), grads={}, formulas={}, numbers={}, notes=())


def _needed(why: str, names: list[str], error: TorchError | None = None) -> Problem:
    fix = Remedy("give tensors", tuple(names[:4]))
    problem = Problem("the graph of this expression cannot be drawn without values", why=why, fix=fix)
    if error is not None and error.span is not None and error.source is not None:
        problem.located(error.source, error.span)
    return problem


def _is_size_free(v: Vertex) -> bool:
    row = TABLE.get(v.op)
    rows = row.rows if isinstance(row, Composite) else (row,)
    return v.op in SIZE_FREE or (bool(rows) and all(r is not None and r.elementwise for r in rows))


def _empty(v: Vertex) -> Vertex:
    return v if v.op == "constant" else v._replace(value=None, numbers=None)
