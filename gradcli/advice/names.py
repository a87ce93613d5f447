"""Reasons for a name that has no value: it is defined later, in a cell that failed, in a function, or never imported."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from difflib import get_close_matches
from types import ModuleType

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
MODULES = ("torch", "nn", "F", "optim", "np", "math", "random")
KEYWORDS = """requires_grad dtype device dim keepdim lr momentum weight_decay nesterov betas eps alpha batch_size shuffle
drop_last bias padding stride kernel_size retain_graph create_graph gradient inputs grad_outputs allow_unused
reduction weight p dropout in_features out_features in_channels out_channels num_layers hidden_size input_size
batch_first bidirectional size steps start end step_size gamma generator memory_format training inplace
num_classes min max label_smoothing set_to_none""".split()
MEANT = {
    "learning_rate": "lr",
    "grad": "requires_grad",
    "axis": "dim",
    "keepdims": "keepdim",
    "retain": "retain_graph",
    "batchsize": "batch_size",
    "rate": "p",
    "in_dim": "in_features",
    "out_dim": "out_features",
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
    owner = _owner(case, name)
    if owner and used is not None:
        why = f"nothing in the script gives `{name}` a value, and `{owner}` has something of that name"
        return Finding(why, (edits.replaced(case.spot, used, f"{owner}.{name}"),))
    own = near is not None and near[1] in case.spot.unit.program.globals
    fix = (edits.replaced(case.spot, used, near[1]),) if own and near is not None and used is not None else ()
    return Finding(f"nothing in the script gives `{name}` a value", fix)


def _owner(case: Case, name: str) -> str:
    """The module, by its name in the script, in which something has this name."""
    for module in MODULES:
        held = case.value(ast.Name(module, ast.Load()))
        if isinstance(held, ModuleType) and not name.startswith("_") and hasattr(held, name):
            return module
    return ""


def unexpected(case: Case) -> Finding | None:
    """A keyword argument that a function does not have: another one is meant."""
    name = case.match["name"]
    given = next((k for call in case.calls_with(name) for k in call.keywords if k.arg == name), None)
    if given is None:
        return None
    near = [MEANT[name]] if name in MEANT else get_close_matches(name, KEYWORDS, 2, 0.6)
    why = f"{case.match['function'].removesuffix('.__init__')} has no argument `{name}`"
    value = edits.source(case.spot, given.value)
    return Finding(why, tuple([edits.replaced(case.spot, given, f"{other}={value}") for other in near]))


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


RULES = (
    (r"name '(?P<name>\w+)' is not defined", undefined),
    (r"(?P<function>[\w.]+)\(\) got an unexpected keyword argument '(?P<name>\w+)'", unexpected),
)
