"""A loop of Python, shared by so many processes: python cores.py COUNT. What this takes says what so many cores are here."""

from __future__ import annotations

import subprocess
import sys

STEPS = 24_000_000
LOOP = "import sys\ns = 0\nfor k in range(int(sys.argv[1])):\n    s += k * k % 7"


def main(count: int) -> None:
    """Run them all at once."""
    command = [sys.executable, "-S", "-c", LOOP, str(STEPS // count)]
    for process in [subprocess.Popen(command) for _ in range(count)]:
        process.wait()


if __name__ == "__main__":
    main(int(sys.argv[1]))
