import torch

print(
    torch.tensor([127], dtype=torch.int8) + 1,
    torch.tensor([255], dtype=torch.uint8) + 1,
    torch.tensor([0], dtype=torch.uint8) - 1,
    torch.tensor(2**31 - 1, dtype=torch.int32) + 1,
    torch.tensor(2**62) * 4,
)
print(
    torch.tensor(1e38) * 100,
    torch.tensor(60000.0).half() * 2,
    torch.tensor(1e-46),
    torch.tensor(16777216.0) + 1,
    torch.exp(torch.tensor(89.0)),
    torch.tensor(1e308, dtype=torch.float64) * 10,
)
print(
    torch.tensor(0.1) + torch.tensor(0.2) == torch.tensor(0.3),
    0.1 + 0.2 == 0.3,
    torch.tensor(0.1, dtype=torch.float64) + 0.2,
    (torch.tensor(1.0) + 1e-8) - 1,
    torch.tensor([1e8, 1.0, -1e8]).sum(),
    torch.tensor(3) / torch.tensor(2),
    -7 // 2,
    torch.tensor(-7) // 2,
    torch.tensor(-7) % 3,
    torch.tensor(7.5) // 2,
)
try:
    torch.tensor([300], dtype=torch.int8)
except RuntimeError as error:
    print(error)
try:
    torch.tensor(2**70)
except Exception as error:
    print(type(error).__name__, error)
print(
    torch.tensor([1, 2]) // 0 if False else torch.tensor([1.0, -1.0]) // 0,
    torch.tensor(5) ** 2,
    torch.tensor(2) ** torch.tensor(0.5),
)
try:
    torch.tensor([1]) // 0
except RuntimeError as error:
    print(error)
try:
    torch.tensor(2) ** -1
except RuntimeError as error:
    print(error)
