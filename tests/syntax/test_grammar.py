"""The generated tables fit the grammar, and our loop reads the language that Lark reads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lark import Lark
from lark.exceptions import LarkError

from gradcli.syntax import grammar, parser, tables

LARK = Lark(grammar.grammar_path().read_text("utf-8"), parser="lalr", start="program")
TOKENS = [*"x f 2 .5 's' ( ) [ ] , ; : ... . + - * ** // @ = == <".split(), "\n"]


def test_tables_are_up_to_date() -> None:
    assert grammar.main(["--check"]) == 0


def test_a_stale_table_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stale = tmp_path / "tables.py"
    stale.write_text("")
    monkeypatch.setattr(grammar, "TABLES", stale)
    assert grammar.main(["--check"]) == 1
    assert "python -m gradcli.syntax.grammar" in capsys.readouterr().err
    assert grammar.main([]) == 0
    assert stale.read_text("utf-8").startswith('"""The compiled grammar')


def test_compiled_and_generated_tables_are_the_same() -> None:
    assert grammar.expression_tables()._asdict() == {name: getattr(tables, name) for name in grammar.Tables._fields}


def test_without_generated_tables_the_grammar_is_compiled() -> None:
    code = (
        "import sys; sys.modules['gradcli.syntax.tables'] = None\n"
        "from gradcli.syntax.parser import parse; print(parse('3*x**2').kinds)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['number', 'name', 'number', 'binary', 'binary', 'statement']"


def test_a_normal_run_imports_neither_lark_nor_the_mistakes() -> None:
    code = (
        "import sys; from gradcli.syntax.parser import parse; from gradcli.syntax.printing import show; show(parse('sin(x)'))\n"
        "print([m for m in sys.modules if m == 'lark' or m.endswith(('mistakes', 'repairs', 'grammar', 'unicodedata'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_conflict_is_an_error() -> None:
    with pytest.raises(Exception, match="conflict"):
        grammar.compile_grammar('program: sum\nsum: "x" | sum "+" sum\n')


@given(st.lists(st.sampled_from(TOKENS), max_size=12))
def test_reads_what_lark_reads(words: list[str]) -> None:
    text = " ".join(words)
    try:
        parser.read(text)
        ours = True
    except parser.Refusal:
        ours = False
    joined = _without_newlines_in_brackets(words)
    try:
        LARK.parse(joined)
        larks = any(word not in ("\n", ";") for word in words)  # Lark accepts nothing at all as well
    except LarkError:
        larks = False
    assert ours == larks


def _without_newlines_in_brackets(words: list[str]) -> str:
    depth, kept = 0, []
    for word in words:
        depth += (word in "([") - (word in ")]")
        if word != "\n" or not depth:
            kept.append(word)
    return " ".join(kept)
