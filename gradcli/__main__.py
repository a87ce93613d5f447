"""python -m gradcli."""

from __future__ import annotations

import gc
import os
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


def leave_folder() -> None:
    """After `python -m`, do not look for modules in the folder where it was started: a lesson may be called random.py."""
    home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if not sys.flags.safe_path and sys.path and sys.path[0] in ("", os.getcwd()):
        del sys.path[0]
        if os.getcwd() == home:  # a checkout, which other processes have to find, behind the standard library
            installed = [k for k, path in enumerate(sys.path) if os.path.basename(path) in ("site-packages", "dist-packages")]
            sys.path.insert(min(installed, default=len(sys.path)), home)


if __name__ == "__main__":
    leave_folder()
    main()
