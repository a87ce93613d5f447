import torch
from torch import nn

torch.manual_seed(0)
model = nn.RNN(1, 4, batch_first=True)
head = nn.Linear(4, 1)
params = [*model.parameters(), *head.parameters()]
optimizer = torch.optim.Adam(params, lr=0.05)
x = torch.sin(torch.linspace(0, 6, 21)).view(1, -1, 1)
for step in range(30):
    optimizer.zero_grad()
    out, _ = model(x[:, :-1])
    loss = nn.functional.mse_loss(head(out), x[:, 1:])
    loss.backward()
    norm = nn.utils.clip_grad_norm_(params, 0.5)
    optimizer.step()
    if step % 10 == 0:
        print(step, f"{loss.item():.3f} {norm.item():.2f}")
