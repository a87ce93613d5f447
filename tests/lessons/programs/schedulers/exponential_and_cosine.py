import torch
from torch.optim import lr_scheduler

w = torch.ones(1, requires_grad=True)
for name, options in (
    ("ExponentialLR", {"gamma": 0.9}),
    ("CosineAnnealingLR", {"T_max": 5}),
    ("CosineAnnealingLR", {"T_max": 4, "eta_min": 0.1}),
    ("CosineAnnealingWarmRestarts", {"T_0": 3}),
    ("LinearLR", {"start_factor": 0.5, "total_iters": 4}),
    ("ConstantLR", {"factor": 0.5, "total_iters": 2}),
    ("PolynomialLR", {"total_iters": 4, "power": 2.0}),
):
    optimizer = torch.optim.SGD([w], lr=1.0)
    scheduler = getattr(lr_scheduler, name)(optimizer, **options)
    seen = []
    for _ in range(6):
        seen.append(round(optimizer.param_groups[0]["lr"], 4))
        optimizer.step()
        scheduler.step()
    print(name, options, seen)
