"""What scripts may reach: the harmless part of what the hostile attempts come near."""

from __future__ import annotations

import pytest

from tests.script.running import run


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("def f(): pass\nprint(isinstance(f, type(f)), type(f) == type(lambda: 0), type(f).__name__)", "True True function\n"),
        ("print(type(5) | None, None | type(len), type[int])", "int | None None | builtin_function_or_method type[int]\n"),
        ("import numpy as np\nprint(isinstance(np.zeros(1), np.ndarray), np.ndarray, np.ndarray.__name__)",
         "True <class 'numpy.ndarray'> ndarray\n"),
        ("class A: pass\na = A()\na.__doc__ = 'd'\nprint(a.__doc__)", "d\n"),
        ("def f(): pass\nf.__name__ = 'g'\nf.__doc__ = 'doc'\nf.x = 1\ndel f.x\nprint(f.__name__, f.__doc__)", "g doc\n"),
        ("try: 1/0\nexcept Exception as e:\n    e.__cause__ = ValueError('c'); e.extra = 1; print(repr(e.__cause__), e.extra)",
         "ValueError('c') 1\n"),
        ("import collections\nUD = collections.UserDict(a=1)\nprint(UD['a'], collections.ChainMap({1: 2})[1])", "1 2\n"),
        ("import math\nmath.tau = 1\nprint(math.tau, math, type(math).__name__)", "1 <module 'math' (built-in)> module\n"),
        ("class A:\n    __slots__ = 'x'\na = A(); a.x = 1\nprint(a.x)", "1\n"),
        ("class A:\n    def __getattr__(self, n): return n\nprint(A().foo, hasattr(A(), '__len__'))", "foo False\n"),
        ("x = property(lambda self: 5)\nclass A: y = x\nprint(A().y, x.fget(None), x.__get__(A()))", "5 5 5\n"),
        ("from enum import Enum\nclass C(Enum):\n    A = 1\nprint(C.__members__['A'], C.A.value)", "C.A 1\n"),
        ("import sys\nprint(sys.stdout.isatty(), sys.stdout.encoding, sys.stdout.flush())", "False utf-8 None\n"),
        ("import torch\nx = torch.tensor(1., requires_grad=True)\n"
         "print((x * 2).grad_fn.name(), x.data.item())", "MulBackward0 1.0\n"),
        ("import random\nr = random.Random(1)\nprint(r.random() == random.Random(1).random())", "True\n"),
        ("import warnings\nwith warnings.catch_warnings(record=True, action='always') as w:\n    warnings.warn('a')\nprint(w[0])",
         "{message : UserWarning('a'), category : 'UserWarning', filename : 'program.py', lineno : 3, line : None}\n"),
        ("import gc, os\nprint(gc.collect(), gc.isenabled(), os.path.join('a', 'b'), os.sep)", "0 True a/b /\n"),
        ("from itertools import cycle\nprint([x for x, _ in zip(cycle('ab'), range(3))])", "['a', 'b', 'a']\n"),
    ],
)  # fmt: skip
def test_what_is_harmless_works(text: str, out: str) -> None:
    ran = run(text)
    assert ran.err == ""
    assert ran.out == out


