"""Layers, modules of one's own, losses, modes, convolutions and recurrent networks."""

from __future__ import annotations

from itertools import pairwise
from textwrap import indent

from tools.programs.draw import Draw, Piece

#: a layer and what it may be given
LAYERS = tuple(
    line.split(" | ")
    for line in """
nn.Linear(3, 2) | 4, 3
nn.Linear(3, 2, bias=False) | 2, 3
nn.Linear(in_features=3, out_features=4) | 3
nn.Linear(3, 2, dtype=torch.float64) | 2, 3
nn.Conv1d(2, 3, 2) | 1, 2, 5
nn.Conv1d(2, 2, 3, stride=2, padding=1) | 2, 2, 6
nn.Conv2d(1, 2, 3) | 1, 1, 5, 5
nn.Conv2d(1, 2, kernel_size=3, padding=1, bias=False) | 2, 1, 4, 4
nn.Conv2d(2, 4, 3, stride=2, groups=2) | 1, 2, 5, 5
nn.Conv2d(1, 1, (2, 3), padding='same') | 1, 1, 4, 4
nn.Conv2d(1, 1, 2, dilation=2) | 1, 1, 5, 5
nn.Conv2d(1, 1, 3, padding=1, padding_mode='reflect') | 1, 1, 4, 4
nn.ConvTranspose2d(1, 1, 2, stride=2) | 1, 1, 2, 2
nn.ConvTranspose1d(1, 2, 3) | 1, 1, 3
nn.MaxPool2d(2) | 1, 1, 4, 4
nn.MaxPool2d(kernel_size=2, stride=1) | 1, 1, 3, 3
nn.AvgPool2d(2, 2) | 1, 1, 4, 4
nn.MaxPool1d(2) | 1, 2, 4
nn.AdaptiveAvgPool2d((1, 1)) | 1, 2, 3, 3
nn.AdaptiveAvgPool1d(2) | 1, 1, 5
nn.BatchNorm1d(3) | 4, 3
nn.BatchNorm1d(3, momentum=0.5) | 4, 3
nn.BatchNorm1d(3, affine=False) | 2, 3
nn.BatchNorm2d(2) | 2, 2, 3, 3
nn.BatchNorm1d(2, track_running_stats=False) | 3, 2
nn.LayerNorm(3) | 2, 3
nn.LayerNorm([2, 3], eps=1e-3) | 2, 3
nn.GroupNorm(2, 4) | 1, 4, 2
nn.InstanceNorm1d(2) | 1, 2, 4
nn.RMSNorm(3) | 2, 3
nn.Dropout(0.5) | 2, 4
nn.Dropout(p=0.2) | 6
nn.Dropout2d(0.5) | 2, 2, 2, 2
nn.AlphaDropout(0.3) | 5
nn.ReLU() | 3
nn.ReLU(inplace=True) | 3
nn.LeakyReLU(0.1) | 3
nn.ELU() | 3
nn.GELU() | 3
nn.SiLU() | 2, 2
nn.Sigmoid() | 3
nn.Tanh() | 3
nn.Softmax(dim=1) | 2, 3
nn.Softmax() | 2, 3
nn.LogSoftmax(dim=-1) | 2, 3
nn.Softplus() | 3
nn.PReLU() | 3
nn.PReLU(2) | 1, 2
nn.Hardtanh() | 4
nn.ReLU6() | 3
nn.SELU() | 3
nn.CELU() | 3
nn.Mish() | 3
nn.GLU() | 2, 4
nn.Softsign() | 3
nn.LogSigmoid() | 3
nn.Tanhshrink() | 3
nn.Threshold(0.1, 5) | 3
nn.RReLU() | 3
nn.Hardswish() | 3
nn.Softmin(dim=0) | 3
nn.Identity() | 2
nn.Flatten() | 2, 2, 2
nn.Flatten(0) | 2, 2
nn.Unflatten(1, (2, 2)) | 2, 4
nn.Embedding(5, 3) | torch.tensor([0, 4, 1])
nn.Embedding(4, 2, padding_idx=0) | torch.tensor([[0, 1]])
nn.Bilinear(2, 2, 1) | 2, 2
nn.ZeroPad2d(1) | 1, 1, 2, 2
nn.ConstantPad1d(1, 3.) | 1, 2
nn.ReflectionPad2d(1) | 1, 1, 3, 3
nn.CosineSimilarity(dim=1) | 2, 3
nn.LocalResponseNorm(2) | 1, 2, 3
nn.Unfold(2) | 1, 1, 3, 3
nn.Conv3d(1, 1, 2) | 1, 1, 3, 3, 3
nn.LPPool2d(2, 2) | 1, 1, 4, 4
nn.Linear(3, 2) | 4, 5
nn.Conv2d(3, 2, 3) | 1, 1, 5, 5
nn.BatchNorm1d(4) | 2, 3
nn.BatchNorm2d(3) | 2, 3
nn.Embedding(3, 2) | torch.tensor([5])
nn.LayerNorm(4) | 2, 3
""".strip().split("\n")
)
RECURRENT = (
    "nn.RNN(2, 3)",
    "nn.RNN(2, 3, batch_first=True)",
    "nn.RNN(2, 2, nonlinearity='relu')",
    "nn.LSTM(2, 3)",
    "nn.LSTM(input_size=2, hidden_size=2, batch_first=True)",
    "nn.LSTM(2, 2, num_layers=2)",
    "nn.GRU(2, 3)",
    "nn.GRU(2, 2, bidirectional=True)",
    "nn.LSTM(2, 2, bias=False)",
    "nn.LSTM(2, 2, bidirectional=True, batch_first=True)",
    "nn.RNN(2, 2, num_layers=2, dropout=0.5)",
    "nn.GRU(2, 2, 2)",
)
CELLS = ("nn.RNNCell(2, 3)", "nn.LSTMCell(2, 3)", "nn.GRUCell(2, 3)", "nn.RNNCell(2, 3, nonlinearity='relu')")
# Gradients of layers that subtract means are what is left of numbers that cancel: only so many digits are the same
ROUNDED = "print([f'{p.grad.abs().sum():.2f}' for p in net.parameters() if p.grad is not None])"
ACTIVATIONS = (
    "nn.ReLU()",
    "nn.Tanh()",
    "nn.Sigmoid()",
    "nn.LeakyReLU(0.1)",
    "nn.ELU()",
    "nn.GELU()",
    "nn.SiLU()",
    "nn.Softplus()",
    "nn.Identity()",
)
ASKED = (
    "print(net)",
    "print(net)",
    "for name, p in net.named_parameters():\n    print(name, p.shape)",
    "for p in net.parameters():\n    print(p)",
    "print(net.state_dict())",
    "print(sum(p.numel() for p in net.parameters()))",
    "print(list(net.state_dict().keys()))",
    "for n, m in net.named_modules():\n    print(n, type(m).__name__)",
    "print(list(net.children()))",
    "print([tuple(p.shape) for p in net.parameters()])",
    "print(net.training)",
    "print(list(net.named_parameters()))",
    "for name, p in net.named_parameters():\n    if p.requires_grad:\n        print(name, p.data)",
    "print(len(list(net.parameters())), len(list(net.modules())))",
    "print(next(net.parameters()).dtype)",
    "print(next(iter(net.parameters())))",
    "net.eval()\nprint(net.training)",
    "net.double()\nprint(next(net.parameters()))",
    "print(dict(net.named_children()))",
    "for m in net.modules():\n    print(m)",
    "print(net.__class__.__name__, repr(net) == str(net))",
    "net.zero_grad()\nprint([p.grad for p in net.parameters()])",
    "print(net.parameters())",
    "print(list(net.buffers()), list(net.named_buffers()))",
    "for p in net.parameters():\n    p.requires_grad = False\nprint([p.requires_grad for p in net.parameters()])",
    "net.requires_grad_(False)\nprint(list(net.parameters())[:1])",
    "print(net.state_dict()[list(net.state_dict())[0]])",
    "print(isinstance(net, nn.Module), callable(net))",
    "print(copy.deepcopy(net))",
    "print(net.type, 1)",
    "print(net.foo)",
    "print(net.extra_repr())",
    "print(net.state_dict().keys())",
    "net.load_state_dict({})",
    "print(net.load_state_dict(net.state_dict()))",
    "net.load_state_dict({'a': torch.ones(1)}, strict=False)\nprint('loaded')",
    "print(net._parameters.keys(), net._modules.keys())",
    "print(net.half().state_dict())",
    "print(net.get_parameter('weight').shape)",
    "print([n for n, _ in net.named_parameters()], net.to('cpu') is net)",
    "print(hasattr(net, 'weight'), hasattr(net, 'nothing'))",
    "print(net.cpu().training, net.train().training)",
    "net.weight = 3",
    "print(sorted(vars(net))[-1])",
)
INITS = (
    "normal_ uniform_ zeros_ ones_ xavier_uniform_ xavier_normal_ kaiming_uniform_ kaiming_normal_ "
    "orthogonal_ eye_ trunc_normal_ constant_"
).split()


