import torch

a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(-3.0, requires_grad=True)
c = torch.tensor(10.0, requires_grad=True)
f = torch.tensor(-2.0, requires_grad=True)
e = a * b
d = e + c
L = d * f
for t in (e, d, L):
    t.retain_grad()
L.backward()
for name, t in dict(a=a, b=b, c=c, f=f, e=e, d=d, L=L).items():
    print(f"{name}: data={t.item():.1f} grad={t.grad.item():.1f} {t.grad_fn}")
x1, x2 = torch.Tensor([2.0]).double(), torch.Tensor([0.0]).double()
w1, w2, bias = torch.Tensor([-3.0]).double(), torch.Tensor([1.0]).double(), torch.Tensor([6.8813735870195432]).double()
for t in (x1, x2, w1, w2, bias):
    t.requires_grad = True
o = torch.tanh(x1 * w1 + x2 * w2 + bias)
print(o.data.item())
o.backward()
print("x2", x2.grad.item(), "w2", w2.grad.item(), "x1", x1.grad.item(), "w1", w1.grad.item())
