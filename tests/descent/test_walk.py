"""Walks are those of PyTorch's optimizers, and what is said of them holds."""

from __future__ import annotations

import math

import pytest

import gradcli.torch as torch
from gradcli.calculation.question import Question, Settings, checked
from gradcli.descent.plan import OPTIMIZERS, WITH_MOMENTUM, Plan
from gradcli.descent.plan import checked as checked_plan
from gradcli.descent.rates import advice, steepest
from gradcli.descent.walk import walk
from gradcli.problems import BackwardError, Problem
from gradcli.syntax.parser import parse

PARABOLA = "3*x**2 + 4*x + 5"


def question(text: str, wrt: tuple[str, ...] | None = None, **values: object) -> Question:
    return checked(parse(text, tuple(values)), values, Settings(wrt=wrt))


def test_zero_grad_or_not() -> None:
    asked = question(PARABOLA, x=2)
    with_it, without = (walk(asked, Plan(steps=3, zero_grad=kept)) for kept in (True, False))
    assert [step.grads["x"] for step in with_it.steps] == pytest.approx([16, 6.4, 2.56, 1.024])
    assert [step.grads["x"] for step in without.steps] == pytest.approx([16, 22.4, 15.36, -0.896])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_walk_is_that_of_a_program(name: str) -> None:
    w = torch.tensor([1.0, -2.0], dtype=torch.float64, requires_grad=True)
    b = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
    plan = Plan(name, 0.05, 0.9 if name in WITH_MOMENTUM else 0.0, 7)
    more = {"momentum": 0.9} if name in WITH_MOMENTUM else {}
    optimizer = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW}.get(
        name, torch.optim.RMSprop if name == "rmsprop" else torch.optim.Adagrad
    )([w, b], lr=0.05, **more)
    losses = []
    for _ in range(8):
        optimizer.zero_grad()
        loss = ((w * torch.tensor([3.0, 1.0], dtype=torch.float64) + b) ** 2).sum()
        loss.backward()
        losses.append(loss.item())
        optimizer.step()
    gone = walk(question("((w*[3., 1.] + b)**2).sum()", ("w", "b"), w=[1.0, -2.0], b=0.5), plan)
    assert [step.loss for step in gone.steps] == losses


def test_the_curvature_of_a_parabola_says_which_steps_overshoot() -> None:
    asked = question("2*x**2 + 8*y**2", x=1, y=1)
    assert steepest(asked) == pytest.approx(16)
    assert not walk(asked, Plan(lr=0.124)).grows
    assert walk(asked, Plan(lr=0.126)).grows


@pytest.mark.parametrize("text", [PARABOLA, "x**4", "exp(x**2)", "(x - 1)**2*(x + 1)**2", "log(x**2 + 1)*100"])
def test_a_rate_that_is_named_goes_down(text: str) -> None:
    asked = question(text, x=2)
    gone = walk(asked, Plan(lr=10.0))
    assert gone.lost or gone.grows
    rate = advice(asked, gone).rate
    assert rate is not None and not walk(asked, gone.plan._replace(lr=rate)).grows


def test_nothing_is_named_where_nothing_helps() -> None:
    asked = question("-x", x=0)
    gone = walk(asked, Plan(lr=-0.0))
    assert not gone.grows and advice(asked, gone).rate is None


def test_it_ends_where_numbers_end() -> None:
    gone = walk(question("x**4", x=10), Plan(lr=1.0, steps=100))
    assert gone.lost and len(gone.steps) < 10 and math.isinf(gone.steps[-1].loss)
    assert walk(question("log(x)", x=0.01), Plan()).grows


def test_what_cannot_go_down() -> None:
    with pytest.raises(Problem, match="shape"):
        walk(question("x**2", x=[1.0, 2.0]), Plan())
    with pytest.raises(BackwardError):
        walk(question("x > 0", x=1), Plan())
    for plan in (Plan("sgdd"), Plan(lr=math.nan), Plan(momentum=-1.0), Plan("adam", momentum=0.5), Plan(steps=10**9)):
        with pytest.raises(Problem):
            checked_plan(plan)


@pytest.mark.parametrize(("typed", "meant"), [("Adam", "adam"), ("SGD", "sgd"), ("AdamW", "adamw"), ("rmsporp", "rmsprop")])
def test_an_optimizer_may_be_meant_as_torch_spells_it(typed: str, meant: str) -> None:
    with pytest.raises(Problem) as caught:
        checked_plan(Plan(typed))
    assert caught.value.fix == f"did you mean `{meant}`?"
