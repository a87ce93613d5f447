"""The mistakes that are known, each with its repair.

A repair looks at the place where reading stopped. If it knows the mistake it returns a Mending, otherwise None.
The order of REPAIRS matters: the particular comes before the general.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from gradcli.problems import Remedy, Span, Words
from gradcli.syntax.place import (
    CLOSING,
    COMPARISONS,
    FUNCTIONS,
    OPENING,
    OPERATORS,
    Stop,
    Token,
    argument_end,
    closing,
    primary_end,
    primary_start,
    signed_end,
    split,
)
from gradcli.syntax.reading import RESERVED


class Mending(NamedTuple):
    """One mistake: what and where it is, what to do, and the whole text with just this mended (None where nobody can know)."""

    title: str
    span: Span
    fix: Words | None = None
    mended: str | None = None
    why: str | None = None


Repair = Callable[[Stop], Mending | None]


def shown(text: str) -> str:
    """A piece of the user's text, safe to print: short, and what cannot be seen is named by its code."""
    short = text if len(text) <= 24 else text[:21] + "..."
    if short.isprintable() and short:
        return f"`{short}`"
    return f"`{short.strip()}`" if short.strip().isprintable() and short.strip() else code_point(text[:1])


def code_point(letter: str) -> str:
    """The name that Unicode gives a character by number."""
    return f"U+{ord(letter):04X}" if letter else "the end"


# Whole texts ----------------------------------------------------------------------------------


def empty(place: Stop) -> Mending | None:
    if any(token.kind not in ("newline", "end") and token.text != ";" for token in place.tokens):
        return None
    return Mending("there is no expression here", (place.start, place.start), "type one, such as 3*x**2 + 4*x + 5")


_ORDER = r"(?:(?:\*\*|\^)[0-9]+|[²³])?"
DERIVATIVE = re.compile(rf"\s*[d∂]{_ORDER}\s*\w*\s*/\s*[d∂]\s*\w+{_ORDER}\s*=?\s*")


def derivative(place: Stop) -> Mending | None:
    """d/dx x**2, dy/dx = 2*x"""
    start, end = place.statement()
    match = DERIVATIVE.match(place.source, start, end)
    if not match or not start <= place.start <= match.end():
        return None
    span = (start, start + len(match[0].rstrip()))
    rest = place.put("", start, match.end()) if match.end() < end else None
    return Mending("the derivative is what gradcli computes", span, "write only the expression", rest)


def prompt(place: Stop) -> Mending | None:
    """>>> x**2"""
    match = re.compile(r">>>?\s*|In ?\[[0-9]*\]:\s*").match(place.source, place.statement()[0])
    if not match or place.start > match.end():
        return None
    return Mending("a prompt is not part of the expression", match.span(), "leave it out", place.put("", *match.span()))


def sentence(place: Stop) -> Mending | None:
    """the derivative of x squared"""
    words = 0
    for token in place.tokens[max(place.index - 1, 0) :]:
        if (token.kind != "name" and token.text not in RESERVED) or len(token.text) < 2 or token.text in FUNCTIONS:
            break
        words += 1
    if words < 3 or place.before.text in RESERVED or place.text in RESERVED:
        return None
    return Mending("this reads as words, not as an expression", place.statement(), "type the expression alone, such as x**2")


# Single characters ----------------------------------------------------------------------------

_INVISIBLE = {
    "Cc": "the control character",
    "Cs": "the lone surrogate",
    "Zs": "the unusual space",
    "Zl": "the separator",
    "Zp": "the separator",
}
_ESCAPE_SEQUENCE = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|.", re.DOTALL)


def invisible(place: Stop) -> Mending | None:
    category = unicodedata.category(place.char) if place.char and place.char not in "\r\n" else ""
    if category not in _INVISIBLE and category not in ("Cf", "Co", "Cn"):
        return None
    match = _ESCAPE_SEQUENCE.match(place.source, place.start)
    end = match.end() if match else place.end
    what = f"{_INVISIBLE.get(category, 'the invisible character')} {code_point(place.char)}"
    instead = " " if category[0] == "Z" else ""
    return Mending(f"{what} is not part of the language", (place.start, end), "remove it", place.put(instead, end=end))


_TWINS = {
    **dict.fromkeys("×·⋅∙•∗⨯✕✖", "*"),
    **dict.fromkeys("÷∕⁄➗", "/"),
    **dict.fromkeys("−–—‐‑‒﹣－➖", "-"),
    **dict.fromkeys("＋➕", "+"),
    "≤": "<=",
    "⩽": "<=",
    "≥": ">=",
    "⩾": ">=",
    "≠": "!=",
    "≡": "==",
    "≈": "==",
    "…": "...",
    "∞": "inf",
    "⊙": "*",
    "∘": "*",
    **dict.fromkeys("ˆ＾⌃˄∧", "**"),
    **dict.fromkeys("（﹙", "("),
    **dict.fromkeys("）﹚", ")"),
    **dict.fromkeys("，﹐、", ","),
    "→": "->",
    "↦": "->",
}
_QUOTES = {**dict.fromkeys("“”„‟«»", '"'), **dict.fromkeys("‘’‚‛‹›", "'")}
_PRIMES = "'′’´″"


def twin(place: Stop) -> Mending | None:
    """2×3, −1"""
    instead = _TWINS.get(place.char)
    if not instead:
        return None
    why = f"{shown(place.char)} is {code_point(place.char)}, not the key on the keyboard" if instead in "-+/" else None
    start = place.start
    return Mending(
        f"{shown(place.char)} is not part of the language", (start, start + 1), f"write `{instead}`", place.put(instead), why
    )


