"""Writes tests/data/script_answers.jsonl: what Python itself prints for the programs in tests/script/programs.

    python tools/script_answers.py

Run it with Python 3.11, whose texts gradcli's interpreter speaks.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROGRAMS = ROOT / "tests" / "script" / "programs"
ANSWERS = ROOT / "tests" / "data" / "script_answers.jsonl"
FILE = "program.py"


def programs() -> list[tuple[str, str]]:
    """All programs by name: the file, and what stands behind `#: `."""
    found: list[tuple[str, str]] = []
    for path in sorted(PROGRAMS.glob("*.txt")):
        for part in ("\n" + path.read_text("utf-8")).split("\n#: ")[1:]:
            title, _, text = part.partition("\n")
            found.append((f"{path.stem}: {title}", text.rstrip("\n") + "\n"))
    return found


def answer(program: tuple[str, str]) -> str:
    """What Python makes of a program, as a line of JSON."""
    name, text = program
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        path.write_text(text, "utf-8")
        command = [sys.executable, "-I", "-X", "utf8", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)
    errors = done.stderr.replace(str(path), FILE)
    return json.dumps({"name": name, "stdout": done.stdout, "stderr": errors, "status": done.returncode}, ensure_ascii=False)


def main() -> None:
    """Ask Python for every program."""
    with ThreadPoolExecutor(2) as pool:
        lines = list(pool.map(answer, programs()))
    ANSWERS.write_text("".join(line + "\n" for line in lines), "utf-8")


if __name__ == "__main__":
    main()
