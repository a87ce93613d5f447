"""Tensors of random numbers: what scripts write into tensors (x.normal_()), and what is drawn by the numbers of one.

Where PyTorch goes over a tensor it goes through its memory in order, whatever the order of its dimensions; so do `layout`
and `laid`. What is refused is refused before anything is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gradcli.evaluate import distributions
from gradcli.evaluate.binding import bound
from gradcli.evaluate.distributions import Draw
from gradcli.evaluate.generators import Generator, default_generator
from gradcli.ops import drawn, sizes
from gradcli.ops.dtypes import FLOATING, TITLES, refused
from gradcli.ops.op import Op
from gradcli.problems import runtime_error
from gradcli.tensors.inplace import in_place
from gradcli.tensors.tensor import Tensor, type_title

FROM = "generator:G?="
NO_SUM = "invalid multinomial distribution (sum of probabilities <= 0)"
NO_PROBABILITY = (
    "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message be improved?  If so, please report an "
    "enhancement request to PyTorch.)"
)


def source(arguments: Mapping[str, Any]) -> Generator:
    """The generator that was given, or the process's own."""
    return arguments.get("generator") or default_generator


# ------------------------------------------------------------------ memory
def layout(shape: Sequence[int], strides: Sequence[int]) -> list[int]:
    """The dimensions as PyTorch goes over them, the slowest first."""
    order = list(reversed(range(len(shape))))  # the fastest first

    def after(one: int, other: int) -> int:
        if not strides[one] or not strides[other]:
            return 0
        if strides[one] != strides[other]:
            return 1 if strides[one] > strides[other] else -1
        return 1 if shape[one] > shape[other] else 0

    for k in range(1, len(order)):
        at = k
        for other in range(k - 1, -1, -1):
            found = after(order[other], order[at])
            if found > 0:
                order[other], order[at], at = order[at], order[other], other
            elif found < 0:
                break
    return order[::-1]


def laid(numbers: Any, like: Any) -> Any:
    """A flat array in the shape of another one, in the order of that one's memory."""
    order = layout(like.shape, like.strides)
    turned = numbers.reshape([like.shape[k] for k in order])
    return turned.transpose([order.index(k) for k in range(len(order))])


def flat(array: Any, like: Any) -> Any:
    """The elements of an array in the order of another one's memory."""
    return array.transpose(layout(like.shape, like.strides)).ravel()


# ------------------------------------------------------------------ written into a tensor
def fill(x: Tensor, row: Op, generator: Generator, checked: Callable[[], Draw]) -> Tensor:
    """Random numbers written into x; `checked` refuses or answers how they are drawn."""

    def function(old: Tensor) -> Any:
        draw, array = checked(), x.array()
        numbers = draw(generator, array.size, bool(array.flags.c_contiguous))
        return row(old, numbers=laid(numbers, array))

    return in_place(x, function)


def _method(name: str, signature: str, made: Callable[..., Draw]) -> Callable[..., Tensor]:
    """The method that writes random numbers into a tensor, with options that `made` takes in the same order."""
    names = [word.partition(":")[0] for word in signature.split()]

    def method(x: Tensor, *given: Any, **named: Any) -> Tensor:
        found = bound(name, (f"{signature} * {FROM}".strip(),), given, named)
        options = {{"from": "low", "to": "high"}.get(n, n): found[n] for n in names if n in found}
        return fill(x, drawn.WRITTEN[name], source(found), lambda: made(x.dtype, **options))

    return method


def random_(x: Tensor, *given: Any, **named: Any) -> Tensor:
    """x.random_(): whole numbers from `from` to below `to`; all that the dtype holds from 0 on without these."""
    found = bound("random_", (f"* {FROM}", f"from:i to:i? * {FROM}", f"to:i * {FROM}"), given, named)
    low, high = found.get("from"), found.get("to")
    if low is None and high is None:
        return fill(x, drawn.WRITTEN["random_"], source(found), lambda: distributions.all_whole(x.dtype))
    row = drawn.WRITTEN["random_to" if low is None else "random_from"]
    return fill(x, row, source(found), lambda: distributions.whole_from(x.dtype, low or 0, high))


def bernoulli_(x: Tensor, *given: Any, **named: Any) -> Tensor:
    """x.bernoulli_(p): ones with a probability p, a number or a tensor of them, otherwise zeros."""
    found = bound("bernoulli_", (f"p:T * {FROM}", f"p:f= * {FROM}"), given, named)
    p, generator = found.get("p", 0.5), source(found)
    if not isinstance(p, Tensor):
        return fill(x, drawn.WRITTEN["bernoulli_"], generator, lambda: distributions.bernoulli(x.dtype, p))

    def function(old: Tensor) -> Any:
        return drawn.bernoulli_written(old, p, numbers=_ones(generator, p, x.array()))

    return in_place(x, function, (p,))


def _ones(generator: Generator, p: Tensor, like: Any) -> Any:
    """Ones and zeros in the shape of an array, with the probabilities of a tensor. Raises as PyTorch for what are none."""
    from gradcli.ops import arrays

    shape = sizes.expanded(p.shape, like.shape, type_title(p.dtype))
    if p.dtype not in FLOATING:
        raise refused("bernoulli_tensor_cpu_p_", p.dtype)
    chances = p.array()
    if not bool(((chances >= 0) & (chances <= 1)).all()):
        raise runtime_error(NO_PROBABILITY)
    numbers = distributions.draws().bernoulli(generator, like.size, flat(arrays.broadcast_to(chances, shape), like))
    return laid(numbers.astype(like.dtype), like)


