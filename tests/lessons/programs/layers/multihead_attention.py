# Attention with several heads: weights, masks, sizes of keys and values, and what is refused
import torch
from torch import nn

torch.manual_seed(0)


def attempt(f):
    try:
        print(f())
    except (RuntimeError, AssertionError, ValueError) as error:
        print(type(error).__name__, error)


m = nn.MultiheadAttention(6, 2, dropout=0.3)
print(m, [n for n, _ in m.named_parameters()], m.out_proj.weight)
q, k = torch.randn(3, 2, 6, requires_grad=True), torch.randn(4, 2, 6)
o, w = m(q, k, k)
print(o, w)
o.sum().backward()
print(q.grad, m.in_proj_bias.grad[12:])
print(m(q, k, k, need_weights=False))
m.eval()
print(m(q, k, k, average_attn_weights=False)[1])
future = nn.Transformer.generate_square_subsequent_mask(3)
print(future, m(q, q, q, attn_mask=future, is_causal=True, need_weights=False)[0])
pad = torch.tensor([[False, False, False, True], [False, True, True, True]])
print(m(q, k, k, key_padding_mask=pad))
print(m(q, k, k, key_padding_mask=pad, need_weights=False)[0])
print(m(q[:, 0], k[:, 0], k[:, 0]), m(q[:, 0], k[:, 0], k[:, 0], key_padding_mask=pad[0])[1])
print(m(q, k, k, attn_mask=torch.rand(4, 3, 4) > 0.8, key_padding_mask=pad[:, :4])[1])
d = nn.MultiheadAttention(6, 3, kdim=4, vdim=5, bias=False, batch_first=True, add_zero_attn=True)
print(d, d(torch.randn(2, 3, 6), torch.randn(2, 4, 4), torch.randn(2, 4, 5)))
b = nn.MultiheadAttention(6, 3, add_bias_kv=True)
print(b(q, k, k, key_padding_mask=pad)[0], list(b.state_dict()))
attempt(lambda: m(q, k, k[:2]))
attempt(lambda: m(q[:, 0], k, k))
attempt(lambda: m(q, k[:, 0], k))
attempt(lambda: m(q[None], k, k))
attempt(lambda: m(torch.randn(3, 2, 5), k, k))
attempt(lambda: d(torch.randn(2, 3, 6), torch.randn(2, 4, 4), torch.randn(2, 3, 5)))
attempt(lambda: nn.MultiheadAttention(0, 1))
attempt(lambda: nn.MultiheadAttention(5, 2))
attempt(lambda: m(q, k, k, is_causal=True))
attempt(lambda: m(q, k, k, attn_mask=torch.zeros(2, 2)))
attempt(lambda: m(q, k, k, attn_mask=torch.zeros(2, 3, 4)))
attempt(lambda: m(q, k, k, attn_mask=torch.zeros(2)))
attempt(lambda: m(q[:, 0], k[:, 0], k[:, 0], attn_mask=torch.zeros(1, 3, 4)))
attempt(lambda: m(q, k, k, key_padding_mask=torch.zeros(2, 4).long()))
attempt(lambda: m(q, k, k, key_padding_mask=torch.zeros(1, 4)))
attempt(lambda: m(q, k, k, key_padding_mask=torch.zeros(2, 3)))
attempt(lambda: m(q, k, k, key_padding_mask=torch.zeros(2)))
attempt(lambda: m(q, k, k, key_padding_mask=pad, attn_mask=torch.zeros(3, 4))[1])
