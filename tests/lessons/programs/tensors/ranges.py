import torch

print(
    torch.arange(3),
    torch.arange(3.0),
    torch.arange(1, 4),
    torch.arange(0, 1, 0.3),
    torch.arange(5, 0, -2),
    torch.arange(0),
    torch.arange(2, dtype=torch.float64),
    torch.arange(0.5, 3),
)
print(
    torch.linspace(0, 10, 3),
    torch.linspace(1, 2, 1),
    torch.linspace(0, 1, 4, dtype=torch.float64),
    torch.linspace(5, -5, 5),
    torch.logspace(0, 3, 4),
    torch.logspace(0, 2, 3, base=2),
    torch.range(1, 3),
)
print(torch.arange(0, 0.5, 0.1), len(torch.arange(0, 1, 0.1)), torch.arange(10)[::3], torch.arange(6).view(2, 3).sum(1))
for bad in (lambda: torch.arange(3, 0), lambda: torch.linspace(0, 1), lambda: torch.arange(0, 1, 0)):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, str(error).splitlines()[0])
