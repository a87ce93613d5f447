import torch

x = torch.ones(1).expand(3)
for action in (
    lambda: x.add_(1),
    lambda: x.__setitem__(0, 5),
    lambda: x.copy_(torch.arange(3.0)),
    lambda: x.clone().add_(1),
    lambda: x.fill_(2),
):
    try:
        print(action())
    except RuntimeError as error:
        print(error)
y = torch.arange(4.0)
y[1:] = y[:-1].clone()
print(y, x)
a = torch.arange(3)
a[a] = torch.tensor([7, 8, 9])
a[[0, 0]] += 1
print(a)
