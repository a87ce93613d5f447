"""New tensors of random numbers: rand, randn, randint, randperm, normal and those in the shape of another tensor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gradcli.evaluate import distributions, drawing
from gradcli.evaluate.binding import bound
from gradcli.evaluate.casts import named_dtype
from gradcli.evaluate.devices import demand_cpu
from gradcli.evaluate.distributions import Draw
from gradcli.evaluate.drawing import source
from gradcli.ops import drawn, memory, sizes
from gradcli.ops.defaults import default_dtype
from gradcli.ops.dtypes import FLOATING, RANGES, TITLES, refused
from gradcli.ops.shape import not_negative
from gradcli.problems import runtime_error
from gradcli.recording.modes import mode
from gradcli.tensors.dispatch import mark
from gradcli.tensors.tensor import Tensor
from gradcli.torch.functions import finished

KIND = "dtype:d?= layout:o?= device:o?= pin_memory:b?= requires_grad:b="
MADE = f"out:T?= {KIND}"
LIKE = f"memory_format:o?= {KIND}"


def _two(arguments: str, rest: str) -> tuple[str, str]:
    """A signature with a generator, and the same without one, as PyTorch lists them."""
    return f"{arguments} * generator:G? {rest}", f"{arguments} * {rest}"


SIZED = _two("size:I", MADE)
RANDINT = (*_two("high:i size:I", MADE), *_two("low:i high:i size:I", MADE))
RANDINT_LIKE = (*_two("input:T low:i high:i", LIKE), *_two("input:T high:T", LIKE), *_two("input:T high:i", LIKE))
NORMAL = (
    "mean:T std:T * generator:G?= out:T?=",
    "mean:T std:f= * generator:G?= out:T?=",
    "mean:f std:T * generator:G?= out:T?=",
    f"mean:f std:f size:I * generator:G?= {MADE}",
)
LARGEST = {"float16": 2**11 + 1, "float32": 2**24 + 1, "float64": 2**53 + 1}  # n of which a dtype holds all that is below


# ------------------------------------------------------------------ making one
def _kind(name: str, arguments: Mapping[str, Any], otherwise: str) -> str:
    """The dtype of the new tensor. Raises for a device that is not there."""
    demand_cpu(arguments.get("device"))
    dtype = named_dtype(name, arguments.get("dtype"))
    return str.__str__(dtype or otherwise)


def _new(numbers: Any, arguments: Mapping[str, Any]) -> Tensor:
    """Elements as a new leaf."""
    from gradcli.ops.run import normal

    memory.hold(numbers)
    out = Tensor(normal(numbers))
    if mode.inference:
        mark(out)
    return finished(out, arguments.get("requires_grad", False))


def sized(name: str, arguments: Mapping[str, Any], draw: Draw) -> Tensor:
    """A new tensor of a size."""
    shape = not_negative(arguments["size"])
    memory.check(sizes.checked(shape, name), name)
    return _new(draw(source(arguments), sizes.numel(shape), True).reshape(shape), arguments)


def filled(x: Tensor, arguments: Mapping[str, Any], draw: Draw) -> Tensor:
    """A new tensor in the shape of another one, and in memory as that lies there."""
    like = x.array()
    order = drawing.layout(like.shape, like.strides)
    wide = [k for k in order if like.shape[k] > 1]
    numbers = draw(source(arguments), like.size, wide == sorted(wide))
    turned = numbers.reshape([like.shape[k] for k in order])
    return _new(turned.transpose([order.index(k) for k in range(len(order))]), arguments)


# ------------------------------------------------------------------ by a size
def rand(*given: Any, **named: Any) -> Tensor:
    """torch.rand: numbers from 0 to below 1. Raises as PyTorch does."""
    found = bound("rand", SIZED, given, named)
    return sized("rand", found, distributions.uniform(_kind("rand", found, default_dtype())))


def randn(*given: Any, **named: Any) -> Tensor:
    """torch.randn: normal numbers. Raises as PyTorch does."""
    found = bound("randn", SIZED, given, named)
    return sized("randn", found, distributions.normal(_kind("randn", found, default_dtype())))


def randint(*given: Any, **named: Any) -> Tensor:
    """torch.randint: whole numbers from low, which may be left out, to below high. Raises as PyTorch does."""
    found = bound("randint", RANDINT, given, named)
    dtype = _kind("randint", found, "int64")
    not_negative(found["size"])
    return sized("randint", found, distributions.whole(dtype, found.get("low", 0), found["high"]))


def randperm(*given: Any, **named: Any) -> Tensor:
    """torch.randperm: the whole numbers below n in random order. Raises as PyTorch does."""
    found = bound("randperm", _two("n:i", MADE), given, named)
    n, dtype = found["n"], _kind("randperm", found, "int64")
    if n < 0:
        raise runtime_error(f"Trying to create tensor with negative dimension {n}: [{n}]")
    if dtype == "bool":
        raise refused("randperm", dtype)
    if dtype in FLOATING and n > LARGEST[dtype]:
        raise runtime_error(f"n cannot be greater than {LARGEST[dtype]} for {TITLES[dtype]} type.")
    if dtype in RANGES and n > RANGES[dtype][1]:
        name = "int" if dtype == "int32" else f"{dtype}_t"
        raise runtime_error(f"value cannot be converted to type {name} without overflow")
    memory.check(sizes.checked((n,), "randperm"), "randperm")
    from gradcli.randomness import draws

    return _new(draws.permutation(source(found), n).astype(dtype), found)


# ------------------------------------------------------------------ like another tensor
def rand_like(*given: Any, **named: Any) -> Tensor:
    """torch.rand_like: numbers from 0 to below 1 in the shape of a tensor. Raises as PyTorch does."""
    found = bound("rand_like", _two("input:T", LIKE), given, named)
    return filled(found["input"], found, distributions.uniform(_kind("rand_like", found, found["input"].dtype)))


def randn_like(*given: Any, **named: Any) -> Tensor:
    """torch.randn_like: normal numbers in the shape of a tensor. Raises as PyTorch does."""
    found = bound("randn_like", _two("input:T", LIKE), given, named)
    return filled(found["input"], found, distributions.normal(_kind("randn_like", found, found["input"].dtype)))


def randint_like(*given: Any, **named: Any) -> Tensor:
    """torch.randint_like: whole numbers in the shape and dtype of a tensor. Raises as PyTorch does."""
    found = bound("randint_like", RANDINT_LIKE, given, named)
    dtype, high = _kind("randint_like", found, found["input"].dtype), found["high"]
    return filled(found["input"], found, distributions.whole(dtype, found.get("low", 0), int(high)))


# ------------------------------------------------------------------ by the numbers of tensors
def normal(*given: Any, **named: Any) -> Tensor:
    """torch.normal: normal numbers around a mean, one or each its own. Raises as PyTorch does."""
    found = bound("normal", NORMAL, given, named)
    mean, std = found["mean"], found.get("std", 1.0)
    if "size" in found:
        return sized("normal", found, distributions.normal(_kind("normal", found, default_dtype()), mean, std))
    if isinstance(std, Tensor):
        _check_deviations(std)
    else:
        distributions.check_std(std)
    out: Tensor
    if isinstance(mean, Tensor):
        numbers = _around(mean, std, mean.dtype, found)
        out = drawn.normal(mean, std, numbers=numbers) if isinstance(std, Tensor) else drawn.normal_of_mean(mean, numbers=numbers)
    else:
        out = drawn.normal_of_std(std, numbers=_around(mean, std, std.dtype, found))
    return out


def _check_deviations(std: Tensor) -> None:
    if std.array().size and not bool(std.array().min() >= 0):
        raise runtime_error("normal expects all elements of std >= 0.0")


def _around(mean: Any, std: Any, dtype: str, arguments: Mapping[str, Any]) -> Any:
    """Normal numbers times the deviations and added to the means, each rounded."""
    dtype = str.__str__(dtype)
    means, deviations = (v.array() if isinstance(v, Tensor) else v for v in (mean, std))
    shape = sizes.broadcast(*[v.shape for v in (mean, std) if isinstance(v, Tensor)])
    if isinstance(std, Tensor):
        numbers = distributions.normal(dtype)(source(arguments), sizes.numel(shape), True).reshape(shape)
        numbers = (numbers * deviations).astype(dtype)
    else:
        numbers = distributions.normal(dtype, 0.0, std)(source(arguments), sizes.numel(shape), True).reshape(shape)
    return (numbers + means).astype(dtype)


def bernoulli(*given: Any, **named: Any) -> Tensor:
    """torch.bernoulli: ones with the probabilities that a tensor holds, otherwise zeros. Raises as PyTorch does."""
    found = bound("bernoulli", ("input:T * generator:G?= out:T?=", "input:T p:f * generator:G?="), given, named)
    return drawing.bernoulli_by(found["input"], found.get("p"), source(found))


def multinomial(*given: Any, **named: Any) -> Tensor:
    """torch.multinomial: places of a row, with the probabilities that it holds. Raises as PyTorch does."""
    found = bound("multinomial", ("input:T num_samples:i replacement:b= * generator:G?= out:T?=",), given, named)
    return drawing.multinomial(found["input"], found["num_samples"], found.get("replacement", False), source(found))


def poisson(*given: Any, **named: Any) -> Tensor:
    """torch.poisson: how often something happens, at the rates that a tensor holds. Raises as PyTorch does."""
    found = bound("poisson", ("input:T generator:G?=",), given, named)
    return drawing.poisson(found["input"], source(found))
