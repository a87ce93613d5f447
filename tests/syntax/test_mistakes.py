"""What people type by mistake, what is said about it, and what is proposed instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradcli.problems import SyntaxProblem
from gradcli.suggest import suggest_name
from gradcli.syntax.mistakes import LONGEST_MENDED
from gradcli.syntax.parser import parse

# typed, a part of the title, the hint
MISTAKES: list[tuple[str, str, str | None]] = [
    ("3x", "an operator is missing between `3` and `x`", "3*x"),
    ("2(x+1)", "an operator is missing between `2` and `(`", "2*(x+1)"),
    ("(x+1)(x-1)", "an operator is missing between `)` and `(`", "(x+1)*(x-1)"),
    ("x y", "an operator is missing between `x` and `y`", "x*y"),
    ("x^2", "`^` is not the power operator", "x**2"),
    ("e^x", "`^` is not the power operator", "e**x"),
    ("sin^2(x)", "`^` is not the power operator", "sin(x)**2"),
    ("sin^2 x", "`^` is not the power operator", "sin(x)**2"),
    ("sin^-1(x)", "`^` is not the power operator", "asin(x)"),
    ("x²", "`²` is not read as an exponent", "x**2"),
    ("x³", "`³` is not read as an exponent", "x**3"),
    ("x⁻¹", "`⁻¹` is not read as an exponent", "x**-1"),
    ("xⁿ", "`ⁿ` is not read as an exponent", "x**n"),
    ("x^{n+1}", "`^` is not the power operator", "x**(n+1)"),
    ("sin²(x)", "`²` is not read as an exponent", "sin(x)**2"),
    ("√x", "`√` is not part of the language", "sqrt(x)"),
    ("√(x+1)", "`√` is not part of the language", "sqrt(x+1)"),
    ("2√x", "`√` is not part of the language", "2*sqrt(x)"),
    ("|x|", "bars are not read as an absolute value", "abs(x)"),
    ("2|x-1| + |y|", "bars are not read as an absolute value", "2*abs(x-1) + abs(y)"),
    ("ln|x|", "bars are not read as an absolute value", "ln(abs(x))"),
    ("2||v||", "bars are not read as an absolute value", "2*norm(v)"),
    ("||v||", "bars are not read as an absolute value", "norm(v)"),
    ("sin x", "`sin` needs brackets around its argument", "sin(x)"),
    ("sin 2x + 1", "`sin` needs brackets around its argument", "sin(2*x) + 1"),
    ("log sin x", "`log` needs brackets around its argument", "log(sin(x))"),
    ("2×3", "`×` is not part of the language", "2*3"),
    ("x·y", "`·` is not part of the language", "x*y"),
    ("x÷2", "`÷` is not part of the language", "x/2"),
    ("−1", "`−` is not part of the language", "-1"),
    ("mse_loss(a, b, reduction=“sum”)", "`“` does not quote a text", 'mse_loss(a, b, reduction="sum")'),
    ("π", "`π` is not a name here", "pi"),
    ("2πr²", "`π` is not a name here", "2*pi*r**2"),
    ("πr²", "`π` is not a name here", "pi*r**2"),
    ("∞", "`∞` is not part of the language", "inf"),
    ("3,5*x", "a comma is not a decimal point", "3.5*x"),
    ("1,000*x", "a comma does not group digits", "1000*x"),
    ("1, 2", "several values need brackets", "[1, 2]"),
    ("(x+1", "`(` is never closed", "(x+1)"),
    ("sin((x+1", "`(` is never closed", "sin((x+1))"),
    ("x+1)", "`)` closes nothing", "x+1"),
    ("(x]", "`]` does not close `(`", "(x)"),
    ("[1, 2", "`[` is never closed", "[1, 2]"),
    ("a[0", "`[` is never closed", "a[0]"),
    ("x++", "`++` does not count", "x + 1"),
    ("x--", "`--` does not count", "x - 1"),
    ("x**", "nothing stands behind `**`", "x"),
    ("3 +", "nothing stands behind `+`", "3"),
    ("(x + )", "nothing stands behind `+`", "(x )"),
    ("", "there is no expression here", None),
    ("   ", "there is no expression here", None),
    ("# only", "there is no expression here", None),
    ("x =", "nothing stands behind `=`", None),
    ("import torch; x**2", "nothing needs to be imported", "x**2"),
    ("from torch import sin; sin(x)", "nothing needs to be imported", "sin(x)"),
    ("def f(x): return x**2", "a function is not defined here", "x**2"),
    ("lambda x: x**2", "a function is not written with `lambda` here", "x**2"),
    ("f = lambda x: x**2; f", "a function is not written with `lambda` here", "f = x**2; f"),
    ("lambda*w", "`lambda` is a word of Python and cannot be a name", "lambda_*w"),
    ("return x", "`return` is not needed", "x"),
    ("for i in range(3): x", "`for` begins a statement of Python, not an expression", None),
    ("if x > 0: y", "`if` begins a statement of Python, not an expression", None),
    ("f(x) = x**2", "a function is not defined here", "x**2"),
    ("f(x)=x^2+3x", "a function is not defined here", "x**2+3*x"),
    ("\\frac{a}{b}", "`\\frac` is LaTeX", "a/b"),
    ("\\frac{x^2+1}{2}", "`\\frac` is LaTeX", "(x**2+1)/2"),
    ("\\frac12 x", "`\\frac` is LaTeX", "1/2*x"),
    ("2\\sin x", "`\\sin` is LaTeX", "2*sin(x)"),
    ("\\sin x", "`\\sin` is LaTeX", "sin(x)"),
    ("\\sin^2 x + \\cos^2 x", "`\\sin` is LaTeX", "sin(x)**2 + cos(x)**2"),
    ("a \\cdot b", "`\\cdot` is LaTeX", "a * b"),
    ("\\sqrt{x+1}", "`\\sqrt` is LaTeX", "sqrt(x+1)"),
    ("\\left( x+1 \\right)^2", "`\\left` is LaTeX", "( x+1 )**2"),
    ("$x^2$", "`$` is not part of an expression", "x**2"),
    ("e^{-x^2/2}", "`^` is not the power operator", "e**(-x**2/2)"),
    ("x!", "`!` is not read as a factorial", "exp(lgamma(x + 1))"),
    ("(x+1)!", "`!` is not read as a factorial", "exp(lgamma(x+1 + 1))"),
    ("x'", "a prime does not take the derivative", "x"),
    ("f'(x)", "a prime does not take the derivative", "f(x)"),
    ('"abc', "this text has no closing quote", '"abc"'),
    ("mse_loss(a, b, reduction='sum)", "this text has no closing quote", "mse_loss(a, b, reduction='sum')"),
    ("d/dx x**2", "the derivative is what gradcli computes", "x**2"),
    ("dy/dx = 2*x", "the derivative is what gradcli computes", "2*x"),
    ("∂f/∂x = 2x", "the derivative is what gradcli computes", "2*x"),
    ("(x>0) && (x<1)", "`&&` is not an operator", "(x>0) & (x<1)"),
    ("x > 0 || x < -1", "`||` is not an operator", "(x > 0) | (x < -1)"),
    ("x > 0 & x < 3", "comparisons cannot be chained", "(x > 0) & (x < 3)"),
    ("x &", "nothing stands behind `&`", "x"),
    ("| x", "`|` needs a value on its left", "x"),
    ("~", "nothing stands behind `~`", None),
    ("x > 0 and x < 1", "`and` does not combine conditions", "(x > 0)*(x < 1)"),
    ("not x", "`not` does not negate", "logical_not(x)"),
    ("a or b", "`or` does not combine conditions", "(a) | (b)"),
    ("x if c else y", "a choice is not written with `if`", "where(c, x, y)"),
    ("f(x if x > 0 else 0, 1)", "a choice is not written with `if`", "f(where(x > 0, x, 0), 1)"),
    ("a < b < c", "comparisons cannot be chained", "(a < b)*(b < c)"),
    ("0 < x <= 1", "comparisons cannot be chained", "(0 < x)*(x <= 1)"),
    ("y := x**2", "`:=` is not part of the language", "y = x**2"),
    ("x += 1", "`+=` is not part of the language", "x = x + 1"),
    ("x *= 2+y", "`*=` is not part of the language", "x = x*(2+y)"),
    ("x <> y", "`<>` is not part of the language", "x != y"),
    ("x === y", "`===` is not part of the language", "x == y"),
    ("a =< b", "`=<` is not part of the language", "a <= b"),
    ("x => 3", "`=>` is not part of the language", "x >= 3"),
    ("@x", "`@` needs a value on its left", "x"),
    ("x @", "nothing stands behind `@`", "x"),
    ("1..2", "a number has one decimal point", None),
    ("1.2.3", "a number has one decimal point", None),
    ("0x10", "numbers are written in decimal", "16"),
    ("1e", "the exponent of `1e` is missing", None),
    ("1e+", "the exponent of `1e` is missing", None),
    ("2e*x", "an operator is missing between `2` and `e`", "2*e*x"),
    ("5j", "complex numbers are not part of the language", None),
    ("{x+1}", "braces do not group", "(x+1)"),
    ('f"x"', "an expression is not a text", "x"),
    ("50%", "`%` is not read as percent", "50/100"),
    ("x😀", "`😀` is not part of the language", None),
    ("x * * 2", "`**` is one operator", "x ** 2"),
    ("x * / 2", "`/` needs a value on its left", None),
    ("*x", "`*` needs a value on its left", "x"),
    ("=x**2", "an expression does not begin with `=`", "x**2"),
    ("a = b = 3", "one name is assigned at a time", "b = 3; a = b"),
    ("x**2 = 4", "an equation is not solved here", "x**2 - 4"),
    ("f(,x)", "nothing stands before this comma", "f(x)"),
    ("[1,,2]", "nothing stands before this comma", "[1,2]"),
    ("f(dim=0, x)", "an argument without a name cannot follow one with a name", "f(x, dim=0)"),
    ("f(x=1, 2)", "an argument without a name cannot follow one with a name", "f(2, x=1)"),
    ("f(x, dim=0, dim=1)", "`dim` is given twice", None),
    ("[1 2; 3 4]", "a comma is missing between two elements", "[[1, 2], [3, 4]]"),
    ("[1 2]", "a comma is missing between two elements", "[1, 2]"),
    ("1 000 000", "a space does not group digits", "1000000"),
    ("1__000", "an underscore stands between two digits", "1000"),
    ("1_", "an underscore stands between two digits", "1"),
    (">>> x**2", "a prompt is not part of the expression", "x**2"),
    ("x -> x**2", "a function is not written with an arrow", "x**2"),
    ("the derivative of x squared", "this reads as words, not as an expression", "x**2"),
    ("`x**2`", "a backtick is not part of an expression", "x**2"),
    ("x ½", "`½` is not part of the language", "x *(1/2)"),
    ("½x", "`½` is not part of the language", "(1/2)*x"),
    ("３x", "`３` is not part of the language", "3*x"),
    ("a[]", "the index is empty", "a[:]"),
    ("x?", "`?` is not part of the language", None),
    ("x;;y z", "an operator is missing between `y` and `z`", "x;;y*z"),
    ("(f)(x)", "an operator is missing between `)` and `(`", "(f)*(x)"),
    ("2x^2 + 3x", "an operator is missing between `2` and `x`", "2*x**2 + 3*x"),
    ("3x^2 + 4x + 5", "an operator is missing between `3` and `x`", "3*x**2 + 4*x + 5"),
    ("x.", "nothing stands behind the point", "x"),
    ("x..y", "`.` does not fit here", None),
    ("a.1", "an operator is missing between `a` and `.1`", "a*.1"),
    ("...", "`...` does not fit here", None),
    ("x:2", "`:` does not fit here", None),
    ("with torch.no_grad(): x", "`with` begins a statement of Python, not an expression", None),
    ("print x", "an operator is missing between `print` and `x`", "print*x"),
    ("x times 2 squared", "`times` is not an operator", "x * 2**2"),
    ("x**2 at x", "`at` is not part of an expression", None),
    ("x^2 for x=3", "`^` is not the power operator", None),
    ("x is 2", "`is` does not compare values", "x == 2"),
    ("x<", "nothing stands behind `<`", None),
    ("x₁ + x₂", "`₁` is not part of a name", "x1 + x2"),
    ("f(x; y)", "`;` ends a statement, but a bracket is open", "f(x, y)"),
    ("(x+1)^2(x-1)", "`^` is not the power operator", "(x+1)**2*(x-1)"),
    ("1/(1+e^-x)", "`^` is not the power operator", "1/(1+e**-x)"),
    ("x^2 + y^2 = 1", "`^` is not the power operator", "x**2 + y**2 - 1"),
    ("a, b = 1, 2", "one name is assigned at a time", "a = 1; b = 2"),
    ("y = 2x; y^2", "an operator is missing between `2` and `x`", "y = 2*x; y**2"),
    ("x\x00y", "the control character U+0000 is not part of the language", "xy"),
    ("\x1b[31mx\x1b[0m+1", "the control character U+001B is not part of the language", "x+1"),
    ("x\u200b+1", "the invisible character U+200B is not part of the language", "x+1"),
    ("x\xa0+\xa01", "the unusual space U+00A0 is not part of the language", "x + 1"),
    ("x\ud800", "the lone surrogate U+D800 is not part of the language", "x"),
    ("x\\", "`\\` is not part of the language", None),
    ("'", "this text has no closing quote", "''"),
    ("x\u2028+1", "the separator U+2028 is not part of the language", "x +1"),
    ("x = \ny = 2", "nothing stands behind `=`", None),
]


@pytest.mark.parametrize(("typed", "title", "hint"), MISTAKES, ids=[ascii(typed) for typed, _, _ in MISTAKES])
def test_mistake(typed: str, title: str, hint: str | None) -> None:
    problem = refused(typed)
    assert title in problem.title
    assert problem.hint == hint
    assert problem.fix


def refused(text: str) -> SyntaxProblem:
    with pytest.raises(SyntaxProblem) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("typed", "underlined"),
    [
        ("1 + 3x", "3x"),
        ("x^2", "^"),
        ("sin((x + 1", "("),
        ("|x| + 1", "|x|"),
        ("x**2 = 4", "="),
        ("1.2.3", "1.2.3"),
        ("1 +", "+"),
        ("", ""),
        ("f(x, dim=0, dim=1)", "dim"),
        ("x = 2; import torch", "import torch"),
        ("\x1b[31mx", "\x1b[31m"),
    ],
)
def test_the_place(typed: str, underlined: str) -> None:
    problem = refused(typed)
    assert problem.source == typed
    assert problem.span is not None
    assert typed[slice(*problem.span)] == underlined


def test_the_place_in_a_long_text() -> None:
    text = "x + " * LONGEST_MENDED + "3y" + " + x" * LONGEST_MENDED
    problem = refused(text)
    assert problem.span is not None and text[slice(*problem.span)] == "3y"
    assert problem.hint is None
    opened = refused("(x + " * LONGEST_MENDED + "x" + ")" * (LONGEST_MENDED - 1))
    assert (opened.title, opened.span) == ("`(` is never closed", (0, 1))


PIECES = [*"()[]{},;:.+-*/%@=<>!'\"^²√|½×−“”’$`?~&#_"]
PIECES += r"x y sin f 2 3.5 .5 1e e π ⁿ ... ** == \frac \sin \ ⁻¹ || 😀 torch. F. d/dx 0x1 ₁ ∂ >>> 1,000 ３".split()
PIECES += [f" {word} " for word in "if else and import lambda def return not is times at".split()]
PIECES += ["\x00", "\x1b[0m", "\u200b", "\ud800", "\n", "\r", "\t", "\\\n"]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_whatever_is_typed_the_answer_is_printable_and_the_hint_works(text: str) -> None:
    try:
        parse(text)
    except SyntaxProblem as problem:
        for said in (problem.title, problem.fix, problem.why, problem.hint):
            assert said is None or all(letter.isprintable() or letter in "\n\t" for letter in str(said))
        assert problem.span is not None
        assert 0 <= problem.span[0] <= problem.span[1] <= len(text)
        if problem.hint is not None:
            parse(problem.hint)


CANDIDATES = (
    "sin asin sinh cos tan atan atan2 exp log log2 log10 sqrt square sign abs pi sigmoid softmax logsumexp requires_grad x mean"
).split()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ln", "log"),
        ("sine", "sin"),
        ("arctg", "atan"),
        ("tg", "tan"),
        ("sqr", "square"),
        ("sgn", "sign"),
        ("log_e", "log"),
        ("log_10", "log10"),
        ("Sin", "sin"),
        ("sigmod", "sigmoid"),
        ("log_sum_exp", "logsumexp"),
        ("requires_grads", "requires_grad"),
        ("avg", "mean"),
        ("PI", "pi"),
        ("sin", None),
        ("cbrt", None),
        ("zzzzzz", None),
        ("q", None),
        ("s" * 10**6, None),
    ],
)
def test_suggest_name(typed: str, meant: str | None) -> None:
    assert suggest_name(typed, CANDIDATES) == meant


def test_suggestions_are_only_candidates() -> None:
    assert suggest_name("ln", ["x"]) is None
    assert suggest_name("ln", []) is None