def given(text: str) -> str:
    """What a layer is given: a tensor, or random numbers of a size."""
    return text if text.startswith("torch") else f"torch.randn({text})"


def layer(d: Draw) -> str:
    """One layer, its parameters and its result."""
    made, size = d.pick(LAYERS)
    shown = [
        d.pick(
            (
                "print(net)",
                "print(net.weight)",
                "print(net.bias)",
                "print(list(net.parameters()))",
                "print(net.state_dict())",
                "pass",
            )
        )
        for _ in range(d.whole(0, 2))
    ]
    call = "net(x, x)" if "Bilinear" in made or "Cosine" in made else "net(x)"
    end = d.pick(
        (
            "print(out)",
            "print(out.shape)",
            "print(out.grad_fn)",
            f"(out ** 3).sum().backward()\n{ROUNDED}",
            "(out * out.exp()).mean().backward()\nprint(x.grad.shape, f'{x.grad.abs().sum():.3f}')",
            "print(out.detach())",
        )
    )
    grad = "\nx.requires_grad_()" if "torch" not in size and d.chance(0.3) else ""
    return f"net = {made}\n" + d.maybe("\n".join([*shown, f"x = {given(size)}{grad}", f"out = {call}", end]), 0.9)


def represented(d: Draw) -> str:
    """How layers print."""
    more = [d.pick(LAYERS)[0] for _ in range(d.whole(1, 4))] + [d.pick((*RECURRENT, *CELLS, *LOSSES))]
    d.rng.shuffle(more)
    kind = d.pick(
        (
            "nn.Sequential({})",
            "nn.ModuleList([{}])",
            "[{}]",
            "{}",
            "nn.ModuleDict({{'a': {}, 'b': {}}})",
            "nn.Sequential(OrderedDict([('first', {}), ('second', {})]))",
            "nn.Sequential(nn.Sequential({}), {})",
        )
    )
    text = (
        kind.format(", ".join(more), more[0])
        if kind.count("{}") < 2 or "Sequential(nn" in kind
        else kind.format(more[0], more[1])
    )
    return d.maybe(f"print({text})", 0.9)


