"""Programs run by real torch: this process is started once, reads one program a line, and answers on a line."""

from __future__ import annotations

import contextlib
import io
import json
import random
import sys
import warnings
from typing import Any

import numpy as np
import torch


def fresh() -> None:
    """The state in which a process begins, as far as a program can have changed it."""
    torch.set_default_dtype(torch.float32)
    torch.set_printoptions(profile="default")
    torch.set_grad_enabled(True)
    torch.manual_seed(0)
    random.seed(0)
    np.random.seed(0)
    np.set_printoptions(edgeitems=3, infstr="inf", linewidth=75, nanstr="nan", precision=8, suppress=False, threshold=1000)


def answer(text: str) -> dict[str, Any]:
    """What a program prints, and the type and the text of what it raises."""
    fresh()
    printed, error = io.StringIO(), ""
    with warnings.catch_warnings(), contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        try:
            exec(compile(text, "program.py", "exec", dont_inherit=True), {"__name__": "__main__"})
        except BaseException as raised:
            error = f"{type(raised).__name__}: {raised}"
    return {"stdout": printed.getvalue(), "error": error}


def main() -> None:
    """Answer until there is nothing more to read."""
    torch.set_num_threads(1)
    answers = sys.stdout
    for line in sys.stdin:
        answers.write(json.dumps(answer(json.loads(line))) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
