import torch

x = torch.tensor([1.0], requires_grad=True)
with torch.no_grad():
    y = x * 2
    print(y.requires_grad, y.grad_fn, torch.is_grad_enabled())
    with torch.enable_grad():
        z = x * 3
        print(z.requires_grad, z)
print(torch.is_grad_enabled(), (x * 2).requires_grad)


@torch.no_grad()
def evaluate(t):
    return t * 2


print(evaluate(x), evaluate(x).requires_grad)
with torch.set_grad_enabled(False):
    print((x + 1).requires_grad)
torch.set_grad_enabled(False)
print(x * 5)
torch.set_grad_enabled(True)
try:
    y.backward()
except RuntimeError as error:
    print(error)
with torch.inference_mode():
    q = x * 2
print(q.is_inference(), q.requires_grad)
try:
    q.requires_grad_()
except RuntimeError as error:
    print(error)
