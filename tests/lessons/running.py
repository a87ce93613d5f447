"""How the programs are found and run, and where real torch's output is kept."""

from __future__ import annotations

import importlib
import io
import json
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

Program = Callable[[Any], None]
FOLDER = Path(__file__).parent
OUTPUTS = FOLDER.parent / "data" / "lessons.jsonl"


def programs() -> dict[str, Program]:
    """Every public function of the modules programs_*.py, by module and name."""
    found: dict[str, Program] = {}
    for path in sorted(FOLDER.glob("programs_*.py")):
        module = importlib.import_module(f"tests.lessons.{path.stem}")
        for name, value in vars(module).items():
            if callable(value) and not name.startswith("_") and getattr(value, "__module__", "") == module.__name__:
                found[f"{path.stem.removeprefix('programs_')}.{name}"] = value
    return found


def output(program: Program, torch: Any) -> str:
    """What a program prints; warnings are left out, unless it catches them itself."""
    printed = io.StringIO()
    with warnings.catch_warnings(), redirect_stdout(printed):
        warnings.simplefilter("ignore")
        program(torch)
    return printed.getvalue()


def held() -> dict[str, str]:
    """What real torch printed."""
    lines = OUTPUTS.read_text("utf-8").splitlines()
    return {entry["name"]: entry["output"] for entry in map(json.loads, lines)}


def attempt(function: Callable[[], Any]) -> None:
    """Print what a call answers, or how it is refused."""
    try:
        print("answers", repr(function()))
    except Exception as error:
        print(type(error).__name__, error)


def number(value: Any) -> float:
    """A number of which only so much is printed as does not depend on the order of sums."""
    return round(float(value), 3) + 0.0
