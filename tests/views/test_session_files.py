"""Pages: a session as Markdown, HTML and a notebook."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from gradcli.views.prose import as_markdown, on_a_page
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
    assert text.startswith("# `-`\n\n# title\n\n**In [1]**\n\n```python\nx = 2\nx * 3\n```\n\n```text\n6\n```\n\n**In [2]**\n")
    assert "```text\n1\n```\n\n```text\n2\n```\n\n```text\nTraceback (most recent call last):\n" in text
    assert text.endswith("**In [4]**\n\n```python\n4\n```\n\nThis cell did not run.\n")


def test_nothing_in_a_script_closes_a_fence(tmp_path: Path) -> None:
    text = page(tmp_path, "a.markdown", HOSTILE)
    assert "`````python\n" in text and "\\x1b[31mred" in text and "\x1b" not in text


PROSE = """\
## A *gradient* <script>alert(1)</script>

- `a <b> c` and [a lesson](https://example.org/x?a=1&b=2), [no link](javascript:alert(1)), ![a picture](https://example.org/x.png)

<!-- open

| a | b |
|---|---|
| 1 | $x^2$ |

\x1b[31mred

```python
x = 1 < y <z>"""


def with_prose() -> str:
    """A notebook with Markdown before its cell, and behind it."""
    document = json.loads(notebook("1 + 1"))
    document["cells"] += [{"cell_type": "markdown", "source": PROSE.splitlines(keepends=True), "metadata": {}}]
    document["cells"] += [{"cell_type": "raw", "source": "raw"}, {"cell_type": "markdown", "source": " "}]
    return json.dumps(document)


def test_the_prose_of_a_notebook_is_on_its_page(tmp_path: Path) -> None:
    text = page(tmp_path, "a.md", with_prose())
    before, behind = text.split("```text\n2\n```\n")
    assert before == "# `-`\n\n# title\n\n**In [1]**\n\n```python\n1 + 1\n```\n\n"
    assert behind.startswith("\n## A *gradient* &lt;script>alert(1)&lt;/script>\n\n- `a <b> c` and [a lesson](https")
    assert "\n&lt;!-- open\n" in behind and "\\x1b[31mred" in behind and "\x1b" not in behind
    assert behind.endswith("```python\nx = 1 < y <z>\n```\n")


def test_the_prose_of_a_notebook_is_html(tmp_path: Path) -> None:
    found = page(tmp_path, "a.html", with_prose())
    assert found.index("<h1>title</h1>") < found.index('<pre class="code">1 + 1</pre>') < found.index("<h2>A <em>gradient</em>")
    assert "<h2>A <em>gradient</em> &lt;script&gt;alert(1)&lt;/script&gt;</h2>" in found and "&lt;!-- open" in found
    assert "<code>a &lt;b&gt; c</code>" in found and "<td>$x^2$</td>" in found and "x = 1 &lt; y &lt;z&gt;" in found
    assert (
        'href="https://example.org/x?a=1&amp;b=2"' in found and "[no link](javascript:alert(1))" in found and "\x1b" not in found
    )
    tags = Tags()
    tags.feed(found)
    assert tags.open == [] and not tags.seen & {"script", "img"} and tags.links == ["href", "href"]


def test_the_prose_of_a_script_with_cells(tmp_path: Path) -> None:
    text = page(tmp_path, "a.md", "x = 1\n# %% [markdown]\n# # Title\n#\n# text\n# %%\nx\n# %% [markdown]\n# end ~~~~ `a\n")
    assert "x = 1\n```\n\n# Title\n\ntext\n\n**" in text and text.endswith("\n\nend ~~~~ `a\n")
    assert "[markdown]" not in text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("~~~\n```\n</pre>\n~~~\n<b>", "~~~\n```\n</pre>\n~~~\n&lt;b>"),
        ("``` a`b\n<b>", "``` a`b\n&lt;b>"),
        ("````\n```\n<b>", "````\n```\n<b>\n````"),
        ("1 < 2 <https://a.b> <a@b> ``<i> ` <i>`` <i> `<", "1 < 2 <https://a.b> &lt;a@b> ``<i> ` <i>`` &lt;i> `<"),
    ],
)
def test_markdown_ends_where_it_ends(text: str, safe: str) -> None:
    assert as_markdown(text) == safe


@pytest.mark.parametrize(
    "text",
    [
        "x `a\nb` <script>alert(1)</script> `c`",
        "\\`<script>alert(1)</script>`",
        "# a `x\n<script>` b",
        "- a\n\n  ```\n  x\n<script>alert(1)</script>",
        "[a](javascript:alert(1)) [b](\n java&#115;cript:x) [c](<jAvascript:x>)",
        "[a][r]\n\n[r]: data:text/html,x",
        "![a](data:image/svg+xml,x)",
        "<svg/onload=alert(1)> <!-- <![CDATA[ <?php",
    ],
)
def test_nothing_gets_through_a_page_of_markdown(text: str) -> None:
    """Whoever reads the page with mark-up, and follows every link."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    reader.validateLink = lambda _: True  # type: ignore[method-assign]
    for blocks in ([text], ["- a", text], [text, None, text], ["- a", f"  {text}"], ["- a", "  ```\n<script>\n  ```"]):
        said = iter(on_a_page(blocks))
        page = reader.render("\n\n".join("```\n```" if block is None else next(said) for block in blocks))
        assert not re.search(r"<(?:script|svg|img|!--|!\[CDATA|\?)|(?:href|src)=\"(?!https:)", page)


def test_what_is_harmless_stays() -> None:
    text = "load data: [x](https://a.b) ![p](data:image/png;base64,AA==) [j](javascript:x)\n\n- `<i>`\n\n```\n<b>\n```"
    assert on_a_page([text, None, text]) == [text.replace("[j](", "[j]\\(")] * 2


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
