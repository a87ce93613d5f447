"""Every error that is known: its script raises it in `gradcli run`, its cure does not, and its text finds it again."""

from __future__ import annotations

import re

import pytest

from gradcli.errors.entry import Known
from gradcli.errors.known import ENTRIES, by_name, meaning, told
from gradcli.errors.reading import matches
from gradcli.script.events import Warned
from tests.script.running import Ran, run

over_entries = pytest.mark.parametrize("known", ENTRIES, ids=lambda known: known.name)


def raised(ran: Ran) -> list[tuple[str, str]]:
    """(type, text) of what a script raised or warned of."""
    return [(e.type, e.text) for e in ran.errors] + [(e.category, e.message) for e in ran.events if isinstance(e, Warned)]


@over_entries
def test_the_script_raises_it(known: Known) -> None:
    found = [(kind, text) for kind, text in raised(run(known.script)) if matches(known, kind, text)]
    assert len(found) == 1
    again = told(": ".join(found[0]))
    assert again is not None and again.known is known, "another one knows more of this text"


@over_entries
def test_the_cure_raises_nothing(known: Known) -> None:
    assert raised(run(known.cure)) == []


@over_entries
def test_it_is_short_and_whole(known: Known) -> None:
    for script in (known.script, known.cure):
        assert script.count("\n") < 15 and "open(" not in script
    assert known.script != known.cure and known.causes
    fields = set(re.findall(r"{(\w+)}", known.meaning))
    assert fields <= set(re.findall(r"\(\?P<(\w+)>", known.pattern))
    assert "{" not in meaning(known)


def test_names_are_different() -> None:
    assert len({known.name for known in ENTRIES}) == len(ENTRIES)
    assert all(by_name(known.name) is known for known in ENTRIES)


def test_a_text_that_nobody_knows() -> None:
    assert told("ValueError: math domain error") is None
