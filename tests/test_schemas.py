"""Every JSON document that is printed is what the schemas and docs/json.md promise, and has no key that they do not know."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import gradcli
from gradcli.checks.findings import Finding, Report, Tally
from gradcli.checks.suite import Outcome, of_report, read, run
from gradcli.problems import Problem
from gradcli.views import checks_json, trace_json
from gradcli.views.text import json_line
from tests.command import gradcli as command
from tests.traces import CASES, IDS, made
from tests.transcripts import FOLDER, files, steps

jsonschema = pytest.importorskip("jsonschema")

ROOT = Path(__file__).parents[1]
SCHEMAS = {path.stem: path for path in sorted((Path(gradcli.__file__).parent / "schemas").iterdir())}
PAGES = {name: (ROOT / "docs" / f"{name}.md").read_text("utf-8") for name in ("json", "trace")}


def schema(name: str) -> Any:
    return json.loads(SCHEMAS[name].read_text("utf-8"))


@cache
def strict(name: str) -> Any:
    """The validator of a schema that knows all keys there are."""
    found = schema(name)
    for part in objects(found):
        part["additionalProperties"] = False
    return jsonschema.Draft202012Validator(found)


def objects(found: Any) -> Iterator[Any]:
    """Every part of a schema that describes an object with keys of its own."""
    stack = [found]
    while stack:
        part = stack.pop()
        if isinstance(part, dict):
            stack += part.values()
            if part.get("type") == "object" and "properties" in part:
                yield part
        elif isinstance(part, list):
            stack += part


def name_of(document: Any) -> str:
    return document["schema"].removeprefix("gradcli.").replace("/", "-")


def validate(document: Any) -> str:
    """Whether it is what its own schema says; the schema's name."""
    name = name_of(document)
    strict(name).validate(json.loads(json_line(document)))
    return name


# ------------------------------------------------------------------ the schemas themselves
@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one(name: str) -> None:
    found = schema(name)
    jsonschema.Draft202012Validator.check_schema(found)
    assert found["$id"] == f"urn:gradcli:{name.replace('-', '/')}"
    references = set(re.findall(r'"\$ref": "(.*?)"', json.dumps(found)))
    assert references == {f"#/$defs/{part}" for part in found["$defs"]}, "a file needs no other, and holds nothing unused"


def test_what_has_one_name_is_one_thing() -> None:
    parts: dict[str, Any] = {}
    for name in SCHEMAS:
        for key, part in schema(name)["$defs"].items():
            assert parts.setdefault(key, part) == part, f"{name}: {key}"
    grad, answered = schema("grad-1"), schema("batch-1")["$defs"]["answered"]
    assert {k: v for k, v in answered["properties"].items() if k not in ("id", "line")} == grad["properties"]
    check, judged = schema("check-1"), schema("checks-1")["$defs"]["judged"]
    assert {k: v for k, v in judged["properties"].items() if k not in ("file", "line", "name")} == check["properties"]


def test_every_document_has_a_schema() -> None:
    texts = [path.read_text("utf-8") for path in Path(gradcli.__file__).parent.rglob("*.py")]
    constants = {name for text in texts for name in re.findall(r'^SCHEMA = "gradcli\.(.*?)"$', text, re.MULTILINE)}
    assert {name.replace("/", "-") for name in constants} | {"batch-1"} == set(SCHEMAS)


def test_the_page_names_every_key() -> None:
    for name in SCHEMAS:
        page = PAGES["json"] + (PAGES["trace"] if name in ("trace-1", "run-1") else "")
        keys = {key for part in objects(schema(name)) for key in part["properties"]}
        assert not [key for key in sorted(keys) if f"`{key}`" not in page], name


# ------------------------------------------------------------------ the documents
def printed(path: Path) -> Iterator[tuple[str, Any]]:
    """Each JSON object that a transcript shows, with the command that printed it."""
    for step in steps(path.read_text("utf-8")):
        for line in step.expected.splitlines():
            if line.startswith("{") and "gradcli " in step.command:
                yield step.command, json.loads(line)