def quote(place: Stop) -> Mending | None:
    """“sum”"""
    if place.char not in _QUOTES:
        return None
    straight = place.source.translate({ord(curly): plain for curly, plain in _QUOTES.items()})
    return Mending(f"{shown(place.char)} does not quote a text", (place.start, place.end), "write straight quotes", straight)


def prime(place: Stop) -> Mending | None:
    """f'(x), x'"""
    is_prime = place.char in tuple(_PRIMES) and (place.here.kind != "string" or place.text.startswith("'("))
    if not is_prime or not place.touches_before() or not place.before.is_value() or place.before.kind == "string":
        return None
    end = place.start
    while place.source[end] in _PRIMES and end + 1 < len(place.source):
        end += 1
    end = max(end, place.start + 1)
    mended = place.put("", end=end)
    return Mending(
        "a prime does not take the derivative",
        (place.start, end),
        "write the function itself; its gradient is the answer",
        mended,
    )


def unclosed_text(place: Stop) -> Mending | None:
    """reduction='mean"""
    if place.text not in ("'", '"'):
        return None
    if place.start == place.statement()[0] and place.source.count(place.text) == 1 and re.search(r"[-+*/^(]", place.source):
        return Mending("this text has no closing quote", (place.start, place.end), "leave the quote out", place.put(""))
    word = re.compile(r"[\w. -]*").match(place.source, place.end)
    end = word.end() if word else place.end
    return Mending(
        "this text has no closing quote", (place.start, end), f"close it with {place.text}", place.put(place.text, end, end)
    )


def dollar(place: Stop) -> Mending | None:
    if place.char not in ("$", "`"):
        return None
    mended = place.source.replace(place.char, "")
    what = "`$`" if place.char == "$" else "a backtick"
    return Mending(f"{what} is not part of an expression", (place.start, place.end), "leave it out", mended)


def compatible(place: Stop) -> Mending | None:
    """Full-width letters and digits, fractions such as ½"""
    plain = unicodedata.normalize("NFKC", place.char).replace("⁄", "/")
    if plain == place.char or not plain.isascii() or not plain.isprintable() or not plain.strip() or _is_raised(place.char):
        return None
    mixed = "/" in plain and place.before.kind == "number"  # 2½ is no product
    instead = f"({plain})" if "/" in plain and len(plain) > 1 else plain
    mended = None if mixed else place.put(("" if instead == plain else _factor(place)) + instead, end=place.start + 1)
    return Mending(f"{shown(place.char)} is not part of the language", (place.start, place.start + 1), f"write {instead}", mended)


def pi(place: Stop) -> Mending | None:
    if unicodedata.normalize("NFKC", place.char) != "π":
        return None
    start = place.start
    mended = place.put("pi" + "*" * (len(place.text) > 1 and place.text[1].isalpha()), end=start + 1)
    return Mending(f"{shown(place.char)} is not a name here", (start, start + 1), "write `pi`", mended)


# Powers, roots, bars --------------------------------------------------------------------------

_INVERSE = {"sin": "asin", "cos": "acos", "tan": "atan", "sinh": "asinh", "cosh": "acosh", "tanh": "atanh"}


def _is_raised(letter: str) -> bool:
    return unicodedata.decomposition(letter).startswith("<super>")


def _is_lowered(letter: str) -> bool:
    return unicodedata.decomposition(letter).startswith("<sub>")


def _run(place: Stop, belongs: Callable[[str], bool]) -> Span | None:
    """Where in the offending token such letters begin, and where in the source they end."""
    start = next((i for i in range(place.start, place.end) if belongs(place.source[i])), None)
    if start is None:
        return None
    end = start
    while end < len(place.source) and belongs(place.source[end]):
        end += 1
    return start, end


def raised(place: Stop) -> Mending | None:
    """x², x⁻¹, sin²(x)"""
    run = _run(place, _is_raised)
    if not run:
        return None
    start, end = run
    exponent = unicodedata.normalize("NFKC", place.source[start:end]).replace("−", "-")
    simple = re.fullmatch(r"-?\w+|\(.*\)", exponent)
    power = f"**{exponent}" if simple else f"**({exponent})"
    name = re.compile(r"[^\W\d]*$").search(place.source[:start])
    mended = _power_of_call(place, name.start(), start, exponent, end) if name and name[0] in FUNCTIONS else None
    title = f"{shown(place.source[start:end])} is not read as an exponent"
    return Mending(title, run, f"write `{power}`", mended or place.put(power, start, end))


def lowered(place: Stop) -> Mending | None:
    """x₁"""
    run = _run(place, _is_lowered)
    if not run:
        return None
    plain = unicodedata.normalize("NFKC", place.source[slice(*run)])
    return Mending(f"{shown(place.source[slice(*run)])} is not part of a name", run, f"write `{plain}`", place.put(plain, *run))


def caret(place: Stop) -> Mending | None:
    """x^2, sin^2(x), x^{n+1}"""
    if place.text != "^":
        return None
    mended = place.put("**")
    body = re.compile(r"\s*\{([^{}]*)\}").match(place.source, place.end)
    if body:
        inner = body[1].strip()
        star = "*" if re.match(r"[\w(]", place.source[body.end() :]) else ""
        mended = place.put(f"**{inner}{star}" if re.fullmatch(r"-?\w+", inner) else f"**({inner}){star}", end=body.end())
    end = body.end() if body else signed_end(place.source, place.end)
    if place.before.text in FUNCTIONS and end >= 0:
        exponent = (body[1] if body else place.source[place.end : end]).strip()
        mended = _power_of_call(place, place.before.start, place.before.end, exponent, end) or mended
        if place.before.text == "exp" and not re.match(r"\s*[\w(]", place.source[end:]):
            mended = place.put(exponent if _is_group(exponent) else f"({exponent})", end=end)
    return Mending("`^` is not the power operator", (place.start, place.end), "write `**`", mended)


