"""Training loops, optimizers, schedulers, data sets and loaders."""

from __future__ import annotations

from textwrap import indent

from tools.programs.draw import Draw, Piece

OPTIMIZERS = (
    "SGD({p}, lr=0.1)",
    "SGD({p}, lr=0.01)",
    "SGD({p}, 0.05, momentum=0.9)",
    "SGD({p}, lr=0.1, momentum=0.9, nesterov=True)",
    "SGD({p}, lr=0.1, weight_decay=0.01)",
    "SGD({p}, lr=0.1, momentum=0.5, dampening=0.1)",
    "SGD({p}, lr=0.1, maximize=True)",
    "Adam({p}, lr=0.01)",
    "Adam({p})",
    "Adam({p}, lr=0.1, betas=(0.8, 0.99))",
    "Adam({p}, lr=0.05, amsgrad=True)",
    "Adam({p}, lr=0.1, weight_decay=0.1)",
    "AdamW({p}, lr=0.01)",
    "AdamW({p}, lr=0.1, weight_decay=0.1)",
    "RMSprop({p}, lr=0.01)",
    "RMSprop({p}, lr=0.01, momentum=0.9, centered=True)",
    "RMSprop({p}, alpha=0.9)",
    "Adagrad({p}, lr=0.1)",
    "Adagrad({p}, lr=0.1, lr_decay=0.1)",
    "Adadelta({p})",
    "Adamax({p}, lr=0.1)",
    "NAdam({p}, lr=0.1)",
    "RAdam({p}, lr=0.1)",
    "SGD([{{'params': {p}, 'lr': 0.2}}], lr=0.1)",
    "Adam({p}, lr=0.1, eps=1e-4)",
)
BAD = (
    "SGD({p}, lr=-1)",
    "SGD({p}, lr=0.1, nesterov=True)",
    "Adam({p}, betas=(2, 1))",
    "SGD([], lr=0.1)",
    "SGD(torch.ones(2), lr=0.1)",
    "SGD([torch.ones(2) * torch.ones(2, requires_grad=True)], lr=0.1)",
    "SGD({p}, learning_rate=0.1)",
    "SGD([3], lr=0.1)",
    "Adam({p}, lr='a')",
    "Sgd({p})",
    "SGD()",
    "Adam({p}, weight_decay=-1)",
    "SGD(5, lr=0.1)",
)
SCHEDULERS = (
    "StepLR(opt, step_size=2)",
    "StepLR(opt, 2, gamma=0.5)",
    "ExponentialLR(opt, 0.9)",
    "MultiStepLR(opt, milestones=[1, 3], gamma=0.1)",
    "CosineAnnealingLR(opt, T_max=5)",
    "LambdaLR(opt, lambda e: 0.95 ** e)",
    "LinearLR(opt, total_iters=3)",
    "ConstantLR(opt, factor=0.5, total_iters=2)",
    "ReduceLROnPlateau(opt, patience=1)",
    "ReduceLROnPlateau(opt, 'min', factor=0.5, patience=0)",
    "OneCycleLR(opt, max_lr=0.1, total_steps=10)",
    "PolynomialLR(opt, 4)",
    "CosineAnnealingWarmRestarts(opt, 2)",
    "MultiplicativeLR(opt, lambda e: 0.9)",
    "SequentialLR(opt, [torch.optim.lr_scheduler.ConstantLR(opt), torch.optim.lr_scheduler.ExponentialLR(opt, 0.5)], [2])",
    "StepLR(opt)",
    "ExponentialLR('a', 0.9)",
    "CosineAnnealingLR(opt, T_max=3, eta_min=0.01)",
)
LINES = (
    "print(f'Epoch {epoch}: loss = {loss.item():.4f}')",
    "print(epoch, round(loss.item(), 4))",
    "print('Epoch [%d] Loss: %.3f' % (epoch, loss.item()))",
    "print(f'{epoch:3d} | {loss:.4f}')",
    "print('epoch {}, loss {:.4f}'.format(epoch, loss.item()))",
    "print(loss.detach())",
    "losses.append(round(loss.item(), 3))",
    "if epoch % 2 == 0:\n    print(f'epoch {epoch}, loss {loss.item():.4f}')",
)
ENDS = (
    "print(losses)",
    "for name, p in model.named_parameters():\n    print(name, p.data.round(decimals=3))",
    "print({k: v.round(decimals=3) for k, v in model.state_dict().items()})",
    "with torch.no_grad():\n    print(model(X[:2]))",
    "print([p.grad.round(decimals=3) for p in model.parameters()])",
    "print(opt.param_groups[0]['lr'])",
    "print(opt)",
    "print(opt.state_dict()['param_groups'])",
    "print([p.detach().round(decimals=3) for p in model.parameters()])",
    "print(len(opt.state), list(opt.state_dict()))",
    "print(opt.state_dict()['state'].keys())",
    "print(f'{model(X).mean().item():.4f}')",
    "opt.add_param_group({'params': torch.ones(1, requires_grad=True)})\nprint(opt)",
)


