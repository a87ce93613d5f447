"""torch.Size: the sizes of a tensor, a tuple that prints its name and stays one when it is sliced, joined or repeated.

The engine reads it as the tuple that it is, and makes it with `size_of`, which checks nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Self, SupportsIndex, overload

from gradcli.problems import type_error, value_error

CONCATENATED = (list, str, bytes)  # whose own refusals of another operand PyTorch shows
NOT_TIMES = "can't multiply sequence by non-int of type '{}'"


class Size(tuple[int, ...]):
    """torch.Size: `Size([2, 3])`. Raises PyTorch's TypeError for what is no whole number."""

    __slots__ = ()
    __module__ = "torch"

    def __new__(cls, sizes: Iterable[Any] = (), /) -> Self:
        return tuple.__new__(cls, [_whole(k, size) for k, size in enumerate(sizes)])

    def numel(self) -> int:
        """The number of elements."""
        return math.prod(self)

    def __repr__(self) -> str:
        return f"torch.Size([{', '.join(map(str, self))}])"

    def __format__(self, spec: str) -> str:
        if spec:
            raise type_error("unsupported format string passed to torch.Size.__format__")
        return repr(self)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"'torch.Size' object has no attribute '{name}'")

    @overload
    def __getitem__(self, at: SupportsIndex) -> int: ...

    @overload
    def __getitem__(self, at: slice) -> Size: ...

    def __getitem__(self, at: Any) -> Any:
        found = tuple.__getitem__(self, at)
        return size_of(found) if type(at) is slice else found

    def __add__(self, other: Any) -> Any:
        if not isinstance(other, tuple):
            raise type_error(f"can only concatenate tuple (not {type(other).__name__}) to torch.Size")
        return size_of(tuple.__add__(self, other))

    def __radd__(self, other: Any) -> Any:
        if isinstance(other, tuple):
            return size_of(tuple.__add__(other, self))
        kind = type(other).__name__
        if isinstance(other, CONCATENATED):
            raise type_error(f'can only concatenate {kind} (not "torch.Size") to {kind}')
        raise type_error(f"unsupported operand type(s) for +: '{kind}' and 'torch.Size'")

    def __mul__(self, times: Any) -> Any:
        if not hasattr(times, "__index__"):
            raise type_error(NOT_TIMES.format("torch.Size" if type(times) is Size else type(times).__name__))
        return size_of(tuple.__mul__(self, times.__index__()))

    def __rmul__(self, times: Any) -> Any:
        if isinstance(times, (tuple, *CONCATENATED)):  # which would be repeated
            raise type_error(NOT_TIMES.format("torch.Size"))
        return self * times

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (tuple(self),)


size_of: Callable[[tuple[int, ...]], Size] = partial(tuple.__new__, Size)
SCALAR = size_of(())


def _again(sizes: tuple[int, ...]) -> Size:
    """A size that comes from another process, where its class is not found under the name that it prints."""
    return size_of(sizes)


def _whole(k: int, size: Any) -> int:
    """One size that a script gives."""
    try:
        n: int = size.__index__()
    except (AttributeError, TypeError):
        raise type_error(f"torch.Size() takes an iterable of 'int' (item {k} is '{type(size).__name__}')") from None
    if not -(2**63) <= n < 2**63:
        raise value_error("Overflow when unpacking long long")
    return n
