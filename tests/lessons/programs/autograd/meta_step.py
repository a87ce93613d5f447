import torch

w = torch.tensor([1.0, -1.0], requires_grad=True)
lr = torch.tensor(0.1, requires_grad=True)
inner = ((w - 2) ** 2).sum()
(g,) = torch.autograd.grad(inner, w, create_graph=True)
w2 = w - lr * g
outer = (w2**2).sum()
outer.backward()
print(g, w2, w.grad, lr.grad)
for _ in range(3):
    (g,) = torch.autograd.grad(((w - 2) ** 2).sum(), w)
    with torch.no_grad():
        w -= 0.1 * g
print(w.detach())
