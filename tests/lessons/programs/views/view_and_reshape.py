import torch

x = torch.arange(12)
print(
    x.view(3, 4), x.view(2, -1), x.view(2, 3, 2).shape, x.reshape(4, 3), x.reshape((6, 2)).shape, x.view(3, 4).view(-1)
)
for bad in (lambda: x.view(5, 3), lambda: x.reshape(7, -1), lambda: x.view(3, 4).t().view(12), lambda: x.view(-1, -1)):
    try:
        print(bad())
    except RuntimeError as error:
        print(error)
t = x.view(3, 4).t()
print(t.reshape(12), t.contiguous().view(12), t.is_contiguous(), t.contiguous().is_contiguous(), t.stride())
print(
    x.view_as(torch.zeros(4, 3)).shape,
    x.reshape_as(torch.zeros(2, 6)).shape,
    x.unflatten(0, (3, 4)).shape,
    torch.flatten(t, 0).shape,
)
