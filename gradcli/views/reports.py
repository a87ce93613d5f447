"""The formats in which outcomes of checks are written for programs. Each is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from gradcli.checks.suite import Outcome

Writer = Callable[[Sequence[Outcome]], str]


def _json() -> Writer:
    from gradcli.views.checks_json import as_json

    return as_json


def _github() -> Writer:
    from gradcli.views.github import as_github

    return as_github


def _junit() -> Writer:
    from gradcli.views.junit import as_junit

    return as_junit


def _sarif() -> Writer:
    from gradcli.views.sarif import as_sarif

    return as_sarif


def _tap() -> Writer:
    from gradcli.views.tap import as_tap

    return as_tap


WRITERS: Mapping[str, Callable[[], Writer]] = {
    "json": _json,
    "github": _github,
    "junit": _junit,
    "sarif": _sarif,
    "tap": _tap,
}


def written(format: str, outcomes: Sequence[Outcome]) -> str:
    """All outcomes in a format."""
    return WRITERS[format]()(outcomes)
