"""Random programs in the style of lessons, run with real torch and by gradcli's interpreter.

    python -m tools.programs --count 2000 --seed 7 [--category C ...] [--failures FILE]
    python -m tools.programs --again autograd:7:31 [--again ...]

Each program is run by real torch, in one process for all of them, and by the interpreter of `gradcli run` in this one. What it
prints, and the type and the text of the error that ends it, have to be the same, byte for byte (addresses do not count). The
programs that differ are made smaller, counted by kind, and written to the file, with both answers. The same seed makes the same
programs. The exit status is 1 where something differs.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tools.programs.categories import CATEGORIES, Made, program, programs
from tools.programs.report import Found, groups, smaller, table
from tools.programs.sides import Answer, Torch, gradcli_answer


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line asks for."""
    asked = _parser().parse_args(arguments)
    torch = Torch()
    made = [program(*name.split(":", 1)) for name in asked.again] or list(programs(asked.count, asked.seed, asked.category))
    differing: list[Found] = []
    began = time.monotonic()
    for k, one in enumerate(made):
        found = _compared(one, torch, not asked.whole)
        if found is not None:
            differing.append(found)
        if k % 500 == 499:
            print(f"{k + 1} programs, {len(differing)} differ, {time.monotonic() - began:.0f} s", file=sys.stderr)
    torch.close()
    _told(made, differing, asked.groups)
    if asked.again:
        print(*[found.told() for found in differing], sep="\n\n")
    if asked.failures:
        asked.failures.write_text(
            "\n\n".join(found.told() for _, members in groups(differing) for found in members) + "\n", "utf-8"
        )
    return 1 if differing else 0


def _compared(made: Made, torch: Torch, less: bool) -> Found | None:
    """The program, made smaller, if the sides differ."""

    def answers(text: str) -> tuple[Answer, Answer]:
        return torch.answer(text), gradcli_answer(text)

    wanted, seen = answers(made.text)
    if wanted.same(seen):
        return None
    found = Found(made, wanted, seen)
    return smaller(found, answers) if less else found


def _told(made: Sequence[Made], differing: Sequence[Found], most: int) -> None:
    print(*table([one.category for one in made], differing), sep="\n")
    for kind, members in groups(differing)[:most]:
        print(f"{len(members):4}  {kind}  [{members[0].made.name}]")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m tools.programs", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=1000, help="how many programs")
    parser.add_argument("--seed", type=int, default=0, help="of the programs")
    parser.add_argument("--category", action="append", default=[], choices=list(CATEGORIES), help="only these")
    parser.add_argument("--again", action="append", default=[], metavar="NAME", help="one program, by the name that a report has")
    parser.add_argument("--failures", type=Path, help="where the programs that differ are written")
    parser.add_argument("--groups", type=int, default=25, help="how many kinds of differences are printed")
    parser.add_argument("--whole", action="store_true", help="do not make programs smaller")
    return parser


if __name__ == "__main__":
    sys.exit(main())
