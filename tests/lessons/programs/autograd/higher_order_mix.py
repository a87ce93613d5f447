import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
f = (x[0] * x[1] ** 2 * x[2] ** 3).log() + x.prod()
g = torch.autograd.grad(f, x, create_graph=True)[0]
rows = [torch.autograd.grad(g[i], x, retain_graph=True)[0] for i in range(3)]
H = torch.stack(rows)
print(g, H, torch.allclose(H, H.T))
print(
    torch.allclose(
        H,
        torch.autograd.functional.hessian(lambda x: (x[0] * x[1] ** 2 * x[2] ** 3).log() + x.prod(), x.detach()),
        atol=1e-5,
    )
)
v = torch.tensor([1.0, 0.0, -1.0])
(Hv,) = torch.autograd.grad(g @ v, x)
print(Hv, torch.allclose(Hv, H @ v))
