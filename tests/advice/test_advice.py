"""Why a script raised, and the edit that helps: what is said of errors as they happen in lessons, and what is not said."""

from __future__ import annotations

import ast
from typing import NamedTuple

import pytest

from gradcli.advice.advising import advice
from gradcli.advice.rerun import Runs, kept
from gradcli.errors.known import ENTRIES
from gradcli.script.cells import Cell, cells
from gradcli.script.events import Advice
from gradcli.script.session import Session, Settings
from tests.command import gradcli
from tests.script.test_sessions import notebook

FILE = "lesson.py"


def advised(text: str) -> Advice | None:
    """What is said of the first error of a script, or of a file with `# %%`."""
    settings = Settings()
    found = cells(text, FILE)
    with Session(settings, lambda _: None, lambda _: None) as session:
        for number, cell in enumerate(found):
            outcome = session.run(cell)
            if outcome.error is not None:
                return advice(found, number, outcome.error, settings)
    raise AssertionError("it raised nothing")


class Lesson(NamedTuple):
    """A script, what is said of its error, and the line that helps."""

    name: str
    text: str
    why: str
    fix: str | None


LESSONS = [
    Lesson(
        "detach in the middle of a line",
        "import torch\nx = torch.tensor(1.0, requires_grad=True)\ny = x.detach() * 2\ny.backward()\n",
        "detach() on line 3 (`y = x.detach() * 2`) cut `y` off from its history",
        "3: y = x * 2",
    ),
    Lesson(
        "data in the middle of a loss",
        "import torch\nw = torch.ones(2, requires_grad=True)\nloss = ((w.data - 1)**2).sum()\nloss.backward()\n",
        ".data on line 3 (`loss = ((w.data - 1)**2).sum()`) cut `loss` off from its history",
        "3: loss = ((w - 1)**2).sum()",
    ),
    Lesson(
        "a misspelt keyword",
        "import torch\nx = torch.tensor(2.0, require_grad=True)\n",
        "tensor has no argument `require_grad`",
        "2: x = torch.tensor(2.0, requires_grad=True)",
    ),
    Lesson(
        "a keyword by its meaning",
        "import torch\nm = torch.nn.Linear(2, 1)\no = torch.optim.SGD(m.parameters(), learning_rate=0.1)\n",
        "SGD has no argument `learning_rate`",
        "3: o = torch.optim.SGD(m.parameters(), lr=0.1)",
    ),
    Lesson(
        "a name of a module",
        "from torch import nn\nm = Linear(2, 1)\n",
        "nothing in the script gives `Linear` a value, and `nn` has something of that name",
        "2: m = nn.Linear(2, 1)",
    ),
    Lesson(
        "classes that are floats",
        "import torch\nf = torch.nn.CrossEntropyLoss()\nf(torch.ones(2, 3), torch.tensor([0., 1.]))\n",
        "`torch.tensor([0., 1.])` is Float, and the numbers of classes are whole numbers",
        "3: f(torch.ones(2, 3), torch.tensor([0., 1.]).long())",
    ),
    Lesson(
        "classes that are floats, by name",
        "import torch\nimport torch.nn.functional as F\ny = torch.ones(2)\nF.cross_entropy(torch.ones(2, 3), target=y)\n",
        "`y` is Float, and the numbers of classes are whole numbers",
        "4: F.cross_entropy(torch.ones(2, 3), target=y.long())",
    ),
    Lesson(
        "a layer that is too narrow",
        "import torch\nfrom torch import nn\nm = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(4, 1))\n"
        "x = torch.ones(5, 3)\nprint(m(x))\n",
        "`x` has shape [5, 3]",
        "3: m = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1))",
    ),
    Lesson(
        "a layer of a module",
        "import torch\nfrom torch import nn\nclass N(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.a = nn.Linear(10, 4)\n        self.b = nn.Linear(5, 1)\n    def forward(self, x):\n"
        "        return self.b(self.a(x))\nprint(N()(torch.ones(2, 10)))\n",
        "`self.b.weight` has shape [1, 5]",
        "7: self.b = nn.Linear(4, 1)",
    ),
    Lesson(
        "a loss before the loop",
        "import torch\nw = torch.tensor(1.0, requires_grad=True)\nloss = (w * 2)**2\nfor k in range(3):\n    loss.backward()\n",
        "backward on line 5 (`loss.backward()`) freed what PowBackward0 had saved on line 3 (`loss = (w * 2)**2`), "
        "and this pass needs it again",
        "5: loss.backward(retain_graph=True)",
    ),
    Lesson(
        "a weight that was forgotten",
        "import torch\nx = torch.linspace(0, 1, 5)\nw = torch.zeros(1)\ndef train():\n    loss = ((x * w - 2 * x)**2).mean()\n"
        "    loss.backward()\ntrain()\n",
        "nothing that `loss` was computed from requires grad: `w` (line 3), `x` (line 2)",
        "3: w = torch.zeros(1, requires_grad=True)",
    ),
    Lesson(
        "no_grad around it",
        "import torch\nx = torch.tensor(2.0, requires_grad=True)\nwith torch.no_grad():\n    y = x**2\n(y * 3).backward()\n",
        "torch.no_grad() on line 3 turned recording off, and `y * 3` was computed inside: line 4 (`y = x**2`)",
        "3: with torch.enable_grad():",
    ),
    Lesson(
        "no_grad as a decorator, and a name",
        "import torch\n@torch.no_grad()\ndef f(x):\n    return x**2\nx = torch.tensor(2.0, requires_grad=True)\n"
        "y = f(x)\ny.backward()\n",
        "torch.no_grad() on line 2 turned recording off, and `y` was computed inside: line 4 (`return x**2`)",
        "2: @torch.enable_grad()",
    ),
    Lesson(
        "recording off for good",
        "import torch\ntorch.set_grad_enabled(False)\nx = torch.tensor(2.0, requires_grad=True)\ny = x**2\ny.backward()\n",
        "torch.set_grad_enabled(False) on line 2 turned recording off, and `y` was computed inside: line 4 (`y = x**2`)",
        "2: torch.set_grad_enabled(True)",
    ),
    Lesson(
        "detached",
        "import torch\nm = torch.nn.Linear(2, 1)\npred = m(torch.ones(3, 2)).detach()\nloss = pred.sum()\nloss.backward()\n",
        "detach() on line 3 (`pred = m(torch.ones(3, 2)).detach()`) cut `loss` off from its history",
        "3: pred = m(torch.ones(3, 2))",
    ),
    Lesson(
        "data",
        "import torch\nx = torch.tensor(2.0, requires_grad=True)\ny = (x**2).data\ny.backward()\n",
        ".data on line 3 (`y = (x**2).data`) cut `y` off from its history",
        "3: y = x**2",
    ),
    Lesson(
        "copied",
        "import torch\nx = torch.tensor([1.0, 2.0], requires_grad=True)\nloss = torch.tensor((x**2).sum())\nloss.backward()\n",
        "torch.tensor() on line 3 (`loss = torch.tensor((x**2).sum())`) copied numbers, and forgot where they came from",
        "3: loss = (x**2).sum()",
    ),
    Lesson(
        "no derivative",
        "import torch\nx = torch.tensor([1.0, 2.0], requires_grad=True)\ny = x.argmax()\ny.backward()\n",
        "argmax on line 3 (`y = x.argmax()`) has no derivative: its result does not require grad",
        None,
    ),
    Lesson(
        "a Python number",
        "import torch\nw = torch.tensor(2.0, requires_grad=True)\nloss = (w**2).item()\nloss.backward()\n",
        "`loss` is a Python number and has no history: line 3 (`loss = (w**2).item()`)",
        "3: loss = w**2",
    ),
    Lesson(
        "not one number",
        "import torch\nx = torch.ones(2, requires_grad=True)\n(x * 2).backward()\n",
        "`x * 2` has shape [2], 2 elements, and backward starts from one number",
        "3: (x * 2).sum().backward()",
    ),
    Lesson(
        "written after it was saved",
        "import torch\nx = torch.tensor(2.0, requires_grad=True)\ny = x.exp()\nz = y**2\ny += 1\nz.backward()\n",
        "line 5 (`y += 1`) changed `y` in place after line 4 (`z = y**2`), which saved it for its derivative",
        "5: y = y + 1",
    ),
    Lesson(
        "a result written",
        "import torch\nx = torch.ones(3, requires_grad=True)\ny = torch.sigmoid(x)\ny[0] = 0\ny.sum().backward()\n",
        "line 4 (`y[0] = 0`) changed `y` in place after line 3 (`y = torch.sigmoid(x)`), which computed it and needs it for its "
        "derivative",
        "3: y = torch.sigmoid(x).clone()",
    ),
    Lesson(
        "a method that writes",
        "import torch\nx = torch.tensor(2.0, requires_grad=True)\ny = x.exp()\nz = y.sin()\ny.mul_(2)\nz.backward()\n",
        "line 5 (`y.mul_(2)`) changed `y` in place after line 4 (`z = y.sin()`), which saved it for its derivative",
        "5: y = y.mul(2)",
    ),
    Lesson(
        "parameters between forward and backward",
        "import torch\nn = torch.nn\nm = n.Sequential(n.Linear(2, 3), n.Linear(3, 1))\nloss = m(torch.ones(4, 2)).mean()\n"
        "with torch.no_grad():\n    for p in m.parameters():\n        p.add_(1)\nloss.backward()\n",
        "line 7 (`p.add_(1)`) changed a parameter in place after line 4 (`loss = m(torch.ones(4, 2)).mean()`), which saved it "
        "for its derivative",
        None,
    ),
    Lesson(
        "an update that is recorded",
        "import torch\nw = torch.tensor(2.0, requires_grad=True)\n(w**2).backward()\nw -= 0.1 * w.grad\n",
        "`w` is a leaf that requires grad since line 2, and this line writes into it while recording is on",
        "4: with torch.no_grad(): w -= 0.1 * w.grad",
    ),
    Lesson(
        "an update that makes a result",
        "import torch\nw = torch.tensor(2.0, requires_grad=True)\nfor k in range(2):\n    (w**2).backward()\n"
        "    w = w - 0.1 * w.grad\n"
        "    w.grad.zero_()\n",
        "w.grad is None: `w` is a result and no leaf: line 5 (`w = w - 0.1 * w.grad`)",
        "5: with torch.no_grad(): w -= 0.1 * w.grad",
    ),
    Lesson(
        "a leaf that was scaled",
        "import torch\nw = torch.ones(2, requires_grad=True) * 0.1\n(w**2).sum().backward()\nprint(w.grad * 2)\n",
        "w.grad is None: `w` is a result and no leaf: line 2 (`w = torch.ones(2, requires_grad=True) * 0.1`)",
        "2: w = (torch.ones(2, requires_grad=True) * 0.1).detach().requires_grad_()",
    ),
    Lesson(
        "the gradient of a result",
        "import torch\nx = torch.tensor(2.0, requires_grad=True)\ny = x**2\n(y * 3).backward()\nprint(y.grad * 2)\n",
        "y.grad is None: `y` is a result and no leaf: line 3 (`y = x**2`)",
        "3: y = x**2 | y.retain_grad()",
    ),
    Lesson(
        "before backward",
        "import torch\nw = torch.tensor(2.0, requires_grad=True)\nw.grad.zero_()\n",
        "w.grad is None: no backward has run yet",
        "3: if w.grad is not None: w.grad.zero_()",
    ),
    Lesson(
        "never reached",
        "import torch\nw = torch.tensor(2.0, requires_grad=True)\nb = torch.tensor(1.0, requires_grad=True)\n(w**2).backward()\n"
        "print(b.grad * 2)\n",
        "b.grad is None: no backward has reached `b`, or its gradient was set to None since",
        None,
    ),
    Lesson(
        "no gradient was asked for",
        "import torch\nw = torch.tensor(2.0, requires_grad=True)\nb = torch.tensor(1.0)\n(w * b).backward()\nprint(b.grad * 2)\n",
        "b.grad is None: `b` does not require grad: line 3 (`b = torch.tensor(1.0)`)",
        "3: b = torch.tensor(1.0, requires_grad=True)",
    ),
    Lesson(
        "a product",
        "import torch\nx = torch.ones(5, 4)\nw = torch.ones(3, 4)\ny = x @ w\n",
        "`x` has shape [5, 4] and `w` has shape [3, 4]",
        "4: y = x @ w.T",
    ),
    Lesson(
        "a layer",
        "import torch\nfrom torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.fc = nn.Linear(10, 1)\n    def forward(self, x):\n        return self.fc(x)\nNet()(torch.ones(5, 8))\n",
        "`x` has shape [5, 8] and `self.fc.weight` has shape [1, 10]",
        "6: self.fc = nn.Linear(8, 1)",
    ),
    Lesson(
        "images that were not flattened",
        "import torch\nlayer = torch.nn.Linear(16, 2)\nx = torch.ones(3, 4, 4)\nlayer(x)\n",
        "`x` has shape [3, 4, 4] and `layer.weight` has shape [2, 16]",
        "4: layer(x.flatten(1))",
    ),
    Lesson(
        "an index that runs",
        "import torch\nx = torch.arange(3)\nfor i in range(4):\n    x[i]\n",
        "`x` has shape [3], and `i` is 3",
        None,
    ),
    Lesson(
        "dtypes of NumPy",
        "import numpy as np\nimport torch\nx = torch.from_numpy(np.ones((3, 2)))\nlayer = torch.nn.Linear(2, 1)\nlayer(x)\n",
        "`x` is torch.float64 and `layer.weight` is torch.float32",
        "5: layer(x.float())",
    ),
    Lesson(
        "whole numbers that come later",
        "import torch\nx = torch.tensor([1, 2])\nx.requires_grad_()\n",
        "`x` holds whole numbers: line 2 (`x = torch.tensor([1, 2])`)",
        "2: x = torch.tensor([1.0, 2])",
    ),
    Lesson(
        "plotted",
        "import torch\nx = torch.ones(2, requires_grad=True)\nloss = x * 2\nprint(loss.numpy())\n",
        "`loss` requires grad: it was recorded on line 3 (`loss = x * 2`)",
        "4: print(loss.detach().numpy())",
    ),
    Lesson(
        "an import that is missing",
        "import torch\nm = nn.Linear(2, 1)\n",
        "nothing imports `nn`",
        "2: from torch import nn | m = nn.Linear(2, 1)",
    ),
    Lesson("later", "print(rate)\nrate = 3\n", "`rate` gets its value later, on line 2", None),
    Lesson("misspelt", "learning = 3\nprint(lerning)\n", "nothing in the script gives `lerning` a value", "2: print(learning)"),
    Lesson(
        "inside a function", "def f():\n    inner = 3\nf()\ninner\n", "`inner` is a name of its own inside `f` (line 2)", None
    ),
]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_why_and_what_helps(lesson: Lesson) -> None:
    found = advised(lesson.text)
    assert found is not None
    fix = None if found.fix is None else f"{found.line}: {' | '.join(line.strip() for line in found.fix)}"
    assert (found.why, fix) == (lesson.why, lesson.fix)