def sequential(d: Draw) -> str:
    """nn.Sequential, asked this and that."""
    widths = [d.whole(1, 4) for _ in range(d.whole(2, 4))]
    parts: list[str] = []
    for a, b in pairwise(widths):
        parts += [f"nn.Linear({a}, {b})", d.pick(ACTIVATIONS)]
    if d.chance(0.5):
        parts = parts[:-1]
    text = (
        f"net = nn.Sequential({', '.join(parts)})"
        if d.chance(0.7)
        else "net = nn.Sequential(\n" + "".join(f"    {p},\n" for p in parts) + ")"
    )
    asked = [
        d.tried(
            d.pick(
                (
                    *ASKED,
                    "print(net[0])",
                    "print(net[0].weight)",
                    "print(len(net))",
                    "print(net[-1])",
                    "print(net[1:])",
                    "for layer in net:\n    print(layer)",
                    "net.append(nn.Linear(1, 1))\nprint(net)",
                    "print(net[9])",
                )
            )
        )
        for _ in range(d.whole(1, 4))
    ]
    backward = "out.sum().backward()\nprint(net[0].weight.grad)"
    end = d.pick(("print(out)", "print(out.shape, out.grad_fn)", backward, "print(net.forward(x))"))
    run = f"x = torch.randn({d.pick((2, 3))}, {widths[0] if d.chance(0.9) else 7})\nout = net(x)\n{end}"
    return "\n".join([text, *asked, d.maybe(run, 0.9)])


