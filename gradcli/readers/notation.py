"""What stands for a number in a cell of a table or on a line: numerals, constants, and lists of them, never arithmetic.

A date is no subtraction: `2024-01-02` is refused with a reason, and so is everything else that somebody would have to work out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from gradcli.problems import LimitProblem, Problem, Remedy
from gradcli.readers.json_text import WORDS

SHOWN = 40  # characters of what is no number
NO_NUMBER = "is not a number"
TRUTHS = ("True", "False")
# Patterns are compiled when a cell is no number, which is when they are needed.
_DATE = r"(?s)\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:[T ].*)?\Z|\d{1,2}:\d{2}(?::\d{2}.*)?\Z"
_GROUPED = (
    r"[+-]?\d+(?:[ '\u2019\u00a0\u2009\u202f]\d+)+(?:[.,]\d*)?\Z"
    r"|[+-]?\d{1,3}(?:,\d{3})+\.\d*\Z|[+-]?\d{1,3}(?:\.\d{3})+,\d*\Z"
)
_THREES = r"[+-]?[1-9]\d{0,2}(?:,\d{3})+\Z"
_COMMA = r"[+-]?(?:\d+,\d*|,\d+)(?:[eE][+-]?\d+)?\Z"
_UNIT = r"[$€£¥]\s*[+-]?[\d.,]+\Z|[+-]?[\d.,]+\s*[%‰$€£¥]\Z"
_BRACKETS = r"\(\s*[\d.,]+\s*\)\Z"


class Notation(NamedTuple):
    """How numbers are written.

    decimal      the decimal sign, a point or a comma
    expressions  whether a text may be a constant expression, which is computed: pi/4
    """

    decimal: str = "."
    expressions: bool = False


PLAIN = Notation()
COMPUTED = Notation(expressions=True)


def number(text: str, notation: Notation = PLAIN) -> Any:
    """The number, truth value or list that a text stands for. Raises Problem, with the reason why it stands for none."""
    text = text.strip()
    if not text:
        raise Problem("it is empty", fix=Remedy("skip"))
    if text in WORDS:
        return WORDS[text]
    numeral = text if notation.decimal == "." else _with_point(text)
    try:
        return float(numeral)
    except ValueError:
        return _constant(text, notation)


def whole_or_number(text: str, notation: Notation = PLAIN) -> Any:
    """The same, where whole numbers stay whole: dimensions and sizes have to be."""
    found = number(text, notation)
    numeral = text.strip()
    digits = numeral.removeprefix("-").removeprefix("+")
    return int(numeral) if type(found) is float and digits.isascii() and digits.isdigit() and len(digits) < 19 else found


def _with_point(text: str) -> str:
    """A numeral with a decimal comma as Python reads it. Raises Problem where it has a point, which would mean thousands."""
    if "[" in text:
        return text
    if "." in text:
        raise refusal(text, "it has a point, and the decimal sign is a comma")
    return text.replace(",", ".")


# ------------------------------------------------------------------ what is more than a numeral
def _constant(text: str, notation: Notation) -> Any:
    """The value of a constant or of a list; of any constant expression, if those are wanted."""
    from gradcli.evaluate.expression import CONSTANTS, evaluate  # a table of plain numbers does without
    from gradcli.syntax.parser import parse

    if not notation.expressions:
        _refuse_strangers(text)
    try:
        tree = parse(text)
        unknown = [name for name in tree.names() if name not in CONSTANTS]
        if not unknown and (notation.expressions or _is_plain(tree, CONSTANTS)):
            found = evaluate(tree, {}).output
            if found is not None:
                return found
    except LimitProblem:
        raise
    except Problem:
        raise refusal(text) from None
    computes = not unknown and not notation.expressions and not {"name", "string"}.issuperset(tree.kinds[:-1])
    raise refusal(text, "it is arithmetic", Remedy("expressions")) if computes else refusal(text)


def _is_plain(tree: Any, constants: Mapping[str, Any]) -> bool:
    """Whether a tree is one numeral or constant, with or without a sign, or a list of such."""
    for i, (kind, value) in enumerate(zip(tree.kinds, tree.values, strict=True)):
        if kind == "unary":
            if value == "~" or tree.kinds[i - 1] not in ("number", "name"):
                return False
        elif kind == "name":
            if value not in TRUTHS and not isinstance(constants[value], float):
                return False
        elif kind not in ("number", "list", "statement"):
            return False
    return bool(tree.kinds.count("statement") == 1 and "(" not in tree.source and "#" not in tree.source)


def _refuse_strangers(text: str) -> None:
    """What tables hold besides numbers, each by its name."""
    if re.match(_DATE, text):
        raise refusal(text, "it looks like a date or a time")
    if re.match(_GROUPED, text):
        raise refusal(text, "its thousands are set apart")
    if re.match(_COMMA, text) and re.match(_THREES, text):
        raise refusal(text, "its comma is a decimal one, or stands between thousands", Remedy("either comma"))
    if re.match(_COMMA, text):
        raise refusal(text, "it has a decimal comma", Remedy("decimal comma"))
    if re.match(_UNIT, text):
        raise refusal(text, "it has a unit")
    if re.match(_BRACKETS, text):
        raise refusal(text, "in some tables such brackets mean a minus")


def refusal(text: str, reason: str = "", fix: Any = "give a number or a constant such as pi") -> Problem:
    """A text that is no number, and the reason."""
    return Problem(f"`{shortened(text)}` {NO_NUMBER}{reason and f': {reason}'}", fix=fix)


def shortened(text: str) -> str:
    """What is shown of a text that is no number."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def is_numeric(text: str) -> bool:
    """Whether a text is made of what numbers are made of, so that it may be shown wherever it comes from."""
    return bool(re.fullmatch(r"[\d\s.,:/+*()'\[\]%$€£¥_eE-]+", text)) and any(sign.isdigit() for sign in text)
