"""What is told of an exception whose class a script has written: Python's words, and never an exception of the telling."""

from __future__ import annotations

import pytest

from gradcli.script.budget import Limits
from tests.script.running import run

ODD = {
    "raise SyntaxError('a', ('f', 3, None, 'abc', None, None))": '  File "f", line 3\n    abc\nSyntaxError: a\n',
    "raise SyntaxError('a', ('f', 3, 'x', 'abc'))": "SyntaxError: a (f, line 3)\n",
    "raise SyntaxError('a', ('f', 'y', 1, 'abc'))": "SyntaxError: a (f)\n",
    "e = SyntaxError('a', ('f', 3, 2, 'abc'))\ne.msg = [1]\nraise e": "SyntaxError: [1]\n",
    "class S(SyntaxError):\n    def __init__(self): self.filename, self.text, self.offset = 'f', 5, 'x'\nraise S": "None (f)\n",
    "e = SyntaxError('a', ('f', 1, 10**9, 'abc'))\nraise e": "SyntaxError: a\n",
    "class E(Exception):\n    def __str__(self): raise SystemExit\nraise E": "E: <exception str() failed>\n",
    "class E(Exception):\n    def __str__(self): raise KeyboardInterrupt\nraise E": "E: <exception str() failed>\n",
    "class E(Exception):\n    def __str__(self): return str(self)\nraise E": "E: <exception str() failed>\n",
    "class E(Exception):\n    @property\n    def args(self): raise ValueError\nraise E(1)": "E: 1\n",
    "e = ValueError('a')\ne.__notes__ = [1, None]\nraise e": "ValueError: a\n1\nNone\n",
    "e = ValueError('a')\ne.__notes__ = 5\nraise e": "ValueError: a\n5\n",
    "class R:\n    def __str__(self): 1 / 0\ne = ValueError()\ne.__notes__ = [R()]\nraise e": "ValueError\n<note str() failed>\n",
    "class R:\n    def __str__(self): 1 / 0\nraise SystemExit(R())": "<exception str() failed>\n",
}


@pytest.mark.parametrize("text", ODD)
def test_the_last_lines(text: str) -> None:
    ran = run(text)
    assert ran.err.endswith(ODD[text])
    assert ran.status == 1


def test_a_limit_reached_while_an_exception_is_told() -> None:
    text = "class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E"
    ran = run(text, limits=Limits(steps=5000))
    assert ran.notes == ["stopped after 5,000 steps: max-steps allows more"]
    again = run(text.replace("raise E", "raise SystemExit(E())"), limits=Limits(steps=5000))
    assert again.notes == ran.notes


def test_statuses() -> None:
    assert run("raise SystemExit(True)").status == 1
    assert run("class C(int):\n    def __int__(self): 1 / 0\nraise SystemExit(C(7))").status == 7
    assert run("class E(SystemExit):\n    @property\n    def code(self): 1 / 0\nraise E(3)").status == 3


def test_a_limit_is_a_runtime_error_and_says_what_allows_more() -> None:
    ran = run("import torch\ntry: torch.zeros(10**10)\nexcept RuntimeError as e: print(type(e))\ntorch.zeros(10**10)")
    assert ran.out == "<class 'RuntimeError'>\n"
    assert ran.err.endswith("\nRuntimeError: zeros needs 10,000,000,000 elements in one tensor; the limit is 10,000,000\n")
    assert ran.notes == ["make it smaller, or set GRADCLI_MAX_ELEMENTS to allow more"]


def test_a_finalizer_that_does_not_end() -> None:
    ran = run("class A:\n    def __del__(self):\n        while True: pass\na = A()\ndel a\nprint(1)", limits=Limits(steps=5000))
    assert ran.notes == ["stopped after 5,000 steps: max-steps allows more"]
    assert ran.err == ""
