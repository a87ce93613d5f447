"""An expression without values whose operations depend on sizes: recorded for vectors and matrices that fit, and told so.

It is recorded twice, with two sizes: what is the same both times does not depend on them, a number that is one size here and
the other there is called n, and what differs otherwise is not told. What is a matrix and what a vector is a guess, which the
first note says: names in capitals are matrices, others vectors, or numbers, where that fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any

from gradcli.calculation.notes import Note
from gradcli.calculation.question import Settings, variables
from gradcli.calculation.trace import Move, Pass, Product, Trace, Vertex
from gradcli.calculation.tracing import trace
from gradcli.problems import Problem
from gradcli.syntax.tree import Tree

SIZES = (5, 7)
MOST_NAMES, MOST_GUESSES = 10, 64
_PARTS = re.compile(r"\d+(?:\.\d+)?|\D+")


def assumed(tree: Tree, settings: Settings, graph_only: bool = False) -> Trace | None:
    """A trace without numbers, for the first ranks of the variables with which the result is one number, if any.

    With `graph_only` the result may be a tensor where it cannot be a number: nothing goes back from it, but the graph is there.
    """
    names = variables(tree)
    if len(names) > MOST_NAMES:
        return None
    for tensors in (False, True)[: 1 + graph_only]:
        for ranks in islice(_guesses(names), MOST_GUESSES):
            small, large = (_recorded(tree, ranks, size, settings, tensors) for size in SIZES)
            if small is not None and large is not None:
                return _merged(small, large, ranks, _letter(names), graph_only)
    return None


def _guesses(names: Sequence[str]) -> Iterator[dict[str, int]]:
    """Ranks of the variables, the likely ones first."""
    for chosen in product(*((2,) if name[0].isupper() else (1, 0, 2) for name in names)):
        yield dict(zip(names, chosen, strict=True))


def _recorded(tree: Tree, ranks: Mapping[str, int], size: int, settings: Settings, tensors: bool) -> Trace | None:
    values = {name: _value(rank, size) for name, rank in ranks.items()}
    try:
        found = trace(tree, values, settings._replace(passes=1, grad_output=None))
    except Problem:
        return None
    whole = found.error is None or (tensors and found.vertices[found.root].shape)
    return found if whole else None


def _value(rank: int, size: int) -> Any:
    """Numbers that differ from each other, between 0 and 1; of a matrix with an inverse."""
    if rank == 0:
        return 0.5
    row = [0.3 + 0.4 * k / size for k in range(size)]
    if rank == 1:
        return row
    return [[0.1 * x + (j == k) for k, x in enumerate(row)] for j in range(size)]


def _letter(names: Sequence[str]) -> str:
    """What a size is called."""
    return next(letter for letter in ("n", "N", "m", "M", "size") if letter not in names)


# ------------------------------------------------------------------ what is the same for both sizes
def _merged(small: Trace, large: Trace, ranks: Mapping[str, int], letter: str, graph_only: bool) -> Trace | None:
    pairs = list(zip(small.vertices, large.vertices, strict=False))
    if len(small.vertices) != len(large.vertices) or any(
        (a.op, a.grad_fn, a.inputs) != (b.op, b.grad_fn, b.inputs) for a, b in pairs
    ):
        return None
    vertices = tuple(_vertex(a, b, letter) for a, b in pairs)
    formulas = {name: text for name, a in small.formulas.items() if (text := _same(a, large.formulas.get(name), letter))}
    found = small._replace(
        vertices=vertices,
        passes=tuple(_pass(a, b, letter) for a, b in zip(small.passes, large.passes, strict=True)),
        grads={},
        formulas=formulas,
        readings={},
        numbers={},
    )
    told = [v.text for v in vertices]
    if not graph_only:
        told += [text for p in found.passes for m in p.moves for r in m.products for text in (r.rule, r.formula) if text]
        told += formulas.values()
    return found._replace(notes=(_note(ranks, letter, told),))


def _vertex(a: Vertex, b: Vertex, letter: str) -> Vertex:
    if a.op == "constant":
        return a
    text = _same(a.text, b.text, letter) or f"{a.op}(...)"
    return a._replace(text=text, value=None, numbers=None, shapes=None, shape=(), span=a.span)


def _pass(a: Pass, b: Pass, letter: str) -> Pass:
    moves = tuple(
        Move(m.vertex, m.grad_fn, None, tuple(_product(p, q, letter) for p, q in zip(m.products, other.products, strict=True)))
        for m, other in zip(a.moves, b.moves, strict=True)
    )
    return Pass(moves, dict.fromkeys(a.grads))


def _product(a: Product, b: Product, letter: str) -> Product:
    return Product(
        a.input,
        _same(a.formula, b.formula, letter),
        None,
        None,
        None,
        role=a.role,
        rule=_same(a.rule, b.rule, letter),
        guard=_same(a.guard, b.guard, letter),
    )


def _same(a: str | None, b: str | None, letter: str) -> str | None:
    """A text with a letter where it has the size; None where it differs otherwise."""
    if a is None or b is None or a == b:
        return a if a == b else None
    parts, others = _PARTS.findall(a), _PARTS.findall(b)
    if len(parts) != len(others):
        return None
    found = []
    for x, y in zip(parts, others, strict=True):
        powers = {str(SIZES[0] ** k): (str(SIZES[1] ** k), letter if k == 1 else f"{letter}**{k}") for k in (1, 2)}
        if x != y and powers.get(x, ("", ""))[0] != y:
            return None
        found.append(x if x == y else powers[x][1])
    return "".join(found)


def _note(ranks: Mapping[str, int], letter: str, told: Sequence[str]) -> Note:
    kinds = [(2, "a matrix", "matrices"), (1, "a vector", "vectors"), (0, "a number", "numbers")]
    parts = []
    for rank, one, several in kinds:
        names = [name for name, found in ranks.items() if found == rank]
        if names:
            parts.append(f"{one if len(names) == 1 else several} {_listed(names)}")
    used = any(re.search(rf"(?<!\w){letter}(?!\w)", text) for text in told)
    size = f"; {letter} is how many elements there are at that place" if used else ""
    return Note("sizes", f"this is for {_listed(parts)}{size}")


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
