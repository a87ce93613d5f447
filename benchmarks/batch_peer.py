"""One expression over a table, by one library: python batch_peer.py LIBRARY HOW IN OUT [SMALL]

HOW is `csv`, the whole job in one go, as a script would do it; `file`, from NumPy's file to NumPy's file, and `memory`, the
computation alone on arrays: both after everything was done once with the table SMALL, so that nothing is imported, compiled
or touched for the first time when the clock runs. Run as a process of its own by batch.py. Prints one JSON object: the
seconds (not for `csv`), and the sums of the results, by which the sides are compared.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

EXPRESSION = "sin(x*y) + exp(-z**2)*log(1 + x**2) + sqrt(y**2 + z**2 + 1)"
NAMES = ("x", "y", "z")
RESULTS = ("f", "x.grad", "y.grad", "z.grad")

Results = list[Any]
Compute = Callable[..., Results]


def value(m: Any, x: Any, y: Any, z: Any) -> Any:
    """The expression, on the functions of a library."""
    return m.sin(x * y) + m.exp(-(z**2)) * m.log(1 + x**2) + m.sqrt(y**2 + z**2 + 1)


def with_torch() -> Compute:
    """Eager, with the number of threads that torch chooses."""
    import torch

    def compute(*columns: Any) -> Results:
        leaves = [torch.from_numpy(column).requires_grad_() for column in columns]
        out = value(torch, *leaves)
        out.backward(torch.ones_like(out))
        return [out.detach().numpy(), *(leaf.grad.numpy() for leaf in leaves)]

    return compute


def with_jax() -> Compute:
    """Compiled, in float64."""
    import jax
    import numpy as np

    jax.config.update("jax_enable_x64", True)
    slopes = jax.value_and_grad(lambda *leaves: value(jax.numpy, *leaves), tuple(range(len(NAMES))))
    compiled = jax.jit(jax.vmap(slopes))

    def compute(*columns: Any) -> Results:
        out, grads = jax.block_until_ready(compiled(*columns))
        return [np.asarray(out), *(np.asarray(g) for g in grads)]

    return compute


def with_gradcli() -> Compute:
    """The program that `gradcli batch` runs, as often as it would be called by it."""
    import numpy as np

    from gradcli.lanes.record import taped
    from gradcli.syntax.parser import parse

    program = taped(parse(EXPRESSION), NAMES, {}, NAMES).program

    def compute(*columns: Any) -> Results:
        out = [np.empty(len(columns[0])) for _ in RESULTS]
        program.run(dict(zip(NAMES, columns, strict=True)), out)
        return out

    return compute


LIBRARIES = {"torch": with_torch, "jax": with_jax, "gradcli": with_gradcli}


# ------------------------------------------------------------------ whole jobs
def by_script(compute: Compute) -> Callable[[str, str], None]:
    """Load, compute, save, as one writes it with NumPy."""
    import numpy as np

    def structured(source: str, target: str) -> None:
        table = np.load(source)
        found = compute(*(np.ascontiguousarray(table[name]) for name in NAMES))
        out = np.empty(len(table), [(name, "f8") for name in (*NAMES, *RESULTS)])
        for name in NAMES:
            out[name] = table[name]
        for name, column in zip(RESULTS, found, strict=True):
            out[name] = column
        np.save(target, out)

    def named(source: str, target: str) -> None:
        table = np.load(source)
        columns = {name: table[name] for name in NAMES}
        found = compute(*columns.values())
        np.savez(target, **columns, **dict(zip(RESULTS, found, strict=True)))

    return lambda source, target: (named if source.endswith(".npz") else structured)(source, target)


def by_command(source: str, target: str) -> None:
    """The same by `gradcli batch`, in this process."""
    from gradcli.commands.app import run

    if run(["batch", f"f = {EXPRESSION}", source, "--output", target]):
        raise SystemExit("gradcli batch failed")


def script_on_csv(source: str, target: str) -> None:
    """The whole job with pandas and torch."""
    import pandas

    table = pandas.read_csv(source)
    found = with_torch()(*(table[name].to_numpy(copy=True) for name in NAMES))
    for name, column in zip(RESULTS, found, strict=True):
        table[name] = column
    table.to_csv(target, index=False)


def measured(library: str, how: str, source: str, target: str, small: str) -> dict[str, Any]:
    """Seconds, and what came out."""
    import numpy as np

    if how == "memory":
        compute = LIBRARIES[library]()
        columns = [[np.ascontiguousarray(np.load(path)[name]) for name in NAMES] for path in (small, source)]
        compute(*columns[0])
        compute(*columns[1])  # jax compiles anew for each length
        begin = time.perf_counter()
        found = compute(*columns[1])
        return {"seconds": time.perf_counter() - begin, "sums": [float(column.sum()) for column in found]}
    compute = LIBRARIES[library]()
    job = by_command if library == "gradcli" else by_script(compute)
    job(small, target)
    if library == "jax":  # which compiles anew for each length
        table = np.load(source)
        compute(*(np.ascontiguousarray(table[name]) for name in NAMES))
        del table
    Path(target).unlink()  # a file that is there already costs time of its own
    begin = time.perf_counter()
    job(source, target)
    seconds = time.perf_counter() - begin
    table = np.load(target)
    return {"seconds": seconds, "sums": [float(table[name].sum()) for name in RESULTS]}


if __name__ == "__main__":
    if sys.argv[2] == "csv":
        script_on_csv(*sys.argv[3:5])
    else:
        json.dump(measured(*sys.argv[1:6]), sys.stdout)
