"""Compiled functions, over many rows of tensors and at one point, side by side with the peers, as ratios.

    python benchmarks/compiled.py
    python benchmarks/compiled.py --peers-python PATH --torch-python PATH

The interpreters have numpy, and torch or jax; without them, this one is asked. A peer that is not installed is left out. The
latest table is a section of benchmarks/RESULTS.md, which run.py leaves alone.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from compiled_peer import CASES, SAID
from process import Command, agree_in_sums, in_turn, timed_inside
from run import Row, budgets, compared, measured, table, version
from sections import kept

HERE = Path(__file__).parent
TITLE = "## Compiled functions"
ROWS = {"network": 100_000}  # of the others a million
MANY = 1_000_000
SLOWER = {"torch": 3.0, "jax": 2.0}  # what a case may take, by the peer's time
SHOWN = {"torch": "torch.func.vmap", "jax": "jax.jit(vmap)"}
A_CALL = 20e-6  # seconds of a call at one point


class Bench:
    """The interpreters, and what is found out with them."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.pythons = {"torch": options.torch_python or options.peers_python, "jax": options.peers_python}
        self.versions = {name: version(python, name) for name, python in self.pythons.items()}
        self.peers = [name for name in SLOWER if self.versions[name]]

    def rows(self) -> Iterator[Row]:
        """All comparisons."""
        yield self.point()
        for name in CASES:
            yield from self.case(name)

    def command(self, library: str, case: str) -> Command:
        """A library doing a case."""
        python = self.pythons.get(library, sys.executable)
        return [python, str(HERE / "compiled_peer.py"), library, case, str(ROWS.get(case, MANY))]

    def case(self, name: str) -> Iterator[Row]:
        """One case, by all."""
        commands = {library: self.command(library, name) for library in ("gradcli", *self.peers)}
        runs = {key: [timed_inside(one) for one in found] for key, found in in_turn(commands, self.options.rounds).items()}
        for peer in self.peers:
            agree_in_sums(runs["gradcli"][0], runs[peer][0], f"{peer} on {name}")
            what = f"{ROWS.get(name, MANY):,} rows: {SAID[name]}"
            yield compared(what, SHOWN[peer], "wall", "s", runs["gradcli"], runs[peer], SLOWER[peer])

    def point(self) -> Row:
        """A call at one point."""
        runs = in_turn({"": self.command("gradcli", "point")}, self.options.rounds)[""]
        seconds = median(json.loads(run.printed)["seconds"] for run in runs)
        what = "`3*x**2 + 4*x + 5` at one point, a call"
        return Row(what, "what is asked for", "wall", f"{seconds * 1e6:.1f} µs", f"{A_CALL * 1e6:.0f} µs", seconds / A_CALL, 1.0)


def report(rows: list[Row], bench: Bench) -> str:
    """The section of RESULTS.md."""
    versions = ", ".join(f"{name} {found or 'is not installed'}" for name, found in bench.versions.items())
    return f"""{TITLE}

Written by `python benchmarks/compiled.py`; the value and the gradients by all variables, in float64. Peers: {versions}.

{table(rows)}

{budgets(rows)}

How to read it:

- The commands run in turn, {bench.options.rounds} rounds; shown are medians, and the median of the ratios of the rounds. All
  results are compared.
- Arrays in memory to arrays in memory: the clock runs inside each process, after the same was done with a thousand rows and with
  all of them; jax has compiled for the very length. Recording the expression is part of gradcli's time. torch is
  `torch.func.vmap` of `grad_and_value`, jax `jax.jit` of `jax.vmap` of `value_and_grad`; both use the threads that they choose.
"""


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers-python", default=sys.executable, metavar="PATH", help="an interpreter with jax, and torch")
    parser.add_argument("--torch-python", metavar="PATH", help="an interpreter with torch, where that is another one")
    parser.add_argument("--rounds", type=int, default=7, metavar="N", help="of each comparison")
    parser.add_argument("--dry", action="store_true", help="only print")
    return parser.parse_args()


def main() -> None:
    """Measure, print, write."""
    bench = Bench(parsed())
    rows = measured(bench.rows())
    kept(TITLE, report(rows, bench), bench.options.dry)


if __name__ == "__main__":
    main()
