import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
y = (x**3).sum()
y.backward(create_graph=True)
print(x.grad)
penalty = (x.grad**2).sum()
grad = x.grad
x.grad = None
penalty.backward()
print(x.grad, grad)
print(torch.allclose(x.grad, 2 * 3 * x**2 * 6 * x))
