"""How often float32 is torch's to the last bit: functions, sums, losses, layers and their gradients on random data.

    env/bin/python -m tools.rounding [--seed 0] [--only softmax]
    env/bin/python -m tools.rounding --write

`--write` asks torch for the sample that `tests/ops/test_rounding.py` reads.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.rounding import ELEMENTWISE, GRADIENTS, LAYERS, LOSSES, POSITIVE, RANGES, REDUCTIONS, bits, drawn, ran

SAMPLE = Path("tests/data/rounding.jsonl")
GROUPS = {
    "elementwise": ELEMENTWISE,
    "reductions": REDUCTIONS,
    "losses": LOSSES,
    "layers": LAYERS,
    "gradients": GRADIENTS,
    "ranges": RANGES,
}
SHAPES = ((1,), (3,), (5,), (10,), (16,), (31,), (40,), (100,), (2, 3), (4, 8), (8, 4), (7, 10), (32, 10), (16, 40))


def asked(torch: Any, text: str, shape: tuple[int, ...], seed: int) -> list[str]:
    """The bits of the results of a line of Python."""
    return bits(ran(torch, text, drawn(shape, seed, text in POSITIVE)))


def share(ours: Any, torch: Any, text: str, seed: int) -> tuple[float, float]:
    """In percent: equal numbers, and shapes for which all are equal."""
    equal, count, whole = 0, 0, 0
    for k, shape in enumerate(SHAPES):
        for again in range(6):
            a, b = (asked(side, text, shape, seed + 100 * k + again) for side in (ours, torch))
            equal, count, whole = equal + sum(x == y for x, y in zip(a, b, strict=True)), count + len(a), whole + (a == b)
    return 100 * equal / count, 100 * whole / (6 * len(SHAPES))


def sample(torch: Any, ours: Any) -> Iterator[dict[str, Any]]:
    """Lines with torch's answers at a few random shapes, and whether all bits are to be the same."""
    chance = random.Random(0)
    for lines in GROUPS.values():
        for text in lines:
            for shape in chance.sample(SHAPES[:-2], 3):
                seed = chance.randrange(10**6)
                wanted = asked(torch, text, shape, seed)
                exact = wanted == asked(ours, text, shape, seed)
                yield {"text": text, "shape": shape, "seed": seed, "exact": exact, "bits": wanted}


def main() -> None:
    """Print the table, or write the sample."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="lines with this in them")
    parser.add_argument("--write", action="store_true", help=f"write {SAMPLE}")
    options = parser.parse_args()
    import torch

    from gradcli import torch as ours

    torch.set_num_threads(1)
    if options.write:
        SAMPLE.write_text("".join(json.dumps(row) + "\n" for row in sample(torch, ours)))
        return
    for group, lines in GROUPS.items():
        print(f"{group:70} numbers  answers")
        for text in lines:
            if options.only in text:
                print("  {:68} {:7.2f}  {:7.2f}".format(text, *share(ours, torch, text, options.seed)), flush=True)


if __name__ == "__main__":
    main()