def _is_group(text: str) -> bool:
    return text[:1] == "(" and closing(text, 0) == len(text) - 1


def _power_of_call(place: Stop, start: int, end: int, exponent: str, after: int) -> str | None:
    """sin^2(x) with the exponent behind the call; sin^-1 is the inverse function."""
    name = place.source[start:end]
    find_end = primary_end if place.source[after:].lstrip().startswith("(") else argument_end
    stop = find_end(place.source, after)
    if stop < 0:
        return None
    argument = place.source[after:stop].strip()
    argument = argument if argument[0] == "(" else f"({argument})"
    if exponent.strip("()") == "-1" and name in _INVERSE:
        return place.put(_INVERSE[name] + argument, start, stop)
    return place.put(f"{name}{argument}**{exponent}", start, stop)


def root(place: Stop) -> Mending | None:
    """√x, ∛x"""
    degree = {"√": 2, "∛": 3, "∜": 4}.get(place.char)
    if not degree:
        return None
    stop = primary_end(place.source, place.start + 1)
    mended = None
    if stop >= 0:
        inner = place.source[place.start + 1 : stop].strip()
        inner = inner if inner[0] == "(" else f"({inner})"
        mended = place.put(_factor(place) + (f"sqrt{inner}" if degree == 2 else f"{inner}**(1/{degree})"), end=stop)
    fix = "write sqrt(...)" if degree == 2 else f"write (...)**(1/{degree})"
    return Mending(f"{shown(place.char)} is not part of the language", (place.start, place.start + 1), fix, mended)


def _factor(place: Stop) -> str:
    """The `*` that is missing between the token before and a factor that is put here."""
    return "*" if place.before.is_value() and place.before.text not in FUNCTIONS else ""


def bars(place: Stop) -> Mending | None:
    """|x|, ||v||, 2|x - 1|"""
    offset = _opening_bar(place)
    if offset is None:
        return None
    opening, before = place.token(offset), place.token(offset - 1)
    width = 2 if place.source.startswith("||", opening.start) else 1
    first = opening.start + width
    last = place.source.find("|" * width, first)
    inner = place.source[first:last].strip()
    if last < 0 or not inner:
        return None
    call, end = (f"abs({inner})", last + width) if width == 1 else norm_of(inner, place.source, last + width)
    if before.text in FUNCTIONS:
        call = f"({call})"
    elif before.is_value():
        call = f"*{call}"
    span = (opening.start, end)
    fix = "write abs(...)" if width == 1 else "write norm(...)"
    return Mending("bars are not read as an absolute value", span, fix, place.put(call, *span))


_NORM = re.compile(r"\s*_\s*\{?\s*(1|2|F|inf|∞|\\infty)\s*\}?(?!\w)|([₁₂])")


def norm_of(inner: str, source: str, end: int) -> tuple[str, int]:
    """The norm of what stands between two double bars, with the number that may stand below them; and where that ends."""
    match = _NORM.match(source, end)
    which = unicodedata.normalize("NFKC", match[1] or match[2]) if match else "2"
    operand = inner if re.fullmatch(r"\w+", inner) else f"({inner})"
    calls = {"1": f"abs({inner}).sum()", "2": f"norm({inner})", "F": f"norm({inner})"}
    return calls.get(which, f"{operand}.abs().max()"), match.end() if match else end


def _opening_bar(place: Stop) -> int | None:
    """Where the first bar stands that was meant to open, from the place on; one between spaces is an operator."""
    if "|" not in (place.text, place.before.text):
        return None
    offsets = [k for k in range(-place.index, 1) if place.token(k).text == "|"]
    return next((k for k in offsets if not place.token(k - 1).is_value() or place.token(k - 1).end == place.token(k).start), None)


def factorial(place: Stop) -> Mending | None:
    """x!"""
    if place.text != "!":
        return None
    if not place.before.is_value():
        return Mending("`!` is not an operator", (place.start, place.end), "write `c == 0` for not c")
    start = primary_start(place.source, place.before.end)
    operand = place.source[start : place.before.end]
    operand = operand[1:-1] if operand[:1] == "(" and closing(operand, 0) == len(operand) - 1 else operand
    mended = place.put(f"exp(lgamma({operand} + 1))", start)
    return Mending("`!` is not read as a factorial", (start, place.end), "write it with lgamma", mended)


# LaTeX ----------------------------------------------------------------------------------------

_LATEX = {
    **dict.fromkeys(("cdot", "times", "ast"), "*"),
    **dict.fromkeys(("left", "right", "big", "Big", "bigl", "bigr", "displaystyle", "limits"), ""),
    **dict.fromkeys((",", ";", ":", "!", " ", "quad", "qquad"), " "),
    **dict.fromkeys(("le", "leq"), "<="),
    **dict.fromkeys(("ge", "geq"), ">="),
    **dict.fromkeys(("ne", "neq"), "!="),
    "div": "/",
    "infty": "inf",
    "{": "(",
    "}": ")",
    "(": "",
    ")": "",
    "[": "",
    "]": "",
    "max": "maximum",
    "min": "minimum",
}
_COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
_FRACTION = re.compile(r"\s*(?:\{|([0-9a-zA-Z]))")


