"""The language as torch reads it: names, lists of numbers, and statements.

The text is Python, and this is a tool that runs texts of its own making: they are compiled and evaluated.
"""

from __future__ import annotations

import ast
import functools
import math
from collections.abc import Iterator, Mapping
from types import CodeType
from typing import Any

import torch
import torch.nn.functional as F

CONSTANTS = {"pi": math.pi, "e": math.e, "tau": math.tau, "inf": math.inf, "nan": math.nan, "torch": torch, "F": F}

# Functions whose lists of numbers are tensors in every place; elsewhere a list is dims, sizes, or tensors to put together
LISTS_ARE_TENSORS = frozenset(
    """add sub subtract mul multiply div divide true_divide floor_divide remainder fmod pow float_power atan2 arctan2 hypot
    maximum minimum fmax fmin where logaddexp xlogy lerp lt le gt ge eq ne logical_and logical_or clamp clip dot inner mm mv
    bmm matmul outer ger kron linear mse_loss l1_loss huber_loss smooth_l1_loss binary_cross_entropy nll_loss cross_entropy
    binary_cross_entropy_with_logits cosine_similarity""".split()
)


class Names(dict[str, Any]):
    """The variables, and behind them torch.*, torch.nn.functional.* and torch.linalg.*, in this order.

    Losses are those of torch.nn.functional; under torch.* some stand with numbers for their reductions.
    """

    def __missing__(self, name: str) -> Any:
        if name in CONSTANTS:
            return CONSTANTS[name]
        loss = name.endswith("_loss") or "cross_entropy" in name or name == "kl_div"
        for place in (F, torch) if loss else (torch, F, torch.linalg):
            if hasattr(place, name):
                return getattr(place, name)
        raise KeyError(name)


class _Tensors(ast.NodeTransformer):
    """Lists of numbers as tensors, where a tensor is meant."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        node.left, node.right = _tensor(node.left), _tensor(node.right)
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        node.left, node.comparators = _tensor(node.left), [_tensor(item) for item in node.comparators]
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in LISTS_ARE_TENSORS:
            node.args = [_tensor(item) for item in node.args]
            for keyword in node.keywords:
                keyword.value = _tensor(keyword.value)
        return node


def _tensor(node: ast.expr) -> ast.expr:
    if not isinstance(node, ast.List) or not _numeric(node):
        return node
    function = ast.Attribute(ast.Name("torch", ast.Load()), "tensor", ast.Load())
    return ast.copy_location(ast.Call(function, [node], []), node)


def _numeric(node: ast.expr) -> bool:
    """Whether a literal holds numbers alone."""
    if isinstance(node, ast.List):
        return all(_numeric(item) for item in node.elts)
    if isinstance(node, ast.UnaryOp):
        return _numeric(node.operand)
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


@functools.lru_cache(maxsize=4096)
def compiled(source: str) -> tuple[tuple[str | None, CodeType], ...]:
    """The statements of a program, each with the name that it binds. Raises SyntaxError."""
    module = ast.fix_missing_locations(_Tensors().visit(ast.parse(source)))
    found = []
    for statement in module.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name, value = statement.targets[0].id, statement.value
        elif isinstance(statement, ast.Expr):
            name, value = None, _tensor(statement.value)
        else:
            raise SyntaxError(f"a {type(statement).__name__} is no statement of the language")
        expression = ast.fix_missing_locations(ast.Expression(value))
        found.append((name, compile(expression, "<request>", "eval")))
    return tuple(found)


def variables(source: str) -> list[str]:
    """The names that need a value: those that are read before a statement binds them. Raises SyntaxError."""
    found: dict[str, None] = {}
    bound = {*CONSTANTS}
    for statement in ast.parse(source).body:
        value = getattr(statement, "value", statement)
        found.update(dict.fromkeys(name for name in _read(value) if name not in bound))
        bound.update(target.id for target in getattr(statement, "targets", []) if isinstance(target, ast.Name))
    return list(found)


def _read(node: ast.AST) -> Iterator[str]:
    """The names in an expression that are not the names of functions."""
    called = {id(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}
    return (name.id for name in ast.walk(node) if isinstance(name, ast.Name) and id(name) not in called)


def evaluate(source: str, variables: Mapping[str, Any]) -> Any:
    """What the last statement of a program comes to. Raises whatever torch raises."""
    names = Names(variables)
    result: Any = None
    for name, code in compiled(source):
        result = eval(code, {"__builtins__": {"__import__": __import__}}, names)  # torch itself imports as it computes
        if callable(result) and not isinstance(result, torch.Tensor):
            raise TypeError("a function that is not called is no value")
        if name is not None:
            names[name] = result
    return result
