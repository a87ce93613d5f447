import torch
from torch.optim.lr_scheduler import LambdaLR, MultiplicativeLR

w = torch.ones(1, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.5)
warmup = LambdaLR(optimizer, lr_lambda=lambda e: min(1.0, (e + 1) / 4))
lrs = []
for _ in range(6):
    lrs.append(optimizer.param_groups[0]["lr"])
    optimizer.step()
    warmup.step()
print(lrs, warmup.get_last_lr())
optimizer = torch.optim.SGD([{"params": [w]}, {"params": [torch.ones(1, requires_grad=True)], "lr": 2.0}], lr=1.0)
m = MultiplicativeLR(optimizer, lambda e: 0.5)
optimizer.step()
m.step()
print(m.get_last_lr(), [g["initial_lr"] for g in optimizer.param_groups])
