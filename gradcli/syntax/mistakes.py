"""From the place where reading stopped to a SyntaxProblem that says what was meant.

Imported only after something has gone wrong. A repair names one mistake and mends it; the mended text is read again,
and mended again, until it parses. Only then is it offered: a hint always works.
"""

from __future__ import annotations

from collections.abc import Collection

from gradcli.problems import SyntaxProblem
from gradcli.syntax.algebra import ALGEBRA
from gradcli.syntax.notations import NOTATIONS
from gradcli.syntax.place import CLOSING, OPENING, Stop
from gradcli.syntax.reading import Refusal, read, scan
from gradcli.syntax.repairs import REPAIRS, Mending, refused

LONGEST_MENDED = 2_000  # characters; in a longer text a mistake is named but not mended
_MOST_REPAIRS = 40
_WINDOW = 200  # characters around the place, in a longer text


def explain(source: str, refusal: Refusal, variables: Collection[str] = ()) -> SyntaxProblem:
    """What is wrong with a text that was refused at this place."""
    if len(source) > LONGEST_MENDED:
        return _problem(source, _named(source, refusal), None)
    finding = find(Stop(source, refusal, variables))
    return _problem(source, finding, _hint(finding, variables))


def find(place: Stop) -> Mending:
    """The first repair that knows this mistake."""
    return next((finding for repair in (*ALGEBRA, *NOTATIONS, *REPAIRS) if (finding := repair(place))), None) or refused(place)


def _problem(source: str, finding: Mending, hint: str | None) -> SyntaxProblem:
    return SyntaxProblem(finding.title, span=finding.span, source=source, why=finding.why, fix=finding.fix, hint=hint)


def _hint(finding: Mending, variables: Collection[str]) -> str | None:
    """The mended text, once everything else in it is mended as well."""
    text = finding.mended and finding.mended.strip()
    seen: set[str] = set()
    while text is not None and text not in seen and len(seen) < _MOST_REPAIRS and len(text) <= 2 * LONGEST_MENDED:
        seen.add(text)
        try:
            read(text, variables)
        except Refusal as refusal:
            mended = find(Stop(text, refusal, variables)).mended
            text = mended and mended.strip()
        else:
            return text if all(letter.isprintable() or letter in "\n\t" for letter in text) else None
    return None


def _named(source: str, refusal: Refusal) -> Mending:
    """The mistake in a long text, judged by what stands around it."""
    start, end = refusal.span
    if start == len(source) and (bracket := _unclosed(source)) is not None:
        return Mending(f"`{source[bracket]}` is never closed", (bracket, bracket + 1), "close it")
    first = max(0, start - _WINDOW)
    end = min(end, start + _WINDOW)
    window = source[first : end + _WINDOW]
    finding = find(Stop(window, Refusal((start - first, end - first), refusal.expected, refusal.repeated)))
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
