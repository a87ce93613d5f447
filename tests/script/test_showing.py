"""Functions of scripts as a notebook shows them, `display`, and what a tensor's dir says."""

from __future__ import annotations

import pytest

from gradcli.script.showing import displayed
from tests.script.running import run

FUNCTIONS = [
    (
        "def f(a, b: int, /, c=1, *args, d, e: str = 'x', **kw) -> None: pass",
        "f(a, b: int, /, c=1, *args, d, e: str = 'x', **kw) -> None",
    ),
    ("f = lambda: 0", "<lambda>()"),
    ("f = lambda *a, k=2: 0", "<lambda>(*a, k=2)"),
    ("def f(n, *, m=3):\n    yield n", "f(n, *, m=3)"),
    ("import functools\ndef g(x, y=[1]): pass\n@functools.wraps(g)\ndef f(*a): pass", "g(x, y=[1])"),
]


@pytest.mark.parametrize(("text", "shown"), FUNCTIONS)
def test_a_function_has_the_parameters_of_the_script(text: str, shown: str) -> None:
    assert run(text, "f", echo=True, show=displayed).results == [f"<function __main__.{shown}>"]


def test_functions_of_python_are_shown_as_they_are() -> None:
    assert run("[len, str.upper]", echo=True, show=displayed).results == [
        "[<function len(obj, /)>, <method 'upper' of 'str' objects>]"
    ]


def test_display_is_there_without_an_import_and_shows_none_too() -> None:
    ran = run("display(1, None)", "_ = 5\ndisplay(2)\n_", echo=True, show=displayed)
    assert ran.results == ["1", "None", "2", "5"]
    assert run("display(1)").status == 1


def test_a_tensor_has_the_names_of_its_methods() -> None:
    ran = run(
        "import torch\nnames = dir(torch.ones(1))\nprint([n in names for n in ('backward', 'shape', 'add_', 'sum', 'raw')])"
    )
    assert ran.out == "[True, True, True, True, False]\n"
