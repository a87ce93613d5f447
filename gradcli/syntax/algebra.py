"""Mathematics on paper about vectors and matrices, and what is said in words: xᵀ A x, ∑ xᵢ², x**2.sum(), the gradient of x².

Each is a repair as in repairs.py, and knows one notation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from gradcli.syntax.place import CLOSING, FUNCTIONS, OPENING, Stop, opening, primary_end
from gradcli.syntax.repairs import Mending

Repair = Callable[[Stop], Mending | None]
_LETTERS = r"[^\W\d](?:(?![ᵀ⊤⁻¹²³])\w)*"
_TRANSPOSED = re.compile(r"\s*(?:[ᵀ⊤]|(?:\^|\*\*)\s*(?:\{\s*)?(?:⊤|T(?!\w)|\\top\b|\\intercal\b)(?:\s*\})?)")
_FACTOR = re.compile(rf"\s*({_LETTERS}|(?=\())")


# ------------------------------------------------------------------ matrices
def transposed(place: Stop) -> Mending | None:
    """A^T, xᵀ A x: what stands beside it is multiplied as matrices are"""
    found = (m for m in _TRANSPOSED.finditer(place.source) if m.start() <= place.start <= m.end())
    match = next(found, None) or next(
        (m for m in _TRANSPOSED.finditer(place.source) if place.start <= m.start() < place.end), None
    )
    if match is None or "T" in place.variables or not re.search(r"[\w)\]]\Z", place.source[: match.start()]):
        return None
    factors, end = _factors(place, match.end())
    mended = place.put(" @ ".join([".T", *factors]), match.start(), end)
    return Mending("a transpose is not written as an exponent", match.span(), "write .T", mended)


def _factors(place: Stop, start: int) -> tuple[list[str], int]:
    """What stands behind a transpose without a sign between: `A x`, `(A x + b)`; and where it ends."""
    found: list[str] = []
    while (match := _FACTOR.match(place.source, start)) and match.end() < len(place.source) + bool(match[1]):
        name = match[1]
        if name in FUNCTIONS or not name:
            end = primary_end(place.source, match.start())
            if end < 0:
                break
            found.append(place.source[match.start() : end].strip())
        else:
            end = match.end()
            found += apart(name, place.variables)
        suffix = _TRANSPOSED.match(place.source, end)
        if suffix:
            found[-1] += suffix[0].strip()
            end = suffix.end()
        start = end
    return found, start


def apart(name: str, variables: Collection[str]) -> list[str]:
    """A word as a row of variables, if it is one in just one way; otherwise as it is."""
    if name in variables or len(name) > 12:
        return [name]
    ways: list[list[list[str]]] = [[[]]]
    for end in range(1, len(name) + 1):
        ways.append([[*way, v] for v in variables if v and name[:end].endswith(v) for way in ways[end - len(v)]][:4])
    return ways[-1][0] if len(ways[-1]) == 1 else [name]


# ------------------------------------------------------------------ sums over everything
_TOTAL = re.compile(r"(∑|Σ|\\sum|∏|Π|\\prod)(?![a-zA-Z])\s*(?:_\s*(?:\{\s*(\w)\s*\}|(\w)(?!\w|\s*=)))?\s*(?![\s_^=])")
_SUBSCRIPTS = "ᵢⱼₖ"


def total(place: Stop) -> Mending | None:
    """∑ x², ∑_i xᵢ², Σ(x*y): over all elements"""
    match = next((m for m in _TOTAL.finditer(place.source) if m.start() <= place.start), None)
    if match is None or match[1] in place.variables:
        return None
    end = _term_end(place.source, match.end())
    term = place.source[match.end() : end].strip()
    if not term:
        return None
    index = match[2] or match[3] or "i"
    term = re.sub(rf"(?<=\w)_(?:\{{\s*{index}\s*\}}|{index}(?!\w))|[{_SUBSCRIPTS}]", "", term)
    name = "sum" if match[1] in ("∑", "Σ", "\\sum") else "prod"
    whole = term[0] == "(" and _closes_at_end(term)
    put = f"{name}{term}" if whole else f"{name}({term})"
    touching = re.search(r"[\w)\]]\s*\Z", place.source[: match.start()])
    mended = place.put(f"{'*' if touching else ''}{put}", match.start(), end)
    return Mending(f"`{match[1]}` is not part of the language", match.span(1), f"write {name}(...)", mended)


def power_of_total(place: Stop) -> Mending | None:
    """mean (x - y)^2, which can be read in two ways; [x + 1]^2, where brackets group"""
    if place.text != "^" or place.before.text not in (")", "]"):
        return None
    start = opening(place.source, place.before.start)
    inner, before = place.source[start + 1 : place.before.start].strip(), place.source[: max(start, 0)]
    if place.before.text == "]":
        if not inner or "," in inner or re.search(r"[\w)\]]\s*\Z", before):
            return None
        mended = place.put(f"({inner})**", start, place.end)
        return Mending("square brackets do not group", (start, place.before.end), "write round brackets", mended)
    match = re.search(r"\b(mean|sum|prod)\s+\Z", before)
    if not match:
        return None
    both = f"this can be {match[1]}(({inner})**2) or {match[1]}({inner})**2: write the one that is meant"
    return Mending("`^` is not the power operator", (place.start, place.end), both)


def _closes_at_end(text: str) -> bool:
    depth = 0
    for k, letter in enumerate(text):
        depth += (letter in CLOSING) - (letter in OPENING)
        if not depth:
            return k == len(text) - 1
    return False


def _term_end(source: str, start: int) -> int:
    """Where a term ends: before a plus, a minus, a comma or the end of what it stands in."""
    depth = 0
    for k in range(start, len(source)):
        letter = source[k]
        depth += (letter in CLOSING) - (letter in OPENING)
        if depth < 0 or (not depth and letter in ",;\n="):
            return k
        if not depth and letter in "+-−" and re.search(r"[\w)\]²³]\s*\Z", source[start:k]):
            return k
    return len(source)


# ------------------------------------------------------------------ a method of what stands before it
def method_of_number(place: Stop) -> Mending | None:
    """x**2.sum(), which reads 2. and then a name"""
    before = place.before
    if before.kind != "number" or before.text[-1] != "." or place.here.kind != "name" or place.after.text != "(":
        return None
    start, _ = place.clause()
    start = max([start, *_signs(place.source, start, before.start)])
    term = place.source[start : before.end - 1].strip()
    mended = place.put(f"({term}).", start, place.start)
    return Mending("a number has no method", (before.start, place.end), "put what it is a method of in brackets", mended)


def _signs(source: str, start: int, end: int) -> Iterator[int]:
    """Where terms begin behind a plus or a minus that stands in no bracket."""
    depth = 0
    for k in range(start, end):
        depth += (source[k] in CLOSING) - (source[k] in OPENING)
        if depth < 0:
            yield k + 1
            depth = 0
        elif not depth and source[k] in "+-" and re.search(r"[\w)\]]\s*\Z", source[start:k]):
            yield k + 1


# ------------------------------------------------------------------ in words
_ASKED = re.compile(
    r"\s*(?:(?:find|compute|calculate|take|get|give|show|what(?:\s+is|'s)?)\s+)?(?:me\s+)?(?:the\s+)?(?:first\s+|partial\s+)?"
    r"(?:gradients?|derivatives?|slope|differential|grad)\s+of\s+(?:the\s+function\s+)?|"
    r"\s*(?:please\s+)?(?:differentiate|derive)\s+(?=\S)",
    re.IGNORECASE,
)


def asked(place: Stop) -> Mending | None:
    """the gradient of x**2, differentiate sin(x)"""
    start, end = place.statement()
    match = _ASKED.match(place.source, start, end)
    if not match or place.start > match.end() or match.end() >= end:
        return None
    return Mending(
        "this reads as words, not as an expression", match.span(), "write only the expression", place.put("", start, match.end())
    )


def subscript(place: Stop) -> Mending | None:
    """x_{1}"""
    if place.char != "{" or not place.touches_before() or not place.before.text.endswith("_"):
        return None
    match = re.compile(r"\{\s*(\w+)\s*\}").match(place.source, place.start)
    if not match:
        return None
    return Mending("braces do not group", match.span(), "write it without them", place.put(match[1], end=match.end()))


_INLINE = re.compile(
    r"\s*(?:def\s+(?P<f>\w+)\s*\((?P<a>[\w\s,:]*)\)\s*(?:->[^:\n]*)?:\s*(?:return\b)?|(?P<g>\w+)\s*=\s*lambda\s+(?P<b>[\w\s,]+):)"
    r"\s*(?P<body>[^\n;]+?)\s*[;\n]\s*(?P<rest>\S[^\n;]*?)\s*;?\s*\Z"
)


def inlined(place: Stop) -> Mending | None:
    """def f(x): return x**2, and on the next line f(x)"""
    match = _INLINE.match(place.source)
    if not match:
        return None
    name, names = match["f"] or match["g"], [a.partition(":")[0].strip() for a in (match["a"] or match["b"]).split(",")]
    rest = re.sub(r"^(?:print|return)\s*\(?\s*(?=\w)|^\w+\s*=\s*(?=\w)", "", match["rest"])
    called = re.match(rf"{name}\(([\w\s,]*)\)", rest)
    given = [a.strip() for a in called[1].split(",")] if called else []
    if len(given) != len(names) or not re.fullmatch(
        r"\)?(?:\.(?:sum|mean|backward)\(\))*", rest[called.end() :] if called else ""
    ):
        return None
    chosen = dict(zip(names, given, strict=True))
    body = re.sub(r"(?<![\w.])[^\W\d]\w*", lambda m: chosen.get(m[0], m[0]), match["body"])
    return Mending("a function is not defined here", (0, len(place.source)), "write its result alone", body)


ALGEBRA: tuple[Repair, ...] = (inlined, asked, transposed, total, power_of_total, method_of_number, subscript)
