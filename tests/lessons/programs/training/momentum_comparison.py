import torch


def run(make, steps=25):
    p = torch.tensor([3.0, 2.0], requires_grad=True)
    opt = make([p])
    for _ in range(steps):
        opt.zero_grad()
        loss = 0.5 * p[0] ** 2 + 5 * p[1] ** 2
        loss.backward()
        opt.step()
    return loss.item(), p.tolist()


optimizers = {
    "sgd": lambda ps: torch.optim.SGD(ps, lr=0.05),
    "momentum": lambda ps: torch.optim.SGD(ps, lr=0.05, momentum=0.8),
    "nesterov": lambda ps: torch.optim.SGD(ps, lr=0.05, momentum=0.8, nesterov=True),
    "adagrad": lambda ps: torch.optim.Adagrad(ps, lr=0.5),
    "rmsprop": lambda ps: torch.optim.RMSprop(ps, lr=0.1),
    "adam": lambda ps: torch.optim.Adam(ps, lr=0.3),
}
for name, make in optimizers.items():
    loss, p = run(make)
    print(f"{name:<10} {loss:8.4f} [{p[0]:.2f}, {p[1] + 1:.2f}]")
