"""The judge: does a command line answer what real PyTorch answered?

Each case of data/oracle.jsonl is an expression, its variables, and what torch 2.13 did with it:

    grad      value and gradients
    graph     the same, and the nodes of the graph
    twice     a second backward on the same graph, with and without retain_graph, on fresh graphs, with zeroed gradients
    error     the text that torch raised
    hessian, jacobian
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from pathlib import Path
from typing import Any

from tests.command import Ran, gradcli

Case = dict[str, Any]
CASES = Path(__file__).parent / "data" / "oracle.jsonl"
NUMBERS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
TYPED = {"NaN": "nan", "Infinity": "inf", "-Infinity": "-inf"}
TOLERANCE = {"float64": (1e-9, 1e-12), "float32": (1e-5, 1e-6)}


def cases() -> list[Case]:
    """Every case."""
    return [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]


def judge(case: Case) -> None:
    """Run the case; AssertionError says where we and torch differ."""
    JUDGES[case["kind"]](case)


# ------------------------------------------------------------------ asking
def arguments(case: Case, *more: str, command: str = "grad") -> list[str]:
    """The command line of a case."""
    flags = case["flags"]
    line = [command, case["expr"], *(f"--{name}={typed(value)}" for name, value in case["bindings"].items()), "--json"]
    line += [f"--{name}={flags[name]}" for name in ("wrt", "dtype") if name in flags]
    line += [f"--grad-output={typed(flags['grad_output'])}"] if "grad_output" in flags else []
    line += [f"--{name.replace('_', '-')}" for name in ("no_grad", "no_allow_unused", "hessian") if flags.get(name)]
    unused = any(not re.search(rf"\b{re.escape(name)}\b", case["expr"]) for name in case["bindings"])
    return [*line, *(["--allow-unused"] if unused and not flags.get("no_allow_unused") else []), *more]


def typed(value: Any) -> str:
    """A value as one types it."""
    if isinstance(value, list):
        return f"[{', '.join(map(typed, value))}]"
    return TYPED[value] if isinstance(value, str) else repr(value)


def answer(line: list[str]) -> dict[str, Any]:
    """The JSON document that a command line prints."""
    ran = gradcli(*line)
    assert ran.status == 0, ran.err
    document = json.loads(ran.out, parse_constant=_no_constant)
    assert isinstance(document, dict)
    return document


def _no_constant(word: str) -> None:
    raise AssertionError(f"{word} is not JSON")


def refused(ran: Ran, text: str) -> None:
    """The command failed, with torch's text."""
    assert ran.status != 0
    assert " ".join(text.split()) in " ".join(ran.err.split())


# ------------------------------------------------------------------ comparing
def same(case: Case, ours: Any, torch: Any, where: str) -> None:
    """The same numbers in the same shape."""
    if torch is None or ours is None:
        assert ours is None and torch is None, f"{where}: {ours}, torch: {torch}"
    elif isinstance(torch, list) or isinstance(ours, list):
        assert isinstance(torch, list) and isinstance(ours, list) and len(ours) == len(torch), f"{where}: the shapes differ"
        for k, (mine, theirs) in enumerate(zip(ours, torch, strict=True)):
            same(case, mine, theirs, f"{where}[{k}]")
    else:
        relative, absolute = TOLERANCE[case["flags"].get("dtype", "float64")]
        x, y = float(NUMBERS.get(ours, ours)), float(NUMBERS.get(torch, torch))
        close = x == y or (math.isnan(x) and math.isnan(y)) or abs(x - y) <= absolute + relative * abs(y)
        assert close, f"{where}: {x!r}, torch: {y!r}"


def same_gradients(case: Case, ours: dict[str, Any], torch: dict[str, Any], where: str = "grad") -> None:
    """Every gradient that torch has, and no other."""
    for name, value in torch.items():
        same(case, ours.get(name), value, f"{where} of {name}")
    for name in ours.keys() - torch.keys():
        assert ours[name] is None, f"{where} of {name}: {ours[name]}, torch has none"


def same_graph(case: Case, graph: dict[str, Any]) -> None:
    """The same nodes, wired alike, whatever their order."""
    theirs = {
        node["i"]: (_label(node["name"], node.get("variable")), [k for k in node["next"] if k is not None])
        for node in case["graph"]
    }
    recorded = {node["id"]: node for node in graph["nodes"] if node["grad_fn"] or (node["requires_grad"] and node["is_leaf"])}
    ours = {
        k: (_label(node["grad_fn"] or "AccumulateGrad", node["name"]), [i for i in node["inputs"] if i in recorded])
        for k, node in recorded.items()
    }
    assert _shapes(ours, graph["output"]) == _shapes(theirs, 0)


def _label(name: str, variable: str | None) -> str:
    return f"AccumulateGrad of {variable}" if name == "AccumulateGrad" else name


def _shapes(nodes: dict[Any, tuple[str, list[Any]]], root: Any) -> Counter[str]:
    """Each node behind the root written out with all that is behind it: how often each such text occurs."""
    written: dict[Any, str] = {}
    todo = [root]
    while todo:
        label, inputs = nodes[todo[-1]]
        missing = [k for k in inputs if k not in written]
        todo += missing
        if not missing:
            written[todo.pop()] = f"{label}({', '.join(sorted(written[k] for k in inputs))})"
    return Counter(written.values())


# ------------------------------------------------------------------ judging
def _grad(case: Case) -> None:
    document = answer(arguments(case))
    same(case, document["value"], case["value"], "value")
    same_gradients(case, document["grad"], case["grads"])


def _graph(case: Case) -> None:
    document = answer(arguments(case, command="explain"))
    same(case, document["value"], case["value"], "value")
    same_gradients(case, document["grad"], case["grads"])
    same_graph(case, document["graph"])


def _twice(case: Case) -> None:
    two = arguments(case, "--backward=2", "--same-graph")
    if case["second"] == "error":
        refused(gradcli(*two), case["second_message"])
    else:
        same_gradients(case, answer(two)["grad"], case["second_grads"], "second grad")
    for n, gradients in case["retain"].items():
        retained = answer(arguments(case, f"--backward={n}", "--same-graph", "--retain-graph"))
        same_gradients(case, retained["grad"], gradients, f"retained grad {n}")
    same_gradients(case, answer(arguments(case, "--backward=2"))["grad"], case["rebuild"]["2"], "rebuilt grad")
    same_gradients(case, answer(arguments(case, "--backward=2", "--zero-grad"))["grad"], case["zero"], "zeroed grad")


def _error(case: Case) -> None:
    refused(gradcli(*arguments(case)), case["error"].get("match", case["error"]["message"]))


def _hessian(case: Case) -> None:
    found = answer(arguments(case, "--hessian"))["hessian"]
    for row, columns in case["hessian"].items():
        for column, value in columns.items():
            same(case, found[row][column], value, f"hessian of {row}, {column}")


def _jacobian(case: Case) -> None:
    found = answer(arguments(case, "--jacobian"))["jacobian"]
    for name, value in case["jacobian"].items():
        same(case, found[name], value, f"jacobian of {name}")


JUDGES = {"grad": _grad, "graph": _graph, "twice": _twice, "error": _error, "hessian": _hessian, "jacobian": _jacobian}
