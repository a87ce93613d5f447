"""What all views share: the user's own text made safe to print, and data made safe for JSON."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gradcli.letters import printable
from gradcli.numerals import exact, exact_tensor, nested, number, same_everywhere, tensor

if TYPE_CHECKING:
    from gradcli.calculation.trace import Product, Trace

__all__ = [
    "contributions",
    "exact",
    "exact_tensor",
    "for_json",
    "in_upstream",
    "json_line",
    "local_derivative",
    "nested",
    "number",
    "printable",
    "symbolic_derivative",
    "tensor",
    "times",
    "valid_xml",
]


def valid_xml(text: str) -> str:
    """The printable text without the two code points that it may still have and XML does not."""
    return printable(text).replace("\ufffe", "").replace("\uffff", "")


def for_json(value: Any) -> Any:
    """Plain data for RFC 8259: numbers as floats, non-finite ones as the strings "NaN", "Infinity" and "-Infinity"."""
    data = nested(value)
    if isinstance(data, list):
        return [for_json(v) for v in data]
    if data is None or isinstance(data, str):
        return data
    data = float(data)
    if math.isfinite(data):
        return data
    return "NaN" if math.isnan(data) else "Infinity" if data > 0 else "-Infinity"


def json_line(document: Any, ascii: bool = False) -> str:
    """A JSON document on one line."""
    import json  # only where it is asked for

    return json.dumps(document, ensure_ascii=ascii, allow_nan=False).encode("utf-8", "replace").decode("utf-8")


def local_derivative(output: str, target: str, p: Product) -> str:
    """∂v1/∂x = 2*x = 4, or the whole rule where it is no number for each element: ∂/∂W: g ⊗ x; as far as it is known."""
    role = f" ({p.role})" if p.role else ""
    if p.local is None:
        rule = p.rule or p.formula
        return f"∂{output}/∂{target}{role}" if rule is None else f"∂/∂{target}{role}: {rule}"
    name = f"∂{output}/∂{target}{role}"
    value, rule = tensor(p.local), p.rule or p.formula
    if rule is None or same_everywhere(rule, p.local):
        return f"{name} = {rule or value}"
    return f"{name} = {rule} = {value}"


def in_upstream(trace: Trace, p: Product) -> bool:
    """Whether a rule is told in the gradient that arrived, and so is no derivative alone."""
    return re.search(rf"(?<!\w){trace.upstream}(?!\w)", p.rule or p.formula or "") is not None


def symbolic_derivative(output: str, target: str, p: Product, whole: bool) -> str:
    """The same without numbers; `whole` where it is the rule in g and not a derivative."""
    role = f" ({p.role})" if p.role else ""
    rule = p.rule or p.formula
    if rule is None:
        return f"∂{output}/∂{target}{role}"
    return f"∂/∂{target}{role}: {rule}" if whole else f"∂{output}/∂{target}{role} = {rule}"


def times(upstream: Any, p: Product) -> str:
    """3 × 4 = 12, or the rule with its numbers: [1, 2] ⊗ [3] = [[3], [6]]."""
    found = tensor(p.product)
    if p.local is not None:
        return f"{tensor(upstream)} × {tensor(p.local)} = {found}"
    return found if p.numbers is None or p.numbers == found else f"{p.numbers} = {found}"


def contributions(terms: Sequence[Any], total: Any) -> str:
    """4 + 12 = 16; nothing where there was one."""
    if len(terms) < 2:
        return ""
    shown = " + ".join(map(tensor, terms)) if len(terms) <= 6 else f"{len(terms)} contributions"
    return f"{shown} = {tensor(total)}"
