"""What lessons rarely do, and PyTorch answers all the same."""

from __future__ import annotations

import copy
import warnings
from typing import Any

from tests.lessons.running import attempt, number


def modules(torch: Any) -> None:
    """Hooks, states and parameters of their own."""
    nn = torch.nn

    class Kept(nn.Module):  # type: ignore[misc, name-defined]
        call_super_init = True

        def __init__(self) -> None:
            super().__init__()
            self.extra = 3

        def get_extra_state(self) -> Any:
            return {"extra": self.extra}

        def set_extra_state(self, state: Any) -> None:
            self.extra = state["extra"]

        def forward(self, x: Any) -> Any:
            return {"a": x * 2}

    kept = Kept()
    print(kept.state_dict(), kept.load_state_dict({"_extra_state": {"extra": 5}}), kept.extra)
    attempt(lambda: kept.load_state_dict({}))
    attempt(lambda: nn.Identity().load_state_dict({"_extra_state": 1}))
    attempt(lambda: nn.Identity().get_extra_state())
    attempt(lambda: nn.Identity().set_extra_state(1))
    kept.register_backward_hook(lambda module, received, arrived: print("old", arrived))
    kept(torch.ones(1, requires_grad=True))["a"].backward()
    kept.eval()
    attempt(lambda: kept.register_full_backward_hook(print))
    layer = nn.Linear(1, 1)
    layer.register_forward_pre_hook(lambda module, args, kwargs: ((args[0] * 2,), kwargs), with_kwargs=True)
    layer.register_forward_pre_hook(lambda module, args, kwargs: None, with_kwargs=True)
    layer.register_full_backward_pre_hook(lambda module, arrived: None)
    layer.register_full_backward_pre_hook(lambda module, arrived: (arrived[0] * 3,))
    layer(torch.ones(1, 1)).sum().backward()
    print(layer.bias.grad)
    odd = nn.Linear(1, 1)
    odd.register_full_backward_pre_hook(lambda module, arrived: (1, 2))
    attempt(lambda: odd(torch.ones(1, 1)).sum().backward())
    never = nn.Linear(1, 1)
    never.register_full_backward_hook(lambda module, received, arrived: (torch.ones(1, 1),))
    attempt(lambda: never(torch.ones(1, 1)).sum().backward())
    with torch.no_grad():
        print(never(torch.ones(1, 1)).requires_grad)
    none = nn.Module()
    none.register_buffer("gone", None)
    none.register_parameter("nothing", None)
    none.register_module("absent", None)
    print(none, none.state_dict(), none.load_state_dict({}), none.double().train().zero_grad(), list(none.children()))
    print(copy.copy(layer).weight is layer.weight, nn.Buffer(torch.ones(1)), nn.Buffer())
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        print(list(layer.state_dict(None, "p.")), [str(warning.message)[:40] for warning in said])
    print(layer.share_memory() is layer, nn.Identity().cuda())
    bad = nn.Linear(1, 1)
    state = bad.state_dict()
    assigned = {"weight": nn.Parameter(torch.zeros(1, 1)), "bias": torch.zeros(1)}
    print(bad.load_state_dict(assigned, assign=True), bad.weight is assigned["weight"], state["bias"].shape)

    class Strict(nn.Linear):  # type: ignore[misc, name-defined]
        pass

    print(Strict(1, 2), Strict.__mro__[1], type(Strict(1, 2)).__name__)
    detached = nn.Linear(2, 1)
    weight = detached.weight
    del detached.weight
    detached.weight = weight * 2
    print(detached(torch.ones(2)).grad_fn.name(), [name for name, _ in detached.named_parameters()])