def training(d: Draw) -> str:
    """A whole training loop."""
    a, b = d.whole(1, 3), 1
    n = d.pick((4, 6, 8, 10))
    data = d.pick(
        (
            f"X = torch.randn({n}, {a})\ny = X.sum(1, keepdim=True) + 0.1 * torch.randn({n}, 1)",
            f"X = torch.linspace(-1, 1, {n}).unsqueeze(1){f'.repeat(1, {a})' if a > 1 else ''}\ny = 2 * X[:, :1] + 0.5",
            f"X = torch.rand({n}, {a})\ny = (X[:, :1] > 0.5).float()",
            (
                f"X = torch.tensor(np.random.RandomState({d.whole(0, 9)}).randn({n}, {a}), dtype=torch.float32)\ny = "
                "X.pow(2).mean(1).view(-1, 1)"
            ),
        )
    )
    h = d.whole(2, 4)
    model = d.pick(
        (
            f"nn.Linear({a}, {b})",
            f"nn.Linear({a}, {b})",
            f"nn.Sequential(nn.Linear({a}, {h}), nn.{d.word('ReLU Tanh Sigmoid')}(), nn.Linear({h}, {b}))",
            f"nn.Sequential(nn.Linear({a}, {h}), nn.Dropout(0.2), nn.Linear({h}, {b}))",
        )
    )
    criterion = d.pick(
        ("nn.MSELoss()", "nn.MSELoss()", "nn.L1Loss()", "nn.SmoothL1Loss()", "nn.BCEWithLogitsLoss()", "nn.HuberLoss()")
    )
    bad = d.chance(0.04)
    optimizer = d.pick(BAD if bad else OPTIMIZERS).format(p="model.parameters()")
    scheduler = d.pick(SCHEDULERS) if d.chance(0.35) else ""
    lines = [data, f"model = {model}", f"criterion = {criterion}", f"opt = torch.optim.{optimizer}"]
    if scheduler:
        lines.append(f"scheduler = torch.optim.lr_scheduler.{scheduler}")
    lines.append("losses = []")
    step = [
        "pred = model(X)",
        "loss = criterion(pred, y)",
        d.pick(("opt.zero_grad()",) * 6 + ("model.zero_grad()", "pass", "opt.zero_grad(set_to_none=False)")),
        "loss.backward()",
    ]
    if d.chance(0.15):
        step.append(
            d.pick(
                (
                    "nn.utils.clip_grad_norm_(model.parameters(), 1.0)",
                    "nn.utils.clip_grad_value_(model.parameters(), 0.1)",
                    "print(f'{nn.utils.clip_grad_norm_(model.parameters(), 0.5).item():.4f}')",
                    "print([round(p.grad.norm().item(), 3) for p in model.parameters()])",
                )
            )
        )
    step.append("opt.step()")
    if scheduler:
        step += [
            d.pick(("scheduler.step(loss)" if "Plateau" in scheduler else "scheduler.step()",)),
            d.pick(
                (
                    "print(scheduler.get_last_lr())",
                    "print(opt.param_groups[0]['lr'])",
                    "pass",
                    "print(['%.4f' % g['lr'] for g in opt.param_groups])",
                )
            ),
        ]
    step.append(d.pick(LINES))
    lines.append(f"for epoch in range({d.pick((2, 3, 5, 8, 10))}):\n{indent(chr(10).join(step), '    ')}")
    lines += [d.tried(d.pick(ENDS)) for _ in range(d.whole(1, 2))]
    text = "\n".join(lines)
    return d.tried(text) if bad or d.chance(0.2) else text


