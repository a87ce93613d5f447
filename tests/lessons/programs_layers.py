"""Every layer: its repr, the name of its node, what it computes and the gradients, and what it refuses."""

from __future__ import annotations

from typing import Any

from tests.lessons.running import attempt, number


def _show(module: Any, *given: Any) -> None:
    """A layer, its result in numbers, and the gradients of input and parameters."""
    print(module)
    first = given[0].clone()
    inputs = [first.requires_grad_() if first.dtype.is_floating_point else first, *given[1:]]
    out = module(*inputs)
    out = out[0] if isinstance(out, tuple) else out
    name = None if out.grad_fn is None else out.grad_fn.name()
    print(name, tuple(out.shape), number(out.detach().double().sum()), number((out.detach().double() ** 2).sum()))
    if out.requires_grad:
        (out * out).sum().backward()
        print([number(x.grad.double().abs().sum()) for x in [first, *module.parameters()] if x.grad is not None])


def activations(torch: Any) -> None:
    """Functions of each element."""
    nn = torch.nn
    torch.manual_seed(0)
    x = torch.randn(4, 6)
    for module in [
        *(nn.ReLU(), nn.ReLU(inplace=True) if False else nn.ReLU(), nn.Sigmoid(), nn.Tanh(), nn.LeakyReLU(0.2), nn.GELU()),
        *(nn.GELU("tanh"), nn.ELU(0.5), nn.SELU(), nn.CELU(), nn.SiLU(), nn.Mish(), nn.Softplus(2), nn.PReLU(), nn.PReLU(6)),
        *(nn.Hardtanh(-2, 2), nn.ReLU6(), nn.Hardsigmoid(), nn.Hardswish(), nn.Hardshrink(), nn.Softshrink(), nn.Tanhshrink()),
        *(nn.Softsign(), nn.LogSigmoid(), nn.GLU(), nn.Threshold(0.1, 2.0), nn.Softmax(1), nn.LogSoftmax(dim=-1), nn.Softmin(0)),
        *(nn.Softmax(), nn.Identity(3), nn.RReLU(), nn.Dropout(0.3), nn.AlphaDropout(0.3), nn.Dropout(0.3).eval()),
    ]:
        _show(module, x)
    for inplace in (nn.ReLU(True), nn.ELU(0.5, True), nn.LeakyReLU(0.1, True), nn.Hardtanh(0, 1, True), nn.SiLU(True)):
        print(inplace, number(inplace(x.clone()).sum()))
    _show(nn.Softmax2d(), torch.randn(2, 3, 4, 4))
    attempt(lambda: nn.Hardtanh(1, 0))
    attempt(lambda: nn.Softmax2d()(x))
    attempt(lambda: nn.Hardtanh(min_value=-3, max_value=3))


def linear_and_shape(torch: Any) -> None:
    """Linear, Bilinear, Flatten, Unflatten, distances."""
    nn = torch.nn
    torch.manual_seed(1)
    x, other = torch.randn(4, 6), torch.randn(4, 6)
    for module in (nn.Flatten(0), nn.Flatten(), nn.Unflatten(1, (2, 3)), nn.Linear(6, 2), nn.Linear(6, 2, bias=False)):
        _show(module, x)
    _show(nn.Linear(6, 2), torch.randn(6))
    _show(nn.Linear(6, 2), torch.randn(2, 3, 6))
    _show(nn.Linear(6, 2, dtype=torch.float64), x.double())
    _show(nn.Bilinear(6, 6, 2), x, other)
    _show(nn.CosineSimilarity(), x, other)
    _show(nn.PairwiseDistance(), x, other)
    attempt(lambda: nn.Unflatten(1, 3))
    attempt(lambda: nn.Unflatten(1, (2.0,)))
    attempt(lambda: nn.Bilinear(0, 1, 1))
    attempt(lambda: nn.Linear(2, 1)(torch.ones(3)))
    attempt(lambda: nn.Linear(2, 1)([1.0, 2.0]))
    attempt(lambda: nn.Linear(2, 1)(torch.ones(2).double()))


