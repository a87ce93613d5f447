"""What the language has not, and what Python refuses only when it makes code: both are found before anything runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

_MISSING: dict[type[ast.AST], str] = {
    ast.Match: "the match statement",
    ast.AsyncFunctionDef: "async def",
    ast.AsyncFor: "async for",
    ast.AsyncWith: "async with",
    ast.Await: "await",
    ast.TryStar: "except*",
}


def demand(tree: ast.Module, file: str, lines: tuple[str, ...]) -> None:
    """Raises SyntaxError for a program that Python would not compile, and for what is not understood here."""
    check = _Check(file, lines)
    check.future(tree.body)
    check.block(tree.body, function=False, loop=False)


class _Check:
    def __init__(self, file: str, lines: tuple[str, ...]) -> None:
        self.file = file
        self.lines = lines

    def fail(self, text: str, node: Any) -> None:
        """Raise a SyntaxError at a node."""
        line = self.lines[node.lineno - 1] if 0 < node.lineno <= len(self.lines) else ""
        raw = line.encode()
        start = len(raw[: node.col_offset].decode(errors="replace")) + 1
        last = self.lines[node.end_lineno - 1] if 0 < node.end_lineno <= len(self.lines) else ""
        end = len(last.encode()[: node.end_col_offset].decode(errors="replace")) + 1
        raise SyntaxError(text, (self.file, node.lineno, start, line, node.end_lineno, end))

    def block(self, body: list[Any], function: bool, loop: bool) -> None:
        """Statements and what is in them, level by level."""
        waiting: list[tuple[Any, bool, bool]] = [(node, function, loop) for node in reversed(body)]
        while waiting:
            node, function, loop = waiting.pop()
            self.one(node, function, loop)
            waiting += reversed(list(_inside(node, function, loop)))

    def one(self, node: Any, function: bool, loop: bool) -> None:
        """One node."""
        missing = _MISSING.get(type(node))
        if missing or (isinstance(node, ast.comprehension) and node.is_async):
            where = node if missing else node.target
            self.fail(f"{missing or 'async for'} is not available in gradcli run", where)
        if not function and isinstance(node, ast.Return | ast.Yield | ast.YieldFrom):
            self.fail("'return' outside function" if isinstance(node, ast.Return) else "'yield' outside function", node)
        if not loop and isinstance(node, ast.Break):
            self.fail("'break' outside loop", node)
        if not loop and isinstance(node, ast.Continue):
            self.fail("'continue' not properly in loop", node)
        if isinstance(node, ast.Try):
            self.handlers(node)
        if isinstance(node, ast.Assign | ast.For | ast.comprehension):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                self.stars(target)
        if isinstance(node, ast.Call | ast.ClassDef):
            self.keywords(node)
        if isinstance(node, ast.Expr | ast.Return) and isinstance(node.value, ast.Starred):
            self.fail("can't use starred expression here", node.value)

    def keywords(self, node: ast.Call | ast.ClassDef) -> None:
        """No argument has a name twice."""
        seen: set[str] = set()
        for keyword in node.keywords:
            if keyword.arg in seen:
                self.fail(f"keyword argument repeated: {keyword.arg}", keyword)
            seen |= {keyword.arg} if keyword.arg else set()

    def future(self, body: list[Any]) -> None:
        """Imports from __future__ come first."""
        first = True
        for number, node in enumerate(body):
            if isinstance(node, ast.ImportFrom) and node.module == "__future__" and not node.level:
                if not first:
                    self.fail("from __future__ imports must occur at the beginning of the file", node)
            elif number or not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
                first = False

    def handlers(self, node: ast.Try) -> None:
        """A bare except comes last."""
        for handler in node.handlers[:-1]:
            if handler.type is None:
                self.fail("default 'except:' must be last", handler)

    def stars(self, target: Any) -> None:
        """One star in each tuple of targets, and none alone."""
        if isinstance(target, ast.Starred):
            self.fail("starred assignment target must be in a list or tuple", target)
        waiting = [target]
        while waiting:
            part = waiting.pop()
            if isinstance(part, ast.Tuple | ast.List):
                starred = [e for e in part.elts if isinstance(e, ast.Starred)]
                if len(starred) > 1:
                    self.fail("multiple starred expressions in assignment", part)
                waiting += part.elts


def _inside(node: Any, function: bool, loop: bool) -> Iterator[tuple[Any, bool, bool]]:
    if isinstance(node, ast.FunctionDef | ast.Lambda):
        body = node.body if isinstance(node.body, list) else [node.body]
        inner = set(map(id, body))
        for child in ast.iter_child_nodes(node):
            yield (child, True, False) if id(child) in inner else (child, function, loop)
    elif isinstance(node, ast.ClassDef):
        inner = set(map(id, node.body))
        for child in ast.iter_child_nodes(node):
            yield (child, False, False) if id(child) in inner else (child, function, loop)
    elif isinstance(node, ast.For | ast.While):
        inner = set(map(id, node.body))
        for child in ast.iter_child_nodes(node):
            yield (child, function, True) if id(child) in inner else (child, function, loop)
    else:
        for child in ast.iter_child_nodes(node):
            yield child, function, loop
