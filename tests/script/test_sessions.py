"""Sessions: cells share names, results are told, errors have places, and libraries that draw are silent."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gradcli.problems import FileProblem
from gradcli.script.cells import Cell, cells
from gradcli.script.events import Result, Stdout, Warned
from gradcli.script.lines import begins_another, is_whole
from gradcli.script.session import Session, Settings
from gradcli.views.executed import executed
from tests.script.running import run


def notebook(*sources: str, **more: Any) -> str:
    held = [{"cell_type": "code", "source": s.splitlines(keepends=True), "outputs": [], "metadata": {}} for s in sources]
    markdown = {"cell_type": "markdown", "source": "# title", "metadata": {}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [markdown, *held], **more})


# ------------------------------------------------------------------ cells
def test_the_cells_of_a_notebook() -> None:
    found = cells(notebook("x = 1\nx", "", "y"), "lesson.ipynb")
    assert found == [Cell("x = 1\nx", "Cell In[1]", 1, True), Cell("y", "Cell In[2]", 2, True)]
    assert cells(notebook("x"), "<stdin>") == [Cell("x", "Cell In[1]", 1, True)]
    old = json.dumps({"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": "z"}]}]})
    assert cells(old, "old.ipynb") == [Cell("z", "Cell In[1]", 1, True)]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"cells": 5}', "[" * 100_000])
def test_what_is_no_notebook(text: str) -> None:
    with pytest.raises(FileProblem, match="is not a notebook"):
        cells(text, "broken.ipynb")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (3, "cell 2 of a.ipynb has no cell_type"),
        ({"source": "print(1)"}, "cell 2 of a.ipynb has no cell_type"),
        ({"cell_type": 3, "source": "print(1)"}, "cell 2 of a.ipynb has no cell_type"),
        ({"cell_type": "code"}, "cell 2 of a.ipynb has no source"),
        ({"cell_type": "code", "source": None}, "cell 2 of a.ipynb has no source"),
        ({"cell_type": "code", "source": ["x", 1]}, "cell 2 of a.ipynb has no source"),
    ],
)
def test_a_damaged_cell_is_not_passed_over(cell: Any, text: str) -> None:
    damaged = json.dumps({"nbformat": 4, "cells": [{"cell_type": "code", "source": "1"}, cell]})
    with pytest.raises(FileProblem, match=text):
        cells(damaged, "a.ipynb")


def test_lines_of_cells_are_counted_as_python_counts_them() -> None:
    found = cells('# %%\nx = "a\x0cb\u2028"\n\x0c\n# %%\n1/0\n', "a.py")
    assert [c.first for c in found] == [0, 3]
    assert "".join(line for line in found[1].text.splitlines(keepends=True) if line.strip()) == "# %%\n1/0\n"
    assert [e.line for e in run(found[1].text).errors] == [5]


def test_a_script_is_one_cell_and_percent_signs_make_several() -> None:
    assert cells("x = 1\n", "a.py") == [Cell("x = 1\n", "a.py")]
    found = cells("import math\n# %%\nx = 1\nx\n# %% [markdown]\n# text\n#%%\n1/0\n", "a.py")
    assert [c.text.strip() for c in found] == ["import math", "# %%\nx = 1\nx", "#%%\n1/0"]
    with Session(Settings(), (events := []).append) as session:  # type: ignore[var-annotated]
        for cell in found:
            session.run(cell)
    assert [e.text for e in events if isinstance(e, Result)] == ["1"]
    assert events[-1].line == 8


def test_what_is_copied_from_a_prompt() -> None:
    found = cells(
        "In [1]: x = 2\n\nIn [2]: for i in range(2):\n   ...:     print(i)\n   ...:\n0\n1\n\nIn [3]: x\nOut[3]: 2\n", "-"
    )
    assert [c.text for c in found] == ["x = 2\n", "for i in range(2):\n    print(i)\n\n", "x\n"]
    assert run(*[c.text for c in found], echo=True).out == "0\n1\n"


def test_what_is_copied_from_pythons_prompt_or_from_documents() -> None:
    found = cells(
        "    >>> class A:\n    >>>     def f(self): return 3\n    >>>\n    >>>     g = 4\n    >>> A().f()\n    3\n"
        "    >>> for i in (1,\n    ...           2):\n    ...     print(i)\n    ... else:\n    ...     print('end')\n    1\n"
        "    end\n",
        "a.py",
    )
    assert [c.text for c in found] == [
        "class A:\n    def f(self): return 3\n\n    g = 4\n",
        "A().f()\n",
        "for i in (1,\n          2):\n    print(i)\nelse:\n    print('end')\n",
    ]
    ran = run(*[c.text for c in found], echo=True)
    assert (ran.results, ran.out) == (["3"], "1\n2\nend\n")
    assert len(cells('"""\n>>> x\n"""\n', "a.py")) == 1, "a docstring is no prompt"


@pytest.mark.parametrize(
    ("before", "line", "begins"),
    [
        (["x = 1"], "y = 2", True),
        (["if x:", "    y"], "z", True),
        (["if x:", "    y"], "else:", False),
        (["if x:", "    y"], "    z", False),
        (["if x:", "    y", ""], "# of the block", False),
        (["@decorated"], "def f(): pass", False),
        (["try:", "    y"], "z", False),
        (["x = (1,"], "2", False),
        (["if x:", "    y"], "", False),
        ([], "x", False),
    ],
)
def test_where_another_statement_begins(before: list[str], line: str, begins: bool) -> None:
    assert begins_another(before, line) is begins


def test_what_timeit_times_shows_no_value() -> None:
    ran = run("%timeit 1 + 1", "%%timeit\n2 + 2", "%time 3 + 3", "x = 1\n%timeit x * 2\nx", echo=True)
    assert ran.results == ["6", "1"]


# ------------------------------------------------------------------ results
def test_names_stay_and_the_last_expression_is_shown() -> None:
    ran = run("x = 5", "x + 1", "x;", "None", "print(x)", "_", "x # comment", "'a;'", echo=True)
    assert ran.results == ["6", "6", "5", "'a;'"]
    assert ran.out == "5\n"
    assert run("x = 5\nx").results == []


def test_results_are_shown_by_whoever_is_given() -> None:
    ran = run("5", "6", echo=True, show=lambda value: None if value == 6 else f"<{value}>")
    assert ran.results == ["<5>"]


def test_a_notebook_goes_on_after_an_error() -> None:
    ran = run("x = 1", "1 / 0", "x", "def f(:", "f(2)", echo=True)
    assert ran.results == ["1"]
    assert [(e.type, e.file, e.line) for e in ran.errors] == [
        ("ZeroDivisionError", "Cell In[2]", 1),
        ("SyntaxError", "Cell In[4]", 1),
        ("NameError", "Cell In[5]", 1),
    ]
    assert ran.errors[0].column == 0
    assert ran.errors[0].end_column == 5


def test_a_traceback_goes_through_cells() -> None:
    ran = run("def f(x):\n    return 1 / x", "f(0)", echo=True)
    assert [(f.file, f.line, f.name) for f in ran.errors[0].frames] == [("Cell In[2]", 1, "<module>"), ("Cell In[1]", 2, "f")]
    assert '  File "Cell In[1]", line 2, in f\n    return 1 / x\n           ~~^~~\n' in ran.err


def test_exit_ends_with_its_status() -> None:
    assert run("import sys\nsys.exit(4)").status == 4
    assert run("exit()").status == 0
    assert run("raise SystemExit('bye')").err == "bye\n"


def test_a_failing_stream_is_the_callers() -> None:
    def broken(event: object) -> None:
        raise BrokenPipeError

    with Session(Settings(), broken) as session, pytest.raises(BrokenPipeError):
        session.run(Cell("try:\n    print(1)\nexcept BaseException: pass\nprint(2)", "f.py"))


# ------------------------------------------------------------------ IPython
def test_magics_are_left_out_and_said_once() -> None:
    ran = run(
        "%matplotlib inline\n!pip install torch\nx = 5",
        "%time y = x + 1\n%timeit -n 10 x\ny",
        "%%time\nz = y * 2\nz",
        "%%bash\nrm -rf /",
        "%matplotlib inline\nif x:\n    !ls\n    %load_ext foo\nfiles = !ls\nx?\n?x",
        "w = (x\n % 3)\nw",
        "s = '''\n%not a magic\n'''\nlen(s)",
        echo=True,
    )
    assert not ran.errors
    assert ran.results == ["6", "12", "2", "14"]
    assert sum(note.startswith("%matplotlib:") for note in ran.notes) == 1
    assert any(note.startswith("!pip:") for note in ran.notes)
    assert any(note.startswith("%%bash:") for note in ran.notes)


def test_display_shows_and_pictures_do_not() -> None:
    text = "from IPython.display import display, Image, clear_output\nimport IPython\n"
    text += "display(1, 'a')\nImage('x.png')\nclear_output()"
    ran = run(text, echo=True)
    assert ran.results == ["1", "'a'"]
    assert run("import IPython\nIPython.get_ipython().magic('x')\nIPython.display.HTML('x')").status == 0


DRAWING = """
import matplotlib.pyplot as plt
import matplotlib
import seaborn as sns
from mpl_toolkits.mplot3d import Axes3D
from torchviz import make_dot
plt.figure(figsize=(3, 4)); plt.plot([1], [2], 'r-'); plt.rcParams['x'] = 5; plt.style.use('x')
fig, ax = plt.subplots()
line, = ax.plot(1)
n, bins, patches = plt.hist([1])
a, *b = plt.anything()
(c, d), e = plt.a(), plt.b()
fig, axes = plt.subplots(2, 2, figsize=(5, 5))
for i, row in enumerate(axes):
    for j, ax in enumerate(row): ax.set_title(f'{i} {j}'); print(i, j)
