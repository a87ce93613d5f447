import torch

w = torch.ones(1, requires_grad=True)
v = torch.ones(1, requires_grad=True)
(w * 2).backward()
for p in (w, v):
    p.data -= 0.1 * p.grad
    print(p)
