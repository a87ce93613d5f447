"""Attempts to reach what scripts may not: each of them is refused, and none of them gets anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from gradcli.script.budget import Limits
from tests.script.running import run

TEXT = Path(__file__).with_name("hostile.txt").read_text("utf-8")
ATTEMPTS = dict(part.split("\n", 1) for part in ("\n" + TEXT).split("\n#: ")[1:])
CANARY = Path("/tmp/gradcli-hostile")


@pytest.mark.parametrize("name", ATTEMPTS)
def test_is_refused(name: str) -> None:
    ran = run(ATTEMPTS[name], limits=Limits(steps=20_000, seconds=60))
    assert "REACHED" not in ran.out
    assert ran.status == 1
    assert not CANARY.exists()
    assert not CANARY.with_suffix(".npy").exists()


def test_there_are_many() -> None:
    assert len(ATTEMPTS) >= 200
