import torch

a = torch.tensor(1.0, requires_grad=True)
x = torch.tensor(2.0, requires_grad=True)
y = a + x**2
y.backward()
print(a.grad, x.grad)
try:
    y.backward()
except RuntimeError as error:
    print(str(error)[:50])
print(a.grad, x.grad)
z = (x + 1) * 3
z.backward(retain_graph=True)
z.backward(retain_graph=True)
print(x.grad, z.grad_fn.next_functions)
