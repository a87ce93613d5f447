import torch

A = torch.tensor([[4.0, 1.0], [2.0, 3.0]])
print(
    torch.linalg.inv(A),
    torch.inverse(A) @ A,
    torch.det(A),
    torch.linalg.det(A),
    torch.slogdet(A),
    torch.logdet(A),
    torch.linalg.matrix_rank(A),
    torch.trace(A),
)
print(
    torch.linalg.solve(A, torch.tensor([1.0, 2.0])),
    torch.linalg.pinv(torch.ones(2, 3)).shape,
    torch.linalg.cond(A),
    torch.linalg.norm(A),
    torch.linalg.norm(A, ord=1),
    torch.linalg.matrix_norm(A, "nuc"),
)
S = A @ A.T
L = torch.linalg.cholesky(S)
print(L, torch.allclose(L @ L.T, S), torch.linalg.eigvalsh(S), torch.linalg.svdvals(A))
Q, R = torch.linalg.qr(A)
print(torch.allclose(Q @ R, A), torch.allclose(Q.T @ Q, torch.eye(2), atol=1e-6))
U, s, Vh = torch.linalg.svd(A)
w, V = torch.linalg.eigh(S)
print(
    torch.allclose(U @ torch.diag(s) @ Vh, A, atol=1e-5),
    torch.allclose(V @ torch.diag(w) @ V.T, S, atol=1e-4),
    torch.linalg.matrix_power(A, -1),
)
try:
    torch.linalg.inv(torch.ones(2, 2))
except Exception as error:
    print(type(error).__name__, error)
try:
    torch.linalg.cholesky(-S)
except Exception as error:
    print(type(error).__name__, error)
