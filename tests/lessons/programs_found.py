"""Small things that random programs met: what is told of values, refused, and computed on the way."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from tests.lessons.running import attempt


def layers_refuse(torch: Any) -> None:
    """Arguments of layers that are missing or too many, and sizes that are none."""
    nn = torch.nn
    for made in (nn.Conv2d, nn.ConvTranspose1d, nn.BatchNorm1d, nn.AvgPool2d, nn.MaxPool2d, nn.AdaptiveAvgPool1d, nn.LSTMCell):
        attempt(made)
    attempt(lambda: nn.Dropout(1, 2, 3))
    attempt(lambda: nn.ReLU(1, 2))
    attempt(lambda: nn.LogSoftmax(1, 2))
    attempt(lambda: nn.MSELoss(1, 2, 3, 4, 5))
    attempt(lambda: nn.Linear("a", 2))
    attempt(lambda: nn.Linear(2, 2.5))
    attempt(lambda: torch.empty(2, "a"))
    attempt(lambda: nn.KLDivLoss(reduction="sum")(torch.ones(2), torch.tensor([1, 0])))


def recurrent(torch: Any) -> None:
    """States and inputs of sizes that do not fit, and the parameters layer by layer."""
    for layer in (torch.nn.LSTM(2, 3), torch.nn.GRU(2, 3, 2, bias=False)):
        h = torch.zeros(1, 2, 3)
        state = (h, h) if isinstance(layer, torch.nn.LSTM) else h
        attempt(lambda layer=layer, state=state: layer(torch.ones(4, 2), state))  # type: ignore[misc]
        attempt(lambda layer=layer, state=state: layer(torch.ones(2, 2, 3), state))  # type: ignore[misc]
        attempt(lambda layer=layer, state=state: layer(torch.ones(2, 1, 2), state))  # type: ignore[misc]
        print([[tuple(p.shape) for p in weights] for weights in layer.all_weights])


def states(torch: Any) -> None:
    """A state without a version may lack what later versions have."""
    layer = torch.nn.BatchNorm1d(2)
    attempt(lambda: layer.load_state_dict({}))
    whole = layer.state_dict()
    attempt(lambda: layer.load_state_dict({"weight": whole["weight"]}, strict=False))
    del whole["num_batches_tracked"]
    attempt(lambda: layer.load_state_dict(whole))


def told(torch: Any) -> None:
    """Attributes of tensors, nodes, results and generators."""
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (x * 2).sum()
    print(y.grad_fn.requires_grad, x.output_nr, x.unbind()[1].output_nr, x.is_sparse, x.is_quantized, x.is_meta, x.real is x)
    print(torch.Generator().manual_seed(7).initial_seed())
    best = torch.max(torch.tensor([[1.0, 3.0]]), 1)
    attempt(lambda: best.shape)
    attempt(lambda: torch.svd(torch.eye(2)).tolist())
    held = {"a": torch.float32, "b": [x.shape, torch.device("cpu")], "c": best}
    print(copy.deepcopy(held))
    attempt(lambda: torch.ones(2)["a"])
    attempt(lambda: torch.tensor(np.arange(3)[::-1]))
    attempt(lambda: torch.as_tensor(np.arange(3)[::-1]))
    attempt(lambda: torch.linalg.svd(torch.full((2, 3), float("nan"))))
    attempt(lambda: torch.optim.Adam([x], lr="a"))


def functions_of_old(torch: Any) -> None:
    """A function is applied, and an instance of one can do nothing."""

    class Double(torch.autograd.Function):  # type: ignore[misc, name-defined]
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 2

    attempt(lambda: Double()(torch.ones(1)))
    attempt(lambda: type(Double(torch.ones(1))).__name__)


def twice(torch: Any) -> None:
    """Gradients of sigmoid and tanh that are recorded, and differentiated again."""
    x = torch.tensor([0.3, -0.7], requires_grad=True)
    for function in (torch.sigmoid, torch.tanh):
        (g,) = torch.autograd.grad(function(x).sum(), x, create_graph=True)
        print(g)
        (h,) = torch.autograd.grad((g * g).sum(), x, create_graph=True)
        print(h, torch.autograd.grad(h.sum(), x))
    print(torch.linalg.vecdot(x, x).grad_fn.name(), torch.linalg.vecdot(x[None], x[None]).grad_fn.name())


def single_parameters(torch: Any) -> None:
    """Optimizers of parameters without dimensions."""
    for make in (
        lambda p: torch.optim.RMSprop(p, lr=0.01, momentum=0.9, centered=True),
        lambda p: torch.optim.RAdam(p, lr=0.1),
        lambda p: torch.optim.NAdam(p),
    ):
        w = torch.tensor(-1.5, requires_grad=True)
        optimizer = make([w])
        for _ in range(7):
            optimizer.zero_grad()
            ((w - 1) ** 2).backward()
            optimizer.step()
        print(w, type(optimizer).__name__)


def ranges(torch: Any) -> None:
    """Numbers that are counted up, to the last bit."""
    for dtype in (torch.float32, torch.float64, torch.float16):
        for start, end, count in ((0, 1, 4), (-1, 1, 20), (0.5, -4.6, 16), (-3.7, 2, 50), (1, 2, 1)):
            print(np.asarray(torch.linspace(start, end, count, dtype=dtype)).tolist())
        for start, end, step in ((0, 1, 0.1), (-1.5, 7.25, 0.3), (0, 2, 0.01), (2, -1.5, -0.25)):
            print(np.asarray(torch.arange(start, end, step, dtype=dtype)).tolist())
    print(np.asarray(torch.logspace(-1, 2, 7)).tolist(), torch.linspace(0, 10, 4, dtype=torch.int64))