def module(d: Draw) -> str:
    """A class of one's own."""
    name = d.word("Net Model MLP MyModule LinearRegression")
    a, h, b = d.whole(1, 3), d.whole(1, 4), d.whole(1, 2)
    init, forward = d.pick(
        (
            (f"self.fc1 = nn.Linear({a}, {h})\nself.fc2 = nn.Linear({h}, {b})", "return self.fc2(F.relu(self.fc1(x)))"),
            (
                f"self.fc1 = nn.Linear({a}, {h})\nself.act = {d.pick(ACTIVATIONS)}\nself.fc2 = nn.Linear({h}, {b})",
                "x = self.fc1(x)\nx = self.act(x)\nreturn self.fc2(x)",
            ),
            (f"self.linear = nn.Linear({a}, {b})", "return self.linear(x)"),
            (f"self.net = nn.Sequential(nn.Linear({a}, {h}), {d.pick(ACTIVATIONS)}, nn.Linear({h}, {b}))", "return self.net(x)"),
            (
                f"self.weight = nn.Parameter(torch.randn({a}, {b}))\nself.bias = nn.Parameter(torch.zeros({b}))",
                "return x @ self.weight + self.bias",
            ),
            ("self.a = nn.Parameter(torch.randn(()))\nself.b = nn.Parameter(torch.tensor([1.0]))", "return self.a * x + self.b"),
            (
                f"self.layers = nn.ModuleList([nn.Linear({a}, {a}) for _ in range({h})])",
                "for layer in self.layers:\n    x = torch.tanh(layer(x))\nreturn x",
            ),
            (f"self.fc = nn.Linear({a}, {b})\nself.register_buffer('scale', torch.ones({b}))", "return self.fc(x) * self.scale"),
            (f"self.fc = nn.Linear({a}, {b})\nself.drop = nn.Dropout(0.5)", "return self.drop(self.fc(x))"),
            (f"self.bn = nn.BatchNorm1d({a})\nself.fc = nn.Linear({a}, {b})", "return torch.sigmoid(self.fc(self.bn(x)))"),
            (
                f"self.ps = nn.ParameterList([nn.Parameter(torch.ones({a})) for _ in range(2)])",
                "return x * self.ps[0] + self.ps[1]",
            ),
            (
                f"self.d = nn.ModuleDict({{'one': nn.Linear({a}, {b}), 'two': nn.ReLU()}})",
                "return self.d['two'](self.d['one'](x))",
            ),
            (f"self.pd = nn.ParameterDict({{'w': nn.Parameter(torch.ones({a}))}})", "return x * self.pd['w']"),
            (f"self.fc = nn.Linear({a}, {b})\nself.tied = self.fc", "return self.tied(x)"),
            (
                f"self.names = ['a']\nself.count = 0\nself.fc = nn.Linear({a}, {b})",
                "self.count += 1\nprint('call', self.count)\nreturn self.fc(x)",
            ),
        )
    )
    start = d.pick(("super().__init__()",) * 5 + (f"super({name}, self).__init__()", "pass", "nn.Module.__init__(self)"))
    more = d.pick(
        (
            "",
            "",
            "",
            "\n    def extra_repr(self):\n        return 'kind=mine'\n",
            "\n    def __repr__(self):\n        return 'MyNet()'\n",
            "\n    @property\n    def size(self):\n        return sum(p.numel() for p in self.parameters())\n",
        )
    )
    text = f"class {name}(nn.Module):\n    def __init__(self):\n        {start}\n{indent(init, '        ')}\n"
    text += f"\n    def {d.pick(('forward',) * 12 + ('foward',))}(self, x):\n{indent(forward, '        ')}\n{more}"
    use = [f"net = {name}()"] + [d.tried(d.pick(ASKED)) for _ in range(d.whole(1, 3))]
    use += [
        d.maybe(
            (
                f"x = torch.{d.pick(('randn', 'ones', 'rand'))}({d.whole(2, 3)}, {a})\nout = net(x)\nprint(out)\n"
                f"out.{d.word('sum mean sum')}().backward()\nfor n, p in net.named_parameters():\n"
                "    print(n, p.shape, f'{p.grad.abs().sum():.3f}')"
            ),
            0.8,
        )
    ]
    return text + "\n" + d.maybe("\n".join(use), 0.7)


