import torch

print(torch.tensor([[1.0, -10.5], [100.25, 0.0]]), torch.tensor([-1.0, 1.0]), torch.tensor([[1, -100], [22, 3]]))
print(
    torch.tensor([0.1, 10.0, 1000.0]),
    torch.tensor([0.001, 1.0]),
    torch.tensor([[0.5], [123.456]]),
    torch.tensor([1.0, float("inf")]),
    torch.tensor([1.5, float("-inf"), float("nan")]),
)
print(
    torch.tensor([1e3, 1e4, 1e5]),
    torch.tensor([1.5e3, 1.0]),
    torch.tensor([99999.0]),
    torch.tensor([100000.0, 0.5]),
    torch.tensor([0.99999]),
    torch.tensor([1.00001]),
    torch.tensor([12345.678]),
)
print(
    torch.tensor([[True, False]]),
    torch.tensor([1.0, 2.0]).half(),
    torch.tensor([1.0]).double(),
    torch.tensor([3, 4], dtype=torch.uint8),
    torch.tensor([0.1 + 0.2], dtype=torch.float64),
)
print(torch.arange(0, 1, 0.05), torch.arange(25.0) * 1000)
