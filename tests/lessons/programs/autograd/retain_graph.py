import torch

x = torch.tensor(2.0, requires_grad=True)
y = x**3
y.backward(retain_graph=True)
print(x.grad)
y.backward()
print(x.grad)
try:
    y.backward()
except RuntimeError as error:
    print(error)
z = x + 5
z.backward()
z.backward()
print(x.grad)
w = torch.tensor(3.0, requires_grad=True)
p = w * x
(p * 2).backward()
try:
    (p * 3).backward()
except RuntimeError as error:
    print(str(error)[:57])
