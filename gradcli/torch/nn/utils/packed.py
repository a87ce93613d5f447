"""torch.nn.utils.rnn.PackedSequence: sequences of different lengths as one tensor, step by step without padding."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

from gradcli.ops.shuffling import pack_steps
from gradcli.problems import runtime_error, value_error
from gradcli.tensors.tensor import Tensor
from gradcli.torch import functions

UNSORTED = (
    "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass `enforce_sorted=False` to "
    "pack_padded_sequence and/or pack_sequence to sidestep this requirement if you do not need ONNX exportability."
)


class PackedSequence(NamedTuple):
    """What was packed: the elements, how many sequences have each step, and the order of the sequences."""

    data: Any
    batch_sizes: Any
    sorted_indices: Any = None
    unsorted_indices: Any = None


PackedSequence.__module__ = "torch.nn.utils.rnn"


def pack_padded_sequence(input: Any, lengths: Any, batch_first: bool = False, enforce_sorted: bool = True) -> PackedSequence:
    """Sequences (L, N, *) of some lengths, packed. Raises RuntimeError for lengths that do not fit."""
    sizes = [int(n) for n in (lengths.tolist() if isinstance(lengths, Tensor) else lengths)]
    count = input.shape[0 if batch_first else 1]
    if len(sizes) != count:
        raise runtime_error(f"Expected `len(lengths)` to be equal to batch_size, but got {len(sizes)} (batch_size={count})")
    order = sorted(range(count), key=lambda k: -sizes[k])
    indices = None
    if not enforce_sorted:
        indices = functions.tensor(order)
        input = input.index_select(0 if batch_first else 1, indices)
        sizes = [sizes[k] for k in order]
    if min(sizes, default=1) <= 0:
        raise runtime_error("Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0")
    if any(a < b for a, b in pairwise(sizes)):
        raise runtime_error(UNSORTED)
    steps = input.transpose(0, 1) if batch_first else input
    if sizes[0] > steps.shape[0]:
        raise runtime_error(f"Expected `len(lengths)` to be at most {steps.shape[0]}, but got {sizes[0]}")
    counts = [sum(n > t for n in sizes) for t in range(sizes[0])]
    places = tuple(t * count + b for t, n in enumerate(counts) for b in range(n))
    return PackedSequence(pack_steps(steps, places=places), functions.tensor(counts), indices, _inverse(indices))


def _inverse(indices: Any) -> Any:
    if indices is None:
        return None
    order = indices.tolist()
    return functions.tensor([order.index(k) for k in range(len(order))])


def pad_packed_sequence(
    sequence: Any, batch_first: bool = False, padding_value: float = 0.0, total_length: int | None = None
) -> tuple[Any, Any]:
    """(L, N, *) and the lengths. Raises ValueError for a total length that is too short."""
    counts = sequence.batch_sizes.tolist()
    if total_length is not None and total_length < len(counts):
        raise value_error(
            "Expected total_length to be at least the length of the longest sequence in input, but got "
            f"total_length={total_length} and max sequence length being {len(counts)}"
        )
    data = sequence.data
    out = data.detach().new_full((total_length or len(counts), counts[0], *data.shape[1:]), padding_value)
    begin = 0
    for t, n in enumerate(counts):
        out[t, :n] = data[begin : begin + n]
        begin += n
    lengths = functions.tensor([sum(n > b for n in counts) for b in range(counts[0])])
    if batch_first:
        out = out.transpose(0, 1)
    if sequence.unsorted_indices is not None:
        out = out.index_select(0 if batch_first else 1, sequence.unsorted_indices)
        lengths = lengths[sequence.unsorted_indices]
    return out, lengths


def over_packed(module: Any, packed: PackedSequence, states: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
    """A recurrent layer over what is packed: the elements step by step, and the state in which each sequence ended."""
    counts, x, ends = packed.batch_sizes.tolist(), packed.data, []
    directions = 2 if module.bidirectional else 1
    cat, stack = functions.find("cat"), functions.find("stack")
    for layer in range(module.num_layers):
        sides = []
        for side in range(directions):
            weights = module._weights(layer, "_reverse" if side else "")
            begun = tuple(h[layer * directions + side] for h in states)
            steps, end = (_backwards if side else _forwards)(module, x, counts, begun, weights)
            sides.append(cat(steps, 0))  # type: ignore[misc]
            ends.append(end)
        x = sides[0] if directions == 1 else cat(sides, -1)  # type: ignore[misc]
        if module.dropout and layer < module.num_layers - 1:
            x = module._dropped(x)
    return x, tuple(stack(list(parts)) for parts in zip(*ends, strict=True))  # type: ignore[misc]


def _parts(x: Any, counts: list[int]) -> list[Any]:
    begins = [sum(counts[:t]) for t in range(len(counts))]
    return [x[begin : begin + n] for begin, n in zip(begins, counts, strict=True)]


def _forwards(module: Any, x: Any, counts: list[int], state: Any, weights: Any) -> tuple[list[Any], Any]:
    """Sequences end one after the other, the shortest first."""
    cat: Any = functions.find("cat")
    steps, ended = [], []
    for part, n in zip(_parts(x, counts), counts, strict=True):
        if n < len(state[0]):
            ended.append(tuple(h[n:] for h in state))
            state = tuple(h[:n] for h in state)
        state = module._step(part, state, weights)
        steps.append(state[0])
    whole = [state, *reversed(ended)]
    return steps, tuple(cat(list(parts), 0) if len(parts) > 1 else parts[0] for parts in zip(*whole, strict=True))


def _backwards(module: Any, x: Any, counts: list[int], begun: Any, weights: Any) -> tuple[list[Any], Any]:
    """Sequences begin one after the other, the longest first."""
    cat: Any = functions.find("cat")
    steps: list[Any] = []
    state = tuple(h[: counts[-1]] for h in begun)
    for part, n in zip(reversed(_parts(x, counts)), reversed(counts), strict=True):
        had = len(state[0])
        if n > had:
            state = tuple(cat([h, first[had:n]], 0) for h, first in zip(state, begun, strict=True))
        state = module._step(part, state, weights)
        steps.insert(0, state[0])
    return steps, state
