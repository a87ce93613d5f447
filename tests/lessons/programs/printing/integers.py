import torch

print(torch.tensor([1, -20, 300]), torch.tensor([[1, 1000], [-5, 0]]), torch.tensor(7), torch.tensor([10**12, 1]))
print(torch.tensor([1, 2], dtype=torch.int32), torch.tensor([1], dtype=torch.uint8), torch.tensor(3, dtype=torch.int16))
print(torch.arange(30), torch.arange(0, 3000, 100))
print(torch.tensor([True, False, True]), torch.tensor([[True], [False]]), torch.tensor(True))
print(torch.arange(12).reshape(2, 2, 3))
