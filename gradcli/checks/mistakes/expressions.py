"""Mistakes that are the right gradient of another expression: other units, another base, another reduction, no detach.

Some functions are products or compositions that hide behind one name; written out, their derivative can go wrong in more ways.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from gradcli.checks.mistakes import chain, terms
from gradcli.checks.mistakes.graph import Graph, graph_of
from gradcli.checks.mistakes.slip import LAST, RARE, USUAL, Slip
from gradcli.ops.late import np
from gradcli.syntax.tree import Tree

ANGLES = ("sin", "cos", "tan")
LOGARITHMS = ("log", "log2", "log10")
LOSSES = re.compile(r"\w+_loss|cross_entropy|binary_cross_entropy(_with_logits)?|kl_div")
SOFTMAXES = ("softmax", "log_softmax", "softmin")
RANK = 3  # dimensions that are tried
ROUNDED_PI = ("3.14", "3.1416", "3.14159", "3.142")

# The functions that hide others, written out: how many arguments they have, and what they are.
WRITTEN_OUT: Mapping[str, tuple[int, str]] = {
    "silu": (1, "({0})*sigmoid({0})"),
    "mish": (1, "({0})*tanh(log(1 + exp({0})))"),
    "gelu": (1, "({0})*(1 + erf(({0})/sqrt(2)))/2"),
    "tan": (1, "sin({0})/cos({0})"),
    "tanh": (1, "sinh({0})/cosh({0})"),
    "sigmoid": (1, "1/(1 + exp(-({0})))"),
    "logsigmoid": (1, "log(sigmoid({0}))"),
    "softplus": (1, "log(1 + exp({0}))"),
    "softsign": (1, "({0})/(1 + abs({0}))"),
    "logit": (1, "log(({0})/(1 - ({0})))"),
    "sinc": (1, "sin(pi*({0}))/(pi*({0}))"),
    "hypot": (2, "sqrt(({0})**2 + ({1})**2)"),
    "logaddexp": (2, "log(exp({0}) + exp({1}))"),
    "atan2": (2, "atan(({0})/({1}))"),
    "norm": (1, "sqrt((({0})**2).sum())"),
    "mse_loss": (2, "((({0}) - ({1}))**2).mean()"),
    "logsumexp": (2, "log(exp({0}).sum({1}))"),
}
SPELLED_OUT = frozenset({"silu", "mish", "gelu", "sinc", "softsign", "norm", "hypot", "mse_loss", "logsumexp"})  # by most people
INSIDE: Sequence[Callable[[Graph], Iterator[Slip]]] = (terms.paths, terms.products, chain.chain, chain.powers)


# ------------------------------------------------------------------ another expression
def calls(tree: Tree, names: Sequence[str], count: int | None = None) -> list[int]:
    """The calls and methods of these names without keywords, with so many arguments; outermost ones only."""
    found: list[int] = []
    for i in reversed(range(len(tree))):
        if tree.kinds[i] not in ("call", "method") or tree.values[i][0] not in names or tree.values[i][2]:
            continue
        if (count is None or tree.operand_count(i) == count) and not any(tree.firsts()[j] <= i < j for j in found):
            found.append(i)
    return found


def written(tree: Tree, pieces: Mapping[int, str]) -> str:
    """The source with other text in place of some nodes, none of which is inside another."""
    text = tree.source
    for i in sorted(pieces, key=lambda i: tree.starts[i], reverse=True):
        start, end = tree.span(i)
        text = text[:start] + pieces[i] + text[end:]
    return text


def arguments(tree: Tree, i: int) -> list[str]:
    """What a call was given, as it was typed."""
    return [tree.text(k) for k in tree.operands(i)]


def _another(graph: Graph, kind: str, key: object, pieces: Mapping[int, str], phrase: str, rank: int = USUAL) -> Iterator[Slip]:
    """The right gradient of another expression."""
    other = graph_of(written(graph.tree, pieces), graph) if pieces else None
    if other is not None:
        yield Slip(kind, key, other.truth, phrase, rank)


# ------------------------------------------------------------------ units and bases
def angles(graph: Graph) -> Iterator[Slip]:
    """Radians taken for degrees."""
    tree = graph.tree
    found = calls(tree, ANGLES, 1)
    if not found:
        return
    degree = math.pi / 180
    yield Slip("degrees", "times", graph.truth * degree, "is the gradient times pi/180: degrees were taken for radians", RARE)
    yield Slip("degrees", "over", graph.truth / degree, "is the gradient times 180/pi: radians were taken for degrees", RARE)
    other = graph_of(written(tree, {i: f"{tree.values[i][0]}(deg2rad({arguments(tree, i)[0]}))" for i in found}), graph)
    if other is not None:
        phrase = "is what comes out when the angle is taken in degrees instead of radians"
        yield Slip("degrees", "inside", other.truth / degree, phrase, RARE)
        yield Slip("degrees", "inside, with the factor", other.truth, phrase, RARE)


def in_degrees(graph: Graph) -> Iterator[Slip]:
    """Degrees taken for radians, where an expression turns them."""
    tree = graph.tree
    for name, other in (("deg2rad", "rad2deg"), ("rad2deg", "deg2rad")):
        found = calls(tree, (name,), 1)
        phrase = f"is what comes out without {name}: the angle was taken as it is"
        yield from _another(graph, "degrees", ("without", name), {i: f"({arguments(tree, i)[0]})" for i in found}, phrase)
        phrase = f"is what comes out with {other} in place of {name}"
        pieces = {i: f"{other}({arguments(tree, i)[0]})" for i in found}
        yield from _another(graph, "degrees", ("reverse", name), pieces, phrase)


def logarithms(graph: Graph) -> Iterator[Slip]:
    """The logarithm of another base."""
    tree = graph.tree
    for meant in LOGARITHMS:
        found = calls(tree, (meant,), 1)
        for taken in LOGARITHMS:
            if taken != meant:
                pieces = {i: f"{taken}({arguments(tree, i)[0]})" for i in found}
                phrase = f"is what comes out with {taken} in place of {meant}: the log base is another"
                yield from _another(graph, "log base", (meant, taken), pieces, phrase)


def rounded_pi(graph: Graph) -> Iterator[Slip]:
    """pi with a few digits."""
    tree = graph.tree
    if "pi" in graph.values:
        return
    found = [i for i, kind in enumerate(tree.kinds) if kind == "name" and tree.values[i] == "pi"]
    for digits in ROUNDED_PI:
        phrase = f"is what comes out when pi is rounded to {digits}"
        yield from _another(graph, "rounded constant", digits, dict.fromkeys(found, digits), phrase, RARE)


# ------------------------------------------------------------------ what PyTorch has options for
def detached(graph: Graph) -> Iterator[Slip]:
    """Detach ignored: all of them, or one."""
    tree = graph.tree
    found = calls(tree, ("detach",), 1)
    if not found:
        return
    phrase = "is what comes out when detach is ignored: what is detached counts as a constant"
    pieces = {i: f"({arguments(tree, i)[0]})" for i in found}
    yield from _another(graph, "detach", "all", pieces, phrase)
    for k, i in enumerate(found if len(found) > 1 else ()):
        yield from _another(graph, "detach", k, {i: pieces[i]}, phrase)


def reductions(graph: Graph) -> Iterator[Slip]:
    """Losses with another reduction."""
    tree = graph.tree
    for i, kind in enumerate(tree.kinds):
        if kind != "call" or not LOSSES.fullmatch(str(tree.values[i][0]).rpartition(".")[2]):
            continue
        text, names = tree.text(i), tree.values[i][2]
        given = dict(zip(names, arguments(tree, i)[tree.values[i][1] :], strict=True)).get("reduction")
        taken, meant = ("mean", "sum") if given is not None and "sum" in given else ("sum", "mean")
        if given is None:
            other = f"{text[:-1]}, reduction={taken!r})"
        else:
            place = tree.operands(i)[tree.values[i][1] + names.index("reduction")] if given is not None else i
            start, end = (at - tree.starts[i] for at in tree.span(place))
            other = f"{text[:start]}{taken!r}{text[end:]}"
        phrase = f"is what comes out when the {taken} is taken for the {meant} in {text}"
        yield from _another(graph, "mean or sum", ("loss", i), {i: other}, phrase)


def softmaxes(graph: Graph) -> Iterator[Slip]:
    """Along another dimension, everywhere in the expression."""
    tree = graph.tree
    for i, kind in enumerate(tree.kinds):
        if kind not in ("call", "method") or tree.values[i][0] not in SOFTMAXES or tree.operand_count(i) != 2:
            continue
        place = tree.operands(i)[1]
        start, end = tree.span(place)
        for dim in range(RANK):
            pieces = {place: str(dim)}
            phrase = f"is what comes out with dim {dim} in {tree.text(i)}"
            if tree.source[start:end] != str(dim):
                yield from _another(graph, "softmax dim", (i, dim), pieces, phrase)


def transposed(graph: Graph) -> Iterator[Slip]:
    """Another matrix, transposed where it occurs."""
    tree = graph.tree
    for name, value in graph.values.items():
        shape = np.shape(value)
        if name == graph.name or len(shape) != 2 or shape[0] != shape[1]:
            continue
        found = [i for i, kind in enumerate(tree.kinds) if kind == "name" and tree.values[i] == name]
        phrase = f"is what comes out with {name}.T in place of {name}"
        yield from _another(graph, "transposed", (name, "all"), dict.fromkeys(found, f"{name}.T"), phrase)
        for i in found if len(found) > 1 else ():
            yield from _another(graph, "transposed", (name, i), {i: f"{name}.T"}, phrase)


def branches(graph: Graph) -> Iterator[Slip]:
    """The other branch of a where."""
    tree = graph.tree
    for i in calls(tree, ("where",), 3):
        if tree.kinds[i] != "call":  # x.where(condition, other) has another order
            continue
        condition, yes, no = arguments(tree, i)
        phrase = f"is what comes out with the other branch of {tree.text(i)}"
        yield from _another(graph, "branch", i, {i: f"where({condition}, {no}, {yes})"}, phrase)


# ------------------------------------------------------------------ functions that hide others
def written_out(graph: Graph) -> Iterator[Slip]:
    """The mistakes inside a function that is a product or a composition of others."""
    tree = graph.tree
    for name, (count, meaning) in WRITTEN_OUT.items():
        found = calls(tree, (name,), count)
        pieces = {i: f"({meaning.format(*arguments(tree, i))})" for i in found}
        other = graph_of(written(tree, pieces), graph) if pieces else None
        if other is None:
            continue
        for source in INSIDE:
            for slip in source(other):
                phrase = f"{slip.phrase}, where {name} is written as {meaning.format(*arguments(tree, found[0]))}"
                rank = min(max(slip.rank, USUAL) + (name not in SPELLED_OUT), LAST)
                yield slip._replace(key=(name, slip.key), phrase=phrase, rank=rank)