@pytest.mark.parametrize(
    "text",
    [
        "1 / 0\n",
        "raise RuntimeError('grad can be implicitly created only for scalar outputs')\n",
        "import torch\ntorch.ones(2).no_such_method()\n",
        "x = None\nx.grad\n",
        "print(1\n",
    ],
)
def test_nothing_is_said_where_nothing_is_known(text: str) -> None:
    assert advised(text) is None


@pytest.mark.parametrize("known", [k for k in ENTRIES if not k.kind.endswith("Warning")], ids=lambda known: known.name)
def test_of_every_known_error_something_is_said_or_nothing(known: object) -> None:
    script: str = known.script  # type: ignore[attr-defined]
    found = advised(script)
    assert found is None or (found.why and (found.fix is None or " ".join(found.fix) not in script))


def test_what_helps_is_in_an_earlier_cell() -> None:
    text = "# %%\nimport torch\nx = torch.tensor(2.0)\n# %%\ny = x**2\ny.backward()\n"
    found = advised(text)
    assert found is not None and found.fix is not None
    assert (found.line, found.fix) == (3, ("x = torch.tensor(2.0, requires_grad=True)",))


def test_a_cell_that_failed_before_it_came_to_a_name() -> None:
    ran = gradcli("run", "-", stdin=notebook("1 / 0\nx = 3", "x + 1", "y = 2"))
    assert ran.err.endswith(
        "  why: `x` gets its value on line 2 of Cell In[1], which was not reached: the cell failed before it\n"
    )
    ran = gradcli("run", "-", stdin=notebook("print(y)", "y = 2"))
    assert ran.err.endswith("  why: `y` gets its value later, on line 1 of Cell In[2]\n")


