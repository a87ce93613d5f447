"""What is put into programs: extreme values, whole statements that go wrong in their own ways, names, and letters."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
VALUES = (FOLDER / "values.txt").read_text("utf-8").splitlines()
STATEMENTS = (FOLDER / "statements.txt").read_text("utf-8").rstrip("\n").split("\n#:\n")
NAMES = (FOLDER / "names.txt").read_text("utf-8").split()
LETTERS = "()[]{}'\"\\;:,.=+-*/%@<>!|&^~#$?` \t\n\r\f\v\0\x1b\x7f\u00b2\u2212\u03c0\u200b\u202e\ufeff\ud800\U0001f642é١½ﬁ日λ"
