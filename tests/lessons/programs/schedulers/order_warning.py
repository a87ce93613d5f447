import torch

w = torch.ones(1, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=1.0)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1)
scheduler.step()
optimizer.step()
print(scheduler.get_last_lr())
state = scheduler.state_dict()
other = torch.optim.lr_scheduler.StepLR(torch.optim.SGD([w], lr=1.0), 1)
other.load_state_dict(state)
print(other.last_epoch, state["step_size"], state["gamma"], state["base_lrs"])
print(scheduler.get_lr() if False else scheduler.last_epoch)
