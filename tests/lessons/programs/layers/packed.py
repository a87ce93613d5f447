# Sequences of different lengths, packed, through recurrent layers and back
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence, pack_padded_sequence, pad_packed_sequence, pack_sequence, PackedSequence

torch.manual_seed(0)
seqs = [torch.randn(l, 3) for l in (4, 2, 3)]
pad = pad_sequence(seqs, batch_first=True).requires_grad_()
lens = torch.tensor([4, 2, 3])
pk = pack_padded_sequence(pad, lens, batch_first=True, enforce_sorted=False)
print(pk, type(pk), pk.data.shape, pk.batch_sizes)
for make in (
    lambda: nn.RNN(3, 5, batch_first=True, nonlinearity="relu"),
    lambda: nn.GRU(3, 2, num_layers=2, batch_first=True, bidirectional=True),
    lambda: nn.LSTM(3, 2, batch_first=True),
):
    pk = pack_padded_sequence(pad, lens, batch_first=True, enforce_sorted=False)
    rnn = make()
    o, h = rnn(pk)
    print(type(o), o.data, o.batch_sizes, h)
    u, l = pad_packed_sequence(o, batch_first=True)
    print(u, l)
    u.pow(2).sum().backward()
    print(pad.grad.sum(0).mul(1000).round())
    pad.grad = None
s = pack_padded_sequence(pad[[0, 2, 1]].transpose(0, 1), [4, 3, 2])
r = nn.GRU(3, 2)
o, h = r(s)
print(o.data.grad_fn.name(), h.grad_fn.name(), h)
u, l = pad_packed_sequence(o, padding_value=-1.0, total_length=5)
print(u, l)
print(pack_sequence([torch.ones(2), torch.zeros(1)]), pad_packed_sequence(pack_sequence([torch.ones(2), torch.zeros(1)])))


def t(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


t(lambda: pack_padded_sequence(pad, lens, batch_first=True))
t(lambda: pack_padded_sequence(pad, torch.tensor([4, 0, 3]), batch_first=True, enforce_sorted=False))
t(lambda: pad_packed_sequence(o, total_length=2))
h0 = torch.randn(2, 3, 2)
g = nn.GRU(3, 2, bidirectional=True, batch_first=True)
pk = pack_padded_sequence(pad, lens, batch_first=True, enforce_sorted=False)
print(g(pk, h0)[1], pack_sequence([torch.ones(1), torch.zeros(3)], enforce_sorted=False))
m = nn.LSTM(3, 2, num_layers=2)
out, (h, c) = m(pack_padded_sequence(pad, lens, batch_first=True, enforce_sorted=False))
print(h, c, out.data[:2])
t(lambda: nn.GRU(4, 2)(pk))
t(lambda: g(pk, torch.zeros(1, 3, 2)))
