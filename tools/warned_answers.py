"""What PyTorch and NumPy warn of in the programs of tests/script/warned.txt: writes tests/data/warned.jsonl.

    env/bin/python -m tools.warned_answers

Run it in an environment with torch. A warning is its category, its text and the line of the program, or 0 where the place is a
line of a library, which is nobody's to find.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PROGRAMS = ROOT / "tests" / "script" / "warned.txt"
ANSWERS = ROOT / "tests" / "data" / "warned.jsonl"
FILE = "program.py"
INSIDE = re.compile(r" \(Triggered internally at [^)]*\)")
WARNING = re.compile(r"^(\S+\.py):(\d+): (\w+Warning): (.*?)\n  ", re.MULTILINE | re.DOTALL)


class Told(NamedTuple):
    """A warning as it is compared."""

    line: int
    category: str
    text: str


def programs() -> dict[str, str]:
    """All programs by their title, which stands behind `#: `."""
    parts = ("\n" + PROGRAMS.read_text("utf-8")).split("\n#: ")[1:]
    return {title: text for title, _, text in (part.partition("\n") for part in parts)}


def told(errors: str) -> list[Told]:
    """The warnings on a standard error stream."""
    return [Told(int(m[2]) if m[1].endswith(FILE) else 0, m[3], m[4]) for m in WARNING.finditer(INSIDE.sub("", errors))]


def answer(text: str) -> tuple[str, list[Told]]:
    """What a program prints and warns of with real torch."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        path.write_text(text, "utf-8")
        done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, encoding="utf-8", check=False)
    if "Traceback" in done.stderr:
        raise SystemExit(f"{text}\n{done.stderr}")
    return done.stdout, told(done.stderr)


def main() -> None:
    """Ask for every program."""
    lines = []
    for title, text in programs().items():
        out, warnings = answer(text)
        lines.append(json.dumps({"name": title, "stdout": out, "warnings": warnings}, ensure_ascii=False) + "\n")
    ANSWERS.write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main()
