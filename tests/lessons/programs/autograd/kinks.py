import torch

for name, f, at in (
    ("relu", torch.relu, 0.0),
    ("abs", torch.abs, 0.0),
    ("sqrt", torch.sqrt, 0.0),
    ("log", torch.log, 0.0),
    ("1/x", lambda x: 1 / x, 0.0),
    ("x**0.5", lambda x: x**0.5, 0.0),
    ("clamp", lambda x: x.clamp(0, 1), 0.0),
    ("round", torch.round, 0.5),
    ("sign", torch.sign, 0.0),
    ("max", lambda x: torch.maximum(x, -x), 0.0),
    ("norm", lambda x: x.norm(), 0.0),
    ("where", lambda x: torch.where(x > 0, x, 0.1 * x), 0.0),
    ("leaky", torch.nn.functional.leaky_relu, 0.0),
    ("asin", torch.asin, 1.0),
    ("log(-1)", torch.log, -1.0),
    ("hardtanh", torch.nn.functional.hardtanh, 1.0),
):
    x = torch.tensor(at, requires_grad=True)
    y = f(x)
    y.backward()
    print(f"{name:>9} {y.item():8.4f} {x.grad.item():8.4f}")
