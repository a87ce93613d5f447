"""Start-up, a million operations and growth, side by side with the peers, as ratios.

    python benchmarks/run.py
    python benchmarks/run.py --peers-python PATH --torch-python PATH

The first interpreter has autograd, sympy and jax, the second torch; without them, this one is asked. A peer that is not
installed is left out, and the table says so. The latest table is kept in benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from statistics import median
from typing import NamedTuple

from process import Command, Failed, Run, in_turn, ratio, run
from sections import RESULTS, others
from shapes import POINT, SHAPES

HERE = Path(__file__).parent
LARGE, SMALL = 1_000_000, 10_000
TINY = 24  # operations; what sympy does with the nested expression of 120 takes minutes
EXPRESSION = "3*x**2 + 4*x + 5"

# the gradient of that expression, as one would write it with each library
STARTS = {
    "autograd": "from autograd import grad\nf = lambda x: 3*x**2 + 4*x + 5\nprint(f(2.0), grad(f)(2.0))",
    "sympy": "import sympy\nx = sympy.Symbol('x')\ny = 3*x**2 + 4*x + 5\nprint(y.subs(x, 2), y.diff(x).subs(x, 2))",
    "torch": "import torch\nx = torch.tensor(2.0, requires_grad=True)\ny = 3*x**2 + 4*x + 5\ny.backward()\nprint(y, x.grad)",
    "jax": "import jax\nprint(jax.value_and_grad(lambda x: 3*x**2 + 4*x + 5)(2.0))",
}
LIBRARIES = "typer, lark"


class Row(NamedTuple):
    """A line of the table: two things compared, by what, the two figures, their ratio, and its budget if it has one."""

    what: str
    peer: str
    measure: str
    ours: str
    theirs: str
    ratio: float
    budget: float | None = None

    @property
    def verdict(self) -> str:
        """Whether the budget is met, or how far it is missed."""
        if self.budget is None:
            return ""
        return "met" if self.ratio <= self.budget else f"missed by {100 * (self.ratio / self.budget - 1):.0f} %"


class Bench:
    """The interpreters, and what is found out with them."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.pythons = {"torch": options.torch_python, **dict.fromkeys(("autograd", "sympy", "jax"), options.peers_python)}
        self.versions = {name: version(python, name) for name, python in self.pythons.items()}
        self.peers = [name for name, found in self.versions.items() if found]

    def rows(self, folder: Path) -> Iterator[Row]:
        """All comparisons."""
        yield from self.start_up()
        for name in SHAPES:
            yield from self.large(folder, name)
        for peer, operations in (("jax", SMALL), ("sympy", TINY)):
            if peer in self.peers:
                yield from self.small(folder, peer, operations)
        for name in SHAPES:
            yield self.growth(folder, name)

    def start_up(self) -> Iterator[Row]:
        """The whole process, for one small expression."""
        commands: dict[str, Command] = {
            "gradcli": [*gradcli(), "grad", EXPRESSION, "--x", "2", "--json"],
            "imports": [sys.executable, "-c", f"import {LIBRARIES}"],
            **{peer: [self.pythons[peer], "-c", STARTS[peer]] for peer in self.peers},
        }
        in_turn(commands, 1)  # so that all bytecode is written and all files are in memory
        runs = in_turn(commands, self.options.starts)
        for peer in commands:
            if peer != "gradcli":
                label = f'`python -c "import {LIBRARIES}"`' if peer == "imports" else peer
                budget = {"imports": 1.25, "autograd": 0.85}.get(peer)
                yield compared("start-up", label, "wall", "s", runs["gradcli"], runs[peer], budget)

    def large(self, folder: Path, shape: str) -> Iterator[Row]:
        """A million operations: time and memory."""
        peers = [peer for peer in ("torch", "autograd") if peer in self.peers]
        operations = self.options.operations
        runs = self.answers(folder, shape, operations, peers, self.options.rounds)
        what = f"{operations:,} operations: {SHAPES[shape].about}"
        for peer in peers:
            budget = 1.0 if peer == "torch" else None
            yield compared(what, peer, "wall", "s", runs["gradcli"], runs[peer], budget)
            yield compared(what, f"{peer}, its import not counted", "wall", "s", runs["gradcli"], without_import(runs[peer]))
            yield compared(what, peer, "peak", "MiB", runs["gradcli"], runs[peer], budget)

    def small(self, folder: Path, peer: str, operations: int) -> Iterator[Row]:
        """A peer for which a million operations are out of reach."""
        for name, shape in SHAPES.items():
            runs = self.answers(folder, name, operations, [peer], self.options.rounds)
            yield compared(f"{operations:,} operations: {shape.about}", peer, "wall", "s", runs["gradcli"], runs[peer])

    def growth(self, folder: Path, shape: str) -> Row:
        """What one operation costs among many, against what it costs among few; the start of the process is taken off."""
        sizes = (0, SMALL, self.options.operations)
        commands = {str(n): question(folder, shape, n) for n in sizes}
        runs = in_turn({str(n): commands[str(n)] for n in sizes[:2]}, self.options.starts)
        runs.update(in_turn({str(sizes[2]): commands[str(sizes[2])]}, self.options.rounds))
        none, few, many = (median(r.cpu for r in runs[str(n)]) for n in sizes)
        ours, theirs = (many - none) / sizes[2] * 1e6, (few - none) / sizes[1] * 1e6
        what = f"growth: {SHAPES[shape].about}"
        return Row(what, f"itself at {SMALL:,}", "cpu per operation", f"{ours:.2f} µs", f"{theirs:.2f} µs", ours / theirs, 1.3)

    def answers(self, folder: Path, shape: str, operations: int, peers: list[str], rounds: int) -> dict[str, list[Run]]:
        """The runs of gradcli and some peers on one expression; they must agree."""
        commands: dict[str, Command] = {"gradcli": question(folder, shape, operations)}
        for peer in peers:
            commands[peer] = [self.pythons[peer], str(HERE / "peer.py"), peer, shape, str(operations)]
        runs = in_turn(commands, rounds)
        for peer in peers:
            agree(runs["gradcli"][0], runs[peer][0], f"{peer} on {shape}")
        return runs


