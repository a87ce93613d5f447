import torch

x = torch.tensor([[1.0, 2.0], [0.5, -1.0]], requires_grad=True)
w = torch.tensor([[1.0], [2.0]], requires_grad=True)
out = (x @ w) ** 2
g = torch.autograd.grad(outputs=out, inputs=x, grad_outputs=torch.ones_like(out), create_graph=True, retain_graph=True)[
    0
]
penalty = ((g.norm(2, dim=1) - 1) ** 2).mean()
(out.mean() + 0.1 * penalty).backward()
print(g, penalty, w.grad)
eps = 1e-2
f = lambda w: (((2 * (x.detach() @ w) * w.T).norm(2, dim=1) - 1) ** 2).mean() * 0.1 + ((x.detach() @ w) ** 2).mean()
wd = w.detach()
print(
    [
        f"{((f(wd + eps * d) - f(wd - eps * d)) / (2 * eps)).item():.1f}"
        for d in (torch.tensor([[1.0], [0.0]]), torch.tensor([[0.0], [1.0]]))
    ]
)
