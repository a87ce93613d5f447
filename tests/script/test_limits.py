"""What a run may cost: each limit ends it, and says which one it was and how to raise it."""

from __future__ import annotations

import threading
import time

import pytest

from gradcli.script.budget import Limits
from gradcli.script.cells import Cell
from gradcli.script.session import Session, Settings
from tests.script.running import run

FEW = Limits(steps=5_000, seconds=30)


@pytest.mark.parametrize(
    "text",
    [
        "while True: pass",
        "for i in range(10**12): pass",
        "def f(): return f\nwhile f(): pass",
        "[0 for i in range(10**9)]",
        "sum(range(10**12))",
        "1.5 in range(10**12)",
        "set(range(10**11))",
        "max(iter(int, 1))",
        "import itertools\nlist(itertools.count())",
        "import itertools\nsum(itertools.cycle([1]))",
        "import itertools\nany(itertools.repeat(0))",
        "import itertools\nlist(itertools.permutations(range(20)))",
        "import itertools\nsum(1 for _ in itertools.product('ab', repeat=40))",
        "def g():\n    while True: yield 1\nsum(g())",
        "def g():\n    while True:\n        try: yield 1\n        finally: pass\nfor x in g(): pass",
        "x = [1]\nfor y in x: x.append(y)",
        "def f(n): return 1 if n < 2 else f(n - 1) + f(n - 2)\nf(40)",
        "class A:\n    def __getitem__(self, i): return i\nlist(A())",
        "reversed(range(10**12))\nfor i in reversed(range(10**12)): pass",
        "x = range(10**12)[5:]\nprint(len(x), x[3], 7 in x, x == range(5, 10**12), hash(x) == hash(x), x)\nfor i in x: pass",
    ],
)
def test_steps_end(text: str) -> None:
    ran = run(text, limits=FEW)
    assert ran.notes == ["stopped after 5,000 steps: max-steps allows more"]
    assert ran.status == 1
    assert not ran.errors


def test_seconds_end() -> None:
    ran = run("import time\nwhile True: pass", limits=Limits(seconds=0.05))
    assert ran.notes == ["stopped after 0.05 seconds: max-seconds allows more"]
    start = time.monotonic()
    ran = run("import time\ntime.sleep(100)", limits=Limits(seconds=0.1))
    assert ran.notes == ["stopped after 0.1 seconds: max-seconds allows more"]
    assert time.monotonic() - start < 20


def test_printed_text_ends() -> None:
    ran = run("while True: print('x' * 100)", limits=Limits(printed=1000))
    assert "printed characters: GRADCLI_MAX_PRINTED" in ran.notes[0]
    assert len(ran.out) <= 1000


