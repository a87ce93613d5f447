"""LaTeX: formulas as mathematics, and documents that compile."""

from __future__ import annotations

import pytest

from gradcli.views.latex import graph, steps
from gradcli.views.latex_math import formula, name, text, value
from tests.rasters import compile_with_pdflatex
from tests.traces import CASES, HOSTILE, IDS, hostile, made


@pytest.mark.parametrize(
    "typed, set_",
    [
        ("3*x**2 + 4*x + 5", r"3\, x^{2} + 4\, x + 5"),
        ("v1 + v12", "v_{1} + v_{12}"),
        ("2*3", r"2 \cdot 3"),
        ("x*y", r"x \cdot y"),
        ("(x + 1)*2", r"\left(x + 1\right) \cdot 2"),
        ("x/(y + 1)", r"\frac{x}{y + 1}"),
        ("(x/y)**2", r"\left(\frac{x}{y}\right)^{2}"),
        ("x**-0.5", "x^{-0.5}"),
        ("x**(y + 1)", "x^{y + 1}"),
        ("(x**y)**2", r"\left(x^{y}\right)^{2}"),
        ("(-2)**2", r"\left(-2\right)^{2}"),
        ("-x**2", "-x^{2}"),
        ("a - (b - c)", r"a - \left(b - c\right)"),
        ("1 - -2", r"1 - \left(-2\right)"),
        ("a + -b*c", r"a + \left(-b \cdot c\right)"),
        ("-a + b", "-a + b"),
        ("sin(x)", r"\sin\left(x\right)"),
        ("sin(x)**2", r"\left(\sin\left(x\right)\right)^{2}"),
        ("sqrt(x + 1)", r"\sqrt{x + 1}"),
        ("abs(x)", r"\left|x\right|"),
        ("leaky_relu(x, 0.1)", r"\operatorname{leaky\_relu}\left(x,\ 0.1\right)"),
        ("softmax(v1, dim=0)", r"\operatorname{softmax}\left(v_{1},\ \mathit{dim} = 0\right)"),
        ("x // 2", r"\left\lfloor \frac{x}{2}\right\rfloor "),
        ("x % 2", r"x \bmod 2"),
        ("x >= 0", r"x \ge 0"),
        ("W.T @ g", r"W^{\top}\, g"),
        ("v2[1, :2]", r"v_{2}\left[1,\ {:}2\right]"),
        ("1e-07*x", r"1 \times 10^{-7} \cdot x"),
        ("learning_rate*loss", r"\mathit{learning\_rate} \cdot \mathit{loss}"),
        ("theta + α", r"\theta + \alpha"),
        ("x#2 + 1", r"{x}_{\#2} + 1"),
        ("[1, x]", r"\left[1,\ x\right]"),
        ("not ) an expression", r"\texttt{not ) an expression}"),
    ],
)
def test_formulas(typed, set_):
    assert formula(typed) == set_


@pytest.mark.parametrize(
    "spelling, set_",
    [("x", "x"), ("v1", "v_{1}"), ("loss", r"\mathit{loss}"), ("x_1", "x_{1}"), ("pi", r"\pi"), ("µ", r"\mathtt{U00B5}"),
     ("größe", r"\mathit{gr\ddot{o}\text{\ss}e}"), ("中", r"\mathtt{U4E2D}"), ("_", r"\mathit{\_}"), ("a b", r"\texttt{a b}")],
)  # fmt: skip
def test_names(spelling, set_):
    assert name(spelling) == set_


def test_values():
    assert value(2.5e-9) == r"2.5 \times 10^{-9}"
    assert value(float("-inf")) == r"-\infty"
    assert value(None) == r"\text{None}"
    assert value([1.0, 2.0]) == r"\left[1,\ 2\right]"
    assert value([[1.0, 2.0], [3.0, 4.0]]) == r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}"
    assert r"\dots" in value([float(k) for k in range(100)])
    assert value([[float(k) for k in range(30)]] * 30).count(r"\\") == 6


@pytest.mark.parametrize("words", HOSTILE)
def test_everything_is_ascii(words):
    assert text(words).isascii() and name(words).isascii() and formula(words).isascii()
    assert steps(hostile(words)).isascii() and graph(hostile(words)).isascii()


def test_a_deep_expression_is_set_without_recursion():
    assert formula("(" * 900 + "x" + ")" * 900) == "x"
    assert formula("sin(" * 300 + "x" + ")" * 300).count(r"\sin") == 300


def test_a_fragment_says_what_it_needs():
    found = steps(made(CASES[0]))
    assert found.startswith("% needs \\usepackage{amsmath}\n")
    assert r"\frac{\partial y}{\partial v_{1}} \frac{\partial v_{1}}{\partial x} &= 3 \cdot 2\, x = 3 \cdot 4 = 12" in found
    assert r"\frac{d y}{d x} &= 6\, x + 4 = 6 \cdot 2 + 4 = 16" in found
    assert r"&= 4 + 12 = 16" in found
    assert "documentclass" not in found


def test_a_gradient_that_arrives_in_parts_is_their_sum():
    found = steps(made(("a = x + y; b = a*a; a*b", {"x": 1.0, "y": 2.0}, CASES[0][2])))
    assert r"\frac{\partial z}{\partial a} &= 9 + 9 + 9 = 27" in found


def test_the_result_of_an_operation_is_called_by_its_name():
    case = ("tanh(x) + 1", {"x": 1.0}, CASES[0][2])
    assert "out" not in steps(made(case)) and "1 - v_{1}^{2}" in steps(made(case)) and "1 - v_{1}^{2}" in graph(made(case))
    assert "out" in steps(made(("tanh(out) + 1", {"out": 1.0}, CASES[0][2])))


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_documents_compile(tmp_path, case):
    compile_with_pdflatex(tmp_path, steps(made(case), standalone=True))
    compile_with_pdflatex(tmp_path, graph(made(case), standalone=True))


def test_all_hostile_names_compile(tmp_path):
    fragments = "\n\n".join(steps(hostile(words)) for words in HOSTILE)
    document = f"\\documentclass{{article}}\n\\usepackage{{amsmath}}\n\\begin{{document}}\n{fragments}\\end{{document}}\n"
    compile_with_pdflatex(tmp_path, document)
    pictures = "\n\n".join(graph(hostile(words)) for words in HOSTILE)
    head = "\\documentclass{article}\n\\usepackage{amsmath}\n\\usepackage{tikz}\n\\begin{document}\n"
    compile_with_pdflatex(tmp_path, f"{head}{pictures}\\end{{document}}\n")


def test_a_picture_is_not_wider_than_the_text(tmp_path):
    """Overfull boxes, in a document of ten points on A4."""
    pictures = "\n\n".join(rf"\noindent {graph(made(case))}" for case in CASES)
    head = "\\documentclass[10pt,a4paper]{article}\n\\usepackage{amsmath}\n\\usepackage{tikz}\n\\begin{document}\n"
    log = compile_with_pdflatex(tmp_path, f"{head}{pictures}\\end{{document}}\n")
    assert "Overfull \\hbox" not in log
