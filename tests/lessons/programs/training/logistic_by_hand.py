import torch

x = torch.tensor([0.5, 1.0, 1.5, 3.0, 3.5, 4.0])
y = torch.tensor([0.0, 0.0, 0.0, 1.0, 1.0, 1.0])
w = torch.tensor(0.0, requires_grad=True)
b = torch.tensor(0.0, requires_grad=True)


def sigmoid(z):
    return 1 / (1 + torch.exp(-z))


for i in range(200):
    p = sigmoid(w * x + b)
    loss = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
    gw, gb = torch.autograd.grad(loss, [w, b])
    with torch.no_grad():
        w -= 0.5 * gw
        b -= 0.5 * gb
    if i % 50 == 0:
        print(i, round(loss.item(), 4), round(gw.item(), 4), round(gb.item(), 4))
print((sigmoid(w * x + b) > 0.5).int(), f"boundary at {(-b / w).item():.2f}")
