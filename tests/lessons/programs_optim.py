"""Optimizers and schedulers."""

from __future__ import annotations

import warnings
from typing import Any

from tests.lessons.running import attempt


def _steps(torch: Any, make: Any, steps: int = 6) -> None:
    """A few steps of an optimizer on a parameter of each kind; what they lead to, and the state."""
    torch.manual_seed(3)
    layer = torch.nn.Linear(3, 2)
    scalar = torch.nn.Parameter(torch.tensor(1.5, dtype=torch.float64))
    optimizer = make([*layer.parameters(), scalar])
    for k in range(steps):
        optimizer.zero_grad(set_to_none=k % 2 == 0)
        loss = (layer(torch.ones(4, 3)) ** 2).mean() * scalar**2
        loss.backward()
        optimizer.step()
    print(loss, layer.weight, layer.bias, scalar, layer.weight._version)
    print(optimizer)
    print(optimizer.state_dict())


def sgd(torch: Any) -> None:
    """SGD."""
    optim = torch.optim
    for settings in (
        {"lr": 0.1},
        {"lr": 0.01, "momentum": 0.9},
        {"lr": 0.01, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1},
        {"lr": 0.01, "momentum": 0.5, "dampening": 0.3, "maximize": True},
        {"lr": torch.tensor(0.01)},
    ):
        _steps(torch, lambda params, settings=settings: optim.SGD(params, **settings))


def adaptive(torch: Any) -> None:
    """Adam and its relatives."""
    optim = torch.optim
    for kind, settings in (
        (optim.Adam, {"lr": 0.1}),
        (optim.Adam, {"lr": 0.1, "weight_decay": 0.1, "amsgrad": True, "betas": (0.4, 0.9)}),
        (optim.AdamW, {"lr": 0.1}),
        (optim.Adam, {"lr": 0.1, "maximize": True}),
        (optim.RMSprop, {"lr": 0.01}),
        (optim.RMSprop, {"lr": 0.01, "momentum": 0.9, "centered": True, "weight_decay": 0.1}),
        (optim.Adagrad, {"lr": 0.1, "lr_decay": 0.1}),
        (optim.Adagrad, {"lr": 0.1, "initial_accumulator_value": 0.5}),
        (optim.Adadelta, {}),
        (optim.Adamax, {"lr": 0.1}),
        (optim.NAdam, {"lr": 0.1}),
        (optim.NAdam, {"lr": 0.1, "weight_decay": 0.1, "decoupled_weight_decay": True}),
        (optim.RAdam, {"lr": 0.1}),
        (optim.RAdam, {"lr": 0.1, "betas": (0.9, 0.9), "weight_decay": 0.1}),
    ):
        _steps(torch, lambda params, kind=kind, settings=settings: kind(params, **settings))


def groups(torch: Any) -> None:
    """Groups of parameters, states, refusals."""
    optim, layer = torch.optim, torch.nn.Linear(2, 1)
    print(optim.SGD([{"params": layer.weight, "lr": 1.0}, {"params": layer.bias}], lr=0.1, momentum=0.9))
    print(optim.SGD(layer.named_parameters(), lr=0.1).param_groups[0]["param_names"], type(optim.AdamW(layer.parameters())))
    print([sorted(group) for group in optim.Adam(layer.parameters()).param_groups])
    for kind in (optim.SGD, optim.Adam, optim.RMSprop, optim.Adagrad, optim.Adadelta, optim.Adamax, optim.NAdam, optim.RAdam):
        attempt(lambda kind=kind: kind(layer.parameters()))
        attempt(lambda kind=kind: kind(layer.parameters(), lr=-1))
        attempt(lambda kind=kind: kind(layer.parameters(), weight_decay=-1.0))
        attempt(lambda kind=kind: kind(layer.parameters(), eps=-1.0))
        attempt(lambda kind=kind: kind(layer.parameters(), lr=torch.ones(2)))
    attempt(lambda: optim.Adam(layer.parameters(), betas=(1.0, 0.9)))
    attempt(lambda: optim.Adam(layer.parameters(), betas=(0.9, 1)))
    attempt(lambda: optim.Adam(layer.parameters(), betas=(0.9, 0)))
    attempt(lambda: optim.Adam(layer.parameters(), fused=True, foreach=True))
    attempt(lambda: optim.Adam(layer.parameters(), lr=torch.tensor(0.1), foreach=True))
    attempt(lambda: optim.Adadelta(layer.parameters(), rho=2))
    attempt(lambda: optim.RMSprop(layer.parameters(), momentum=-1))
    attempt(lambda: optim.RMSprop(layer.parameters(), alpha=-1))
    attempt(lambda: optim.NAdam(layer.parameters(), momentum_decay=-1))
    attempt(lambda: optim.SGD(layer.weight, lr=0.1))
    attempt(lambda: optim.SGD([], lr=0.1))
    attempt(lambda: optim.SGD([3], lr=0.1))
    attempt(lambda: optim.SGD(layer.parameters(), lr=0.1, nesterov=True))
    attempt(lambda: optim.SGD(layer.parameters(), lr=0.1, momentum=-1))
    attempt(lambda: optim.SGD([layer.weight * 1], lr=0.1))
    attempt(lambda: optim.SGD([{"params": {layer.weight}}], lr=1))
    attempt(lambda: optim.SGD([layer.weight, layer.weight], lr=1))
    attempt(lambda: optim.SGD([{"params": [layer.weight]}, {"params": [layer.weight]}], lr=1))
    attempt(lambda: optim.SGD([("w", layer.weight), layer.bias], lr=1))
    attempt(lambda: optim.SGD([{"params": [("w", layer.weight)]}, {"params": [layer.bias]}], lr=1))
    attempt(lambda: optim.SGD([layer.weight], lr=1).add_param_group([layer.bias]))
    attempt(lambda: optim.Optimizer(layer.parameters(), {}).step())
    attempt(lambda: optim.Optimizer(layer.parameters(), {"x": 3}))


