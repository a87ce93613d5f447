import torch
from torch import nn

torch.manual_seed(0)
model = nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.4)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=10, gamma=0.5)
x = torch.linspace(-1, 1, 10).view(-1, 1)
for epoch in range(30):
    loss = nn.functional.mse_loss(model(x), 3 * x)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    scheduler.step()
    if epoch % 10 == 9:
        print(epoch, f"{loss.item():.4f}", scheduler.get_last_lr(), optimizer.param_groups[0]["lr"])
state = scheduler.state_dict()
print(state["last_epoch"], state["_step_count"], state["base_lrs"], optimizer.param_groups[0]["initial_lr"])
