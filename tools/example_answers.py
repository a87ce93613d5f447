"""Writes tests/data/example_answers.json: what PyTorch prints for the files in examples/.

    python tools/example_answers.py

Run it with PyTorch. The cells of a notebook share their names; what they show is text, and addresses are left out.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
ANSWERS = ROOT / "tests" / "data" / "example_answers.json"


def without_addresses(text: str) -> str:
    """The text with every address as 0x."""
    return re.sub(r"0x[0-9a-f]+", "0x", text)


def script(path: Path) -> str:
    """What a script prints."""
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, encoding="utf-8", check=True)
    return without_addresses(done.stdout)


def notebook(path: Path) -> list[dict[str, Any]]:
    """What each cell prints, shows and raises."""
    names: dict[str, Any] = {"__name__": "__main__"}
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return [_cell("".join(cell["source"]), names) for cell in cells if cell["cell_type"] == "code"]


def _cell(source: str, names: dict[str, Any]) -> dict[str, Any]:
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed, result, error = io.StringIO(), None, None
    with contextlib.redirect_stdout(printed):
        try:
            exec(compile(tree, "cell", "exec"), names)
            if isinstance(last, ast.Expr):
                value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
                result = None if value is None else repr(value)
        except Exception as raised:
            error = f"{type(raised).__name__}: {raised}"
    return {"stdout": without_addresses(printed.getvalue()), "result": result, "error": error}


def main() -> None:
    """Ask PyTorch for every example."""
    found: dict[str, Any] = {path.name: script(path) for path in sorted(EXAMPLES.glob("*.py"))}
    found |= {path.name: notebook(path) for path in sorted(EXAMPLES.glob("*.ipynb"))}
    ANSWERS.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
