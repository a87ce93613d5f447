"""A program for PyTorch where an expression should be: it is refused, with the command that runs it."""

from __future__ import annotations

import ast
import re
import warnings

from gradcli.problems import Problem

MARKS = r"requires_grad\s*=\s*True|\.requires_grad_\(|\.backward\s*\(|\b(?:torch\.)?no_grad\s*\(\s*\)|\.zero_grad\s*\("
PROGRAM = "this is a program for PyTorch, not an expression"
LONGEST = 1000  # characters of a command that anybody would copy


def demand_expression(text: str, argument: str, explain: bool = False) -> None:
    """Raise Problem if a text is a program.

    argument  what stands on the command line: the text itself, @FILE, or - for standard input
    explain   the steps are wanted, not the gradients alone
    """
    found = re.search(MARKS, text) if "_grad" in text or "backward" in text else None  # long expressions are not searched
    tree = None if found is None else _read(text)
    if found is None or tree is None or not _is_program(tree):
        return
    problem = Problem(
        PROGRAM,
        why=f"an expression has no `{found[0].strip('(')}`: variables get their values by options, as in --x 2",
        fix="run it",
        hint=_command(text, argument, tree) + (" --explain" if explain else ""),
    )
    raise problem.located(text, found.span())


def _read(text: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text.strip())
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # no program either
        return None


def _is_program(tree: ast.Module) -> bool:
    """Whether a text makes its own leaves, or its own torch: a `.backward()` alone is a slip of one who knows expressions."""
    nodes = list(ast.walk(tree))
    return bool(_leaves(nodes)) or (_imports(nodes) and _calls(nodes, "backward"))


def _command(text: str, argument: str, tree: ast.Module) -> str:
    import shlex  # few texts are programs

    if argument.startswith("@"):
        return f"gradcli run {shlex.quote(argument[1:])}"
    if argument == "-" or len(text) > LONGEST:
        return "gradcli run -"
    return f"printf '%s\\n' {shlex.quote(_completed(text, tree))} | gradcli run -"


def _completed(text: str, tree: ast.Module) -> str:
    """A program with what is missing: the import, the call of backward, and the gradients at its end."""
    nodes = list(ast.walk(tree))
    before = [] if _imports(nodes) else ["import torch"]
    body = text.strip().rstrip(";")
    after: list[str] = []
    if not _calls(nodes, "backward"):
        body, after = _with_backward(body, tree.body[-1])
    if not any(isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "print" for n in nodes):
        after += [f"print({name}.grad)" for name in _leaves(nodes)]
    simple = "\n" not in body and not any(hasattr(statement, "body") for statement in tree.body)
    return ("; " if simple else "\n").join([*before, body, *after])


def _imports(nodes: list[ast.AST]) -> bool:
    return any(isinstance(n, ast.Import | ast.ImportFrom) for n in nodes)


def _calls(nodes: list[ast.AST], name: str) -> bool:
    return any(isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr == name for n in nodes)


def _with_backward(body: str, last: ast.stmt) -> tuple[str, list[str]]:
    """The text, and the call of backward on what its last statement makes."""
    if isinstance(last, ast.Assign) and isinstance(last.targets[0], ast.Name) and not _is_leaf(last.value):
        return body, [f"{last.targets[0].id}.backward()"]
    segment = ast.get_source_segment(body, last)
    if isinstance(last, ast.Expr) and segment is not None and body.endswith(segment):
        return body[: len(body) - len(segment)] + f"({segment}).backward()", []
    return body, []


def _is_leaf(value: ast.AST) -> bool:
    """A call that makes a tensor which requires grad."""
    if not isinstance(value, ast.Call):
        return False
    asked = any(k.arg == "requires_grad" and isinstance(k.value, ast.Constant) and k.value.value is True for k in value.keywords)
    return asked or (isinstance(value.func, ast.Attribute) and value.func.attr == "requires_grad_")


def _leaves(nodes: list[ast.AST]) -> list[str]:
    """The names of tensors that require grad, in the order in which they are made."""
    found = [n for n in nodes if isinstance(n, ast.Assign) and _is_leaf(n.value)]
    names = [t.id for n in found for t in n.targets if isinstance(t, ast.Name)]
    names += [n.func.value.id for n in nodes if _is_switched(n)]  # type: ignore[attr-defined]
    return list(dict.fromkeys(names))


def _is_switched(node: ast.AST) -> bool:
    """x.requires_grad_(), of a tensor that has a name."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "requires_grad_"
        and isinstance(node.func.value, ast.Name)
    )
