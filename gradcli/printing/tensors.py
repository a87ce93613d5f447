"""A tensor as PyTorch prints it.

All elements of a tensor are written alike: whole numbers as `2.`, others with as many digits as the options say, and all
with an exponent where they are very large, very small or far apart. What is summarised looks at the elements it shows alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

from gradcli.ops.defaults import default_dtype
from gradcli.ops.dtypes import FLOATING
from gradcli.ops.sizes import numel
from gradcli.printing.options import Options, options
from gradcli.problems import TorchError

FAR_APART = 1000.0
LARGE, SMALL = 1.0e8, 1.0e-4
OPENING = "tensor("
Format = Callable[[Any], str]


class Printed(Protocol):
    """What is asked of a tensor."""

    raw: Any

    @property
    def shape(self) -> tuple[int, ...]:
        """The sizes."""

    @property
    def dtype(self) -> str:
        """The name of the dtype."""

    @property
    def grad_fn(self) -> Any:
        """The node that made it, or None."""

    @property
    def requires_grad(self) -> bool:
        """Whether it has a gradient."""

    def item(self) -> Any:
        """The single element."""

    def array(self) -> Any:
        """The elements."""


class Style(NamedTuple):
    """How the elements of one tensor are written.

    text   an element
    width  the columns that each of them fills
    """

    text: Format
    width: int

    def padded(self, value: Any) -> str:
        """An element in its columns."""
        return self.text(value).rjust(self.width)


# ------------------------------------------------------------------ one element
def style_of(values: Sequence[Any], is_floating: bool, how: Options) -> Style:
    """How to write elements, given as Python's numbers."""
    if not is_floating:
        return Style(str, max(map(len, map(str, values)), default=1))
    seen = [v for v in values if v and math.isfinite(v)]
    text = _notation(seen, how)
    return Style(text, max([1, *(len(text(v)) for v in seen)]))


def _notation(seen: Sequence[float], how: Options) -> Format:
    """How elements are written among which these are finite and other than zero."""
    if seen and (_needs_exponent(seen) if how.sci_mode is None else how.sci_mode):
        spec = f".{how.precision}e"
    elif all(v == math.ceil(v) for v in seen):
        return _whole
    else:
        spec = f".{how.precision}f"
    return lambda value: format(value, spec)


def _needs_exponent(seen: Sequence[float]) -> bool:
    sizes = [abs(v) for v in seen]
    least, most = min(sizes), max(sizes)
    return most > LARGE or least < SMALL or most / least > FAR_APART


def _whole(value: float) -> str:
    return f"{value:.0f}." if math.isfinite(value) else f"{value:.0f}"


# ------------------------------------------------------------------ all elements
def elements_text(x: Printed, indent: int = len(OPENING)) -> str:
    """The elements of a tensor in brackets; lines after the first are indented so that they stand under it."""
    how = options()
    shape, is_floating = x.shape, x.dtype in FLOATING
    if not numel(shape):
        return "[]"
    if not shape:
        value = x.item()
        return style_of([value], is_floating, how).padded(value)
    array = x.array()
    cut = [False] * len(shape)
    if numel(shape) > how.threshold:
        if not how.edgeitems:
            return "[...]"
        cut = [n > 2 * how.edgeitems for n in shape]
        array = _edges(array, cut, how.edgeitems)
    style = style_of(array.reshape(-1).tolist(), is_floating, how)
    return _brackets(array, style, cut, indent, how)


def _edges(array: Any, cut: Sequence[bool], count: int) -> Any:
    """The first and the last few along each dimension that is cut."""
    from gradcli.ops import arrays

    for axis, is_cut in enumerate(cut):
        if is_cut:
            n = array.shape[axis]
            array = array.take(arrays.as_array([*range(count), *range(n - count, n)]), axis)
    return array


def _brackets(array: Any, style: Style, cut: Sequence[bool], indent: int, how: Options) -> str:
    """From the vectors outwards: the texts of one dimension are joined to those of the one around it."""
    rank = array.ndim
    parts = [_vector(row, style, cut[-1], indent + rank - 1, how) for row in array.reshape(-1, array.shape[-1]).tolist()]
    for axis in reversed(range(rank - 1)):
        between = "," + "\n" * (rank - axis - 1) + " " * (indent + axis + 1)
        n = array.shape[axis]
        groups = [parts[k : k + n] for k in range(0, len(parts), n)]
        parts = [f"[{between.join(_with_gap(group, '...', cut[axis], how))}]" for group in groups]
    return parts[0]


def _vector(values: Sequence[Any], style: Style, is_cut: bool, indent: int, how: Options) -> str:
    shown = _with_gap([style.padded(v) for v in values], " ...", is_cut, how)
    a_line = max(1, math.floor((how.linewidth - indent) / (style.width + 2)))
    lines = [", ".join(shown[k : k + a_line]) for k in range(0, len(shown), a_line)]
    return f"[{(',' + chr(10) + ' ' * (indent + 1)).join(lines)}]"


def _with_gap(parts: list[str], gap: str, is_cut: bool, how: Options) -> list[str]:
    return [*parts[: how.edgeitems], gap, *parts[how.edgeitems :]] if is_cut else parts


# ------------------------------------------------------------------ the whole tensor
def tensor_text(x: Printed) -> str:
    """repr(x), as PyTorch has it: elements, and what cannot be seen in them."""
    if hasattr(x.raw, "run_op"):  # what stands for an array has no elements yet
        return f"{OPENING}{x.raw!r})"
    body = OPENING + elements_text(x)
    parts = [body]
    column = len(body) - body.rfind("\n") + 1
    for suffix in _suffixes(x):
        if column + len(suffix) + 2 > options().linewidth:
            parts.append(f",\n{' ' * len(OPENING)}{suffix}")
            column = len(OPENING) + len(suffix)
        else:
            parts.append(f", {suffix}")
            column += len(suffix) + 2
    return "".join(parts) + ")"


def _suffixes(x: Printed) -> list[str]:
    """The size of what shows none, a dtype that cannot be guessed, and where it came from."""
    found = []
    default = default_dtype()
    count = numel(x.shape)
    if (not count and len(x.shape) != 1) or (count and not options().edgeitems):
        found.append(f"size={tuple(x.shape)}")
    if x.dtype != default and (not count or x.dtype not in ("int64", "bool")):
        found.append(f"dtype={x.dtype!r}")
    maker = maker_name(x)
    if maker is not None:
        found.append(f"grad_fn=<{maker}>")
    elif x.requires_grad:
        found.append("requires_grad=True")
    return found


def maker_name(x: Printed) -> str | None:
    """The name of the node that made a tensor; Invalid where it cannot be asked for, and None for a leaf."""
    try:
        node = x.grad_fn
        return None if node is None else node.name().rpartition("::")[2]
    except TorchError:
        return "Invalid"


def parameter_text(x: Printed) -> str:
    """repr of a Parameter."""
    return f"Parameter containing:\n{tensor_text(x)}"
