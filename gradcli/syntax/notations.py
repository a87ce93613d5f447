"""Mistakes that are right elsewhere: mathematics on paper, C, JavaScript, MATLAB, R, and Python that is no expression.

Each is a repair as in repairs.py, and knows one notation.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from gradcli.syntax.place import FUNCTIONS, Stop, argument_end, closing, opening, primary_start, split
from gradcli.syntax.repairs import Mending, norm_of

NAME = r"[^\W\d]\w*"
MOST_TERMS = 30  # of a sum that is written out
Repair = Callable[[Stop], Mending | None]


def _whole(place: Stop, pattern: str, title: str, fix: str, put: str | Callable[[re.Match[str]], str]) -> Mending | None:
    """A repair of something that a pattern finds around the place."""
    match = next((m for m in re.finditer(pattern, place.source) if m.start() <= place.start <= m.end()), None)
    if match is None:
        return None
    mended = place.source[: match.start()] + (put if isinstance(put, str) else put(match)) + place.source[match.end() :]
    return Mending(title, (match.start(), max(match.end(), match.start() + 1)), fix, mended)


# ------------------------------------------------------------------ other languages' functions and statements
def arrow(place: Stop) -> Mending | None:
    r"""x => x**2, (x, y) => x*y, @(x) x.^2, \x -> x^2, fun x -> x^2, f[x_] := x^2"""
    start, end = place.statement()
    match = re.compile(
        rf"(?:{NAME}\s*=\s*)?(?:(?:async\s*)?(?:\([\w\s,:]*\)|{NAME})\s*=>|@\([\w\s,]*\)|"
        rf"\\\s*[\w ]+(?:->|\.)|(?:fun|fn|func)\s*\(?[\w\s,:]*\)?\s*(?:->|=>)|"
        rf"{NAME}\[[\w\s,]*_[\w\s,]*\]\s*:?=|(?:{NAME}\s*:=\s*)?{NAME}\s*->|\|[\w\s,:]+\|(?=\s*\w))\s*"
    ).match(place.source, start, end)
    if not match or not start <= place.start <= match.end() + 1 or match.end() >= end:
        return None
    if match[0].lstrip().startswith("|") and place.source.count("|") != 2:
        return None
    if "=>" in match[0] and not set(re.findall(NAME, match[0])) & set(re.findall(NAME, place.source[match.end() :])):
        return None  # a comparison of x with a number
    mended = place.put("", start, match.end())
    return Mending("a function is not written with an arrow", (start, match.end()), "write its right-hand side alone", mended)


_BLOCK = re.compile(
    rf"\s*(?:static\s+|public\s+|inline\s+)*(?:function|double|float|int|auto|def|fn|func|fun)\s*(?:(?<=\s){NAME}\s*)?\([^()]*\)\s*"
    r"(?:->\s*\w+\s*|:\s*\w+\s*)?\{\s*(?:return\b)?\s*([^{};]+?)\s*;?\s*\}\s*;?\s*\Z",
    re.DOTALL,
)
_MATLAB = re.compile(
    rf"\s*function\s+({NAME})\s*=\s*{NAME}\s*\([^()]*\)\s*[\n;,]?\s*\1\s*=\s*([^;\n]+?)\s*;?\s*(?:end)?\s*\Z", re.DOTALL
)


def braced(place: Stop) -> Mending | None:
    """function f(x) { return x**2; }, double f(double x) { return x*x; }"""
    match = _BLOCK.match(place.source)
    body = match[1] if match else (found[2] if (found := _MATLAB.match(place.source)) else None)
    if body is None:
        return None
    return Mending("a function is not defined here", (0, len(place.source)), "write its result alone", body)


_DECLARED = re.compile(
    rf"\s*(?:const|let|var|double|float|int|auto|val|final|local|my|real|set|mut)\s+(?=(?:mut\s+)?{NAME}\s*(?::\s*\w+\s*)?=)"
)


def declared(place: Stop) -> Mending | None:
    """const y = x**2"""
    start, _ = place.statement()
    match = _DECLARED.match(place.source, start)
    if not match or place.start > match.end() + 1:
        return None
    return Mending(
        "a name is not declared", (start, match.end()), "write the assignment alone", place.put("", start, match.end())
    )


def ternary(place: Stop) -> Mending | None:
    """x > 0 ? x : 0"""
    if place.char != "?":
        return None
    start, end = place.clause()
    match = re.fullmatch(
        r"(.+?)\?([^?:]+):([^?]+)", place.source[place.statement()[0] if not place.open_bracket() else start : end], re.DOTALL
    )
    if not match:
        return None
    begin = end - len(match[0])
    yes, no = match[2].strip(), match[3].strip()
    left = re.match(rf"\s*({NAME}\s*=(?!=)\s*)?(.*)", match[1], re.DOTALL)
    assert left is not None
    mended = place.put(f"{left[1] or ''}where({left[2].strip()}, {yes}, {no})", begin, end)
    return Mending("a choice is not written with `?`", (place.start, place.end), "write where(condition, yes, no)", mended)


def elementwise(place: Stop) -> Mending | None:
    """x.^2, x.*y, x./y, sin.(x), A %*% B, std::sin(x)"""
    point, title = r"\s*\.([*/^@+-])\s*", "there is no elementwise form of an operator"
    return (
        _whole(place, point, title, "write it without the point", lambda m: "**" if m[1] == "^" else m[1])
        or _whole(place, r"(?<=\w)\.(?=\()", "a call has no point", "leave it out", "")
        or _whole(place, r"\s*%\*%\s*", "`%*%` is not an operator", "write `@`", " @ ")
        or _whole(place, r"%%", "`%%` is not an operator", "write `%`", "%")
        or _whole(place, rf"(?:{NAME}::)+(?={NAME})", "functions have no namespace", "leave it out", "")
    )


def suffix(place: Stop) -> Mending | None:
    """1.0f*x, 2.5d, 3L"""
    before, text = place.before, place.text
    if before.kind != "number" or not place.touches_before() or text not in ("f", "F", "d", "D", "L", "l", "u", "f32", "f64"):
        return None
    if text in place.variables or (text == "d" and "." not in before.text):
        return None
    if not ("." in before.text or text in ("F", "D", "L", "f32", "f64")):
        return None
    return Mending("a number has no suffix", (before.start, place.end), "leave it out", place.put(""))


def commented(place: Stop) -> Mending | None:
    """x**2 // a comment, /* ... */"""
    return _whole(place, r"\s*/\*.*?\*/\s*", "comments begin with #", "leave it out", " ") or _whole(
        place, r"\s*(?://|%|--)\s+[A-Za-z]\w*(?:\s+\w+)+\s*(?=\n|\Z)", "comments begin with #", "leave it out", ""
    )