def stepped(d: Draw) -> str:
    """An optimizer of plain tensors."""
    made, w = d.leaf(d.pick(((), (2,), (3,), (2, 2))), "w")
    optimizer = d.pick((*OPTIMIZERS, *BAD)).format(p=f"[{w}]").replace("'params': [", "'params': [")
    f = d.pick(
        (
            f"({w} ** 2).sum()",
            f"({w} - 1).pow(2).sum()",
            f"({w} ** 4 - {w}).sum()",
            f"torch.exp({w}).sum()",
            f"({w} * torch.tensor(3.)).sum()",
            f"F.mse_loss({w}, torch.zeros_like({w}))",
        )
    )
    line = d.pick(
        (
            f"print(i, {w})",
            f"print({w}.data, {w}.grad)",
            "print(f'{i} {loss.item():.5f}')",
            f"print([round(v, 4) for v in {w}.detach().flatten().tolist()])",
        )
    )
    sched = f"\nscheduler = torch.optim.lr_scheduler.{d.pick(SCHEDULERS)}" if d.chance(0.3) else ""
    after = "\nscheduler.step({})\nprint(scheduler.get_last_lr())".format("loss" if "Plateau" in sched else "") if sched else ""
    body = f"opt.zero_grad()\nloss = {f}\nloss.backward()\nopt.step({d.pick(('', '', '', 'lambda: loss'))}){after}\n{line}"
    end = d.pick(
        (
            "",
            "",
            f"\nprint(opt.state[{w}])",
            "\nprint(opt)",
            "\nprint(opt.state_dict())",
            "\nprint(opt.param_groups)",
            "\nopt.load_state_dict(opt.state_dict())\nprint(opt)",
            "\nprint(opt.defaults)",
            "\nprint(scheduler.state_dict())",
            "\nopt.zero_grad()\nprint(" + w + ".grad)",
        )
    )
    return (
        made
        + "\n"
        + d.maybe(f"opt = torch.optim.{optimizer}{sched}\n" + d.inside(body, f"for i in range({d.whole(1, 5)}):") + end, 0.85)
    )


def classified(d: Draw) -> str:
    """A classifier with batches."""
    k = d.whole(2, 3)
    n = d.pick((6, 8, 9))
    text = (
        f"X = torch.randn({n}, 2)\ny = torch.randint(0, {k}, ({n},))\nmodel = nn.Sequential(nn.Linear(2, 4), "
        f"nn.ReLU(), nn.Linear(4, {k}))\n"
    )
    text += (
        f"opt = torch.optim.{d.pick(OPTIMIZERS).format(p='model.parameters()')}\nloader = "
        "torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X, y), "
        f"batch_size={d.pick((2, 3, 4))}{d.pick(('', ', shuffle=True', ', shuffle=True, drop_last=True'))})\n"
    )
    body = (
        "total, correct = 0.0, 0\nfor xb, yb in loader:\n    out = model(xb)\n    loss = F.cross_entropy(out, "
        "yb)\n    opt.zero_grad()\n    loss.backward()\n    opt.step()\n    total += loss.item() * len(xb)\n    "
        "correct += (out.argmax(1) == yb).sum().item()\n"
    )
    body += d.pick(
        (
            f"print(epoch, '%.3f' % (total / {n}), correct)",
            "print(f'epoch {epoch} loss {total:.3f} acc {correct / len(X):.2%}')",
            "print('Accuracy:', correct, '/', len(loader.dataset))",
        )
    )
    return (
        text
        + d.inside(body, f"for epoch in range({d.whole(1, 4)}):")
        + d.pick(
            (
                "",
                "\nprint(model(X).argmax(dim=1), y)",
                "\nmodel.eval()\nprint(f'{(model(X).max(1)[1] == y).float().mean():.3f}')",
                "\nprint(loss)",
            )
        )
    )


TRAINING: tuple[Piece, ...] = (training, training, training, stepped, stepped, classified)


