import torch

torch.manual_seed(4)
X = torch.cat([torch.randn(15, 2) + 2, torch.randn(15, 2) - 2])
y = torch.cat([torch.ones(15), -torch.ones(15)])
w = torch.zeros(2, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
opt = torch.optim.SGD([w, b], lr=0.05, weight_decay=0.01)
for epoch in range(41):
    loss = torch.clamp(1 - y * (X @ w + b), min=0).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    if epoch % 20 == 0:
        print(epoch, f"{loss.item():.3f}", w.grad.shape)
print((torch.sign(X @ w + b) == y).float().mean())
