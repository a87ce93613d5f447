"""One function finds the nearest right name, whatever kind of name it is."""

from __future__ import annotations

import pytest

from gradcli.checks.suite import KEYS
from gradcli.evaluate.expression import CONSTANTS
from gradcli.ops.table import TABLE
from gradcli.suggest import MEANT, suggest_name
from gradcli.views.formats import NAMES


@pytest.mark.parametrize(
    ("typed", "names", "meant"),
    [
        ("memaid", NAMES, "mermaid"),
        ("LATEX", NAMES, "latex"),
        ("mark_down", NAMES, "markdown"),
        ("expresion", KEYS, "expression"),
        ("alpha", ("alpa", "beta"), "alpa"),
        ("--verbos", ("--verbose", "--quiet"), "--verbose"),
        ("x", ("y", "z"), None),
        ("", ("y", "z"), None),
    ],
)
def test_the_nearest_of_any_kind(typed: str, names: tuple[str, ...], meant: str | None) -> None:
    assert suggest_name(typed, names) == meant


def test_what_people_type_leads_to_what_there_is() -> None:
    assert set(MEANT.values()) <= set(TABLE) | set(CONSTANTS)
