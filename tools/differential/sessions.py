"""Session programs: made, run by torch and by gradcli.torch in this process, compared, made smaller and put in groups."""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import torch

from gradcli import torch as ours
from tools.differential.compare import TOLERANCES
from tools.differential.session_draw import program
from tools.differential.session_run import Observations, observed, same

UNKNOWN = re.compile(r"AttributeError: (?:'Tensor' object|module 'torch') has no attribute '(\w+)'")
NUMBERS = re.compile(r"-?\b\d+(\.\d+)?(e[-+]?\d+)?\b")
TRIALS = 120  # programs tried to make one smaller


class Difference(NamedTuple):
    """The first difference of a program.

    kind      "agree", "missing" (gradcli has no such function), "digits" (only those of float32), "differ"
    where     a statement, or a tensor and what of it
    expected  what torch answers
    found     what gradcli answers
    """

    kind: str
    where: str = ""
    expected: Any = None
    found: Any = None

    @property
    def group(self) -> str:
        """What differences of one kind have in common: no names and no numbers."""
        place = re.sub(r"^\w+\.", "", self.where) if "." in self.where else "statement"
        if place in ("statement", "graph"):
            return f"{place}: {_short(self.expected)} <> {_short(self.found)}"
        return place


class Failure(NamedTuple):
    """A program that differs, made smaller."""

    lines: Sequence[str]
    difference: Difference


def main(count: int, seed: int, groups: int, whole: bool) -> int:
    """Compare `count` programs and print what differs; the exit status is 1 where something does."""
    counts: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    failures: list[Failure] = []
    for k in range(count):
        lines = program(f"{seed}/{k}")
        found = difference(lines)
        counts[found.kind] += 1
        if found.kind == "missing":
            missing[found.expected] += 1
        if found.kind == "differ":
            failures.append(Failure(lines, found) if whole else shrunk(lines, found))
        if (k + 1) % 1000 == 0:
            print(f"{k + 1} programs, {counts['differ']} differ", file=sys.stderr)
    for line in report(counts, missing, failures, groups):
        print(line)
    return 1 if failures else 0


# ------------------------------------------------------------------ comparing
def difference(lines: Sequence[str]) -> Difference:
    """The first difference between what torch and gradcli do with a program."""
    theirs, mine = observed(lines, torch), observed(lines, ours)
    for name in (told[1] for told in map(UNKNOWN.search, map(str, mine.values())) if told):
        if not any(f"'{name}'" in str(answer) for answer in theirs.values()):
            return Difference("missing", "", name)
    loose = any("create_graph" in line for line in lines)
    where = _first(theirs, mine, "float32", loose)
    if where is None:
        return Difference("agree")
    if where.endswith((".value", ".grad")):
        finer = observed(lines, torch, "float64"), observed(lines, ours, "float64")
        if _first(*finer, "float64", loose) is None:
            return Difference("digits", where)
    return Difference("differ", where, theirs.get(where), mine.get(where))


def _first(theirs: Observations, mine: Observations, dtype: str, loose: bool) -> str | None:
    """Where two sides differ first: in a statement, or in a tensor.

    loose  a recorded backward has a graph or has none: torch's rules are written with operations of ATen that are nowhere told
    """
    relative, absolute = TOLERANCES[dtype][0], TOLERANCES[dtype][1] if dtype == "float64" else 2e-5
    for where in {**theirs, **mine}:
        if where not in theirs or where not in mine:
            return where
        pair = mine[where], theirs[where]
        if loose and where.endswith(".graph"):
            pair = pair[0] is None, pair[1] is None
        elif loose and where.endswith(".grad"):
            pair = _without_graph(pair[0]), _without_graph(pair[1])
        if not same(*pair, relative, absolute):
            return where
    return None


def _without_graph(gradient: Any) -> Any:
    """A gradient as observed, of its graph only whether there is one."""
    return [*gradient[:2], gradient[2] is None, *gradient[3:]] if isinstance(gradient, list) else gradient


def shrunk(lines: Sequence[str], found: Difference) -> Failure:
    """The program without the statements that its difference does not need."""
    group = found.group
    trials = 0
    progress = True
    while progress and trials < TRIALS:
        progress = False
        for smaller in _smaller(lines):
            trials += 1
            candidate = difference(smaller)
            if candidate.kind == "differ" and candidate.group == group:
                lines, found, progress = smaller, candidate, True
                break
    return Failure(lines, found)


def _smaller(lines: Sequence[str]) -> Iterator[list[str]]:
    """Programs with one statement less, the last ones first, or with one that is simpler."""
    for k in reversed(range(len(lines))):
        yield [*lines[:k], *lines[k + 1 :]]
    for k, line in enumerate(lines):
        if line.startswith("with ") and line.count("\n") == 2:
            head, *inside = line.split("\n")
            yield from ([*lines[:k], f"{head}\n{kept}", *lines[k + 1 :]] for kept in inside)


# ------------------------------------------------------------------ the report
def report(counts: Counter[str], missing: Counter[str], failures: Sequence[Failure], most: int) -> Iterator[str]:
    """Agreement in percent, and the differences in groups, the largest first and each with its shortest program."""
    compared = counts["agree"] + counts["digits"] + counts["differ"]
    share = 100 * (compared - counts["differ"]) / compared if compared else 100
    apart = f"{counts['digits']} in digits, {counts['missing']} missing"
    yield f"{counts.total()} programs: {share:.2f}% agree, {counts['differ']} differ, {apart}"
    if missing:
        yield "missing: " + ", ".join(f"{name} {n}" for name, n in missing.most_common())
    together: dict[str, list[Failure]] = defaultdict(list)
    for failure in failures:
        together[failure.difference.group].append(failure)
    for group, members in sorted(together.items(), key=lambda entry: -len(entry[1]))[:most]:
        shortest = min(members, key=lambda failure: sum(map(len, failure.lines)))
        yield ""
        yield f"{len(members)} x {group}"
        yield from (f"    {part}" for line in shortest.lines for part in line.split("\n"))
        yield f"  {shortest.difference.where}"
        yield f"    torch   {shortest.difference.expected}"
        yield f"    gradcli {shortest.difference.found}"


def _short(answer: Any) -> str:
    """An answer without its numbers."""
    return NUMBERS.sub("#", str(answer))[:160]
