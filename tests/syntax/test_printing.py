"""What is printed reads back as the same tree, with no parenthesis too many."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradcli.syntax.parser import parse
from gradcli.syntax.printing import show, show_number


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("3*x**2+4*x+5", "3*x**2 + 4*x + 5"),
        ("((3)*((x)**(2)))", "3*x**2"),
        ("(-x)**2", "(-x)**2"),
        ("-(x**2)", "-x**2"),
        ("(2**x)**3", "(2**x)**3"),
        ("2**(x**3)", "2**x**3"),
        ("2**(-x)", "2**-x"),
        ("a-(b-c)", "a - (b - c)"),
        ("(a-b)-c", "a - b - c"),
        ("a/(b*c)", "a/(b*c)"),
        ("-(a*b)", "-(a*b)"),
        ("(-a)*b", "-a*b"),
        ("a*(-b)", "a*-b"),
        ("a@b//c%d", "a @ b//c%d"),
        ("(a<b)*(c>=d)", "(a < b)*(c >= d)"),
        ("(a<b)==c", "(a < b) == c"),
        ("f( x,dim = 0, )", "f(x, dim=0)"),
        ("(a+b).sum(dim=0).T", "(a + b).sum(dim=0).T"),
        ("a[1: ,::2,...,None]", "a[1:, ::2, ..., None]"),
        ("a[1:2:3, :]", "a[1:2:3, :]"),
        ("(1,)", "(1,)"),
        ("(1,2,)", "(1, 2)"),
        ("()", "()"),
        ("[ [1,2],[3] ]", "[[1, 2], [3]]"),
        ("(2).sum()", "(2).sum()"),
        ("(-2)**2", "(-2)**2"),
        ("y=2*x\nz=y # end", "y = 2*x; z = y"),
        ('"it\'s"', "'it\\'s'"),
        ("1e999", "1e999"),
        ("1_000.50", "1000.5"),
        ("torch.sin(np.pi)", "sin(pi)"),
    ],
)
def test_house_spelling(typed: str, printed: str) -> None:
    tree = parse(typed)
    assert show(tree) == printed
    assert parse(printed).same(tree)


def test_one_node() -> None:
    tree = parse("a*(b + c)")
    assert [show(tree, i) for i in range(len(tree))] == ["a", "b", "c", "b + c", "a*(b + c)", "a*(b + c)"]


def test_a_variable_named_like_a_prefix_stays_one() -> None:
    tree = parse("F.sum() + F", ["F"])
    assert show(tree) == "(F).sum() + F"
    assert parse(show(tree)).same(tree)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("torch.linalg.norm(x) + np.linalg.norm(x)", "torch.linalg.norm(x) + torch.linalg.norm(x)"),
        ("torch.nn.functional.softmax(x) + F.relu(x)", "F.softmax(x) + relu(x)"),
        ("torch.pi*norm(x)", "pi*norm(x)"),
        ("torch.linalg . det + softmax(x)", None),
    ],
)
def test_a_module_stays_where_it_makes_another_function(text: str, shown: str | None) -> None:
    tree = parse(text, ["torch"] if shown is None else [])
    assert shown is None or show(tree) == shown
    assert parse(show(tree), ["torch"] if shown is None else []).same(tree)


def test_negative_numbers_of_other_makers() -> None:
    assert [show_number(value) for value in (-3, float("-inf"), 0.1, 1e22)] == ["-3", "-1e999", "0.1", "1e+22"]


NAMES = st.sampled_from(["x", "y", "W", "F", "torch", "α", "क्ष", "sin", "None", "e1"])
FLOATS = st.floats(0, allow_infinity=False, allow_nan=False)
NUMBERS = st.one_of(st.integers(0, 2**65).map(str), FLOATS.map(repr), st.just("1_0."))
_QUOTED = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n"})
STRINGS = st.text("ab'\"\\ \n\té😀", max_size=4).map(lambda text: f"'{text.translate(_QUOTED)}'")


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    symbol = st.sampled_from(["+", "-", "*", "/", "//", "%", "@", "**", "&", "|"])
    several = st.lists(inner, max_size=3)
    bound = st.one_of(st.just(""), inner)
    item = st.one_of(inner, st.just("..."), st.tuples(bound, bound, bound).map(":".join))
    return st.one_of(
        st.tuples(inner, symbol, inner).map(" ".join),
        st.tuples(inner, symbol, inner).map(lambda parts: "(" + "".join(parts) + ")"),
        st.tuples(inner, st.sampled_from(["<", ">=", "!="]), inner).map(lambda parts: "(" + " ".join(parts) + ")"),
        inner.map(lambda text: "-" + text),
        inner.map(lambda text: "~" + text),
        inner.map(lambda text: f"({text})"),
        inner.map(lambda text: f"({text}).T"),
        several.map(lambda parts: f"[{', '.join(parts)}]"),
        several.map(lambda parts: f"({''.join(part + ',' for part in parts)})"),
        st.tuples(NAMES, several, inner).map(lambda parts: f"{parts[0]}({', '.join([*parts[1], 'dim=' + parts[2]])})"),
        st.tuples(inner, several).map(lambda parts: f"({parts[0]}).sum({', '.join(parts[1])})"),
        st.tuples(inner, st.lists(item, min_size=1, max_size=3)).map(lambda parts: f"({parts[0]})[{', '.join(parts[1])}]"),
    )


EXPRESSIONS = st.recursive(st.one_of(NAMES, NUMBERS, STRINGS), _larger, max_leaves=15)


@given(EXPRESSIONS)
def test_what_is_printed_reads_back(text: str) -> None:
    tree = parse(text)
    printed = show(tree)
    assert parse(printed).same(tree)
    assert show(parse(printed)) == printed