# ------------------------------------------------------------------ mathematics on paper
_SIGNS = {"∇": "the gradient is what gradcli computes", "∴": "", "⇒": "", "∎": ""}


def nabla(place: Stop) -> Mending | None:
    """∇(x**2), ∇_x f"""
    if place.char != "∇":
        return None
    match = re.compile(r"∇\s*(?:_\{?\w+\}?)?\s*(?:\w+\s*(?:\([\w, ]*\))?\s*=\s*)?").match(place.source, place.start)
    assert match is not None
    return Mending(_SIGNS["∇"], (place.start, place.start + 1), "write only the expression", place.put("", end=match.end()))


def degrees(place: Stop) -> Mending | None:
    """sin(x°)"""
    if place.char not in ("°", "º") or not place.before.is_value():
        return None
    start = primary_start(place.source, place.before.end)
    operand = place.source[start : place.before.end]
    operand = operand[1:-1] if operand[:1] == "(" and closing(operand, 0) == len(operand) - 1 else operand
    mended = place.put(f"deg2rad({operand})", start, place.start + 1)
    return Mending("`°` is not part of the language", (place.start, place.start + 1), "write deg2rad(...)", mended)


_PAIRS = {
    "⌊": ("⌋", "floor"),
    "⌈": ("⌉", "ceil"),
    "‖": ("‖", "norm"),
    "∥": ("∥", "norm"),
    "⟨": ("⟩", "dot"),
    "∣": ("∣", "abs"),
    "│": ("│", "abs"),
}


