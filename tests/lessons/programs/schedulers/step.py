import torch
from torch.optim.lr_scheduler import MultiStepLR, StepLR

w = torch.ones(1, requires_grad=True)
for make in (lambda o: StepLR(o, step_size=2, gamma=0.5), lambda o: MultiStepLR(o, milestones=[1, 3], gamma=0.1)):
    optimizer = torch.optim.SGD([w], lr=1.0)
    scheduler = make(optimizer)
    for epoch in range(5):
        optimizer.step()
        print(epoch, scheduler.get_last_lr(), optimizer.param_groups[0]["lr"])
        scheduler.step()
    print(scheduler.state_dict()["last_epoch"], type(scheduler).__name__)
