"""Expressions of the language as LaTeX mathematics, for amsmath, in ASCII.

The text of a formula is parsed and printed anew from its tree: one loop, at any depth. What is no expression of the
language is shown as it is typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from gradcli.problems import Problem
from gradcli.syntax.parser import parse
from gradcli.syntax.printing import precedence, show_number
from gradcli.syntax.tree import BASE, BINARY_PRECEDENCE, COMPARISON, EITHER, POSTFIX, PRODUCT, UNARY, Tree
from gradcli.views.text import number, printable, tensor

LONGEST = 2000  # characters; a longer expression would not fit a page in any case

_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega "
        "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split(),
        strict=True,
    )
)
_GREEK_NAMES = frozenset(_GREEK.values())
_ACCENTS = {
    "\u0300": "grave",
    "\u0301": "acute",
    "\u0302": "hat",
    "\u0303": "tilde",
    "\u0304": "bar",
    "\u0308": "ddot",
    "\u030a": "mathring",
    "\u030c": "check",
}
_LETTERS = {"ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "å": "aa", "Å": "AA", "ł": "l", "Ł": "L", "œ": "oe", "ı": "i"}
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "#": r"\#",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "'": "{'}",
    '"': "{''}",  # the sign itself needs a font encoding
    "`": "{`}",
    "-": "{-}",
    "∂": r"$\partial$",
    "…": r"\dots{}",
    "→": r"$\to$",
    "×": r"$\times$",
    "⊗": r"$\otimes$",
    "ᵀ": r"$^{\top}$",
}
_FUNCTIONS = {
    **{n: n for n in "sin cos tan sinh cosh tanh exp log max min det".split()},
    **{f"a{n}": f"arc{n}" for n in ("sin", "cos", "tan")},
    **{f"arc{n}": f"arc{n}" for n in ("sin", "cos", "tan")},
}
_AROUND = {
    "sqrt": (r"\sqrt{", "}"),
    "abs": (r"\left|", r"\right|"),
    "floor": (r"\left\lfloor ", r"\right\rfloor "),
    "ceil": (r"\left\lceil ", r"\right\rceil "),
    "norm": (r"\left\lVert ", r"\right\rVert "),
}
_COMPARED = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "==": "=", "!=": r"\ne"}
_CONSTANTS = {"pi": r"\pi", "inf": r"\infty", "nan": r"\mathrm{nan}", "True": r"\mathrm{True}", "False": r"\mathrm{False}"}
_NUMBERED = re.compile(r"([^\W\d]\w*)#(\d+)")  # the second value of a name that was bound again

_ELEMENT = re.compile(r"([^\W\d][\w#]*)\[([\d,]+)\]")  # of a tensor: W[0,2]

_Todo = list[Any]  # texts to write, and (node, how tightly it has to bind)


# ------------------------------------------------------------------ texts and names
def text(words: str) -> str:
    """Any text in text mode, in ASCII."""
    return "".join(_SPECIAL.get(c) or (c if c.isascii() else _letter(c, "text")) for c in " ".join(printable(words).split()))


def _letter(c: str, mode: str) -> str:
    """A letter that is not ASCII: Greek, accented, or its number where plain LaTeX has no such letter."""
    if c in _LETTERS:
        return f"\\{_LETTERS[c]}{{}}" if mode == "text" else rf"\text{{\{_LETTERS[c]}}}"
    if c in _GREEK:
        found = f"\\{_GREEK[c]}"
    else:
        base, *marks = list(unicodedata.normalize("NFD", c))
        if not base.isascii() or not base.isalpha() or not marks or any(m not in _ACCENTS for m in marks):
            return f"{{[U+{ord(c):04X}]}}" if mode == "text" else rf"\mathtt{{U{ord(c):04X}}}"
        found = base
        for mark in marks:
            found = rf"\{_ACCENTS[mark]}{{{found}}}"
    return f"${found}$" if mode == "text" else f"{found} " if found[1:].isalpha() else found


def name(spelling: str) -> str:
    """A variable: x, v_{1}, \\theta, \\mathit{loss}."""
    again = _NUMBERED.fullmatch(spelling)
    if again is not None:
        return rf"{{{name(again[1])}}}_{{\#{again[2]}}}"
    if spelling in _CONSTANTS:
        return _CONSTANTS[spelling]
    element = _ELEMENT.fullmatch(spelling)
    if element is not None:
        return rf"{{{name(element[1])}}}_{{[{element[2]}]}}"
    found = re.fullmatch(r"([^\W\d]\w*?)_?([0-9]*)", spelling)
    if found is None:
        return rf"\texttt{{{text(spelling)}}}"
    stem, index = found[1], found[2]
    return f"{_stem(stem)}_{{{index}}}" if index else _stem(stem)


def _stem(stem: str) -> str:
    if stem in _GREEK_NAMES:
        return f"\\{stem}"
    letters = "".join(r"\_" if c == "_" else c if c.isascii() else _letter(c, "math") for c in stem).strip()
    return letters if len(stem) == 1 and stem != "_" else rf"\mathit{{{letters}}}"


# ------------------------------------------------------------------ values
def value(data: Any) -> str:
    """A number, a vector in brackets, a matrix as one; long ones by their ends, as in the text view."""
    if data is None:
        return r"\text{None}"
    if not isinstance(data, list):
        return figure(number(data))
    if data and all(isinstance(row, list) and not any(isinstance(x, list) for x in row) for row in data):
        rows = [_ends(row) if isinstance(row, list) else [row] * len(_ends(data[0])) for row in _ends(data)]
        lines = [" & ".join(map(_cell, row)) for row in rows]
        return r"\begin{bmatrix} " + r" \\ ".join(lines) + r" \end{bmatrix}"
    if any(isinstance(x, list) for x in data):
        return rf"\text{{{text(tensor(data))}}}"
    return r"\left[" + r",\ ".join(map(_cell, _ends(data))) + r"\right]"


def _ends(row: Sequence[Any]) -> list[Any]:
    return list(row) if len(row) <= 8 else [*row[:3], ..., *row[-3:]]


def _cell(x: Any) -> str:
    return r"\dots" if x is ... else figure(number(x))


def figure(digits: str) -> str:
    """A number as it is printed: 2.5e-07 is 2.5 times a power of ten."""
    special = {"inf": r"\infty", "-inf": r"-\infty", "nan": r"\mathrm{nan}", "True": r"\mathrm{True}", "False": r"\mathrm{False}"}
    if digits in special:
        return special[digits]
    mantissa, e, exponent = digits.partition("e")
    return rf"{mantissa} \times 10^{{{int(exponent)}}}" if e else digits


# ------------------------------------------------------------------ expressions
def formula(typed: str) -> str:
    """An expression as mathematics; as typed where it is none."""
    if len(typed) > LONGEST:
        return rf"\texttt{{{text(typed[:80])}\dots}}"
    again: dict[str, str] = {}

    def known(found: re.Match[str]) -> str:
        plain = f"{found[1]}_again_{found[2]}"
        again[plain] = found[0]
        return plain

    try:
        tree = parse(_NUMBERED.sub(known, typed))
    except (Problem, RecursionError):
        return rf"\texttt{{{text(typed)}}}"
    roots = tree.roots()
    if len(roots) != 1 or tree.kinds[roots[0]] != "statement":
        return rf"\texttt{{{text(typed)}}}"
    return _printed(tree, tree.operands(roots[0])[0], lambda n: name(again.get(n, n)))


def reading(said: str) -> str:
    """A rule as people read it: g ⊗ h, Wᵀ @ g, g spread over (2)."""
    for words in (" spread", " back "):
        before, found, behind = said.partition(words)
        if found:
            return rf"{reading(before)}\text{{{words}{text(behind)}}}" if words == " back " else _spread(before, behind)
    return r" \otimes ".join(formula(part.replace("ᵀ", ".T")) for part in said.split(" ⊗ "))


def _spread(before: str, behind: str) -> str:
    words = text(f"spread{behind}")
    return rf"{reading(before)}\ \text{{{words}}}"


def _printed(tree: Tree, root: int, named: Callable[[str], str]) -> str:
    todo: _Todo = [(root, COMPARISON)]
    written: list[str] = []
    while todo:
        item = todo.pop()
        if isinstance(item, str):
            written.append(item)
            continue
        node, context = item
        pieces = _pieces(tree, node, named)
        bare = _tightness(tree, node) >= context
        todo += reversed(pieces if bare else [r"\left(", *pieces, r"\right)"])
    return "".join(written)


def _tightness(tree: Tree, node: int) -> int:
    """How tightly a node binds as it is drawn here: a fraction or a power is in one piece, but not under an exponent."""
    kind, value = tree.kinds[node], tree.values[node]
    if kind == "number" and "e" in show_number(value):
        return PRODUCT
    if kind == "call":
        if value[0] == "outer":
            return PRODUCT
        return POSTFIX if value[0] in _AROUND and value[0] != "sqrt" else UNARY + 1
    return precedence(kind, value)


def _pieces(tree: Tree, node: int, named: Callable[[str], str]) -> _Todo:
    kind, value = tree.kinds[node], tree.values[node]
    operands = tree.operands(node)
    if kind == "name":
        return [named(value)]
    if kind == "number":
        return [figure(show_number(value).replace("1e999", "inf"))]
    if kind in ("string", "ellipsis"):
        return [rf"\text{{{text(tree.text(node))}}}"]
    if kind == "unary":
        return [r"\lnot " if value == "~" else value, (operands[0], UNARY)]
    if kind == "compare":
        return [(operands[0], EITHER), f" {_COMPARED[value]} ", (operands[1], EITHER)]
    if kind == "binary":
        return _binary(tree, value, operands)
    if kind in ("call", "method"):
        return _call(value, operands)
    return _other(tree, kind, value, operands)


_BETWEEN = {"+": " + ", "-": " - ", "%": r" \bmod ", "@": r"\, ", "&": r" \land ", "|": r" \lor "}


def _binary(tree: Tree, symbol: str, operands: list[int]) -> _Todo:
    left, right = operands
    if symbol == "/":
        return [r"\frac{", (left, COMPARISON), "}{", (right, COMPARISON), "}"]
    if symbol == "**":
        return [(left, BASE), "^{", (right, COMPARISON), "}"]
    if symbol == "//":
        return [r"\left\lfloor \frac{", (left, COMPARISON), "}{", (right, COMPARISON), r"}\right\rfloor "]
    between = _BETWEEN.get(symbol) or _times(tree, left, right)
    tight = BINARY_PRECEDENCE[symbol]
    signed = tree.kinds[right] == "unary"  # no sign right behind another
    return [(left, tight), between, (right, POSTFIX if signed else tight + 1)]


def _times(tree: Tree, left: int, right: int) -> str:
    """A number before letters needs no sign: 3 x^2."""
    first = right
    while tree.kinds[first] == "binary" and tree.values[first] == "**":
        first = tree.operands(first)[0]
    number_first = tree.kinds[left] == "number" and "e" not in show_number(tree.values[left])
    return r"\, " if number_first and tree.kinds[first] in ("name", "call") else r" \cdot "


def _call(value: tuple[str, int, tuple[str, ...]], operands: list[int]) -> _Todo:
    function, _, keywords = value
    if function == "outer" and len(operands) == 2:
        return [(operands[0], UNARY), r" \otimes ", (operands[1], UNARY)]
    if function in _AROUND and len(operands) == 1:
        before, after = _AROUND[function]
        return [before, (operands[0], COMPARISON), after]
    spelled = f"\\{_FUNCTIONS[function]}" if function in _FUNCTIONS else rf"\operatorname{{{text(function)}}}"
    plain = len(operands) - len(keywords)
    labels = [""] * plain + [rf"\mathit{{{text(k)}}} = " for k in keywords]
    return [rf"{spelled}\left(", *_listed(operands, labels), r"\right)"]


def _listed(operands: list[int], labels: Sequence[str] = ()) -> _Todo:
    pieces: _Todo = []
    for k, operand in enumerate(operands):
        pieces += [r",\ " if k else "", labels[k] if labels else "", (operand, COMPARISON)]
    return pieces


def _is_matrix(tree: Tree, rows: list[int]) -> bool:
    """Whether the elements of a list are rows of one length, without lists in them."""
    if not rows or any(tree.kinds[row] != "list" for row in rows):
        return False
    alike = len({tree.values[row] for row in rows}) == 1
    return alike and not any(tree.kinds[x] == "list" for row in rows for x in tree.operands(row))


def _rows(tree: Tree, rows: list[int]) -> _Todo:
    pieces: _Todo = [r"\begin{bmatrix} "]
    for n, row in enumerate(rows):
        pieces += [r" \\ "] if n else []
        for k, x in enumerate(tree.operands(row)):
            pieces += [" & " if k else "", (x, COMPARISON)]
    return [*pieces, r" \end{bmatrix}"]


def _other(tree: Tree, kind: str, value: Any, operands: list[int]) -> _Todo:
    if kind == "attribute":
        what = r"^{\top}" if value in ("T", "mT") else rf".\mathit{{{text(value)}}}"
        return [(operands[0], POSTFIX), what]
    if kind == "index":
        return [(operands[0], POSTFIX), r"\left[", *_listed(operands[1:]), r"\right]"]
    if kind == "list" and _is_matrix(tree, operands):
        return _rows(tree, operands)
    if kind == "list":
        return [r"\left[", *_listed(operands), r"\right]"]
    if kind == "tuple":
        return [r"\left(", *_listed(operands), r",\right)" if value == 1 else r"\right)"]
    return _slice(value, operands)


def _slice(bounds: tuple[bool, bool, bool], operands: list[int]) -> _Todo:
    pieces: _Todo = []
    remaining = iter(operands)
    for k, present in enumerate(bounds):
        pieces.append("{:}" if k == 1 or (k == 2 and present) else "")
        if present:
            pieces.append((next(remaining), COMPARISON))
    return pieces