def layers(torch: Any) -> None:
    """Settings of layers that are rarely used."""
    nn = torch.nn
    torch.manual_seed(8)
    for rank, maker in ((1, nn.Dropout1d), (3, nn.Dropout3d)):
        print(maker(0.5)(torch.ones(2, 3, *(2,) * rank)).shape)
    print(nn.FeatureAlphaDropout(0.5)(torch.ones(2, 3, 2)).shape, nn.AvgPool3d(2)(torch.ones(1, 1, 2, 2, 2)))
    print(nn.Conv3d(1, 1, 2)(torch.ones(1, 1, 2, 2, 2)).shape, nn.ConvTranspose3d(1, 1, 2)(torch.ones(1, 1, 2, 2, 2)).shape)
    print(nn.MaxPool3d(2)(torch.ones(1, 1, 2, 2, 2)), nn.BatchNorm3d(1), nn.InstanceNorm3d(1), nn.ConstantPad3d(1, 2.0))
    print(nn.ReflectionPad1d(1)(torch.arange(3.0)[None]), nn.ReplicationPad1d(1)(torch.arange(3.0)[None]), nn.ZeroPad1d(1))
    print(nn.CircularPad1d(1)(torch.arange(3.0)[None]), nn.ZeroPad3d(1), nn.ReplicationPad3d(1), nn.CircularPad3d(1))
    same = nn.Conv1d(1, 1, 4, padding="same", padding_mode="reflect")
    print(same, number(same(torch.ones(1, 1, 9)).sum()), nn.Conv1d(1, 1, 2, padding="valid", padding_mode="circular"))
    attempt(lambda: nn.Conv1d(1, 1, 1, padding="valid")(torch.ones(1, 1, 3)).shape)
    attempt(lambda: nn.Dropout(2))
    single = nn.InstanceNorm1d(3)
    print(single(torch.arange(6.0).reshape(2, 3)).shape, nn.InstanceNorm1d(2, track_running_stats=True).state_dict())
    print(nn.Embedding(2, 1, sparse=True), nn.PairwiseDistance(keepdim=True)(torch.ones(1, 2), torch.zeros(1, 2)))
    print(nn.TripletMarginLoss(reduction="none")(torch.ones(2, 2), torch.zeros(2, 2), torch.zeros(2, 2)))
    distance = nn.TripletMarginWithDistanceLoss(distance_function=nn.CosineSimilarity(), reduction="sum")
    print(number(distance(torch.ones(2, 2), torch.eye(2), torch.ones(2, 2))))
    attempt(lambda: nn.TripletMarginWithDistanceLoss(margin=0))
    attempt(lambda: nn.MSELoss()(torch.ones(2), [1.0, 2.0]) if False else None)
    attempt(lambda: nn.ReLU()([1.0]))
    attempt(lambda: nn.Hardtanh(max_value=3).max_val)
    packed = nn.GRU(1, 2, bidirectional=True, batch_first=True)
    packed.flatten_parameters()
    print(packed(torch.ones(1, 3, 1), torch.zeros(2, 1, 2))[0].shape)
    lstm = nn.LSTM(1, 2)
    print(lstm(torch.ones(3, 1), (torch.zeros(1, 2), torch.zeros(1, 2)))[1][1].shape)
    attempt(lambda: lstm(torch.ones(3, 1, 1), (torch.zeros(1, 2, 2), torch.zeros(1, 1, 2))))
    attempt(lambda: nn.RNN(1, 2, proj_size=1))
    print(nn.RNNCell(1, 2, bias=False), nn.RNNCell(1, 1)(torch.ones(1), torch.ones(1)).shape)
    print(nn.RNN(1, 2, 1, "relu", bias=False).nonlinearity, nn.RNN(1, 2, 1, "relu").mode, nn.LSTM(1, 2).mode)


