"""Traces to show in every format: numbers and tensors, several passes, errors, names that mean something elsewhere."""

from __future__ import annotations

import json
from typing import Any

from gradcli.calculation.question import Settings
from gradcli.calculation.trace import Trace
from gradcli.calculation.tracing import trace
from gradcli.syntax.parser import parse
from gradcli.views.text import json_line
from gradcli.views.trace_json import document, read

HOSTILE = [
    'a"];b[',
    "</script><script>alert(1)</script>",
    "`code` ``` ~~~",
    "#quot; #35; &lt; &amp;",
    "end",
    "subgraph x",
    "%%{init: {}}%%",
    "1. list",
    "**bold** _it_ [a](b) $x^2$",
    "\\end{align*} \\input{x} \\N \\",
    "{}}{ ~^&%$#_",
    'x\n"-->y',
    "| a | b |",
    "größe 中 θ ∂ \u202e\x1b[31m",
    "]]><!--",
    "",
]

CASES: list[tuple[str, dict[str, Any], Settings]] = [
    ("3*x**2 + 4*x + 5", {"x": 2.0}, Settings()),
    ("y = x*3; z = y + 5", {"x": 2.0}, Settings()),
    ("x", {"x": 2.0}, Settings()),
    ("2 + 3", {}, Settings()),
    ("a = x*2; b = a.sum(); (a*b/w).mean()", {"x": [1, 2, 3], "w": 2.0}, Settings()),
    ("softmax(W @ x, 0)[1]", {"W": [[1, 2], [3, 4]], "x": [1, 2]}, Settings()),
    ("(x**2).sum()", {"x": [float(k) for k in range(30)]}, Settings()),
    ("(A*A).sum()", {"A": [[float(i + j) for i in range(12)] for j in range(12)]}, Settings()),
    ("stack([x, x]).reshape(2, 2, 1).sum()", {"x": [1.5, -2.0]}, Settings()),
    ("x**2", {"x": 2.0}, Settings(passes=3)),
    ("x**2", {"x": 2.0}, Settings(passes=2, same_graph=True)),
    ("3*x**2", {"x": 2.0}, Settings(no_grad=True)),
    ("a**2", {"a": [1.0, 2.0]}, Settings()),
    ("a**2", {"a": [1.0, 2.0]}, Settings(grad_output=[1.0, -1.0])),
    ("x = x*2; x = sin(x)/(x + 1); loss_1 = -sqrt(x**2 + größe)**-0.5 + exp(θ)", {"x": 1.0, "größe": 2.0, "θ": 1.0}, Settings()),
    ("where(x > 0, sqrt(x), 0) + log(x) + relu(x)", {"x": 0.0}, Settings()),
    ("(x/(1e-7 + x))**2*1e20 + floor(x) % 3", {"x": -1e-9}, Settings()),
    ("x*w + b", {"x": 2.0, "w": 3.0, "b": 1.0}, Settings(wrt=("w",), dtype="float32")),
    ("end*graph*node", {"end": 1.0, "graph": 2.0, "node": 3.0}, Settings()),
    ("clamp(x, 0, 1)*x.detach() + max(x, y)", {"x": 0.5, "y": 2.0}, Settings()),
]
IDS = [f"{k}: {text}" for k, (text, _, _) in enumerate(CASES)]


def made(case: tuple[str, dict[str, Any], Settings]) -> Trace:
    """The trace of a case."""
    text, values, settings = case
    return trace(parse(text, tuple(values)), values, settings)


def through_json(found: Trace) -> Trace:
    """The trace after a trip through its document."""
    return read(json.loads(json_line(document(found))))


def hostile(name: str) -> Trace:
    """A trace in which everything that can be a text is this one: what a stored document may hold."""
    found = document(made(CASES[4]))
    found["expression"] = found["output"] = name
    for node in found["graph"]["nodes"]:
        node.update(name=name, text=name, span=None, numbers=name, skipped=None if node["grad_fn"] is None else name)
    for step in found["passes"][0]["steps"]:
        for product in step.get("products", []):
            product["formula"] = name
    found["formula"] = {"x": name}
    found["formula_numbers"] = {"x": name}
    found["notes"] = [{"kind": "kink", "text": name}]
    found["passes"][0]["error"] = {"type": name, "message": name, "why": name, "fix": name, "hint": name}
    return read(found)
