import torch

x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
v = x[0]
expressions = {
    "x + 1": x + 1,
    "x - 1": x - 1,
    "2 - x": 2 - x,
    "x * x": x * x,
    "x / 2": x / 2,
    "2 / x": 2 / x,
    "x ** 2": x**2,
    "2 ** x": 2**x,
    "x @ x": x @ x,
    "x @ v": x @ v,
    "v @ v": v @ v,
    "x.sum()": x.sum(),
    "x.mean(0)": x.mean(0),
    "x.max()": x.max(),
    "x.std()": x.std(),
    "x.norm()": x.norm(),
    "x.T": x.T,
    "x.reshape(-1)": x.reshape(-1),
    "x[0]": x[0],
    "x[:, 1]": x[:, 1],
    "x[[0]]": x[[0]],
    "-x": -x,
    "abs": x.abs(),
    "clamp": x.clamp(0, 1),
    "where": torch.where(x > 1, x, 0),
    "cat": torch.cat([x, x]),
    "stack": torch.stack([x, x]),
    "softmax": x.softmax(1),
    "double": x.double(),
    "clone": x.clone(),
    "prod": x.prod(),
    "cumsum": x.cumsum(0),
    "var": x.var(),
    "% ": x % 2,
}
for name, value in expressions.items():
    print(f"{name:<15}{value.grad_fn.name()}")
