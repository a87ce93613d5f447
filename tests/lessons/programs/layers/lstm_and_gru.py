import torch
from torch import nn

torch.manual_seed(0)
lstm = nn.LSTM(input_size=2, hidden_size=3, num_layers=2)
x = torch.linspace(-1, 1, 10).reshape(5, 1, 2)
out, (h, c) = lstm(x)
print(lstm, out.shape, h.shape, c.shape)
print(out[-1], h[-1], c[0])
gru = nn.GRU(2, 3, bidirectional=True)
y, hn = gru(x, torch.zeros(2, 1, 3))
print(gru, y[0], hn.shape)
cell = nn.LSTMCell(2, 3)
hx, cx = torch.zeros(1, 3), torch.zeros(1, 3)
for t in range(3):
    hx, cx = cell(x[t], (hx, cx))
print(cell, hx, nn.GRUCell(2, 3)(x[0]).shape, nn.RNNCell(2, 3)(x[0], hx).shape)