def latex(place: Stop) -> Mending | None:
    r"""\frac{a}{b}, \sin x, \cdot"""
    match = _COMMAND.match(place.source, place.start) if place.char == "\\" else None
    if not match:
        return None
    name = match[1]
    based = re.compile(r"\s*_\s*(?:\{\s*(10|2)\s*\}|(10|2))").match(place.source, match.end()) if name == "log" else None
    if based:
        mended: str | None = _spaced(place, f"log{based[1] or based[2]}", based.end())
    elif name == "sigma" and place.source[match.end() :].lstrip().startswith("("):
        mended = _spaced(place, "sigmoid", match.end())
    elif name in ("frac", "dfrac", "tfrac"):
        mended = _fraction(place, match.end())
    elif name == "sqrt":
        mended = _latex_root(place, match.end())
    elif name in _BARS:
        mended = _barred(place.source)
    elif name in _FONTS:
        mended = _unwrapped(place)
    else:
        mended = _spaced(place, _LATEX.get(name, name if name.isalpha() else ""), match.end())
    title = f"{shown(chr(92) + name)} is LaTeX"
    return Mending(title, (place.start, place.start + 1 + len(name)), "write it as in Python", mended)


_BARS = frozenset({"lvert", "rvert", "vert", "lVert", "rVert", "Vert", "|"})


def _barred(source: str) -> str:
    """All bars at once, so that those that open find those that close."""
    return re.sub(r"\\(?:[lr]?Vert\b|\|)", "||", re.sub(r"\\[lr]?vert\b", "|", source))


def _spaced(place: Stop, text: str, end: int) -> str:
    """A command's text, kept apart from the words beside it."""
    before, after = place.source[place.start - 1 : place.start], place.source[end : end + 1]
    left = " " if text[:1].isalpha() and before.isalpha() else ""
    right = " " if text[-1:].isalnum() and after.isalnum() else ""
    return place.put(left + text + right, end=end)


def _latex_group(source: str, start: int) -> tuple[str, int] | None:
    """The contents of a {group} or a single letter, and where it ends."""
    match = _FRACTION.match(source, start)
    if not match:
        return None
    if match[1]:
        return match[1], match.end()
    close = closing(source, match.end() - 1)
    return (source[match.end() : close].strip(), close + 1) if close > match.end() else None


def _bracketed(text: str) -> str:
    return text if re.fullmatch(r"\w+(?:\.\w+)?", text) else f"({text})"


def _fraction(place: Stop, start: int) -> str | None:
    above = _latex_group(place.source, start)
    below = _latex_group(place.source, above[1]) if above else None
    if not above or not below:
        return None
    text = f"{_bracketed(above[0])}/{_bracketed(below[0])}"
    alone = place.before.kind in ("end", "newline") or place.before.text in ("(", "[", ",", "=", "+", ";")
    if not alone or re.match(r"\s*(?:\^|\*\*)", place.source[below[1] :]):
        text = f"({text})"
    return place.put(text, end=below[1])


def _latex_root(place: Stop, start: int) -> str | None:
    degree = re.compile(r"\[\s*([0-9]+)\s*\]").match(place.source, start)
    group = _latex_group(place.source, degree.end() if degree else start)
    if not group:
        return _spaced(place, "sqrt", start)
    text = f"({group[0]})**(1/{degree[1]})" if degree else f"sqrt({group[0]})"
    return place.put(_factor(place) + text, end=group[1])


_FONTS = ("mathrm", "operatorname", "text", "mathbf", "mathit", "mathsf", "boldsymbol", "vec", "hat", "bar")
_SET = re.compile(rf"(?P<before>[^\W_])?\\(?:{'|'.join(_FONTS)})\s*\{{\s*([^{{}}]*?)\s*\}}(?P<after>(?=[^\W_]))?")


def _unwrapped(place: Stop) -> str | None:
    """All at once what only says how letters look."""
    return _SET.sub(
        lambda m: f"{m['before'] + ' ' if m['before'] else ''}{m[2]}{' ' if m['after'] is not None else ''}", place.source
    )


def braces(place: Stop) -> Mending | None:
    """{x + 1}"""
    if place.char not in ("{", "}"):
        return None
    close = closing(place.source, place.start) if place.char == "{" else -1
    mended = None
    if close > place.start:
        mended = place.put(_factor(place) + "(" + place.source[place.start + 1 : close] + ")", end=close + 1)
    return Mending("braces do not group", (place.start, place.end), "write round brackets", mended)


# Python that is no expression -----------------------------------------------------------------


def python(place: Stop) -> Mending | None:
    """import torch; def f(x): return x**2; lambda x: x"""
    if place.text not in RESERVED:
        return None
    statement = _PYTHON.get(place.text)
    found = statement(place) if statement else None
    return found or _reserved(place)


def _import(place: Stop) -> Mending | None:
    start, end = place.statement()
    if place.start != start:
        return None
    rest = re.compile(r"[ \t]*(?:;|\r?\n|$)\s*").match(place.source, end)
    mended = place.put("", start, rest.end() if rest else end)
    return Mending("nothing needs to be imported", (start, end), "leave it out: every function is known by its name", mended)


def _header(pattern: str, title: str, fix: str) -> Repair:
    compiled = re.compile(pattern)

    def repair(place: Stop) -> Mending | None:
        match = compiled.match(place.source, place.start)
        if not match:
            return None
        return Mending(title, (place.start, place.start + len(match[0].rstrip())), fix, place.put("", end=match.end()))

    return repair


def _conditional(place: Stop) -> Mending | None:
    """x if c else y"""
    called = re.compile(r"if\s*\(").match(place.source, place.start)
    close = closing(place.source, called.end() - 1) if called else -1
    if called and close > 0 and len(split(place.source[called.end() : close].replace(";", ","), ",")) == 3:
        inside = place.source[called.end() : close].replace(";", ",")
        mended = place.put(f"where({inside})", end=close + 1)
        return Mending("a choice is not written with `if`", (place.start, place.end), "write where(condition, yes, no)", mended)
    start, end = place.clause()
    match = re.fullmatch(r"(.+?)\bif\b(.+?)\belse\b(.+)", place.source[start:end], re.DOTALL)
    if not match:
        return None
    yes, condition, no = (part.strip() for part in match.groups())
    mended = place.put(f"where({condition}, {yes}, {no})", start, end)
    return Mending("a choice is not written with `if`", (place.start, place.end), "write where(condition, yes, no)", mended)


