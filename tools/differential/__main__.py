"""Differential testing against real torch.

    python -m tools.differential --count 2000 --seed 7 [--category K ...] [--failures FILE] [--in-process]
    python -m tools.differential --replay FILE [--failures FILE] [--in-process]
    python -m tools.differential --session --count 5000 --seed 7

The first form makes random programs of the expression language, category by category, lets torch and gradcli answer each,
and compares value, shape, requires_grad, grad_fn, the gradients after each pass, what raises and with which text, the graph,
and derivatives of higher order. The same seed makes the same programs. Cases that differ are made smaller and put in groups.

The second form does the same with cases that were stored, one {"request": ..., "torch": ...} a line, as --failures writes them.

The third form makes random Python programs for `torch` and for `gradcli.torch`, with views, writing in place, blocks, hooks and
several passes, and compares all tensors that a program leaves, and every error.

gradcli answers through `gradcli batch`; with --in-process it is called in this process, which is faster and also compares
the dtype of the value and the shape of empty ones. Apart, and not counted: operations that gradcli does not have ("missing"),
plain numbers where torch demands tensors and what torch reports as a bug of its own ("purpose"), more than gradcli's limits
allow ("limit"), results after a cast to float32 that agree to its digits only ("digits"), last digits in expressions that a
change of the inputs in the twelfth digit changes as much ("ill"), and stored answers that torch does not give any more
("stale"). The exit status is 1 where something differs.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tools.differential import report
from tools.differential.cases import Case, outcomes, read, stale, write
from tools.differential.categories import CATEGORIES, cases
from tools.differential.compare import Outcome
from tools.differential.shrink import shrunk


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line asks for."""
    asked = _parser().parse_args(arguments)
    if asked.session:
        from tools.differential import sessions

        return sessions.main(asked.count, asked.seed, asked.groups, asked.whole)
    began = time.monotonic()
    made = list(read(asked.replay)) if asked.replay else list(cases(asked.count, asked.seed, asked.category))
    if asked.replay and asked.category:
        made = [case for case in made if case.category in asked.category]
    print(f"{len(made)} cases, answered by torch after {time.monotonic() - began:.0f} s", file=sys.stderr)
    found = _judged(made, asked.in_process, stored=bool(asked.replay))
    print(f"answered by gradcli after {time.monotonic() - began:.0f} s", file=sys.stderr)
    if not asked.whole:
        found = [shrunk(*member) if member[1].verdict in ("differ", "digits") else member for member in found]
        print(f"made smaller after {time.monotonic() - began:.0f} s", file=sys.stderr)
    for line in report.lines(found, asked.groups):
        print(line)
    differing = [member for _, members in report.groups(found) for member in members]
    if asked.failures:
        write(asked.failures, differing)
    return 1 if differing else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m tools.differential", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--count", type=int, default=2000, help="how many cases to make")
    parser.add_argument("--seed", type=int, default=0)
    names = ", ".join(CATEGORIES)
    parser.add_argument("--category", action="append", choices=list(CATEGORIES), metavar="K", help=f"one of {names}")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="stored cases instead of new ones")
    parser.add_argument("--failures", type=Path, metavar="FILE", help="write the cases that differ, smallest first in each group")
    parser.add_argument("--in-process", action="store_true", help="call gradcli in this process")
    parser.add_argument("--groups", type=int, default=60, help="how many groups to print")
    parser.add_argument("--session", action="store_true", help="Python programs instead of expressions")
    parser.add_argument("--whole", action="store_true", help="do not make the cases that differ smaller")
    return parser


def _judged(made: Sequence[Case], in_process: bool, stored: bool) -> list[report.Found]:
    """Each case with its outcome."""
    found: list[report.Found] = []
    for case, outcome in zip(made, outcomes(made, in_process), strict=True):
        gone = stored and outcome.verdict == "differ" and stale(case)
        found.append((case, Outcome("stale") if gone else outcome))
    return found


if __name__ == "__main__":
    sys.exit(main())