def initialised(d: Draw) -> str:
    """nn.init, apply and writing into weights."""
    shape = d.pick(((2, 3), (3, 3), (4,), (2, 1, 2, 2)))
    name = d.pick(INITS)
    more = d.pick(
        (
            "",
            "",
            {
                "normal_": ", mean=0., std=0.01",
                "uniform_": ", -0.1, 0.1",
                "constant_": ", 0.5",
                "xavier_uniform_": ", gain=2.",
                "kaiming_uniform_": ", nonlinearity='relu'",
                "kaiming_normal_": ", mode='fan_out', nonlinearity='leaky_relu'",
                "trunc_normal_": ", std=0.02",
            }.get(name, ""),
        )
    )
    if d.chance(0.5):
        return d.maybe(
            f"w = torch.empty({d.sized(shape)})\nnn.init.{name}(w{more or (', 1' if name == 'constant_' else '')})\nprint(w)", 0.9
        )
    body = (
        "def init_weights(m):\n    if isinstance(m, nn.Linear):\n        "
        f"nn.init.{name}(m.weight{more or (', 1' if name == 'constant_' else '')})\n        "
        f"{d.pick(('m.bias.data.fill_(0.01)', 'nn.init.zeros_(m.bias)', 'm.bias.data.zero_()'))}\n"
    )
    if d.chance(0.2):
        return "net = nn.Linear(2, 2)\n" + d.maybe(
            d.pick(
                (
                    "net.weight.data = torch.ones(2, 2)",
                    "net.weight = nn.Parameter(torch.eye(2))",
                    "with torch.no_grad():\n    net.weight.copy_(torch.ones(2, 2))\n    net.bias.fill_(3)",
                    "net.weight[0] = 1",
                    "net.weight.data.normal_(0, 0.1)",
                    "net.weight = torch.ones(2, 2)",
                    "net.reset_parameters()",
                    "net.bias = None",
                    "del net.bias",
                    "nn.init.calculate_gain('relu')",
                    "print(nn.init.calculate_gain('leaky_relu', 0.2), nn.init.calculate_gain('tanh'))",
                )
            )
            + "\nprint(net.weight, net.bias)\nprint(net(torch.ones(1, 2)))",
            0.9,
        )
    return body + d.maybe(
        "net = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2))\n"
        + d.pick(("net.apply(init_weights)", "print(net.apply(init_weights))"))
        + "\nfor p in net.parameters():\n    print(p)",
        0.9,
    )


def hooked(d: Draw) -> str:
    """Hooks of modules."""
    kind = d.word("register_forward_hook register_forward_pre_hook register_full_backward_hook")
    hook = {
        "register_forward_hook": (
            "lambda m, i, o: print(type(m).__name__, i[0].shape, o.shape)",
            "lambda m, i, o: o * 2",
            "lambda m, i, o: acts.append(o.detach())",
        ),
        "register_forward_pre_hook": ("lambda m, i: print('in', i)", "lambda m, i: (i[0] * 2,)"),
        "register_full_backward_hook": ("lambda m, gi, go: print(gi, go)", "lambda m, gi, go: acts.append(go[0])"),
    }[kind]
    return d.maybe(
        (
            "net = nn.Sequential(nn.Linear(2, 2), nn.Tanh())\nacts = []\nh = "
            f"net[{d.whole(0, 1)}].{kind}({d.pick(hook)})\nx = torch.ones(1, 2{d.pick(('', ', requires_grad=True'))})\n"
            "print(net(x))\nnet(x).sum().backward()\nprint(acts, net[0].weight.grad)\nh.remove()\nprint(net(x))"
        ),
        0.85,
    )


MODULES: tuple[Piece, ...] = (layer, represented, sequential, sequential, module, module, module, initialised, hooked)

