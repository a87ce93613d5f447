"""Pixels out of channels and back (Shi et al., 2016), sequences without their padding: the elements stay, and lie elsewhere."""

from __future__ import annotations

from typing import Any

from gradcli.ops import sizes
from gradcli.ops.kinds import INTEGER
from gradcli.ops.op import Op
from gradcli.problems import runtime_error

Shape = sizes.Shape


def _demand(name: str, shape: Shape, factor: int, word: str) -> None:
    """Raise RuntimeError for too few dimensions, or no factor."""
    if len(shape) < 3:
        raise runtime_error(f"{name} expects input to have at least 3 dimensions, but got input with {len(shape)} dimension(s)")
    if factor <= 0:
        raise runtime_error(f"{name} expects a positive {word}, but got {factor}")


def _spread(shape: Shape, factor: int) -> Shape:
    _demand("pixel_shuffle", shape, factor, "upscale_factor")
    *lead, c, h, w = shape
    if c % factor**2:
        raise runtime_error(
            "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but "
            f"input.size(-3)={c} is not divisible by {factor**2}"
        )
    return (*lead, c // factor**2, h * factor, w * factor)


def _gathered(shape: Shape, factor: int) -> Shape:
    _demand("pixel_unshuffle", shape, factor, "downscale_factor")
    *lead, c, h, w = shape
    for k, size, word in ((-2, h, "height"), (-1, w, "width")):
        if size % factor:
            raise runtime_error(
                f"pixel_unshuffle expects {word} to be divisible by downscale_factor, but input.size({k})={size} is not "
                f"divisible by {factor}"
            )
    return (*lead, c * factor**2, h // factor, w // factor)


def _moved(m: Any, x: Any, parts: Shape, order: tuple[int, ...], out: Shape) -> Any:
    """The last dimensions taken apart, in another order, and put together again."""
    lead = len(parts) - len(order)
    parted = m.transpose(m.reshape(x, parts), (*range(lead), *(lead + k for k in order)))
    return m.reshape(parted, out)


def _shuffled(m: Any, x: Any, r: int) -> Any:
    *lead, c, h, w = x.shape
    return _moved(m, x, (*lead, c // r**2, r, r, h, w), (0, 3, 1, 4, 2), _spread(x.shape, r))


def _unshuffled(m: Any, x: Any, r: int) -> Any:
    *lead, c, h, w = x.shape
    return _moved(m, x, (*lead, c, h // r, r, w // r, r), (0, 2, 4, 1, 3), _gathered(x.shape, r))


pixel_shuffle: Op = Op(
    "pixel_shuffle",
    lambda m, x, /, upscale_factor: _shuffled(m, x, upscale_factor),
    {"x": lambda g, upscale_factor: pixel_unshuffle(g, downscale_factor=upscale_factor)},
    "A larger image, whose pixels are those of several channels.",
    shape=lambda x, upscale_factor: _spread(x, upscale_factor),
    elementwise=False,
    kinds={"upscale_factor": INTEGER},
    example="pixel_shuffle(stack([x, x**2, 2*x, 3*x]).view(4, 1, 1), 2)[0, 1, 0]",
)
pixel_unshuffle: Op = Op(
    "pixel_unshuffle",
    lambda m, x, /, downscale_factor: _unshuffled(m, x, downscale_factor),
    {"x": lambda g, downscale_factor: pixel_shuffle(g, upscale_factor=downscale_factor)},
    "More channels of a smaller image.",
    shape=lambda x, downscale_factor: _gathered(x, downscale_factor),
    elementwise=False,
    kinds={"downscale_factor": INTEGER},
    example="pixel_unshuffle(stack([x, x**2, 2*x, 3*x]).view(1, 2, 2), 2)[2, 0, 0]",
)


# ------------------------------------------------------------------ sequences of different lengths
def _taken(m: Any, x: Any, places: tuple[int, ...]) -> Any:
    flat = m.reshape(x, (x.shape[0] * x.shape[1], *x.shape[2:]))
    return m.take(flat, m.as_array(list(places), "int64"), axis=0)


def _returned(m: Any, g: Any, size: tuple[int, ...], places: tuple[int, ...]) -> Any:
    out = m.zeros((size[0] * size[1], *g.shape[1:]), dtype=g.dtype)
    for k, place in enumerate(places):
        out[place] += g[k]
    return m.reshape(out, (*size, *g.shape[1:]))


pack_steps: Op = Op(
    "_pack_padded_sequence",
    lambda m, x, /, places: _taken(m, x, places),
    {"x": lambda g, shape, places: unpack_steps(g, size=tuple(shape[:2]), places=places)},
    "The steps of sequences, one step of all after the other.",
    grad_fn="PackPaddedSequenceBackward0",
    shape=lambda x, places: (len(places), *x[2:]),
    elementwise=False,
    internal=True,
)
unpack_steps: Op = Op(
    "_pack_padded_sequence_backward",
    lambda m, x, /, size, places: _returned(m, x, size, places),
    {"x": lambda g, places: pack_steps(g, places=places)},
    "The steps of sequences where they were.",
    shape=lambda x, size, places: (*size, *x[1:]),
    elementwise=False,
    internal=True,
)
