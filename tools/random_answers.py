"""Real torch's random numbers in the cases of tests/randomness: `python -m tools.random_answers` writes, `--check` compares."""

from __future__ import annotations

import json
import sys
from typing import Any

from tests.randomness.observe import ANSWERS, cases
from tests.session.observe import plain


def main(arguments: list[str]) -> int:
    """Write the answers, or with --check print the cases whose answer the file does not hold; the exit status."""
    import torch

    torch.set_warn_always(True)
    torch.set_num_threads(1)
    seen: dict[str, Any] = {key: plain(case(torch)) for key, case in sorted(cases().items())}
    if "--check" not in arguments:
        ANSWERS.write_text(document(seen), "utf-8")
        return 0
    held = json.loads(ANSWERS.read_text("utf-8"))
    stale = [key for key in sorted(seen.keys() | held.keys()) if seen.get(key) != held.get(key)]
    print(*stale, sep="\n", end="\n" if stale else "")
    return 1 if stale else 0


def document(answers: dict[str, Any]) -> str:
    """One line for each observation."""
    lines = []
    for key, parts in answers.items():
        rows = ",\n".join(f"  {json.dumps(part, separators=(',', ':'))}" for part in parts)
        lines.append(f"{json.dumps(key)}: [\n{rows}\n]")
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