# ------------------------------------------------------------------ losses
LOSSES = (
    "nn.MSELoss()",
    "nn.MSELoss(reduction='sum')",
    "nn.MSELoss(reduction='none')",
    "nn.L1Loss()",
    "nn.SmoothL1Loss()",
    "nn.HuberLoss()",
    "nn.HuberLoss(delta=0.5)",
    "nn.BCELoss()",
    "nn.BCEWithLogitsLoss()",
    "nn.CrossEntropyLoss()",
    "nn.CrossEntropyLoss(reduction='sum')",
    "nn.CrossEntropyLoss(label_smoothing=0.1)",
    "nn.CrossEntropyLoss(weight=torch.tensor([1., 2., 3.]))",
    "nn.CrossEntropyLoss(ignore_index=0)",
    "nn.NLLLoss()",
    "nn.KLDivLoss(reduction='batchmean')",
    "nn.KLDivLoss()",
    "nn.PoissonNLLLoss()",
    "nn.SoftMarginLoss()",
    "nn.MultiMarginLoss()",
    "nn.HingeEmbeddingLoss()",
    "nn.MultiLabelSoftMarginLoss()",
    "nn.BCELoss(reduction='none')",
    "nn.BCEWithLogitsLoss(pos_weight=torch.tensor([2., 1., 1.]))",
    "nn.L1Loss(reduction='sum')",
    "nn.MSELoss(size_average=False)",
    "nn.MSELoss(reduce=False)",
    "nn.SmoothL1Loss(beta=2.0)",
    "nn.NLLLoss(reduction='none')",
    "nn.GaussianNLLLoss()",
    "nn.MarginRankingLoss()",
    "nn.CosineEmbeddingLoss()",
    "nn.TripletMarginLoss()",
    "nn.MSELoss(reduction='avg')",
)


def loss(d: Draw) -> str:
    """A loss, its gradient and how it prints."""
    made = d.pick(LOSSES)
    shape = d.pick(((2, 3), (3,), (2, 3), (4, 3), (1, 3)))
    x = f"torch.randn({d.sized(shape)}, requires_grad=True)" if d.chance(0.6) else d.tensor(shape) + ".requires_grad_()"
    classes = f"torch.tensor({[d.whole(0, 2) for _ in range(shape[0])] if len(shape) > 1 else d.whole(0, 2)})"
    if (
        any(name in made for name in ("CrossEntropy", "NLLLoss(", "MultiMargin"))
        and "Poisson" not in made
        and "Gaussian" not in made
    ):
        y = d.pick(
            (classes,) * 6
            + ("torch.softmax(torch.ones(2, 3), 1)", "torch.tensor([0, 1])", "torch.tensor([0., 1.])", classes.replace("0", "7"))
        )
        head = d.pick(("x", "x")) if "NLL" not in made else d.pick(("x.log_softmax(-1)", "F.log_softmax(x, dim=-1)", "x"))
    else:
        same = f"({d.sized(shape)})" if len(shape) > 1 else f"({shape[0]})"
        y = d.pick(
            (
                f"torch.rand{same}",
                f"torch.ones{same}",
                d.tensor(shape),
                f"torch.zeros{same}",
                d.tensor(),
                "torch.ones(1)",
                f"(torch.rand{same} > 0.5).float()",
                f"torch.randint(0, 2, {shape})",
                f"torch.randint(0, 2, {shape}).float()",
            )
        )
        head = "torch.sigmoid(x)" if "BCELoss" in made and d.chance(0.85) else d.pick(("x", "x", "x * 2", "x.squeeze()"))
    arguments = f"{head}, y"
    if "Gaussian" in made or "Triplet" in made or "MarginRanking" in made or "CosineE" in made:
        arguments = f"x, y, {d.pick(('torch.ones_like(x)', 'torch.ones(2)'))}"
    end = d.pick(
        (
            "print(loss)",
            "print(round(loss.item(), 4))",
            "print(loss, loss.grad_fn)",
            "print(f'loss: {loss.item():.4f}')",
            "print(loss.detach().numpy())",
            "print(loss.shape, loss.dtype)",
        )
    )
    back = d.pick(
        ("loss.backward()\nprint(x.grad)", "loss.sum().backward()\nprint(x.grad)", "loss.mean().backward()\nprint(x.grad)")
    )
    return f"criterion = {made}\n" + d.maybe(
        f"{d.pick(('print(criterion)', 'pass'))}\nx = {x}\ny = {y}\nloss = criterion({arguments})\n{end}\n{back}", 0.9
    )


