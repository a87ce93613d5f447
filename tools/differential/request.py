"""A question, as both sides are asked it, and as `gradcli batch` reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

WORDS = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}

NO_OUTPUT = "the output is no tensor"  # said of a result that torch computes and that has no gradient


@dataclass(frozen=True)
class Request:
    """One question.

    expression  text of the language
    values      name -> number, nested list, or a text such as "zeros(2, 0)"; non-finite numbers are the words of JSON
    settings    the other keys of a request of `gradcli batch`: dtype, wrt, backward, grad_output, hessian, ...
    """

    expression: str
    values: Mapping[str, Any]
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def dtype(self) -> str:
        """The dtype of the variables."""
        return str(self.settings.get("dtype", "float64"))

    @property
    def precision(self) -> str:
        """The dtype of the least precise step: a cast to float32 loses digits whatever the dtype of the variables."""
        return "float32" if re.search(r"\bfloat\(\)|float32", self.expression) else self.dtype

    def document(self) -> dict[str, Any]:
        """The request as an object of JSON."""
        return {"expression": self.expression, "values": dict(self.values), **self.settings}


def from_document(document: Mapping[str, Any]) -> Request:
    """A request that was written as JSON."""
    settings = {key: value for key, value in document.items() if key not in ("expression", "values", "id")}
    return Request(document["expression"], document.get("values", {}), settings)


def plain(value: Any) -> Any:
    """Numbers and nested lists, with the words of JSON for numbers that are not finite turned into numbers."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    return WORDS.get(value, value) if isinstance(value, str) else value


def worded(value: Any) -> Any:
    """The way back: numbers that are not finite as the words of JSON."""
    if isinstance(value, list):
        return [worded(item) for item in value]
    if isinstance(value, float) and value - value != 0:
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    return value
