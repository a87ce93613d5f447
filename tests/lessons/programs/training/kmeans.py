import torch

torch.manual_seed(0)
x = torch.cat([torch.randn(10, 2) + torch.tensor([4.0, 0.0]), torch.randn(10, 2) - torch.tensor([4.0, 0.0])])
centers = x[[0, 19]].clone()
for step in range(5):
    d = torch.cdist(x, centers)
    assign = d.argmin(1)
    new = torch.stack([x[assign == k].mean(0) for k in range(2)])
    shift = (new - centers).norm()
    centers = new
    print(step, f"{shift.item():.3f}", torch.bincount(assign))
    if shift < 1e-6:
        break
print(assign, centers.round(decimals=1))
