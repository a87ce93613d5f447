"""Verdicts on the corpus of claims: gradcli with and without its extra, side by side with what the peers' checkers say.

    python benchmarks/verdicts.py --peers-python PATH --torch-python PATH
    python benchmarks/verdicts.py --only gradcli --show 20 --claims tests/data/claims.jsonl

The first interpreter has scipy and jax, the second torch; this one has python-flint. A false pass is a wrong claim that was
passed, a false fail a right one that was not. The latest table is a section of benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from run import version
from sections import kept

from gradcli.bindings import parse_value, parse_values
from gradcli.checks.checking import Claims, check
from gradcli.checks.findings import Rules
from gradcli.checks.typed import units_of_text
from gradcli.duals import balls
from gradcli.problems import BackwardError, Problem

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parent / "tests" / "data" / "claims.jsonl"
TITLE = "## Verdicts on claims with known truths"
PEERS = {
    "torch": "torch.autograd.gradcheck",
    "scipy": "scipy.optimize, approx_derivative and allclose",
    "jax": "jax.test_util.check_grads",
}
COLUMNS = ("right", "false pass", "false fail", "undecided", "error", "not applicable")
Claim = Mapping[str, Any]


class Judge(NamedTuple):
    """Who judged, and what each claim came to."""

    name: str
    results: list[str]


# ------------------------------------------------------------------ gradcli
def verdict(claim: Claim) -> str:
    """What `gradcli check` says of a claim: pass, fail, kink, undecided, or error."""
    try:
        return check(
            claim["expression"], parse_values(claim["values"]), _claims(claim["claim"]), _rules(claim["options"])
        ).verdict
    except (Problem, BackwardError) as problem:
        return f"error: {problem}"


def _claims(said: Claim) -> Claims:
    """The claims as the command reads them."""
    expect = tuple((n, parse_value(n, text)) for n, text in said.get("expect", {}).items())
    typed = {**said.get("expect", {}), **({"": said["value"]} if "value" in said else {})}
    units = tuple((n, units_of_text(text)) for n, text in typed.items())
    value = parse_value("value", said["value"]) if "value" in said else None
    return Claims(expect, value, tuple(said.get("formula", {}).items()), units)


def _rules(options: Claim) -> Rules:
    """The rules that the options set."""
    ranges = {n: tuple(map(float, text.split(".."))) for n, text in options.get("range", {}).items()}
    tolerances = {n: float(options[n]) for n in ("rtol", "atol") if n in options}
    return Rules(ranges=ranges, dtype=options.get("dtype", "float64"), **tolerances)


def result(truth: str, said: str) -> str:
    """What a verdict is worth."""
    if said not in ("pass", "fail", "kink"):
        return said.partition(":")[0]
    if said == truth:
        return "right"
    return "false fail" if said == "fail" else "false pass" if truth == "fail" else f"a {said}"


def gradcli(claims: Sequence[Claim], extra: bool, show: int) -> Judge:
    """All claims, in this process; `extra` whether python-flint may be used."""
    before, balls.has_balls = balls.has_balls, (balls.has_balls if extra else lambda: False)  # type: ignore[assignment]
    results = []
    try:
        for claim in claims:
            said = verdict(claim)
            results.append(result(claim["truth"], said))
            if results[-1] != "right" and show > 0:
                show -= 1
                print(f"{results[-1]}: {json.dumps(claim)}\n    said {said}", flush=True)
    finally:
        balls.has_balls = before
    return Judge(f"gradcli {'with' if extra else 'without'} the extra", results)


def peer(name: str, python: str, corpus: Path, claims: Sequence[Claim]) -> Judge:
    """All claims, in a process of its own; what it says of each is a line."""
    ran = subprocess.run([python, str(HERE / "verdict_peer.py"), name, str(corpus)], capture_output=True, text=True, check=True)
    said = ran.stdout.splitlines()
    results = ["not applicable" if s == "none" else result(c["truth"], s) for c, s in zip(claims, said, strict=True)]
    return Judge(PEERS[name], results)


# ------------------------------------------------------------------ the report
def table(judges: Sequence[Judge]) -> str:
    """A line for each judge."""
    rows = [
        "| judge | judged | right | false pass | false fail | undecided | not applicable |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for judge in judges:
        counts = Counter(judge.results)
        judged = len(judge.results) - counts["not applicable"]
        cells = [str(counts[c]) for c in COLUMNS if c != "error"]
        cells[3] = f"{cells[3]} ({100 * counts['undecided'] / max(judged, 1):.1f} %)" if counts["undecided"] else cells[3]
        rows.append(f"| {judge.name} | {judged} | {' | '.join(cells)} |")
    return "\n".join(rows)


def by_kind(judges: Sequence[Judge], claims: Sequence[Claim]) -> str:
    """For each kind of claim, how many each judge got wrong: false passes + false fails + undecided."""
    kinds = list(dict.fromkeys(c["kind"] for c in claims))
    rows = [f"| kind | claims | {' | '.join(j.name for j in judges)} |", f"|---|--:|{'--:|' * len(judges)}"]
    for kind in kinds:
        at = [k for k, c in enumerate(claims) if c["kind"] == kind]
        rows.append(f"| {kind} | {len(at)} | {' | '.join(_wrong([j.results[k] for k in at]) for j in judges)} |")
    return "\n".join(rows)


def _wrong(results: Sequence[str]) -> str:
    counts = Counter(results)
    if counts["not applicable"] == len(results):
        return "–"
    return f"{counts['false pass']} + {counts['false fail']} + {counts['undecided']}"


def barely(judges: Sequence[Judge], claims: Sequence[Claim]) -> str:
    """How many false passes of each peer are of claims that are off by a part in a hundred or less."""
    found = []
    for judge in judges:
        passed = [c for c, r in zip(claims, judge.results, strict=True) if r == "false pass"]
        if passed:
            found.append(f"{sum(map(is_near, passed))} of {len(passed)} of {judge.name}")
    return ", ".join(found) or "none"


def is_near(claim: Claim) -> bool:
    """Whether a wrong claim is nearly right."""
    return any(words in claim["why"] for words in ("slightly off", "off by", "last digit", "({})*1.000001"))


def section(judges: Sequence[Judge], claims: Sequence[Claim], versions: Mapping[str, str | None]) -> str:
    """The text of the section."""
    found = ", ".join(f"{name} {v}" for name, v in versions.items() if v)
    truths = Counter(c["truth"] for c in claims)
    return f"""{TITLE}