def test_the_transcripts() -> None:
    """All of them; rows of tables are no documents."""
    seen = set()
    for path in files():
        for line, document in printed(path):
            if "schema" not in document:
                assert "gradcli batch" in line and "--json" not in line, f"{path.relative_to(FOLDER)}: {line}"
                continue
            seen.add(validate_printed(line, document))
    assert seen == {name for name in SCHEMAS if name != "batch-1"}


def validate_printed(line: str, document: Any) -> str:
    """An answer of batch is one of its schema, and without its own keys one of the other."""
    if "gradcli batch" in line and "--json" not in line:
        strict("batch-1").validate(document)
        document = {key: value for key, value in document.items() if key not in ("id", "line")}
    return validate(document)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_traces(case: Any) -> None:
    assert validate(trace_json.document(made(case))) == "trace-1"


@pytest.mark.parametrize(
    "arguments",
    [
        ["x > 1", "--x", "2"],
        ["x**2"],
        ["x**3*y", "--x", "2", "--y", "3", "--order", "3"],
        ["x**3*y", "--x", "2", "--y", "3", "--hessian"],
        ["a**2", "--a", "[1, 2]", "--jacobian"],
        ["x.detach()", "--x", "2"],
        ["y = 1/x\ny +", "--x", "2"],
        ["log(x)", "--x", "0"],
    ],
    ids=lambda arguments: " ".join(arguments),
)
def test_answers_and_errors(arguments: list[str]) -> None:
    ran = command("grad", *arguments, "--json")
    for line in (ran.out + ran.err).splitlines():
        if line.startswith("{"):
            validate(json.loads(line))


@pytest.mark.parametrize("text", ["abs(x - y) + relu(x)", "sqrt(x**2 + y**2)", "where(x > y, x, y)", "x*y"])
def test_surfaces(text: str) -> None:
    document = json.loads(command("plot", text, "--x", "-2..2", "--y", "-2..2", "--points", "12", "--json").out)
    assert validate(document) == "plot-1" and bool(document["kinks"]) == (text != "x*y")


def test_files_of_checks() -> None:
    text = (
        '[[check]]\nexpression = "x**2"\n[[check]]\nexpression = "3x"\n[[check]]\nexpression = "x.detach()"\nvalues = { x = 2 }\n'
    )
    finding = Finding("gradient", "x", "undecided", 1.0, float("nan"), reason="too coarse")
    found = [
        *run(read("f.toml", text)),
        Outcome("odd", None, Report("x", "float64", (finding,))),
        Outcome("-", 3, None, Problem("no")),
    ]
    assert validate(checks_json.checks(found)) == "checks-1" and validate(checks_json.checks([])) == "checks-1"


def test_tables_of_points() -> None:
    text = "x,x.grad\n1,2\n2,5\nq,1\n"
    ran = command("check", "x**2", "--points", "-", "--json", stdin=text)
    assert validate(json.loads(ran.out)) == "check-1"
    ran = command("check", "x**2", "--points", "-", "--json", stdin="x\n1\n")
    assert validate(json.loads(ran.out)) == "check-1"
    report = Report("x", "float64", (), table=Tally(("t.csv",), {("pass", True): 1}))
    assert validate(checks_json.checks([of_report("x", report)])) == "checks-1"


def test_a_line_of_an_error_is_that_of_the_expression() -> None:
    error = json.loads(command("grad", "y = 2*x\nz = y*3x", "--x", "2", "--json").err.splitlines()[-1])["error"]
    assert error["line"] == 2


# ------------------------------------------------------------------ and what is none
def test_a_schema_refuses_what_is_no_document_and_allows_more_keys() -> None:
    document = json.loads(command("grad", "x**2", "--x", "2", "--json").out)
    validator = jsonschema.Draft202012Validator(schema("grad-1"))
    for key in document:
        assert not validator.is_valid({k: v for k, v in document.items() if k != key}), key
    for key, wrong in (("value", "four"), ("passes", {}), ("grad", {"x": "NAN"}), ("schema", "gradcli.grad/2")):
        assert not validator.is_valid(copy.deepcopy(document) | {key: wrong}), key
    assert validator.is_valid(document | {"more": 1}) and not strict("grad-1").is_valid(document | {"more": 1})
