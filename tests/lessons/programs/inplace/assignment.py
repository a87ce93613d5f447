import torch

x = torch.zeros(3, 4)
x[0] = 1
x[:, 1] = torch.tensor([5.0, 6.0, 7.0])
x[1, 2:] = torch.tensor([8, 9])
x[[0, 2], [3, 3]] = -1.0
x[torch.tensor([True, False, True]), 0] = 4
print(x)
x[...] = 2
x[x == 2] = torch.arange(12.0)
x[::2, ::2] *= 10
print(x, x._version)
x[0], x[1] = x[1].clone(), x[0].clone()
print(x)
for bad in ([1, 2], torch.ones(5), "a"):
    try:
        x[0] = bad
    except Exception as error:
        print(type(error).__name__, error)
