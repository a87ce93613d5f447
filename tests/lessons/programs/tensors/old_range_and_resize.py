import torch

x = torch.arange(6.0)
print(x.resize_(2, 3), x.resize_(4), x._version, x.resize_as_(torch.ones(2, 2)))
print(torch.range(0, 2), torch.range(1, 2, 0.5))
try:
    torch.ones(2, requires_grad=True).resize_(1)
except RuntimeError as error:
    print(error)
