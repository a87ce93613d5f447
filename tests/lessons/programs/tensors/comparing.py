import torch

a = torch.tensor([1.0, 2.0, 3.0])
b = torch.tensor([1.0, 2.5, 3.0])
print(a == b, a != b, a < b, a >= b, a.eq(b), torch.gt(a, b), a.le(2))
print(torch.equal(a, b), torch.equal(a, a.clone()), torch.allclose(a, b), torch.allclose(a, b, atol=0.6))
print(torch.isclose(a, b), (a == b).all(), (a == b).any(), (a == b).sum().item())
print(torch.isnan(torch.tensor([1, float("nan")])), torch.isinf(torch.tensor([1, float("inf")])), torch.isfinite(a))
print((a > 1) & (a < 3), (a > 2) | (b > 2), ~(a > 1), (a > 1) ^ (b > 2))
print(torch.logical_and(a > 1, b > 1), torch.logical_not(a), torch.logical_xor(a > 1, b > 1))
print(a == torch.tensor([[1.0], [2.0]]), a is a, 2.0 in a, 5 in a)
