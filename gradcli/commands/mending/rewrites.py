"""Expressions that are right elsewhere: functions that others have, what matrices are multiplied with, attributes and casts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import partial
from itertools import pairwise

from gradcli.commands.mending.change import Several
from gradcli.commands.mending.line import Line
from gradcli.commands.mending.text import Text
from gradcli.problems import Problem
from gradcli.syntax.algebra import apart
from gradcli.syntax.place import closing, split

NAME = r"[^\W\d]\w*"


# ------------------------------------------------------------------ matrices
def shapes(line: Line) -> dict[str, tuple[int, ...]]:
    """The shape of each value, as far as it can be read."""
    from gradcli.bindings import parse_value

    found = {}
    for name, text in line.bindings().items():
        try:
            found[name] = tuple(getattr(parse_value(name, text), "shape", ()))
        except Problem:
            continue
    return found


def ranks(line: Line) -> dict[str, int]:
    """How many dimensions each value has, as far as it can be read."""
    return {name: len(shape) for name, shape in shapes(line).items()}


_DOTS = r"\s*(?:[·⋅∙•]|\\cdot)\s*"
_CROSS = r"\s*(?:[×∗]|\\times|\s)\s*"


def matrices(text: Text) -> tuple[str, str] | None:
    """Wx + b, W x, A·v, A⁻¹, where W and A have the values of matrices"""
    known = ranks(text.line)
    found = re.sub(rf"(?<![\w.])({NAME})'(\s*\*)?", partial(_primed, known), text)
    if 2 not in known.values() and not re.search(_DOTS, text):
        return (found, "a transpose is .T:") if found != text else None
    found = re.sub(
        rf"(?<![\w.])({NAME[:-3]}(?:(?![⁻¹])\w)*)\s*(?:⁻¹|(?:\^|\*\*)\s*(?:-\s*1(?!\w)|\(\s*-\s*1\s*\)|\{{\s*-\s*1\s*\}}))",
        lambda m: f"inv({m[1]})" if known.get(m[1]) == 2 else m[0],
        found,
    )
    found = re.sub(rf"(?<![^\W\d]){NAME}(?!\s*\()", lambda m: _multiplied(m[0], known), found)
    for signs, wanted in ((_DOTS, 1), (_CROSS, 2)):
        pair = re.compile(rf"(?<![\w.])({NAME})(?:{signs})(?={NAME}(?![\w(]))")
        found = pair.sub(partial(_between, known, wanted), found)
    return (found, "matrices are multiplied with `@`:") if found != text else None


def _primed(known: Mapping[str, int], match: re.Match[str]) -> str:
    """A' of a matrix, and A'*B, as MATLAB has them; of a number it is something else."""
    if not known.get(match[1]):
        return match[0]
    turned = f"{match[1]}.T" if known[match[1]] == 2 else match[1]
    return f"{turned} @ " if match[2] else turned


def _multiplied(word: str, known: Mapping[str, int]) -> str:
    parts = apart(word, known)
    if len(parts) < 2 or not any(known[p] == 2 for p in parts):
        return word
    pieces = [parts[0]]
    for before, part in pairwise(parts):
        pieces += [" @ " if known[before] and known[part] else "*", part]
    return "".join(pieces)


def _between(known: Mapping[str, int], wanted: int, match: re.Match[str]) -> str:
    behind = re.compile(NAME).match(match.string, match.end())
    both = known.get(match[1], 0), known.get(behind[0] if behind else "", 0)
    return f"{match[1]} @ " if min(both) >= 1 and max(both) >= wanted else match[0]


_FUSED = "arcsin arccos arctan asin acos atan sinh cosh tanh sin cos tan exp log ln sqrt relu sigmoid abs".split()


def fused(text: Text) -> tuple[str, str] | None:
    """sinx, xlogx, xsin(x), xe^x, where x has a value"""
    from gradcli.ops.table import TABLE

    values = text.line.bindings()

    def one(match: re.Match[str]) -> str:
        word, behind = match[0], text[match.end() :].lstrip()[:2]
        if word in values or word in TABLE or len(word) > 24:
            return word
        if word[-1] == "e" and "e" not in values and behind[:1] in ("^", "*") and behind != "* " and word[:-1] in values:
            return f"{word[:-1]}*e" if behind == "**" or behind[0] == "^" else word
        for name in _FUSED:
            left, found, right = word.partition(name)
            if not found or (left and len(apart(left, values)) < 2 and left not in values):
                continue
            factors = "".join(f"{part}*" for part in apart(left, values) if part)
            call = "log" if name == "ln" else name
            if not right and behind[:1] == "(" and left:
                return f"{factors}{call}"
            if right in values and behind[:1] not in ("^", "(", "[", ".") and behind != "**":
                return f"{factors}{call}({right})"
        return word

    found = re.sub(rf"(?<![\w.]){NAME}", one, text)
    return (found, "a function has brackets around its argument:") if found != text else None


def grouped(text: Text) -> tuple[str, str] | None:
    """2[x+1], where square brackets are an index"""
    if "a plain number cannot be indexed" not in str(text.problem.title):
        return None
    match = re.search(r"(?<![\w.])(\d+(?:\.\d+)?)\s*\[", text)
    close = closing(text, match.end() - 1) if match else -1
    if match is None or close < 0:
        return None
    return f"{text[: match.end(1)]}*({text[match.end() : close]}){text[close + 1 :]}", "square brackets do not group:"


def keywords(text: Text) -> tuple[str, str] | None:
    """leaky_relu(x, slope=0.1), clamp(x, lo=0, hi=1)"""
    match = re.search(r"unexpected keyword argument '(\w+)'", str(text.problem.title))
    takes = re.findall(r"\w+", str(text.problem.fix or "").partition("takes")[2])
    if match:
        near = [t for t in takes if match[1] in t or t in match[1]]
        return (re.sub(rf"(?<!\w){match[1]}(?=\s*=(?!=))", near[0], text), "it is called") if len(near) == 1 else None
    if {"min", "max"} <= set(takes):
        found = re.sub(r"(?<!\w)(?:lo|low|lower|minimum|a_min|min_val\w*)(?=\s*=(?!=))", "min", text)
        found = re.sub(r"(?<!\w)(?:hi|high|upper|maximum|a_max|max_val\w*)(?=\s*=(?!=))", "max", found)
        return (found, "they are called") if found != text else None
    return None


def scalars(text: Text) -> tuple[str, str] | None:
    """x @ y, dot(x, y) of two numbers"""
    title = str(text.problem.title)
    if "need to be at least 1D, but they are 0D and 0D" in title:
        return text.replace("@", "*").replace(" * ", "*"), "of two numbers the product is `*`:"
    if "but got 0D and 0D" not in title:
        return None
    match = re.search(r"(?<![\w.])(?:dot|inner|vdot)\s*\(", text)
    close = closing(text, match.end() - 1) if match else -1
    arguments = split(text[match.end() : close], ",") if match and close > 0 else []
    if len(arguments) != 2 or match is None:
        return None
    a, b = (x if re.fullmatch(r"[\w.]+", x) else f"({x})" for x in arguments)
    alone = match.start() == 0 and close == len(text) - 1
    product = f"{a}*{b}" if alone else f"({a}*{b})"
    return text[: match.start()] + product + text[close + 1 :], "of two numbers the product is `*`:"


def turned(text: Text) -> tuple[str, str] | Several | None:
    """W @ x, where only the transpose of W fits"""
    if not re.search(r"size mismatch|cannot be multiplied", str(text.problem.title)):
        return None
    match = re.fullmatch(rf"(.*?)({NAME})(\s*@\s*)({NAME})(.*)", text, re.DOTALL)
    sizes = shapes(text.line)
    left, right = (sizes.get(match[2], ()), sizes.get(match[4], ())) if match else ((), ())
    if match is None or len(left) != 2 or not 1 <= len(right) <= 2:
        return None
    first, second = left[0] == right[0], len(right) == 2 and left[1] == right[1]
    if first and second:
        return Several(f"{match[2]}.T @ {match[4]} and {match[2]} @ {match[4]}.T fit: write the one that is meant")
    name = match[2] if first else match[4]
    put = (f"{match[2]}.T{match[3]}{match[4]}" if first else f"{match[2]}{match[3]}{match[4]}.T") if first or second else None
    return (f"{match[1]}{put}{match[5]}", f"the shapes fit with {name} transposed:") if put else None


def only_dimension(text: Text) -> tuple[str, str] | None:
    """x.sum(dim=1) of a vector"""
    if not re.search(r"range of \[-1, 0\], but got 1\)", str(text.problem.title)):
        return None
    found = re.sub(r"\b(dim|axis)\s*=\s*1(?!\w)", r"\1=0", text)
    found = found if found != text else re.sub(r"(?<=\()1(?=\))", "0", text, count=1)
    return (found, "a vector has one dimension, number 0:") if found != text else None


# ------------------------------------------------------------------ functions that others have
_AS = {
    "cot": "1/tan({0})",
    "sec": "1/cos({0})",
    "csc": "1/sin({0})",
    "cosec": "1/sin({0})",
    "coth": "1/tanh({0})",
    "sech": "1/cosh({0})",
    "csch": "1/sinh({0})",
    "acot": "atan(1/({0}))",
    "asec": "acos(1/({0}))",
    "acsc": "asin(1/({0}))",
    "cbrt": "({0})**(1/3)",
    "sind": "sin(deg2rad({0}))",
    "cosd": "cos(deg2rad({0}))",
    "tand": "tan(deg2rad({0}))",
    "exp10": "10**({0})",
    "cube": "({0})**3",
    "factorial": "exp(lgamma({0} + 1))",
    "gamma": "exp(lgamma({0}))",
}
_OF_TWO = {"root": "{0}**(1/{1})", "nthroot": "{0}**(1/{1})", "surd": "{0}**(1/{1})", "logb": "log({1})/log({0})"}


def spelled_out(text: Text) -> tuple[str, str] | None:
    """cot(x), sec(x), cbrt(x), factorial(x)"""
    match = re.match(r"unknown function `(\w+)`", str(text.problem.title))
    forms = [table.get(match[1]) for table in (_AS, _OF_TWO)] if match else []
    if not match or not any(forms):
        return None

    def put(arguments: list[str]) -> str | None:
        form = forms[len(arguments) - 1] if len(arguments) in (1, 2) else None
        operands = [a if len(arguments) == 1 or re.fullmatch(r"[\w.]+", a) else f"({a})" for a in arguments]
        return form and form.format(*operands)

    return _calls(text, match[1], put), "it is written"


def _calls(text: str, name: str, put: Callable[[list[str]], str | None]) -> str:
    """The text with something else for each call of a function; in brackets unless it stands alone."""
    found, at = text, 0
    while match := re.compile(rf"(?<![\w.]){name}\s*\(").search(found, at):
        close = closing(found, match.end() - 1)
        new = put(split(found[match.end() : close], ",")) if close > 0 else None
        if new is None:
            at = match.end()
            continue
        alone = not found[: match.start()].strip(" (") and not found[close + 1 :].strip(" )")
        call = re.fullmatch(rf"{NAME}\([^()]*\)", new)
        new = new if alone or call else f"({new})"
        found = found[: match.start()] + new + found[close + 1 :]
        at = match.start() + len(new)
    return found


def logarithms(text: Text) -> tuple[str, str] | None:
    """log(x, 2), log_3(x)"""
    title = str(text.problem.title)
    if based := re.match(r"unknown function `log_?(\d+)`", title):
        return _calls(text, f"log_?{based[1]}", lambda a: f"log({a[0]})/log({based[1]})"), "it is written"
    if not title.startswith("log() takes"):
        return None
    return _calls(text, "log", _based), "log is the natural logarithm; of another base it is"


def of_both(text: Text) -> tuple[str, str] | None:
    """atan(y, x)"""
    if not re.match(r"(?:arc|a)tan\(\) takes 1 positional argument but 2", str(text.problem.title)):
        return None
    return _calls(text, "(?:arc|a)tan", lambda a: f"atan2({a[0]}, {a[1]})" if len(a) == 2 else None), "of two it is"


def _based(arguments: list[str]) -> str | None:
    if len(arguments) != 2:
        return None
    x, base = arguments[0], re.sub(r"base\s*=\s*", "", arguments[1])
    return {"2": f"log2({x})", "10": f"log10({x})", "e": f"log({x})"}.get(base, f"log({x})/log({base})")


def largest(text: Text) -> tuple[str, str] | None:
    """max(x, y, 1): of three values"""
    if not re.search(r"\b(?:max|min)(?:imum)?\(\)", str(text.problem.title)):
        return None
    found = str(text)
    for name in ("max", "min"):
        found = _calls(found, rf"{name}(?:imum)?", lambda a, name=name: _nested(f"{name}imum", a))  # type: ignore[misc]
    return (found, "of two values at a time:") if found != text else None


def _nested(name: str, arguments: list[str]) -> str | None:
    if len(arguments) < 3 or any(re.match(r"\w+\s*=(?!=)", a) for a in arguments):
        return None
    call = arguments[0]
    for argument in arguments[1:]:
        call = f"{name}({call}, {argument})"
    return call


def along(text: Text) -> tuple[str, str] | None:
    """softmax(x), which needs a dimension"""
    match = re.match(r'(\w+)\(\) missing 1 required positional arguments?: "dim"', str(text.problem.title))
    if not match:
        return None
    name = match[1]
    method = re.search(rf"\.{name}\(\s*\)", text)
    if method:
        return f"{text[: method.start()]}.{name}(dim=-1){text[method.end() :]}", "say along which dimension, such as the last:"
    found = _dimmed(text, name)
    return (found, "say along which dimension, such as the last:") if found else None


def _dimmed(text: str, name: str) -> str | None:
    for match in re.finditer(rf"(?<!\w){name}\s*\(", text):
        close = closing(text, match.end() - 1)
        if close > 0 and len(split(text[match.end() : close], ",")) == 1 and text[match.end() : close].strip():
            return f"{text[:close]}, dim=-1{text[close:]}"
    return None


# ------------------------------------------------------------------ other spellings of Python
def transposes(text: Text) -> tuple[str, str] | None:
    """transpose(A), A.transpose(), A.t"""
    title = str(text.problem.title)
    if "no attribute `t`" in title:
        return re.sub(r"\.t(?!\w|\()", ".T", text), "write .T"
    if not title.startswith("transpose() missing"):
        return None
    found = re.sub(r"\.transpose\(\s*\)", ".T", text)
    found = re.sub(rf"(?<![\w.])(?:{NAME}\.)?transpose\(\s*({NAME})\s*\)", r"\1.T", found)
    return (found, "write .T") if found != text else None


def uncalled(text: Text) -> tuple[str, str] | None:
    """x.sum, without brackets"""
    from gradcli.ops.table import TABLE

    match = re.match(r"there is no attribute `(\w+)`", str(text.problem.title))
    if not match or match[1] not in TABLE:
        return None
    return re.sub(rf"\.{match[1]}(?!\w|\s*\()", f".{match[1]}()", text), "a method is called with brackets:"


def stacked(text: Text) -> tuple[str, str] | None:
    """tensor([x, y]), cat([x, y]) of numbers, tensor(x)"""
    told = f"{text.problem.title} {text.problem.why or ''}"
    if "zero-dimensional tensor" in told:
        return re.sub(
            r"(?<![\w.])(?:torch\.)?(?:cat|concat|concatenate)(?=\()", "stack", text
        ), "numbers are put together by stack:"
    if "tensor(...) copies numbers" not in told:
        return None
    found = re.sub(rf"(?<![\w.])(?:torch\.)?(?:as_)?tensor\(\s*({NAME})\s*\)", r"\1", text)
    found = re.sub(r"(?<![\w.])(?:torch\.)?(?:as_)?tensor(?=\(\s*\[)", "stack", found)
    return (found, "a tensor of others is put together by stack:") if found != text else None


def casts(text: Text) -> tuple[str, str] | None:
    """(double)x*x, float(x)**2"""
    found = re.sub(r"\(\s*(?:double|float|int|long)\s*\)\s*(?=[\w(])", "", text)
    if str(text.problem.title).startswith("element 0 of tensors does not require grad"):
        found = re.sub(rf"(?<![\w.])(?:float|double)\(\s*({NAME})\s*\)", r"\1", found)
    return (found, "leave the cast out:") if found != text else None


def owned(text: Text) -> tuple[str, str] | None:
    """self.w * x, params['w'] * x, where w has a value"""
    name = text.problem.absent
    values = text.line.bindings()
    if not name or name in values:
        return None

    def one(match: re.Match[str]) -> str:
        inner = match[1] or match[3]
        return inner if inner in values else match[0]

    found = re.sub(rf"(?<![\w.]){re.escape(name)}(?:\.({NAME})(?!\s*\()|\[\s*(['\"])({NAME})\2\s*\])", one, text)
    return (found, "a variable has a name of its own:") if found != text else None


def underscored(text: Text) -> tuple[str, str] | None:
    """x_1 with a value for x1"""
    name = text.problem.absent
    near = [v for v in text.line.bindings() if name and v != name and v.replace("_", "") == name.replace("_", "")]
    if not name or len(near) != 1:
        return None
    return re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", near[0], text), "the name of a value is written as it was given:"


def composed(text: Text) -> tuple[str, str] | None:
    """𝛼 for α, which is the same name to Python"""
    found = re.sub(r"[𝐀-𝟿]", lambda m: unicodedata.normalize("NFKC", m[0]), text)
    return (found, "") if found != text else None


EARLY = (matrices, underscored, fused)
RULES = (
    composed,
    grouped,
    keywords,
    of_both,
    scalars,
    turned,
    only_dimension,
    spelled_out,
    logarithms,
    largest,
    along,
    transposes,
    uncalled,
    stacked,
    casts,
    owned,
)
