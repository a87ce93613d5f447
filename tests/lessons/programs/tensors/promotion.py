import torch

i = torch.tensor([1, 2, 3])
f = torch.tensor([0.5, 1.5, 2.5])
d = f.double()
b = torch.tensor([True, False, True])
print((i + f).dtype, (f + d).dtype, (i + 1.5).dtype, (i + 1).dtype, (b + 1).dtype, (b + b).dtype)
print((i / 2), (i // 2), (i % 2), i**2, 2**i)
print(torch.tensor(1.0, dtype=torch.float64) + f)
print(
    torch.result_type(i, 1.0), torch.promote_types(torch.int8, torch.uint8), torch.can_cast(torch.float32, torch.int64)
)
print(i.to(torch.float32) / 3, (i * True), b.sum(), b.float().mean())
print(torch.tensor([1, 2.5]).dtype, torch.tensor([1, True]).dtype, torch.tensor([True]).dtype)
