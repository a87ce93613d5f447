import torch

a = torch.arange(6.0).reshape(2, 3)
b = torch.arange(12.0).reshape(3, 4)
print(
    torch.einsum("ij,jk->ik", a, b),
    torch.einsum("ij->ji", a),
    torch.einsum("ij->", a),
    torch.einsum("ij->j", a),
    torch.einsum("ii->i", torch.eye(3)),
)
print(
    torch.einsum("i,j->ij", a[0], a[1]),
    torch.einsum("i,i->", a[0], a[1]),
    torch.einsum("bij,bjk->bik", torch.ones(2, 1, 3), torch.ones(2, 3, 2)),
    torch.einsum("...ij->...ji", a).shape,
)
x = a.clone().requires_grad_()
torch.einsum("ij,jk->", x, b).backward()
print(x.grad, torch.einsum("bhqd,bhkd->bhqk", torch.ones(1, 2, 3, 4), torch.ones(1, 2, 5, 4)).shape)
try:
    torch.einsum("ij,jk->ik", a, a)
except RuntimeError as error:
    print(error)
