"""A failing case made smaller, as long as it fails in the same way."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

from tools.differential.cases import Case, asked, outcome
from tools.differential.compare import Outcome
from tools.differential.language import variables
from tools.differential.report import kind_of
from tools.differential.request import Request

TRIALS = 150  # programs asked about, for one case


def shrunk(case: Case, found: Outcome) -> tuple[Case, Outcome]:
    """The smallest case that can be found with the same first difference."""
    verdict, kind = found.verdict, kind_of(found.differences[0])
    trials = 0
    progress = True
    while progress and trials < TRIALS:
        progress = False
        for request in smaller(case.request):
            trials += 1
            if trials > TRIALS:
                break
            candidate = asked(case.category, request, case.graph)
            judged = outcome(candidate)
            if judged.verdict == verdict and kind_of(judged.differences[0]) == kind:
                case, found, progress = candidate, judged, True
                break
    return case, found


def smaller(request: Request) -> Iterator[Request]:
    """Requests with a part left out: a statement, an operation, an argument, a setting, a variable that is not used."""
    for key in request.settings:
        yield Request(request.expression, request.values, {k: v for k, v in request.settings.items() if k != key})
    for expression in programs(request.expression):
        with suppress(SyntaxError):  # a part that may stand in brackets alone
            yield with_expression(request, expression)
    yield from simpler(request)


def with_expression(request: Request, expression: str) -> Request:
    """The request for another program: the values that it names, and a gradient for its output only where the shape may fit."""
    occurring = variables(expression)
    values = {name: value for name, value in request.values.items() if name in occurring}
    settings = dict(request.settings)
    if "wrt" in settings:
        settings["wrt"] = [name for name in settings["wrt"] if name in values]
        if not settings["wrt"]:
            del settings["wrt"]
    return Request(expression, values, settings)


# ------------------------------------------------------------------ programs
def programs(source: str) -> Iterator[str]:
    """Programs with less in them, those that leave out most first."""
    module = ast.parse(source)
    for k, statement in enumerate(module.body[:-1]):
        yield _text([*module.body[:k], *module.body[k + 1 :]])
        if isinstance(statement, ast.Assign):
            yield _text([*module.body[:k], *_replaced(module.body[k + 1 :], statement)])
    if len(module.body) > 1:
        yield _text(module.body[:-1])
    for place in range(sum(1 for _ in _preorder(module))):
        yield from _at(module, place)


def _text(statements: list[ast.stmt]) -> str:
    return "; ".join(ast.unparse(ast.fix_missing_locations(statement)) for statement in statements)


def _replaced(statements: list[ast.stmt], assignment: ast.Assign) -> list[ast.stmt]:
    """Statements with a name replaced by what it stands for, up to where it is bound again."""
    target = assignment.targets[0]
    assert isinstance(target, ast.Name)
    found = []
    done = False
    for statement in statements:
        found.append(statement if done else _Names(target.id, assignment.value).visit(copy.deepcopy(statement)))
        done = done or (isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == target.id)
    return found


class _Names(ast.NodeTransformer):
    def __init__(self, name: str, value: ast.expr) -> None:
        self.name, self.value = name, value

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return copy.deepcopy(self.value) if node.id == self.name and isinstance(node.ctx, ast.Load) else node


def _at(module: ast.Module, place: int) -> Iterator[str]:
    """Programs with the expression at a place made less: one of its parts in its stead, or an argument less."""
    node = next(found for k, found in enumerate(_preorder(module)) if k == place)
    for k in range(len(_parts(node))):
        yield _changed(module, place, partial(_part, k))
    for field in ("keywords", "args", "elts"):
        for k in range(len(getattr(node, field, ()))):
            yield _changed(module, place, partial(_without, field, k))


def _preorder(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _preorder(child)


def _parts(node: ast.AST) -> list[ast.expr]:
    """The expressions in an expression that may stand in its stead."""
    if not isinstance(node, ast.expr) or _is_module(node) or isinstance(getattr(node, "ctx", None), ast.Store):
        return []
    if isinstance(node, ast.Call):
        receiver = [node.func.value] if isinstance(node.func, ast.Attribute) and not _is_module(node.func.value) else []
        given = [*receiver, *node.args, *(keyword.value for keyword in node.keywords)]
        return [part for item in given for part in (item, *getattr(item, "elts", ()))]
    return [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr) and not _is_module(child)]


def _is_module(node: ast.AST) -> bool:
    return ast.unparse(node) in ("torch", "F", "torch.special", "torch.linalg")


def _part(k: int, node: Any) -> Any:
    return _parts(node)[k]


def _without(field: str, k: int, node: Any) -> Any:
    del getattr(node, field)[k]
    return node


def _changed(module: ast.Module, place: int, change: Callable[[Any], Any]) -> str:
    changed = _Change(place, change).visit(copy.deepcopy(module))
    return _text(changed.body)


class _Change(ast.NodeTransformer):
    """Puts something else in one place, counted in preorder."""

    def __init__(self, place: int, change: Callable[[Any], Any]) -> None:
        self.left, self.change = place, change

    def visit(self, node: ast.AST) -> Any:
        self.left -= 1
        return self.change(node) if self.left == -1 else super().generic_visit(node)


# ------------------------------------------------------------------ data
def simpler(request: Request) -> Iterator[Request]:
    """Requests with less data: one variable without a dimension, with one row, or with rounder numbers."""
    for name, value in request.values.items():
        for less in _less(value):
            yield Request(request.expression, {**request.values, name: less}, request.settings)
    if any(_deep(value) for value in request.values.values()):
        first = {name: value[0] if _deep(value) else value for name, value in request.values.items()}
        yield Request(request.expression, first, request.settings)


def _deep(value: Any) -> bool:
    return isinstance(value, list) and bool(value)


def _less(value: Any) -> Iterator[Any]:
    if _deep(value):
        yield value[0]
        if len(value) > 1:
            yield value[:1]
    rounder = _round(value)
    if rounder != value:
        yield rounder


def _round(value: Any) -> Any:
    if isinstance(value, list):
        return [_round(item) for item in value]
    return round(value, 1) if isinstance(value, float) and abs(value) < 1e6 and round(value, 1) else value
