import torch

print(torch.zeros(2, 3))
print(torch.ones(3, dtype=torch.int64))
print(torch.full((2, 2), 7.5))
print(torch.full((2,), 7), torch.full((2,), True))
print(torch.eye(3), torch.eye(2, 3))
print(torch.arange(5), torch.arange(1, 2, 0.25), torch.arange(10, 0, -3))
print(torch.linspace(0, 1, 5), torch.logspace(-2, 2, 5))
print(torch.empty(0), torch.empty(0, 3), torch.zeros(2, 0, 2))
x = torch.tensor([[1, 2], [3, 4]])
print(torch.zeros_like(x), torch.ones_like(x, dtype=torch.float64), torch.full_like(x, 9))
print(x.new_zeros(2), x.new_ones(1, 2), x.new_full((2,), 3), x.new_tensor([1.9, 2.1]))