def optimizers(torch: Any) -> None:
    """States and settings that are rarely used."""
    optim = torch.optim
    x = torch.ones(2, requires_grad=True)
    for kind in (optim.SGD, optim.Adam):
        y = torch.ones(2, dtype=torch.float64, requires_grad=True)
        z = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
        optimizer = kind([y, z], lr=0.1, weight_decay=0.3)
        for _ in range(3):
            optimizer.zero_grad()
            ((y * z) ** 2).sum().backward()
            optimizer.step()
        print(y.tolist(), z.item(), optimizer.zero_grad(set_to_none=False), y.grad)
    optimizer = optim.SGD([x], lr=0.1, momentum=0.9)
    (x * 2).sum().backward()
    optimizer.step()
    twin = copy.deepcopy(optimizer)
    print(twin, list(twin.state.values()))
    moved = optim.SGD([torch.ones(2, dtype=torch.float64, requires_grad=True)], lr=1.0, momentum=0.9)
    moved.load_state_dict(optimizer.state_dict())
    print(next(iter(moved.state.values())), optimizer.state_dict())
    changed = optim.SGD([x], lr=0.1)
    changed.register_step_pre_hook(lambda optimizer, args, kwargs: (args, kwargs))
    changed.step()
    broken = optim.SGD([x], lr=0.1)
    broken.register_step_pre_hook(lambda optimizer, args, kwargs: 3)
    try:
        broken.step()
    except RuntimeError as error:
        print(str(error).rpartition(">")[2])
    steps = optim.lr_scheduler.StepLR(optimizer, 1)
    optimizer.step = lambda: None
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        steps.step()
        print([str(warning.message)[:60] for warning in said])
    named = optim.SGD([("x", x)], lr=0.1)
    plain = optim.SGD([x], lr=0.2).state_dict()
    named.load_state_dict(plain)
    print(named.param_groups[0]["param_names"], named.param_groups[0]["lr"])
    attempt(lambda: optim.SGD([{"params": [x]}], lr=torch.tensor(-0.1)))

    class Factor:
        def __init__(self) -> None:
            self.power = 0.5

        def __call__(self, epoch: int) -> float:
            return self.power**epoch

    held = optim.lr_scheduler.LambdaLR(optim.SGD([x], lr=1.0), Factor())
    state = held.state_dict()
    print(state["lr_lambdas"])
    held.load_state_dict({**state, "lr_lambdas": [{"power": 0.25}]})
    held.step()
    print(held.get_last_lr())
    resumed = optim.SGD([{"params": [x], "initial_lr": 1.0}], lr=0.1)
    print(optim.lr_scheduler.CosineAnnealingLR(resumed, 10, last_epoch=4).get_last_lr())
    multiplied = optim.lr_scheduler.MultiplicativeLR(optim.SGD([x], lr=1.0), [lambda epoch: 0.5])
    multiplied.step()
    print(multiplied.get_last_lr())
    nested = optim.SGD([x], lr=1.0)
    inner = optim.lr_scheduler.SequentialLR(
        nested, [optim.lr_scheduler.ConstantLR(nested), optim.lr_scheduler.ExponentialLR(nested, 0.5)], [1]
    )
    outer = optim.lr_scheduler.SequentialLR(nested, [inner], []) if False else inner
    for _ in range(3):
        nested.step()
        outer.step()
    print(outer.get_last_lr())
    plateau = optim.lr_scheduler.ReduceLROnPlateau(nested, patience=0, min_lr=[0.0])
    nested.add_param_group({"params": [torch.ones(1, requires_grad=True)], "lr": 1.0})
    plateau.step(1)
    attempt(lambda: plateau.step(1))
    other = optim.SGD([x], lr=1.0)
    easy = optim.lr_scheduler.ReduceLROnPlateau(other, patience=0)
    other.add_param_group({"params": [torch.ones(1, requires_grad=True)], "lr": 1.0})
    easy.step(1)
    easy.step(1, 7)
    easy.load_state_dict(easy.state_dict())
    print([group["lr"] for group in other.param_groups], easy.last_epoch)
    attempt(lambda: optim.lr_scheduler.LRScheduler(other).step())


def rest(torch: Any) -> None:
    """Jacobians, clips and data at their edges."""
    nn, data, F = torch.nn, torch.utils.data, torch.autograd.functional
    attempt(lambda: F.jacobian(lambda x: x, torch.ones(1), strategy="x"))
    attempt(lambda: F.jvp(lambda x: x.sum(), (torch.ones(2),), (torch.ones(2),)))
    attempt(lambda: F.vjp(lambda x: (x, x), torch.ones(2), (torch.ones(2), torch.ones(3))))
    attempt(lambda: F.vjp(lambda x: (x, x), torch.ones(2), (torch.ones(2),)))
    attempt(lambda: torch.autograd.gradcheck(lambda x: x.int(), torch.ones(2, dtype=torch.float64, requires_grad=True)))
    attempt(lambda: torch.autograd.gradcheck(torch.sin, torch.ones(1, dtype=torch.float64, requires_grad=True).expand(3)))
    attempt(lambda: nn.utils.clip_grad_norm_((p for p in ()), 1.0))
    attempt(lambda: nn.utils.get_total_norm(torch.ones(4)))
    layer = nn.Linear(1, 1)
    attempt(lambda: nn.utils.clip_grad_value_(layer.parameters(), 1.0))
    attempt(lambda: data.default_collate([frozenset((1,))]))
    attempt(lambda: data.Subset([1, 2], [0])[0])
    attempt(lambda: data.RandomSampler(range(4), generator=torch.Generator().manual_seed(1)).num_samples)
    print(list(data.RandomSampler(range(4), generator=torch.Generator().manual_seed(1))), iter(data.DataLoader([1])).__len__())
    attempt(lambda: torch.FloatTensor(range(3)))
    attempt(lambda: torch.LongTensor((1, 2)))
