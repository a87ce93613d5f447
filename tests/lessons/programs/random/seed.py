import torch

torch.manual_seed(42)
print(torch.rand(2, 3), torch.randn(3), torch.randint(0, 10, (5,)), torch.randperm(6), torch.normal(0.0, 1.0, (2,)))
torch.manual_seed(42)
print(torch.rand(2, 3), torch.initial_seed())
print(
    torch.rand(1, dtype=torch.float64),
    torch.randn(2, dtype=torch.float64),
    torch.rand_like(torch.ones(2)),
    torch.randn_like(torch.ones(2)),
    torch.randint(5, (2, 2)),
    torch.randint_like(torch.ones(2), 10),
)
print(
    torch.bernoulli(torch.tensor([0.1, 0.5, 0.9])),
    torch.multinomial(torch.tensor([0.1, 0.7, 0.2]), 4, replacement=True),
    torch.poisson(torch.tensor([1.0, 5.0])),
)
