import torch

x = torch.tensor(3.0, requires_grad=True)
for name, f in {
    "x * x": lambda: x * x,
    "x * x.detach()": lambda: x * x.detach(),
    "x.data * x": lambda: x.data * x,
    "(x * x).detach() + x": lambda: (x * x).detach() + x,
    "item": lambda: x * x.item(),
    "clone": lambda: x.clone() * x,
    "where": lambda: torch.where(x > 2, x.detach(), x) * x,
    "round": lambda: x + (x.round() - x).detach(),
}.items():
    x.grad = None
    y = f()
    y.backward()
    print(f"{name:<22} {y.item()} {x.grad.item()}")
target = torch.nn.Linear(1, 1)
online = torch.nn.Linear(1, 1)
target.load_state_dict(online.state_dict())
with torch.no_grad():
    goal = target(torch.ones(1, 1))
loss = (online(torch.ones(1, 1)) - goal).pow(2).sum()
loss.backward()
print(loss.item(), target.weight.grad, online.weight.grad)