def _both(place: Stop) -> Mending | None:
    """x > 0 and x < 1"""
    start, end = place.clause()
    parts = re.split(r"\band\b", place.source[start:end])
    mended = place.put("*".join(f"({part.strip()})" for part in parts), start, end)
    return Mending("`and` does not combine conditions", (place.start, place.end), "multiply them", mended)


def _is(place: Stop) -> Mending | None:
    return Mending("`is` does not compare values", (place.start, place.end), "write `==`", place.put("=="))


def _either(place: Stop) -> Mending | None:
    return Mending(
        f"`{place.text}` does not combine conditions", (place.start, place.end), "multiply them for and, add them for or"
    )


def _block(place: Stop) -> Mending | None:
    if place.statement()[0] != place.start:
        return None
    switched = "no_grad" in place.source[place.start : place.start + 40]
    fix = Remedy("use", ("no_grad",)) if switched else "write out what is computed"
    return Mending(f"`{place.text}` begins a statement of Python, not an expression", (place.start, place.end), fix)


def _reserved(place: Stop) -> Mending:
    as_name = not place.before.is_value() and place.after.kind not in ("name", "number", "string", "unknown")
    renamed = re.sub(rf"(?<![\w.]){place.text}(?!\w)", f"{place.text}_", place.source) if as_name else None
    fix = "give it another name" if as_name else "leave it out"
    return Mending(f"`{place.text}` is a word of Python and cannot be a name", (place.start, place.end), fix, renamed)


_PYTHON: dict[str, Repair] = {
    "import": _import,
    "from": _import,
    "lambda": _header(r"lambda\b[\w\s,*]*:\s*", "a function is not written with `lambda` here", "write its body alone"),
    "def": _header(r"def\s+\w+\s*\([^()]*\)\s*(?:->[^:\n]*)?:\s*", "a function is not defined here", "write its result alone"),
    "return": _header(r"return\b\s*", "`return` is not needed", "write the result alone"),
    "if": lambda place: _conditional(place) or _block(place),
    "else": _conditional,
    "and": _both,
    "or": _either,
    "not": _either,
    "is": _is,
    **dict.fromkeys(("for", "while", "with", "try", "class", "assert", "del", "pass", "raise", "async"), _block),
}


# Assignments and comparisons ------------------------------------------------------------------

_CALL_LEFT = re.compile(r"[^\W\d]\w*\s*\([^()]*\)\s*")
_AUGMENTED = re.compile(r"([^\W\d]\w*)\s*(\*\*|//|[-+*/%@])\s*=\s*(\S.*)", re.DOTALL)
_CHAINED = re.compile(r"([^\W\d]\w*)\s*=\s*([^\W\d]\w*)\s*=(?!=)\s*(\S.*)", re.DOTALL)


def walrus(place: Stop) -> Mending | None:
    """y := x**2"""
    if place.text != ":" or not place.source.startswith(":=", place.start):
        return None
    span = (place.start, place.start + 2)
    return Mending("`:=` is not part of the language", span, "write `=`", place.put("=", *span))


def assignment(place: Stop) -> Mending | None:
    """f(x) = x**2, x += 1, a = b = 3, x**2 = 4"""
    if place.text != "=" or place.before.text == "=":
        return None
    equation = _equation(place)
    if equation is not None:
        return equation
    span = (place.start, place.end)
    if place.before.text in COMPARISONS and place.touches_before():
        return Mending("`===` is not part of the language", (place.before.start, place.end), "write `==`", place.put(""))
    if place.open_bracket():
        return Mending("`=` does not fit here", span, "write `==` to compare", place.put("=="))
    start, end = place.statement()
    if start == place.start:
        return Mending("an expression does not begin with `=`", span, "leave it out", place.put(""))
    if _CALL_LEFT.fullmatch(place.source, start, place.start):
        mended = place.put("", start).lstrip()
        return Mending("a function is not defined here", (start, place.end), "write its right-hand side alone", mended)
    return _rewritten(place, start, end) or Mending(
        "only a name can be assigned to", span, "write `==` to compare", place.put("==")
    )


def _equation(place: Stop) -> Mending | None:
    """x**2 + y**2 = 1, which is neither an assignment nor a claim"""
    start, end = place.statement()
    left, right = place.source[start : place.start].strip(), place.source[place.end : end].strip()
    simple = re.fullmatch(r"(?:[^\W\d]\w*)?|[^\W\d]\w*\s*\([^()]*\)|[^\W\d]\w*\s*(\*\*|//|[-+*/%@])", left)
    if (
        place.open_bracket()
        or simple
        or not right
        or "=" in left + right
        or place.before.text in COMPARISONS
        or not place.before.is_value()
    ):
        return None
    if left in ("0", "0.0"):
        return Mending(
            "an equation is not solved here", (place.start, place.end), "write the other side", place.put(right, start, end)
        )
    if right in ("y", "z", "f"):
        return Mending(
            "an equation is not solved here", (place.start, place.end), f"write {right} on the left", f"{right} = {left}"
        )
    if right in ("0", "0.0"):
        return Mending(
            "an equation is not solved here", (place.start, place.end), "write its left side", place.put(left, start, end)
        )
    less = right if re.fullmatch(r"[\w.*/^()\[\] ]+", right) else f"({right})"
    fix = "write its left side less its right"
    return Mending("an equation is not solved here", (place.start, place.end), fix, place.put(f"{left} - {less}", start, end))


