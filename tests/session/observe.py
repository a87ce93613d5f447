"""How the cases observe a session, where they are found, how an answer becomes JSON, and when two answers are the same."""

from __future__ import annotations

import importlib
import math
import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

Case = Callable[[Any], list[Any]]
FOLDER = Path(__file__).parent
ANSWERS = FOLDER / "answers.json"


# ------------------------------------------------------------------ observing
def raised(function: Callable[[], Any]) -> str | None:
    """The exception that a call ends with, as "RuntimeError: its text"; None if it ends well. Warnings are no answer."""
    try:
        function()
    except Warning:
        raise
    except Exception as error:
        return f"{type(error).__name__}: {without_build_path(str(error))}"
    return None


def without_build_path(text: str) -> str:
    """A message without the place in torch's own source that some of them end with."""
    return re.sub(r" ?\(Triggered internally at [^)]*\)\.?", "", text)


def name(tensor: Any) -> str | None:
    """The name of a tensor's grad_fn."""
    return None if tensor.grad_fn is None else tensor.grad_fn.name()


def edges(node: Any) -> list[Any]:
    """Where the gradients of a node go: the name of the next node and which of its outputs; None for a constant."""
    return [[None if following is None else following.name(), number] for following, number in node.next_functions]


def chain(tensor: Any) -> list[str]:
    """The names of the nodes from a tensor's grad_fn along every node's first edge."""
    names, node = [], tensor.grad_fn
    while node is not None:
        names.append(node.name())
        node = node.next_functions[0][0] if node.next_functions else None
    return names


def grad(tensor: Any) -> Any:
    """The accumulated gradient as numbers; None if there is none."""
    return None if tensor.grad is None else tensor.grad.tolist()


def layout(tensor: Any) -> list[Any]:
    """How a tensor lies in its memory: shape, strides, offset, and whether that is the usual order."""
    return [list(tensor.shape), list(tensor.stride()), tensor.storage_offset(), tensor.is_contiguous()]


def numbers(tensors: Any) -> list[Any]:
    """Several tensors as numbers; None stays None."""
    return [None if tensor is None else tensor.tolist() for tensor in tensors]


# ------------------------------------------------------------------ collecting
def cases() -> dict[str, Case]:
    """Every case by "module.name": the public functions that a module cases_* defines."""
    found: dict[str, Case] = {}
    for path in sorted(FOLDER.glob("cases_*.py")):
        module = importlib.import_module(f"{__package__}.{path.stem}")
        for key, value in vars(module).items():
            if callable(value) and getattr(value, "__module__", None) == module.__name__ and not key.startswith("_"):
                found[f"{path.stem}.{key}"] = value
    return found


def plain(value: Any) -> Any:
    """An observation as JSON has it. TypeError for anything but Python's own numbers, texts, lists and tuples."""
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if type(value) is float and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if value is None or type(value) in (bool, int, float, str):
        return value
    raise TypeError(f"not an observation: {type(value).__name__}")


# ------------------------------------------------------------------ comparing
def difference(ours: Any, theirs: Any, where: str = "answer") -> str | None:
    """The first place where two answers differ; None if they are the same. A number has its type: 1, 1.0 and True differ."""
    if isinstance(ours, list) and isinstance(theirs, list):
        parts = (difference(a, b, f"{where}[{i}]") for i, (a, b) in enumerate(zip(ours, theirs, strict=False)))
        longer = None if len(ours) == len(theirs) else f"{where}: {len(ours)} parts, not {len(theirs)}"
        return next((part for part in parts if part is not None), longer)
    same = type(ours) is type(theirs) and (close(ours, theirs) if isinstance(theirs, float) else ours == theirs)
    return None if same else f"{where}: {ours!r}, not {theirs!r}"


def close(ours: float, theirs: float) -> bool:
    """Equal but for rounding: of float32 where theirs can be one, otherwise of float64. Zero is zero, with its sign."""
    if theirs == 0:
        return ours == 0 and math.copysign(1, ours) == math.copysign(1, theirs)
    return math.isclose(ours, theirs, rel_tol=4e-6 if is_float32(theirs) else 1e-12)


def is_float32(number: float) -> bool:
    """Whether a number is one of float32, as every result in float32 is."""
    try:
        return bool(struct.unpack("f", struct.pack("f", number))[0] == number)
    except OverflowError:
        return False
