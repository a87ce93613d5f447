import torch

x = torch.arange(16.0).reshape(2, 2, 2, 2)
print(x)
print(torch.ones(1, 1, 1), torch.ones(2, 1, 3), torch.zeros(0, 2), torch.zeros(2, 0))
print(
    [torch.ones(2), torch.zeros(1, 2)],
    (torch.tensor(1), torch.tensor(2.5)),
    {"w": torch.ones(2, 2), "b": torch.tensor(0.0)},
)
print(torch.arange(40.0), torch.arange(40.0).reshape(2, 20))
print(torch.rand(3, 40).shape, torch.full((2, 25), 0.125))
