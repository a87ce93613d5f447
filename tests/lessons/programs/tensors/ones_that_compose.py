import torch

x = torch.arange(1.0, 7.0).reshape(2, 3)
normal = (x - x.mean()) / x.std()
print(normal, normal.mean().abs() < 1e-6, normal.std())
lo, hi = x.aminmax()
print(
    (x - lo) / (hi - lo),
    x / x.sum(1, keepdim=True),
    x.div(x.norm(dim=1, keepdim=True)),
    (x > x.mean()).sum(),
    x[x.argmax() // 3],
)
one_hot = torch.zeros(3, 4)
one_hot[range(3), [0, 3, 1]] = 1
print(one_hot, one_hot.sum().item(), torch.eye(4)[[0, 3, 1]].equal(one_hot))
powers = torch.arange(4).float().unsqueeze(0) ** torch.arange(3).unsqueeze(1)
print(powers, powers.cumsum(1)[-1], torch.outer(torch.arange(3), torch.arange(3)), torch.triu(torch.ones(3, 3)).sum())
