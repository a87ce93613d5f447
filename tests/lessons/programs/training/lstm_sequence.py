import torch
from torch import nn

torch.manual_seed(0)
series = torch.sin(torch.linspace(0, 12, 50))
windows = series.unfold(0, 6, 1)
x, y = windows[:, :-1].unsqueeze(-1), windows[:, -1:]
print(x.shape, y.shape)


class Forecast(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(1, 8, batch_first=True)
        self.fc = nn.Linear(8, 1)

    def forward(self, x):
        out, (h, c) = self.lstm(x)
        return self.fc(out[:, -1])


model = Forecast()
opt = torch.optim.Adam(model.parameters(), lr=0.03)
for epoch in range(31):
    loss = nn.functional.mse_loss(model(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    if epoch % 10 == 0:
        print(epoch, f"{loss.item():.2f}")
print(model)
