"""One peer computes the value and the gradients of one shape: python peer.py LIBRARY SHAPE OPERATIONS

Run as a process of its own by run.py. Prints one JSON object: the value, the gradients by x and w, the seconds that the
import took, and the library's version.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from shapes import POINT, SHAPES, Shape

Answer = tuple[float, list[float]]


def with_torch(torch: Any, shape: Shape, repetitions: int) -> Answer:
    """A graph of 0-d float64 tensors built in a Python loop, then backward."""
    leaves = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in POINT.values()]
    out = shape.loop(torch, repetitions, *leaves)
    out.backward()
    return out.item(), [leaf.grad.item() for leaf in leaves]


def with_autograd(autograd: Any, shape: Shape, repetitions: int) -> Answer:
    """HIPS autograd: the value and the gradients of a function of two floats."""
    import autograd.numpy as m

    value, grads = autograd.value_and_grad(lambda leaves: shape.loop(m, repetitions, *leaves))(tuple(POINT.values()))
    return float(value), [float(g) for g in grads]


def with_jax(jax: Any, shape: Shape, repetitions: int) -> Answer:
    """The same function, not compiled: jit needs far longer for a loop that is not rolled up."""
    jax.config.update("jax_enable_x64", True)
    value, grads = jax.value_and_grad(lambda x, w: shape.loop(jax.numpy, repetitions, x, w), (0, 1))(*POINT.values())
    return float(value), [float(g) for g in grads]


def with_sympy(sympy: Any, shape: Shape, repetitions: int) -> Answer:
    """The expression as a symbolic one, differentiated, then numbers put in."""
    symbols = sympy.symbols(list(POINT))
    out = shape.loop(sympy, repetitions, *symbols)
    point = dict(zip(symbols, POINT.values(), strict=True))
    return float(out.evalf(subs=point)), [float(out.diff(s).evalf(subs=point)) for s in symbols]


PEERS = {"torch": with_torch, "autograd": with_autograd, "jax": with_jax, "sympy": with_sympy}


def main(library: str, shape: Shape, operations: int) -> None:
    """Measure the import, compute, print."""
    begin = time.perf_counter()
    module = __import__(library)
    seconds = time.perf_counter() - begin
    value, grads = PEERS[library](module, shape, shape.repetitions(operations))
    json.dump({"value": value, "grad": dict(zip(POINT, grads, strict=True)), "import": seconds}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], SHAPES[sys.argv[2]], int(sys.argv[3]))
