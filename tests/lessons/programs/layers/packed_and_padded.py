import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence

sequences = [torch.tensor([1.0, 2.0, 3.0]), torch.tensor([4.0]), torch.tensor([5.0, 6.0])]
lengths = torch.tensor([len(s) for s in sequences])
padded = pad_sequence(sequences, batch_first=True)
mask = torch.arange(padded.size(1))[None, :] < lengths[:, None]
print(padded, mask, (padded * mask).sum(1) / lengths, pad_sequence(sequences).shape)
torch.manual_seed(0)
rnn = nn.GRU(1, 2, batch_first=True)
out, _ = rnn(padded.unsqueeze(-1))
last = out[torch.arange(3), lengths - 1]
print(last.shape, torch.equal(last[0], out[0, 2]), out[mask].shape)
loss = nn.functional.cross_entropy(torch.randn(3, 4), torch.tensor([1, -100, 2]))
print(loss.shape, nn.functional.cross_entropy(torch.zeros(2, 4), torch.tensor([-100, 3])))