Written by `python benchmarks/verdicts.py`; {len(claims):,} claims of `benchmarks/claims.py`: {truths["pass"]:,} right,
{truths["fail"]:,} wrong, {truths["kink"]:,} between the slopes of a corner. Their truths were computed by mpmath with hundreds of
digits. Peers: {found}.

{table(judges)}

How many of each kind come out wrong, as false passes + false fails + undecided:

{by_kind(judges, claims)}

How to read it:

- Each judge gets the expression and the claimed gradient in its own best idiom, with its own tolerances, in float64:
  `gradcheck` and `check_grads` a function whose backward is the claim, scipy `allclose` of the claim and `approx_derivative`
  by the 3-point rule. They allow half a unit of the last typed digit where that is more than their own tolerance. A formula is
  tried at the given point and at four to six inside its domain.
- A false pass is no fault where a claim is off by less than the tolerance that a checker says it has. So many are of claims that
  are off by a part in a hundred or less: {barely(judges, claims)}.
- What a peer cannot express does not count for it: functions that it has not, corners (it has no such verdict), claims about the
  value, tolerances of their own, and claims in which the digits that were typed are the point.
"""


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=Path, default=CORPUS)
    parser.add_argument("--peers-python", default=sys.executable, metavar="PATH", help="an interpreter with scipy and jax")
    parser.add_argument("--torch-python", default=sys.executable, metavar="PATH", help="an interpreter with torch")
    parser.add_argument("--only", default="", help="gradcli, or the name of a peer")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="so many wrong verdicts of gradcli")
    parser.add_argument("--dry", action="store_true", help="only print")
    return parser.parse_args()


def judged(options: argparse.Namespace, claims: Sequence[Claim], pythons: Mapping[str, str]) -> Iterator[Judge]:
    """Every judge in turn."""
    for extra in (True, False):
        if options.only in ("", "gradcli"):
            yield gradcli(claims, extra, options.show)
    for name, python in pythons.items():
        if options.only in ("", name) and version(python, name):
            yield peer(name, python, options.claims, claims)


def main() -> None:
    """Judge, print, write."""
    options = parsed()
    claims = [json.loads(line) for line in options.claims.read_text("utf-8").splitlines()]
    pythons = {"torch": options.torch_python, "scipy": options.peers_python, "jax": options.peers_python}
    judges = []
    for judge in judged(options, claims, pythons):
        judges.append(judge)
        print(f"{judge.name}: {dict(Counter(judge.results))}", flush=True)
    kept(TITLE, section(judges, claims, {name: version(python, name) for name, python in pythons.items()}), options.dry)


if __name__ == "__main__":
    main()
