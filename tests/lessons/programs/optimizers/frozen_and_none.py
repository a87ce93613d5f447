import torch

a = torch.tensor([1.0], requires_grad=True)
b = torch.tensor([1.0], requires_grad=True)
optimizer = torch.optim.Adam([a, b], lr=0.5)
(a**2).backward()
optimizer.step()
print(a, b, b.grad, len(optimizer.state))
c = torch.ones(2)
opt = torch.optim.SGD([c], lr=1.0)
opt.step()
print(c, c.requires_grad)
a.grad = None
optimizer.step()
print(a)
ema = torch.optim.swa_utils.AveragedModel if False else None
print(ema)
