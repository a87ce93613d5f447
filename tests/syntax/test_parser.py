"""What the parser makes of a text."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradcli.problems import SyntaxProblem
from gradcli.syntax.parser import parse
from gradcli.syntax.printing import show
from gradcli.syntax.tree import full_name


def nodes(text: str, *variables: str) -> list[Any]:
    """The tree without its last node, the end of the statement; names and numbers are shown as themselves."""
    tree = parse(text, variables)
    plain = ("name", "number")
    return [value if kind in plain else (kind, value) for kind, value in zip(tree.kinds, tree.values, strict=True)][:-1]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("3*x**2 + 4*x + 5", "((3*(x**2)) + (4*x)) + 5"),
        ("-x**2", "-(x**2)"),
        ("2**-x", "2**(-x)"),
        ("2**x**3", "2**(x**3)"),
        ("-2**-x**2", "-(2**(-(x**2)))"),
        ("a - b - c", "(a - b) - c"),
        ("a / b * c", "(a / b) * c"),
        ("a @ b.T % c // d", "((a @ (b.T)) % c) // d"),
        ("a + b < c - d", "(a + b) < (c - d)"),
        ("--x", "-(-x)"),
        ("-x.sum()", "-(x.sum())"),
        ("x.T**2", "(x.T)**2"),
        ("-a[0]**2", "-((a[0])**2)"),
        ("7//2*x", "(7//2)*x"),
    ],
)
def test_precedence(text: str, meaning: str) -> None:
    assert parse(text).same(parse(meaning))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f()", [("call", ("f", 0, ()))]),
        ("f(x, 2, dim=0, keepdim=y,)", ["x", 2, 0, "y", ("call", ("f", 2, ("dim", "keepdim")))]),
        ("f(g(x, y), h())", ["x", "y", ("call", ("g", 2, ())), ("call", ("h", 0, ())), ("call", ("f", 2, ()))]),
        ("x.sum(dim=0).T", ["x", 0, ("method", ("sum", 0, ("dim",))), ("attribute", "T")]),
        ("max(a, dim=0).values", ["a", 0, ("call", ("max", 1, ("dim",))), ("attribute", "values")]),
        ("a[0]", ["a", 0, ("index", 1)]),
        ("a[..., None]", ["a", ("ellipsis", None), "None", ("index", 2)]),
        ("a[:]", ["a", ("slice", (False, False, False)), ("index", 1)]),
        ("a[1:, :2]", ["a", 1, ("slice", (True, False, False)), 2, ("slice", (False, True, False)), ("index", 2)]),
        ("a[::2]", ["a", 2, ("slice", (False, False, True)), ("index", 1)]),
        ("a[b[1]:3:4,]", ["a", "b", 1, ("index", 1), 3, 4, ("slice", (True, True, True)), ("index", 1)]),
        ("[]", [("list", 0)]),
        ("[[1, 2], [3],]", [1, 2, ("list", 2), 3, ("list", 1), ("list", 2)]),
        ("()", [("tuple", 0)]),
        ("(1,)", [1, ("tuple", 1)]),
        ("(1, (2, 3), 4,)", [1, 2, 3, ("tuple", 2), 4, ("tuple", 3)]),
        ("(x)", ["x"]),
        ("'a\\'b\\n'", [("string", "a'b\n")]),
        ('"it\'s"', [("string", "it's")]),
        ("+x", ["x", ("unary", "+")]),
        ("x != y", ["x", "y", ("compare", "!=")]),
    ],
)
def test_nodes(text: str, expected: list[Any]) -> None:
    assert nodes(text) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2", 2),
        ("2.", 2.0),
        (".5", 0.5),
        ("1e-3", 0.001),
        ("1E3", 1000.0),
        ("1_000", 1000),
        ("1_0.5_0", 10.5),
        ("007", 7),
        ("9223372036854775807", 2**63 - 1),
        ("9223372036854775808", 2.0**63),
        ("0" * 5000 + "1", 1),
        ("1" + "0" * 5000, float("inf")),
        ("1e999", float("inf")),
    ],
)
def test_numbers(text: str, value: float) -> None:
    (read,) = nodes(text)
    assert (read, type(read)) == (value, type(value))


def test_statements() -> None:
    tree = parse("y = x*3  # first\n\n; z = (y\n + 5) \\\n * 2;;\ry*z\r\n")
    assert [tree.kinds[i] for i in tree.roots()] == ["assign", "assign", "statement"]
    assert [tree.text(i) for i in tree.roots()] == ["y = x*3", "z = (y\n + 5) \\\n * 2", "y*z"]
    assert tree.names() == ["x"]
    assert tree.assigned() == ["y", "z"]


def test_free_names_are_used_before_they_are_assigned() -> None:
    assert parse("x = x*2; b + x + a; f(c, dim=d)").names() == ["x", "b", "a", "c", "d"]


def test_spans_include_brackets_of_operands() -> None:
    tree = parse(" (a + b)*c[1:, ::2] - -d")
    texts = {(kind, tree.text(i)) for i, kind in enumerate(tree.kinds)}
    assert texts >= {("binary", "(a + b)*c[1:, ::2]"), ("slice", "1:"), ("slice", "::2"), ("unary", "-d"), ("binary", "a + b")}
    assert tree.span(0) == (2, 3)


def test_operands() -> None:
    tree = parse("f(a + b, c[0], dim=(1, 2))")
    call = tree.kinds.index("call")
    assert [tree.text(i) for i in tree.operands(call)] == ["a + b", "c[0]", "(1, 2)"]
    assert tree.operand_count(call) == 3
    assert tree.firsts()[call] == 0
    assert len(tree) == call + 2
    assert "f(a + b" in repr(tree)


@pytest.mark.parametrize(
    "text",
    [f"{prefix}.sin(x)" for prefix in "torch math np numpy jnp jax.numpy F torch.nn.functional torch.linalg".split()],
)
def test_prefixes_mean_nothing(text: str) -> None:
    assert nodes(text) == nodes("sin(x)")


def test_a_variable_is_no_prefix() -> None:
    method = ["F", ("method", ("sum", 0, ()))]
    assert nodes("F.sum()", "F") == method
    assert nodes("F = x; F.sum()")[-2:] == method
    assert nodes("F*2") == ["F", 2, ("binary", "*")]
    assert nodes("x.F.T") == ["x", ("attribute", "F"), ("attribute", "T")]
    assert nodes("torch.tensor([1])") == [1, ("list", 1), ("call", ("tensor", 1, ()))]


def test_names_are_normalised_as_python_does() -> None:
    assert nodes("ſ + 𝐱 + α_1 + τ") == ["s", "x", ("binary", "+"), "α_1", ("binary", "+"), "τ", ("binary", "+")]
    assert nodes("π*2", "π") == ["π", 2, ("binary", "*")]


def test_what_only_the_evaluator_can_judge_is_accepted() -> None:
    for text in ("sin", "sine(x)", "ln(x)", "if_ + 1", "x.nothing", "sum(sum)"):
        parse(text)


def test_a_byte_order_mark_is_skipped() -> None:
    assert nodes("\ufeffx") == ["x"]


DEEP = 100_000


@pytest.mark.parametrize(
    "text",
    [
        "(" * DEEP + "x" + ")" * DEEP,
        "-" * DEEP + "x",
        "2**" * DEEP + "x",
        "[" * DEEP + "]" * DEEP,
        "f(" * DEEP + "x" + ")" * DEEP,
        "x[0:" * DEEP + "x" + "]" * DEEP,
        "x" + " + x" * DEEP,
        "x" + ".T" * DEEP,
        "x;" * DEEP,
        "9" * 10**6,
        "1." + "9" * 10**6,
        " " * 10**6 + "x",
        "\\\n" * 10**5 + "x",
    ],
    ids=lambda text: text[:4].strip() or "spaces",
)
def test_depth_and_length_are_no_limit(text: str) -> None:
    tree = parse(text)
    assert parse(show(tree)).same(tree)


@pytest.mark.parametrize(
    "text",
    [
        "(" * DEEP,
        ")" * DEEP,
        "(" * DEEP + "x" + ")" * (DEEP - 1),
        "x " * DEEP,
        "x" + "^2" * DEEP,
        "2x + " * DEEP,
        "'" * (DEEP + 1),
        '"' + "\\" * DEEP,
        "\0" * DEEP,
        "√" * DEEP,
        "|" * DEEP,
        "{" * DEEP,
        "1e" * DEEP,
        "if " * DEEP,
        "1," * DEEP,
        " " * DEEP,
        "x + " * DEEP,
        "\ud800" * DEEP,
        "_" * DEEP + "²",
        "(x" + "\n" * DEEP,
    ],
    ids=lambda text: ascii(text[:4]),
)
def test_long_nonsense_is_refused(text: str) -> None:
    """Anything quadratic would take hours here."""
    with pytest.raises(SyntaxProblem) as caught:
        parse(text)
    assert caught.value.span is not None and caught.value.source == text
    assert len(caught.value.title) < 120


@given(st.text(max_size=60))
def test_any_text_is_a_tree_or_a_problem(text: str) -> None:
    try:
        parse(text)
    except SyntaxProblem as problem:
        assert problem.span is not None
        assert 0 <= problem.span[0] <= problem.span[1] <= len(text)


def test_a_function_is_the_same_with_its_module_in_front_of_it() -> None:
    behind, bare = (parse(text, ("x",)).values[1][0] for text in ("torch.special.erf(x)", "erf(x)"))
    assert behind == bare and full_name(bare) == "erf"
    assert full_name(behind) == full_name(pickle.loads(pickle.dumps(behind))) == "special.erf"
