import torch

x = torch.arange(20).reshape(4, 5)
print(x[0], x[-1], x[1:3], x[:, 1], x[::2, ::2], x[..., 0], x[1, 2], x[1][2])
print(x[None].shape, x[:, None, :].shape, x[..., None].shape, x[[0, 2]], x[[0, 1], [1, 2]])
print(x[x > 12], x[x[:, 0] > 5], x[torch.tensor([0, 3])], x[:, torch.tensor([True, False, True, False, False])])
print(x[1:1], x[5:], x[:100].shape, x[-2:, -2:])
for bad in (lambda: x[4], lambda: x[0, 9], lambda: x[0, 0, 0], lambda: x[::-1], lambda: x[torch.tensor([7])]):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