# ------------------------------------------------------------------ data
def dataset(d: Draw) -> str:
    """A data set, and a loader of it."""
    n = d.pick((4, 5, 6, 10))
    made = d.pick(
        (
            f"ds = TensorDataset(torch.arange({n}.), torch.arange({n}) * 2)",
            f"ds = TensorDataset(torch.randn({n}, 2), torch.randint(0, 2, ({n},)))",
            f"ds = TensorDataset(torch.arange({n}))",
            f"ds = list(range({n}))",
            f"ds = [(i, i * 0.5) for i in range({n})]",
            f"ds = [{{'x': torch.tensor(i), 'y': str(i)}} for i in range({n})]",
            f"ds = torch.arange({n}.)",
            f"ds = TensorDataset(torch.ones({n}), torch.ones(3))",
            f"ds = [np.array([i, i + 1.]) for i in range({n})]",
            f"ds = [[torch.ones(i)] for i in range({n})]",
            (
                "class Numbers(Dataset):\n    def __init__(self, n):\n        self.x = torch.arange(n).float()\n    def "
                "__len__(self):\n        return len(self.x)\n    def __getitem__(self, i):\n        return self.x[i], "
                f"self.x[i] ** 2\nds = Numbers({n})"
            ),
            (
                "class Data(Dataset):\n    def __init__(self, transform=None):\n        self.rows = [(float(i), i % 2) "
                f"for i in range({n})]\n        self.transform = transform\n    def __len__(self):\n        return "
                "len(self.rows)\n    def __getitem__(self, index):\n        x, y = self.rows[index]\n        if "
                f"self.transform:\n            x = self.transform(x)\n        return {{'x': x, 'y': y}}\nds = "
                f"Data({d.pick(('', 'lambda x: x * 2'))})"
            ),
            "class Broken(Dataset):\n    pass\nds = Broken()",
            f"ds = ConcatDataset([TensorDataset(torch.arange({n})), TensorDataset(torch.arange(2))])",
            f"ds = Subset(TensorDataset(torch.arange({n}.)), [0, 2, 1])",
            f"class Stream(IterableDataset):\n    def __iter__(self):\n        return iter(range({n}))\nds = Stream()",
        )
    )
    use: list[str] = []
    use.extend(
        d.pick(
            (
                "print(len(ds))",
                "print(ds[0])",
                "print(ds[-1])",
                "for item in ds:\n    print(item)",
                "print(ds[1:3])",
                "print(ds[99])",
                f"a, b = random_split(ds, [2, {n - 2}])\nprint(len(a), len(b), a.indices, b.indices)",
                (
                    f"a, b = random_split(ds, [0.5, 0.5], generator=torch.Generator().manual_seed({d.whole(0, 99)}))\n"
                    "print(a.indices, list(b))"
                ),
                "a, b = random_split(ds, [1, 1])",
                "sub = Subset(ds, [0, 2])\nprint(len(sub), sub[1], list(sub))",
                "print(type(ds).__name__, isinstance(ds, Dataset))",
                "x = next(iter(DataLoader(ds, batch_size=2)))\nprint(x)",
                "it = iter(ds)\nprint(next(it), next(it))",
                "print(ds + ds, len(ds + ds))",
            )
        )
        for _ in range(d.whole(1, 3))
    )
    arguments = d.pick(
        (
            "batch_size=2",
            "batch_size=3, shuffle=True",
            "batch_size=2, drop_last=True",
            "2, True",
            "",
            "batch_size=4, shuffle=False, num_workers=0",
            "batch_size=None",
            "batch_size=2, sampler=torch.utils.data.SubsetRandomSampler([0, 1, 2])",
            "batch_size=2, collate_fn=lambda b: b",
            "shuffle=True, batch_size=2, generator=torch.Generator().manual_seed(3)",
            "batch_sampler=[[0, 1], [2]]",
            "batch_size=0",
            "batch_size=2, sampler=[2, 0, 1]",
            "sampler=torch.utils.data.WeightedRandomSampler([0.1, 0.9, 0.5], 4), batch_size=2",
            "sampler=[0], shuffle=True",
            "batch_size=2, num_workers=0",
            "batch_size=2, pin_memory=False",
        )
    )
    loop = d.pick(
        (
            "for batch in loader:\n    print(batch)",
            "for i, batch in enumerate(loader):\n    print(i, batch)",
            "for epoch in range(2):\n    print(epoch, [b for b in loader])",
            "for x, y in loader:\n    print(x, y, x.shape)",
            "print(len(loader), loader.batch_size)\nprint(next(iter(loader)))",
            "for i, (x, y) in enumerate(loader):\n    print(i, x.tolist(), y.dtype)",
            "it = iter(loader)\nwhile True:\n    print(next(it))",
            "print(len(loader.dataset), type(loader.sampler).__name__)",
            "print([len(b) for b in loader])",
        )
    )
    return (
        made
        + "\n"
        + "\n".join(
            [d.tried(u) for u in use] + [d.tried(f"loader = DataLoader(ds{', ' if arguments else ''}{arguments})\n{loop}")]
        )
    )


DATA: tuple[Piece, ...] = (dataset,)