def functional_loss(d: Draw) -> str:
    """F.loss(...)"""
    from tools.programs.functions import NEURAL, shown

    return shown(d, d.pick([call for call in NEURAL if "loss" in call or "cross_entropy" in call or "kl_div" in call]), "F")


def by_hand(d: Draw) -> str:
    """A loss written out."""
    x = d.pick((d.tensor((4,)), "torch.linspace(0, 1, 4)"))
    f = d.pick(
        (
            "((p - y) ** 2).mean()",
            "(p - y).abs().mean()",
            "-(y * torch.log(torch.sigmoid(p)) + (1 - y) * torch.log(1 - torch.sigmoid(p))).mean()",
            "torch.mean((y - p) ** 2)",
            "((p - y) ** 2).sum() / len(y)",
            "-torch.log_softmax(p, 0)[1]",
            "torch.sqrt(((p - y) ** 2).mean())",
            "(p - y).pow(2).sum() + 0.1 * (w ** 2).sum()",
            "F.mse_loss(p, y)",
            "F.l1_loss(p, y)",
        )
    )
    return d.maybe(
        (
            f"w = torch.tensor({d.number()}, requires_grad=True)\nb = torch.zeros(1, requires_grad=True)\nX = {x}\ny = "
            f"{d.pick(('2 * X + 1', 'torch.tensor([0., 1., 1., 0.])', 'X ** 2'))}\np = X * w + b\nloss = {f}\n"
            "print(loss)\nloss.backward()\nprint(w.grad, b.grad)"
        ),
        0.7,
    )


LOSS: tuple[Piece, ...] = (loss, loss, loss, functional_loss, by_hand)


# ------------------------------------------------------------------ modes
def mode(d: Draw) -> str:
    """Layers that behave otherwise in training."""
    net = d.pick(
        (
            "nn.Dropout(0.5)",
            "nn.BatchNorm1d(3)",
            "nn.Sequential(nn.Linear(3, 3), nn.Dropout(0.3))",
            "nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU())",
            "nn.BatchNorm1d(3, momentum=None)",
            "nn.AlphaDropout(0.2)",
            "nn.Sequential(nn.BatchNorm1d(3, eps=1e-3), nn.Dropout(0.5), nn.Linear(3, 1))",
            "nn.InstanceNorm1d(3, track_running_stats=True)",
            "nn.LayerNorm(3)",
            "nn.Dropout(0.9)",
        )
    )
    steps = [f"net = {net}", f"x = torch.{d.pick(('randn', 'ones', 'rand'))}({d.pick(('4, 3', '2, 3', '1, 3', '4, 3', '3, 3'))})"]
    steps.extend(
        d.pick(
            (
                "print(net(x))",
                "print(net(x))",
                "net.train()",
                "net.eval()",
                "print(net.training)",
                "print([m.training for m in net.modules()])",
                "net(x)",
                "print(net.state_dict())",
                "with torch.no_grad():\n    print(net(x))",
                "net(x).exp().sum().backward()",
                "net.train(False)",
                "print(net.running_mean, net.running_var)",
                "print(net.num_batches_tracked)",
                "torch.manual_seed(1)",
                "print((net(x) == 0).sum())",
                "print(net.eval())",
                "print(F.dropout(x, 0.5, training=net.training))",
                "x = x * 2",
                "print(net[0](x))",
                "net[0].eval()\nprint(net.training)",
                "net.reset_running_stats()\nprint(net.running_mean)",
                "print(net.weight.grad, net.bias)",
                "print(list(net.buffers()))",
            )
        )
        for _ in range(d.whole(2, 6))
    )
    return d.maybe("\n".join(steps), 0.85)


MODES: tuple[Piece, ...] = (mode,)


