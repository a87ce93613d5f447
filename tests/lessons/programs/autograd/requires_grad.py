import torch

x = torch.ones(2)
print(x.requires_grad, x.requires_grad_(), x.requires_grad, x.requires_grad_(False))
x.requires_grad = True
y = x.sum()
for action in (
    lambda: setattr(y, "requires_grad", False),
    lambda: torch.tensor([1, 2], requires_grad=True),
    lambda: torch.ones(2, dtype=torch.int64).requires_grad_(),
    lambda: torch.ones(2).sum().backward(),
    lambda: (x > 1).sum().backward(),
    lambda: torch.ones(2).retain_grad(),
    lambda: x.argmax().backward(),
):
    try:
        action()
    except RuntimeError as error:
        print(error)
a, b = torch.ones(1), torch.ones(1, requires_grad=True)
print((a + b).requires_grad, (a + 1).requires_grad, (b * 0).requires_grad, b.is_leaf, (b * 1).is_leaf, a.is_leaf)
