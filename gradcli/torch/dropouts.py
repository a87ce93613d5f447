"""Functions that draw random numbers and have a gradient: dropout and its kin, rrelu, and gumbel_softmax.

The random part is drawn first, as a constant; what has a gradient is written with rows of the table, as in PyTorch.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from gradcli.evaluate import distributions
from gradcli.evaluate.binding import bound
from gradcli.evaluate.calls import call
from gradcli.evaluate.drawing import source
from gradcli.evaluate.generators import Generator
from gradcli.evaluate.warned import say, say_inside
from gradcli.ops import table
from gradcli.ops.drawn import rrelu_with_noise
from gradcli.ops.dtypes import WHOLE, refused
from gradcli.problems import runtime_error, value_error
from gradcli.tensors.inplace import in_place
from gradcli.tensors.tensor import Tensor
from gradcli.torch.drawing import filled, sized

ALPHA = 1.7580993408473766  # the limit of selu on the left, without its sign
NO_PROBABILITY = "dropout probability has to be between 0 and 1, but got {}"
CHANNELS = (
    "dropout{n}d exists to provide channel-wise dropout on inputs with {n} spatial dimension{s}, a channel dimension, and an "
    "optional batch dimension (i.e. {low}D or {high}D inputs)."
)
DEPRECATED = (
    "dropout{n}d: Received a {d}-D input to dropout{n}d, which is deprecated and will result in an error in a future release. To "
    "retain the behavior and silence this warning, please use dropout instead. Note that "
)
AS_1D = (
    "dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout behavior is desired - input is "
    "interpreted as shape (N, C, L), where C is the channel dim. This behavior will change in a future release to interpret the "
    "input as one without a batch dimension, i.e. shape (C, H, W). To maintain the 1D channel-wise dropout behavior, please "
    "switch to using dropout1d instead."
)
EPS = "`eps` parameter is deprecated and has no effect."


# ------------------------------------------------------------------ torch.dropout
def _noise(x: Tensor, p: float, feature: bool) -> Any:
    """Of every element, or every channel, whether it is kept: 0 with the probability p, otherwise 1."""
    draw = distributions.bernoulli(x.dtype, 1 - p)
    if not feature:
        return filled(x, {}, draw)
    if x.ndim < 2:
        raise runtime_error("Feature dropout requires at least 2 dimensions in the input")
    return sized("feature_dropout", {"size": (*x.shape[:2], *(1,) * (x.ndim - 2))}, draw)


def _dropped(x: Any, p: float, train: bool, feature: bool, alpha: bool, inplace: bool) -> Any:
    """x with some of it left out, at random, and the rest scaled so that the mean stays (and with alpha the variance)."""
    if not 0 <= p <= 1:
        raise runtime_error(NO_PROBABILITY.format(f"{p:g}"))
    if p == 0 or not train or 0 in x.shape:
        return x
    if p == 1:
        nothing = call(table.TABLE["zeros"], ((),), {"dtype": x.dtype})
        return x.mul_(nothing) if inplace else table.mul(x, nothing)
    noise = _noise(x, p, feature)
    if not alpha:
        noise.div_(1 - p)
        return x.mul_(noise) if inplace else table.mul(x, noise)
    a = 1.0 / math.sqrt((ALPHA * ALPHA * p + 1) * (1 - p))
    b = noise.add(-1).mul_(ALPHA * a).add_(ALPHA * a * p)
    noise.mul_(a)
    return (x.mul_(noise) if inplace else table.mul(x, noise)).add_(b)


def _plain(name: str, feature: bool, alpha: bool) -> Callable[..., Any]:
    """torch.dropout and its kin, which take (input, p, train)."""

    def function(*given: Any, **named: Any) -> Any:
        found = bound(name, ("input:T p:f train:b",), given, named)
        return _dropped(found["input"], found["p"], found["train"], feature, alpha, name.endswith("_"))

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"torch.{name}: a tensor with some of it left out. Raises as PyTorch does."
    return function


dropout, dropout_ = (_plain(name, False, False) for name in ("dropout", "dropout_"))
alpha_dropout, alpha_dropout_ = (_plain(name, False, True) for name in ("alpha_dropout", "alpha_dropout_"))
feature_dropout, feature_dropout_ = (_plain(name, True, False) for name in ("feature_dropout", "feature_dropout_"))
feature_alpha_dropout, feature_alpha_dropout_ = (
    _plain(name, True, True) for name in ("feature_alpha_dropout", "feature_alpha_dropout_")
)


# ------------------------------------------------------------------ torch.nn.functional
def _functional(name: str, feature: bool, alpha: bool, usual: bool) -> Callable[..., Any]:
    """The function of this name in torch.nn.functional; `usual` is whether it drops unless told."""
    called = {False: _plain(name, feature, alpha), True: _plain(f"{name}_", feature, alpha)}

    def function(input: Any, p: float = 0.5, training: bool = usual, inplace: bool = False) -> Any:
        if p < 0.0 or p > 1.0:
            raise value_error(NO_PROBABILITY.format(p))
        return called[bool(inplace)](input, p, training)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"torch.nn.functional.{name}: a tensor with some of it left out. Raises as PyTorch does."
    return function


functional_dropout = _functional("dropout", False, False, True)
functional_alpha_dropout = _functional("alpha_dropout", False, True, False)
functional_feature_alpha_dropout = _functional("feature_alpha_dropout", True, True, False)


def _channels(input: Any, p: float, training: bool, inplace: bool, has_batch: bool) -> Any:
    """Whole channels left out."""
    x = input
    if not has_batch:
        x = x.unsqueeze_(0) if inplace else x.unsqueeze(0)
    out = (feature_dropout_ if inplace else feature_dropout)(x, p, training)
    if not has_batch:
        out = out.squeeze_(0) if inplace else out.squeeze(0)
    return out


def _check_channels(n: int, dimensions: int, p: float) -> None:
    """The refusals and warnings of what comes in. Raises ValueError and RuntimeError."""
    if p < 0.0 or p > 1.0:
        raise value_error(NO_PROBABILITY.format(p))
    if dimensions in (n + 1, n + 2):
        return
    exists = CHANNELS.format(n=n, s="" if n == 1 else "s", low=n + 1, high=n + 2)
    if n == 1:
        raise runtime_error(f"dropout1d: Expected 2D or 3D input, but received a {dimensions}D input. Note that {exists}")
    say_inside(DEPRECATED.format(n=n, d=dimensions) + exists)


def dropout1d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """torch.nn.functional.dropout1d: whole channels of (N, C, L) or (C, L) left out. Raises as PyTorch does."""
    _check_channels(1, input.ndim, p)
    return _channels(input, p, training, inplace, input.ndim == 3)


def dropout2d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """torch.nn.functional.dropout2d: whole channels of (N, C, H, W) left out. Raises as PyTorch does."""
    _check_channels(2, input.ndim, p)
    if input.ndim == 3:
        say(AS_1D)
    return _channels(input, p, training, inplace, True)


def dropout3d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """torch.nn.functional.dropout3d: whole channels of (N, C, D, H, W) or (C, D, H, W) left out. Raises as PyTorch does."""
    _check_channels(3, input.ndim, p)
    return _channels(input, p, training, inplace, input.ndim == 5)


# ------------------------------------------------------------------ rrelu
def _sloped(x: Tensor, lower: float, upper: float, training: bool, generator: Generator) -> Tensor:
    """x where it is positive; below, times a random slope in training, and otherwise times the mean of the bounds."""
    if lower > upper:
        raise runtime_error("Lower bound should be less than or equal to the upper bound")
    if x.dtype in WHOLE or (training and x.dtype == "float16"):
        raise refused("rrelu_with_noise_out_cpu" if training else "leaky_relu_cpu", x.dtype)
    noise = _slopes(x, lower, upper, generator) if training else table.zeros_like(x.detach())
    out: Tensor = rrelu_with_noise(x, noise, lower=lower, upper=upper, training=training)
    return out


def _slopes(x: Tensor, lower: float, upper: float, generator: Generator) -> Tensor:
    """A random slope wherever x is not positive, otherwise 1."""
    from gradcli.ops import arrays
    from gradcli.ops.run import normal

    elements = x.array()
    below = elements <= 0
    noise = arrays.ones(elements.shape, dtype=elements.dtype)
    low, high = (float(arrays.as_array(v, elements.dtype)) for v in (lower, upper))
    drawn = distributions.draws().fractions(generator, int(below.sum()), "float64")
    noise[below] = (drawn * (high - low) + low).astype(elements.dtype)
    return Tensor(normal(noise))


def rrelu(*given: Any, **named: Any) -> Tensor:
    """torch.rrelu: relu with a random slope on the left. Raises as PyTorch does."""
    found = bound("rrelu", (RRELU,), given, named)
    return _sloped(found["input"], *_bounds(found), source(found))


def rrelu_(*given: Any, **named: Any) -> Tensor:
    """torch.rrelu_: the same, written into its operand. Raises as PyTorch does."""
    found = bound("rrelu_", (RRELU,), given, named)
    return in_place(found["input"], lambda old: _sloped(old, *_bounds(found), source(found)))


RRELU = "input:T lower:N= upper:N= training:b= generator:G?="


def _bounds(found: dict[str, Any]) -> tuple[float, float, bool]:
    return found.get("lower", 0.125), found.get("upper", 1 / 3), found.get("training", False)


def functional_rrelu(
    input: Any, lower: float = 1.0 / 8, upper: float = 1.0 / 3, training: bool = False, inplace: bool = False
) -> Any:
    """torch.nn.functional.rrelu: relu with a random slope on the left. Raises as PyTorch does."""
    return (rrelu_ if inplace else rrelu)(input, lower, upper, training)


# ------------------------------------------------------------------ gumbel_softmax
def gumbel_softmax(logits: Any, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1) -> Any:
    """torch.nn.functional.gumbel_softmax: a random choice, as weights or, if hard, as one of them with their gradient."""
    if eps != 1e-10:
        say(EPS)
    drawn: Any = sized("empty", {"size": logits.shape}, distributions.exponential(logits.dtype))
    gumbels = (logits + -drawn.log()) / tau
    soft = gumbels.softmax(dim)
    if not hard:
        return soft
    index = soft.max(dim, keepdim=True)[1]
    chosen = table.TABLE["zeros_like"](logits.detach()).contiguous().scatter_(dim, index, 1.0)
    return chosen - soft.detach() + soft
