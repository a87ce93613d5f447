"""How to go down a gradient: which optimizer, how far, how often."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gradcli import limits
from gradcli.numerals import number
from gradcli.problems import Problem, about_setting
from gradcli.suggest import suggest_name
from gradcli.torch import optim

OPTIMIZERS: Mapping[str, type[optim.Optimizer]] = {
    "sgd": optim.SGD,
    "adam": optim.Adam,
    "adamw": optim.AdamW,
    "rmsprop": optim.RMSprop,
    "adagrad": optim.Adagrad,
}
WITH_MOMENTUM = frozenset({"sgd", "rmsprop"})


class Plan(NamedTuple):
    """What is done to the variables.

    optimizer  a name of OPTIMIZERS, with PyTorch's defaults for whatever is not said here
    lr         the learning rate
    momentum   of SGD and RMSprop
    steps      how often the optimizer steps
    zero_grad  whether .grad is cleared before each backward
    """

    optimizer: str = "sgd"
    lr: float = 0.1
    momentum: float = 0.0
    steps: int = 20
    zero_grad: bool = True


def checked(plan: Plan) -> Plan:
    """The plan, if it can be followed. Raises Problem."""
    if plan.optimizer not in OPTIMIZERS:
        lower = plan.optimizer.lower()  # torch.optim.Adam
        near = lower if lower in OPTIMIZERS else suggest_name(plan.optimizer, list(OPTIMIZERS))
        names = ", ".join(OPTIMIZERS)
        raise Problem(
            about_setting("optimizer", f"is none of {names}: `{plan.optimizer}`"), fix=f"did you mean `{near}`?" if near else None
        )
    if not (math.isfinite(plan.lr) and plan.lr >= 0):
        raise Problem(about_setting("lr", f"is a number from 0 on, not {number(plan.lr)}"))
    if not (math.isfinite(plan.momentum) and plan.momentum >= 0):
        raise Problem(about_setting("momentum", f"is a number from 0 on, not {number(plan.momentum)}"))
    if plan.momentum and plan.optimizer not in WITH_MOMENTUM:
        raise Problem(about_setting("momentum", f"is of sgd and rmsprop, and `{plan.optimizer}` has none"))
    limits.check(limits.PASSES, plan.steps, setting="steps")
    return plan


def optimizer_of(plan: Plan, parameters: Sequence[Any]) -> optim.Optimizer:
    """The optimizer of a plan."""
    more = {"momentum": plan.momentum} if plan.optimizer in WITH_MOMENTUM else {}
    make: Any = OPTIMIZERS[plan.optimizer]
    made: optim.Optimizer = make(parameters, lr=plan.lr, **more)
    return made