def test_an_edit_in_another_cell_names_it() -> None:
    ran = gradcli("run", "-", stdin=notebook("import torch\nw = torch.ones(2)", "(w**2).sum().backward()"))
    assert "  why: nothing that " not in ran.err  # what is not named is not spoken of
    ran = gradcli("run", "-", stdin=notebook("import torch\nw = torch.ones(2)", "y = (w**2).sum()\ny.backward()"))
    assert ran.err.endswith("  fix: Cell In[1], line 2: w = torch.ones(2, requires_grad=True)\n")


def test_the_session_goes_on_as_if_nothing_had_run_again() -> None:
    first = "import torch\n_ = torch.manual_seed(0)\ntorch.set_printoptions(precision=2)\ntorch.set_default_dtype(torch.float64)"
    drawn, last = "a, b = torch.rand(2), torch.rand(3, 2)", "torch.rand(2)"
    with kept():  # what the lesson sets holds for the whole process
        ran = gradcli("run", "-", stdin=notebook(first, f"{drawn}\na @ b", last))
    with kept():
        silent = gradcli("run", "-", stdin=notebook(first, f"{drawn}\n1 / 0", last))
    assert "why: " in ran.err and "why: " not in silent.err
    assert ran.out == silent.out != ""


def test_nothing_of_it_is_on_standard_output() -> None:
    ran = gradcli("run", "-", stdin="import torch\nprint('once')\ntorch.ones(2, requires_grad=True).backward()\n")
    assert (ran.out, ran.status) == ("once\n", 1)
    assert ran.err.count("Traceback") == 1


def test_no_time_is_no_answer() -> None:
    assert Runs(Settings(), 0.0).last([Cell("1", FILE)]) is None
    assert Runs(Settings(), 0.2).last([Cell("while True: pass", FILE)]) is None
    assert Runs(Settings()).last([Cell("exit(3)", FILE)]) is None


def test_nothing_is_said_of_a_text_that_is_too_deep_to_be_read_again() -> None:
    text = "model(x)\ny = 1" + " + 1" * 5000
    with pytest.raises(RecursionError):
        ast.parse(text)
    assert advised(text) is None
    assert advised(text[:8]) is not None
