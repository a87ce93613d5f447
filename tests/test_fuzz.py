"""Thousands of command lines from a seed; GRADCLI_FUZZ=10000 tries so many."""

from __future__ import annotations

import faulthandler
import json
import os

import pytest

from gradcli.commands import app
from tests.command import gradcli
from tests.fuzz import command_lines

COUNT = int(os.environ.get("GRADCLI_FUZZ", "2000"))
CHUNKS = 10
SEED = int(os.environ.get("GRADCLI_FUZZ_SEED", "0"))
SECONDS = 30
INTERNAL = (
    "Traceback",
    "<lambda>",
    "object has no attribute",
    "NoneType' object",
    "<locals>",
    "unhashable",
    "gradcli.",
)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_an_answer_or_a_message(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden: list[BaseException] = []
    report = app._report

    def spy(problem: Exception, *rest: object) -> int:
        if problem.__cause__ is not None:
            hidden.append(problem.__cause__)
        return report(problem, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(app, "_report", spy)
    failures = []
    for arguments, stdin in command_lines(COUNT // CHUNKS, SEED * CHUNKS + chunk):
        hidden.clear()
        faulthandler.dump_traceback_later(SECONDS, exit=True)
        try:
            ran = gradcli(*arguments, stdin=stdin)
        except Exception as error:
            failures.append((arguments, repr(error)))
            continue
        finally:
            faulthandler.cancel_dump_traceback_later()
        if hidden:
            failures.append((arguments, f"hidden: {hidden[0]!r}"))
        elif wrong := judged(arguments, *ran):
            failures.append((arguments, wrong))
    assert not failures, "\n".join(f"{arguments}: {why}" for arguments, why in failures)


def judged(arguments: list[str], status: int, out: str, err: str) -> str:
    """What is wrong with an answer, or nothing."""
    if status not in (0, 1, 2):
        return f"exit status {status}"
    if any(word in err.replace('"gradcli.error/1"', "") for word in INTERNAL if word not in " ".join(arguments)):
        return err
    if status == 2 and not err.strip():
        return "refused without a word"
    told = err.strip() or (arguments[:1] == ["check"] and (out.strip() or "--quiet" in arguments))
    if status == 1 and not told and "--strict" not in arguments:
        return "failed without a word"
    if "\x1b" in out + err and "--color=always" not in arguments:
        return "control characters"
    if "--json" in arguments and not any(a.startswith("--format") for a in arguments) and status == 0 and out:
        try:
            for line in out.splitlines():
                json.loads(line, parse_constant=lambda word: 1 / 0)
        except (ValueError, ZeroDivisionError):
            return ("--help" not in arguments and "-h" not in arguments and "--version" not in arguments and "not JSON") or ""
    return ""
