"""From the place where reading stopped to a SyntaxProblem that says what was meant.

Imported only after something has gone wrong. A repair names one mistake and mends it; the mended text is read again,
and mended again, until it parses. Only then is it offered: a hint always works.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from gradcli.problems import SyntaxProblem
from gradcli.syntax.parser import Refusal, read, scan
from gradcli.syntax.place import CLOSING, OPENING, Place
from gradcli.syntax.repairs import REPAIRS, Finding, refused

LONGEST_MENDED = 2_000  # characters; in a longer text a mistake is named but not mended
_MOST_REPAIRS = 40
_WINDOW = 200  # characters around the place, in a longer text


def explain(source: str, refusal: Refusal, variables: Collection[str] = ()) -> SyntaxProblem:
    """What is wrong with a text that was refused at this place."""
    if len(source) > LONGEST_MENDED:
        return _problem(source, _named(source, refusal), None)
    finding = find(Place(source, refusal))
    return _problem(source, finding, _hint(finding, variables))


def find(place: Place) -> Finding:
    """The first repair that knows this mistake."""
    return next((finding for repair in REPAIRS if (finding := repair(place))), None) or refused(place)


def _problem(source: str, finding: Finding, hint: str | None) -> SyntaxProblem:
    return SyntaxProblem(finding.title, span=finding.span, source=source, why=finding.why, fix=finding.fix, hint=hint)


def _hint(finding: Finding, variables: Collection[str]) -> str | None:
    """The mended text, once everything else in it is mended as well."""
    text = finding.mended and finding.mended.strip()
    seen: set[str] = set()
    while text is not None and text not in seen and len(seen) < _MOST_REPAIRS and len(text) <= 2 * LONGEST_MENDED:
        seen.add(text)
        try:
            read(text, variables)
        except Refusal as refusal:
            mended = find(Place(text, refusal)).mended
            text = mended and mended.strip()
        else:
            return text if all(letter.isprintable() or letter in "\n\t" for letter in text) else None
    return None


def _named(source: str, refusal: Refusal) -> Finding:
    """The mistake in a long text, judged by what stands around it."""
    start, end = refusal.span
    if start == len(source) and (bracket := _unclosed(source)) is not None:
        return Finding(f"`{source[bracket]}` is never closed", (bracket, bracket + 1), "close it")
    first = max(0, start - _WINDOW)
    end = min(end, start + _WINDOW)
    window = source[first : end + _WINDOW]
    finding = find(Place(window, Refusal((start - first, end - first), refusal.expected, refusal.repeated)))
    begin, stop = finding.span
    return finding._replace(span=(begin + first, stop + first))


def _unclosed(source: str) -> int | None:
    """The innermost bracket that a text leaves open."""
    brackets: list[int] = []
    for match in scan(source):
        if match[1] in CLOSING:
            brackets.append(match.start(1))
        elif match[1] in OPENING and brackets:
            brackets.pop()
    return brackets[-1] if brackets else None


# What people type, and what it is called here.
MEANT = {
    "ln": "log",
    "loge": "log",
    "log_e": "log",
    "lg": "log10",
    "log_10": "log10",
    "log_2": "log2",
    "ld": "log2",
    "lb": "log2",
    "sine": "sin",
    "sen": "sin",
    "cosine": "cos",
    "tangent": "tan",
    "tg": "tan",
    "arctg": "atan",
    "atg": "atan",
    "tan2": "atan2",
    "arctan2": "atan2",
    "sh": "sinh",
    "ch": "cosh",
    "th": "tanh",
    "tgh": "tanh",
    "arsinh": "asinh",
    "arcosh": "acosh",
    "artanh": "atanh",
    "sqr": "square",
    "sq": "square",
    "squareroot": "sqrt",
    "root": "sqrt",
    "sgn": "sign",
    "signum": "sign",
    "modulus": "abs",
    "magnitude": "abs",
    "length": "norm",
    "logistic": "sigmoid",
    "expit": "sigmoid",
    "sigm": "sigmoid",
    "swish": "silu",
    "ramp": "relu",
    "rectifier": "relu",
    "inverse": "inv",
    "determinant": "det",
    "tr": "trace",
    "average": "mean",
    "avg": "mean",
    "variance": "var",
    "stdev": "std",
    "stddev": "std",
    "product": "prod",
    "total": "sum",
    "summation": "sum",
    "concat": "cat",
    "concatenate": "cat",
    "transposed": "transpose",
    "loggamma": "lgamma",
    "gammaln": "lgamma",
    "modulo": "remainder",
    "mod": "remainder",
    "ceiling": "ceil",
    "truncate": "trunc",
    "fix": "trunc",
    "iif": "where",
    "select": "where",
    "identity": "eye",
    "mse": "mse_loss",
    "mae": "l1_loss",
    "bce": "binary_cross_entropy",
    "euler": "e",
    "infinity": "inf",
    "infty": "inf",
}


def suggest_name(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that a mistyped name was meant to be, if one is close enough."""
    known = list(candidates)
    folded = {candidate.lower(): candidate for candidate in reversed(known)}
    short = name[:64].lower()
    for guess in (short, MEANT.get(short, ""), short.replace("_", "")):
        if guess in folded and folded[guess] != name:
            return folded[guess]
    from difflib import get_close_matches

    close = get_close_matches(short, folded, n=1, cutoff=0.6 if len(short) < 4 else 0.7)
    return folded[close[0]] if close and folded[close[0]] != name else None
