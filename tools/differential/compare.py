"""Two answers held against each other: what differs, in a word and the detail, and what counts as a difference at all."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tools.differential.request import NO_OUTPUT, Request, plain

TOLERANCES = {"float64": (1e-9, 1e-12), "float32": (2e-5, 1e-6)}  # relative and absolute
NUMBERS = frozenset({"int", "float", "bool"})
NUMBER_FOR_TENSOR = re.compile(r"must be Tensor, not (int|float|bool)\b|^'(int|float|bool)' object has no attribute 'size'")
# said of max(x, 1.5), which is a tensor here
BEYOND = re.compile(r"there is no attribute `(values|indices)`|of a 0-dim tensor|for dimension 0 with size 0")
BUG = "INTERNAL ASSERT FAILED"
WRONG_ARGUMENTS = re.compile(r"received an invalid combination of arguments - got \((.*?)\), but expected")
UNKNOWN = re.compile(r"unknown (?:function|method) `(\w+)`|`\.(\w+)\(\)` has no place")


class Outcome(NamedTuple):
    """What became of one case.

    verdict      "agree" or "differ"; apart from both: "missing" (gradcli has no such operation), "on purpose" (it computes
                 with plain numbers where torch demands tensors, and where torch reports a bug of its own), "limit" (more than
                 gradcli computes), "digits" (after a cast to float32 only those of float32 agree), "ill-conditioned"
    differences  in words, the telling one first
    """

    verdict: str
    differences: tuple[str, ...] = ()


def compare(request: Request, torch: Mapping[str, Any], gradcli: Mapping[str, Any]) -> Outcome:
    """The outcome for two answers to one request, to the digits of the dtype of its variables."""
    apart = _apart(torch, gradcli)
    if apart is not None:
        return apart
    differences = tuple(_differences(request.dtype, torch, gradcli))
    if _numeric(differences) and request.precision != request.dtype and not [*_differences(request.precision, torch, gradcli)]:
        return Outcome("digits", differences)
    return Outcome("differ" if differences else "agree", differences)


def numeric(outcome: Outcome) -> bool:
    """Whether finite numbers differ and nothing else."""
    return outcome.verdict == "differ" and _numeric(outcome.differences)


def _numeric(differences: Sequence[str]) -> bool:
    return bool(differences) and all(d.split()[1:2] == ["DIFF"] for d in differences)


def _apart(torch: Mapping[str, Any], gradcli: Mapping[str, Any]) -> Outcome | None:
    """The outcome of a case that does not count, or None."""
    refused = _forward_error(gradcli)
    if "crash" in gradcli:
        return None
    if BUG in _refusal(torch) or (_number_for_tensor(torch) and _computed(torch, refused)):
        return Outcome("on purpose")
    if refused is None:
        return None
    if NO_OUTPUT in _refusal(torch):  # whatever the words, there are none of torch
        return Outcome("agree")
    unknown = UNKNOWN.search(refused["message"])
    if unknown:
        known = torch.get("error", [""])[0] not in ("AttributeError", "NameError")
        return Outcome("missing", (unknown[1] or unknown[2],)) if known else Outcome("agree")
    limit = refused["type"] == "error" and " limit" in f"{refused['message']} {refused.get('fix')}"
    return Outcome("limit") if limit else None


def _refusal(torch: Mapping[str, Any]) -> str:
    """What torch says, in whichever pass."""
    return " ".join(str(torch[key][1]) for key in ("error", "berror", "hessian_error") if key in torch)


def _computed(torch: Mapping[str, Any], refused: Mapping[str, Any] | None) -> bool:
    """Whether gradcli computed what torch refused, although more was asked of the result than there is."""
    return refused is None or torch["error"][0] == "AttributeError" or bool(BEYOND.search(refused["message"]))


def _number_for_tensor(torch: Mapping[str, Any]) -> bool:
    """Whether torch refused a plain number in a place where only a tensor may stand."""
    error = torch.get("error", ("", ""))
    if error[0] not in ("TypeError", "AttributeError"):
        return False
    given = WRONG_ARGUMENTS.search(error[1])
    positional = [item for item in given[1].split(", ") if "=" not in item] if given else []
    return bool(NUMBER_FOR_TENSOR.search(error[1])) or any(_but_for_numbers(positional, way) for way in torch.get("ways", ()))


def _but_for_numbers(given: Sequence[str], way: str) -> bool:
    """Whether arguments fit the places of a signature as torch lists it, but for numbers in place of tensors."""
    wanted = [re.sub(r" \w+( = .*)?$", "", part) for part in way.split(", *")[0].strip(" *()").split(", ")]
    pairs = list(zip(given, wanted, strict=False))
    stands = [w == "Tensor" and g in NUMBERS for g, w in pairs]
    fits = (g == w or (w == "Number" and g in NUMBERS) for g, w in pairs)
    return len(given) <= len(wanted) and any(stands) and all(a or b for a, b in zip(stands, fits, strict=True))


def _forward_error(gradcli: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return gradcli["error"] if "error" in gradcli and "value" not in gradcli else None


def _lists_as_tensors(told: Sequence[str]) -> list[str]:
    """A refusal of arguments as torch words it, which is given tensors for the lists of a program."""
    kind, text = told
    return [kind, WRONG_ARGUMENTS.sub(lambda match: re.sub(r"\blist\b", "Tensor", match[0]), text)]


def _told(error: Mapping[str, Any]) -> list[str]:
    lines = str(error["message"]).strip().splitlines()
    return [error["type"], lines[0].strip() if lines else ""]


# ------------------------------------------------------------------ what differs
def _differences(precision: str, torch: Mapping[str, Any], gradcli: Mapping[str, Any]) -> Iterator[str]:
    if "crash" in gradcli:
        yield f"CRASH {gradcli['crash']}"
        return
    refused = _forward_error(gradcli)
    if "error" in torch:
        yield from _errors("FORWARD-ERROR-MISSED", "ERRTEXT", torch["error"], refused)
    elif refused is not None:
        if _told(refused) not in (torch.get("hessian_error"), torch.get("berror")):
            yield f"REFUSED {': '.join(_told(refused))}"
    else:
        yield from _backward_errors(torch, gradcli)
        yield from _output(precision, torch, gradcli)
        yield from _gradients(precision, torch, gradcli)
        if "berror" not in torch and "error" not in gradcli:
            yield from _higher(precision, torch, gradcli)
        if "graph" in torch:
            yield from _graphs(torch["graph"], gradcli)


def _errors(missed: str, text: str, expected: Sequence[str], found: Mapping[str, Any] | None) -> Iterator[str]:
    if found is None:
        yield f"{missed} {': '.join(expected)}"
    elif list(expected) not in (_told(found), _lists_as_tensors(_told(found))):
        kind = "OWN-ERROR" if found["type"] == "error" else text
        yield f"{kind} {': '.join(expected)} <> {': '.join(_told(found))}"


def _backward_errors(torch: Mapping[str, Any], gradcli: Mapping[str, Any]) -> Iterator[str]:
    if "berror" in torch:
        yield from _errors("BACKWARD-ERROR-MISSED", "BERRTEXT", torch["berror"], gradcli.get("error"))
    elif "error" in gradcli and _told(gradcli["error"]) != torch.get("hessian_error"):
        yield f"BACKWARD-RAISED {': '.join(_told(gradcli['error']))}"


def _output(precision: str, torch: Mapping[str, Any], gradcli: Mapping[str, Any]) -> Iterator[str]:
    yield from _numbers("value", torch["value"], gradcli["value"], precision)
    for key in ("shape", "dtype"):
        if key in torch and key in gradcli and torch[key] != gradcli[key]:
            yield f"{key} {torch[key]} <> {gradcli[key]}"
    for key in ("requires_grad", "grad_fn"):
        if torch[key] != gradcli[key]:
            yield f"{key} {torch[key]} <> {gradcli[key]}"


def _gradients(precision: str, torch: Mapping[str, Any], gradcli: Mapping[str, Any]) -> Iterator[str]:
    yield from _tables("grad", torch["grad"], gradcli["grad"], precision)
    if "passes" not in torch:
        return
    if len(torch["passes"]) != len(gradcli["passes"]):
        yield f"passes {len(torch['passes'])} <> {len(gradcli['passes'])}"
        return
    for expected, found in zip(torch["passes"][:-1], gradcli["passes"][:-1], strict=True):
        yield from _tables("passes", expected, found, precision)


def _higher(precision: str, torch: Mapping[str, Any], gradcli: Mapping[str, Any]) -> Iterator[str]:
    if "hessian_error" in torch:
        yield f"HESSIAN-ERROR-MISSED {': '.join(torch['hessian_error'])}"
        return
    for key in ("jacobian", "derivatives"):
        if key in torch:
            yield from _tables(key, torch[key], gradcli.get(key) or {}, precision)
    for row, columns in torch.get("hessian", {}).items():
        yield from _tables("hessian", columns, (gradcli.get("hessian") or {}).get(row, {}), precision)


def _tables(word: str, expected: Mapping[str, Any], found: Mapping[str, Any], precision: str) -> Iterator[str]:
    """The first difference between gradients by name."""
    for name, value in expected.items():
        for difference in _numbers(word, value, found.get(name), precision):
            yield difference
            return


def _numbers(word: str, expected: Any, found: Any, precision: str) -> Iterator[str]:
    """The first difference between nested lists of numbers."""
    rtol, atol = TOLERANCES[precision]
    kind = differing(plain(expected), plain(found), rtol, atol)
    if kind:
        yield f"{word} {kind} {_short(expected)} <> {_short(found)}"


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def differing(expected: Any, found: Any, rtol: float, atol: float) -> str | None:
    """How two nested lists differ: NONE, SHAPE, NONFINITE, DIFF; None if they do not."""
    if expected is None or found is None:
        return "NONE" if expected is not found else None
    if isinstance(expected, list) or isinstance(found, list):
        if not isinstance(expected, list) or not isinstance(found, list) or len(expected) != len(found):
            return "SHAPE"
        kinds = [differing(a, b, rtol, atol) for a, b in zip(expected, found, strict=True)]
        return next((k for k in ("NONE", "SHAPE", "NONFINITE", "DIFF") if k in kinds), None)
    if not math.isfinite(expected) or not math.isfinite(found):
        return None if expected == found or (expected != expected and found != found) else "NONFINITE"
    return None if abs(expected - found) <= atol + rtol * abs(expected) else "DIFF"


# ------------------------------------------------------------------ graphs
Walk = list[tuple[str, list[int | str]]]


def _graphs(expected: Sequence[Any], gradcli: Mapping[str, Any]) -> Iterator[str]:
    if "graph" not in gradcli:
        yield f"graph NONE {gradcli.get('graph_problem', '')}"
        return
    used = {edge for _, edges in expected for edge in edges}
    root = max((k for k in range(len(expected)) if k not in used), default=-1)
    want = preorder({k: (name, edges) for k, (name, edges) in enumerate(expected)}, root)
    have = preorder(*_nodes(gradcli["graph"]))
    if sorted(name for name, _ in want) != sorted(name for name, _ in have):
        missing, extra = _surplus(want, have), _surplus(have, want)
        yield f"graph NAMES missing {', '.join(missing) or 'none'}, extra {', '.join(extra) or 'none'}"
    elif want != have:
        name, edges = next(a for a, b in zip(want, have, strict=True) if a != b)
        other = next(b for a, b in zip(want, have, strict=True) if a != b)
        yield f"graph EDGES {name}{edges} <> {other[0]}{other[1]}"


def _surplus(more: Walk, less: Walk) -> list[str]:
    left = [name for name, _ in less]
    found = []
    for name, _ in more:
        if name in left:
            left.remove(name)
        else:
            found.append(name)
    return sorted(found)


def _nodes(graph: Mapping[str, Any]) -> tuple[dict[int, tuple[str, list[int | str]]], int]:
    """The nodes of a trace that are nodes to torch too, with edges to nodes and leaves, and the output."""
    leaves = {v["id"]: v["name"] for v in graph["nodes"] if v["is_leaf"] and v["requires_grad"]}
    made = {v["id"]: v for v in graph["nodes"] if v["grad_fn"] is not None}
    nodes = {i: (v["grad_fn"], [leaves.get(k, k) for k in v["inputs"] if k in leaves or k in made]) for i, v in made.items()}
    return nodes, graph["output"]


def preorder(nodes: Mapping[int, tuple[str, Sequence[int | str]]], root: int) -> Walk:
    """The nodes as they are met from the output on, first edges first, each edge with the place of its node in this order."""
    if root not in nodes:
        return []
    places: dict[int, int] = {}
    stack = [root]
    while stack:
        node = stack.pop()
        if node in places:
            continue
        places[node] = len(places)
        stack += [edge for edge in reversed(nodes[node][1]) if isinstance(edge, int)]
    return [(nodes[n][0], [places[e] if isinstance(e, int) else e for e in nodes[n][1]]) for n in places]
