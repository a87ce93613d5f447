# Autograd, step by step: what is recorded, what backward adds to .grad, and what surprises people.
#
# `python autograd.py` runs it with PyTorch, `gradcli run autograd.py` without, and both print the same.

# %% A graph is recorded while a value is computed
import torch

x = torch.tensor(2.0, requires_grad=True)
y = x * 3
z = y + 5
print(x, y, z)
print(y.requires_grad, y.is_leaf, x.is_leaf)
z.backward()
print(x.grad)

# %% .grad accumulates
x = torch.tensor(2.0, requires_grad=True)
y = x**3 + 2 * x + 1
print(y.grad_fn)
y.backward(retain_graph=True)
print(x.grad)
y.backward()
print(x.grad)

# %% Back to nothing
x.grad.zero_()
print(x.grad)

# %% A tensor that is cut off has no history
x = x.detach()
print(x, x.requires_grad, x.grad)

# %% Without recording
try:
    with torch.no_grad():
        prediction = model(x)
except NameError as error:
    print("NameError:", error)
print(torch.is_grad_enabled())

# %% A polynomial, and the same cell run three times
x = torch.tensor(2.0, requires_grad=True)
y = 3 * x**2 + 4 * x + 5
y.backward()
print(x.grad)
for _ in range(2):
    y = 3 * x**2 + 4 * x + 5
    y.backward()
print(x.grad)

# %% What was not recorded cannot be differentiated, and .grad stays as it was
before = x.grad.clone()
try:
    with torch.no_grad():
        y = 3 * x**2 + 4 * x + 5
        y.backward()
except RuntimeError as error:
    print("RuntimeError:", error)
print(torch.equal(x.grad, before))

# %% The gradient of a tensor has its shape
a = torch.tensor([2.0, 3.0], requires_grad=True)
b = (a**2).sum()
print(b)
b.backward()
print(a.grad)

# %% Once more, at 3
x = torch.tensor(3.0, requires_grad=True)
y = 2 * x**3 + 4 * x + 1
y.backward()
print(y.item(), x.grad)
