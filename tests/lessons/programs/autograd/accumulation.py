import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
for step in range(3):
    (x**2).sum().backward()
    print(step, x.grad)
x.grad.zero_()
(3 * x).sum().backward()
print(x.grad, x.grad is x.grad, x.grad.requires_grad)
x.grad = None
print(x.grad)
(x * x).sum().backward()
x.grad += 1
print(x.grad)
x.grad = torch.tensor([5.0, 5.0])
x.sum().backward()
print(x.grad)
try:
    x.grad = torch.ones(3)
except RuntimeError as error:
    print(error)
