import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0])
y = 2 * x + 1
w = torch.zeros(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
for epoch in range(101):
    loss = ((w * x + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.05 * w.grad
        b -= 0.05 * b.grad
    w.grad.zero_()
    b.grad.zero_()
    if epoch % 20 == 0:
        print(f"epoch {epoch:3d}: w = {w.item():.4f}, b = {b.item():.4f}, loss = {loss.item():.5f}")
