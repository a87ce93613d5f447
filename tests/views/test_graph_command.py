"""gradcli graph: the tree, the structure, the files, and traces that were stored."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from gradcli.calculation.question import Settings
from gradcli.calculation.structure import SIZE_FREE, structure
from gradcli.calculation.tracing import trace
from gradcli.problems import FileProblem
from gradcli.syntax.parser import parse
from gradcli.views.stored import load, opened
from tests.command import gradcli
from tests.traces import CASES, made

ALONG = ("softmax", "log_softmax", "logsumexp", "cumsum", "cumprod")
PARABOLA = "3*x**2 + 4*x + 5"


def test_the_tree():
    ran = gradcli("graph", PARABOLA, "--x", "2")
    assert ran.status == 0
    assert "│   │   └── v1 = x**2      4      3   PowBackward0   saved: x" in ran.out


def test_the_structure():
    ran = gradcli("graph", "mean((x*w + b)**2)")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "Graph                 grad_fn",
        "y = mean(v3)          MeanBackward0",
        "└── v3 = v2**2        PowBackward0   saved: v2",
        "    ├── v2 = v1 + b   AddBackward0",
        "    │   ├── v1 = x*w  MulBackward0   saved: w, x",
        "    │   │   ├── x     leaf, requires grad",
        "    │   │   └── w     leaf, requires grad",
        "    │   └── b         leaf, requires grad",
        "    └── 2",
    ]


def test_the_structure_takes_wrt_and_no_grad():
    assert "│   └── w     leaf\n" in gradcli("graph", "x*w + 1", "--wrt", "x").out
    assert "not recorded" in gradcli("graph", "x*w + 1", "--no-grad").out
    assert gradcli("graph", "x*w", "--wrt", "z").status == 2


@pytest.mark.parametrize(
    "text, note, row",
    [
        ("W @ x", "a matrix W and a vector x", "y = W @ x  MvBackward0   saved: x, W"),
        ("(W @ x).sum()", "a matrix W and a vector x", "└── v1 = W @ x  MvBackward0   saved: x, W"),
        ("x[0]*x[1]", "a vector x", "├── v1 = x[0]  SelectBackward0"),
        ("cat([x, x])", "a vector x", "y = cat([x, x])  CatBackward0"),
    ],
)
def test_where_sizes_decide_some_that_fit_are_assumed(text, note, row):
    ran = gradcli("graph", text)
    assert (ran.status, ran.err) == (0, f"note: this is for {note}\n")
    assert row in ran.out


@pytest.mark.parametrize("text", ["x.reshape(2, 2)", "x.view(3)", "x.reshape(2, 3).sum()", "conv1d(x, w).sum()"])
def test_where_no_guess_fits_values_are_asked_for_with_which_it_works(text):
    ran = gradcli("graph", text)
    assert ran.status == 2
    given = re.search(r"(?:give values|add one to the command): (--.*)", ran.err)
    assert given and gradcli("graph", text, *shlex.split(given[1])).status == 0


def test_a_call_that_no_size_makes_right_is_told():
    ran = gradcli("graph", "softmax(z)[1]")
    assert "TypeError: softmax() missing" in ran.err and "softmax(z, dim=-1)[1]" in ran.err


@pytest.mark.parametrize("name", sorted(SIZE_FREE - {"argmax", "argmin"}))
def test_what_is_called_free_of_sizes_is(name):
    """The structure is the graph that is recorded for a vector and for a matrix."""
    arguments = "x, t" if name.endswith(("_loss", "entropy", "logits")) else "x, 0" if name in ALONG else "x"
    tree = parse(f"{name}({arguments})*2")
    empty = structure(tree, Settings())
    for value in ([0.25, 0.5, 0.75], [[0.25, 0.5], [0.75, 0.125]]):
        values = {n: value for n in ("x", "t") if n in tree.names()}
        full = trace(tree, values, Settings(wrt=("x",)))
        assert [v.grad_fn for v in full.vertices] == [v.grad_fn for v in structure(tree, Settings(wrt=("x",))).vertices]
    assert all(v.value is None for v in empty.vertices if v.op != "constant")


def test_without_any_variable_there_is_a_graph_too():
    assert gradcli("graph", "2 + 3").status == 0


@pytest.mark.parametrize("format", ["text", "tree", "json", "markdown", "mermaid", "dot", "latex", "svg", "html"])
@pytest.mark.parametrize("values", [(), ("--x", "2")])
def test_every_format_with_and_without_values(format, values):
    ran = gradcli("graph", PARABOLA, "--format", format, *values)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.endswith("\n")
    assert "None" not in ran.out.replace("None becomes", "")


def test_the_extension_says_the_format(tmp_path: Path):
    for name, begins in {
        "a.svg": "<svg",
        "a.mmd": "flowchart",
        "a.gv": "digraph",
        "a.json": "{",
        "a.md": "# ",
        "a": "Graph",
    }.items():
        ran = gradcli("graph", PARABOLA, "--x", "2", "--output", str(tmp_path / name))
        assert (ran.status, ran.out, ran.err) == (0, "", "")
        assert (tmp_path / name).read_text().startswith(begins)
    assert gradcli("graph", PARABOLA, "--output", str(tmp_path)).status == 2
    assert gradcli("graph", PARABOLA, "--output", str(tmp_path / "a.gif")).status == 2


def test_standalone_latex():
    assert gradcli("graph", PARABOLA, "--format", "latex", "--standalone").out.startswith(r"\documentclass")


def test_ascii():
    for format in ("text", "mermaid", "dot", "latex"):
        assert gradcli("graph", "größe*θ", "--größe", "2", "--θ", "1", "--format", format, "--ascii").out.isascii()
        assert gradcli("graph", "größe*θ", "--format", format, encoding="ascii").out.isascii()


def test_hostile_names_through_let():
    ran = gradcli("graph", "json*format", "--let", "json=2", "--let", "format=3", "--format", "mermaid")
    assert ran.status == 0 and '"json<br/>value 2<br/>grad 3"' in ran.out


# ------------------------------------------------------------------ stored traces
def stored(tmp_path: Path, *options: str) -> Path:
    path = tmp_path / "t.json"
    path.write_text(gradcli("graph", PARABOLA, *options, "--json").out)
    return path


@pytest.mark.parametrize("format", ["text", "json", "mermaid", "dot", "latex", "svg", "html", "markdown"])
@pytest.mark.parametrize("values", [(), ("--x", "2")])
def test_a_stored_trace_is_drawn_without_computing(tmp_path, format, values):
    path = stored(tmp_path, *values)
    direct = gradcli("graph", PARABOLA, *values, "--format", format).out
    assert gradcli("graph", str(path), "--format", format).out == direct
    assert gradcli("graph", f"@{path}", "--format", format).out == direct
    assert gradcli("graph", "-", "--format", format, stdin=path.read_text()).out == direct


def test_an_expression_is_still_an_expression(tmp_path):
    assert opened("x.sum()") == "x.sum()"
    assert gradcli("graph", "-", stdin="x**2").out.startswith("Graph")
    (tmp_path / "e").write_text("x**2")
    assert opened(f"@{tmp_path / 'e'}") == "x**2"


def broken():
    """Documents that are no trace, each wrong in one place."""
    from gradcli.views.trace_json import document

    def with_(change):
        found = json.loads(json.dumps(document(made(CASES[0]))))
        change(found)
        return found

    nodes = lambda d: d["graph"]["nodes"]  # noqa: E731
    step = lambda d: d["passes"][0]["steps"][0]  # noqa: E731
    yield {}
    yield []
    yield with_(lambda d: d.update(schema="gradcli.trace/99"))
    yield with_(lambda d: d["graph"].update(output=99))
    yield with_(lambda d: d["graph"].update(output=-1))
    yield with_(lambda d: nodes(d)[2].update(inputs=[99]))
    yield with_(lambda d: nodes(d)[2].update(inputs=[2]))
    yield with_(lambda d: nodes(d)[2].update(inputs=[9]))
    yield with_(lambda d: nodes(d)[2].update(id=7))
    yield with_(lambda d: nodes(d)[2].update(grad_fn=5))
    yield with_(lambda d: nodes(d)[2].update(value={"a": 1}))
    yield with_(lambda d: nodes(d)[2].update(value="abc"))
    yield with_(lambda d: nodes(d)[2].update(value=10**400))
    yield with_(lambda d: nodes(d)[2].update(span=[5, 999]))
    yield with_(lambda d: step(d).update(node=77))
    yield with_(lambda d: step(d)["products"][0].update(input=77))
    yield with_(lambda d: step(d)["products"][0].update(formula=3))
    yield with_(lambda d: d["formula"].update(x=3))
    yield with_(lambda d: d["formula"].update(unknown="1"))
    yield with_(lambda d: d["passes"][0].update(error={"type": 3, "message": "", "why": None, "fix": None, "hint": None}))
    yield with_(lambda d: d.pop("notes"))


@pytest.mark.parametrize("document", list(broken()))
def test_what_is_no_trace_is_refused(tmp_path, document):
    path = tmp_path / "t.json"
    path.write_text(json.dumps(document))
    with pytest.raises(FileProblem, match="holds no trace"):
        load(str(path))


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"schema": ' + "[" * 100_000, "\ufeff{}", "null", "{}{}"])
def test_what_is_no_json_is_refused(tmp_path, text):
    path = tmp_path / "t.json"
    path.write_text(text, "utf-8")
    with pytest.raises(FileProblem):
        load(str(path))
    assert gradcli("graph", str(path)).status == 2


def test_a_file_that_is_not_there(tmp_path):
    ran = gradcli("graph", str(tmp_path / "no.json"))
    assert ran.status == 2 and "cannot read" in ran.err
