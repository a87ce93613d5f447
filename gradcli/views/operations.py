"""The derivative table for people and for programs: what `gradcli ops` prints."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from gradcli.calculation.examples import example_of
from gradcli.calculation.readings import shape_text
from gradcli.formula.rules import rule_reading, rule_text, shapes_of
from gradcli.ops.op import Composite, Op, Row, mask_of
from gradcli.ops.table import family_of, rows
from gradcli.problems import Remedy
from gradcli.views.lines import Line
from gradcli.views.tables import table

SCHEMA = "gradcli.ops/1"


def signature(row: Row) -> str:
    """`clamp(x, min=None, max=None)`"""
    parts = ["tensors"] if row.variadic else [_parameter(row, n) for n in row.operands]
    parts += [_parameter(row, n) for n in row.options]
    call = f"{row.name}({', '.join(parts)})"
    return f"x.{call.replace('(x, ', '(').replace('(x)', '()')}" if row.method else call


def _parameter(row: Row, name: str) -> str:
    shown = name.rstrip("_")
    if name not in row.defaults:
        return shown
    default = row.defaults[name]
    return f"{shown}=None" if default == "unset" else f"{shown}={default!r}"


def operations(row: Row) -> tuple[Op, ...]:
    """The operations that a row records."""
    return (row,) if isinstance(row, Op) else row.rows


def rules(op: Op, written: Callable[[Op, str], str | None] = rule_text) -> list[tuple[str, str]]:
    """(operand, rule as text) of one operation; rules without a spelling are left out."""
    if op.not_implemented is not None:
        return [("", "PyTorch has no derivative for it")]
    found = [("" if operand == "*" else operand, written(op, operand)) for operand in op.rules]
    return [(operand, text) for operand, text in found if text is not None]


# ------------------------------------------------------------------ for people
def overview() -> Iterator[Line]:
    """All functions, family by family."""
    families: dict[str, list[Row]] = {}
    for row in rows():
        families.setdefault(family_of(row), []).append(row)
    for family, members in families.items():
        yield [(family.replace("_", " "), "name")]
        yield from table([[("  " + signature(row), "formula"), (row.doc, "")] for row in members])
        yield []
    yield [("gradcli ops NAME tells everything about one of them", "quiet")]


def one(row: Row, say: Callable[[Remedy], str] = str) -> Iterator[Line]:
    """Everything about one function; `say` words the example."""
    yield [(signature(row), "name")]
    yield [(f"  {row.doc}", "")]
    facts: list[tuple[str, str]] = []
    if row.aliases:
        facts.append(("also", ", ".join(row.aliases)))
    if row.domain:
        facts.append(("domain", row.domain))
    facts += _nodes(row)
    facts += [("kink" if not k else "", f"{kink.where}; {kink.torch}") for k, kink in enumerate(_kinks(row))]
    example = example_of(row)
    if example is not None:
        values = tuple(text for pair in example.values.items() for text in pair)
        facts.append(("example", say(Remedy("example", (example.expression, *values)))))
    yield from table([[(f"  {label}", "quiet"), (text, "")] for label, text in facts])


def _nodes(row: Row) -> list[tuple[str, str]]:
    """Each node with what it saves, and under it the gradients of its operands."""
    found: list[tuple[str, str]] = []
    for op in operations(row):
        if op.rules or op.not_implemented:
            kept = saves(op)
            found.append(("node", op.grad_fn + (f", saves {', '.join(kept)}" if kept else ", saves nothing")))
            found += [("for", text) for text in [_taken(row, op)] if text]
            found += [("gradient", f"{operand}: {text}" if operand else text) for operand, text in rules(op, rule_reading)]
    if found:
        return found
    return [("node", "none: it has no gradient" if isinstance(row, Op) else "those of the functions it is made of")]


def _taken(row: Row, op: Op) -> str:
    """Of several operations behind one name: which operands lead to this one, and their shapes where those decide."""
    if len(operations(row)) < 2:
        return ""
    shapes = shapes_of(op)
    sign = " @ " if op.name in ("mm", "mv", "dot", "bmm") else ", "
    sizes = "" if shapes is None else f"{sign.join(map(shape_text, shapes[0]))} → {shape_text(shapes[1])}"
    words = op.doc.rstrip(".") if op.doc != row.doc else ""
    return ": ".join(part for part in (sizes, words[:1].lower() + words[1:]) if part)


def saves(op: Op) -> tuple[str, ...]:
    """What a node of this operation keeps when all its operands require grad."""
    if op.variadic:
        return ()
    named = {"out": "the result", "outs": "the results"}
    return tuple(named.get(n, n) for n in op.plan(mask_of([n in op.rules for n in op.operands])).saved)


def _kinks(row: Row) -> list[Any]:
    return list({(kink.where, kink.torch): kink for op in operations(row) for kink in op.kinks}.values())


# ------------------------------------------------------------------ for programs
def document(row: Row | None) -> dict[str, Any]:
    """One row, or all of them, as data."""
    listed = [row] if row is not None else list(rows())
    return {"schema": SCHEMA, "functions": [_entry(r) for r in listed]}


def _entry(row: Row) -> dict[str, Any]:
    return {
        "name": row.name,
        "family": family_of(row),
        "signature": signature(row),
        "doc": row.doc,
        "aliases": list(row.aliases),
        "domain": row.domain or None,
        "operations": [
            {
                "grad_fn": op.grad_fn if op.rules or op.not_implemented else None,
                "gradients": {operand: rule_text(op, operand) for operand in op.rules},
                "saves": list(saves(op)),
            }
            for op in operations(row)
        ],
        "kinks": [{"where": kink.where, "torch": kink.torch} for kink in _kinks(row)],
        "example": row.example or None,
        "composite": isinstance(row, Composite) and not row.rows,
    }
