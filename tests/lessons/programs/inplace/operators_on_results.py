import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x.clone()
y += 1
y *= x
y[0] = 0
y /= 2
y -= x.detach()
y **= 2
print(y, y.grad_fn)
y.sum().backward()
print(x.grad)
z = x * 1
z.relu_()
z.clamp_(max=1.5)
z.add_(x, alpha=2)
z.sigmoid_()
print(z, z.grad_fn)
z.sum().backward()
print(x.grad)