def _rewritten(place: Stop, start: int, end: int) -> Mending | None:
    text = place.source[start:end]
    if match := _AUGMENTED.fullmatch(text):
        name, symbol, value = match.groups()
        value = value if re.fullmatch(r"[\w.]+", value) or symbol == "+" else f"({value})"
        spaced = f" {symbol} " if symbol in "+-@" else symbol
        mended = place.put(f"{name} = {name}{spaced}{value}", start, end)
        return Mending(f"`{symbol}=` is not part of the language", (place.before.start, place.end), "write it out", mended)
    if match := _CHAINED.fullmatch(text):
        first, second, value = match.groups()
        mended = place.put(f"{second} = {value}; {first} = {second}", start, end)
        return Mending("one name is assigned at a time", (place.start, place.end), "write two statements", mended)
    return None


_ODD_COMPARISONS = {"<>": "!=", "=<": "<=", "=>": ">=", "!==": "!=", "===": "=="}


def odd_comparison(place: Stop) -> Mending | None:
    """a <> b, a =< b, x -> x**2"""
    if not place.touches_before():
        return None
    span = (place.before.start, place.end)
    typed = place.before.text + place.text
    if typed == "->":
        arrow = place.put("", place.statement()[0], place.end).lstrip()
        return Mending("a function is not written with an arrow", span, "write its right-hand side alone", arrow)
    if typed not in _ODD_COMPARISONS:
        return None
    right = _ODD_COMPARISONS[typed]
    return Mending(f"`{typed}` is not part of the language", span, f"write `{right}`", place.put(right, *span))


def comparison_chain(place: Stop) -> Mending | None:
    """a < b < c"""
    if place.text not in COMPARISONS or not place.before.is_value():
        return None
    start, end = place.clause()
    parts = re.split(r"\s*(<=|>=|==|!=|<|>)\s*", place.source[start:end])
    if any(symbol in part for part in parts for symbol in "&|"):  # they bind before a comparison, which nobody means
        span = (place.start, place.end)
        return Mending("comparisons cannot be chained", span, "put each comparison in brackets", _masks(place))
    pairs = [f"({parts[i]} {parts[i + 1]} {parts[i + 2]})" for i in range(0, len(parts) - 2, 2)]
    mended = place.put("*".join(pairs), start, end)
    return Mending("comparisons cannot be chained", (place.start, place.end), "compare twice, and multiply", mended)


def _masks(place: Stop) -> str | None:
    """x > 0 & x < 3 with each comparison in brackets."""
    start, end = place.clause()
    pieces = re.split(r"\s*([&|])\s*", place.source[start:end])
    if any(len(re.findall(r"<=|>=|==|!=|<|>", piece)) != 1 for piece in pieces[::2]):
        return None
    return place.put(" ".join(piece if k % 2 else f"({piece})" for k, piece in enumerate(pieces)), start, end)


# Commas and brackets --------------------------------------------------------------------------

_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])")


def comma(place: Stop) -> Mending | None:
    """3,5*x, 1,000, f(,x)"""
    if place.text != ",":
        return None
    span = (place.start, place.end)
    if place.before.text in (",", "(", "["):
        return Mending("nothing stands before this comma", span, "leave it out", place.put(""))
    if place.open_bracket():
        return None
    if place.after.kind == "end" and place.before.is_value() and "," not in place.source[: place.start]:
        return Mending("nothing stands behind this comma", span, "leave it out", place.put(""))
    if grouped := _THOUSANDS.match(place.source, place.before.start):
        mended = place.put(grouped[0].replace(",", ""), *grouped.span())
        return Mending("a comma does not group digits", grouped.span(), "leave it out, or write an underscore", mended)
    if place.before.kind == place.after.kind == "number" and place.before.end == place.start == place.after.start - 1:
        return Mending("a comma is not a decimal point", span, "write a point", place.put("."))
    start, end = place.statement()
    text = place.source[start:end]
    listed = None if "=" in text else place.put(f"[{text.rstrip(', ')}]", start, end)
    return Mending("several values need brackets", span, "write a list", listed)


def rows(place: Stop) -> Mending | None:
    """[1 2; 3 4]"""
    bracket = place.open_bracket()
    if not bracket or place.text != ";":
        return None
    close = closing(place.source, bracket.start)
    span = (place.start, place.end)
    if bracket.text != "[" or close < 0:
        return Mending("`;` ends a statement, but a bracket is open", span, "write a comma", place.put(","))
    inner = place.source[bracket.end : close]
    listed = ", ".join(f"[{', '.join(re.split(r'[ ,]+', row))}]" for row in split(inner, ";") if row)
    mended = place.put(f"[{listed}]", bracket.start, close + 1)
    return Mending("`;` does not separate the rows of a matrix", span, "write a list of rows", mended)


def spaced_list(place: Stop) -> Mending | None:
    """[1 2]"""
    bracket = place.open_bracket()
    if not bracket or bracket.text != "[" or not place.before.is_value() or place.here.kind not in ("number", "string"):
        return None
    span = (place.before.start, place.end)
    return Mending("a comma is missing between two elements", span, "write it", place.put(", ", place.before.end, place.start))


def argument_order(place: Stop) -> Mending | None:
    """f(dim=0, x)"""
    bracket = place.open_bracket()
    after_keyword = place.refusal.expected == ["="] or (
        place.before.text == "," and sorted(place.refusal.expected) == [")", "NAME"]
    )
    if not bracket or bracket.text != "(" or not after_keyword:
        return None
    close = closing(place.source, bracket.start)
    arguments = split(place.source[bracket.end : close], ",") if close >= 0 else []
    named = [argument for argument in arguments if re.match(r"[^\W\d]\w*\s*=(?!=)", argument)]
    ordered = [argument for argument in arguments if argument not in named] + named
    mended = place.put(", ".join(filter(None, ordered)), bracket.end, close) if ordered != arguments else None
    title = "an argument without a name cannot follow one with a name"
    return Mending(title, place.clause(), "write it first", mended)