# ------------------------------------------------------------------ drawn by the numbers of a tensor
def bernoulli_by(x: Tensor, p: float | None, generator: Generator) -> Tensor:
    """Ones with the probabilities that x holds, or all with p."""
    from gradcli.ops import arrays

    fresh = arrays.zeros(x.shape, dtype=str.__str__(x.dtype))
    out: Tensor
    if p is None:
        out = drawn.bernoulli(x, numbers=_ones(generator, x, fresh))
    else:
        numbers = distributions.bernoulli(x.dtype, p)(generator, fresh.size, True)
        out = drawn.bernoulli_of_number(x, numbers=numbers.reshape(x.shape))
    return out


def bernoulli_method(x: Tensor, *given: Any, **named: Any) -> Tensor:
    """x.bernoulli(): ones with the probabilities that x holds, otherwise zeros."""
    found = bound("bernoulli", (f"* {FROM}", f"p:f * {FROM}"), given, named)
    return bernoulli_by(x, found.get("p"), source(found))


def multinomial_method(x: Tensor, *given: Any, **named: Any) -> Tensor:
    """x.multinomial(n): n places, with the probabilities that x holds."""
    found = bound("multinomial", (f"num_samples:i replacement:b= * {FROM}",), given, named)
    return multinomial(x, found["num_samples"], found.get("replacement", False), source(found))


def multinomial(x: Tensor, num_samples: int, replacement: bool, generator: Generator) -> Tensor:
    """Places of the last dimension, with the probabilities of x, which need not add up to 1. Raises as PyTorch.

    With replacement a place may be there as often as it comes, one after the other. Otherwise all have an exponential number, and
    those come first that have the largest quotients.
    """
    from gradcli.ops import arrays

    if x.ndim not in (1, 2):
        raise runtime_error("prob_dist must be 1 or 2 dim")
    if x.dtype not in FLOATING:
        raise runtime_error(f"multinomial only supports floating-point dtypes for input, got: {TITLES[x.dtype]}")
    if num_samples <= 0:
        raise runtime_error("cannot sample n_sample <= 0 samples")
    if not replacement and num_samples > x.shape[-1]:
        raise runtime_error("cannot sample n_sample > prob_dist.size(-1) samples without replacement")
    p = x.array()
    rows = p if p.ndim == 2 else p[None]
    if replacement and num_samples > 1:
        found = [_places(row, num_samples, generator) for row in rows]
    else:
        _check_apart(rows)
        numbers = distributions.draws().exponential(generator, p.size, p.dtype.name)
        quotients = rows / laid(numbers, p).reshape(rows.shape)
        order = (-quotients).argsort(axis=-1, kind="stable")
        found = order[:, :1] if num_samples == 1 else arrays.listed(quotients, order, num_samples, -1, True)
    return Tensor(arrays.as_array(found, "int64").reshape((*x.shape[:-1], num_samples)))


def _check_apart(rows: Any) -> None:
    if not bool((rows >= 0).all()) or not bool((rows < math.inf).all()):
        raise runtime_error("probability tensor contains either `inf`, `nan` or element < 0")
    if bool((rows.sum(axis=-1) == 0).any()):
        raise runtime_error(NO_SUM)


def _places(row: Any, n: int, generator: Generator) -> Any:
    """n places of a row, each as often as it comes. Raises RuntimeError for what is no probability."""
    if not bool((row >= 0).all()) or not bool((row < math.inf).all()):
        first = next(v for v in row.tolist() if not 0 <= v < math.inf)
        wrong = "= infinity or NaN" if first == math.inf else "< 0"
        raise runtime_error(f"invalid multinomial distribution (encountering probability entry {wrong})")
    if not row.any():
        raise runtime_error(NO_SUM)
    return distributions.draws().places(generator, row, n)


def poisson(x: Tensor, generator: Generator) -> Tensor:
    """How often something happens, at the rates that x holds. Raises as PyTorch."""
    if x.dtype not in FLOATING:
        raise refused("poisson_cpu", x.dtype)
    rates = x.array()
    if not bool((rates >= 0).all()):
        raise runtime_error("invalid Poisson rate, expected rate to be non-negative")
    numbers = distributions.draws().poisson(generator, rates.ravel()).astype(rates.dtype).reshape(x.shape)
    out: Tensor = drawn.poisson(x, numbers=numbers)
    return out


METHODS: Mapping[str, Callable[..., Any]] = {
    "bernoulli": bernoulli_method,
    "bernoulli_": bernoulli_,
    "cauchy_": _method("cauchy_", "median:f= sigma:f=", distributions.cauchy),
    "exponential_": _method("exponential_", "lambd:f=", distributions.exponential),
    "geometric_": _method("geometric_", "p:f", distributions.geometric),
    "log_normal_": _method("log_normal_", "mean:f= std:f=", distributions.log_normal),
    "multinomial": multinomial_method,
    "normal_": _method("normal_", "mean:f= std:f=", distributions.normal),
    "random_": random_,
    "uniform_": _method("uniform_", "from:f= to:f=", distributions.uniform),
}
