"""Printed tensors as cases: what makes a tensor, as JSON, and what a session, PyTorch's or gradcli's, prints of it."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

ANSWERS = Path(__file__).parent / "data" / "printed.jsonl"

MADE: dict[str, Any] = {  # what is done with the leaf, by the name of the case
    "leaf": lambda x: x,
    "clone": lambda x: x.clone(),
    "times": lambda x: x * 1,
    "negative": lambda x: -x,
    "unsqueezed": lambda x: x.unsqueeze(-1),
    "reshape": lambda x: x.reshape(-1),
    "select": lambda x: x[0] if x.ndim and x.shape[0] else x.clone(),
    "transposed": lambda x: x.t() if x.ndim <= 2 else x.transpose(0, 1),
    "expanded": lambda x: x.expand(2, *x.shape),
    "sum": lambda x: x.abs().amax() if x.numel() else x.sum(),
}


def number(text: str) -> float | int | bool:
    """A number of a case: as Python writes it."""
    if text in ("True", "False"):
        return text == "True"
    return float(text) if any(c in text for c in ".einf") else int(text)


def nested(values: list[Any], shape: list[int]) -> Any:
    """Numbers in order as nested lists of a shape."""
    if not shape:
        return values[0]
    step = math.prod(shape[1:])
    return [nested(values[k * step : (k + 1) * step], shape[1:]) for k in range(shape[0])]


def leaf(torch: Any, case: dict[str, Any]) -> Any:
    """The tensor of a case, before anything is done with it."""
    dtype = getattr(torch, case["dtype"])
    shape = case["shape"]
    if not math.prod(shape):
        x = torch.zeros(*shape, dtype=dtype)
    else:
        x = torch.tensor(nested([number(text) for text in case["values"].split()], shape), dtype=dtype)
    return x.requires_grad_() if case.get("grad") else x


def printed(torch: Any, case: dict[str, Any]) -> list[str]:
    """What is printed of a case: repr, then every format, or the refusal of it."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(getattr(torch, case.get("default", "float32")))
    torch.set_printoptions(**{name: _option(value) for name, value in case.get("options", {}).items()})
    try:
        x = MADE[case.get("made", "leaf")](leaf(torch, case))
        return [repr(x), *[_formatted(x, spec) for spec in case.get("formats", [])]]
    finally:
        torch.set_printoptions(profile="default")
        torch.set_default_dtype(before)


def _option(value: Any) -> Any:
    return math.inf if value == "inf" else value


def _formatted(x: Any, spec: str) -> str:
    try:
        return format(x, spec)
    except (TypeError, ValueError) as error:
        return f"{type(error).__name__}: {error}"


def answers() -> list[dict[str, Any]]:
    """The cases with PyTorch's own answers."""
    return [json.loads(line) for line in ANSWERS.read_text("utf-8").splitlines()]
