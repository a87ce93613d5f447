import torch

for name in ("SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "Adamax", "NAdam", "RAdam"):
    x = torch.tensor([3.0, -1.0], requires_grad=True)
    optimizer = getattr(torch.optim, name)([x], lr=0.1)
    for step in range(10):
        optimizer.zero_grad()
        loss = (x**2 * torch.tensor([1.0, 10.0])).sum()
        loss.backward()
        optimizer.step()
    print(f"{name:>9} {loss.item():.3f} {x[0].item():.3f} {x[1].item() + 1:.3f}", sorted(map(str, optimizer.state[x])))
