import torch

x = torch.ones(2, requires_grad=True)
for action in (
    lambda: x.add_(1),
    lambda: x.zero_(),
    lambda: x.__setitem__(0, 1),
    lambda: x.view(2)[0].add_(1),
    lambda: x[:1].mul_(2),
):
    try:
        action()
    except RuntimeError as error:
        print(error)
try:
    x += 1
except RuntimeError as error:
    print(error)
with torch.no_grad():
    x += 1
    x[0] = 7
print(x, x.grad_fn, x._version)
x.data -= 1
x.detach().mul_(2)
print(x)
