"""The trace as a JSON document (schema gradcli.trace/1)."""

from __future__ import annotations

from typing import Any

from gradcli.calculation.notes import Note
from gradcli.calculation.paths import Paths, all_paths
from gradcli.calculation.trace import SCHEMA, Move, Pass, Product, Raised, Together, Trace, Vertex
from gradcli.problems import Span
from gradcli.readers.json_text import WORDS
from gradcli.views.problem import SCHEMA as ERROR
from gradcli.views.problem import line_of
from gradcli.views.text import for_json


def document(trace: Trace, paths: bool = False) -> dict[str, Any]:
    """All of a trace, in plain JSON values, and with `paths` the sums over paths, which reading it back has no need of."""
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
        "formula": dict(trace.formulas),
        "formula_numbers": dict(trace.numbers),
        "formula_read": dict(trace.readings),
        "recorded": trace.recorded,
        "upstream": trace.upstream,
        "passes": [_pass(p, trace.expression) for p in trace.passes],
        "notes": [{"kind": n.kind, "text": n.text} for n in trace.notes],
    }
    if trace.error is not None:
        found["error"] = _raised(trace.error, trace.expression)
    if paths:
        found["paths"] = [_paths(one) for one in all_paths(trace)]
    return found


def _paths(found: Paths) -> dict[str, Any]:
    return {
        "output": found.output,
        "input": found.input,
        "number": found.number,
        "shown": [
            {"elements": list(p.elements), "factors": for_json(list(p.locals)), "product": for_json(p.product)}
            for p in found.shown
        ],
        "total": for_json(found.total),
    }


def _raised(error: Raised, expression: str) -> dict[str, Any]:
    return {
        "schema": ERROR,
        "type": error.kind,
        "message": error.message,
        "span": list(error.span) if error.span else None,
        "line": line_of(expression, error.span),
        "why": error.why,
        "fix": error.fix,
        "hint": error.hint,
    }


def _vertex(v: Vertex) -> dict[str, Any]:
    return {
        "id": v.id,
        "name": v.name,
        "op": v.op,
        "text": v.text,
        "grad_fn": v.grad_fn,
        "inputs": list(v.inputs),
        "value": v.value if isinstance(v.value, bool) else for_json(v.value),
        "shape": list(v.shape),
        "requires_grad": v.requires_grad,
        "is_leaf": v.is_leaf,
        "saved": list(v.saved),
        "span": list(v.span) if v.span else None,
        "numbers": v.numbers,
        "skipped": v.skipped,
        "shapes": v.shapes,
        "within": v.within,
    }


def _pass(p: Pass, expression: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "steps": [_move(m) for m in p.moves],
        "grad": {name: for_json(g) for name, g in p.grads.items()},
    }
    if p.error is not None:
        found["error"] = _raised(p.error, expression)
    return found


def _move(m: Move) -> dict[str, Any]:
    if m.grad_fn == "AccumulateGrad":
        return {
            "node": m.vertex,
            "grad_fn": m.grad_fn,
            "upstream": for_json(m.upstream),
            "before": for_json(m.before),
            "after": for_json(m.after),
            "terms": [for_json(t) for t in m.terms],
        }
    return {
        "node": m.vertex,
        "grad_fn": m.grad_fn,
        "upstream": for_json(m.upstream),
        "products": [_product(p) for p in m.products],
        "terms": [for_json(t) for t in m.terms],
        "together": [_together(t) for t in m.together],
    }


def _together(t: Together) -> dict[str, Any]:
    return {
        "call": t.call,
        "node": t.vertex,
        "input": t.input,
        "rule": t.rule,
        "numbers": t.numbers,
        "product": for_json(t.product),
    }


def _product(p: Product) -> dict[str, Any]:
    return {
        "input": p.input,
        "formula": p.formula,
        "local": for_json(p.local),
        "product": for_json(p.product),
        "reduced": for_json(p.reduced),
        "role": p.role,
        "rule": p.rule,
        "numbers": p.numbers,
        "shapes": p.shapes,
        "guard": p.guard,
        "jacobian": for_json(p.jacobian),
    }