def saved_states(torch: Any) -> None:
    """state_dict and load_state_dict of optimizers, closures and hooks."""
    optim = torch.optim
    torch.manual_seed(0)
    layer = torch.nn.Linear(3, 2)
    optimizer = optim.Adam(layer.parameters(), lr=0.1)
    optimizer.register_step_pre_hook(lambda optimizer, args, kwargs: print("before"))
    optimizer.register_step_post_hook(lambda optimizer, args, kwargs: print("after", args == ()))

    def closure() -> Any:
        optimizer.zero_grad()
        loss = layer(torch.ones(1, 3)).sum()
        loss.backward()
        return loss

    print(optimizer.step(closure))
    state = optimizer.state_dict()
    other = optim.Adam(layer.parameters(), lr=0.5)
    other.load_state_dict(state)
    print(other, other.state_dict()["state"][1])
    optimizer.step()
    print(other.state[layer.bias]["step"], state["state"][1]["step"])
    attempt(lambda: optim.Adam([layer.weight]).load_state_dict(state))
    attempt(lambda: optim.Adam([{"params": [layer.weight]}, {"params": [layer.bias]}]).load_state_dict(state))
    optimizer.add_param_group({"params": torch.zeros(1, requires_grad=True), "lr": 3})
    print(optimizer, len(optimizer.param_groups))
    own = torch.ones(2, requires_grad=True)
    seen = own.view(2, 1)
    product = (own * own).sum()
    product.backward()
    optim.SGD([own], lr=0.5).step()
    print(own, seen, own._version)
    attempt(product.backward)
    lost = (own**2).sum()
    optim.SGD([own], lr=0.5).step()
    attempt(lost.backward)


def schedules(torch: Any) -> None:
    """Learning rates that change."""
    optim = torch.optim
    schedulers = optim.lr_scheduler
    for make in (
        lambda o: schedulers.StepLR(o, 2, 0.1),
        lambda o: schedulers.MultiStepLR(o, [2, 4, 4]),
        lambda o: schedulers.ExponentialLR(o, 0.9),
        lambda o: schedulers.CosineAnnealingLR(o, 3, 0.01),
        lambda o: schedulers.LambdaLR(o, lambda epoch: 0.9**epoch),
        lambda o: schedulers.MultiplicativeLR(o, lambda epoch: 0.5),
        lambda o: schedulers.LinearLR(o),
        lambda o: schedulers.ConstantLR(o),
        lambda o: schedulers.PolynomialLR(o, power=2.0),
        lambda o: schedulers.OneCycleLR(o, 1.0, total_steps=9),
        lambda o: schedulers.OneCycleLR(o, 1.0, epochs=3, steps_per_epoch=3, three_phase=True, anneal_strategy="linear"),
        lambda o: schedulers.CosineAnnealingWarmRestarts(o, 2, 2),
        lambda o: schedulers.SequentialLR(o, [schedulers.ConstantLR(o), schedulers.ExponentialLR(o, 0.9)], [3]),
        lambda o: schedulers.ChainedScheduler([schedulers.ConstantLR(o), schedulers.ExponentialLR(o, 0.9)]),
    ):
        optimizer = optim.SGD(torch.nn.Linear(1, 1).parameters(), lr=0.5, momentum=0.9)
        scheduler = make(optimizer)
        rates = []
        for _ in range(8):
            optimizer.step()
            scheduler.step()
            rates.append(scheduler.get_last_lr()[0])
        print(type(scheduler), rates, optimizer.param_groups[0]["momentum"])
        state = scheduler.state_dict()
        print({key: value for key, value in state.items() if key != "lr_lambdas"})
        scheduler.load_state_dict(state)
        if "Chained" not in type(scheduler).__name__ and "Sequential" not in type(scheduler).__name__:
            scheduler.step(1)
            print(scheduler.get_last_lr(), scheduler.last_epoch)


