"""--ascii, and an output that has no more letters: also JSON and Markdown are ASCII then, and JSON stays JSON."""

from __future__ import annotations

import io
import json

import pytest

from gradcli.letters import SPELLED, in_ascii, spell, spelled
from tests.command import gradcli

COMMANDS = [
    ("grad", "été*2", "--été", "3", "--json"),
    ("check", "été*2", "--été", "3", "--expect", "été=2", "--json"),
    ("explain", "été@été", "--été", "[1, 2]", "--json"),
    ("graph", "été*2", "--été", "3", "--format", "json"),
    ("plot", "été*2", "--été", "0..1", "--json"),
    ("descend", "été**2", "--été", "3", "--json"),
    ("error", "torch.mm: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3) é", "--json"),
    ("ops", "tanh", "--json"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c[0])
def test_json_is_the_same_in_ascii(command: tuple[str, ...]) -> None:
    status, plain, _ = gradcli(*command)
    again, narrow, _ = gradcli(*command, "--ascii")
    assert (status, again) == (0, 0)
    assert narrow.isascii()
    assert json.loads(narrow) == json.loads(plain)


@pytest.mark.parametrize("format", ["markdown", "mermaid", "dot", "latex", "svg", "html", "text"])
@pytest.mark.parametrize("command", ["graph", "explain"])
def test_every_format_is_ascii_if_it_has_to_be(command: str, format: str) -> None:
    status, out, _ = gradcli(command, "变量@θ_1", "--变量", "[1, 2]", "--θ_1", "[3, 4]", "--format", format, "--ascii")
    assert status == 0
    assert out.isascii()


@pytest.mark.parametrize("format", ["json", "sarif", "tap", "junit"])
def test_reports_are_ascii_if_they_have_to_be(format: str) -> None:
    status, out, _ = gradcli("check", "été*2", "--été", "3", "--expect", "été=3", "--format", format, "--ascii")
    assert status == 1
    assert out.isascii()


def test_what_an_encoding_lacks_is_spelled_as_json_has_it() -> None:
    spell()
    raw = io.BytesIO()
    with io.TextIOWrapper(raw, "ascii", errors=SPELLED) as stream:
        stream.write('"é 变 😀"')
        stream.flush()
        written = raw.getvalue().decode("ascii")
    assert written == r'"\u00e9 \u53d8 \ud83d\ude00"' == in_ascii('"é 变 😀"')
    assert json.loads(written) == "é 变 😀"
    assert in_ascii("abc") == "abc"
    with pytest.raises(UnicodeDecodeError):
        spelled(UnicodeDecodeError("ascii", b"\xff", 0, 1, "odd"))


@pytest.mark.parametrize("range_", ["1e308:1e309", "-1e308:1e308", "0:1e-320:5", "-1e309:1e309"])
def test_a_mistyped_range_may_be_as_long_as_it_likes(range_: str) -> None:
    status, _, error = gradcli("plot", "x**2", f"--range={range_}")
    assert status == 2
    assert error.startswith("error: no variable runs through a range")