# ------------------------------------------------------------------ and back
class NotATrace(Exception):
    """The document is not a trace of this schema; the message says where it stops being one."""


def read(found: Any) -> Trace:
    """The trace that a document holds. Raises NotATrace."""
    try:
        if found["schema"] != SCHEMA:
            raise NotATrace(f"its schema is {found['schema']!r}, not {SCHEMA!r}")
        return Trace(
            expression=str(found["expression"]),
            output=str(found["output"]),
            vertices=tuple(_read_vertex(v) for v in found["graph"]["nodes"]),
            root=int(found["graph"]["output"]),
            passes=tuple(_read_pass(p) for p in found["passes"]),
            grads={name: _data(g) for name, g in found["grad"].items()},
            formulas=dict(found["formula"]),
            numbers=dict(found["formula_numbers"]),
            notes=tuple(Note(str(n["kind"]), str(n["text"])) for n in found["notes"]),
            recorded=bool(found["recorded"]),
            upstream=str(found.get("upstream", "g")),
            readings=dict(found.get("formula_read", {})),
        )
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        raise NotATrace(f"something is missing or of another kind: {error}") from None


def _data(value: Any) -> Any:
    """Numbers and nested lists; the strings for what is not finite become numbers again."""
    if isinstance(value, list):
        return [_data(v) for v in value]
    if value is None or isinstance(value, bool):
        return value
    return float(WORDS.get(value, value) if isinstance(value, str) else value)


def _read_vertex(v: Any) -> Vertex:
    return Vertex(
        id=int(v["id"]),
        name=str(v["name"]),
        op=str(v["op"]),
        text=str(v["text"]),
        grad_fn=v["grad_fn"],
        inputs=tuple(int(i) for i in v["inputs"]),
        value=_data(v["value"]),
        shape=tuple(int(n) for n in v["shape"]),
        requires_grad=bool(v["requires_grad"]),
        is_leaf=bool(v["is_leaf"]),
        saved=tuple(str(s) for s in v["saved"]),
        span=_read_span(v["span"]),
        numbers=v["numbers"],
        skipped=v["skipped"],
        shapes=v.get("shapes"),
        within=v.get("within"),
    )


def _read_pass(p: Any) -> Pass:
    error = p.get("error")
    return Pass(
        moves=tuple(_read_move(m) for m in p["steps"]),
        grads={name: _data(g) for name, g in p["grad"].items()},
        error=None if error is None else _read_raised(error),
    )


def _read_raised(error: Any) -> Raised:
    span = _read_span(error.get("span"))
    return Raised(error["type"], error["message"], error["why"], error["fix"], error["hint"], span)


def _read_span(span: Any) -> Span | None:
    return None if span is None else (int(span[0]), int(span[1]))


def _read_move(m: Any) -> Move:
    return Move(
        vertex=int(m["node"]),
        grad_fn=str(m["grad_fn"]),
        upstream=_data(m["upstream"]),
        products=tuple(_read_product(p) for p in m.get("products", ())),
        before=_data(m.get("before")),
        after=_data(m.get("after")),
        terms=tuple(_data(t) for t in m.get("terms", ())),
        together=tuple(_read_together(t) for t in m.get("together", ())),
    )


def _read_together(t: Any) -> Together:
    return Together(str(t["call"]), int(t["node"]), int(t["input"]), str(t["rule"]), t["numbers"], _data(t["product"]))


def _read_product(p: Any) -> Product:
    texts = {name: p.get(name) for name in ("role", "rule", "numbers", "shapes", "guard")}
    local, product, reduced, jacobian = (_data(p.get(name)) for name in ("local", "product", "reduced", "jacobian"))
    return Product(int(p["input"]), p["formula"], local, product, reduced, **texts, jacobian=jacobian)
