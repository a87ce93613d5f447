import torch

torch.manual_seed(0)
n = 20000
for name, x, mean, std in (
    ("uniform", torch.rand(n), 0.5, 0.289),
    ("normal", torch.randn(n), 0.0, 1.0),
    ("exponential", torch.empty(n).exponential_(2.0), 0.5, 0.5),
    ("bernoulli", torch.bernoulli(torch.full((n,), 0.3)), 0.3, 0.458),
    ("poisson", torch.poisson(torch.full((n,), 4.0)), 4.0, 2.0),
    ("randint", torch.randint(0, 6, (n,)).float(), 2.5, 1.708),
    ("geometric", torch.empty(n).geometric_(0.5), 2.0, 1.414),
    ("log_normal", torch.empty(n).log_normal_(0, 0.5), 1.133, 0.604),
):
    print(f"{name:>12} {x.mean().item():.2f} {mean:.2f} {x.std().item():.2f} {std:.2f}", x[:2])
p = torch.randperm(10)
print(p, p.sort().values.equal(torch.arange(10)), torch.multinomial(torch.tensor([0.0, 1.0]), 1))