def repeated_keyword(place: Stop) -> Mending | None:
    """f(x, dim=0, dim=1)"""
    if place.refusal.repeated is None:
        return None
    return Mending(f"{shown(place.refusal.repeated)} is given twice", (place.start, place.end), "give it once")


def bracket(place: Stop) -> Mending | None:
    """(x + 1, x), (x]"""
    opened = place.open_bracket()
    if place.here.kind == "end" and opened:
        closer = CLOSING[opened.text]
        end = place.before.end
        return Mending(f"`{opened.text}` is never closed", opened[1:3], f"close it with `{closer}`", place.put(closer, end, end))
    if place.text not in OPENING:
        return None
    span = (place.start, place.end)
    if not opened:
        return Mending(f"`{place.text}` closes nothing", span, "leave it out", place.put(""))
    closer = CLOSING[opened.text]
    inner = place.source[opened.end : place.start]
    if opened.text == "[" and place.text == ")" and inner.strip() and "," not in inner and not _indexed(place, opened):
        mended = f"{place.source[: opened.start]}({inner}{place.source[place.start :]}"
        return Mending("`)` does not close `[`", span, "open it with `(`", mended)
    if closer != place.text:
        return Mending(f"`{place.text}` does not close `{opened.text}`", span, f"write `{closer}`", place.put(closer))
    if place.before.text == "[":
        span = (place.before.start, place.end)
        return Mending("the index is empty", span, "write an index, or `:` for everything", place.put(":]"))
    return None


def _indexed(place: Stop, opened: Token) -> bool:
    return re.search(r"[\w)\]]\s*\Z", place.source[: opened.start]) is not None


# Operators ------------------------------------------------------------------------------------


def dangling(place: Stop) -> Mending | None:
    """3 +, x**, x++, 50%, y ="""
    if place.here.kind not in ("end", "newline") and place.text not in (";", ",", *OPENING):
        return None
    before = place.before
    span = (before.start, before.end)
    if before.text == "=":
        return Mending("nothing stands behind `=`", span, "write a value behind it")
    if before.text == ".":
        return Mending("nothing stands behind the point", span, "write a name behind it, or leave it out", place.put("", *span))
    if before.text in COMPARISONS:
        return Mending(f"nothing stands behind `{before.text}`", span, "write what to compare with")
    if before.text not in OPERATORS:
        return None
    if before.text == "%" and place.token(-2).kind == "number":
        return Mending("`%` is not read as percent", span, "divide by 100", place.put("/100", *span))
    twice = place.token(-2)
    if before.text in "+-" and twice.text == before.text and twice.end == before.start:
        mended = place.put(f" {before.text} 1", twice.start, before.end)
        return Mending(f"`{before.text * 2}` does not count", (twice.start, before.end), f"write `{before.text} 1`", mended)
    return Mending(f"nothing stands behind `{before.text}`", span, "finish it, or leave the operator out", _without_tail(place))


def _without_tail(place: Stop) -> str:
    """The text without the operators that end here."""
    offset = -1
    while place.token(offset).text in OPERATORS:
        offset -= 1
    return place.put("", place.token(offset).end, place.before.end)


def leading(place: Stop) -> Mending | None:
    """*x, x * / y, x * * 2"""
    if (place.text not in OPERATORS and place.text not in COMPARISONS) or place.before.is_value():
        return None
    joined = place.before.text + place.text
    span = (place.start, place.end)
    if joined in ("**", "//", "<=", ">=", "=="):
        mended = place.put(joined, place.before.start)
        return Mending(f"`{joined}` is one operator", (place.before.start, place.end), "write it without a space", mended)
    at_start = place.before.text not in OPERATORS and place.after.kind != "end"
    without = place.put("", end=place.after.start) if at_start else None
    return Mending(f"`{place.text}` needs a value on its left", span, "write one, or leave the operator out", without)


def bitwise(place: Stop) -> Mending | None:
    """(x > 0) && (x < 1), a || b"""
    typed = place.before.text + place.text
    if typed not in ("&&", "||") or not place.touches_before() or place.token(-2).end == place.before.start:
        return None
    span = (place.before.start, place.end)
    return Mending(f"`{typed}` is not an operator", span, f"write `{typed[0]}`", place.put(typed[0], *span))


# A missing operator ---------------------------------------------------------------------------


def number_notation(place: Stop) -> Mending | None:
    """0x10, 5j, 1e, 1.2.3, 1__0"""
    before, text = place.before, place.text
    if text[:1].isdigit() and "_" in text and place.here.kind == "number":
        mended = place.put(text.replace("_", ""))
        return Mending("an underscore stands between two digits", (place.start, place.end), "leave it out", mended)
    if before.kind != "number" or not place.touches_before():
        return None
    span = (before.start, place.end)
    if text[0] == ".":
        return Mending("a number has one decimal point", span, "leave one out")
    if before.text == "0" and re.fullmatch(r"[xXbBoO][0-9a-fA-F]{1,16}", text):
        return _based(place, text)
    if text in ("j", "J"):
        if text in place.variables:
            return Mending(
                "complex numbers are not part of the language", span, "multiply a variable with `*`", place.put(f"*{text}")
            )
        return Mending("complex numbers are not part of the language", span, "a variable is multiplied with `*`, as in 2*j")
    if text in ("e", "E") and (place.after.kind == "end" or place.after.text in ("+", "-")):
        fix = f"write {before.text}e3 for thousands, {before.text}*e for Euler's number"
        return Mending(f"the exponent of `{before.text}{text}` is missing", span, fix)
    return None


