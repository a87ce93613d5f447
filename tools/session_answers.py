"""Real torch's answers to the cases of tests/session: `python -m tools.session_answers` writes them, `--check` compares."""

from __future__ import annotations

import json
import sys
import warnings
from typing import Any

from tests.session.observe import ANSWERS, Case, cases, plain


def main(arguments: list[str]) -> int:
    """Write the answers, or with --check print the cases whose answer the file does not hold; the exit status."""
    seen = answers()
    if "--check" not in arguments:
        ANSWERS.write_text(document(seen), "utf-8")
        return 0
    held = json.loads(ANSWERS.read_text("utf-8"))
    stale = [key for key in sorted(seen.keys() | held.keys()) if seen.get(key) != held.get(key)]
    print(*stale, sep="\n", end="\n" if stale else "")
    return 1 if stale else 0


def answers() -> dict[str, Any]:
    """What torch answers, by case. A warning is a mistake of the case, and so is a switch that it leaves behind."""
    import torch

    torch.set_warn_always(True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return {key: answer(key, case, torch) for key, case in sorted(cases().items())}


def answer(key: str, case: Case, torch: Any) -> Any:
    """The answer to one case; RuntimeError says which case cannot be asked."""
    try:
        seen = plain(case(torch))
    except Exception as error:
        raise RuntimeError(f"{key} fails with real torch") from error
    if not torch.is_grad_enabled() or torch.get_default_dtype() is not torch.float32:
        raise RuntimeError(f"{key} leaves a switch behind")
    return seen


def document(seen: dict[str, Any]) -> str:
    """The answers as a JSON text, one observation a line."""
    return "{\n" + ",\n".join(f" {dumped(key)}: {lines(value)}" for key, value in seen.items()) + "\n}\n"


def lines(observations: list[Any]) -> str:
    """The observations of one case."""
    return "[\n" + ",\n".join(f"  {dumped(part)}" for part in observations) + "\n ]"


def dumped(value: Any) -> str:
    """One value; numbers as Python writes them."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
