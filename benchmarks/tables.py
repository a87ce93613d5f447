"""Tables as people have them, on all cores and on a cluster, side by side with the peers, as ratios.

    python benchmarks/tables.py
    python benchmarks/tables.py --peers-python PATH

The interpreter has polars, duckdb, pandas with pyarrow, and numpy; this one has pyarrow and distributed. The latest table is a
section of benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pyarrow
from batch_peer import EXPRESSION
from process import Command, in_turn, ratio, run
from run import Row, budgets, compared, gradcli, measured, table, version
from sections import kept

HERE = Path(__file__).parent
TITLE = "## Tables, cores and workers"
MANY, MORE = 1_000_000, 20_000_000
REQUESTS = 20_000
QUESTIONS = ("3*x**2 + 4*x + 5", "sin(x)*exp(-x**2)", "log(1 + x**2)", "tanh(x)*x")
SLOWER = {"csv": 1.3, "parquet": 1.0}  # what a file may take, by the time of a script with Polars
PEERS = {"polars": "a script with Polars and NumPy", "duckdb": "DuckDB, in SQL", "pandas": "a script with pandas and NumPy"}
MEMORY = 400.0  # MiB of a process
PARTS, PART_ROWS = 16, 500_000
ONE_BY_ONE = "svdvals([[x, y], [y, z]]).sum()"
FASTER = 0.6  # what two cores may take of one, where everything has to be asked one by one
SCALING = 1 / 1.7


class Bench:
    """The interpreters, the tables, and what is found out with them."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options, self.folder = options, folder
        self.versions = {name: version(options.peers_python, name) for name in (*PEERS, "numpy")}

    def rows(self) -> Iterator[Row]:
        """All comparisons."""
        run([sys.executable, str(HERE / "tables_points.py"), str(self.folder), str(MANY), str(MORE), str(PARTS), str(PART_ROWS)])
        for kind in SLOWER:
            yield from self.whole(kind)
        yield self.memory()
        yield from self.requests()
        yield self.one_by_one()
        yield self.workers()

    def whole(self, kind: str) -> Iterator[Row]:
        """From file to file, the whole process, in turn with all peers."""
        source = str(self.folder / f"many.{kind}")
        names = [name for name in PEERS if self.versions[name]]
        targets = {name: str(self.folder / f"{name}.{kind}") for name in ("gradcli", *names)}
        commands: dict[str, Command] = {"gradcli": batch(EXPRESSION, source, targets["gradcli"])}
        for name in names:
            commands[name] = [self.options.peers_python, str(HERE / "tables_peer.py"), name, source, targets[name]]
        runs = in_turn(commands, self.options.rounds)
        what = f"{MANY:,} points: from {kind} to {kind}, whole process"
        for name in names:
            run([sys.executable, str(HERE / "tables_same.py"), targets["gradcli"], targets[name]])
            budget = SLOWER[kind] if name == "polars" else None
            yield compared(what, PEERS[name], "wall", "s", runs["gradcli"], runs[name], budget)
            yield compared(what, PEERS[name], "cpu", "s", runs["gradcli"], runs[name])
            yield compared(what, PEERS[name], "peak", "MiB", runs["gradcli"], runs[name])

    def memory(self) -> Row:
        """What twenty times as many rows take."""
        source = self.folder / "more.parquet"
        found = in_turn({"": batch(EXPRESSION, str(source), str(self.folder / "out.parquet"))}, 1)[""]
        peak = found[0].peak
        what = f"{MORE:,} rows of Parquet, in {found[0].wall:.1f} s"
        return Row(what, "what is asked for", "peak", f"{peak:.0f} MiB", f"{MEMORY:.0f} MiB", peak / MEMORY, 1.0)

    def requests(self) -> Iterator[Row]:
        """Requests in JSON Lines on two cores and on one; in the same rounds, what two cores are on this machine."""
        path = self.folder / "requests.jsonl"
        with open(path, "w") as file:
            for k in range(REQUESTS):
                request = {"id": k, "expression": QUESTIONS[k % len(QUESTIONS)], "values": {"x": k / 1000}}
                file.write(json.dumps(request) + "\n")
        commands = {
            jobs: [*gradcli(), "batch", str(path), "--output", str(self.folder / f"{jobs}.jsonl"), "--jobs", jobs]
            for jobs in ("2", "1")
        }
        loops = {f"loop{count}": [sys.executable, str(HERE / "cores.py"), count] for count in commands}
        runs = in_turn({**commands, **loops}, self.options.rounds)
        if (self.folder / "2.jsonl").read_bytes() != (self.folder / "1.jsonl").read_bytes():
            raise SystemExit("two processes answer otherwise than one")
        yield compared(f"{REQUESTS:,} requests, two cores", "itself on one", "wall", "s", runs["2"], runs["1"], FASTER)
        yield compared("a loop of Python, shared by two processes", "itself in one", "wall", "s", runs["loop2"], runs["loop1"])

    def one_by_one(self) -> Row:
        """Rows that have to be asked one by one, on two cores and on one."""
        source = str(self.folder / "few.parquet")
        commands = {
            jobs: [*batch(ONE_BY_ONE, source, str(self.folder / f"out{jobs}.parquet")), "--jobs", jobs] for jobs in ("2", "1")
        }
        runs = in_turn(commands, self.options.rounds)
        what = f"{REQUESTS:,} rows one by one, two cores"
        return compared(what, "itself on one", "wall", "s", runs["2"], runs["1"], FASTER)

    def workers(self) -> Row:
        """Parts on a cluster of two workers and of one; the clock runs from the first task to the last."""
        source = self.folder / "parts"
        times: dict[int, list[float]] = {1: [], 2: []}
        for turn in range(self.options.rounds):
            for count in times:
                times[count].append(self.on_cluster(source, count, turn))
        one, two = (median(times[count]) for count in (1, 2))
        what = f"{PARTS} parts of {PART_ROWS:,} rows, two workers"
        return Row(what, "one worker", "wall", f"{two:.3f} s", f"{one:.3f} s", ratio(times[2], times[1]), SCALING)

    def on_cluster(self, source: Path, count: int, turn: int) -> float:
        """The seconds of all parts on so many workers."""
        from gradcli.batch import cluster, dataset, parts
        from gradcli.calculation.question import Settings

        target = str(self.folder / f"parts-{count}-{turn}")
        with cluster.connected("local", count) as runner:
            found = parts.found([str(source)], None)
            Path(f"{target}-warm").mkdir()
            list(runner(dataset.Job("f = x", {}, Settings(), f"{target}-warm"), found[: 2 * count]))
            asked = dataset.Run(dataset.Job(f"f = {EXPRESSION}", {}, Settings(), target), found)
            begin = time.perf_counter()
            asked.answer(runner)
            return time.perf_counter() - begin


