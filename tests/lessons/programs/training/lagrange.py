import torch

x = torch.tensor([0.5, 0.5], requires_grad=True)
lam = torch.tensor(0.0, requires_grad=True)
for step in range(120):
    f = x[0] ** 2 + 2 * x[1] ** 2
    c = x.sum() - 1
    L = f + lam * c + 5 * c**2
    gx, gl = torch.autograd.grad(L, [x, lam])
    with torch.no_grad():
        x -= 0.05 * gx
        lam += 0.05 * gl
print([f"{v:.3f}" for v in x.tolist()], f"{lam.item():.3f} {f.item():.3f}")
