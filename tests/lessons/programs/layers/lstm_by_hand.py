import torch
from torch import nn

torch.manual_seed(0)
cell = nn.LSTMCell(2, 3)
x, h, c = torch.randn(1, 2), torch.zeros(1, 3), torch.zeros(1, 3)
gates = x @ cell.weight_ih.T + cell.bias_ih + h @ cell.weight_hh.T + cell.bias_hh
i, f, g, o = gates.chunk(4, 1)
c2 = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
h2 = torch.sigmoid(o) * torch.tanh(c2)
hx, cx = cell(x, (h, c))
print(torch.allclose(h2, hx, atol=1e-6), torch.allclose(c2, cx, atol=1e-6), [n for n, _ in cell.named_parameters()])
gru = nn.GRUCell(2, 3)
gi, gh = x @ gru.weight_ih.T + gru.bias_ih, h @ gru.weight_hh.T + gru.bias_hh
r, z = torch.sigmoid(gi[:, :3] + gh[:, :3]), torch.sigmoid(gi[:, 3:6] + gh[:, 3:6])
n = torch.tanh(gi[:, 6:] + r * gh[:, 6:])
print(torch.allclose((1 - z) * n + z * h, gru(x, h), atol=1e-6), sum(p.numel() for p in gru.parameters()))
lstm = nn.LSTM(2, 3, num_layers=2, bidirectional=True, batch_first=True)
out, (hn, cn) = lstm(torch.randn(4, 5, 2))
print(out.shape, hn.shape, cn.shape, len(list(lstm.parameters())), list(lstm.state_dict())[:4])
