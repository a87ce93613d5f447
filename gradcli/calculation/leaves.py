"""The variables of a question as leaves: their data, their dtypes, and which of them require grad.

A value is a number, a nested list, a tensor of the language (all three are numbers as somebody wrote them), or an array,
whose dtype somebody chose. Numbers as written take the dtype of the variables, except where only whole numbers can stand:
a class, an index. An array of whole numbers stays one wherever it stands, as in PyTorch.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from gradcli.calculation.question import NOT_FLOATING, Question, Settings
from gradcli.evaluate.constants import constant
from gradcli.ops.sizes import checked
from gradcli.ops.table import TABLE
from gradcli.problems import BackwardError, Problem
from gradcli.syntax.tree import Tree
from gradcli.tensors.tensor import Tensor

CLASSES = {"nll_loss": "target", "cross_entropy": "target"}  # operands that are classes, where they are whole numbers
INDICES = frozenset({"index", "indices"})
TAKING = frozenset({"index", "call", "method"})
THROUGH = frozenset({"list", "tuple", "unary", "binary", "index"})  # of what is whole, these parts are whole too


# ------------------------------------------------------------------ leaves
def leaves_of(question: Question) -> dict[str, Tensor]:
    """The variables as leaves. Raises BackwardError where one that cannot require grad is asked to."""
    return make_leaves(question.values, question.settings, whole_positions(question.tree))


def make_leaves(values: Mapping[str, Any], settings: Settings, whole: Collection[str] = ()) -> dict[str, Tensor]:
    """Values as leaves; `whole` are the names that stand where only whole numbers can. Masks and whole numbers are constants."""
    leaves = {}
    for name, value in values.items():
        leaf = Tensor(leaf_data(value, settings.dtype, name in whole))
        asked = settings.wrt is not None and name in settings.wrt
        floating = leaf.dtype[:5] == "float"
        if asked and not floating:
            held = "is a mask of True and False" if leaf.dtype == "bool" else "holds whole numbers"
            raise BackwardError("RuntimeError", NOT_FLOATING, why=f"`{name}` {held}")
        leaf.requires_grad = asked or (settings.wrt is None and floating)
        leaves[name] = leaf
    return leaves


def leaf_data(value: Any, dtype: str, whole: bool = False) -> Any:
    """The data of a variable: a float, an array of the dtype, whole numbers where they belong, or a mask."""
    kind = type(value)
    if dtype == "float64" and (kind is float or (kind is int and not whole)):
        return _float(value)
    if isinstance(value, Tensor):
        return _cast(value.raw, dtype, whole)
    if hasattr(value, "dtype"):
        return _cast(value, dtype, whole=True)
    return _cast(constant(value).raw, dtype, whole)


def _float(value: float | int) -> float:
    """A number as a float; infinite where it is too large for one."""
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else -float("inf")


def _cast(data: Any, dtype: str, whole: bool) -> Any:
    if type(data) is bool or (type(data) is float and dtype == "float64"):
        return data
    import numpy as np

    from gradcli.ops.run import normal

    known = np.asarray(data)
    kind = known.dtype.kind
    if kind not in "fiub":
        raise Problem(f"an array of {known.dtype} holds no numbers", fix="make it one of numbers")
    checked(known.shape, "this array")
    wanted = "bool" if kind == "b" else "int64" if kind in "iu" and whole else dtype
    return normal(np.asarray(known, dtype=wanted, order="C"))


def as_tensor(output: Any) -> Tensor:
    """An output that is a plain number is a constant tensor."""
    return output if isinstance(output, Tensor) else constant(output)


def output_gradient(settings: Settings) -> Any:
    """The gradient that enters at the output, in the dtype of the variables; None for the usual one."""
    if settings.grad_output is None:
        return None
    data = leaf_data(settings.grad_output, settings.dtype)
    return data.astype(settings.dtype) if getattr(data, "dtype", None) == "int64" else data


def grads_of(leaves: Mapping[str, Tensor], kept: bool = True) -> dict[str, Any]:
    """The .grad of each leaf as plain data.

    kept  as it is now, since the next pass writes into it; without a next pass a large gradient is not there twice
    """
    return {name: None if x.grad is None else _kept(x.grad.raw) if kept else x.grad.raw for name, x in leaves.items()}


def _kept(raw: Any) -> Any:
    return raw.copy() if hasattr(raw, "copy") else raw


def clear(leaves: Mapping[str, Tensor]) -> None:
    """Zero the gradients, as optimizer.zero_grad()."""
    for x in leaves.values():
        x.grad = None


# ------------------------------------------------------------------ where only whole numbers can stand
def whole_positions(tree: Tree) -> frozenset[str]:
    """The names that occur where only whole numbers can stand: classes and indices; the bounds of a slice are none."""
    if "index" not in tree.kinds and not any(name in tree.source for name in CLASSES):
        return frozenset()
    roots = [place for i, kind in enumerate(tree.kinds) if kind in TAKING for place in _whole_operands(tree, i)]
    found: set[str] = set()
    while roots:
        i = roots.pop()
        kind, value = tree.kinds[i], tree.values[i]
        if kind == "name" and value not in found:
            found.add(value)
            roots += [k - 1 for k in tree.roots() if tree.kinds[k] == "assign" and tree.values[k] == value]
        elif kind in THROUGH:
            roots += tree.operands(i)[:1] if kind == "index" else tree.operands(i)
    return frozenset(found)


def _whole_operands(tree: Tree, i: int) -> Iterator[int]:
    """The operands of a node that have to be whole numbers."""
    kind, value = tree.kinds[i], tree.values[i]
    if kind == "index":
        yield from tree.operands(i)[1:]
        return
    name, count, keywords = value
    row = TABLE.get(name)
    wanted = {n for n in row.operands if n in INDICES or n == CLASSES.get(row.name)} if row is not None else ()
    if row is None or not wanted:
        return
    positional = count + (kind == "method")
    given = [*row.operands[:positional], *[""] * (positional - len(row.operands)), *keywords]
    yield from [k for n, k in zip(given, tree.operands(i), strict=True) if n in wanted]
