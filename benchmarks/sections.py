"""The report in sections: each script writes its own and leaves the others."""

from __future__ import annotations

from pathlib import Path

RESULTS = Path(__file__).parent / "RESULTS.md"


def replaced(report: str, title: str, section: str) -> str:
    """The report with the section that begins with the line `title` written anew; at the end, if it was not there."""
    before, _, after = report.partition(f"{title}\n")
    rest = after.partition("\n## ")[2]
    return f"{before.rstrip()}\n\n{section.rstrip()}\n" + (f"\n## {rest}" if rest else "")


def others(report: str) -> str:
    """All sections that have a title of their own."""
    rest = report.partition("\n## ")[2]
    return f"\n## {rest}" if rest else ""


def kept(title: str, section: str, dry: bool) -> None:
    """Print a section, and put it into the report unless it is only to be printed."""
    print("\n" + section)
    if not dry:
        RESULTS.write_text(replaced(RESULTS.read_text("utf-8"), title, section), "utf-8")
