import torch

x = torch.arange(6.0, requires_grad=True)
m = x.view(2, 3)
y = m[0] * 2 + m[:, 1:].sum() + m.t()[2, 1] ** 2
print(
    m.grad_fn,
    m[0].grad_fn,
    m.t().grad_fn,
    m[:, 1:].grad_fn,
    m.reshape(-1).grad_fn,
    x[2].grad_fn,
    m.unsqueeze(0).grad_fn,
)
y.sum().backward()
print(x.grad, x.is_leaf, m.is_leaf, m._base is x)
a, b = m.unbind()
print(a, b.grad_fn, [part.grad_fn for part in m.chunk(3, 1)])
print(m.expand(2, 2, 3).sum().grad_fn, m.permute(1, 0), m.flatten(), m.squeeze().grad_fn, m.select(1, 0), m.diagonal())
