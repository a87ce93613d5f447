import torch

A = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
v = torch.tensor([1.0, -1.0])
print(
    A @ A,
    A @ v,
    v @ A,
    v @ v,
    A.mm(A),
    A.mv(v),
    v.dot(v),
    torch.matmul(A, v),
    torch.mm(A, A.T),
    torch.outer(v, v),
    torch.ger(v, v),
    torch.inner(v, v),
)
print(
    torch.bmm(torch.ones(2, 1, 3), torch.ones(2, 3, 1)),
    torch.addmm(A, A, A, beta=0.5, alpha=2),
    torch.addmv(v, A, v),
    torch.baddbmm(torch.zeros(1, 1, 1), torch.ones(1, 1, 2), torch.ones(1, 2, 1)),
    torch.addr(A, v, v),
    torch.chain_matmul(A, A, A),
    torch.linalg.multi_dot([A, A, v]),
)
print(
    torch.matrix_power(A, 3),
    torch.kron(A, torch.eye(2))[:2],
    torch.tensordot(A, A, dims=2),
    torch.tensordot(A, A, dims=([1], [0])),
    torch.cross(torch.tensor([1.0, 0, 0]), torch.tensor([0, 1.0, 0]), dim=0),
    torch.vdot(v, v),
)
for bad in (
    lambda: A @ torch.ones(3),
    lambda: torch.ones(2, 3) @ torch.ones(2, 3),
    lambda: A.mm(v),
    lambda: v.dot(torch.ones(3)),
    lambda: A @ torch.ones(2, 2).long(),
    lambda: torch.bmm(A, A),
    lambda: A @ 2,
):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
