"""Which mistake a wrong gradient is: the usual slips, made on purpose, and compared with the claim.

A slip is a way to compute another gradient: backward with one thing done wrong, or the right gradient of another expression.
So it works for numbers and tensors alike, and no derivative is written down here. It is named only if it leads to the claim
wherever the claim could be tried; and where several mistakes lead to one number, only if one of them is more believable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gradcli.calculation.calculation import calculate
from gradcli.calculation.leaves import leaf_data
from gradcli.calculation.question import Settings
from gradcli.checks.mistakes.literals import Place, rounded_literals
from gradcli.checks.mistakes.mistake import Mistake
from gradcli.checks.mistakes.regions import where_it_holds
from gradcli.checks.mistakes.slip import FEWEST_DIGITS, FORMULA, USUAL, Slip, Typed, agree
from gradcli.checks.mistakes.sources import SOURCES, listed, slips
from gradcli.checks.mistakes.terms import SIGN
from gradcli.evaluate.expression import evaluate
from gradcli.numerals import tensor
from gradcli.ops.late import np
from gradcli.problems import Problem, Remedy
from gradcli.syntax.tree import Tree
from gradcli.tensors.tensor import Tensor

DIFFERENT = 2e-6  # what a slip has to change to be one
WITNESSES = 5  # points at which a slip has to agree with a wrong formula
MIRRORED = 8  # points of which the other side of 0 is looked at too
AGREEING = 3  # and as many at which the formula happens to be right
NEARBY = 3  # points at which slips that lead to one number are told apart
NEAR, FAR = 1e-2, 1e2  # between which numbers are easy on a computation


# ------------------------------------------------------------------ a number
@np.errstate(all="ignore")
def of_number(
    tree: Tree, values: Mapping[str, Any], name: str, claims: Mapping[str, Any], grads: Mapping[str, Any], settings: Settings
) -> list[Mistake]:
    """The mistakes that lead to a wrong number; several where none is more believable.

    claims, grads  what is claimed of the variables, and what is right, as plain data
    """
    claim, truth = claims[name], grads[name]
    typed, shown = Typed(claim), tensor(np.asarray(claim))
    short = rounded(typed.numbers, shown, truth)
    if short is not None:
        return [short]
    found = [s for s in listed(slips(tree, values, name, settings)) if _explains(s, typed, truth)]
    best = [s for s in found if s.kind == "exchanged" and _in_exchange(s.key, claims, grads)] or _most_believable(found)
    if len({s.kind for s in best}) > 1:
        best = _told_apart(_sign_last(best), tree, values, name, settings)
    return [Mistake(s.kind, f"{shown} {_in_words(s, typed.numbers, truth)}") for s in _of_each_kind(best)]


def _explains(slip: Slip, typed: Typed, truth: Any) -> bool:
    telling = bool(np.any(typed.numbers)) or slip.kind == "detach"  # 0 is what comes out of much
    return telling and typed.is_(slip.value, slip.rank) and not agree(slip.value, truth, DIFFERENT)


def _in_exchange(other: str, claims: Mapping[str, Any], grads: Mapping[str, Any]) -> bool:
    """Whether the other variable has the gradient of a third one, or of this one, for its own."""
    said = claims.get(other)
    return said is not None and any(n != other and g is not None and Typed(said).is_(g) for n, g in grads.items())


def rounded(claim: Any, shown: str, truth: Any) -> Mistake | None:
    """The right gradient with digits cut off."""
    claim, truth = np.asarray(claim, dtype=float), np.asarray(truth, dtype=float)
    if claim.shape != truth.shape or not np.all(np.isfinite(truth)) or np.array_equal(claim, truth):
        return None
    for digits in range(FEWEST_DIGITS, 16):
        if all(c == float(f"{t:.{digits}g}") for c, t in zip(claim.flat, truth.flat, strict=True)):
            return Mistake("rounded", Remedy("rounded", (shown, str(digits))))
    return None


def _most_believable(found: Sequence[Slip]) -> list[Slip]:
    rank = min((s.rank for s in found), default=0)
    return [s for s in found if s.rank == rank]


def _of_each_kind(found: Sequence[Slip]) -> list[Slip]:
    kinds: dict[str, Slip] = {}
    for slip in found:
        kinds.setdefault(slip.kind, slip)
    return list(kinds.values())


def _told_apart(found: Sequence[Slip], tree: Tree, values: Mapping[str, Any], name: str, settings: Settings) -> list[Slip]:
    """Those that are not the same mistake in other words: slips that agree at other points too are one."""
    elsewhere = [here for k in range(NEARBY) if (here := _slips_near(k, tree, values, name, settings))]
    kept: list[Slip] = []
    for slip in found:
        same = [k for k, other in enumerate(kept) if _same(slip, other, elsewhere)]
        if not same:
            kept.append(slip)
        elif slip.key == SIGN:
            kept[same[0]] = _as_a_sign(kept[same[0]])
    return kept


def _sign_last(found: Sequence[Slip]) -> list[Slip]:
    """A wrong sign is what somebody sees; what comes before it in the list says where it is from."""
    return sorted(found, key=lambda s: s.key == SIGN)


def _as_a_sign(slip: Slip) -> Slip:
    return slip._replace(kind="sign", phrase=f"is the gradient with the wrong sign: it {slip.phrase}")


def _same(a: Slip, b: Slip, elsewhere: Sequence[Mapping[Any, Slip]]) -> bool:
    pairs = [(here.get((a.kind, a.key)), here.get((b.kind, b.key))) for here in elsewhere]
    return bool(pairs) and all(x is not None and y is not None and agree(x.value, y.value, FORMULA) for x, y in pairs)


def _slips_near(k: int, tree: Tree, values: Mapping[str, Any], name: str, settings: Settings) -> Mapping[Any, Slip]:
    try:
        return {(s.kind, s.key): s for s in listed(slips(tree, _moved(values, k), name, settings))}
    except Problem:  # the domain may end there
        return {}


def _moved(values: Mapping[str, Any], k: int) -> dict[str, Any]:
    """A point near by. Masks and whole numbers stay what they are."""
    return {n: _shifted(np.asarray(v), 7 * j + k) for j, (n, v) in enumerate(values.items())}


def _shifted(data: Any, seed: int) -> Any:
    if data.dtype.kind not in "if" or (data.dtype.kind == "i" and data.ndim):
        return data if data.ndim else data.item()
    moved = data * np.random.default_rng(seed).uniform(0.83, 1.17, data.shape)
    return moved if data.ndim else float(moved)


# ------------------------------------------------------------------ a formula
class Trial(NamedTuple):
    """A formula at one point.

    values  the point
    claimed, truth  what the formula comes to, and the gradient
    """

    values: Mapping[str, Any]
    claimed: Any
    truth: Any

    @property
    def holds(self) -> bool:
        """Whether the formula is right here."""
        return agree(self.claimed, self.truth, FORMULA)


@np.errstate(all="ignore")
def of_formula(
    tree: Tree, name: str, claim: Tree, text: str, points: Sequence[Mapping[str, Any]], settings: Settings
) -> list[Mistake]:
    """The mistake that leads to a wrong formula, at all points that can be tried."""
    trials = _trials(tree, name, claim, points, settings)
    wrong, right = [t for t in trials if not t.holds], [t for t in trials if t.holds]
    if not wrong:
        return []
    tried = [*wrong[:WITNESSES], *right[:AGREEING]]
    constants = rounded_literals(claim, [Place(t.values, t.truth) for t in tried], evaluated)
    if constants is not None:
        return [Mistake("rounded constant", f"{text} is right but for rounded constants: {constants}")]
    best = _sign_last(_most_believable(_common(tree, name, tried, settings)))
    telling = [t for t in trials if np.any(t.claimed) or np.any(t.truth) or len(wrong) == len(trials)]
    part = where_it_holds(tree, [t.values for t in telling], [t.holds for t in telling])
    if best and (part is None or best[0].rank == USUAL):
        slip = _as_a_sign(best[0]) if len(best) > 1 and best[-1].key == SIGN else best[0]
        return [Mistake(slip.kind, f"{text} {_in_words(slip)}")]
    return [] if part is None else [Mistake("part of the domain", f"{text} {part}")]


def _trials(tree: Tree, name: str, claim: Tree, points: Sequence[Mapping[str, Any]], settings: Settings) -> list[Trial]:
    """The points at which both sides are finite, those with handy numbers first."""
    found: list[Trial] = []
    for point in [*sorted(points, key=_is_awkward), *map(_mirrored, points[:MIRRORED])]:
        try:
            own = calculate(tree, point, settings).grads.get(name)
            claimed = np.asarray(evaluated(claim, point), dtype=float)
        except Problem:
            continue
        if own is None:
            continue
        if claimed.size == 1:  # a formula such as 2 for a tensor of twos
            claimed = np.broadcast_to(claimed.reshape(()), np.shape(own))
        if np.shape(claimed) == np.shape(own) and np.all(np.isfinite(claimed)) and np.all(np.isfinite(own)):
            found.append(Trial(point, claimed, own))
    return found


def _mirrored(point: Mapping[str, Any]) -> dict[str, Any]:
    """The other side of 0, where few points may have been drawn."""
    return {n: (-np.asarray(v)).tolist() if np.asarray(v).dtype.kind == "f" else v for n, v in point.items()}


def _is_awkward(point: Mapping[str, Any]) -> bool:
    sizes = [abs(np.asarray(v, dtype=float)) for v in point.values()]
    return not all(np.all((s == 0) | ((s >= NEAR) & (s <= FAR))) for s in sizes)


def evaluated(claim: Tree, point: Mapping[str, Any]) -> Any:
    """What a formula comes to at a point, as data."""
    used = claim.names()
    found = evaluate(claim, {n: Tensor(leaf_data(v, "float64")) for n, v in point.items() if n in used}).output
    return found.raw if isinstance(found, Tensor) else found


def _common(tree: Tree, name: str, trials: Sequence[Trial], settings: Settings) -> list[Slip]:
    """The slips that lead to the formula at every point."""
    shared: dict[Any, Slip] | None = None
    sources = SOURCES
    for trial in trials:
        made = slips(tree, trial.values, name, settings, sources)
        fitting = {source: [s for s in part if agree(s.value, trial.claimed, FORMULA)] for source, part in made.items()}
        sources = [source for source, part in fitting.items() if part]  # the others need not be tried again
        here = {(s.kind, s.key): s._replace(rank=max(s.rank, USUAL)) for s in listed(fitting)}  # FIRST is so at one point only
        shared = here if shared is None else {key: slip for key, slip in shared.items() if key in here}
        if not shared:
            return []
    return list((shared or {}).values())


# ------------------------------------------------------------------ in words
def _in_words(slip: Slip, claim: Any = None, truth: Any = None) -> str:
    """What is said of a claim; of a number also what it lacks."""
    if claim is None:
        return slip.phrase.replace("{exactly}", "").replace(", which adds {missing}", "")
    missing = np.asarray(truth, dtype=float) - np.asarray(slip.value, dtype=float)
    exactly = "exactly " if agree(claim, slip.value, 1e-9) else ""
    return slip.phrase.replace("{exactly}", exactly).replace("{missing}", tensor(missing))
