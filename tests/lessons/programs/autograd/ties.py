import torch

for f in (
    torch.max,
    torch.amax,
    torch.min,
    torch.median,
    lambda v: v.max(0)[0],
    lambda v: v.sort()[0][0],
    lambda v: v.topk(2)[0].sum(),
    lambda v: v.cummax(0)[0].sum(),
    lambda v: torch.maximum(v, v.flip(0)).sum(),
):
    v = torch.tensor([2.0, 2.0, 1.0], requires_grad=True)
    f(v).backward()
    print(v.grad)
x = torch.tensor([1.0, 0.0, 3.0], requires_grad=True)
x.prod().backward()
print(x.grad)
x.grad = None
x.cumprod(0).sum().backward()
print(x.grad)
