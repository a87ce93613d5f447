"""What was drawn at random, as results of operations: a random number does not depend on what it is written over.

A row gets the numbers ready (`numbers`), so that it is the same however often it runs; who draws them stands above. These rows
are no functions of the expression language: its answers are the same every time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gradcli.ops.arithmetic import where, zeros_like
from gradcli.ops.op import NOTHING, Op, Rule

ONE: Mapping[str, Rule] = {"x": lambda g: zeros_like(g)}
TWO: Mapping[str, Rule] = {"x": lambda g: zeros_like(g), "y": lambda g: zeros_like(g)}


def _of_one(grad_fn: str, rules: Mapping[str, Rule] = ONE, not_implemented: str | None = None) -> Op:
    """Numbers in place of those of one tensor, or drawn by them."""
    return Op(
        "drawn",
        lambda m, x, /, *, numbers: numbers,
        rules,
        "Random numbers.",
        grad_fn=grad_fn,
        shape=lambda x, numbers: tuple(numbers.shape),
        elementwise=False,
        internal=True,
        not_implemented=not_implemented,
    )


def _of_two(grad_fn: str) -> Op:
    """Numbers drawn by two tensors, or by one in place of another."""
    return Op(
        "drawn",
        lambda m, x, y, /, *, numbers: numbers,
        TWO,
        "Random numbers.",
        grad_fn=grad_fn,
        shape=lambda x, y, numbers: tuple(numbers.shape),
        elementwise=False,
        internal=True,
        as_is=("y",),
    )


WRITTEN: Mapping[str, Op] = {  # by the method that writes into x, and by the arguments of random_
    "bernoulli_": _of_one("BernoulliBackward2"),
    "cauchy_": _of_one("CauchyBackward0"),
    "exponential_": _of_one("ExponentialBackward0"),
    "geometric_": _of_one("GeometricBackward0"),
    "log_normal_": _of_one("LogNormalBackward0"),
    "normal_": _of_one("NormalBackward0"),
    "random_": _of_one("RandomBackward2"),
    "random_to": _of_one("RandomBackward1"),
    "random_from": _of_one("RandomBackward0"),
    "uniform_": _of_one("UniformBackward0"),
}
bernoulli_written = _of_two("BernoulliBackward1")
bernoulli = _of_one("BernoulliBackward0")
bernoulli_of_number = _of_one("torch::autograd::NotImplemented", NOTHING, "bernoulli")
poisson = _of_one("PoissonBackward0")
normal_of_mean = _of_one("NormalBackward1")
normal_of_std = _of_one("NormalBackward2")
normal = _of_two("NormalBackward3")


def _times(x: Any, slope: float) -> Any:
    """x times a number, which halves are multiplied with in float32."""
    return (x.astype("float32") * slope).astype(x.dtype) if x.dtype == "float16" else x * slope


rrelu_with_noise = Op(
    "rrelu_with_noise",
    lambda m, x, noise, /, lower, upper, training: m.where(x <= 0, x * noise if training else _times(x, (lower + upper) / 2), x),
    {
        "x": lambda g, x, noise, lower, upper, training: (
            g * noise if training and upper - lower > 1e-6 else where(x > 0, g, g * ((lower + upper) / 2))
        ),
    },
    "x where it is positive, and otherwise a random part of it, which lies in noise.",
    elementwise=False,
    in_place="RreluWithNoiseBackward1",
    internal=True,
)
