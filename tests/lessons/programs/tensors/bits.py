import torch

x = torch.tensor([1, 2, 12, 255])
print(x & 6, x | 1, x ^ 3, ~x)
print(torch.bitwise_and(x, 8), torch.bitwise_or(x, 8), torch.bitwise_xor(x, x), torch.bitwise_not(x))
b = torch.tensor([True, False])
print(~b, b & True, b | False, b ^ b)
print(torch.gcd(torch.tensor(12), torch.tensor(18)), torch.lcm(torch.tensor(4), torch.tensor(6)))
print(x * 2, x // 2, x % 2 == 0)
