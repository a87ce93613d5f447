"""Networks that are trained for a while, and what is printed on the way."""

from __future__ import annotations

from typing import Any


def line(torch: Any) -> None:
    """Linear regression."""
    torch.manual_seed(42)
    x = torch.linspace(-1, 1, 20).unsqueeze(1)
    y = 3 * x + 0.5 + 0.1 * torch.randn(20, 1)
    model = torch.nn.Linear(1, 1)
    criterion, optimizer = torch.nn.MSELoss(), torch.optim.SGD(model.parameters(), lr=0.1)
    print(model, model.weight, model.bias)
    for epoch in range(50):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if epoch % 10 == 0:
            print(f"epoch {epoch}: loss {loss.item():.4f}")
    print(model.state_dict(), loss, model(torch.tensor([[2.0]])))


def xor(torch: Any) -> None:
    """A network of two layers as a class, with Adam."""
    nn = torch.nn

    class Xor(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.fc1 = nn.Linear(2, 8)
            self.fc2 = nn.Linear(8, 1)

        def forward(self, x: Any) -> Any:
            return torch.sigmoid(self.fc2(torch.tanh(self.fc1(x))))

    torch.manual_seed(0)
    inputs = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    truth = torch.tensor([[0.0], [1.0], [1.0], [0.0]])
    model = Xor()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    print(model, optimizer)
    for epoch in range(200):
        optimizer.zero_grad()
        loss = nn.BCELoss()(model(inputs), truth)
        loss.backward()
        optimizer.step()
        if epoch % 40 == 0:
            print("Epoch", epoch, "loss %.3f" % loss.item())  # noqa: UP031
    with torch.no_grad():
        print(model(inputs).round(), sum(p.numel() for p in model.parameters() if p.requires_grad))


def digits(torch: Any) -> None:
    """A convolution, batches, a schedule, evaluation."""
    nn, F = torch.nn, torch.nn.functional

    class Net(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(1, 4, 3)
            self.norm = nn.BatchNorm2d(4)
            self.drop = nn.Dropout(0.25)
            self.fc = nn.Linear(4 * 3 * 3, 3)

        def forward(self, x: Any) -> Any:
            x = F.max_pool2d(F.relu(self.norm(self.conv(x))), 2)
            return F.log_softmax(self.fc(self.drop(torch.flatten(x, 1))), dim=1)

    torch.manual_seed(7)
    images, labels = torch.randn(24, 1, 8, 8), torch.randint(0, 3, (24,))
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(images, labels), batch_size=8, shuffle=True)
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.5)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)
    for epoch in range(4):
        model.train()
        for k, (x, y) in enumerate(loader):
            optimizer.zero_grad()
            loss = F.nll_loss(model(x), y)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            print(f"{epoch} {k} {loss.item():.3f} {scheduler.get_last_lr()}")
        scheduler.step()
    model.eval()
    with torch.no_grad():
        print((model(images).argmax(1) == labels).float().mean(), model(images[:2]).exp())
    print(model, list(model.state_dict()), [tuple(p.shape) for p in model.parameters()])


def by_hand(torch: Any) -> None:
    """Parameters without a module, changed under no_grad and through .data."""
    torch.manual_seed(1)
    x = torch.randn(16, 3)
    y = x @ torch.tensor([[1.0], [-2.0], [0.5]])
    w = torch.nn.Parameter(torch.randn(3, 1))
    b = torch.zeros(1, requires_grad=True)
    for step in range(10):
        loss = ((x @ w + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= 0.1 * w.grad
            b.data = b.data - 0.1 * b.grad
        w.grad.zero_()
        b.grad = None
        print(step, f"{loss.item():.4f}")
    print(w, b)


def own_optimizer(torch: Any) -> None:
    """A module, an optimizer and a learning rate of one's own, by subclassing."""

    class Plain(torch.optim.Optimizer):  # type: ignore[misc, name-defined]
        def __init__(self, params: Any, lr: float) -> None:
            super().__init__(params, {"lr": lr})

        @torch.no_grad()
        def step(self, closure: Any = None) -> None:
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        self.state[p]["count"] = self.state[p].get("count", 0) + 1
                        p.add_(p.grad, alpha=-group["lr"])

    torch.manual_seed(3)
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 1))
    optimizer = Plain(model.parameters(), 0.1)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: 1 / (1 + epoch))
    x, y = torch.randn(8, 2), torch.randn(8, 1)
    for _ in range(3):
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        scheduler.step()
        print(f"{loss.item():.5f}", scheduler.get_last_lr())
    print(optimizer, optimizer.state_dict()["state"])


def initialised(torch: Any) -> None:
    """What layers begin with, and what comes after apply(init)."""
    nn = torch.nn
    torch.manual_seed(5)
    for layer in (nn.Linear(3, 2), nn.Conv1d(1, 2, 2), nn.Embedding(2, 2), nn.LSTMCell(1, 1), nn.Bilinear(1, 2, 1), nn.PReLU()):
        print(layer, layer.state_dict())

    def init(module: Any) -> None:
        if isinstance(module, nn.Linear):
            nn.init.xavier_uniform_(module.weight)
            module.bias.data.fill_(0.01)

    model = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
    print(model.apply(init).state_dict())
