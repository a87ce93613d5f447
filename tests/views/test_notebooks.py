"""Answers of the Python interface show themselves in a notebook."""

from __future__ import annotations

import html
from xml.dom import minidom

import pytest

import gradcli

CELLS = {
    "gradcli.explain('3*x**2 + 4*x + 5', x=2)": "4 + 12 = 16",
    "gradcli.graph('3*x**2 + 4*x + 5', x=2)": "PowBackward0",
    "gradcli.graph('x*w + b')": "MulBackward0",
    "gradcli.grad('3*x**2 + 4*x + 5', x=2)": "x.grad",
}


def test_an_explanation_plays():
    found = gradcli.explain("3*x**2 + 4*x + 5", x=2)._repr_mimebundle_()
    page = html.unescape(found["text/html"].partition('srcdoc="')[2].partition('" width')[0])
    assert page.startswith("<!DOCTYPE html>") and 'id="step-11"' in page and 'sandbox="allow-scripts"' in found["text/html"]
    assert minidom.parseString(found["image/svg+xml"]).documentElement.tagName == "svg"
    assert "4 + 12 = 16" in found["text/plain"] and found["text/markdown"]


def test_a_graph_is_a_drawing():
    for answer in (gradcli.graph("W @ x", W=[[1, 2], [3, 4]], x=[1, 2], grad_output=[1, 1]), gradcli.graph("x*w")):
        found = answer._repr_mimebundle_()
        assert found["image/svg+xml"] in found["text/html"] and found["text/plain"].startswith(("Graph", "y = "))


def test_gradients_are_a_table():
    found = gradcli.grad("abs(x)*a", x=0, a=2)._repr_mimebundle_()
    assert found["text/plain"].splitlines()[:2] == ["y = 0", "x.grad = 0"]
    assert "<th>x.grad</th>" in found["text/html"] and "| `x.grad` | `0` |" in found["text/markdown"]
    assert "note: " in found["text/html"] and "note: " in found["text/markdown"]


def test_an_answer_is_still_what_it_was():
    found = gradcli.explain("x**2", x=3)
    assert found.grads == {"x": 6.0} and found == gradcli.explain("x**2", x=3) and found.error is None


def test_a_real_notebook_shows_them(tmp_path):
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed")
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed")
    cells = [nbformat.v4.new_code_cell(f"import gradcli\n{code}") for code in CELLS]
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    for cell, shown in zip(notebook.cells, CELLS.values(), strict=True):
        data = cell.outputs[-1].data
        assert shown in html.unescape(data["text/html"]) and data["text/plain"] and data["text/markdown"]
