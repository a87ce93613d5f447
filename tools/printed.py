"""Random tensors printed by real torch and by gradcli: `python -m tools.printed --count 20000 --seed 1` compares them.

`--write` draws the cases of tests/data/printed.jsonl anew, with torch's answers; `--check` asks torch again for those.
"""

from __future__ import annotations

import argparse
import json
import random
import struct
import sys
from collections.abc import Callable
from math import inf, nan
from typing import Any

from tests.printed import ANSWERS, MADE, answers, printed

DTYPES = ("float32",) * 6 + ("float64", "float64", "float16", "int64", "int64", "int32", "int16", "int8", "uint8", "bool")
WHOLE = {"int64": 63, "int32": 31, "int16": 15, "int8": 7}
FORMATS = ("", ".3f", ".2e", "8.2f", "d", ">12", "05d", "g", ".1%", "s", "+.4f", "x")
EDGES = (1e8, 99999999.0, 100000001.0, 1e-4, 9.999e-5, 1.0001e-4, 1000.0, 1001.0, 1.0, 0.99995, 0.5, 2.5, 1e-45, 3e38, 65504.0)


def main(arguments: list[str]) -> int:
    """Compare, write or check; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=5, help="how many differences are shown")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args(arguments)
    if given.write:
        write()
        return 0
    return check() if given.check else compare(given.count, given.seed, given.show)


def compare(count: int, seed: int, show: int) -> int:
    """Print how many of the random tensors are printed differently, and the first few."""
    import torch

    import gradcli.torch as ours

    rng = random.Random(seed)
    wrong = 0
    for _ in range(count):
        case = drawn(rng)
        theirs, mine = printed(torch, case), printed(ours, case)
        if theirs != mine:
            wrong += 1
            if wrong <= show:
                print(json.dumps(case), *theirs, "--- gradcli:", *mine, sep="\n", end="\n\n")
    print(f"{count} tensors, {wrong} printed differently")
    return 1 if wrong else 0


def write() -> None:
    """Cases of every kind, small ones, with torch's answers."""
    import torch

    rng = random.Random(2026)
    lines: list[str] = []
    while len(lines) < 500:
        case = drawn(rng)
        case["answer"] = printed(torch, case)
        line = json.dumps(case)
        if len(line) < 1500 or (len(lines) % 25 == 0 and len(line) < 12000):
            lines.append(line)
    ANSWERS.write_text("\n".join(lines) + "\n", "utf-8")


def check() -> int:
    """Print the cases whose answer is not torch's any more."""
    import torch

    stale = [case for case in answers() if printed(torch, case) != case["answer"]]
    print(*stale, f"{len(stale)} answers are stale", sep="\n")
    return 1 if stale else 0


# ------------------------------------------------------------------ drawing
def drawn(rng: random.Random) -> dict[str, Any]:
    """A random case."""
    dtype = rng.choice(DTYPES)
    shape = shaped(rng)
    case: dict[str, Any] = {"dtype": dtype, "shape": shape}
    count = 1
    for n in shape:
        count *= n
    case["values"] = " ".join(values(rng, dtype, count))
    if dtype[:5] == "float":
        case["grad"] = rng.random() < 0.4
        case["made"] = rng.choice([*MADE]) if case["grad"] and rng.random() < 0.7 else "leaf"
    if rng.random() < 0.4:
        case["options"] = options(rng)
    if rng.random() < 0.15:
        case["default"] = rng.choice(["float64", "float16"])
    if not shape or rng.random() < 0.1:
        case["formats"] = rng.sample(FORMATS, 3)
    return case


def options(rng: random.Random) -> dict[str, Any]:
    """What is given to set_printoptions."""
    drawn: dict[str, Any] = {
        "precision": rng.randint(0, 9),
        "threshold": rng.choice([0, 1, 5, 30, 200, "inf"]),
        "edgeitems": rng.choice([0, 1, 2, 3, 5]),
        "linewidth": rng.choice([1, 20, 40, 60, 79, 100, 150, 300]),
        "profile": rng.choice(["default", "short", "full", "other"]),
        "sci_mode": rng.choice([True, False]),
    }
    return {name: value for name, value in drawn.items() if rng.random() < 0.4}


def shaped(rng: random.Random) -> list[int]:
    """Sizes of 0 to 4 dimensions; now and then nothing, now and then very many."""
    rank = rng.choice([0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4])
    if rng.random() < 0.04:
        return [rng.choice([0, 0, 1, 3]) for _ in range(max(rank, 1))]
    if rank and rng.random() < 0.06:
        side = {1: 1500, 2: 60, 3: 16, 4: 8}[rank]
        return [rng.randint(max(1, side // 2), side) for _ in range(rank)]
    return [rng.randint(1, {1: 40, 2: 12, 3: 5, 4: 3}.get(rank, 1)) for _ in range(rank)]


def values(rng: random.Random, dtype: str, count: int) -> list[str]:
    """Numbers of one kind, now and then with others among them."""
    if dtype == "bool":
        return [str(rng.random() < 0.5) for _ in range(count)]
    if dtype[:5] != "float":
        return [str(whole(rng, dtype)) for _ in range(count)]
    draw = rng.choice(DRAWS)
    scale = 10.0 ** rng.randint(-12, 12) if rng.random() < 0.2 else 1.0
    found = [draw(rng) * scale for _ in range(count)]
    if rng.random() < 0.25:
        strange = rng.choice([(nan,), (inf, -inf), (0.0, -0.0), (nan, inf, 0.0), EDGES])
        found = [rng.choice(strange) if rng.random() < 0.3 else v for v in found]
    return [repr(_half(float(v)) if dtype == "float16" else float(v)) for v in found]


def whole(rng: random.Random, dtype: str) -> int:
    """A whole number that the dtype holds."""
    if dtype == "uint8":
        return rng.randint(0, 255)
    bits = rng.randint(1, WHOLE[dtype])
    return rng.randint(-(2**bits), 2**bits - 1)


def _half(value: float) -> float:
    """The float16 next to a number, so that nobody has to round."""
    try:
        return float(struct.unpack("e", struct.pack("e", value))[0])
    except OverflowError:
        return float("inf")


def _any_bits(rng: random.Random) -> float:
    return float(struct.unpack("f", struct.pack("I", rng.getrandbits(32)))[0])


DRAWS: tuple[Callable[[random.Random], float], ...] = (
    lambda rng: rng.gauss(0, 1),
    lambda rng: rng.gauss(0, 1),
    lambda rng: rng.uniform(-10, 10) * 10.0 ** rng.randint(-3, 3),
    lambda rng: float(rng.randint(-20, 20)),
    lambda rng: float(rng.randint(-20, 20)),
    lambda rng: float(rng.randint(-(10**6), 10**6)),
    lambda rng: rng.randint(-40, 40) / 8,
    lambda rng: round(rng.uniform(-3, 3), 2),
    lambda rng: rng.choice(EDGES) * rng.choice([1, -1]),
    lambda rng: rng.choice([1.0, 1000.0, 1001.0, 500.0]),
    lambda rng: rng.choice([0.0]),
    _any_bits,
)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
