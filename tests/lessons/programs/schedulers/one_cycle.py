import torch
from torch.optim.lr_scheduler import OneCycleLR

w = torch.ones(1, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1, momentum=0.9)
scheduler = OneCycleLR(optimizer, max_lr=1.0, total_steps=10)
for step in range(10):
    print(step, f"{optimizer.param_groups[0]['lr']:.4f} {optimizer.param_groups[0]['momentum']:.4f}")
    optimizer.step()
    if step < 9:
        scheduler.step()
optimizer = torch.optim.Adam([w], lr=0.1)
scheduler = OneCycleLR(optimizer, max_lr=0.5, epochs=2, steps_per_epoch=3, anneal_strategy="linear")
for _ in range(5):
    optimizer.step()
    scheduler.step()
print(round(scheduler.get_last_lr()[0], 6))