# ------------------------------------------------------------------ recurrent and convolutional
def recurrent(d: Draw) -> str:
    """Recurrent layers."""
    made = d.pick(RECURRENT)
    state = "LSTM" in made
    shape = d.pick(("3, 1, 2", "2, 2, 2", "1, 1, 2", "4, 2", "2, 3, 2", "2, 2, 3"))
    call = d.pick(
        (
            "net(x)",
            "net(x)",
            "net(x, None)",
            f"net(x, ({'torch.zeros(1, 2, 3), torch.zeros(1, 2, 3)'}))" if state else "net(x, torch.zeros(1, 2, 3))",
        )
    )
    unpack = d.pick(("out, (h, c)", "out, hidden", "out, (h, c)")) if state else "out, h"
    end = d.pick(
        (
            "print(out)",
            "print(out.shape)",
            "print(h.shape)",
            "print(out[-1])",
            "out.sum().backward()\nprint(net.weight_ih_l0.grad.round(decimals=3))",
            "print(net)",
            "print([(n, p.shape) for n, p in net.named_parameters()])",
            "print(out.grad_fn)",
            "print(net.state_dict().keys())",
            "print(h)",
            "print(net.num_layers, net.hidden_size)",
            "net.flatten_parameters()\nprint(net.all_weights)",
        )
    )
    return f"net = {made}\n" + d.maybe(f"x = torch.randn({shape})\n{unpack} = {call}\n{end}", 0.9)


def cell(d: Draw) -> str:
    """Cells in a loop."""
    made = d.pick(CELLS)
    step = "h, c = cell(x[t], (h, c))" if "LSTM" in made else "h = cell(x[t], h)"
    return d.maybe(
        (
            f"cell = {made}\n{d.pick(('print(cell)', 'pass'))}\nx = torch.randn({d.pick(('3, 1, 2', '2, 2, 2'))})\nh = "
            f"torch.zeros(x.size(1), 3)\nc = torch.zeros(x.size(1), 3)\nfor t in range(len(x)):\n    {step}\n    "
            f"print(t, h)\nh.sum().backward()\nprint(cell.{d.word('weight_ih weight_hh bias_ih')}.grad.round(decimals=3))"
        ),
        0.9,
    )


def convolutional(d: Draw) -> str:
    """A small network for images."""
    act = d.word("F.relu torch.tanh F.elu torch.sigmoid")
    c = d.whole(1, 3)
    pool = d.pick(("F.max_pool2d(x, 2)", "F.avg_pool2d(x, 2)", "self.pool(x)"))
    text = (
        "class CNN(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.conv1 = "
        f"nn.Conv2d(1, {c}, 3{d.pick(('', ', padding=1', ', stride=1'))})\n        self.pool = nn.MaxPool2d(2)\n   "
        f"     self.fc = nn.Linear({d.pick((c * 4, c * 9, c * 4))}, 2)\n\n    def "
        f"forward(self, x):\n        x = {act}(self.conv1(x))\n        x = {pool}\n        print(x.shape)\n        "
        f"x = x.view({d.pick(('x.size(0), -1', '-1, self.fc.in_features', 'len(x), -1'))})\n        return "
        f"{d.pick(('self.fc(x)', 'F.log_softmax(self.fc(x), dim=1)', 'F.softmax(self.fc(x), 1)'))}\n"
    )
    return text + d.maybe(
        (
            f"net = CNN()\nprint(net)\nout = net(torch.randn({d.whole(1, 2)}, 1, 6, 6))\nprint(out)\nloss = "
            "F.nll_loss(out, torch.zeros(len(out), dtype=torch.long))\nloss.backward()\nprint(f'{loss.item():.4f}', "
            "net.conv1.bias.grad, net.fc.weight.grad.shape)"
        ),
        0.9,
    )


def one_convolution(d: Draw) -> str:
    """A convolution, pooling or normalisation by itself."""
    made, size = d.pick(
        [pair for pair in LAYERS if any(word in pair[0] for word in ("Conv", "Pool", "Norm", "Pad", "Embedding", "fold"))]
    )
    return d.maybe(
        (
            f"net = {made}\nx = {given(size)}\n{'' if 'torch' in size else 'x.requires_grad_()'}\nout = net(x)\n"
            f"print(out, out.shape)\n(out ** 3).sum().backward()\n{ROUNDED}"
        ),
        0.9,
    )


NETWORKS: tuple[Piece, ...] = (recurrent, recurrent, cell, convolutional, one_convolution, one_convolution)
