import torch

A = torch.tensor([[2.0, 1.0], [1.0, 3.0]])
v = torch.tensor([1.0, 0.0], requires_grad=True)
for step in range(50):
    quotient = (v @ A @ v) / (v @ v)
    (g,) = torch.autograd.grad(quotient, v)
    with torch.no_grad():
        v += 0.2 * g
        v /= v.norm()
print(f"{quotient.item():.4f}", [f"{x:.3f}" for x in v.tolist()])
w, V = torch.linalg.eigh(A)
print(f"{w[-1].item():.4f}", torch.allclose((V[:, -1] @ v).abs(), torch.tensor(1.0), atol=1e-3))
p = torch.ones(2)
for _ in range(20):
    p = A @ p
    p = p / p.norm()
print([f"{x:.3f}" for x in p.tolist()])
