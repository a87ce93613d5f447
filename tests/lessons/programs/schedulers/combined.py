import torch
from torch.optim.lr_scheduler import ChainedScheduler, ConstantLR, ExponentialLR, LinearLR, SequentialLR

w = torch.ones(1, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=1.0)
first = LinearLR(optimizer, 0.1, total_iters=3)
second = ExponentialLR(optimizer, 0.5)
scheduler = SequentialLR(optimizer, schedulers=[first, second], milestones=[3])
for _ in range(7):
    print(f"{scheduler.get_last_lr()[0]:.4f}", end=" ")
    optimizer.step()
    scheduler.step()
print()
optimizer = torch.optim.SGD([w], lr=1.0)
chained = ChainedScheduler([ConstantLR(optimizer, 0.1, total_iters=2), ExponentialLR(optimizer, 0.9)])
for _ in range(4):
    print(f"{chained.get_last_lr()[0]:.4f}", end=" ")
    optimizer.step()
    chained.step()
print()
