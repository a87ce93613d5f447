"""Mermaid: the real parser reads what is written, and every label is nothing but text."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from gradcli.views.boxes import arrows, boxes
from gradcli.views.mermaid import escaped, graph
from tests.traces import CASES, HOSTILE, hostile, made

PARSE = """
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
const packages = createRequire(process.argv[2] + '/');
const { JSDOM } = packages('jsdom');
const dom = new JSDOM('<!DOCTYPE html><body></body>');
globalThis.window = dom.window;
globalThis.document = dom.window.document;
const mermaid = (await import(pathToFileURL(process.argv[2] + '/mermaid/dist/mermaid.core.mjs').href)).default;
let text = '';
for await (const piece of process.stdin) text += piece;
const found = [];
for (const graph of JSON.parse(text)) {
  try {
    const { diagramType } = await mermaid.parse(graph);
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(graph);
    const labels = [...db.getVertices().values()].map(v => [v.id, v.text, v.classes]);
    found.push({ type: diagramType, labels, edges: db.getEdges().map(e => [e.start, e.end]) });
  } catch (error) {
    found.push({ error: String(error) });
  }
}
console.log(JSON.stringify(found));
"""


@pytest.fixture(scope="module")
def parsed(tmp_path_factory):
    """What the Mermaid parser makes of texts."""
    packages = os.environ.get("MERMAID_MODULES", "")
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    if not packages or not (Path(packages) / "mermaid").is_dir() or not (Path(packages) / "jsdom").is_dir():
        pytest.skip("MERMAID_MODULES does not name a node_modules folder with mermaid and jsdom")
    script = tmp_path_factory.mktemp("mermaid") / "parse.mjs"
    script.write_text(PARSE)

    def parse(texts: list[str]) -> list[dict]:
        command = [node, str(script), str(Path(packages).resolve())]
        ran = subprocess.run(command, input=json.dumps(texts), capture_output=True, encoding="utf-8", timeout=300)
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    return parse


def decoded(text: str) -> str:
    """A label as it will be shown: Mermaid marks entity codes while it parses."""
    text = text.replace("ﬂ°°", "&#").replace("ﬂ°", "&").replace("¶ß", ";")
    return html.unescape(re.sub(r"(?<!&)#(\d+);", r"&#\1;", text.replace("<br>", "<br/>")))


def test_the_parser_reads_every_graph_and_finds_the_labels(parsed):
    traces = [*map(made, CASES), *map(hostile, HOSTILE)]
    for trace, found in zip(traces, parsed([graph(t) for t in traces]), strict=True):
        assert found.get("type") == "flowchart-v2", (found, graph(trace))
        assert found["edges"] == [[f"n{a}", f"n{b}"] for a, b in arrows(trace)]
        shown = {id: decoded(text).split("<br/>") for id, text, _ in found["labels"]}
        for box in boxes(trace):
            assert "<br/>".join(shown[f"n{box.id}"]).split() == "<br/>".join(box.lines()).split()
        assert len(shown) == len(boxes(trace))
        assert all(classes for _, _, classes in found["labels"])


@pytest.mark.parametrize("name", HOSTILE)
def test_a_label_is_letters_spaces_and_codes(name):
    assert re.fullmatch(r"(?:\w|[ =+\-,/.()\[\]:^?!*]|#\d+;)*", escaped(name))
    assert escaped(name, ascii=True).isascii()


@pytest.mark.parametrize("name", HOSTILE)
def test_ids_are_never_the_users(name):
    for line in graph(hostile(name)).splitlines()[1:]:
        assert re.fullmatch(
            r'    (n\d+(\(\[|\[|\()"[^"]*"(\]\)|\]|\))|n\d+ --> n\d+|classDef [a-z]+ [^"]*|class [n\d,]+ [a-z]+)', line
        ), line


@pytest.mark.parametrize(
    "text, spelled",
    [("3*v1 + y_1", "3*v1 + y_1"), ("3*v1*x", "3#42;v1#42;x"), ("_x", "#95;x"), ("a[0].sum()", "a[0].sum()"), ('"', "#34;")],
)
def test_only_what_must_be_is_spelled(text, spelled):
    assert escaped(text) == spelled


def test_the_graph_of_a_parabola():
    found = graph(made(CASES[0])).splitlines()
    assert found[0] == "flowchart BT"
    assert '    n0(["x<br/>value 2<br/>grad 16"])' in found
    assert '    n2["v1 = x**2<br/>value 4<br/>grad 3<br/>PowBackward0"]' in found
    assert sum(line.startswith("    n0(") for line in found) == 1  # x is used twice and drawn once
    assert found.count("    n0 --> n2") == found.count("    n0 --> n6") == 1
