import torch
import torch.nn.functional as F

a = torch.tensor([[0.0, 0.0], [3.0, 4.0]], requires_grad=True)
b = torch.tensor([[1.0, 0.0], [0.0, 2.0], [3.0, 4.0]])
d = torch.cdist(a, b)
print(d, torch.cdist(a, b, p=1), F.pairwise_distance(a, b[:2]), (a[:, None] - b[None]).norm(dim=-1), d.argmin(1))
d[1, :2].sum().backward()
print(
    a.grad,
    F.cosine_similarity(a + 1, b[:2]),
    torch.dist(a, b[:2]),
    torch.norm(a),
    torch.linalg.vector_norm(b, 3),
    torch.linalg.norm(b, dim=1),
    F.normalize(b, dim=1),
    b.renorm(2, 0, 1.0),
)
print(
    torch.norm(b, p=1),
    torch.norm(b, p=float("inf")),
    torch.norm(b, dim=0, keepdim=True),
    b.norm(0),
    torch.norm(b, p="fro"),
)