def plateaus(torch: Any) -> None:
    """ReduceLROnPlateau."""
    optim = torch.optim
    for settings in (
        {"patience": 1},
        {"mode": "max", "factor": 0.5, "patience": 0, "cooldown": 1},
        {"threshold": 0.5, "threshold_mode": "abs", "patience": 0, "min_lr": [0.2]},
        {"mode": "max", "threshold": 0.5, "threshold_mode": "abs", "patience": 0, "min_lr": 0.2},
    ):
        optimizer = optim.SGD(torch.nn.Linear(1, 1).parameters(), lr=0.5)
        scheduler = optim.lr_scheduler.ReduceLROnPlateau(optimizer, **settings)
        rates = []
        for value in (3, 2, 2, 2, torch.tensor(2.0), 2, 1, 4):
            scheduler.step(value)
            rates.append(optimizer.param_groups[0]["lr"])
        print(rates, scheduler.get_last_lr(), scheduler.state_dict())
    attempt(lambda: optim.lr_scheduler.ReduceLROnPlateau(optimizer, "x"))
    attempt(lambda: optim.lr_scheduler.ReduceLROnPlateau(optimizer, threshold_mode="x"))
    attempt(lambda: optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=1.0))
    attempt(lambda: optim.lr_scheduler.ReduceLROnPlateau(optimizer, min_lr=[1, 2]))
    attempt(lambda: optim.lr_scheduler.ReduceLROnPlateau(3))


def schedulers_refuse(torch: Any) -> None:
    """What schedulers warn of and refuse."""
    optim = torch.optim
    schedulers = optim.lr_scheduler
    optimizer = optim.SGD(torch.nn.Linear(1, 1).parameters(), lr=0.5)
    scheduler = schedulers.StepLR(optimizer, 2)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        scheduler.step()
        scheduler.step()
        scheduler.get_lr()
        scheduler.step(5)
        print([(warning.category.__name__, str(warning.message)) for warning in said])
    attempt(lambda: schedulers.StepLR(3, 1))
    attempt(lambda: schedulers.StepLR(optim.SGD([torch.ones(1)], lr=1), 1, last_epoch=3))
    attempt(lambda: schedulers.LambdaLR(optimizer, [len, len]))
    attempt(lambda: schedulers.MultiplicativeLR(optimizer, 3))
    attempt(lambda: schedulers.ConstantLR(optimizer, 2.0))
    attempt(lambda: schedulers.LinearLR(optimizer, 0))
    attempt(lambda: schedulers.LinearLR(optimizer, 1.0, 2.0))
    attempt(lambda: schedulers.OneCycleLR(optimizer, 1.0))
    attempt(lambda: schedulers.OneCycleLR(optimizer, 1.0, total_steps=0))
    attempt(lambda: schedulers.OneCycleLR(optimizer, 1.0, epochs=0, steps_per_epoch=1))
    attempt(lambda: schedulers.OneCycleLR(optimizer, 1.0, total_steps=5, pct_start=2))
    attempt(lambda: schedulers.OneCycleLR(optimizer, 1.0, total_steps=5, anneal_strategy="x"))
    attempt(lambda: schedulers.OneCycleLR(optimizer, [1.0, 2.0], total_steps=5))
    attempt(lambda: schedulers.OneCycleLR(optim.Adagrad([torch.ones(1)]), 1.0, total_steps=5))
    attempt(lambda: schedulers.CosineAnnealingWarmRestarts(optimizer, 0))
    attempt(lambda: schedulers.CosineAnnealingWarmRestarts(optimizer, 1, 0))
    attempt(lambda: schedulers.CosineAnnealingWarmRestarts(optimizer, 1, 1, "x"))
    attempt(lambda: schedulers.CosineAnnealingWarmRestarts(optimizer, 1).step(-1))
    attempt(lambda: schedulers.SequentialLR(optimizer, [], []))
    attempt(lambda: schedulers.SequentialLR(optimizer, [3], []))
    attempt(lambda: schedulers.SequentialLR(optimizer, [scheduler], [1]))
    attempt(lambda: schedulers.SequentialLR(optimizer, [schedulers.ReduceLROnPlateau(optimizer)], []))
    attempt(lambda: schedulers.ChainedScheduler([]))
    restarts = schedulers.CosineAnnealingWarmRestarts(optimizer, 2, 2)
    for epoch in (0.5, 1.5, 3, 7, 20):
        restarts.step(epoch)
        print(restarts.get_last_lr(), restarts.T_cur, restarts.T_i)
    single = schedulers.CosineAnnealingWarmRestarts(optimizer, 2)
    single.step(5)
    print(single.get_last_lr())
    adam = optim.Adam([torch.ones(1, requires_grad=True)], lr=torch.tensor(0.5))
    cycle = schedulers.OneCycleLR(adam, 1.0, total_steps=4)
    for _ in range(3):
        adam.step()
        cycle.step()
        print(cycle.get_last_lr(), adam.param_groups[0]["betas"])
    attempt(lambda: [cycle.step() for _ in range(9)])
