"""python -m gradcli."""

from __future__ import annotations

import gc
import sys

FEW = 100_000  # new objects between two searches for cycles: more than a start makes, all of which stay


def main() -> None:
    """The console script."""
    try:
        gc.set_threshold(FEW)
        from gradcli.commands.app import run

        status = run(sys.argv[1:])
        gc.freeze()  # all goes with the process: its end need not search everything once more
    except KeyboardInterrupt:  # while it starts, or ends
        status = 130
    sys.exit(status)


if __name__ == "__main__":
    main()
