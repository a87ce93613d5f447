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


def layers_in_one_operation(torch: Any) -> None:
    """A recurrent layer bears the name of the operation in which PyTorch computes it, and of what came after."""
    torch.manual_seed(0)
    for layer in (torch.nn.LSTM(2, 3), torch.nn.LSTM(2, 3, batch_first=True), torch.nn.LSTM(2, 3).double()):
        out, (h, _) = layer(torch.ones(2, 2, 2, dtype=layer.weight_ih_l0.dtype))
        print(out.grad_fn.name(), h.grad_fn.name())
    for layer in (torch.nn.GRU(2, 3, batch_first=True), torch.nn.RNN(2, 3)):
        print(layer(torch.ones(2, 2, 2))[0].grad_fn.name())


def order_of_refusals(torch: Any) -> None:
    """What is looked at first: dtypes before dims, types before what is missing."""
    for call in (
        lambda: torch.tensor([1, 2]).mean(2),
        lambda: torch.tensor([1, 2]).std(5),
        lambda: torch.argmin(torch.tensor([True]), 1),
        lambda: torch.mul([torch.ones(1)]),
        lambda: torch.add(5, [1, 2]),
        lambda: torch.equal(torch.ones(1)),
        lambda: torch.allclose([torch.ones(1)]),
        lambda: torch.nn.functional.logsigmoid(torch.ones(1), 1),
        lambda: torch.tensor([torch.tensor([1, 2])]),
        lambda: torch.tensor([torch.tensor([1, 2]), torch.tensor(1.0)]),
        lambda: torch.arange(-1, dtype=torch.float64, keepdim=True),
    ):
        attempt(call)


def places(torch: Any) -> None:
    """where of a condition alone, common shapes, numbers, and the node behind what was written."""
    x = torch.tensor([[1.0, -2.0], [0.0, 3.0]])
    print(torch.where(x > 0), torch.where(torch.tensor(2.0) > 0), torch.where(x > 0, x, 0.0))
    print(torch.broadcast_shapes((2, 1), (3,)), torch.scalar_tensor(2), torch.scalar_tensor(2, dtype=torch.int64))
    y = torch.ones(2, requires_grad=True) * 2
    y[0] = 5.0
    print(y.grad_fn.name(), [node and node.name() for node, _ in y.grad_fn.next_functions])


def last_digits(torch: Any) -> None:
    """Products that are subtracted with one rounding, and means of half precision that are rounded once."""
    a = torch.tensor([2.938, -1.2181, -1.4])
    print(torch.linalg.cross(a, a).tolist(), torch.linalg.cross(a, a.flip(0) * 1.1).tolist())
    half = torch.tensor([[3.0, 3.0], [2.651, 0.431], [-1.215, -1.8]], dtype=torch.float16)
    print(half.mean(0).tolist(), half.mean().item())


def zeros_without_sign(torch: Any) -> None:
    """Sums begin with 0, and so does the gradient of a product that was accumulated."""
    print(
        torch.cumsum(torch.tensor([-0.0, -0.0]), 0),
        torch.cumsum(torch.tensor([[-0.0, -1.0]]), 1),
        torch.cumsum(torch.ones(2) > 0, 0),
    )
    x = torch.tensor([-0.5, 0.4, 0.3], requires_grad=True)
    torch.cumprod(x, 0).max().backward()
    print(x.grad)


def half_precision(torch: Any) -> None:
    """What is computed in float32 and rounded once."""
    x = torch.tensor([-1.0, 0.24, 4.0, -0.5, 2.3], dtype=torch.float16)
    print(torch.sigmoid(x).tolist(), torch.softmax(x, 0).tolist(), torch.nn.functional.silu(x).tolist())


def methods_alone(torch: Any) -> None:
    """Methods that take no arguments, what is missing, and what is looked at first."""
    x = torch.ones(2, 2)
    attempt(lambda: x.t_(1))
    attempt(lambda: x.zero_(out=1))
    attempt(lambda: x.zero_())
    attempt(torch.tensor)
    attempt(lambda: torch.quantile(torch.tensor([]), 2))
    alike = torch.nn.functional.cosine_embedding_loss(torch.ones(1, 2), torch.tensor([[1, 2]]), torch.ones(1))
    print(alike.dtype, torch.nn.functional.nll_loss(torch.tensor([[0.0]]), torch.tensor([0])))


def replaced(torch: Any) -> None:
    """Backward after the elements of a leaf were replaced by those of another shape."""
    x = torch.ones(2, requires_grad=True)
    y = (x**2).sum()
    x.data = torch.ones(3)
    attempt(y.backward)