def gradcli() -> Command:
    """The installed command that belongs to this interpreter."""
    script = Path(sys.executable).with_name("gradcli")
    return [str(script)] if script.exists() else [sys.executable, "-m", "gradcli"]


def question(folder: Path, shape: str, operations: int) -> Command:
    """The command that reads the expression from a file, which is written if it is not there."""
    path = folder / f"{shape}-{operations}.txt"
    if not path.exists():
        path.write_text(SHAPES[shape].text(SHAPES[shape].repetitions(operations)), "utf-8")
    values = [argument for name, value in POINT.items() for argument in (f"--{name}", str(value))]
    return [*gradcli(), "grad", f"@{path}", *values, "--json", "--allow-unused"]


def compared(
    what: str, peer: str, measure: str, unit: str, ours: list[Run], theirs: list[Run], budget: float | None = None
) -> Row:
    """A row from the runs of both."""
    a, b = ([getattr(r, measure) for r in runs] for runs in (ours, theirs))
    digits = 0 if unit == "MiB" else 3 if median(b) < 10 else 1
    shown = (f"{median(values):.{digits}f} {unit}" for values in (a, b))
    return Row(what, peer, measure, *shown, ratio(a, b), budget)


def without_import(runs: list[Run]) -> list[Run]:
    """The runs of a peer as if its import cost nothing."""
    return [r._replace(wall=r.wall - json.loads(r.printed)["import"]) for r in runs]


def agree(ours: Run, theirs: Run, what: str) -> None:
    """Both must have computed the same, or the comparison is worth nothing."""
    a, b = json.loads(ours.printed), json.loads(theirs.printed)
    pairs = [(a["value"], b["value"]), *((a["grad"][name] or 0.0, b["grad"][name]) for name in POINT)]
    for x, y in pairs:
        if not math.isclose(x, y, rel_tol=1e-6, abs_tol=1e-300):
            raise SystemExit(f"gradcli and {what} disagree: {x} and {y}")