def images(torch: Any) -> None:
    """Convolution, pooling, padding of images."""
    nn = torch.nn
    torch.manual_seed(2)
    x = torch.randn(2, 4, 8, 8)
    for module in [
        *(nn.Conv2d(4, 3, 3), nn.Conv2d(4, 4, (3, 2), stride=2, padding=1, groups=2, bias=False)),
        *(nn.Conv2d(4, 2, 3, padding="same", dilation=2), nn.Conv2d(4, 2, 3, padding=1, padding_mode="circular")),
        *(nn.ConvTranspose2d(4, 3, 3, stride=2, output_padding=1), nn.MaxPool2d(2), nn.MaxPool2d(3, 2, 1, ceil_mode=True)),
        *(nn.MaxPool2d(2, return_indices=True), nn.AvgPool2d(2), nn.AdaptiveAvgPool2d(1), nn.AdaptiveAvgPool2d((3, 2))),
        *(nn.AdaptiveMaxPool2d(2), nn.LPPool2d(2, 2), nn.ZeroPad2d(1), nn.ConstantPad2d((1, 0, 2, 0), 3.5)),
        *(nn.ReflectionPad2d(2), nn.ReplicationPad2d(1), nn.CircularPad2d(1), nn.Unfold(2), nn.Dropout2d(0.4)),
    ]:
        _show(module, x)
    _show(nn.Fold((8, 8), 1), torch.randn(2, 4, 64))
    for module in [nn.Conv1d(4, 2, 3), nn.MaxPool1d(2), nn.AvgPool1d(3, 2), nn.AdaptiveAvgPool1d(4), nn.AdaptiveMaxPool1d(2)]:
        _show(module, torch.randn(2, 4, 9))
    for module in [nn.ConvTranspose1d(4, 2, 3), nn.ConstantPad1d(2, 1.0), nn.Dropout1d(0.5), nn.LPPool1d(2, 3)]:
        _show(module, torch.randn(2, 4, 9))
    attempt(lambda: nn.Conv2d(3, 4, 3, groups=2))
    attempt(lambda: nn.Conv2d(4, 4, 3, stride=2, padding="same"))
    attempt(lambda: nn.Conv2d(4, 4, 3, groups=0))
    attempt(lambda: nn.ConvTranspose2d(4, 3, 3, padding_mode="reflect"))
    attempt(lambda: nn.ConvTranspose2d(4, 3, 3, stride=2)(x, output_size=(17, 18)).shape)
    attempt(lambda: nn.ConvTranspose2d(4, 3, 3, stride=2)(x, output_size=(30, 17)).shape)
    attempt(lambda: nn.ConvTranspose2d(4, 3, 3, stride=2)(x, output_size=(30,)).shape)
    attempt(lambda: nn.CircularPad2d(1)(torch.ones(2)))


def norms(torch: Any) -> None:
    """Batch norm and its kin, with their statistics."""
    nn = torch.nn
    torch.manual_seed(3)
    x, image = torch.randn(4, 6) * 2 + 1, torch.randn(2, 4, 8, 8)
    modules = [nn.LayerNorm(6), nn.LayerNorm([4, 6], elementwise_affine=False), nn.LayerNorm(6, bias=False), nn.RMSNorm(6)]
    modules += [nn.BatchNorm1d(6), nn.BatchNorm1d(6).eval(), nn.BatchNorm1d(6, affine=False, track_running_stats=False)]
    for module in modules:
        _show(module, x)
    for module in [nn.BatchNorm2d(4), nn.GroupNorm(2, 4), nn.InstanceNorm2d(4, affine=True), nn.LocalResponseNorm(2)]:
        _show(module, image)
    _show(nn.InstanceNorm1d(4), torch.randn(4, 9))
    averaged = nn.BatchNorm1d(2, momentum=None)
    averaged(torch.tensor([[1.0, 2.0], [3.0, 5.0]]))
    averaged(torch.tensor([[0.0, 2.0], [3.0, 1.0]]))
    print(averaged.state_dict())
    averaged.reset_running_stats()
    print(averaged.running_mean, averaged.num_batches_tracked)
    attempt(lambda: nn.BatchNorm2d(3)(x))
    attempt(lambda: nn.BatchNorm1d(3)(image))
    attempt(lambda: nn.BatchNorm1d(6)(x[:1]))
    attempt(lambda: nn.GroupNorm(3, 4))
    attempt(lambda: nn.InstanceNorm2d(3, affine=True)(image))