axes[0, 1].plot(1); axes.flat[0].x = 3
fig, axes = plt.subplots(1, 3)
print(len(axes), len(plt.x), bool(plt.x), list(plt.x), float(plt.y), plt.z + 1, -plt.z)
with plt.style.context('x') as s: pass
plt.ax.y = 5
hasattr(plt, '__array_interface__')
make_dot(1).render('x')
print(plt.show())
"""


def test_libraries_that_draw_are_silent() -> None:
    ran = run(DRAWING)
    assert not ran.errors, ran.err
    assert ran.out == "0 0\n0 1\n1 0\n1 1\n3 0 True [] 0.0 <not drawn> <not drawn>\n<not drawn>\n"
    assert [n for n in ran.notes if n.startswith("matplotlib")] == ["matplotlib: nothing is drawn"]


def test_progress_bars_iterate() -> None:
    text = (
        "from tqdm import tqdm, trange\nfrom tqdm.notebook import tqdm as t2\nfor i in tqdm(range(2), desc='x'): print(i)\n"
        "with tqdm(total=5) as bar: bar.update(1); bar.set_postfix(a=1); bar.write('w')\n"
        "print(list(trange(2)), len(t2([1])))\nimport sys\ntqdm.write('e', file=sys.stderr, end='')"
    )
    ran = run(text)
    assert (ran.out, ran.err) == ("0\n1\nw\n[0, 1] 1\n", "e")


# ------------------------------------------------------------------ libraries
def test_numpy() -> None:
    text = """