def pairs(place: Stop) -> Mending | None:
    """⌊x⌋, ‖v‖"""
    found = _PAIRS.get(place.char)
    close = place.source.find(found[0], place.start + 1) if found else -1
    if not found or close < 0:
        return None
    inner = place.source[place.start + 1 : close].strip()
    star = "*" if place.before.is_value() and place.before.text not in FUNCTIONS else ""
    call, end = norm_of(inner, place.source, close + 1) if found[1] == "norm" else (f"{found[1]}({inner})", close + 1)
    mended = place.put(f"{star}{call}", end=end)
    return Mending(f"`{place.char}` is not part of the language", (place.start, close + 1), f"write {found[1]}(...)", mended)


def plus_minus(place: Stop) -> Mending | None:
    """x ± 1"""
    if place.char not in ("±", "∓"):
        return None
    return Mending(f"`{place.char}` is two expressions", (place.start, place.start + 1), "write the one with + or the one with -")


_SUM = re.compile(
    r"(?:\\sum|\\prod|∑|∏|Σ|Π)\s*(?:\\limits)?\s*_\s*"
    r"(?:\{\s*(\w)\s*=\s*(-?\d+)\s*\}|\(\s*(\w)\s*=\s*(-?\d+)\s*\)|(\w)=(-?\d+))\s*\^\s*(?:\{\s*(\d+)\s*\}|(\d+))\s*"
)


def summed(place: Stop) -> Mending | None:
    r"""\sum_{i=1}^{3} x^i, ∑_{i=1}^3 x^i"""
    match = next((m for m in _SUM.finditer(place.source) if m.start() <= place.start <= m.end()), None)
    if match is None:
        return None
    index, low, high = match[1] or match[3] or match[5], int(match[2] or match[4] or match[6]), int(match[7] or match[8])
    end = re.compile(r"[^+\-;\n]*(?:\([^()]*\)[^+\-;\n]*)*").match(place.source, match.end())
    term = end[0].strip() if end else ""
    sign = "*" if match[0][:5] == "\\prod" or match[0][0] in "∏Π" else " + "
    if not term or not 0 < high - low + 1 <= MOST_TERMS:
        return None
    terms = [_with(term, index, k) for k in range(low, high + 1)]
    mended = place.put(f"({sign.join(terms)})", match.start(), end.end() if end else None)
    return Mending("a sum is written out", (match.start(), match.end()), "write its terms", mended)


def _with(term: str, index: str, value: int) -> str:
    shown = str(value) if value >= 0 else f"({value})"
    return re.sub(rf"(?<![^\W_]){index}(?!\w)|(?<=_){index}\b", shown, term)


# ------------------------------------------------------------------ Python that is no expression
_COMPREHENSION = re.compile(
    rf"\[?\s*([^\[\]]+?|.*\].*?)\s+for\s+({NAME})\s+in\s+(range\(([^()]*)\)|\[([^\[\]]*)\]|\(([^()]*)\))\s*\]?", re.DOTALL
)