def batch(expression: str, source: str, target: str) -> Command:
    """The command from table to table."""
    return [*gradcli(), "batch", f"f = {expression}", source, "--output", target]


def report(rows: list[Row], bench: Bench) -> str:
    """The section of RESULTS.md."""
    versions = ", ".join(f"{name} {found or 'is not installed'}" for name, found in bench.versions.items())
    return f"""{TITLE}

Written by `python benchmarks/tables.py`; `{EXPRESSION}`, the value and three gradients. Peers: {versions}; pyarrow
{pyarrow.__version__}.

{table(rows)}

{budgets(rows)}

How to read it:

- The commands run in turn, {bench.options.rounds} rounds; shown are medians, and the median of the ratios of the rounds. All
  results are compared. Whole processes count with start and imports.
- Each script reads and writes with its library and computes with NumPy by gradients that somebody has written out; DuckDB
  computes them in SQL. All use as many cores as they like. What is asked for is asked of Polars; the others are shown.
- The loop has nothing to share and nothing to wait for: its ratio, from the same rounds as that of the requests, is the least
  that two cores of this machine can make of one. On a machine whose cores are its own it is 0.50.
- `one by one` are rows for which there is no program: `{ONE_BY_ONE}`.
- Workers are processes of one thread on this machine; their start is not counted, since a cluster is there already.
"""


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers-python", default=sys.executable, metavar="PATH", help="an interpreter with polars")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="of each comparison")
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
