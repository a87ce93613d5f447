import math
import torch


def lr_at(step, warmup=4, total=12, base=1.0):
    if step < warmup:
        return base * (step + 1) / warmup
    progress = (step - warmup) / (total - warmup)
    return base * 0.5 * (1 + math.cos(math.pi * progress))


w = torch.zeros(1, requires_grad=True)
opt = torch.optim.SGD([w], lr=0.0)
for step in range(12):
    for group in opt.param_groups:
        group["lr"] = lr_at(step)
    opt.zero_grad()
    w.sum().backward()
    opt.step()
    print(step, f"{opt.param_groups[0]['lr']:.3f} {w.item():.3f}")
