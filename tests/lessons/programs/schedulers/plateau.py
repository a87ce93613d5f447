import torch
from torch.optim.lr_scheduler import ReduceLROnPlateau

w = torch.ones(1, requires_grad=True)
optimizer = torch.optim.Adam([w], lr=0.1)
scheduler = ReduceLROnPlateau(optimizer, mode="min", factor=0.5, patience=1)
for epoch, loss in enumerate([1.0, 0.9, 0.95, 0.95, 0.95, 0.5, 0.6, 0.6, 0.6]):
    optimizer.step()
    scheduler.step(loss)
    print(epoch, loss, optimizer.param_groups[0]["lr"], scheduler.num_bad_epochs, scheduler.get_last_lr())
print(scheduler.best, scheduler.state_dict()["factor"])
