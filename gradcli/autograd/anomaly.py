"""What anomaly mode looks for: a node that answers nan."""

from __future__ import annotations

from typing import Any

from gradcli.problems import BackwardError
from gradcli.recording.node import Node, Products
from gradcli.tensors.op_node import plain


def check_anomaly(node: Node, products: Products) -> None:
    """Raise PyTorch's RuntimeError if a gradient that a node hands on is nan somewhere."""
    shown = list(getattr(node, "shown", ()))
    for k, _, product in products:
        if product is not None and _is_nan(plain(product)):
            place = shown.index(k) if k in shown else k
            raise BackwardError("RuntimeError", f"Function '{node.name()}' returned nan values in its {place}th output.")


def _is_nan(raw: Any) -> bool:
    unequal = raw != raw
    return bool(unequal if isinstance(unequal, bool) else unequal.any())
