"""The trace as a JSON document (schema gradcli.trace/1)."""

from __future__ import annotations

from typing import Any

from gradcli.trace import SCHEMA, Move, Pass, Product, Trace, Vertex
from gradcli.views.problem import document as problem_document
from gradcli.views.text import for_json


def document(trace: Trace) -> dict[str, Any]:
    """All of a trace, in plain JSON values."""
    root = trace.vertices[trace.root]
    found: dict[str, Any] = {
        "schema": SCHEMA,
        "expression": trace.expression,
        "output": trace.output,
        "value": for_json(root.value),
        "requires_grad": root.requires_grad,
        "grad_fn": root.grad_fn,
        "grad": {name: for_json(g) for name, g in trace.grads.items()},
        "graph": {"output": trace.root, "nodes": [_vertex(v) for v in trace.vertices]},
        "passes": [_pass(p) for p in trace.passes],
        "notes": [{"kind": n.kind, "text": n.text} for n in trace.notes],
    }
    if trace.error is not None:
        found.update(problem_document(trace.error))
    return found


def _vertex(v: Vertex) -> dict[str, Any]:
    return {
        "id": v.id,
        "name": v.name,
        "op": v.op,
        "text": v.text,
        "grad_fn": v.grad_fn,
        "inputs": list(v.inputs),
        "value": for_json(v.value),
        "shape": list(v.shape),
        "requires_grad": v.requires_grad,
        "is_leaf": v.is_leaf,
        "saved": list(v.saved),
        "span": list(v.span) if v.span else None,
    }


def _pass(p: Pass) -> dict[str, Any]:
    found: dict[str, Any] = {
        "steps": [_move(m) for m in p.moves],
        "grad": {name: for_json(g) for name, g in p.grads.items()},
    }
    if p.error is not None:
        found.update(problem_document(p.error))
    return found


def _move(m: Move) -> dict[str, Any]:
    if m.grad_fn == "AccumulateGrad":
        return {
            "node": m.vertex,
            "grad_fn": m.grad_fn,
            "upstream": for_json(m.upstream),
            "before": for_json(m.before),
            "after": for_json(m.after),
        }
    return {
        "node": m.vertex,
        "grad_fn": m.grad_fn,
        "upstream": for_json(m.upstream),
        "products": [_product(p) for p in m.products],
    }


def _product(p: Product) -> dict[str, Any]:
    return {
        "input": p.input,
        "formula": p.formula,
        "local": for_json(p.local),
        "product": for_json(p.product),
        "reduced": for_json(p.reduced),
    }
