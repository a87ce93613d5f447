"""What real torch prints for the programs of tests/lessons: `python -m tools.lesson_outputs` writes it, `--check` compares."""

from __future__ import annotations

import json
import sys

from tests.lessons.running import OUTPUTS, held, output, programs


def main(arguments: list[str]) -> int:
    """Write the outputs, or with --check print the programs whose output the file does not hold; the exit status."""
    import torch

    torch.set_num_threads(1)
    seen = {name: output(program, torch) for name, program in programs().items()}
    if "--check" not in arguments:
        lines = [json.dumps({"name": name, "output": text}, ensure_ascii=False) for name, text in seen.items()]
        OUTPUTS.write_text("\n".join(lines) + "\n", "utf-8")
        return 0
    before = held()
    stale = [name for name in sorted(seen.keys() | before.keys()) if seen.get(name) != before.get(name)]
    print(*stale, sep="\n", end="\n" if stale else "")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
