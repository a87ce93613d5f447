import torch

target = torch.tensor([1.0, -2.0])
for options in (
    {},
    {"momentum": 0.9},
    {"momentum": 0.9, "nesterov": True},
    {"momentum": 0.5, "dampening": 0.1},
    {"weight_decay": 0.1},
    {"maximize": True},
):
    x = torch.zeros(2, requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=0.1, **options)
    for _ in range(4):
        optimizer.zero_grad()
        ((x - target) ** 2).sum().backward()
        optimizer.step()
    print(options, x.detach())
print(optimizer)
for bad in ({"lr": -1.0}, {"lr": 0.1, "momentum": -0.5}, {"lr": 0.1, "nesterov": True}):
    try:
        torch.optim.SGD([x], **bad)
    except ValueError as error:
        print(error)
