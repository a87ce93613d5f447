import math
import torch

print(torch.pi, torch.e, torch.inf, torch.nan, torch.pi == math.pi)
print(torch.tensor(torch.pi), torch.tensor([torch.inf, -torch.inf, torch.nan]))
print(torch.sin(torch.tensor([0, torch.pi / 2, torch.pi])))
print(
    torch.tensor(float("inf")) - torch.tensor(float("inf")),
    torch.tensor(1.0) / 0,
    torch.tensor(-1.0) / 0,
    torch.tensor(0.0) / 0,
)
print(torch.nan_to_num(torch.tensor([math.nan, math.inf, -math.inf, 1.0]), nan=0.0, posinf=9.0))
print(torch.tensor([1, 2]) / 0, torch.log(torch.tensor([0.0, -1.0])))