@pytest.mark.parametrize(
    "text",
    [
        "setattr(5, 5, 5)",
        "getattr(5, 5)",
        "class A: pass\nsetattr(A, 5, 5)",
        "class A: pass\nvars(A())['__x__'] = 1",
        "class A:\n    pass\nA.__slots__ = ['__array_interface__']",
        "import numpy as np\nnp.zeros(1).foo = 1",
        "import torch\ntorch.tensor(1.).foo = 1",
        "import torch\nclass F(torch.autograd.Function):\n"
        "    @staticmethod\n    def forward(ctx, x):\n        ctx._saved = 1\nF.apply(1)",
        "len.x = 5",
        "import torch\ntorch.sin.x = 5",
        "class A: pass\nsuper(A).x",
        "import torch\ntorch.Tensor.array",
        "class A: pass\nA._mro",
        "print(int._x)",
        "vars()",
        "dir()",
        "import enum\nenum.Enum('A', 'b c')",
        "from dataclasses import dataclass\ndataclass(5)",
        "import copy\ncopy.copy(x for x in [])",
        "from dataclasses import dataclass\n@dataclass\nclass A:\n    __x__: int",
        "import sys\nsys.setrecursionlimit('a')",
        "import time\ntime.sleep(-1)",
        "print(1, file=5)",
        "print(1, end=5)",
    ],
)
def test_what_is_not_ends_in_an_error(text: str) -> None:
    assert [e.type in ("TypeError", "AttributeError", "ValueError", "NotImplementedError") for e in run(text).errors] == [True]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("sys.stdout", "<class '_io.TextIOWrapper'> <_io.TextIOWrapper name='<stdout>' mode='w' encoding='utf-8'>"),
        ("range(10**12)", "<class 'range'> range(0, 1000000000000)"),
        ("isinstance(range(10**12), range), isinstance(range(10**12), list)", "<class 'tuple'> (True, False)"),
        ("itertools.count(3)", "<class 'itertools.count'> count(3)"),
        ("itertools.repeat(1, 2)", "<class 'itertools.repeat'> repeat(1, 2)"),
        ("torch.nn", "<class 'module'> <module 'torch.nn' (built-in)>"),
        ("sys", "<class 'module'> <module 'sys' (built-in)>"),
    ],
)
def test_what_scripts_see_bears_pythons_names(value: str, shown: str) -> None:
    assert run(f"import sys, itertools, torch\nx = {value}\nprint(type(x), x)").out == f"{shown}\n"


def test_functions_of_modules_bear_their_names() -> None:
    text = """import sys, time, math, copy, json, warnings, functools, itertools, dataclasses, traceback, gc, numpy as np
for f in (sys.exit, time.sleep, math.comb, copy.deepcopy, json.dumps, warnings.warn, functools.wraps, itertools.product,
          dataclasses.dataclass, traceback.format_exc, gc.collect, np.seterr, np.random.default_rng):
    print(f.__name__, str(f).split(' at ')[0])"""
    names = "exit sleep comb deepcopy dumps warn wraps product dataclass format_exc collect seterr default_rng".split()
    assert run(text).out == "".join(f"{name} <function {name}\n" for name in names)


def test_nothing_of_json_is_left_out_in_silence() -> None:
    assert run("import json\nprint(json.dumps({(1,): 2, 'a': 1}, skipkeys=True))").out == '{"a": 1}\n'
    assert run("import json\njson.dumps(float('nan'), allow_nan=False)").errors[0].type == "ValueError"
    assert run("import json\njson.dumps(1, cls=print)").errors[0].type == "TypeError"


TAKEN_AWAY = """import numpy as np
made = 0
class Number:
    def __init__(self, value): self.value, self.rest = value, [value] * 100
    def __lt__(self, other):
        global made
        made += 1
        if made % 50 == 0:
            numbers[:] = [Number(k) for k in range(len(numbers))]
        return self.value < other.value
def fresh(): return np.array([Number(k * 7919 % 1000) for k in range(100)], dtype=object)
for way in (lambda a: a.sort(), lambda a: a.argsort(), np.argsort, lambda a: a.partition(5), lambda a: a.searchsorted(a[3]),
            lambda a: np.searchsorted(a, a), np.unique, np.sort, lambda a: np.ndarray.sort(a, kind='heapsort')):
    numbers = fresh()
    way(numbers)
    print(len(numbers))
"""


def test_what_is_compared_cannot_be_taken_away_meanwhile() -> None:
    """NumPy holds no reference to what it compares: a script that writes there would have it read memory of something else."""
    assert run(TAKEN_AWAY).out == "100\n" * 9


def test_arrays_of_objects_are_sorted_as_others_are() -> None:
    ran = run(
        "import numpy as np\n"
        "b = np.array([3, 0, 2.5], dtype=object)\n"
        "print(b.argsort(), np.argsort(b), b.searchsorted(1), np.searchsorted(b, [1]), b.sort(), b)\n"
        "b[:] = [3, 0, 2.5]; b.partition(1); print(b[1])\n"
        "c = np.array([[3, 1], [2, 0]]); np.ndarray.sort(c, axis=0); print(c.tolist(), np.ndarray.argsort(c).tolist())\n"
    )
    assert ran.out == "[1 2 0] [1 2 0] 2 [2] None [0 2.5 3]\n2.5\n[[2, 0], [3, 1]] [[1, 0], [1, 0]]\n"
