import torch
from torch import nn

torch.manual_seed(0)
rnn = nn.RNN(2, 3, batch_first=True)
print(rnn, [(n, tuple(p.shape)) for n, p in rnn.named_parameters()])
x = torch.ones(1, 4, 2)
out, h = rnn(x)
print(out, h, torch.equal(out[:, -1], h[0]))
state = torch.zeros(1, 3)
for t in range(4):
    state = torch.tanh(x[:, t] @ rnn.weight_ih_l0.T + rnn.bias_ih_l0 + state @ rnn.weight_hh_l0.T + rnn.bias_hh_l0)
print(torch.allclose(state, h[0], atol=1e-6))
out.sum().backward()
print(rnn.bias_hh_l0.grad.shape, nn.RNN(2, 3, num_layers=2, nonlinearity="relu", bidirectional=True))
