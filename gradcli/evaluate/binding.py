"""The arguments of functions that are no rows of the table, by name: matched against signatures as PyTorch's parser does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gradcli.evaluate.refusals import (
    Argument,
    Signature,
    check_elements,
    misfit,
    refusal,
    signature,
    spelled,
    strictly,
    wrong_element,
)
from gradcli.problems import value_error
from gradcli.tensors.tensor import Tensor


def bound(title: str, texts: Sequence[str], given: Sequence[Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, by the names of the first signature that it fits.

    texts  the signatures, written as in signatures.py
    Raises PyTorch's TypeError if it fits none, and NotImplementedError for a tensor to write into.
    """
    ways = [signature(text) for text in texts]
    misfits = [misfit(way, given, named, strictly) for way in ways]
    if None not in misfits:
        from gradcli.evaluate.overloads import listed  # a long table, which only refusals need

        method = title.endswith("_")  # of these functions those that write are methods
        raise refusal(title, ways, given, named, [m for m in misfits if m is not None], listed(title, method))
    way = ways[misfits.index(None)]
    check_elements(title, way, given)
    found = _by_name(way, given, named)
    if found.pop("out", None) is not None:
        raise NotImplementedError(f"{title}(): out= is not available: use the tensor that it returns")
    return found


def _by_name(way: Signature, given: Sequence[Any], named: Mapping[str, Any]) -> dict[str, Any]:
    first = way.arguments[0] if way.positional else None
    if given and first is not None and first.kind in "IJ" and wrong_element(given[0]) == -1:
        given = (tuple(given),)  # rand(2, 3)
    found = {a.name: _plain(a, v) for a, v in zip(way.arguments, given, strict=False)}
    for argument in way.arguments[len(given) :]:
        name = spelled(argument.name, named)
        if name in named:
            found[argument.name] = _plain(argument, named[name])
    return found


def _plain(argument: Argument, value: Any) -> Any:
    """An argument as a plain number or a tuple of them, where a tensor of one element stands for it."""
    if argument.kind in "IJ":
        return tuple(map(int, value)) if isinstance(value, list | tuple) else (int(value),)
    if isinstance(value, Tensor) and argument.kind in "Nifb":
        return value.item()
    if argument.kind == "i" and value is not None and not -(2**63) <= value < 2**63:
        raise value_error("Overflow when unpacking long long")
    return value
