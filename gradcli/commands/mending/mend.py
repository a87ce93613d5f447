"""The loop: rules are tried one after the other until a command line runs, which then is the help that is printed."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from itertools import chain, islice, product

from gradcli.commands.mending import expressions, forms, options, programs, ranges, settings, slips_of_values
from gradcli.commands.mending.change import Change, Found, Several, State
from gradcli.commands.mending.line import Line, quoted
from gradcli.commands.mending.rehearsal import attempt
from gradcli.problems import Problem, Remedy
from gradcli.readers.addresses import is_address

LONGEST = 2_000  # characters of a command line that is mended, and three times as many of one that is shown
DEEPEST, MOST, SECONDS = 8, 40, 3.0  # slips in one line, lines that are tried, and how long
RULES = (
    *programs.RULES,
    *options.EARLY,
    *ranges.RULES,
    *settings.EARLY,
    *settings.RULES,
    *forms.RULES,
    *expressions.EARLY,
    *options.RULES,
    *slips_of_values.RULES,
    *expressions.RULES,
    *forms.LATE,
)
PLACEHOLDERS = ("2", "[1, 2]", "[[1, 2], [3, 4]]")
_MATRIX_FIRST = ("[[1, 2], [3, 4]]", "2", "[1, 2]")  # for names such as W
_RARER = ("[0, 1]", "[1, 2, 3]", "[1, 2, 3, 4]", "[1, 2, 3, 4, 5, 6]", "[[1, 2, 3], [4, 5, 6]]", "[[[1, 2], [3, 4]]]", "true")
MOST_PLACEHOLDERS = 100  # combinations that are tried


def mend(problem: Problem, arguments: Sequence[str]) -> None:
    """Put into a problem the command line that was meant, if there is one that runs."""
    if not arguments or sum(map(len, arguments)) > LONGEST or arguments[0] == "run" or _reads(arguments):
        return
    if any(map(is_address, arguments)) and attempt(arguments) is None:  # what is wrong is known to another machine alone
        return
    _named(problem, Line(arguments))
    found = _Search(arguments).found(problem)
    if isinstance(found, Several):
        problem.fix, problem.hint = found.words, None
    elif found:
        _offer(problem, arguments, found)
    else:
        _withdraw(problem, arguments)


def _named(problem: Problem, line: Line) -> None:
    """--hesian has no value: that is said of variables, and where the expression has none of that name it is no option."""
    lonely = re.match(r"--(\S+) has no value\Z", str(problem.title))
    texts = " ".join(line.items[k].value for k in line.texts())
    if lonely and line.texts() and not re.search(rf"(?<!\w){re.escape(lonely[1])}(?!\w)", texts):
        problem.title, problem.fix = f"there is no option --{lonely[1]}", "--help lists the options"


def _reads(arguments: Sequence[str]) -> bool:
    """Whether a line reads standard input, which is gone by now: no other line could be tried on it."""
    line = Line(arguments)
    files = [line.items[k].value for k in line.texts()][: 2 if line.command == "batch" else 1]
    values = [item.value for item in line.items if item.kind in ("option", "binding")]
    return "-" in files or "-" in values  # anywhere else it is a minus between operands


def _sums_unasked(arguments: Sequence[str], path: Sequence[Change]) -> str | None:
    """1;3;5 as a list is a guess, and a sum over it would be one on top of it: the list alone is told."""
    typed, listed = Line(arguments).bindings(), Line(path[0].arguments).bindings()
    changed = [
        n for n, text in listed.items() if typed.get(n, text) != text and text[:1] == "[" and not set(typed[n]) & set("[({")
    ]
    if not changed or path[-1].text is None or not path[-1].text.endswith(".sum()"):
        return None
    given = quoted([token for n in changed for token in (f"--{n}", listed[n])]).removeprefix("gradcli ")
    return f"several values are a list, {given}; of its elements the result has to be made one number"


def _offer(problem: Problem, arguments: Sequence[str], path: Sequence[Change]) -> None:
    if (told := _sums_unasked(arguments, path)) is not None:
        problem.fix, problem.hint = told, None
        return
    words, last = path[0].words, path[-1]
    if len(path) > 1 and last.words and words and last.words != words and last.text is not None:
        words = f"{words.rstrip(':')}; {last.words}"
    if words:
        problem.fix = words
    elif _suggests(problem.fix) and (len(path) > 1 or last.text is None):
        problem.fix = None
    if last.text is not None and all(change.text is not None for change in path):
        problem.hint = last.text
    else:
        problem.hint = quoted(last.arguments)
        problem.fix = problem.fix or "did you mean"


def _suggests(fix: object) -> bool:
    if isinstance(fix, Remedy):
        return fix.kind in ("other value", "did you mean", "give", "give all")
    return "did you mean" in str(fix)


def _withdraw(problem: Problem, arguments: Sequence[str]) -> None:
    """Nothing that was found runs: what has been offered so far is taken back, unless it is a value that is missing."""
    line = Line(arguments)
    if problem.absent is not None and line.command != "batch" and (idle := _unused(arguments, problem)):
        listed = ", ".join(sorted(idle))
        problem.fix = f"{listed} has a value and does not occur: give it to {problem.absent}, or write {listed} for it"
        return
    if line.command != "batch" and (names := _wanted(problem)):
        problem.fix = _placeholders(arguments, names) or (f"`{problem.absent}` needs a value" if problem.absent else None)
        return
    if problem.absent is not None or (problem.hint is not None and problem.hint.startswith(("gradcli ", "printf "))):
        return
    problem.hint = None
    if line.expression is None:  # of a line that is no more than an option, nothing can be tried
        return
    if isinstance(problem.fix, str):
        problem.fix = re.sub(r"did you mean [^?]*\?\s*", "", problem.fix) or None
    elif _suggests(problem.fix):
        problem.fix = None


def _wanted(problem: Problem) -> list[str]:
    """The variables whose values are asked for."""
    if problem.absent is not None:
        return [problem.absent]
    fix = problem.fix
    return list(fix.about) if isinstance(fix, Remedy) and fix.kind in ("give all", "give tensors") else []


def _placeholders(arguments: Sequence[str], wanted: Sequence[str]) -> str | None:
    """Values for all names that have none, with which the line runs."""
    names = list(wanted)
    for _ in range(4):
        problem = attempt([*arguments, *(f"--let={n}=2" for n in names)])
        if problem is None or problem.absent is None or problem.absent in names:
            break
        names.append(problem.absent)
    if len(names) > 3:
        return None
    asked = f"add {'one' if len(names) == 1 else 'values'} to the command" if len(wanted) == 1 else "give values"
    common = [_MATRIX_FIRST if n[0].isupper() else PLACEHOLDERS for n in names]
    tried = chain(product(*common), product(*((*texts, *_RARER) for texts in common)))
    for texts in islice(tried, MOST_PLACEHOLDERS + len(PLACEHOLDERS) ** len(names)):
        if attempt([*arguments, *(f"--let={n}={t}" for n, t in zip(names, texts, strict=True))]) is None:
            given = quoted([token for n, text in zip(names, texts, strict=True) for token in (f"--{n}", text)])
            return f"{asked}: {given.removeprefix('gradcli ')}"
    return None


class _Search:
    """Depth first, over the lines that rules make of a line."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self.arguments = list(arguments)
        self.seen = {tuple(arguments)}
        self.left = MOST
        self.until = time.monotonic() + SECONDS

    def found(self, problem: Problem) -> list[Change] | Several | None:
        """The changes that lead to a line that runs, or what could have been meant."""
        return self._from(self.arguments, problem, DEEPEST)

    def _from(self, arguments: list[str], problem: Problem, depth: int) -> list[Change] | Several | None:
        line = Line(arguments)
        for change in self._changes(State(line, problem)):
            if isinstance(change, Several):
                return change
            if tuple(change.arguments) in self.seen:
                continue
            self.seen.add(tuple(change.arguments))
            if not self.left or time.monotonic() > self.until:
                return None
            self.left -= 1
            refused = attempt(change.arguments)
            if refused is None:
                return [change]
            rest = self._from(change.arguments, refused, depth - 1) if depth else None
            if isinstance(rest, Several):
                return rest
            if rest is not None:
                return [change, *rest]
            if refused.absent is not None and self._typed(refused.absent) and not _unused(change.arguments, refused):
                return [change]  # only a value is missing
        return None

    def _typed(self, name: str) -> bool:
        """Whether a name stands in what was typed: one that a rule made of something is no variable."""
        return re.search(rf"(?<![\w\\]){re.escape(name)}(?!\w)", " ".join(self.arguments)) is not None

    def _changes(self, state: State) -> Iterator[Change | Several]:
        for rule in RULES:
            found: Found = rule(state)
            if found is not None:
                yield found


def _unused(arguments: Sequence[str], problem: Problem) -> set[str]:
    """The values that the expression has no variable for, one of which may have been meant."""
    names = set(re.findall(r"[^\W\d]\w*", problem.source or ""))
    return set(Line(arguments).bindings()) - names