def version(python: str, library: str) -> str | None:
    """The version of a library that an interpreter has; None if it has none."""
    try:
        return run([python, "-c", f"from importlib.metadata import version; print(version('{library}'))"]).printed.strip()
    except (Failed, OSError):
        return None


# ------------------------------------------------------------------ the report
def table(rows: list[Row]) -> str:
    """The rows in Markdown."""
    lines = ["| what | against | measure | gradcli | peer | ratio | budget | |", "|---|---|---|--:|--:|--:|--:|---|"]
    for row in rows:
        budget = "" if row.budget is None else f"{row.budget:g}"
        cells = (row.what, row.peer, row.measure, row.ours, row.theirs, f"{row.ratio:.2f}", budget, row.verdict)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def report(rows: list[Row], bench: Bench) -> str:
    """The text of RESULTS.md."""
    options = bench.options
    python = f"{platform.python_implementation()} {platform.python_version()}"
    ours = ", ".join(f"{name} {version(sys.executable, name)}" for name in ("gradcli", "typer", "lark", "numpy"))
    theirs = ", ".join(f"{name} {found or 'is not installed'}" for name, found in bench.versions.items())
    return f"""# Measured side by side

Written by `python benchmarks/run.py`; the ratio is gradcli's figure by the peer's, so less than 1 is better.

- {date.today().isoformat()}; {os.cpu_count()} cores, {platform.system()}, {python}
- {ours}
- {theirs}

{table(rows)}

{budgets(rows)}

How to read it:

- Every figure is of a whole process, gradcli's always with its start and the reading of the file. `wall` is seconds on
  the clock, `cpu` user and system time, `peak` the largest resident size. The commands run in turn, {options.starts} rounds for
  start-up and {options.rounds} for large expressions; shown are medians, and the median of the ratios of the rounds.
- All compute the same numbers in float64, the value and both gradients, and they are compared. The peers build the
  expression in a Python loop; gradcli parses it from a text of several megabytes.
- jax is not compiled and meets {SMALL:,} operations, sympy {TINY}: a million are out of their reach.
- Growth is processor time per operation at {options.operations:,} against {SMALL:,} operations, without the start.
"""


def budgets(rows: list[Row]) -> str:
    """Whether the budgets are met, and what is missed by how much."""
    missed = [row for row in rows if row.verdict.startswith("missed")]
    if not missed:
        return "All budgets are met."
    said = [f"- {r.what}, {r.peer}, {r.measure}: {r.ratio:.2f} where {r.budget:g} is allowed, {r.verdict}" for r in missed]
    return "\n".join(["Budgets missed:", "", *said])


def measured(rows: Iterable[Row]) -> list[Row]:
    """All rows, each told as soon as it is there."""
    found = []
    for row in rows:
        found.append(row)
        print(f"{row.what}, {row.peer}, {row.measure}: {row.ours} / {row.theirs} = {row.ratio:.2f} {row.verdict}", flush=True)
    return found


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers-python", default=sys.executable, metavar="PATH", help="an interpreter with autograd, sympy, jax")
    parser.add_argument("--torch-python", default=sys.executable, metavar="PATH", help="an interpreter with torch")
    parser.add_argument("--operations", type=int, default=LARGE, metavar="N", help="of a large expression")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="of large expressions")
    parser.add_argument("--starts", type=int, default=15, metavar="N", help="rounds of start-up")
    parser.add_argument("--dry", action="store_true", help="only print")
    return parser.parse_args()


def main() -> None:
    """Measure, print, write."""
    options = parsed()
    bench = Bench(options)
    with tempfile.TemporaryDirectory() as folder:
        rows = measured(bench.rows(Path(folder)))
    text = report(rows, bench)
    print("\n" + text)
    if not options.dry:
        RESULTS.write_text(text + others(RESULTS.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
