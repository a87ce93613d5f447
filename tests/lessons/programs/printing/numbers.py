import torch

print(0.1 + 0.2, 1e16, 1e15, 1e-5, 0.0001, 100.0, 1 / 3, -0.0, 2**100, 7 // 2, -7 // 2, 7 % -3, 5 / 2, 10**-2)
print(round(2.675, 2), round(2.5), round(-1234.5, -2), abs(-3.5), divmod(17, 5), pow(2, 10, 1000))
print(int("42"), float("1e3"), int(3.99), str(1.0), repr("it's"), bool(""), hex(255), bin(5), oct(8), 0x1F, 1_000_000)
print(
    torch.tensor(1 / 3).item(),
    torch.tensor(0.1).item() == 0.1,
    torch.tensor(0.1).double().item(),
    torch.tensor(16777217.0).item(),
)
print(sum([0.1] * 10), max(1, 2.5), min([3, 1, 2]), complex(1, 2) * 1j, 3 + 4j, abs(3 + 4j))
