import copy
import torch
from torch import nn

torch.manual_seed(0)
x = torch.randn(30, 1)
y = 2 * x + 0.5 * torch.randn(30, 1)
x_train, y_train, x_val, y_val = x[:20], y[:20], x[20:], y[20:]
model = nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
best, best_state, patience, wait = float("inf"), None, 3, 0
for epoch in range(100):
    model.train()
    loss = nn.functional.mse_loss(model(x_train), y_train)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    model.eval()
    with torch.no_grad():
        val = nn.functional.mse_loss(model(x_val), y_val).item()
    if val < best - 1e-3:
        best, best_state, wait = val, copy.deepcopy(model.state_dict()), 0
    else:
        wait += 1
        if wait >= patience:
            print("stopped at", epoch)
            break
model.load_state_dict(best_state)
print(f"{best:.3f}", list(best_state), model.training)
