"""Results as text: agreement by category, and the differences in groups."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from tools.differential.cases import Case
from tools.differential.compare import Outcome

APART = ("missing", "on purpose", "limit", "digits", "ill-conditioned", "stale")
HEAD = f"{'category':12}{'cases':>7}" + "".join(
    f"{word:>9}" for word in "agree differ missing purpose limit digits ill stale valid".split()
)
Found = tuple[Case, Outcome]


def table(found: Sequence[Found]) -> Iterator[str]:
    """A line for each category: agreement in percent of what counts, what is apart, and the share of valid programs."""
    categories: dict[str, list[Found]] = defaultdict(list)
    for case, outcome in found:
        categories[case.category].append((case, outcome))
    yield HEAD
    for category, members in categories.items():
        yield _row(category, members)
    if len(categories) > 1:
        yield _row("all", found)


def _row(name: str, found: Sequence[Found]) -> str:
    counts = Counter(outcome.verdict for _, outcome in found)
    counted = counts["agree"] + counts["differ"]
    share = f"{100 * counts['agree'] / counted:.2f}%" if counted else "-"
    valid = sum("error" not in case.torch and "berror" not in case.torch for case, _ in found)
    apart = [counts[word] for word in APART]
    numbers = "".join(f"{n:9}" for n in [counts["differ"], *apart])
    return f"{name:12}{len(found):7}{share:>9}{numbers}{100 * valid / len(found):8.0f}%"


def groups(found: Iterable[Found], verdict: str = "differ") -> list[tuple[str, list[Found]]]:
    """The differences by kind, the most frequent first; within a group the shortest example first."""
    together: dict[str, list[Found]] = defaultdict(list)
    for case, outcome in found:
        if outcome.verdict == verdict:
            together[key(case, outcome)].append((case, outcome))
    for members in together.values():
        members.sort(key=lambda member: _size(member[0]))
    return sorted(together.items(), key=lambda group: -len(group[1]))


def _size(case: Case) -> int:
    return len(json.dumps(case.request.document()))


def key(case: Case, outcome: Outcome) -> str:
    """What the cases of one group have in common: the first difference without numbers; if that says little, the functions."""
    kind = kind_of(outcome.differences[0])
    return f"{kind} in {' '.join(functions(case.request.expression))}" if len(kind.split()) < 4 else kind


def kind_of(difference: str) -> str:
    """A difference without its numbers."""
    words = difference.split()
    if words[1:2] and words[1] in ("DIFF", "NONFINITE", "NONE", "SHAPE") and words[0] != "graph":
        return " ".join(words[:2])
    if words[0] in ("shape", "passes"):
        return words[0]
    return re.sub(r"-?\b\d+(\.\d+)?(e[-+]?\d+)?\b|\b\d+x\d+\b|\b\d+(?=D\b)", "#", difference)


def functions(expression: str) -> list[str]:
    """The functions and operators of an expression, each once, in order of the alphabet."""
    text = re.sub(r"'[^']*'", "", expression)
    called = re.findall(r"(\w+)\s*\(", text) + re.findall(r"\.(mT|T|values|indices|data)\b", text)
    operators = re.findall(r"\*\*|//|[-+*/%@<>]=?|==|!=", re.sub(r"(?<![\w\])\s])\s*-\s*(?=[\d.])|\de-", "", text))
    brackets = ["[]"] if re.search(r"[\w)\]]\[", text) else []
    return sorted({*called, *operators, *brackets} - {"tensor"})


def lines(found: Sequence[Found], most: int) -> Iterator[str]:
    """The whole report."""
    yield from table(found)
    yield from _grouped("differences", groups(found), most)
    yield from _grouped("differences in the last digits, after a cast to float32,", groups(found, "digits"), most)
    yield from _missing(found)


def _grouped(title: str, grouped: Sequence[tuple[str, Sequence[Found]]], most: int) -> Iterator[str]:
    if grouped:
        yield ""
        yield f"{sum(len(members) for _, members in grouped)} {title} in {len(grouped)} groups"
    for name, members in grouped[:most]:
        case, outcome = members[0]
        yield ""
        yield f"{len(members)} x {name}   [{_categories(members)}] [{_functions(members)}]"
        yield f"    {json.dumps(case.request.document(), ensure_ascii=False)}"
        yield from (f"    {difference}" for difference in outcome.differences[:4])


def _categories(members: Sequence[Found]) -> str:
    counts = Counter(case.category for case, _ in members)
    return " ".join(f"{name} {n}" for name, n in counts.most_common(4))


def _functions(members: Sequence[Found]) -> str:
    """The functions that most of the examples have."""
    counts = Counter(name for case, _ in members for name in functions(case.request.expression))
    return " ".join(f"{name} {n}" for name, n in counts.most_common(6))


def _missing(found: Sequence[Found]) -> Iterator[str]:
    """The operations that gradcli does not have, by how often they were met."""
    names = Counter(name for _, outcome in found if outcome.verdict == "missing" for name in outcome.differences)
    if names:
        yield ""
        yield "missing: " + ", ".join(f"{name} {n}" for name, n in sorted(names.items(), key=lambda item: -item[1]))
