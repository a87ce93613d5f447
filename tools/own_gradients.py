"""Every row of the table at many random points: does the engine's own gradient pass its check, and is nothing left undecided?

    env/bin/python -m tools.own_gradients [ROW ...] [--points 200] [--seed 0] [--part 1/2] [--without-extra]

Rows of numbers are drawn from their own intervals, the others by their examples, in which x is drawn.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from gradcli.checks.checking import Claims, check
from gradcli.checks.findings import Rules
from gradcli.duals import balls
from gradcli.ops import table
from gradcli.problems import BackwardError, Problem
from tests.rows import EVERYWHERE, elementwise_calls, is_differentiable, is_elementwise

GOOD = ("pass", "kink")


class Question(NamedTuple):
    """An expression of x, y, z, and where they lie."""

    text: str
    intervals: tuple[tuple[float, float], ...]

    def points(self, count: int, seed: int) -> Iterator[dict[str, float]]:
        """Random points; the same ones for the same seed."""
        generator = random.Random(f"{seed} {self.text}")
        for _ in range(count):
            yield {name: generator.uniform(low, high) for name, (low, high) in zip("xyz", self.intervals, strict=False)}


def questions() -> list[Question]:
    """One or more for every row through which a backward pass goes."""
    found = [Question(call.expression, call.intervals) for call in elementwise_calls()]
    others = [row for row in table.rows() if row.example and is_differentiable(row) and not is_elementwise(row)]
    return [*found, *(Question(row.example, (row.sample.get("x", EVERYWHERE),)) for row in others)]


def verdict(text: str, point: dict[str, Any]) -> str:
    """Of the engine's own gradient."""
    try:
        return check(text, point, Claims(), Rules()).verdict
    except (Problem, BackwardError) as problem:
        return f"refused: {problem}"


def main() -> int:
    """Ask, print what is not good, and count."""
    options = parsed()
    if options.without_extra:
        balls.has_balls = lambda: False  # type: ignore[assignment]
    part, parts = map(int, options.part.split("/"))
    counts: Counter[str] = Counter()
    for question in questions()[part - 1 :: parts]:
        if options.rows and not any(f"{row}(" in question.text for row in options.rows):
            continue
        for point in question.points(options.points, options.seed):
            said = verdict(question.text, point)
            counts[said.partition(":")[0]] += 1
            if said not in GOOD:
                print(f"{said}: {question.text} at {point}", flush=True)
    print(", ".join(f"{count} {said}" for said, count in counts.most_common()))
    return 0 if set(counts) <= set(GOOD) else 1


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="*", help="these rows alone")
    parser.add_argument("--points", type=int, default=200, metavar="N", help="for each row")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--part", default="1/1", metavar="K/N", help="the K-th of N parts, for several processes")
    parser.add_argument("--without-extra", action="store_true", help="as if python-flint were not installed")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
