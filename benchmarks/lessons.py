"""Lessons run by `gradcli run` and by Python with PyTorch, side by side, as ratios.

    python benchmarks/lessons.py
    python benchmarks/lessons.py --torch-python PATH

The interpreter has torch; without it, this one is asked. The latest table is a section of benchmarks/RESULTS.md, which run.py
leaves alone.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lesson_texts import LESSONS, TRAINING
from process import Command, Run, in_turn
from run import Row, budgets, compared, gradcli, measured, table, version
from sections import kept

HERE = Path(__file__).parent
TITLE = "## Lessons"
EXAMPLE = HERE.parent / "examples" / "autograd.py"
BUDGETS = {"example": 0.2, "lesson": 1.0, "loop": 1.5}
ALONE = ("env", "OMP_NUM_THREADS=1")  # one thread, which is the fastest for so small tensors


class Bench:
    """The two that run a script, and what is found out with them."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options = options
        self.folder = folder
        self.torch = version(options.torch_python, "torch")

    def rows(self) -> Iterator[Row]:
        """All comparisons."""
        yield self.whole("examples/autograd.py", EXAMPLE, BUDGETS["example"])
        for name, text in LESSONS.items():
            yield self.whole(name, self.written(text), BUDGETS["lesson"])
        yield self.loop()

    def whole(self, name: str, path: Path, budget: float) -> Row:
        """The whole process, start and import included."""
        runs = self.runs(path)
        agree(runs["gradcli"][0].printed, runs["torch"][0].printed, name)
        return compared(f"{name}, whole process", "torch", "wall", "s", runs["gradcli"], runs["torch"], budget)

    def loop(self) -> Row:
        """The loop alone, whose processor time the script itself measures."""
        runs = self.runs(self.written(TRAINING))
        agree(*[runs[name][0].printed.partition("\n")[2] for name in ("gradcli", "torch")], "the training loop")
        timed = {name: [timed_inside(run) for run in found] for name, found in runs.items()}
        what = "1,000 steps of a 2-16-1 network, 100 points, float32: the loop alone"
        return compared(what, "torch, one thread", "cpu", "s", timed["gradcli"], timed["torch"], BUDGETS["loop"])

    def runs(self, path: Path) -> dict[str, list[Run]]:
        """The runs of both, after one that nobody counts."""
        commands: dict[str, Command] = {
            "gradcli": [*gradcli(), "run", str(path)],
            "torch": [*ALONE, self.options.torch_python, str(path)],
        }
        in_turn(commands, 1)  # so that all bytecode is written and all files are in memory
        return in_turn(commands, self.options.rounds)

    def written(self, text: str) -> Path:
        """A script as a file."""
        path = self.folder / "lesson.py"
        path.write_text(text, "utf-8")
        return path


def timed_inside(run: Run) -> Run:
    """The run with the processor time that the script printed first."""
    return run._replace(cpu=float(run.printed.partition("\n")[0]))


def agree(ours: str, theirs: str, what: str) -> None:
    """Both must have printed the same, but for addresses, or the comparison is worth nothing."""
    ours, theirs = (re.sub(r"0x[0-9a-f]+", "0x", text) for text in (ours, theirs))
    if ours != theirs:
        raise SystemExit(f"gradcli and torch disagree on {what}:\n{ours}\n{theirs}")


def report(rows: list[Row], bench: Bench) -> str:
    """The section of RESULTS.md."""
    return f"""{TITLE}

Written by `python benchmarks/lessons.py`: scripts that PyTorch runs, run by `gradcli run`. Peer: torch {bench.torch}.

{table(rows)}

{budgets(rows)}

How to read it:

- The commands run in turn, {bench.options.rounds} rounds; shown are medians, and the median of the ratios of the rounds. Both
  print the same, which is compared.
- A whole process is everything, start and imports included. The loop is timed by the script itself, as processor time.
- torch has one thread, with which it is fastest on tensors as small as these.
"""


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--torch-python", default=sys.executable, metavar="PATH", help="an interpreter with torch")
    parser.add_argument("--rounds", type=int, default=7, metavar="N", help="of each comparison")
    parser.add_argument("--dry", action="store_true", help="only print")
    return parser.parse_args()


def main() -> None:
    """Measure, print, write."""
    options = parsed()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, Path(folder))
        if bench.torch is None:
            raise SystemExit(f"{options.torch_python} has no torch")
        rows = measured(bench.rows())
    kept(TITLE, report(rows, bench), options.dry)


if __name__ == "__main__":
    main()