def comprehension(place: Stop) -> Mending | None:
    """sum([x**i for i in range(3)]), [x*k for k in [1, 2]]"""
    bracket = place.open_bracket()
    if place.text != "for" or not bracket:
        return None
    start = bracket.start
    close = closing(place.source, start)
    match = _COMPREHENSION.fullmatch(place.source[start + 1 : close].strip()) if close > 0 else None
    if not match:
        return None
    values = _range(match[4]) if match[4] is not None else [v for v in split(match[5] or match[6] or "", ",") if v]
    if not values or len(values) > MOST_TERMS:
        return None
    terms = [re.sub(rf"(?<![\w.]){match[2]}(?!\w)", v if re.fullmatch(r"\w+", v) else f"({v})", match[1].strip()) for v in values]
    outer = re.search(r"(?<![\w.])(sum|math\.prod|prod)\s*\(?\s*\Z", place.source[: start if bracket.text == "[" else start + 1])
    if (outer and place.source[close + 1 : close + 2] in (")", "")) or (outer and bracket.text == "("):
        stop = close + 1 + (bracket.text == "[")
        sign = " + " if outer[1] == "sum" else "*"
        bracketed = terms if sign == " + " else [f"({t})" for t in terms]
        text = sign.join(bracketed)
        alone = not place.source[: outer.start()].strip() and not place.source[stop:].strip()
        mended = place.put(text if alone else f"({text})", outer.start(), stop)
    else:
        mended = place.put(f"[{', '.join(terms)}]", start, close + 1)
    return Mending("a list is not made with `for`", (place.start, place.end), "write its elements out", mended)


def _range(text: str) -> list[str]:
    parts = [part.strip() for part in text.split(",")]
    if not all(re.fullmatch(r"-?\d{1,4}", part) for part in parts) or not 1 <= len(parts) <= 3 or parts[2:] == ["0"]:
        return []
    return [str(k) for k in range(*map(int, parts))][: MOST_TERMS + 1]


def negated(place: Stop) -> Mending | None:
    """not x > 0, !(x > 0)"""
    if place.text not in ("not", "!") or place.before.is_value():
        return None
    _, end = place.clause()
    inner = place.source[place.end : end].strip()
    if not inner or re.search(r"\b(?:and|or)\b", inner):
        return None
    inner = inner[1:-1] if inner[0] == "(" and closing(inner, 0) == len(inner) - 1 else inner
    mended = place.put(f"logical_not({inner})", end=end)
    return Mending(f"`{place.text}` does not negate", (place.start, place.end), "write logical_not(...)", mended)


def either(place: Stop) -> Mending | None:
    """x < 0 or x > 1"""
    if place.text != "or":
        return None
    start, end = place.clause()
    parts = re.split(r"\bor\b", place.source[start:end])
    if any(re.search(r"\b(?:and|not)\b", part) or not part.strip() for part in parts):
        return None
    mended = place.put(" | ".join(f"({part.strip()})" for part in parts), start, end)
    return Mending("`or` does not combine conditions", (place.start, place.end), "write `|` between them", mended)


def formatted(place: Stop) -> Mending | None:
    """f"{x**3}\""""
    match = re.fullmatch(r"\s*[a-zA-Z]{1,2}(['\"])\s*\{?(.*?)\}?\s*\1\s*", place.source, re.DOTALL)
    if not match or place.here.kind != "string" or not place.touches_before():
        return None
    return Mending("an expression is not a text", (place.before.start, place.end), "write it without quotes", match[2])


def lambda_called(place: Stop) -> Mending | None:
    """(lambda x: x**2)(x)"""
    if place.text != "lambda" or not place.open_bracket() or place.before.text != "(":
        return None
    start = place.before.start
    close = closing(place.source, start)
    following = re.compile(r"\s*\(").match(place.source, close + 1) if close > 0 else None
    if not following:
        return None
    end = closing(place.source, following.end() - 1)
    match = re.fullmatch(r"\s*lambda\s+([\w\s,]+):\s*(.+)", place.source[start + 1 : close], re.DOTALL)
    if end < 0 or not match:
        return None
    names, given = split(match[1], ","), split(place.source[following.end() : end], ",")
    body = match[2].strip()
    if len(names) != len(given) or any(n in names for g in given for n in re.findall(NAME, g) if n not in given):
        return None
    chosen = dict(zip(names, given, strict=True))
    body = re.sub(rf"(?<![\w.]){NAME}(?!\w|\s*\()", lambda m: _operand(chosen.get(m[0], m[0])), body)
    alone = not place.source[:start].strip() and not place.source[end + 1 :].strip()
    mended = place.put(body if alone else f"({body})", start, end + 1)
    return Mending("a function is not written with `lambda` here", (place.start, place.end), "write its body alone", mended)


