import torch

true_k, true_c = 2.0, 0.5
t = torch.linspace(0, 4, 30)
data = torch.exp(-true_c * t) * torch.cos(true_k * t)
k = torch.tensor(1.8, requires_grad=True)
c = torch.tensor(0.1, requires_grad=True)
opt = torch.optim.Adam([k, c], lr=0.05)
for step in range(121):
    loss = (torch.exp(-c * t) * torch.cos(k * t) - data).pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    if step % 40 == 0:
        print(step, f"{loss.item():.4f} {k.item():.2f} {c.item():.2f}")
