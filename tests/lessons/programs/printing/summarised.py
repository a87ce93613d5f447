import torch

print(torch.arange(1000.0)[:5], torch.arange(1001))
print(torch.arange(1001.0), torch.zeros(1200))
print(torch.arange(2000).reshape(2, 1000))
print(torch.arange(2500.0).reshape(50, 50))
print(torch.arange(8000).reshape(20, 20, 20)[:, :2])
print(torch.linspace(0, 1, 5000).reshape(10, 500) * 1e6)
