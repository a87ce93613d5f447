"""Pages: a session as Markdown, HTML and a notebook."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.command import gradcli
from tests.script.test_sessions import notebook

HOSTILE = "print('</pre><script>alert(1)</script>')\nprint('````')\nprint('\\x1b[31mred')\n'<b>' + '&'"
LESSON = "import torch\nx = torch.tensor(2.0, requires_grad=True)\n(x**2).backward()\nx.grad"


def page(tmp_path: Path, name: str, text: str, *options: str) -> str:
    """What is written, and nothing printed."""
    ran = gradcli("run", "-", "--output", str(tmp_path / name), *options, stdin=text)
    assert ran.out == ""
    return (tmp_path / name).read_text("utf-8")


def test_markdown(tmp_path: Path) -> None:
    text = page(
        tmp_path, "a.md", notebook("x = 2\nx * 3", "import sys\nprint(1)\nprint(2, file=sys.stderr)\n1 / 0", "exit()", "4")
    )
    assert text.startswith("# `-`\n\n**In [1]**\n\n```python\nx = 2\nx * 3\n```\n\n```text\n6\n```\n\n**In [2]**\n")
    assert "```text\n1\n```\n\n```text\n2\n```\n\n```text\nTraceback (most recent call last):\n" in text
    assert text.endswith("**In [4]**\n\n```python\n4\n```\n\nThis cell did not run.\n")


def test_nothing_in_a_script_closes_a_fence(tmp_path: Path) -> None:
    text = page(tmp_path, "a.markdown", HOSTILE)
    assert "`````python\n" in text and "\\x1b[31mred" in text and "\x1b" not in text


class Tags(HTMLParser):
    """The elements of a page, each closed, and the attributes that lead elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.links += [name for name, _ in attrs if name in ("src", "href", "style") or name.startswith("on")]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("text", [HOSTILE, LESSON, notebook("x = 2", "x", "y", "exit()", "5"), ""])
def test_html_is_whole_and_needs_nothing(tmp_path: Path, text: str) -> None:
    found = page(tmp_path, "a.html", text, "--explain")
    tags = Tags()
    tags.feed(found)
    assert tags.open == [] and not tags.links and not tags.seen & {"script", "link", "img", "iframe"}
    assert "url(" not in found and "@import" not in found and "\x1b" not in found


def test_html_says_what_was_said(tmp_path: Path) -> None:
    found = page(tmp_path, "a.htm", HOSTILE)
    assert '<pre class="output">&lt;/pre&gt;&lt;script&gt;' in found
    assert unescape(re.findall(r'<pre class="code">(.*?)</pre>', found, re.DOTALL)[0]) == HOSTILE
    found = page(tmp_path, "b.html", notebook("y", "%matplotlib inline\n7", "exit()", "8"), "--explain")
    assert '<pre class="error">Traceback' in found and '<pre class="result">7</pre>' in found
    assert '<p class="note">note: %matplotlib' in found and "This cell did not run." in found


def test_steps_of_backward_are_on_every_page(tmp_path: Path) -> None:
    text = notebook(LESSON)
    for name in ("a.md", "a.html", "a.ipynb"):
        assert "PowBackward0" in page(tmp_path, name, text, "--explain"), name
        assert "AccumulateGrad" not in page(tmp_path, name, text), name
    assert '<span class="gradient">' in page(tmp_path, "a.html", text, "--explain")


def test_an_executed_notebook(tmp_path: Path) -> None:
    found = json.loads(page(tmp_path, "a.ipynb", notebook("print(1)\n2", "z")))
    first, second = [cell for cell in found["cells"] if cell["cell_type"] == "code"]
    assert [output["output_type"] for output in first["outputs"]] == ["stream", "execute_result"]
    assert second["outputs"][0]["ename"] == "NameError"
    assert json.loads(page(tmp_path, "b.ipynb", "print(3)"))["cells"][0]["outputs"][0]["text"] == ["3\n"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a.pdf", "no format goes with the extension .pdf"),
        ("a.ipyn", "did you mean .ipynb?"),
        ("a", "the name of the file says no format"),
        ("-", "the name of the file says no format"),
    ],
)
def test_a_name_that_means_no_format_is_refused_before_anything_runs(name: str, words: str) -> None:
    ran = gradcli("run", "-", "--output", name, stdin="print(1)")
    assert ran.status == 2 and words in ran.err and ran.out == ""


def test_a_failing_lesson_is_written_and_has_a_status(tmp_path: Path) -> None:
    assert gradcli("run", "-", "-o", str(tmp_path / "a.md"), stdin="1 / 0").status == 1
    assert "ZeroDivisionError" in (tmp_path / "a.md").read_text("utf-8")
