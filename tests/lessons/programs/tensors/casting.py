import torch

x = torch.tensor([-1.7, -0.5, 0.5, 1.5, 2.7])
print(x.int(), x.long(), x.short(), x.bool(), x.double(), x.half())
print(x.to(torch.int64), x.type(torch.float64).dtype, x.to("cpu") is x, x.float() is x)
print(torch.tensor([300, -1]).to(torch.uint8), torch.tensor([300, -1]).to(torch.int8))
print(x.round(), x.floor(), x.ceil(), x.trunc(), x.frac())
print(torch.tensor([True, False]).float(), torch.tensor([0, 2]).bool())
y = torch.tensor([1, 2])
print(y.type_as(x), y.to(x).dtype, x.to(y))
