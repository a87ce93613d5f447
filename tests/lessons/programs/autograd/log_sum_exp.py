import torch

x = torch.tensor([1000.0, 1001.0], requires_grad=True)
naive = torch.log(torch.exp(x).sum())
stable = x.max() + torch.log(torch.exp(x - x.max()).sum())
built_in = torch.logsumexp(x, 0)
print(naive, stable, built_in)
for y in (naive, stable, built_in):
    (g,) = torch.autograd.grad(y, x)
    print(g)
for a, b in (
    (torch.sigmoid, lambda t: 1 / (1 + torch.exp(-t))),
    (torch.nn.functional.softplus, lambda t: torch.log(1 + torch.exp(t))),
):
    t = torch.tensor([-100.0, 0.0, 100.0], requires_grad=True)
    print(torch.autograd.grad(a(t).sum(), t)[0], torch.autograd.grad(b(t).sum(), t)[0])
