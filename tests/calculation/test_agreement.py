"""grad, explain, batch and the Python interface answer a question alike: values, gradients pass by pass, errors, notes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import gradcli as api
from gradcli.batch.cells import value as cell
from gradcli.calculation.answers import answer
from gradcli.calculation.question import Settings
from gradcli.calculation.trace import Trace
from gradcli.calculation.tracing import trace
from gradcli.commands.phrases import say
from gradcli.problems import BackwardError, Problem
from gradcli.syntax.parser import parse
from gradcli.views.gradient import document
from gradcli.views.text import for_json
from gradcli.views.trace_json import document as trace_document
from tests.command import gradcli
from tests.mixing import EXPRESSIONS, POINT

SCALARS = """
3*x**2 + 4*x + 5
y = x*3; z = y + x
relu(x)*y
sqrt(x**2) + abs(y)
where(x > 0, log(x), 0*x)
x**y
x//2 + y
x % 2
floor(x) + y.detach()
1/x
clamp(x, 0, 1)*x.detach()
x > y
tensor(2.0)*3
maximum(x, y)*x
exp(x*1000)
""".strip().splitlines()
TENSORS = EXPRESSIONS if isinstance(EXPRESSIONS, list) else [line for line in EXPRESSIONS.strip().splitlines() if line]
EXTRA = {"y": -0.5, "z": 2.0}
SPECIAL = [0.0, 1.0, -1.0, 0.5, 2.0, 1.3]
FURTHER = (
    "cure",
    "derivative",
    "guard",
)  # notes of explain alone; what its formulas leave out and a note tells, those of grad hold


class Asked(NamedTuple):
    """A question in plain data."""

    expression: str
    values: Mapping[str, Any]
    settings: Settings


def names(expression: str) -> list[str]:
    known = {**POINT, **EXTRA}
    return [name for name in dict.fromkeys(re.findall(r"[A-Za-z]\w*", expression)) if name in known]


@st.composite
def questions(draw: st.DrawFn, order: bool = True) -> Asked:
    """An expression, a point, and any settings."""
    expression = draw(st.sampled_from(SCALARS) | st.sampled_from(TENSORS))
    if draw(st.booleans()) and "=" not in expression:
        expression = f"({expression}).sum()"
    values: dict[str, Any] = {}
    for name in names(parse_names(expression)):
        known = {**POINT, **EXTRA}[name]
        values[name] = draw(st.sampled_from([*SPECIAL, known])) if isinstance(known, float) else known
    if draw(st.integers(0, 5)) == 0:
        values["unused"] = 1.0
    wrt = draw(st.none() | st.lists(st.sampled_from([*values, "q"]), min_size=1, max_size=2, unique=True))
    asked = Settings(
        wrt=None if wrt is None else tuple(wrt),
        no_grad=draw(st.integers(0, 9)) == 0,
        passes=draw(st.integers(1, 3)),
        same_graph=draw(st.booleans()),
        retain_graph=draw(st.booleans()),
        zero_grad=draw(st.booleans()),
        grad_output=draw(st.sampled_from([None, None, None, 2.0, [1.0, -1.0, 0.5]])),
        dtype=draw(st.sampled_from(["float64", "float64", "float32"])),
        allow_unused=draw(st.sampled_from([None, True, False])),
    )
    if order and draw(st.integers(0, 3)) == 0:
        asked = asked._replace(order=draw(st.integers(1, 2)), hessian=draw(st.booleans()), jacobian=draw(st.booleans()))
    return Asked(expression, values, asked)


def parse_names(expression: str) -> str:
    """The free names of an expression, in a text."""
    return " ".join(parse(expression).names())


# ------------------------------------------------------------------ the same question, asked in every way
def problem(error: Problem) -> dict[str, Any]:
    """What a problem says, in the words of Python."""
    return {"message": str(error), "why": str(error.why), "fix": str(error.fix), "hint": error.hint, "span": error.span}


def calculated(asked: Asked) -> dict[str, Any]:
    """The document of an answer, and what was raised in place of one."""
    try:
        calculation, forms = answer(asked.expression, asked.values, asked.settings)
    except Problem as error:
        return {"raised": problem(error)}
    found = document(calculation, forms)
    if calculation.error is not None:
        found["error"] = problem(calculation.error)
    return found


def command(asked: Asked) -> dict[str, Any]:
    """The document that `gradcli grad --json` prints; of an error its message."""
    s = asked.settings
    flags = ("no_grad", "same_graph", "retain_graph", "zero_grad", "hessian", "jacobian")
    line = [f"--{name.replace('_', '-')}" for name in flags if getattr(s, name)]
    line += [] if s.wrt is None else [f"--wrt={','.join(s.wrt)}"]
    line += [] if s.grad_output is None else [f"--grad-output={s.grad_output}"]
    line += [] if s.allow_unused is None else ["--allow-unused" if s.allow_unused else "--no-allow-unused"]
    line += [f"--{name}={value}" for name, value in asked.values.items()]
    ran = gradcli("grad", asked.expression, f"--dtype={s.dtype}", f"--backward={s.passes}", f"--order={s.order}", "--json", *line)
    return json.loads(ran.out) if ran.out else json.loads(ran.err.splitlines()[-1])  # type: ignore[no-any-return]


def request(asked: Asked) -> dict[str, Any]:
    """The reply to a request that asks the same."""
    s = asked.settings._asdict()
    keys = {"backward": s.pop("passes"), **{k: v for k, v in s.items() if v is not None}}
    line = json.dumps({"expression": asked.expression, "values": asked.values, **keys})
    found = json.loads(gradcli("batch", "-", stdin=line).out)
    found.pop("line", None)
    return found  # type: ignore[no-any-return]


def python(asked: Asked) -> dict[str, Any]:
    """What `gradcli.grad` answers, or raises."""
    s = asked.settings._asdict()
    try:
        found = api.grad(asked.expression, asked.values, backward=s.pop("passes"), **s)
    except Problem as error:
        return {"error" if isinstance(error, BackwardError) else "raised": problem(error)}
    return {
        "value": for_json(found.value),
        "grad": {n: for_json(g) for n, g in found.grad.items()},
        "formula": dict(found.formula),
        "output": found.output,
        "grad_fn": found.grad_fn,
        "notes": list(found.notes),
        "passes": [{n: for_json(g) for n, g in one.items()} for one in found.passes],
    }


def explained(asked: Asked) -> Trace | dict[str, Any]:
    try:
        return trace(parse(asked.expression, tuple(asked.values)), asked.values, asked.settings)
    except Problem as error:
        return {"raised": problem(error)}


# ------------------------------------------------------------------ they agree
@settings(max_examples=150)
@given(questions())
@example(Asked("relu(x)", {"x": 0.0}, Settings(passes=2)))
@example(Asked("x*y.detach()", {"x": 1.0, "y": 2.0}, Settings(allow_unused=False, passes=2)))
def test_the_command_and_requests_print_the_answer(asked: Asked) -> None:
    found, printed, replied = calculated(asked), command(asked), request(asked)
    if "raised" in found:
        assert printed["error"]["span"] == replied["error"]["span"]
        assert printed["error"]["message"].replace("--", "") == replied["error"]["message"].replace("--", "")
        assert printed["error"]["message"].replace("--", "").replace("-", "_") == found["raised"]["message"].replace("-", "_")
        return
    assert printed == replied
    if "error" in found:
        assert printed["error"].pop("message") == found["error"]["message"]
    kept = {key: value for key, value in found.items() if key != "error"}
    assert {key: value for key, value in printed.items() if key != "error"} == json.loads(json.dumps(kept))


@settings(max_examples=150)
@given(questions())
@example(Asked("x//2", {"x": 3.0}, Settings()))
def test_python_gives_the_answer(asked: Asked) -> None:
    found, given_ = calculated(asked), python(asked)
    if "raised" in found or "error" in found:
        assert given_ == {key: found[key] for key in ("raised", "error") if key in found}
        return
    found["notes"] = [note["text"] for note in found["notes"]]
    assert given_ == {key: found[key] for key in given_}


@settings(max_examples=200)
@given(questions(order=False))
@example(Asked("relu(x)", {"x": 0.0}, Settings(passes=3)))
@example(Asked("x*y.detach()", {"x": 1.0, "y": 2.0}, Settings(allow_unused=False, passes=2)))
@example(Asked("x**2", {"x": 1.0}, Settings(passes=10_001)))
@example(Asked("a*2", {"a": [1.0]}, Settings(dtype="float32")))
@example(Asked("x**y", {"x": 0.0, "y": 1.0}, Settings()))
def test_explain_tells_the_same(asked: Asked) -> None:
    found, told = calculated(asked), explained(asked)
    if not isinstance(told, Trace):
        assert told == found
        return
    assert "raised" not in found
    shown = trace_document(told)
    for key in ("output", "value", "requires_grad", "grad_fn", "grad"):
        assert shown[key] == found[key], key
    assert [one["grad"] for one in shown["passes"] if "error" not in one] == found["passes"]
    assert shown["formula"] == {name: text for name, text in found["formula"].items() if text is not None}
    assert [note for note in shown["notes"] if note["kind"] not in FURTHER] == found["notes"]
    guards = [note for note in shown["notes"] if note["kind"] == "guard"]
    assert not guards or any("where(" in text for text in found["formula"].values() if text is not None)
    if told.error is not None:
        parts = ("message", "why", "fix", "hint")
        assert {part: str(getattr(told.error, part)) for part in parts} == {p: str(found["error"][p]) for p in parts}
    assert (told.error is not None) == ("error" in found)


@settings(max_examples=100)
@given(questions(order=False).filter(lambda asked: bool(asked.values) and "unused" not in asked.values))
def test_a_row_of_a_table_is_answered_alike(asked: Asked) -> None:
    wrt = None if asked.settings.wrt is None or "q" in asked.settings.wrt else asked.settings.wrt
    plain = Asked(asked.expression, asked.values, Settings(wrt=wrt, dtype=asked.settings.dtype))
    found = calculated(plain)
    line = [*([] if wrt is None else [f"--wrt={','.join(wrt)}"]), f"--dtype={plain.settings.dtype}"]
    ran = gradcli("batch", plain.expression, "-", *line, stdin=json.dumps({**plain.values}))
    if "raised" in found or "error" in found:
        assert ran.status and found.get("raised", found.get("error"))["message"] in ran.err
        return
    row = json.loads(ran.out)
    assert flat(row[found["output"]]) == pytest.approx(flat(found["value"]), nan_ok=True, rel=1e-5)
    for name in wrt or plain.values:
        here, there = flat(row[f"{name}.grad"]), flat(found["grad"][name])
        assert here == there if there == [None] else here == pytest.approx(there, rel=1e-5, nan_ok=True)


def flat(value: Any) -> Any:
    """Numbers in a row; texts for what is not finite as numbers."""
    if value is None:
        return [None]
    return np.asarray(cell(value).raw if isinstance(value, list) else cell(value), dtype=float).reshape(-1).tolist()


# ------------------------------------------------------------------ in each voice
def test_errors_are_told_in_the_words_of_whoever_asks() -> None:
    asked = parse("2*x")
    settings_ = Settings(no_grad=True)
    in_python, on_the_line = (trace(asked, {"x": 1.0}, settings_, say=words).error for words in (str, say))
    assert in_python is not None and in_python.fix == "leave out no_grad=True"
    assert on_the_line is not None and on_the_line.fix == "drop --no-grad"
