import torch

for x in (
    [1.0, 2.0],
    [0.5, 100.0],
    [1.5, 1000.25],
    [0.1, 0.12345678],
    [1e-3, 1.0],
    [99999.0, 1.5],
    [123456.0, 1.0],
    [0.0, 0.0],
):
    print(torch.tensor(x))
for x in (0.0, 1.0, -1.0, 3.14159, 1e-4, 9.9999e-5, 1e5, 123456789.0, 1e8, 1e9, float("nan"), -float("inf"), -0.0):
    print(torch.tensor(x), torch.tensor([x, x]))
