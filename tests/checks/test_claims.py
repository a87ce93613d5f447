"""Claims with certified truths (data/claims.jsonl, written by benchmarks/claims.py): what is true passes, what is false fails."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gradcli.checks.checking import Claims, check
from gradcli.checks.findings import Rules
from gradcli.duals.balls import has_balls
from tests.checks.test_truth import CALLS, EXAMPLES
from tests.command import gradcli

Claim = dict[str, Any]
CORPUS = Path(__file__).parents[1] / "data" / "claims.jsonl"
SAMPLE, SEED = 150, 7


def corpus() -> list[Claim]:
    """Every claim."""
    return [json.loads(line) for line in CORPUS.read_text("utf-8").splitlines()]


def verdict(claim: Claim) -> str:
    """What the command says, by its document and by its exit status."""
    values = [f"--{name}={text}" for name, text in claim["values"].items()]
    options = [f"--{name}={_typed(setting)}" for name, setting in claim["options"].items()]
    ran = gradcli("check", claim["expression"], *values, *_claimed(claim["claim"]), *options, "--json")
    assert ran.status in (0, 1), ran.err
    (said,) = {c["verdict"] for c in json.loads(ran.out)["claims"]}
    assert (ran.status == 0) == (said in ("pass", "kink"))
    return str(said)


def _typed(setting: Any) -> str:
    return setting if isinstance(setting, str) else ",".join(f"{name}={text}" for name, text in setting.items())


def _claimed(claim: dict[str, Any]) -> list[str]:
    if "value" in claim:
        return [f"--value={claim['value']}"]
    return [f"--{how}={name}={text}" for how, said in claim.items() for name, text in said.items()]


@pytest.mark.parametrize("extra", [True, False])
def test_a_sample_of_the_corpus(extra: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if extra and not has_balls():
        pytest.skip("needs the extra exact: python-flint")
    if not extra:
        monkeypatch.setattr("gradcli.duals.balls.has_balls", lambda: False)
    told = [(verdict(claim), claim) for claim in random.Random(SEED).sample(corpus(), SAMPLE)]
    undecided = [claim["id"] for said, claim in told if said == "undecided"]
    wrong = [(claim["id"], said, claim["truth"]) for said, claim in told if said not in (claim["truth"], "undecided")]
    assert not wrong
    assert len(undecided) <= SAMPLE * (0.01 if extra else 0.08), undecided


def test_the_corpus_is_what_it_says() -> None:
    claims = corpus()
    assert len({claim["id"] for claim in claims}) == len(claims) >= 1500
    truths = Counter(claim["truth"] for claim in claims)
    assert min(truths["pass"], truths["fail"]) >= 500 and truths["kink"] >= 50
    assert {c["options"].get("dtype") for c in claims} == {None, "float32"}


@pytest.mark.skipif(not has_balls(), reason="needs the extra exact: python-flint")
def test_the_engine_passes_its_own_check_with_nothing_undecided() -> None:
    """A point for each row; tools/own_gradients.py takes many."""
    points = dict(EXAMPLES + CALLS)
    said = {text: check(text, point, Claims(), Rules()).verdict for text, point in points.items() if text.count("x")}
    assert {text: v for text, v in said.items() if v not in ("pass", "kink")} == {}