def test_memory_ends() -> None:
    ran = run("x = []\nwhile True: x.append([0] * 1_000_000)", limits=Limits(memory=50_000_000))
    assert "GRADCLI_MAX_SCRIPT_BYTES" in ran.notes[0]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("'a' * 10**10", "MemoryError"),
        ("[0] * 10**9", "MemoryError"),
        ("10**9 * (1,)", "MemoryError"),
        ("x = [0]\nx *= 10**9", "MemoryError"),
        ("'a'.__mul__(10**10)", "MemoryError"),
        ("import operator\noperator.mul('a', 10**10)", "MemoryError"),
        ("from collections import deque\ndeque([1]) * 10**10", "MemoryError"),
        ("10**10**8", "OverflowError"),
        ("pow(10, 10**8)", "OverflowError"),
        ("(3).__pow__(10**8)", "OverflowError"),
        ("from fractions import Fraction\nFraction(3, 2) ** 10**9", "OverflowError"),
        ("x = 3\nx **= 10**8", "OverflowError"),
        ("1 << 10**9", "OverflowError"),
        ("x = 1\nx <<= 10**9", "OverflowError"),
        ("x = 10**1000\nwhile True: x *= x", "OverflowError"),
        ("x = 10**1000\nwhile True: x = x * x", "OverflowError"),
        ("class I(int): pass\nI(10**1000000) * I(10**1000000)", "OverflowError"),
        ("bytes(10**10)", "MemoryError"),
        ("bytearray(10**10)", "MemoryError"),
        ("f'{1:>1000000000}'", "MemoryError"),
        ("format(1, '1000000000d')", "MemoryError"),
        ("'{:1000000000}'.format(1)", "MemoryError"),
        ("'%1000000000d' % 1", "MemoryError"),
        ("'%*d' % (10**9, 1)", "MemoryError"),
        ("b'%1000000000d' % 1", "MemoryError"),
        ("w = 10**9\nf'{1:{w}}'", "MemoryError"),
        ("round(5, -10**9)", "OverflowError"),
        ("import math\nmath.factorial(10**9)", "OverflowError"),
        ("import math\nmath.comb(10**9, 10**8)", "OverflowError"),
        ("import math\nmath.perm(10**9)", "OverflowError"),
        ("x = 'a' * 40_000_000\nx = x + x", "MemoryError"),
        ("x = 'a' * 40_000_000\nx += x", "MemoryError"),
        ("def f(x):\n    return x + x\nf('a' * 40_000_000)", "MemoryError"),
        ("import torch\ntorch.zeros(10**10)", "RuntimeError"),
        ("x = []\nfor i in range(1500): x = [x]\nprint(x)", "RecursionError"),
        ("x = []\nfor i in range(1500): x = [x]\nf'{x}'", "RecursionError"),
        ("x = []\nfor i in range(1500): x = {1: x}\nrepr(x)", "RecursionError"),
        ("def f(): f()\nf()", "RecursionError"),
        ("class A:\n    def __repr__(self): return repr(self)\nrepr(A())", "RecursionError"),
        ("-" * 3000 + "1", "RecursionError"),
    ],
)
def test_what_is_too_large_is_refused_before_it_is_made(text: str, error: str) -> None:
    ran = run(text, limits=Limits(seconds=60))
    assert [e.type for e in ran.errors] == [error]


def test_calls_may_be_as_deep_as_in_python() -> None:
    text = "def f(n): return 0 if n == 0 else 1 + f(n - 1)\nprint(f(998))\ntry: f(999)\nexcept RecursionError as e: print(e)"
    assert run(text).out == "998\nmaximum recursion depth exceeded\n"
    deeper = "import sys\nsys.setrecursionlimit(3000)\nprint(sys.getrecursionlimit())\n" + text.replace("998", "2500")
    assert run(deeper).out == "3000\n2500\n"
    assert run("import sys\nsys.setrecursionlimit(0)").errors[0].type == "ValueError"


def test_deep_calls_through_everything() -> None:
    text = (
        "class A:\n    def __call__(self, n): return 0 if n == 0 else max([n], key=lambda m: A()(m - 1)) and 1\n"
        "print(A()(300))\n"
        "def g(n):\n    if n: yield from g(n - 1)\n    yield n\n"
        "print(sum(g(400)))"
    )
    assert run(text).out == f"1\n{sum(range(401))}\n"


def test_a_long_script_needs_no_depth() -> None:
    assert run("x = 0\n" + "x += 1\n" * 20_000 + "print(x)").out == "20000\n"
    chain = "x = 5\nif x == 0: pass\n" + "".join(f"elif x == -{k}: pass\n" for k in range(900)) + "else: print('else')\n"
    assert run(chain).out == "else\n"
    assert run("print(" + "1 + " * 900 + "1)").out == "901\n"


def test_an_interrupt_is_pythons_and_a_second_one_ends() -> None:
    out: list[object] = []
    with Session(Settings(), out.append) as session:
        interrupting = threading.Timer(0.3, session.budget.interrupt)
        interrupting.start()
        assert not session.run(Cell("while True: pass", "f.py")).ok
        assert out[-1].type == "KeyboardInterrupt"  # type: ignore[attr-defined]
        assert session.run(Cell("x = 1", "f.py")).ok
        for delay in (0.3, 0.6, 0.9):
            threading.Timer(delay, session.budget.interrupt).start()
        text = "while True:\n    try:\n        while True: pass\n    except KeyboardInterrupt: pass"
        time.sleep(0)
        session.budget.interrupts = 0
        start = time.monotonic()
        threading.Timer(1.2, lambda: [session.budget.interrupt() for _ in range(3)]).start()
        assert session.run(Cell(text, "f.py")).ended
        assert time.monotonic() - start < 30


def test_seeds() -> None:
    text = "import random, numpy as np\nprint(random.random(), np.random.rand())"
    assert run(text, seed=1).out == run(text, seed=1).out != run(text, seed=2).out
