"""Requests: each is answered as `grad --json` answers it, and a bad one stops nobody."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from gradcli.batch import requests
from gradcli.calculation import answers
from gradcli.readers import source
from gradcli.views import batch as view
from tests.command import Ran, environment, gradcli


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
    "constants": (request("sin(x)", {"x": "pi"}), ["sin(x)", "--x", "pi"]),
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
    status, (_, found) = batch("", request("x**2 + 0*y.detach()", {"x": 2, "y": 1}, **more))
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
    "arithmetic": (request("x", {"x": "pi/4"}), "the value of `x`: `pi/4` is not a number: it is arithmetic"),
    "a date": (request("x", grad_output="2024-01-02"), "`grad_output`: `2024-01-02` is not a number: it looks like a date"),
    "half a character": ('{"id": "\\ud800", "expression": "x"}', "`id` has \\ud800, which is half a character"),
    "half a key": ('{"id": {"\\udfff": 1}, "expression": "x"}', "`id` has \\udfff, which is half a character"),
    "an endless number": ('{"id": 1e999, "expression": "x"}', "`id` cannot be repeated in the answer"),
}


@pytest.mark.parametrize(("line", "text"), BAD.values(), ids=BAD)
def test_a_bad_line_is_answered_in_its_place(line: Any, text: str) -> None:
    status, found = batch(request("x*2", id=1), "", line, request("x*3", id=2))
    assert status == 1 and len(found) == 4
    assert [found[k]["id"] for k in (0, 3)] == [1, 2] and found[3]["grad"] == {"x": 3}
    assert (found[1]["line"], found[1]["error"]["message"]) == (2, "the line is empty")
    assert found[2]["line"] == 3 and text in found[2]["error"]["message"]
    assert found[2]["schema"] == found[2]["error"]["schema"] == "gradcli.error/1" and found[2]["error"]["line"] == 3
    assert set(found[2]["error"]) == {"schema", "type", "message", "span", "line", "why", "fix", "hint"}


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
    assert options - ours == {
        *("let", "no-allow-unused", "expressions", "json", "get", "strict", "digits", "color", "ascii", "help")
    }


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
    assert gradcli("batch", "-", stdin="") == (0, "", "")


def test_a_blank_line_is_a_request_that_has_an_answer() -> None:
    ran = gradcli("batch", "-", stdin="\n \t\r\n")
    first, second = map(json.loads, ran.out.splitlines())
    assert (ran.status, ran.err) == (1, "")
    assert [found["error"]["message"] for found in (first, second)] == ["the line is empty"] * 2
    assert (first["line"], second["line"]) == (1, 2)


def test_constant_expressions_are_opted_for() -> None:
    line = json.dumps(request("x*2", {"x": "2**3"}, grad_output="10/5"))
    assert json.loads(gradcli("batch", "-", "--expressions", stdin=line).out)["grad"] == {"x": 4}


def failing(module: Any, name: str, error: Exception, patch: pytest.MonkeyPatch) -> None:
    """Make a function fail wherever the word boom is in what it is given."""
    real = getattr(module, name)

    def function(*arguments: Any) -> Any:
        if any("boom" in getattr(getattr(one, "tree", one), "source", str(one)) for one in arguments):
            raise error
        return real(*arguments)

    patch.setattr(module, name, function)


@pytest.mark.parametrize("error", [RuntimeError("oops"), ZeroDivisionError(), MemoryError(), RecursionError()], ids=type)
@pytest.mark.parametrize(("module", "name"), [(answers, "checked"), (requests, "value"), (view, "document")])
def test_a_mistake_of_our_own_costs_one_line(
    module: Any, name: str, error: Exception, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    failing(module, name, error, monkeypatch)
    monkeypatch.delenv("GRADCLI_TRACEBACK")
    bad = request("boom*2", {"boom": "boom" if name == "value" else 2}, id=50)
    lines = [json.dumps(bad if k == 50 else request("x*2", {"x": k}, id=k)) for k in range(100)]
    ran = gradcli("batch", "-", "--output", str(tmp_path / "out.jsonl"), stdin="\n".join(lines))
    found = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert (ran.status, ran.err, len(found)) == (1, "", 100)
    assert [one["id"] for one in found] == list(range(100)) and [k for k, one in enumerate(found) if "error" in one] == [50]
    what = "more than can be worked out" if isinstance(error, MemoryError | RecursionError) else "a mistake in gradcli itself"
    assert found[50]["line"] == 51 and what in found[50]["error"]["message"]


def test_where_a_mistake_happened_is_shown_to_those_who_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    failing(requests, "value", RuntimeError("oops"), monkeypatch)
    ran = gradcli("batch", "-", stdin=json.dumps(request("x", {"x": "boom"})))
    assert ran.status == 1 and ran.err.startswith("Traceback") and "a mistake in gradcli itself" in ran.out


def test_a_line_beyond_all_measure_costs_one_line() -> None:
    long = json.dumps(request("x*1" + " " * 5000))
    for piece in (b"%s\n%s\n%s\n" % (b'{"id": 1}', long.encode(), b'{"id": 3}'), b"%s\n%s" % (b'{"id": 1}', long.encode())):
        with environment(GRADCLI_MAX_SOURCE_BYTES="1000"), pytest.MonkeyPatch.context() as patch:
            patch.setattr(source, "PIECE", 100)
            found = [json.loads(line) for line in gradcli("batch", "-", stdin=piece).out.splitlines()]
        assert len(found) == piece.count(b"id") + 1 and "GRADCLI_MAX_SOURCE_BYTES" in found[1]["error"]["fix"]


@pytest.mark.parametrize("name", ["answers.parquet", "answers.json", "answers.csv", "answers.txt", "answers.csv.gz"])
def test_answers_are_json_lines(name: str, tmp_path: Path) -> None:
    ran = gradcli("batch", "-", "--output", str(tmp_path / name), stdin='{"expression": "x"}')
    assert ran.status == 2 and not list(tmp_path.iterdir())
