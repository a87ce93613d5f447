"""Requests: each is answered as `grad --json` answers it, and a bad one stops nobody."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from gradcli.batch import requests, source
from tests.command import Ran, gradcli


def batch(*lines: Any) -> tuple[int, list[Any]]:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    ran: Ran = gradcli("batch", "-", stdin=text)
    assert ran.err == ""
    return ran.status, [json.loads(line) for line in ran.out.splitlines()]


def request(text: str, _values: Any = None, **more: Any) -> dict[str, Any]:
    return {"expression": text, "values": _values or {"x": 2}, **more}


SAME = {
    "plain": (request("3*x**2 + 4*x + 5"), ["3*x**2 + 4*x + 5", "--x", "2"]),
    "wrt": (request("x*y", {"x": 2, "y": 3}, wrt=["x"]), ["x*y", "--x", "2", "--y", "3", "--wrt", "x"]),
    "wrt as text": (request("x*y", {"x": 2, "y": 3}, wrt="x"), ["x*y", "--x", "2", "--y", "3", "--wrt", "x"]),
    "passes": (request("x**2", backward=3), ["x**2", "--x", "2", "--backward", "3"]),
    "one graph": (
        request("x**2", backward=2, same_graph=True, retain_graph=True),
        ["x**2", "--x", "2", "--backward", "2", "--same-graph", "--retain-graph"],
    ),
    "zero_grad": (request("x**2", backward=2, zero_grad=True), ["x**2", "--x", "2", "--backward", "2", "--zero-grad"]),
    "grad_output": (
        request("a*2", {"a": [1, 2]}, grad_output=[1, 0.5]),
        ["a*2", "--a", "[1, 2]", "--grad-output", "[1, 0.5]"],
    ),
    "dtype": (request("x/3", dtype="float32"), ["x/3", "--x", "2", "--dtype", "float32"]),
    "order": (request("x**3", order=3), ["x**3", "--x", "2", "--order", "3"]),
    "hessian": (request("x**3", hessian=True), ["x**3", "--x", "2", "--hessian"]),
    "jacobian": (request("a*a", {"a": [1, 2]}, jacobian=True), ["a*a", "--a", "[1, 2]", "--jacobian"]),
    "unused": (request("x", {"x": 1, "q": 2}, allow_unused=True), ["x", "--x", "1", "--q", "2", "--allow-unused"]),
    "constant expression": (request("sin(x)", {"x": "pi/4"}), ["sin(x)", "--x", "pi/4"]),
    "words": (request("x + y", {"x": "NaN", "y": "-Infinity"}), ["x + y", "--x", "nan", "--y", "-inf"]),
    "nested words": (request("sum(x)", {"x": [1, "Infinity"]}), ["sum(x)", "--x", "[1, inf]"]),
    "masks": (request("m*x", {"m": True, "x": 2}), ["m*x", "--m", "True", "--x", "2"]),
    "no value": ({"expression": "x**2"}, ["x**2"]),
    "a kink": (request("relu(x)", {"x": 0}), ["relu(x)", "--x", "0"]),
    "a formula that fails here": (request("prod(a)", {"a": [1, 0]}), ["prod(a)", "--a", "[1, 0]"]),
}


@pytest.mark.parametrize(("asked", "arguments"), SAME.values(), ids=SAME)
def test_the_answer_is_that_of_grad(asked: dict[str, Any], arguments: list[str]) -> None:
    status, (found,) = batch(asked)
    alone = gradcli("grad", *arguments, "--json")
    assert (status, found) == (alone.status, json.loads(alone.out))


@pytest.mark.parametrize("more", [{"no_grad": True}, {"backward": 2, "same_graph": True}, {"allow_unused": False}])
def test_what_backward_raises_is_part_of_the_answer(more: dict[str, Any]) -> None:
    status, (found,) = batch("", request("x**2 + 0*y.detach()", {"x": 2, "y": 1}, **more))
    options = [f"--{key.replace('_', '-')}{'' if value is True else f'={value}'}" for key, value in more.items()]
    options = ["--no-allow-unused"] if "allow_unused" in more else options
    alone = gradcli("grad", "x**2 + 0*y.detach()", "--x", "2", "--y", "1", *options, "--json")
    assert status == 1 and found.pop("line") == 2
    assert found == json.loads(alone.out)
    assert "error" in found and found["value"] == 4


def test_order_and_ids() -> None:
    ids: list[Any] = [1, "a", None, [1], {"k": 2}, 0]
    status, found = batch(*[request("x*2", id=id) for id in ids], request("x*2"))
    assert status == 0
    assert [answer["id"] for answer in found[:-1]] == ids and "id" not in found[-1]
    assert next(iter(found[0])) == "id"


BAD: dict[str, tuple[Any, str]] = {
    "no json": ("oops", "this is not JSON"),
    "a list": ([1, 2], "this is a list, not an object"),
    "a literal NaN": ('{"expression": "x", "values": {"x": NaN}}', "JSON has no NaN"),
    "no expression": ({"values": {"x": 1}}, "there is no `expression`"),
    "another expression": ({"expression": 3}, "`expression` is a number, not a text"),
    "an unknown key": (request("x", {"x": 1}, bakward=2), "a request has no `bakward`"),
    "an unknown value": (request("x", {"x": 1, "q": 1}), "the expression has no variable `q`"),
    "a missing value": (request("x*w"), "`w` has no value"),
    "a list of values": (request("x", [1]), "`values` is a list, not an object"),
    "a null": (request("x", {"x": None}), "the value of `x`: there is no value"),
    "an object": (request("x", {"x": {}}), "the value of `x`: it is not a number"),
    "a text": (request("x", {"x": "q"}), "the value of `x`: `q` is not a number"),
    "a file": (request("x", {"x": "@/etc/passwd"}), "is not a number"),
    "an expression in a file": (request("@/etc/passwd"), ""),
    "ragged": (request("x", {"x": [[1], 2]}), "the value of `x`: "),
    "a bad name": (request("x", {"x y": 2}), "is no name of a variable"),
    "a count": (request("x", backward=0), "`backward` is 0, not a whole number from 1 on"),
    "a float": (request("x", order=1.5), "`order` is a number, not a whole number"),
    "a flag": (request("x", hessian="yes"), "`hessian` is a text, not true or false"),
    "a number for a text": (request("x", dtype=32), "`dtype` is a number, not a text"),
    "a dtype": (request("x", dtype="float16"), "unknown dtype"),
    "names": (request("x", wrt=3), "`wrt` is a number, not a list of names"),
    "no names": (request("x", wrt=[]), "`wrt` is a list"),
    "syntax": (request("3x"), "an operator is missing"),
    "shapes": (request("A @ b", {"A": [[1, 2]], "b": [1, 2, 3]}), "size mismatch"),
    "too much": (request("zeros(10**9)*x"), "elements in one tensor"),
    "too deep": (request("x", {"x": "[" * 90 + "]" * 90}), ""),
    "a surrogate": ('{"expression": "x + \\ud800"}', ""),
    "a huge number": ("1" * 5000, "this is not JSON"),
}


@pytest.mark.parametrize(("line", "text"), BAD.values(), ids=BAD)
def test_a_bad_line_is_answered_in_its_place(line: Any, text: str) -> None:
    status, found = batch(request("x*2", id=1), "", line, request("x*3", id=2))
    assert status == 1 and len(found) == 3
    assert [found[k]["id"] for k in (0, 2)] == [1, 2] and found[2]["grad"] == {"x": 3}
    assert found[1]["line"] == 3 and text in found[1]["error"]["message"]
    assert found[1]["schema"] == found[1]["error"]["schema"] == "gradcli.error/1" and found[1]["error"]["line"] == 3
    assert set(found[1]["error"]) == {"schema", "type", "message", "span", "line", "why", "fix", "hint"}


def test_a_line_that_is_no_text() -> None:
    ran = gradcli("batch", "-", stdin=b'{"expression": "x\xff"}\n{"expression": "x", "values": {"x": 2}}\n')
    first, second = map(json.loads, ran.out.splitlines())
    assert ran.status == 1 and second["value"] == 2
    assert first["error"]["message"] == "this is not UTF-8 text: it has the byte 0xff" and first["line"] == 1


def test_a_bad_request_keeps_its_id() -> None:
    assert batch({"id": 7, "expresion": "x"})[1][0] == {
        "id": 7,
        "schema": "gradcli.error/1",
        "error": {
            "schema": "gradcli.error/1",
            "line": 1,
            "type": "error",
            "message": "a request has no `expresion`",
            "span": None,
            "why": None,
            "fix": "did you mean `expression`?",
            "hint": None,
        },
        "line": 1,
    }


def test_each_expression_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    import gradcli.calculation.answers as answers

    parsed: list[str] = []
    formed: list[str] = []
    parse, forms = answers.parse, answers.closed_forms
    monkeypatch.setattr(answers, "parse", lambda text, names: parsed.append(text) or parse(text, names))
    monkeypatch.setattr(answers, "closed_forms", lambda tree, *rest: formed.append(tree.source) or forms(tree, *rest))
    batch(*[request(text, {"x": k}) for k in range(20) for text in ("sin(x)", "x**2")])
    assert sorted(parsed) == sorted({"sin(x)", "x**2", "cos(x)", "2*x"}) and sorted(formed) == ["sin(x)", "x**2"]


def test_what_is_kept_is_bounded() -> None:
    from gradcli.calculation.answers import Known

    known = Known(most=3)
    for k in range(20):
        known.tree(f"x + {k}", ("x",))
    assert len(known._trees) <= 3


def test_the_keys_are_the_options_of_grad() -> None:
    options = set(re.findall(r"--([a-z]+(?:-[a-z]+)*)", gradcli("grad", "--help").out.partition("Options:")[2]))
    ours = {key.replace("_", "-") for key in requests.SETTINGS}
    assert ours <= options
    assert options - ours == {"let", "no-allow-unused", "json", "get", "strict", "digits", "color", "ascii", "help"}


@pytest.mark.parametrize("piece", [1, 50, 10**6])
def test_however_the_bytes_arrive(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "PIECE", piece)
    status, found = batch(*[request("x*2", {"x": k}, id=k) for k in range(30)])
    assert status == 0 and [(answer["id"], answer["value"]) for answer in found] == [(k, 2 * k) for k in range(30)]


def test_settings_are_for_tables_only() -> None:
    for arguments in (["-", "--x", "2"], ["-", "--wrt", "x"], ["-", "--format", "csv"]):
        ran = gradcli("batch", *arguments, stdin='{"expression": "x"}')
        assert ran.status == 2 and "requests have values and settings of their own" in ran.err


def test_an_empty_input_has_no_answers() -> None:
    assert gradcli("batch", "-", stdin="\n\n") == (0, "", "")
