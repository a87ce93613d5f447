import math
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)


class Head(nn.Module):
    def __init__(self, d, size):
        super().__init__()
        self.key, self.query, self.value = (nn.Linear(d, size, bias=False) for _ in range(3))
        self.register_buffer("tril", torch.tril(torch.ones(8, 8)))

    def forward(self, x):
        B, T, C = x.shape
        k, q = self.key(x), self.query(x)
        wei = q @ k.transpose(-2, -1) * k.shape[-1] ** -0.5
        wei = wei.masked_fill(self.tril[:T, :T] == 0, float("-inf"))
        return F.softmax(wei, dim=-1) @ self.value(x)


class Block(nn.Module):
    def __init__(self, d, heads):
        super().__init__()
        self.heads = nn.ModuleList([Head(d, d // heads) for _ in range(heads)])
        self.ff = nn.Sequential(nn.Linear(d, 2 * d), nn.GELU(), nn.Linear(2 * d, d))
        self.ln1, self.ln2 = nn.LayerNorm(d), nn.LayerNorm(d)

    def forward(self, x):
        x = x + torch.cat([h(self.ln1(x)) for h in self.heads], dim=-1)
        return x + self.ff(self.ln2(x))


block = Block(8, 2)
x = torch.randn(1, 5, 8)
out = block(x)
print(block, out.shape)
changed = x.clone()
changed[0, 4] += 1
print(torch.allclose(block(changed)[0, :4], out[0, :4], atol=1e-6), sum(p.numel() for p in block.parameters()))
pos = torch.arange(6).unsqueeze(1) * torch.exp(torch.arange(0, 4, 2) * (-math.log(10000.0) / 4))
pe = torch.zeros(6, 4)
pe[:, 0::2], pe[:, 1::2] = torch.sin(pos), torch.cos(pos)
print(pe)