def _based(place: Stop, digits: str) -> Mending:
    base = {"x": 16, "b": 2, "o": 8}[digits[0].lower()]
    try:
        mended = place.put(str(int(digits[1:], base)), place.before.start)
    except ValueError:
        mended = None
    return Mending("numbers are written in decimal", (place.before.start, place.end), "write the decimal number", mended)


def text_prefix(place: Stop) -> Mending | None:
    """f'...'"""
    if place.here.kind != "string" or place.before.kind != "name" or not place.touches_before():
        return None
    span = (place.before.start, place.before.end)
    return Mending(f"a text has no prefix {shown(place.before.text)}", span, "write the text alone", place.put("", *span))


_SPOKEN = {"plus": "+", "minus": "-", "times": "*", "over": "/", "squared": "**2", "cubed": "**3"}
_PROSE = frozenset("a an at by derivative given is of the then to value when where wrt".split())


def spoken(place: Stop) -> Mending | None:
    """x times y, x squared, x**2 at x"""
    span = (place.start, place.end)
    if not place.before.is_value() or place.here.kind != "name":
        return None
    if instead := _SPOKEN.get(place.text):
        start = place.before.end if instead[:2] == "**" else place.start
        return Mending(f"`{place.text}` is not an operator", span, f"write `{instead}`", place.put(instead, start))
    if place.text in _PROSE and place.after.text != "(":
        return Mending(f"`{place.text}` is not part of an expression", span, Remedy("values"))
    return None


_REDUCERS = frozenset("sum mean prod det trace norm inv std var".split())


def bare_function(place: Stop) -> Mending | None:
    """sin x"""
    called = FUNCTIONS if place.before.text in place.variables else FUNCTIONS | _REDUCERS
    if place.before.text not in called or place.here.kind not in ("name", "number"):
        return None
    nested = place.text in FUNCTIONS and place.after.text != "("
    end = argument_end(place.source, place.after.start if nested else place.start)
    if end < 0:
        return None
    argument = place.source[place.start : end]
    mended = place.put(f"({argument})", place.before.end, end)
    name = place.before.text
    return Mending(f"{shown(name)} needs brackets around its argument", (place.before.start, end), f"write {name}(...)", mended)


def product(place: Stop) -> Mending | None:
    """3x, 2(x + 1), (x + 1)(x - 1), x y"""
    before = place.before
    if not before.is_value() or before.kind == "string" or not (place.here.kind in ("name", "number") or place.text == "("):
        return None
    mended = place.put("*", before.end, place.start)
    span = (before.start, place.end)
    if before.kind == place.here.kind == "number":
        grouped = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?![0-9])").match(place.source, before.start)
        if grouped:
            mended = place.put(grouped[0].replace(" ", ""), *grouped.span())
            return Mending("a space does not group digits", grouped.span(), "leave it out, or write an underscore", mended)
    title = f"an operator is missing between {shown(before.text)} and {shown(place.text)}"
    below = _below_the_line(place)
    if below is not None:
        return Mending(title, span, below)
    return Mending(title, span, "write the product with `*`", mended)


def _below_the_line(place: Stop) -> str | None:
    """1/2x: half of x, or one over 2*x; a space tells them apart"""
    if place.before.kind != "number" or not place.touches_before() or place.token(-2).text != "/" or place.token(-3).text == ")":
        return None
    above, below = shown(place.token(-3).text)[1:-1], shown(place.before.text)[1:-1]
    factor = shown(place.text)[1:-1] if place.text != "(" else "(...)"
    return f"this can be {above}/{below}*{factor} or {above}/({below}*{factor}): write the one that is meant"


# Whatever is left -----------------------------------------------------------------------------


def ellipsis(place: Stop) -> Mending | None:
    if place.text not in ("...", "."):
        return None
    fix = "it stands in an index, as in a[..., 0]" if place.text == "..." else "a point stands between a value and a name"
    return Mending(f"`{place.text}` does not fit here", (place.start, place.end), fix)


def slice_colon(place: Stop) -> Mending | None:
    if place.text != ":":
        return None
    return Mending("`:` does not fit here", (place.start, place.end), "a slice stands in an index, as in a[1:3]")


def refused(place: Stop) -> Mending:
    """What can be said of any other place."""
    span = (place.start, place.end)
    if place.here.kind == "end":
        return Mending("the expression ends too early", span, _expected(place))
    if place.here.kind == "newline":
        return Mending("the line ends too early", span, _expected(place))
    if place.here.kind == "unknown":
        return Mending(f"{shown(place.text)} is not part of the language", span, "leave it out")
    return Mending(f"{shown(place.text)} does not fit here", span, _expected(place))


def _expected(place: Stop) -> str:
    if "NUMBER" in place.refusal.expected:
        return "a number, a name or a bracket can stand here"
    return "an operator, or the end, can stand here"


REPAIRS: tuple[Repair, ...] = (
    empty,
    repeated_keyword,
    prompt,
    derivative,
    python,
    sentence,
    invisible,
    prime,
    twin,
    quote,
    pi,
    raised,
    lowered,
    compatible,
    caret,
    root,
    bitwise,
    bars,
    factorial,
    latex,
    braces,
    dollar,
    walrus,
    odd_comparison,
    assignment,
    argument_order,
    comma,
    rows,
    spaced_list,
    dangling,
    bracket,
    comparison_chain,
    leading,
    number_notation,
    text_prefix,
    unclosed_text,
    spoken,
    bare_function,
    product,
    ellipsis,
    slice_colon,
)
