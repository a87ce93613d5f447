"""The example of a row as people type it: tensors are variables with values, not stacks of one number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from gradcli.calculation.leaves import leaf_data
from gradcli.evaluate.expression import evaluate
from gradcli.numerals import exact_tensor
from gradcli.ops.op import Row
from gradcli.problems import Problem
from gradcli.recording.modes import no_grad
from gradcli.syntax.parser import parse
from gradcli.syntax.tree import Tree
from gradcli.tensors.tensor import Tensor

AT = 2.0  # the number that the examples of the table are stacks of
ALONE = "1.5"  # and where x stays a number
NAMES = ("abcduvw", "ABCDUVW")  # of vectors, and of matrices and what is larger


class Example(NamedTuple):
    """An expression and the values of its variables, as they are typed."""

    expression: str
    values: Mapping[str, str]


def example_of(row: Row) -> Example | None:
    """The example of a row with its tensors as variables, tried; None if it has no example."""
    if not row.example:
        return None
    plain = Example(row.example, {"x": ALONE})
    try:
        found = _typed(row.example)
        if not found.values:
            return plain
        tree = parse(found.expression, tuple(found.values))
        values = {name: _value(text) for name, text in found.values.items()}
        evaluate(tree, values)
    except Problem:
        return plain
    return found


def _value(text: str) -> Tensor:
    """What an option of a command line would make of it."""
    return Tensor(leaf_data(evaluate(parse(text), {}).output, "float64"))


def _typed(source: str) -> Example:
    """Every stack of numbers and of x becomes a variable. Raises Problem."""
    tree = parse(source, ("x",))
    values: dict[str, str] = {}
    text = source
    for node in reversed(_stacks(tree)):  # from the end, so that the places in the text stay
        with no_grad():
            data = evaluate(parse(tree.text(node), ("x",)), {"x": Tensor(AT)}).output
        name = _free(len(data.shape), [*values, *tree.names()])
        values[name] = exact_tensor(data.raw)
        text = text[: tree.starts[node]] + name + text[tree.ends[node] :]
    names = parse(text, (*values, "x")).names()
    found = _in_order(text, values)
    return Example(found.expression, {**found.values, **({"x": ALONE} if "x" in names else {})})


def _in_order(text: str, values: Mapping[str, str]) -> Example:
    """The variables by the alphabet in the order in which they stand: they were named from the end."""
    order = sorted(values, key=lambda name: next(k for k, c in enumerate(text) if c == name and _alone(text, k)))
    fresh: dict[str, str] = {}
    for name in order:
        fresh[name] = _free(2 if name.isupper() else 1, [*fresh.values(), "x", "e"])
    swapped = "".join(fresh.get(c, c) if _alone(text, k) else c for k, c in enumerate(text))
    return Example(swapped, {fresh[name]: values[name] for name in order})


def _alone(text: str, k: int) -> bool:
    """Whether a letter is a name of its own, and no method's."""
    before, after = text[k - 1 : k], text[k + 1 : k + 2]
    return not (before.isalnum() or before in ("_", ".", "'")) and not (after.isalnum() or after in ("_", "=", "'"))


def _stacks(tree: Tree) -> list[int]:
    """The outermost calls of stack that are made of x and numbers alone."""
    firsts = tree.firsts()
    found = [i for i, kind in enumerate(tree.kinds) if kind == "call" and tree.values[i][0] == "stack" and _is_plain(tree, i)]
    return [i for i in found if not any(firsts[j] <= i < j for j in found)]


def _is_plain(tree: Tree, node: int) -> bool:
    """Whether nothing but arithmetic and stacks stands inside, and the stacks take no options."""
    inside = range(tree.firsts()[node], node + 1)
    kinds = {"name", "number", "binary", "unary", "list", "call"}
    calls = [tree.values[i] for i in inside if tree.kinds[i] == "call"]
    return all(tree.kinds[i] in kinds for i in inside) and all(
        name == "stack" and count == 1 and not keys for name, count, keys in calls
    )


def _free(rank: int, taken: list[str]) -> str:
    found: str = next(n for n in (*NAMES[rank > 1], *(f"{NAMES[rank > 1][0]}{k}" for k in range(1, 100))) if n not in taken)
    return found