import numpy as np
import numpy.random as r
from numpy import linalg, array
a = np.arange(6.).reshape(2, 3)
print(a.T.shape, a.sum(), np.mean(a, axis=0), a[0, 1:], np.dot(a, a.T).tolist(), a.dtype, type(a), isinstance(a, np.ndarray))
print(np.float32(1.5), np.array([1, 2]) ** 2, np.linalg.norm([3, 4]), np.add.reduce([1, 2]), a.std())
print(np.vectorize(lambda x: x + 1)([1]))
np.random.seed(0); x = np.random.rand(); r.seed(0); print(x == r.rand(), np.random.randint(5) < 5, np.random.randn(2, 2).shape)
print(np.random.default_rng(5).random() == np.random.default_rng(5).random(), np.random.RandomState([1]).rand() < 1)
a[0] = 7; a.shape = (3, 2); print(a)
np.set_printoptions(precision=3, override_repr=None); np.set_printoptions(precision=8)
np.testing.assert_allclose([1.], [1.])
print(type(a) == np.ndarray, type(a)(1) if False else type(np.float64(1)), np.errstate(all='ignore') is not None)
np.seterr(all='warn')
"""
    ran = run(text)
    assert not ran.errors, ran.err
    assert ran.out.startswith("(3, 2) 15.0 [1.5 2.5 3.5] [1. 2.]")
    assert "<class 'numpy.ndarray'> True" in ran.out
    assert [e.type for e in run("import numpy as np\nnp.seterr(all='call')").errors] == ["TypeError"]
    assert [e.type for e in run("import numpy.nothing").errors] == ["ModuleNotFoundError"]


def test_numpys_warnings_point_at_the_script() -> None:
    ran = run("import numpy as np\nx = np.array([1.])\ny = x / 0\nfor i in range(2):\n    x / 0\n")
    warned = [e for e in ran.events if isinstance(e, Warned)]
    assert [(w.file, w.line, w.category) for w in warned] == [
        ("program.py", 3, "RuntimeWarning"),
        ("program.py", 5, "RuntimeWarning"),
    ]
    assert warned[0].text == "program.py:3: RuntimeWarning: divide by zero encountered in divide\n  y = x / 0\n"


TRAINING = """
import torch
import torch.nn.functional as F
from torch.autograd import Function
x = torch.tensor([1., 2.], requires_grad=True)
class Double(Function):
    @staticmethod
    def forward(ctx, i):
        ctx.k = 2
        ctx.save_for_backward(i)
        return i * 2
    @staticmethod
    def backward(ctx, g):
        i, = ctx.saved_tensors
        return g * ctx.k
