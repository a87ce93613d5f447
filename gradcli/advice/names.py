"""Reasons for a name that has no value: it is defined later, in a cell that failed, in a function, or never imported."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from gradcli.advice import edits
from gradcli.advice.case import Case, Finding
from gradcli.script.cells import Cell

IMPORTS = {
    "torch": "import torch",
    "nn": "from torch import nn",
    "F": "import torch.nn.functional as F",
    "optim": "from torch import optim",
    "np": "import numpy as np",
    "numpy": "import numpy",
    "plt": "import matplotlib.pyplot as plt",
    "math": "import math",
    "random": "import random",
    "time": "import time",
    "Variable": "from torch.autograd import Variable",
    "DataLoader": "from torch.utils.data import DataLoader",
    "TensorDataset": "from torch.utils.data import TensorDataset",
    "Dataset": "from torch.utils.data import Dataset",
}


def undefined(case: Case) -> Finding | None:
    """Where the name gets its value, if it does."""
    name = case.match["name"]
    near = re.search(r"Did you mean: '(\w+)'", case.error.report)
    why = _later(case, name)
    if why is None and name in IMPORTS:
        why = f"nothing imports `{name}`"
        return Finding(why, (edits.line_before(case.spot, IMPORTS[name]),))
    used = case.node if isinstance(case.node, ast.Name) else None
    if why is not None:
        return Finding(why)
    own = near is not None and near[1] in case.spot.unit.program.globals
    fix = (edits.replaced(case.spot, used, near[1]),) if own and near is not None and used is not None else ()
    return Finding(f"nothing in the script gives `{name}` a value", fix)


def _later(case: Case, name: str) -> str | None:
    """Where a name is defined: later, or in a cell that failed before."""
    here = case.spot.node.lineno
    for k, cell in enumerate(case.cells):
        for line, inside in _definitions(cell, name):
            if inside:
                return f"`{name}` is a name of its own inside `{inside}` ({_where(case, cell, line)})"
            if k < case.spot.cell:
                return f"`{name}` gets its value on {_where(case, cell, line)}, which was not reached: the cell failed before it"
            if k > case.spot.cell or line > here:
                return f"`{name}` gets its value later, on {_where(case, cell, line)}"
            if line == here:
                return f"`{name}` is used in the very line that gives it its first value"
    return None


def _where(case: Case, cell: Cell, line: int) -> str:
    return f"line {line}" if cell.name == case.spot.source.file else f"line {line} of {cell.name}"


def _definitions(cell: Cell, name: str) -> Iterator[tuple[int, str]]:
    """(line, function around it) of everything that gives a name a value."""
    try:
        tree = ast.parse(cell.text)
    except (SyntaxError, ValueError):
        return
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    for node in ast.walk(tree):
        if name in _bound(node):
            line: int = node.lineno  # type: ignore[attr-defined]
            around = [f for f in functions if f.lineno <= line <= (f.end_lineno or line) and f is not node]
            yield line, around[-1].name if around else ""


def _bound(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return [node.id]
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [a.asname or a.name.partition(".")[0] for a in node.names]
    return []


RULES = ((r"name '(?P<name>\w+)' is not defined", undefined),)
