"""The drawings in a real browser: what it measures, and what the page does when somebody uses it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from gradcli.drawing.steps import steps
from gradcli.views.page import html
from gradcli.views.svg import svg
from tests.drawing.test_scene import MORE
from tests.traces import CASES, made

MEASURE = """() => {
  const inside = (a, b) => a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
  const boxes = [...document.querySelectorAll('svg g > rect')];
  const out = [];
  for (const box of boxes)
    for (const text of box.parentNode.querySelectorAll('text'))
      if (!inside(text.getBoundingClientRect(), box.getBoundingClientRect())) out.push(text.textContent);
  return { boxes: boxes.length, out };
}"""


@pytest.fixture(scope="module")
def browser():
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        pytest.skip("Playwright is not installed")
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        pytest.skip("there is no Chromium")
    with sync_playwright() as driver:
        try:
            found = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        except Exception as error:
            pytest.skip(f"Chromium does not start: {str(error).splitlines()[0]}")
        yield found
        found.close()


@pytest.fixture
def opened(browser, tmp_path: Path):
    """Opens a text as a page; afterwards nothing was wrong, and nothing was asked for."""
    complaints: list[str] = []
    contexts = []

    def open_(text: str, name: str = "a.html", fragment: str = "", **settings):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        context = browser.new_context(**settings)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.append(request.url) if not request.url.startswith("file:") else None)
        page.goto(f"file://{path}{fragment}")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not complaints


@pytest.mark.parametrize("case", [CASES[0], CASES[5], CASES[14], *MORE[:3]], ids=lambda case: case[0][:20])
def test_texts_are_inside_their_boxes(opened, case):
    trace = made(case)
    for text, name in ((svg(trace), "a.svg"), (html(trace), "a.html")):
        found = opened(text, name).evaluate(MEASURE)
        assert found["boxes"] > 1 and found["out"] == []


def test_stepping_shows_the_numbers_of_the_trace(opened):
    trace = made(CASES[9])
    page = opened(html(trace))
    told = steps(trace)
    for k, step in enumerate(told):
        assert page.locator("#count").inner_text() == f"{k} / {len(told) - 1}"
        shown = page.locator(".steps > .on").inner_text()
        assert step.title in shown
        for line in step.said:
            assert " ".join("".join(text for text, _ in line).split()) in " ".join(shown.split())
        page.keyboard.press("ArrowRight")
    visible = "els => els.filter(e => getComputedStyle(e).visibility === 'visible').map(e => e.textContent)"
    assert "8 + 4 = 12" in page.eval_on_selector_all("#n0 text", visible)
    first = next(k for k, step in enumerate(told) if step.kind == "accumulate")
    page.locator("#slider").evaluate("(e, k) => { e.value = k + 1; e.dispatchEvent(new Event('input')) }", first)
    assert page.eval_on_selector_all("#n0 text.gradient", visible) == ["4"]  # what the first pass left stays until the second
    page.emulate_media(media="print")
    assert page.eval_on_selector_all("#n0 text.gradient", visible) == ["8 + 4 = 12"]
    page.emulate_media(media="screen")
    page.keyboard.press("Home")
    assert page.eval_on_selector_all("#n0 text.gradient", visible) == []
    page.locator("#next").click()
    page.locator("#slider").evaluate("e => { e.value = 4; e.dispatchEvent(new Event('input')) }")
    assert page.locator("#count").inner_text().startswith("4 /")
    page.locator("#back").click()
    assert page.url.endswith("#step-3")


def test_a_step_has_a_link_of_its_own(opened):
    page = opened(html(made(CASES[0])), fragment="#step-10")
    assert page.locator("#count").inner_text() == "10 / 11"
    assert "3 × 4 = 12" in page.locator(".steps > .on").inner_text()
    assert page.locator("#here").get_attribute("href") == "#step-10"


def test_a_box_tells_about_itself_and_its_part_of_the_expression(opened):
    page = opened(html(made(CASES[0])))
    page.locator("#n2").hover()
    assert page.locator("mark").inner_text() == "x**2"
    about = page.locator(".about.on").inner_text()
    assert "v1 = x**2" in about and "PowBackward0" in about and "∂v1/∂x = 2*x = 4" in about
    page.locator("#n4").focus()
    assert page.locator(".about.on h2").inner_text() == "v2 = 3*v1"


def test_it_plays_and_pauses(opened):
    page = opened(html(made(CASES[0])))
    page.keyboard.press(" ")
    assert page.locator("#play").get_attribute("aria-label") == "Pause"
    for _ in range(60):  # waiting inside the page would be code from outside, which its policy forbids
        if page.locator("#count").inner_text().startswith("2"):
            break
        page.wait_for_timeout(250)
    assert page.locator("#count").inner_text().startswith("2")
    page.locator("#play").click()
    assert page.locator("#play").get_attribute("aria-label") == "Play"


def test_everything_is_there_without_scripts_and_on_paper(opened):
    trace = made(CASES[0])
    page = opened(html(trace), java_script_enabled=False)
    assert page.locator(".steps > li:visible").count() == len(steps(trace))
    assert re.search(r"4 \+ 12 = 16\s+x\.grad: None becomes 16", page.locator("body").inner_text())
    page = opened(html(trace))
    page.emulate_media(media="print")
    assert page.locator(".steps > li:visible").count() == len(steps(trace))
    assert not page.locator(".controls").is_visible()
