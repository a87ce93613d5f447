"""torch.nn.utils.rnn: sequences of different lengths side by side."""

from __future__ import annotations

from typing import Any

from gradcli.ops import table
from gradcli.problems import runtime_error
from gradcli.torch.nn import functional as F
from gradcli.torch.nn.utils.packed import PackedSequence as PackedSequence
from gradcli.torch.nn.utils.packed import pack_padded_sequence as pack_padded_sequence
from gradcli.torch.nn.utils.packed import pad_packed_sequence as pad_packed_sequence


def pad_sequence(sequences: Any, batch_first: bool = False, padding_value: float = 0.0, padding_side: str = "right") -> Any:
    """Sequences (L, *) as one tensor (L, N, *), or (N, L, *), the shorter ones filled with a number. Raises RuntimeError."""
    if padding_side not in ("left", "right"):
        raise runtime_error(f"Expected padding_side to be one of left or right, but got {padding_side}.")
    longest = max(x.size(0) for x in sequences)
    rows = []
    for x in sequences:
        missing = longest - x.size(0)
        edges = [0, 0] * (x.dim() - 1) + ([missing, 0] if padding_side == "left" else [0, missing])
        rows.append(F.pad(x, edges, "constant", padding_value))
    return table.TABLE["stack"](*rows, dim=0 if batch_first else 1)


def pack_sequence(sequences: Any, enforce_sorted: bool = True) -> PackedSequence:
    """Sequences (L, *) of different lengths, packed. Raises RuntimeError."""
    return pack_padded_sequence(pad_sequence(sequences), [len(x) for x in sequences], enforce_sorted=enforce_sorted)
