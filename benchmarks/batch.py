"""Many points and many requests, side by side with the peers, as ratios.

    python benchmarks/batch.py
    python benchmarks/batch.py --peers-python PATH

The interpreter has numpy, torch, jax and pandas; without it, this one is asked. A peer that is not installed is left out. The
latest table is a section of benchmarks/RESULTS.md, which run.py leaves alone.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import numpy as np
from batch_peer import EXPRESSION, NAMES, RESULTS
from process import Command, agree_in_sums, in_turn, run, timed_inside
from run import Row, budgets, compared, gradcli, measured, table, version
from sections import kept

HERE = Path(__file__).parent
TITLE = "## Many points and many requests"
MANY, MORE = 1_000_000, 10_000_000
REQUESTS, A_SECOND = 20_000, 2_000
QUESTIONS = ("3*x**2 + 4*x + 5", "sin(x)*exp(-x**2)", "log(1 + x**2)", "tanh(x)*x")
FASTER = {"torch": 0.667, "jax": 1.0}  # what a file of a million rows may take, by the peer's time
HOWS = {
    "memory": "the value and three gradients, compute alone",
    "npy": "the same from .npy to .npy",
    "npz": "the same from .npz to .npz",
}


class Bench:
    """The interpreters, the tables, and what is found out with them."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options = options
        self.folder = folder
        self.python = options.peers_python
        self.versions = {name: version(self.python, name) for name in ("torch", "jax", "pandas", "numpy")}
        self.peers = [name for name in FASTER if self.versions[name]]

    def rows(self) -> Iterator[Row]:
        """All comparisons."""
        run([sys.executable, str(HERE / "points.py"), str(self.folder), str(MANY), str(MORE)])
        for how in HOWS:
            yield from self.inside(how)
        if self.versions["pandas"] and self.versions["torch"]:
            yield from self.whole()
        for kind in ("npy", "csv"):
            yield self.memory(kind)
        yield self.requests()

    def inside(self, how: str) -> Iterator[Row]:
        """The time inside each process, once everything is warm."""
        kind = "npy" if how == "memory" else how
        files = [str(self.folder / name) for name in (f"many.{kind}", f"out.{kind}", f"small.{kind}")]
        way = "memory" if how == "memory" else "file"
        commands: dict[str, Command] = {
            name: [python, str(HERE / "batch_peer.py"), name, way, *files]
            for name, python in (("gradcli", sys.executable), *((peer, self.python) for peer in self.peers))
        }
        runs = {name: [timed_inside(one) for one in found] for name, found in in_turn(commands, self.options.rounds).items()}
        for peer in self.peers:
            agree_in_sums(runs["gradcli"][0], runs[peer][0], peer)
            budget = FASTER[peer] if how != "npz" else None
            yield compared(f"{MANY:,} points: {HOWS[how]}", shown(peer), "wall", "s", runs["gradcli"], runs[peer], budget)

    def whole(self) -> Iterator[Row]:
        """From CSV to CSV, the whole process."""
        source = str(self.folder / "many.csv")
        ours, theirs = (str(self.folder / name) for name in ("ours.csv", "theirs.csv"))
        commands = {
            "gradcli": batch(source, ours),
            "script": [self.python, str(HERE / "batch_peer.py"), "torch", "csv", source, theirs],
        }
        runs = in_turn(commands, self.options.rounds)
        same_lines(ours, theirs)
        what = f"{MANY:,} points: from CSV to CSV, whole process"
        yield compared(what, "a script with pandas and torch", "wall", "s", runs["gradcli"], runs["script"], 0.5)
        yield compared(what, "a script with pandas and torch", "peak", "MiB", runs["gradcli"], runs["script"])

    def memory(self, kind: str) -> Row:
        """What ten times as many rows take."""
        commands = {
            name: batch(str(self.folder / f"{name}.{kind}"), str(self.folder / f"out.{kind}")) for name in ("more", "many")
        }
        runs = in_turn(commands, 1 if kind == "csv" else self.options.rounds)
        what = f"{MORE:,} points, .{kind}"
        return compared(what, f"itself at {MANY:,}", "peak", "MiB", runs["more"], runs["many"], 1.2)

    def requests(self) -> Row:
        """Requests in JSON Lines, the whole process."""
        path = self.folder / "requests.jsonl"
        with open(path, "w") as file:
            for k in range(REQUESTS):
                request = {"id": k, "expression": QUESTIONS[k % len(QUESTIONS)], "values": {"x": k / 1000}}
                file.write(json.dumps(request) + "\n")
        command = [*gradcli(), "batch", str(path), "--output", str(self.folder / "answers.jsonl")]
        rate = REQUESTS / median(run.wall for run in in_turn({"": command}, self.options.rounds)[""])
        what = f"{REQUESTS:,} requests, JSON Lines, whole process"
        return Row(what, "what is asked for", "a second", f"{rate:,.0f}", f"{A_SECOND:,}", A_SECOND / rate, 1.0)


def batch(source: str, target: str) -> Command:
    """The command from table to table."""
    return [*gradcli(), "batch", f"f = {EXPRESSION}", source, "--output", target]


def shown(peer: str) -> str:
    """A peer with the way in which it is used."""
    return {"torch": "torch, eager", "jax": "jax.jit"}[peer]


def same_lines(ours: str, theirs: str) -> None:
    """The same columns with the same numbers, as far as a look at the first thousand tells."""
    with open(ours) as a, open(theirs) as b:
        for number, (x, y) in enumerate(zip(a, b, strict=True)):
            if number == 0:
                if x != y or x.strip().split(",") != [*NAMES, *RESULTS]:
                    raise SystemExit(f"the columns differ: {x} {y}")
            elif number < 1000 and not np.allclose([float(v) for v in x.split(",")], [float(v) for v in y.split(",")], rtol=1e-9):
                raise SystemExit(f"line {number} differs: {x} {y}")


def report(rows: list[Row], bench: Bench) -> str:
    """The section of RESULTS.md."""
    versions = ", ".join(f"{name} {found or 'is not installed'}" for name, found in bench.versions.items())
    return f"""{TITLE}

Written by `python benchmarks/batch.py`; `{EXPRESSION}`, the value and three gradients, in float64. Peers: {versions}.

{table(rows)}

{budgets(rows)}

How to read it:

- The commands run in turn, {bench.options.rounds} rounds; shown are medians, and the median of the ratios of the rounds. All
  results are compared.
- `compute alone` is arrays in memory to arrays in memory, and file to file is loading, computing and saving: the clock runs
  inside each process, after the same was done with a thousand rows; jax has compiled for the very length. Interpreter start
  and imports count for nobody there, and neither does a target file that would have to be replaced.
- torch and jax use the threads that they choose, gradcli one a core. The .npy files are structured arrays, whose columns the
  peers' scripts copy out and in.
- From CSV to CSV is everything, start and imports included.
"""


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers-python", default=sys.executable, metavar="PATH", help="an interpreter with torch, jax, pandas")
    parser.add_argument("--rounds", type=int, default=7, metavar="N", help="of each comparison")
    parser.add_argument("--dry", action="store_true", help="only print")
    return parser.parse_args()


def main() -> None:
    """Measure, print, write."""
    options = parsed()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, Path(folder))
        rows = measured(bench.rows())
    kept(TITLE, report(rows, bench), options.dry)


if __name__ == "__main__":
    main()
