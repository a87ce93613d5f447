"""What differs between two answers, smaller programs that still differ, and the report."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from tools.programs.categories import Made
from tools.programs.sides import Answer

Differs = Callable[[str], "Found | None"]


class Found(NamedTuple):
    """A program on which the two sides differ."""

    made: Made
    torch: Answer
    gradcli: Answer

    @property
    def first(self) -> tuple[str, str]:
        """The first line that differs, as torch and as gradcli have it."""
        lines = zip_longest(self.torch.lines(), self.gradcli.lines(), fillvalue="")
        return next(((a, b) for a, b in lines if a != b), ("", ""))

    @property
    def kind(self) -> str:
        """The first difference without its numbers."""
        return " <> ".join(re.sub(r"-?\d+(\.\d*)?(e[-+]?\d+)?", "#", line)[:70] for line in self.first)

    def told(self) -> str:
        """The program and both answers."""
        parts = [f"# {self.made.name}", *self.made.parts, "# torch", self.torch.stdout + self.torch.error, "# gradcli"]
        return "\n".join(
            [*parts, self.gradcli.stdout + self.gradcli.error + ("\n# " + self.gradcli.notes if self.gradcli.notes else "")]
        )


def smaller(found: Found, answers: Callable[[str], tuple[Answer, Answer]]) -> Found:
    """The program without the parts and lines that its difference does not need."""
    found = found._replace(made=found.made._replace(parts=tuple(line for part in found.made.parts for line in _statements(part))))
    changed = True
    while changed and len(found.made.parts) < 60:
        changed = False
        for k in reversed(range(len(found.made.parts))):
            parts = found.made.parts[:k] + found.made.parts[k + 1 :]
            made = found.made._replace(parts=parts)
            torch, gradcli = answers(made.text)
            fewer = Found(made, torch, gradcli)
            if not torch.same(gradcli) and _alike(fewer, found):
                found, changed = fewer, True
    return found


def _alike(one: Found, other: Found) -> bool:
    return one.kind == other.kind


def _statements(part: str) -> list[str]:
    """The statements of a part; a `try` is opened if it holds more than one statement."""
    lines: list[str] = []
    for line in part.split("\n"):
        if lines and (line.startswith((" ", "except", "else", "finally", ")", "elif")) or not line or lines[-1].startswith("@")):
            lines[-1] += "\n" + line
        else:
            lines.append(line)
    return lines


def table(names: Sequence[str], differing: Sequence[Found]) -> Iterator[str]:
    """Agreement by category."""
    counts, wrong = Counter(names), Counter(found.made.category for found in differing)
    for name, count in counts.items():
        yield f"{name:12}{count:7}{100 * (1 - wrong[name] / count):9.2f}%{wrong[name]:6}"
    yield f"{'all':12}{len(names):7}{100 * (1 - len(differing) / max(len(names), 1)):9.2f}%{len(differing):6}"


def groups(differing: Sequence[Found]) -> list[tuple[str, list[Found]]]:
    """The differences by kind, the most frequent first."""
    together: dict[str, list[Found]] = defaultdict(list)
    for found in differing:
        together[found.kind].append(found)
    return sorted(together.items(), key=lambda item: -len(item[1]))