y = Double.apply(x)
h = x.register_hook(lambda g: print('hook', g.tolist()))
y.sum().backward()
print(x.grad.tolist(), y.grad_fn.next_functions[0][0].name(), x.is_leaf, x.shape, x.dtype == torch.float32)
h.remove()
with torch.no_grad(): x -= 0.5 * x.grad
x.grad.zero_(); x.grad = None
@torch.no_grad()
def f(v): return v * 2
print(f(x).requires_grad, isinstance(x, torch.Tensor), type(x) == torch.Tensor, F.relu(torch.tensor([-1., 3.])).tolist())
import copy
print(copy.deepcopy(x).requires_grad, hasattr(torch, 'nothing_at_all'), torch.pi > 3, 'tensor' in dir(torch))
try: torch.tensor([1.]) @ torch.ones(3, 3)
except RuntimeError as e: print(type(e).__name__)
x.sum().backward(); x.data = torch.zeros(2); print(x.tolist())
torch.nothing_at_all
"""


def test_torch() -> None:
    ran = run(TRAINING)
    assert ran.out == (
        "hook [2.0, 2.0]\n[2.0, 2.0] torch::autograd::AccumulateGrad True torch.Size([2]) True\n"
        "False True True [0.0, 3.0]\nTrue False True True\nRuntimeError\n[0.0, 0.0]\n"
    )
    assert ran.errors[0].text == "module 'torch' has no attribute 'nothing_at_all'"


def test_torch_modules_that_are_not_there() -> None:
    assert run("import torch.nothing").errors[0].text == "No module named 'torch.nothing'"
    assert "cannot import name 'nothing' from 'torch'" in run("from torch import nothing").errors[0].text


def test_a_missing_module_says_why() -> None:
    ran = run("import subprocess")
    assert ran.errors[0].text == "No module named 'subprocess'"
    assert ran.notes == ["there is no subprocess here: scripts start no programs"]


def test_two_sessions_know_nothing_of_each_other() -> None:
    assert run("import math\nmath.pi = 3\nx = 1\nprint(math.pi)").out == "3\n"
    assert run("import math\nprint(math.pi > 3.1)\nx").errors[0].type == "NameError"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("match 1:\n    case 1: pass", "match"),
        ("async def f(): pass", "async def"),
        ("def f():\n    x[(yield)] = 1", "yield inside this expression"),
        ("try: pass\nexcept* ValueError: pass", "except*"),
        ("x = [i async for i in y]", "async"),
        ("def g():\n    del x[(yield)]", "yield inside"),
        ("def g():\n    x.y += yield", "yield inside"),
        ("def g():\n    1 < (yield) < 3", "yield inside"),
        ("def g():\n    yield from (yield)", "yield inside"),
        ("def g():\n    {(yield): 1}", "yield inside"),
    ],
)
def test_what_the_language_has_not_is_refused_by_name(text: str, words: str) -> None:
    (error,) = run(text).errors
    assert words in error.text


def test_finalizers_and_other_unheard_errors() -> None:
    ran = run("class A:\n    def __del__(self): 1 / 0\na = A()\ndel a\nprint('on')")
    assert ran.out == "on\n"
    assert "Exception ignored in: <function A.__del__" in ran.err


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("x = 1", True),
        ("x = (1,", False),
        ("x = (1,\n2)", True),
        ("def f():", False),
        ("def f():\n    pass", False),
        ("def f():\n    pass\n", True),
        ("@deco", False),
        ("'''abc", False),
        ("x = ", True),
        ("if x:\n  y\nelse:", False),
        ("x = 1 + \\", False),
        ("try:\n    x", False),
        ("", True),
        ("x\0", True),
    ],
)
def test_when_what_is_typed_is_whole(text: str, whole: bool) -> None:
    assert is_whole(text) is whole


def test_prints_reach_the_callback_at_once() -> None:
    order: list[str] = []
    with Session(Settings(), lambda e: order.append(e.text) if isinstance(e, Stdout) else None) as session:
        session.run(Cell("print(1)\nprint(2, end='')", "f.py"))
    assert order == ["1\n", "2"]


@pytest.mark.parametrize(
    "text",
    [
        '{"nbformat": 4, "cells": [{"cell_type": "raw"}, {"cell_type": "code", "source": ["print(", "7)"]}], "x": NaN}',
        '{"nbformat": 4, "cells": [{"cell_type": "markdown", "source": 5}, {"cell_type": "code", "source": "print(7)"}]}',
        '{"nbformat": 3, "worksheets": [5, {}, {"cells": 7}, {"cells": [{"cell_type": "code", "input": "print(7)"}]}]}',
    ],
)
def test_odd_parts_of_notebooks_are_passed_over(text: str) -> None:
    found = cells(text, "odd.ipynb")
    assert [cell.text for cell in found] == ["print(7)"]
    kept = json.loads(executed(found, {1: [Stdout("7\n")]}, text))
    outputs = [cell["outputs"] for cell in kept["cells"] if cell.get("outputs")]
    assert outputs == [[{"output_type": "stream", "name": "stdout", "text": ["7\n"]}]]


def test_a_notebook_of_other_things_is_none() -> None:
    for text in ('{"cells": 5}', '{"worksheets": 5}', "[]", "5", '{"cells": null}'):
        with pytest.raises(FileProblem, match="it has no cells"):
            cells(text, "odd.ipynb")


def test_the_names_of_a_session_with_a_number_of_many_digits() -> None:
    with Session(Settings(), [].append) as session:
        session.run(Cell("x = 10**5000", "f.py"))
        assert session.described() == [("x", "int", "")]
