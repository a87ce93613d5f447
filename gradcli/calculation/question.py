"""A question about an expression: what is asked for, and whether it can be asked. Every way to ask goes through `checked`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gradcli import limits
from gradcli.evaluate.expression import CONSTANTS, missing
from gradcli.ops.table import TABLE
from gradcli.problems import BackwardError, NameProblem, Problem, Remedy, about_setting
from gradcli.suggest import suggest_name
from gradcli.syntax.tree import Tree

NODE_BYTES, OPERATION_BYTES = 44, 330  # of the tree, and of the graph, as measured on a million of each
BYTES: Mapping[tuple[str, str], int] = {
    ("binary", "+"): 200,  # which saves nothing
    ("binary", "-"): 200,
    ("unary", ""): 200,
    **{("binary", symbol): OPERATION_BYTES for symbol in ("*", "/", "//", "%", "@", "&", "|")},
    ("binary", "**"): 400,
    ("call", ""): 345,
    ("method", ""): 345,
    ("index", ""): 345,
    ("compare", ""): 200,
    ("assign", ""): 70,
}
DTYPES = ("float64", "float32", "int64")
NOT_FLOATING = "Only Tensors of floating point and complex dtype can require gradients"


class Settings(NamedTuple):
    """What is asked for, in PyTorch's terms.

    wrt           the variables that require grad; None means all
    no_grad       evaluate inside torch.no_grad()
    passes        how many backward passes
    same_graph    all passes go through one graph; otherwise each pass evaluates anew
    retain_graph  keep the buffers between passes
    zero_grad     clear .grad between passes
    grad_output   the `gradient` of backward, as plain data, or None
    dtype         of the variables: float64, float32 (int64 is refused as PyTorch does)
    allow_unused  True: values that do not occur are fine; False: a variable that is not connected is an error
    order         derivatives up to this order, of scalars
    hessian, jacobian
    """

    wrt: tuple[str, ...] | None = None
    no_grad: bool = False
    passes: int = 1
    same_graph: bool = False
    retain_graph: bool = False
    zero_grad: bool = False
    grad_output: Any = None
    dtype: str = "float64"
    allow_unused: bool | None = None
    order: int = 1
    hessian: bool = False
    jacobian: bool = False


class Question(NamedTuple):
    """An expression, the values of its variables (numbers, lists, arrays, tensors), and what is asked for."""

    tree: Tree
    values: Mapping[str, Any]
    settings: Settings


def checked(tree: Tree, values: Mapping[str, Any], settings: Settings) -> Question:
    """The question, if every name is accounted for and no setting is out of bounds. Raises Problem."""
    check_settings(settings)
    check_size(tree)
    _check_names(tree, values, settings)
    _check_wrt(values, settings)
    return Question(tree, values, settings)


def check_settings(settings: Settings) -> None:
    """Refuse settings that no expression allows."""
    if settings.dtype not in DTYPES:
        raise Problem(f"unknown dtype `{settings.dtype}`", fix="float64 or float32")
    if settings.dtype == "int64":
        why = about_setting("dtype int64", "makes every variable a whole number")
        raise BackwardError("RuntimeError", NOT_FLOATING, why=why, fix=Remedy("drop", ("dtype int64", "")))
    limits.check(limits.PASSES, settings.passes, setting="backward")
    limits.check(limits.ORDER, settings.order, setting="order")


def check_size(tree: Tree) -> None:
    """Refuse an expression whose operations, once recorded, would take more memory than is allowed, before any is."""
    if len(tree) * (NODE_BYTES + max(BYTES.values())) > limits.value(limits.GRAPH_BYTES):
        counted = Counter(zip(tree.kinds, map(_symbol, tree.kinds, tree.values), strict=True))
        needed = sum(n * (NODE_BYTES + BYTES.get(one, 0)) for one, n in counted.items())
        limits.check(limits.GRAPH_BYTES, needed, "the expression")


def _symbol(kind: str, value: Any) -> str:
    return value if kind == "binary" else ""


# ------------------------------------------------------------------ names
def variables(tree: Tree) -> list[str]:
    """The names that need a value."""
    return [n for n in tree.names() if n not in CONSTANTS]


def named(text: str | None) -> tuple[str, ...] | None:
    """The names of `x,y`. Raises Problem if there are none."""
    if text is None:
        return None
    found = tuple(part.strip() for part in text.split(",") if part.strip())
    if not found:
        raise Problem(about_setting("wrt", "is empty"), fix=Remedy("name the variables"))
    return found


def closing_name(tree: Tree) -> str | None:
    """The name, bound before, that is all that the last statement says: `y = x**2; y`."""
    if len(tree) < 2 or tree.kinds[-1] != "statement" or tree.kinds[-2] != "name":
        return None
    name = str(tree.values[-2])
    return name if name in tree.assigned() else None


def output_name(tree: Tree, values: Mapping[str, Any]) -> str:
    """The name that the last statement binds, or that it is and was bound before; otherwise y, or the first that is free."""
    if tree.kinds and tree.kinds[-1] == "assign":
        return str(tree.values[-1])
    bare = closing_name(tree)
    if bare is not None:
        return bare
    taken = {*values, *tree.names(), *tree.assigned()}
    return next((n for n in ("y", "z", "f", "out") if n not in taken), "output")


def _check_names(tree: Tree, values: Mapping[str, Any], settings: Settings) -> None:
    """Every variable has a value, and every value a variable."""
    occurring = [n for n in tree.names() if n not in CONSTANTS or n in values]
    for name in occurring:
        if name not in values:
            problem = missing(name)
            problem.fix = _misspelt(name, [n for n in values if n not in occurring]) or problem.fix
            raise located(problem, tree, name)
    for name in values:
        if name not in occurring:
            _refuse_call(tree, name)
            if settings.allow_unused is None:
                raise unknown_value(name, occurring)


def _check_wrt(values: Mapping[str, Any], settings: Settings) -> None:
    for name in settings.wrt or ():
        if name not in values:
            fix = f"the variables are {', '.join(values) or 'none'}"
            raise NameProblem(about_setting("wrt", f"names `{name}`, which has no value"), fix=fix)


def check_occurring(names: Sequence[str], settings: Settings) -> None:
    """Every name in wrt is one of the variables, where there are no values."""
    for name in settings.wrt or ():
        if name not in names:
            fix = f"the variables are {', '.join(names)}"
            raise NameProblem(about_setting("wrt", f"names `{name}`, which does not occur"), fix=fix)


def _misspelt(name: str, others: Sequence[str]) -> Remedy | None:
    """A value under a name that is nearly the one that has none."""
    if not others:
        return None
    near = suggest_name(name, others)
    return Remedy("other value", (name, near)) if near else None


def _refuse_call(tree: Tree, name: str) -> None:
    """`x(y + 1)` with a value for x: a product without its sign."""
    for i, kind in enumerate(tree.kinds):
        if kind == "call" and tree.values[i][0] == name and name not in TABLE:
            start = tree.starts[i]
            hint = f"{tree.source[: start + len(name)]}*{tree.source[start + len(name) :]}" if len(tree.source) < 200 else None
            problem = NameProblem(f"`{name}` is a variable, not a function", fix="write the product with `*`", hint=hint)
            raise problem.located(tree.source, (start, start + len(name)))


def unknown_value(name: str, occurring: Sequence[str]) -> NameProblem:
    """A value for something that the expression does not contain."""
    near = suggest_name(name, occurring)
    listed = ", ".join(occurring) if occurring else "none"
    fix = f"did you mean `{near}`?" if near else Remedy("variables", (listed,))
    problem = NameProblem(f"the expression has no variable `{name}`", fix=fix)
    problem.unknown = name
    return problem


def located(problem: Problem, tree: Tree, name: str) -> Problem:
    """A problem about a name, where that name occurs first."""
    span = _first_place(tree, name)
    return problem.located(tree.source, span) if span else problem


def _first_place(tree: Tree, name: str) -> tuple[int, int] | None:
    for i, kind in enumerate(tree.kinds):
        if kind == "name" and tree.values[i] == name:
            return tree.span(i)
    return None
