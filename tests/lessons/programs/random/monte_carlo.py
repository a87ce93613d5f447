import torch

torch.manual_seed(0)
n = 20000
points = torch.rand(n, 2)
inside = (points**2).sum(1) <= 1
print(4 * inside.float().mean().item(), inside.sum().item())
walk = torch.cumsum(torch.randint(0, 2, (1000,)) * 2 - 1, 0)
print(walk[-1], walk.max(), walk.min())
samples = torch.randn(5000)
print(f"{samples.mean().item():.2f} {samples.std().item():.2f} {(samples.abs() < 1).float().mean().item():.2f}")
print(torch.histc(samples, bins=5, min=-3, max=3), torch.bincount(torch.randint(0, 6, (600,))))
dice = torch.multinomial(torch.ones(6), 10, replacement=True) + 1
print(dice, torch.multinomial(torch.arange(5.0), 3))
