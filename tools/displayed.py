"""Random values shown by real IPython and by gradcli: `python -m tools.displayed --count 20000 --seed 1` compares them.

`--write` draws the cases of tests/data/displayed.jsonl anew, with IPython's answers. To be run where IPython is installed.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from typing import Any

from gradcli.printing.pretty import pretty
from tests.displayed import ANSWERS, MAKERS, TYPES, made

WORDS = ("x", "loss", "it's", "a longer text with some words", 'say "so"', "w" * 90, "", "two\nlines", "grad_fn=<AddBackward0>")
ROWS = (
    "tensor([1., 2.])",
    "tensor([[1., 2.],\n        [3., 4.]])",
    "Parameter containing:\ntensor([[ 0.1, -0.2],\n        [ 0.3,  0.4]], requires_grad=True)",
    "Linear(in_features=3, out_features=1, bias=True)",
    "array([[1, 2],\n       [3, 4]])",
    "tensor([[[1.]],\n\n        [[2.]]])",
    "",
)


def main(arguments: list[str]) -> int:
    """Compare, or write; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=5, help="how many differences are shown")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args(arguments)
    if given.write:
        write()
        return 0
    return compare(given.count, given.seed, given.show)


def compare(count: int, seed: int, show: int) -> int:
    """Print how many of the random values are shown differently, and the first few."""
    theirs = shower()
    rng = random.Random(seed)
    wrong = broken = 0
    for _ in range(count):
        value = made(drawn(rng))
        expected = theirs(value)
        broken += "\n" in expected
        if expected != pretty(value):
            wrong += 1
            if wrong <= show:
                print(expected, "--- gradcli:", pretty(value), sep="\n", end="\n\n")
    print(f"{count} values, {broken} over several lines, {wrong} shown differently")
    return 1 if wrong else 0


def shower() -> Any:
    """IPython's own function from a value to the text of a cell's result."""
    from IPython.core.formatters import PlainTextFormatter

    return PlainTextFormatter()


def write() -> None:
    """Cases of every kind, with IPython's answers."""
    theirs = shower()
    rng = random.Random(2026)
    lines: list[str] = []
    while len(lines) < 400:
        tree = drawn(rng)
        answer = theirs(made(tree))
        line = json.dumps({"tree": tree, "answer": answer})
        is_small = len(line) < 1200 or (len(lines) % 40 == 0 and len(line) < 8000)
        if is_small and " at 0x" not in answer:
            lines.append(line)
    ANSWERS.write_text("\n".join(lines) + "\n", "utf-8")


# ------------------------------------------------------------------ drawing
def drawn(rng: random.Random, depth: int = 0) -> Any:
    """A random tree."""
    if rng.random() < 0.25 + 0.2 * depth:
        return leaf(rng)
    kind = rng.choice(["list", "list", "tuple", "dict", *MAKERS])
    if rng.random() < 0.25:
        same = leaf(rng)
        return [kind, *[same if rng.random() < 0.6 else leaf(rng) for _ in range(rng.choice([3, 12, 40]))]]
    if depth == 0 and rng.random() < 0.02:
        return [kind, *range(rng.choice([998, 999, 1000, 1001, 1500, 2002, 2004]))]
    return [kind, *[drawn(rng, depth + 1) for _ in range(rng.choice([0, 1, 1, 2, 2, 3, 4, 6]))]]


def leaf(rng: random.Random) -> Any:
    """A tree without branches."""
    choices: list[Any] = [
        rng.randint(-100, 10**6),
        rng.gauss(0, 1),
        rng.choice(WORDS),
        rng.choice([None, True, False]),
        ["lines", rng.choice(ROWS)],
        ["lines", rng.choice(ROWS)],
        ["type", rng.choice([*TYPES])],
        ["range", rng.randint(0, 20)],
        ["pattern", rng.choice(["\\s+", "a\\\\b", "x"]), rng.choice([0, 2, 10])],
        ["bytes", rng.choice(WORDS)],
    ]
    return rng.choice(choices)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
