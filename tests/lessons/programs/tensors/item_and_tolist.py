import torch

x = torch.tensor([[1.5, 2.0], [3.25, -4.0]])
print(
    x[0, 0].item(), x.sum().item(), type(x[0, 0].item()), type(torch.tensor(3).item()), type(torch.tensor(True).item())
)
print(x.tolist(), x[0].tolist(), torch.tensor(2.5).tolist(), torch.tensor([[True], [False]]).tolist())
print(float(x[0, 0]), int(x[1, 0]), bool(x[1, 1]), complex(x[0, 1]))
print(torch.tensor(0.1).item(), torch.tensor(0.1, dtype=torch.float64).item(), torch.tensor(1 / 3).item())
try:
    x.item()
except RuntimeError as error:
    print(error)
try:
    bool(x)
except RuntimeError as error:
    print(error)
print(f"{x[0, 0]:.3f} {x[1, 1]:>8} {torch.tensor(7):04d}|{x.max()}")
print([1, 2, 3][torch.tensor(1)], list(range(torch.tensor(3))))
