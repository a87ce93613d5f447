"""One case over many rows, by one library: python compiled_peer.py LIBRARY CASE ROWS

The same numbers everywhere, made from a seed. The computation is done once with few rows and once with all, so that nothing is
imported, compiled or touched for the first time when the clock runs. Run as a process of its own by compiled.py. Prints one JSON
object: the seconds of a run, and the sums of value and gradients, by which the sides are compared.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

FEW = 1000
POINT = 2000  # calls of the case of one point


class Case(NamedTuple):
    """One case.

    expression  for gradcli
    value       of one row, on the functions of torch or jax.numpy: called with the library, its softmax module and the variables
    shapes      of the variables that differ from row to row
    fixed       of those that are the same in every row
    """

    expression: str
    value: Callable[..., Any]
    shapes: dict[str, tuple[int, ...]]
    fixed: dict[str, tuple[int, ...]] = {}  # noqa: RUF012  # never changed


CASES = {
    "sum": Case("x.sum()*y", lambda m, n, x, y: x.sum() * y, {"x": (3,), "y": ()}),
    "mse": Case("mse_loss(x, y)", lambda m, n, x, y: ((x - y) ** 2).mean(), {"x": (3,), "y": (3,)}),
    "dot": Case("[x, y] @ [1.0, 2.0]", lambda m, n, x, y: m.stack([x, y]) @ n.constant([1.0, 2.0]), {"x": (), "y": ()}),
    "stack": Case(
        "stack([x, y]).sum()*where(x > 0, x, y)",
        lambda m, n, x, y: m.stack([x, y]).sum() * m.where(x > 0, x, y),
        {"x": (), "y": ()},
    ),
    "norm": Case("norm(stack([x, y]))", lambda m, n, x, y: n.norm(m.stack([x, y])), {"x": (), "y": ()}),
    "entropy": Case(
        "cross_entropy(x, t)",
        lambda m, n, x, t: -(n.log_softmax(x) * t).sum(),
        {"x": (10,), "t": (10,)},
    ),
    "network": Case(
        "(tanh(x @ A + b) @ c - y)**2",
        lambda m, n, x, y, A, b, c: (m.tanh(x @ A + b) @ c - y) ** 2,
        {"x": (3,), "y": ()},
        {"A": (3, 16), "b": (16,), "c": (16,)},
    ),
}
SAID = {
    "sum": "`x.sum()*y`, x of 3",
    "mse": "`mse_loss(x, y)` of 3",
    "dot": "`[x, y] @ [1.0, 2.0]`",
    "stack": "`stack([x, y]).sum()*where(x > 0, x, y)`",
    "norm": "`norm(stack([x, y]))`",
    "entropy": "`cross_entropy(x, t)` of 10",
    "network": "a 3-16-1 network, all gradients",
}


def data(case: Case, rows: int) -> dict[str, Any]:
    """The variables of a case."""
    random = np.random.default_rng(0)
    found = {name: random.normal(size=(rows, *shape)) for name, shape in case.shapes.items()}
    if "t" in found:
        found["t"] = np.eye(10)[random.integers(0, 10, rows)]
    return {**found, **{name: random.normal(size=shape) for name, shape in case.fixed.items()}}


def with_gradcli(case: Case) -> Callable[..., list[Any]]:
    """f.map of a compiled function."""
    import gradcli

    f = gradcli.compile(case.expression)

    def compute(values: dict[str, Any]) -> list[Any]:
        value, grad = f.map(values, points=set(case.shapes))
        return [value, *[grad[name] for name in values]]

    return compute


def with_torch(case: Case) -> Callable[..., list[Any]]:
    """torch.func.vmap(grad_and_value), with the threads that torch chooses."""
    import torch

    class Own:
        """What torch calls otherwise than jax.numpy."""

        constant = staticmethod(lambda numbers: torch.tensor(numbers, dtype=torch.float64))
        norm = staticmethod(torch.norm)
        log_softmax = staticmethod(lambda x: torch.log_softmax(x, 0))

    names = [*case.shapes, *case.fixed]
    slopes = torch.func.grad_and_value(lambda *leaves: case.value(torch, Own, *leaves), tuple(range(len(names))))
    mapped = torch.func.vmap(slopes, tuple(0 if name in case.shapes else None for name in names))

    def compute(values: dict[str, Any]) -> list[Any]:
        grads, value = mapped(*[torch.from_numpy(values[name]) for name in names])
        return [value.numpy(), *[g.numpy() for g in grads]]

    return compute


def with_jax(case: Case) -> Callable[..., list[Any]]:
    """jax.jit(jax.vmap(value_and_grad)), compiled for the very number of rows."""
    import jax

    jax.config.update("jax_enable_x64", True)

    class Own:
        """What jax.numpy has elsewhere."""

        constant = staticmethod(jax.numpy.array)
        norm = staticmethod(jax.numpy.linalg.norm)
        log_softmax = staticmethod(jax.nn.log_softmax)

    names = [*case.shapes, *case.fixed]
    slopes = jax.value_and_grad(lambda *leaves: case.value(jax.numpy, Own, *leaves), tuple(range(len(names))))
    mapped = jax.jit(jax.vmap(slopes, tuple(0 if name in case.shapes else None for name in names)))

    def compute(values: dict[str, Any]) -> list[Any]:
        value, grads = jax.block_until_ready(mapped(*[values[name] for name in names]))
        return [np.asarray(value), *[np.asarray(g) for g in grads]]

    return compute


WITH = {"gradcli": with_gradcli, "torch": with_torch, "jax": with_jax}


def one_point() -> dict[str, Any]:
    """A call of the polynomial at one point."""
    import gradcli

    f = gradcli.compile("3*x**2 + 4*x + 5")
    times = []
    for _ in range(20):
        begin = time.perf_counter()
        for k in range(POINT // 20):
            f(x=k / 7)
        times.append((time.perf_counter() - begin) / (POINT // 20))
    return {"seconds": sorted(times)[len(times) // 2], "sums": [f(x=2.0)[0]]}


def main() -> None:
    """Compute, measure, print."""
    library, name, rows = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if name == "point":
        print(json.dumps(one_point()))
        return
    case = CASES[name]
    compute = WITH[library](case)
    compute(data(case, FEW))
    values = data(case, rows)
    compute(values)
    begin = time.perf_counter()
    results = compute(values)
    seconds = time.perf_counter() - begin
    print(json.dumps({"seconds": seconds, "sums": [float(np.abs(x).sum()) for x in results]}))


if __name__ == "__main__":
    main()
