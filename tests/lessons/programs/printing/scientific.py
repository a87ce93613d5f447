import torch

print(torch.tensor([1e-5, 1.0]), torch.tensor([1e-8]), torch.tensor([1e10, 1.0]), torch.tensor([1e4, 1e-1]))
print(torch.tensor([1000.5, 1.0]), torch.tensor([10000.0, 0.1]), torch.tensor([1e-4, 1e3]))
print(torch.tensor([[1e-6, 2.5], [-3e7, float("inf")]]), torch.tensor([1e-10, float("nan")]))
print(torch.tensor([1e-45, 1e-40]), torch.tensor([3.4e38]), torch.tensor([1e-300], dtype=torch.float64))
print(torch.tensor(1e-5), torch.tensor(2e20), torch.exp(torch.tensor([-20.0, 0.0, 20.0])))
print(torch.tensor([2.0**k for k in range(0, 40, 8)]))
