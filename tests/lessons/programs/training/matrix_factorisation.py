import torch

torch.manual_seed(0)
R = torch.tensor([[5.0, 3.0, 0.0], [4.0, 0.0, 1.0], [1.0, 1.0, 5.0]])
mask = R > 0
P = torch.randn(3, 2, requires_grad=True)
Q = torch.randn(2, 3, requires_grad=True)
opt = torch.optim.Adam([P, Q], lr=0.05)
for step in range(151):
    loss = ((P @ Q - R)[mask] ** 2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    if step % 50 == 0:
        print(step, f"{loss.item():.2f}")
print((P @ Q)[mask].round(), mask.sum())
