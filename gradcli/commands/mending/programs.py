"""A short program for PyTorch as one expression and the values of its leaves."""

from __future__ import annotations

import ast
from typing import NamedTuple

from gradcli.commands.mending.change import Change, Found, State
from gradcli.commands.pasted import PROGRAM


class _Program(NamedTuple):
    """What a program computes: statements, values by name, and which of them require grad."""

    statements: list[str]
    values: dict[str, str]
    leaves: list[str]


def program(state: State) -> Found:
    """x = torch.tensor(3., requires_grad=True); y = x**3; y.backward(); print(x.grad)"""
    line, source = state.line, state.problem.source
    if state.problem.title != PROGRAM or source is None or line.command == "check" or (line.expression or "-")[0] in "@-":
        return None
    try:
        found = _read(ast.parse(source.strip()), source.strip())
    except (SyntaxError, ValueError):
        return None
    if found is None or not found.statements or not found.leaves or line.bindings() or len(line.texts()) != 1:
        return None
    tokens = ["; ".join(found.statements)]
    for name, text in found.values.items():
        tokens += [f"--{name}={text}"] if text.startswith("-") else [f"--{name}", text]
    if set(found.leaves) != set(found.values):
        tokens += ["--wrt", ",".join(found.leaves)]
    return Change(line.put(line.texts()[0], tokens), "`gradcli run` runs programs; as an expression:")


def _read(tree: ast.Module, source: str) -> _Program | None:
    found = _Program([], {}, [])
    ended = False
    for statement in tree.body:
        if isinstance(statement, ast.Import | ast.ImportFrom) or _is_report(statement):
            continue
        if ended:
            return None
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name):
            if not _assigned(statement.targets[0].id, statement.value, source, found):
                return None
            continue
        if not isinstance(statement, ast.Expr):
            return None
        ended = _is_backward(statement.value)
        if ended and not _ends(statement.value, source, found):
            return None
        if not ended:
            found.statements.append(ast.get_source_segment(source, statement) or "")
    return found


def _is_report(statement: ast.stmt) -> bool:
    """print(x.grad), x.grad"""
    value = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "print" and not value.keywords:
        return all(isinstance(a, ast.Attribute | ast.Name | ast.Constant) for a in value.args)
    return isinstance(value, ast.Attribute) and value.attr == "grad"


def _assigned(name: str, value: ast.expr, source: str, found: _Program) -> bool:
    made = _made(value)
    if made is None:
        if name in found.values:
            return False
        found.statements.append(f"{name} = {ast.get_source_segment(source, value) or ''}")
        return True
    text, required = made
    if found.statements or name in found.values:
        return False
    found.values[name] = text
    if required:
        found.leaves.append(name)
    return True


def _made(value: ast.expr) -> tuple[str, bool] | None:
    """The numbers of a call that makes a tensor of numbers, and whether it requires grad."""
    required = False
    while (
        isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in ("requires_grad_", "double")
    ):
        required = required or value.func.attr == "requires_grad_"
        value = value.func.value
    if not isinstance(value, ast.Call) or len(value.args) != 1:
        return None
    if isinstance(value.args[0], ast.Call):  # Variable(torch.tensor(3.0), requires_grad=True)
        inner = _made(value.args[0])
        asked = any(k.arg == "requires_grad" and getattr(k.value, "value", False) is True for k in value.keywords)
        wraps = getattr(value.func, "attr", getattr(value.func, "id", "")) in ("Variable", "Parameter")
        return None if inner is None or not wraps else (inner[0], inner[1] or asked or "Parameter" in ast.unparse(value.func))
    name = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
    if name not in ("tensor", "Tensor", "FloatTensor"):
        return None
    try:
        numbers = ast.literal_eval(value.args[0])
    except ValueError:
        return None
    for keyword in value.keywords:
        if keyword.arg == "requires_grad":
            required = required or (isinstance(keyword.value, ast.Constant) and keyword.value.value is True)
        elif keyword.arg != "dtype" or "64" not in ast.unparse(keyword.value):
            return None
    return str(numbers), required


def _is_backward(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "backward"


def _ends(value: ast.expr, source: str, found: _Program) -> bool:
    """y.backward() of what the last statement made, or of something that is written there."""
    assert isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)
    if value.args or value.keywords:
        return False
    of = value.func.value
    if isinstance(of, ast.Name):
        return bool(found.statements) and found.statements[-1].startswith(f"{of.id} =")
    found.statements.append(ast.get_source_segment(source, of) or "")
    return True


RULES = (program,)
