"""Every row of the table against torch, forward, backward and backward again: those that cost far more than torch's.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.rules [ROW ...] [--elements 100000] [--times 20]

Run by hand, where torch can be imported, each library on one thread. A row whose three times stay below a millisecond, or
below so many times torch's, is not shown.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import torch

from gradcli.autograd.backward import grad
from gradcli.ops import table
from gradcli.ops.op import Row
from gradcli.problems import Problem
from gradcli.tensors.tensor import Tensor

ROUNDS = 3
NOTICED = 1e-3  # seconds
PARTS = ("forward", "backward", "double backward")
SPACES = (torch, torch.nn.functional, torch.linalg, torch.special, torch.Tensor)
Function = Callable[..., Any]
Library = Callable[[str], Function]


class Case(NamedTuple):
    """What is measured: a call on tensors, and the data of those that require grad."""

    name: str
    call: Callable[[Library, list[Any]], Any]
    data: list[Any]


def torch_function(name: str) -> Function:
    """The function of torch that bears the name of a row. Raises LookupError."""
    for space in SPACES:
        if hasattr(space, name):
            found: Function = getattr(space, name)
            return found
    raise LookupError(name)


def own_function(name: str) -> Function:
    """The row of the table."""
    row: Function = table.TABLE[name]
    return row


# ------------------------------------------------------------------ what is called
def vector(elements: int, low: float = 0.15, high: float = 0.85, seed: int = 0) -> Any:
    """Random numbers in order to be well inside every domain."""
    return np.random.default_rng(seed).uniform(low, high, elements)


def mixing(elements: int) -> dict[str, tuple[Callable[[Library, list[Any]], Any], list[Any]]]:
    """The rows that need more than operands of one shape: how they are called, and on what."""
    side = int(elements**0.5)
    x, y, matrix = vector(elements), vector(elements, seed=1), vector(side * side).reshape(side, side)
    one = [matrix]
    small = vector(50 * 50).reshape(50, 50) + 50 * np.eye(50)
    holed = x.copy()
    holed[elements // 2] = 0
    square = [matrix, matrix.T.copy()]
    return {
        **{name: (lambda f, a, name=name: f(name)(a[0], dim=-1), one) for name in ("softmax", "log_softmax", "logsumexp")},
        **{name: (lambda f, a, name=name: f(name)(a[0], dim=-1), one) for name in ("cumsum", "cumprod", "amax", "amin")},
        **{
            f"{name} along": (lambda f, a, name=name: f(name)(a[0], dim=0), one) for name in ("sum", "mean", "prod", "var", "std")
        },
        **{f"{name} along": (lambda f, a, name=name: f(name)(a[0], dim=0)[0], one) for name in ("max", "min", "median", "sort")},
        "prod with a zero": (lambda f, a: f("prod")(a[0]), [holed]),
        "cumprod with a zero": (lambda f, a: f("cumprod")(a[0], dim=0), [holed[:300]]),
        "norm 3": (lambda f, a: f("norm")(a[0], p=3.0), [x]),
        "norm inf": (lambda f, a: f("norm")(a[0], p=float("inf")), [x]),
        "matrix_norm": (lambda f, a: f("matrix_norm")(a[0], ord="nuc"), [small]),
        "vector_norm": (lambda f, a: f("vector_norm")(a[0]), [x]),
        **{name: (lambda f, a, name=name: f(name)(a[0], a[1]), square) for name in ("mm", "matmul", "kron") if name != "kron"},
        "linear": (lambda f, a: f("linear")(a[0], a[1]), square),
        "mv": (lambda f, a: f("mv")(a[0], a[1]), [matrix, vector(side)]),
        **{name: (lambda f, a, name=name: f(name)(a[0], a[1]), [x, y]) for name in ("dot", "vdot", "inner")},
        "bmm": (lambda f, a: f("bmm")(a[0], a[1]), [x[:100000].reshape(-1, 10, 10), y[:100000].reshape(-1, 10, 10)]),
        "outer": (lambda f, a: f("outer")(a[0], a[1]), [vector(side), vector(side, seed=2)]),
        "kron": (lambda f, a: f("kron")(a[0], a[1]), [vector(100).reshape(10, 10), vector(1024).reshape(32, 32)]),
        "det": (lambda f, a: f("det")(a[0]), [small]),
        "inv": (lambda f, a: f("inv")(a[0]), [small]),
        "trace": (lambda f, a: f("trace")(a[0]), one),
        "diag": (lambda f, a: f("diag")(a[0]), one),
        **{name: (lambda f, a, name=name: f(name)(a[0]), one) for name in ("tril", "triu")},
        "clamp": (lambda f, a: f("clamp")(a[0], min=0.3, max=0.6), [x]),
        "flip": (lambda f, a: f("flip")(a[0], dims=(0,)), [x]),
        "roll": (lambda f, a: f("roll")(a[0], shifts=3, dims=(0,)), [x]),
        **{
            name: (lambda f, a, name=name: f(name)(a[0], a[1]), [x, y])
            for name in ("mse_loss", "l1_loss", "huber_loss", "smooth_l1_loss", "binary_cross_entropy")
        },
        "binary_cross_entropy_with_logits": (lambda f, a: f("binary_cross_entropy_with_logits")(a[0], a[1]), [x, y]),
        "cross_entropy": (classes("cross_entropy", 4), [vector(4 * elements // 4).reshape(4, -1)]),
        "nll_loss": (classes("nll_loss", side), [matrix]),
        "cosine_similarity": (lambda f, a: f("cosine_similarity")(a[0], a[1], dim=-1), [matrix, matrix + 1]),
    }


def classes(name: str, rows: int) -> Callable[[Library, list[Any]], Any]:
    """A loss of classes: the first is right in every row."""

    def call(f: Library, a: list[Any]) -> Any:
        right = torch.zeros(rows, dtype=torch.long) if f is torch_function else Tensor(np.zeros(rows, dtype=np.int64))
        return f(name)(a[0], right)

    return call


def cases(elements: int) -> Iterator[Case]:
    """All rows: those with a call of their own, and those whose operands are plain vectors."""
    special = mixing(elements)
    for name, (call, data) in special.items():
        yield Case(name, call, data)
    for row in table.rows():
        if row.name in (*special, "sort") or row.variadic or not row.operands or set(row.options) - set(row.defaults):
            continue
        yield Case(
            row.name, plainly(row), [vector(elements, *row.sample.get(n, (0.15, 0.85))) for n in row.operands[: row.required]]
        )


def plainly(row: Row) -> Callable[[Library, list[Any]], Any]:
    """The row called on its operands alone."""
    return lambda f, a: f(row.name)(*a)


# ------------------------------------------------------------------ how long it takes
def best(work: Callable[[], Any]) -> tuple[float, Any]:
    """The shortest of some rounds, and the last result."""
    times, out = [], None
    for _ in range(ROUNDS):
        start = time.perf_counter()
        out = work()
        times.append(time.perf_counter() - start)
        if times[-1] > 2:
            break
    return min(times), out


def torch_times(case: Case) -> list[float]:
    """Forward, backward and double backward of torch."""
    leaves = [torch.tensor(a, requires_grad=True) for a in case.data]
    forward, out = best(lambda: case.call(torch_function, leaves))
    if not out.requires_grad:
        return [forward]
    total = out.sum()
    backward, _ = best(lambda: torch.autograd.grad(total, leaves, retain_graph=True, allow_unused=True))
    found = [g for g in torch.autograd.grad(total, leaves, create_graph=True, allow_unused=True) if g is not None]
    slopes = [(g * g).sum() for g in found if g.requires_grad]
    if not slopes:
        return [forward, backward]
    again = sum(slopes[1:], slopes[0])
    return [forward, backward, best(lambda: torch.autograd.grad(again, leaves, retain_graph=True, allow_unused=True))[0]]


def own_times(case: Case) -> list[float]:
    """The same of gradcli."""
    leaves = [Tensor(a, True) for a in case.data]
    add, mul, summed = table.TABLE["add"], table.TABLE["mul"], table.TABLE["sum"]
    forward, out = best(lambda: case.call(own_function, leaves))
    if not out.requires_grad:
        return [forward]
    total = summed(out)
    backward, _ = best(lambda: grad(total, leaves, retain_graph=True, allow_unused=True))
    found = [g for g in grad(total, leaves, create_graph=True, allow_unused=True) if g is not None]
    slopes = [summed(mul(g, g)) for g in found if g.requires_grad]
    if not slopes:
        return [forward, backward]
    again = slopes[0]
    for slope in slopes[1:]:
        again = add(again, slope)
    return [forward, backward, best(lambda: grad(again, leaves, retain_graph=True, allow_unused=True))[0]]


def main() -> None:
    """Measure, and print the rows that are far from torch."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="*", help="only these")
    parser.add_argument("--elements", type=int, default=100_000)
    parser.add_argument("--times", type=float, default=20)
    asked = parser.parse_args()
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    for case in cases(asked.elements):
        if asked.rows and case.name not in asked.rows:
            continue
        try:
            theirs, ours = torch_times(case), own_times(case)
        except (LookupError, TypeError, RuntimeError, Problem) as error:
            print(f"{case.name:34} not measured: {str(error).splitlines()[0][:80]}")
            continue
        for part, a, b in zip(PARTS, theirs, ours, strict=False):
            if asked.rows or (b > asked.times * a and b > NOTICED):
                print(f"{case.name:34} {part:16} {b * 1e3:9.2f} ms, torch {a * 1e3:8.3f} ms: {b / a:7.0f} times", flush=True)


if __name__ == "__main__":
    main()
