"""Many samples as one batch: tensors stacked, numbers as a tensor, and the same inside of tuples, lists and dictionaries."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, MutableSequence, Sequence
from copy import copy
from typing import Any

from gradcli.ops import table
from gradcli.ops.dtypes import NAMED
from gradcli.problems import runtime_error, type_error
from gradcli.tensors.tensor import Tensor
from gradcli.torch.functions import as_tensor, tensor

NOT_KNOWN = "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {}"


def default_collate(batch: Sequence[Any]) -> Any:
    """A batch of samples that are alike. Raises TypeError and RuntimeError for those that are not."""
    first = batch[0]
    if isinstance(first, Tensor):
        return table.TABLE["stack"](*batch)
    if type(first).__module__ == "numpy":
        return _of_numpy(batch)
    if isinstance(first, float):
        return tensor(batch, dtype=NAMED["float64"])
    if isinstance(first, int):
        return tensor(batch)
    if isinstance(first, str | bytes):
        return batch
    if isinstance(first, Mapping):
        return _mapping(first, {key: default_collate([sample[key] for sample in batch]) for key in first})
    if isinstance(first, tuple) and hasattr(first, "_fields"):
        return type(first)(*[default_collate(part) for part in zip(*batch, strict=False)])
    if not isinstance(first, Sequence):
        raise type_error(NOT_KNOWN.format(type(first)))
    if any(len(sample) != len(first) for sample in batch):
        raise runtime_error("each element in list of batch should be of equal size")
    parts = [default_collate(part) for part in zip(*batch, strict=True)]
    return parts if isinstance(first, tuple) else _sequence(first, parts)


def _of_numpy(batch: Sequence[Any]) -> Any:
    first = batch[0]
    if first.dtype.kind in "SaUO":
        raise type_error(NOT_KNOWN.format(first.dtype))
    if type(first).__name__ == "ndarray":
        return default_collate([as_tensor(sample) for sample in batch])
    return tensor([sample.item() for sample in batch], dtype=NAMED[first.dtype.name])


def _mapping(like: Any, parts: dict[Any, Any]) -> Any:
    """Parts in a mapping of the same kind where that can be made, otherwise in a dictionary."""
    try:
        if isinstance(like, MutableMapping):
            made = copy(like)
            made.update(parts)
            return made
        return type(like)(parts)
    except TypeError:
        return parts


def _sequence(like: Any, parts: list[Any]) -> Any:
    """Parts in a sequence of the same kind where that can be made, otherwise in a list."""
    try:
        if isinstance(like, MutableSequence):
            made = copy(like)
            for k, part in enumerate(parts):
                made[k] = part
            return made
        return type(like)(parts)
    except TypeError:
        return parts


def default_convert(data: Any) -> Any:
    """Arrays and numbers of NumPy as tensors, also inside of tuples, lists and dictionaries."""
    if isinstance(data, Tensor):
        return data
    if type(data).__module__ == "numpy":
        return data if data.dtype.kind in "SaUO" else as_tensor(data)
    if isinstance(data, Mapping):
        return _mapping(data, {key: default_convert(data[key]) for key in data})
    if isinstance(data, tuple):
        parts = [default_convert(part) for part in data]
        return type(data)(*parts) if hasattr(data, "_fields") else parts
    if isinstance(data, Sequence) and not isinstance(data, str | bytes):
        return _sequence(data, [default_convert(part) for part in data])
    return data
