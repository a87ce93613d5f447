"""What a prompt asks a session: no code of a script runs for it, and whatever a script holds, there is an answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gradcli.problems import Problem
from gradcli.script.budget import Limits
from gradcli.script.cells import Cell
from gradcli.script.events import ErrorEvent, Event, Result, Stdout
from gradcli.script.session import Session, Settings
from gradcli.script.showing import displayed

EVIL = """
import torch
class Anything:
    def __getattr__(self, name): print('ran'); return self
    @property
    def prop(self): print('ran')
    def __dir__(self): print('ran'); return []
    def __len__(self): print('ran'); return 1
    def __bool__(self): print('ran'); return True
class Held(dict):
    def __iter__(self): print('ran'); return iter(['k'])
    def __contains__(self, name): print('ran'); return True
    def __getitem__(self, name): print('ran'); return self
    def get(self, name): print('ran')
    def items(self): print('ran'); return []
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = torch.nn.Linear(1, 1)
    def named_parameters(self, *a, **k): print('ran'); return 1 / 0
e, o, net, odd = Anything(), Anything(), Net(), torch.nn.Linear(1, 1)
o._modules, o._parameters, o.seen = Held(k=1), {1: 2, 'weight': 3}, 4
odd._modules = Held(k=1)
net.again = net
x = torch.tensor(2.0, requires_grad=True)
y = x * 3
"""


@pytest.fixture
def session() -> Iterator[Session]:
    told: list[Event] = []
    with Session(Settings(Limits(steps=20_000), remember=True), told.append, displayed) as found:
        assert found.run(Cell(EVIL, "Cell In[1]", 1, True)).ok
        told.clear()
        yield found
    assert not [event for event in told if isinstance(event, Stdout)]


def test_completion_runs_nothing(session: Session) -> None:
    assert session.completions("e.pr") == ["e.prop"]
    assert session.completions("e.prop.") == [] == session.completions("e.nothing.more.")
    assert session.completions("o.s") == ["o.seen"] and session.completions("o.w") == ["o.weight"]
    assert session.completions("o.k.") == []
    assert "net.inner" in session.completions("net.") and "net.inner.weight" in session.completions("net.inner.")


def test_names_are_described_without_running_anything(session: Session) -> None:
    assert ("e", "Anything", "") in session.described()


def test_parameters_of_modules_have_names(session: Session) -> None:
    assert session.explained("y").output == "y"
    assert session.explained("net.inner.weight", backward=False).output == "net.inner.weight"
    with pytest.raises(Problem, match="is not defined") as caught:
        session.explained("q")
    assert caught.value.fix == "there are: x, y, net.inner.weight, net.inner.bias, odd.weight, odd.bias"


def test_a_wrapper_that_wraps_itself_is_shown() -> None:
    told: list[Event] = []
    with Session(Settings(), told.append, displayed) as session:
        session.run(Cell("import functools\ndef f(): pass\nfunctools.wraps(f)(f)", "Cell In[1]", 1, True))
    assert told == [Result("<function __main__.f>", 1)]


@pytest.mark.parametrize(
    "text",
    [
        "def inner():\n    try: yield 1\n    finally: 1 / 0\ndef g(): yield from inner()\nx = g(); next(x); x.close()",
        "import torch\ntorch.utils.nothing",
        "class A: pass\ntype(vars(A()))(print)",
        "import torch\nclass P(torch.nn.Parameter):\n    place = property(lambda self: 1)\nP(torch.ones(1))",
    ],
)
def test_errors_tell_nothing_of_our_own(text: str) -> None:
    told: list[Event] = []
    with Session(Settings(), told.append) as session:
        assert not session.run(Cell(text, "a.py")).ok
    (error,) = [event for event in told if isinstance(event, ErrorEvent)]
    assert "gradcli." not in error.report and error.frames
