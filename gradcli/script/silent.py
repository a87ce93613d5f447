"""What stands in the place of a library that draws or shows: it takes everything, and does nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


class Silent:
    """Every attribute, call, item and operation of it is silent again; it unpacks into as many as are wanted."""

    def __init__(self, name: str = "") -> None:
        object.__setattr__(self, "_name", name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name == "subplots":
            return _subplots
        return Silent(name)

    def __setattr__(self, name: str, value: Any) -> None:
        """Nothing is kept."""

    def __call__(self, *_: Any, **__: Any) -> Any:
        return Silent()

    def __getitem__(self, _: Any) -> Any:
        return Silent()

    def __setitem__(self, _: Any, __: Any) -> None:
        """Nothing is kept."""

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return True

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to end."""

    def __float__(self) -> float:
        return 0.0

    def _same(self, *_: Any) -> Any:
        return Silent()

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __neg__ = __pow__ = _same

    def __repr__(self) -> str:
        return "<not drawn>"

    def several(self, count: int) -> list[Any]:
        """As many as there are targets."""
        return [Silent() for _ in range(count)]


def _subplots(nrows: int = 1, ncols: int = 1, *_: Any, squeeze: bool = True, **__: Any) -> tuple[Any, Any]:
    """plt.subplots: a figure and as many axes as were asked for."""
    import numpy as np

    if nrows * ncols == 1 and squeeze:
        return Silent(), Silent()
    axes = np.empty(nrows * ncols, dtype=object)
    axes[:] = [Silent() for _ in range(nrows * ncols)]
    return Silent(), axes if squeeze and 1 in (nrows, ncols) else axes.reshape(nrows, ncols)
