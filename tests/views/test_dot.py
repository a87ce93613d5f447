"""DOT: Graphviz reads what is written, and every label comes out as the text it was."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from gradcli.views.boxes import boxes
from gradcli.views.dot import graph
from tests.traces import CASES, HOSTILE, hostile, made


def read_by_graphviz(text: str) -> dict:
    """The graph as Graphviz has understood it."""
    dot = shutil.which("dot")
    if dot is None:
        pytest.skip("Graphviz is not installed")
    ran = subprocess.run([dot, "-Tdot_json"], input=text, capture_output=True, encoding="utf-8", timeout=60)
    assert ran.returncode == 0 and "rror" not in ran.stderr, ran.stderr
    return json.loads(ran.stdout)


@pytest.mark.parametrize("trace", [*map(made, CASES), *map(hostile, HOSTILE)], ids=[*(c[0] for c in CASES), *HOSTILE])
def test_graphviz_reads_every_graph(trace):
    found = read_by_graphviz(graph(trace))
    nodes = {node["name"]: node["label"] for node in found["objects"]}
    shown = boxes(trace)
    assert sorted(nodes) == sorted(f"n{box.id}" for box in shown)
    for box in shown:
        label = nodes[f"n{box.id}"].replace("\\\\", "\\").replace('\\"', '"').replace("&amp;", "&")
        assert label.replace("\\n", " ").split() == " ".join(box.lines()).replace("\\n", " ").split()


def test_the_graph_of_a_parabola():
    found = graph(made(CASES[0]))
    assert found.startswith("digraph computation {\n    rankdir=BT")
    assert r'n2 [label="v1 = x**2\nvalue 4\ngrad 3\nPowBackward0"' in found
    assert '    n0 -> n2 [label=" 2*x = 4", fontcolor="#7a3e9d"]\n' in found
    assert "    n3 -> n4\n" in found or "    n1 -> n2\n" in found


@pytest.mark.parametrize("name", HOSTILE)
def test_a_label_ends_where_it_should(name):
    for line in graph(hostile(name)).splitlines():
        if "label=" in line and "->" not in line:
            rest = line.partition('label="')[2].replace("\\\\", "").replace('\\"', "")
            assert rest.partition('"')[2].startswith(", fillcolor=")