def _operand(text: str) -> str:
    return text if re.fullmatch(r"[\w.]+(?:\([^()]*\))?", text) else f"({text})"


def unpacked(place: Stop) -> Mending | None:
    """a, b = x"""
    start, end = place.statement()
    match = re.fullmatch(rf"\(?\s*({NAME}(?:\s*,\s*{NAME})+)\s*,?\s*\)?\s*=(?!=)\s*(.+)", place.source[start:end], re.DOTALL)
    if not match:
        return None
    names, values = split(match[1], ","), split(match[2].strip(), ",")
    title = "one name is assigned at a time"
    if len(names) == len(values):
        clash = any(n in re.findall(NAME, v) for k, n in enumerate(names) for v in values[k + 1 :])
        text = None if clash else "; ".join(f"{n} = {v}" for n, v in zip(names, values, strict=True))
    elif len(values) == 1:
        right = _operand(values[0])
        text = "; ".join(f"{n} = {right}[{k}]" for k, n in enumerate(names))
    else:
        text = None
    return Mending(title, (start, place.end), "write a statement for each", None if text is None else place.put(text, start, end))


def written(place: Stop) -> Mending | None:
    """a[0] = v"""
    if place.text != "=" or place.before.text != "]" or place.open_bracket():
        return None
    start = opening(place.source, place.before.start)
    return Mending(
        "an expression does not write into a tensor",
        (max(start, 0), place.end),
        "make a new one, with stack([...]) or where(condition, new, old); `gradcli run` runs scripts that write in place",
    )


def spoken_phrase(place: Stop) -> Mending | None:
    """x divided by 2, x to the power of 3, square root of x, x mod 4"""
    return (
        _whole(place, r"\s+(?:is\s+)?divided\s+by\s+", "`divided by` is not an operator", "write `/`", "/")
        or _whole(place, r"\s+multiplied\s+(?:by|with)\s+", "`multiplied by` is not an operator", "write `*`", "*")
        or _whole(place, r"\s+(?:raised\s+)?to\s+the(?:\s+power)?(?:\s+of)?\s+", "words are no operators", "write `**`", "**")
        or _whole(place, r"\bhalf\s+(?:of\s+)?(?=\S)", "words are no operators", "write `1/2*`", "1/2*")
        or _whole(place, r"\s+(?:mod|modulo|rem)\s+(?=[\w(])", "`mod` is not an operator", "write `%`", " % ")
        or _of(place)
    )


_OF = {name: name for name in "log sum mean sin cos exp sqrt sigmoid tanh".split()} | {
    "square root": "sqrt",
    "sine": "sin",
    "cosine": "cos",
    "tangent": "tan",
    "natural log": "log",
    "logarithm": "log",
    "exponential": "exp",
    "absolute value": "abs",
    "average": "mean",
}


def _of(place: Stop) -> Mending | None:
    match = next(
        (m for m in re.finditer(rf"\b(?:the\s+)?({'|'.join(_OF)})\s+of\s+", place.source) if m.start() <= place.start <= m.end()),
        None,
    )
    end = argument_end(place.source, match.end()) if match else -1
    if not match or end < 0:
        return None
    name = _OF[match[1]]
    if powered := re.match(r"\s+(squared|cubed)\b", place.source[end:]):
        of = place.source[match.end() : end]
        power = "**2" if powered[1] == "squared" else "**3"
        both = f"this can be {name}({of}){power} or {name}({of}{power}): write the one that is meant"
        return Mending("words are no functions", match.span(), both)
    mended = place.put(f"{name}({place.source[match.end() : end]})", match.start(), end)
    return Mending("words are no functions", match.span(), f"write {name}(...)", mended)


NOTATIONS: tuple[Repair, ...] = (
    braced,
    arrow,
    declared,
    lambda_called,
    comprehension,
    ternary,
    formatted,
    summed,
    elementwise,
    suffix,
    commented,
    nabla,
    degrees,
    pairs,
    plus_minus,
    negated,
    either,
    unpacked,
    written,
    spoken_phrase,
)
