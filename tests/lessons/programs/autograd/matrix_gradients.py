import torch

A = torch.tensor([[2.0, 1.0], [1.0, 3.0]], requires_grad=True)
b = torch.tensor([1.0, 2.0])
for f in (
    torch.det,
    torch.trace,
    torch.logdet,
    lambda A: torch.inverse(A).sum(),
    lambda A: torch.linalg.solve(A, b).sum(),
    lambda A: A.matrix_power(3).sum(),
    lambda A: torch.linalg.cholesky(A).sum(),
    lambda A: torch.linalg.eigvalsh(A)[0],
    lambda A: torch.linalg.norm(A),
    lambda A: (A @ A.T).trace(),
):
    (g,) = torch.autograd.grad(f(A), A)
    print(g)
