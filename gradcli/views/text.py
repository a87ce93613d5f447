"""What all views share: the user's own text made safe to print, and data made safe for JSON."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from gradcli.letters import printable
from gradcli.numerals import exact, exact_tensor, nested, number, tensor

if TYPE_CHECKING:
    from gradcli.calculation.trace import Product

__all__ = [
    "exact",
    "exact_tensor",
    "for_json",
    "json_line",
    "local_derivative",
    "nested",
    "number",
    "printable",
    "tensor",
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


def json_line(document: Any) -> str:
    """A JSON document on one line."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace").decode("utf-8")


def local_derivative(output: str, target: str, p: Product) -> str:
    """∂v1/∂x = 2*x = 4, as far as it is known."""
    name = f"∂{output}/∂{target}"
    if p.local is None:
        return name if p.formula is None else f"{name} on g: {p.formula}"
    value = tensor(p.local)
    return f"{name} = {value}" if p.formula is None or p.formula == value else f"{name} = {p.formula} = {value}"
