import torch

torch.manual_seed(7)
x = torch.empty(2, 4)
print(
    x.uniform_(),
    x.uniform_(-1, 1),
    x.normal_(),
    x.normal_(10, 0.1),
    x.random_(0, 10),
    x.exponential_(),
    x.bernoulli_(0.5),
)
print(
    torch.empty(3).geometric_(0.5),
    torch.empty(3).cauchy_(),
    torch.empty(3).log_normal_(),
    torch.zeros(3, dtype=torch.int64).random_(5),
)
print(torch.normal(torch.tensor([0.0, 100.0]), torch.tensor([1.0, 2.0])), torch.normal(mean=5.0, std=torch.ones(2)))
