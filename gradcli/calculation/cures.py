"""Rewrites that make a gradient finite, offered only after they have been tried.

Each pattern is an expression of the language in which capital letters stand for any subexpression. A candidate counts as a
cure if, at the same point, its value is the same and its gradients are finite.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from gradcli.calculation.calculation import calculate
from gradcli.calculation.question import Settings
from gradcli.problems import Problem
from gradcli.syntax.parser import parse
from gradcli.syntax.tree import Tree

# what people write, what does the same without the trap
PATTERNS = (
    ("log(1 + exp(X))", "softplus(X)"),
    ("log(exp(X) + 1)", "softplus(X)"),
    ("1/(1 + exp(-X))", "sigmoid(X)"),
    ("exp(X)/(1 + exp(X))", "sigmoid(X)"),
    ("log(sigmoid(X))", "logsigmoid(X)"),
    ("log(softmax(X, dim=D))", "log_softmax(X, dim=D)"),
    ("log(softmax(X, D))", "log_softmax(X, D)"),
    ("log(sum(exp(X)))", "logsumexp(X, 0)"),
    ("sqrt(X**2)", "abs(X)"),
    ("sqrt(X*X)", "abs(X)"),
    ("sqrt(sum(X**2))", "norm(X)"),
    ("sqrt((X**2).sum())", "norm(X)"),
    ("sqrt(X**2 + Y**2)", "norm(stack([X, Y]))"),
    ("sin(X)/X", "sinc(X/pi)"),
    ("X*log(X)", "xlogy(X, X)"),
    ("X*log(Y)", "xlogy(X, Y)"),
)
GUARDED = ("sqrt", "log", "log2", "log10", "reciprocal", "asin", "acos", "acosh", "atanh", "rsqrt")
LONGEST = 400  # characters of an expression for which a cure is sought


def cure(tree: Tree, values: Mapping[str, Any], settings: Settings, value: Any) -> str | None:
    """An equivalent expression whose gradients are finite where this one's are not; None if none is known."""
    if len(tree.source) > LONGEST:
        return None
    for candidate in _candidates(tree):
        try:
            answer = calculate(parse(candidate, tuple(values)), values, settings)
        except Problem:
            continue
        if (
            answer.error is None
            and _same(answer.value, value)
            and all(_finite(g) for g in answer.grads.values() if g is not None)
        ):
            return candidate
    return None


def _candidates(tree: Tree) -> Iterator[str]:
    """Rewritten sources, the innermost places first."""
    patterns = [(parse(old), new) for old, new in PATTERNS]
    for node in range(len(tree)):
        for pattern, new in patterns:
            found = match(tree, node, pattern)
            if found is not None:
                yield _replaced(tree, node, _filled(new, {k: tree.text(i) for k, i in found.items()}))
        yield from _guarded(tree, node)


def match(tree: Tree, node: int, pattern: Tree) -> dict[str, int] | None:
    """What the capital letters of a pattern stand for at a node of a tree; None if it does not fit."""
    found: dict[str, int] = {}
    stack = [(node, len(pattern) - 2)]  # the last node of a parsed pattern is its statement
    while stack:
        here, there = stack.pop()
        kind, value = pattern.kinds[there], pattern.values[there]
        if kind == "name" and value in ("X", "Y", "D"):
            if value in found and not _equal(tree, found[value], here):
                return None
            found[value] = here
            continue
        if (tree.kinds[here], tree.values[here]) != (kind, value):
            return None
        stack += zip(tree.operands(here), pattern.operands(there), strict=True)
    return found


def _equal(tree: Tree, a: int, b: int) -> bool:
    """Whether two subtrees say the same."""
    firsts = tree.firsts()
    first, second = slice(firsts[a], a + 1), slice(firsts[b], b + 1)
    return tree.kinds[first] == tree.kinds[second] and tree.values[first] == tree.values[second]


def _filled(pattern: str, texts: Mapping[str, str]) -> str:
    """A pattern with its letters replaced; brackets only where a letter is part of a larger operation."""
    out = pattern
    for letter, text in texts.items():
        simple = text.isidentifier() or all(c not in text for c in "+-*/%@<>=,")
        inside = f"({letter})" in pattern or f"({letter}," in pattern or f" {letter})" in pattern
        out = out.replace(letter, text if simple or inside else f"({text})")
    return out


def _replaced(tree: Tree, node: int, text: str) -> str:
    start, end = tree.starts[node], tree.ends[node]
    return tree.source[:start] + text + tree.source[end:]


def _guarded(tree: Tree, node: int) -> Iterator[str]:
    """where(c, sqrt(x), other): sqrt also runs where c is false. Give it a harmless 1 there."""
    if tree.kinds[node] != "call" or tree.values[node][0] != "where" or tree.operand_count(node) != 3:
        return
    condition, *branches = tree.operands(node)
    firsts = tree.firsts()
    for k, branch in enumerate(branches):
        for inner in range(firsts[branch], branch + 1):
            argument = _trap(tree, inner)
            if argument is not None:
                c, x = tree.text(condition), tree.text(argument)
                safe = f"where({c}, {x}, 1.0)" if not k else f"where({c}, 1.0, {x})"
                yield tree.source[: tree.starts[argument]] + safe + tree.source[tree.ends[argument] :]


def _trap(tree: Tree, node: int) -> int | None:
    """The operand of an operation that is not defined everywhere."""
    kind, value = tree.kinds[node], tree.values[node]
    if kind == "call" and value[0] in GUARDED and tree.operand_count(node) == 1:
        return tree.operands(node)[0]
    if kind == "binary" and value == "/":
        return tree.operands(node)[1]
    return None


def _same(a: Any, b: Any) -> bool:
    """Equal values, as far as the second is finite; arrays count as nested lists."""
    a, b = (x.tolist() if hasattr(x, "tolist") else x for x in (a, b))
    if isinstance(a, float) and isinstance(b, float):
        return math.isclose(a, b, rel_tol=1e-6, abs_tol=1e-9) if math.isfinite(b) else math.isfinite(a)
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        return all(_same(x, y) for x, y in zip(a, b, strict=True))
    return False


def _finite(g: Any) -> bool:
    return math.isfinite(g) if isinstance(g, float) else bool((g - g == 0).all())