def losses(torch: Any) -> None:
    """Every loss."""
    nn = torch.nn
    torch.manual_seed(4)
    x, y, p = torch.randn(4, 6), torch.randn(4, 6), torch.rand(4, 6)
    classes, truth = torch.tensor([0, 2, 5, 1]), torch.rand(4, 6).round()
    for loss in [nn.MSELoss(), nn.MSELoss(reduction="sum"), nn.L1Loss(reduction="none"), nn.SmoothL1Loss(beta=0.5)]:
        _show(loss, x, y)
    for loss in [nn.HuberLoss(delta=0.5), nn.PoissonNLLLoss(), nn.SoftMarginLoss(), nn.HingeEmbeddingLoss()]:
        _show(loss, x, y)
    weights = torch.arange(1.0, 7.0)
    for loss in [
        nn.CrossEntropyLoss(),
        nn.CrossEntropyLoss(weight=weights, label_smoothing=0.1),
        nn.NLLLoss(),
        nn.MultiMarginLoss(),
    ]:
        _show(loss, x, classes)
    for loss in [nn.BCELoss(), nn.BCEWithLogitsLoss(), nn.BCEWithLogitsLoss(pos_weight=torch.full((6,), 2.0)), nn.KLDivLoss()]:
        _show(loss, p, truth)
    _show(nn.MultiLabelSoftMarginLoss(), x, truth)
    _show(nn.GaussianNLLLoss(), x, y, p)
    _show(nn.CosineEmbeddingLoss(), x, y, torch.tensor([1, -1, 1, 1]))
    _show(nn.MarginRankingLoss(0.1), x[0], y[0], torch.ones(6))
    for loss in [nn.TripletMarginLoss(), nn.TripletMarginWithDistanceLoss(), nn.TripletMarginWithDistanceLoss(swap=True)]:
        _show(loss, x, y, p)
    _show(nn.MSELoss(size_average=False), x, y)
    _show(nn.MSELoss(reduce=False), x, y)
    attempt(lambda: nn.HuberLoss(delta="x"))
    attempt(lambda: nn.TripletMarginLoss(margin=0))
    attempt(lambda: nn.MultiMarginLoss(p=3))
    attempt(lambda: nn.MultiMarginLoss(weight=torch.ones(2, 2)))


def embeddings(torch: Any) -> None:
    """Vectors for numbers."""
    nn = torch.nn
    torch.manual_seed(5)
    numbers = torch.tensor([0, 2, 5, 1])
    for module in (nn.Embedding(6, 3), nn.Embedding(6, 3, padding_idx=-1), nn.Embedding.from_pretrained(torch.ones(6, 2))):
        _show(module, numbers)
        print(module.weight)
    print(nn.Embedding(3, 2, 0, 1.0, 3.0, True))
    attempt(lambda: nn.Embedding(3, 2)(torch.tensor([5])))
    attempt(lambda: nn.Embedding(3, 2, padding_idx=4))
    attempt(lambda: nn.Embedding(3, 2, _weight=torch.ones(2, 2)))
    attempt(lambda: nn.Embedding.from_pretrained(torch.ones(2)))


def recurrent(torch: Any) -> None:
    """RNN, LSTM, GRU and their cells."""
    nn = torch.nn
    torch.manual_seed(6)
    layers = [nn.RNN(2, 3, batch_first=True), nn.RNN(2, 3, 2, "relu"), nn.LSTM(2, 3, num_layers=2, bidirectional=True)]
    for module in [*layers, nn.GRU(2, 3, bias=False), nn.LSTM(2, 3, 2, dropout=0.5)]:
        out, state = module(torch.randn(2, 4, 2))
        state = state if isinstance(state, tuple) else (state,)
        print(module, out.detach(), [h.detach() for h in state])
        (out**2).sum().backward()
        print([(name, number(x.grad.norm())) for name, x in module.named_parameters()])
        out, again = module(torch.randn(4, 2))
        print(out.shape, (again[0] if isinstance(again, tuple) else again).shape)
    for cell in (nn.RNNCell(2, 3, nonlinearity="relu"), nn.LSTMCell(2, 3), nn.GRUCell(2, 3, bias=False)):
        several = cell(torch.randn(2, 2))
        print(cell, several, cell(torch.randn(2)))
    layer, lstm, cell = nn.RNN(2, 3, batch_first=True), nn.LSTM(2, 3), nn.LSTMCell(2, 3)
    attempt(lambda: layer(torch.randn(1, 4, 5)))
    attempt(lambda: layer(torch.randn(1, 4, 2), torch.zeros(1, 2, 3)))
    attempt(lambda: layer(torch.randn(1, 4, 2), torch.zeros(1, 3)))
    attempt(lambda: layer(torch.randn(4, 2), torch.zeros(1, 1, 3)))
    attempt(lambda: layer(torch.randn(2)))
    attempt(lambda: lstm(torch.randn(2)))
    attempt(lambda: cell(torch.randn(1, 3)))
    attempt(lambda: cell(torch.randn(1, 2, 3)))
    attempt(lambda: nn.GRUCell(2, 3)(torch.randn(1, 2), torch.zeros(1, 1, 3)))
    attempt(lambda: nn.RNNCell(2, 3, nonlinearity="x")(torch.randn(1, 2)))
    attempt(lambda: nn.RNN(2, 3, nonlinearity="x"))
    attempt(lambda: nn.GRU(2, 3, proj_size=2))
    for settings in ((2, 0), (2.0, 3), (0, 3), (2, 3, 0), (2, 3, 1, 1), (2, 3, 1, True, 1), (2, 3, 1, True, True, 2.0)):
        attempt(lambda settings=settings: nn.GRU(*settings))
