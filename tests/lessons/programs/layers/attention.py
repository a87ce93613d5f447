import math
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
q, k, v = (torch.randn(1, 3, 4) for _ in range(3))
scores = q @ k.transpose(-2, -1) / math.sqrt(4)
weights = F.softmax(scores, dim=-1)
print(weights, weights.sum(-1))
print(torch.allclose(weights @ v, F.scaled_dot_product_attention(q, k, v), atol=1e-6))
mask = torch.tril(torch.ones(3, 3)).bool()
masked = scores.masked_fill(~mask, float("-inf"))
print(F.softmax(masked, dim=-1))
print(torch.allclose(F.softmax(masked, -1) @ v, F.scaled_dot_product_attention(q, k, v, is_causal=True), atol=1e-6))


class SelfAttention(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.q, self.k, self.v = (nn.Linear(d, d, bias=False) for _ in range(3))

    def forward(self, x):
        return F.softmax(self.q(x) @ self.k(x).mT / x.size(-1) ** 0.5, -1) @ self.v(x)


att = SelfAttention(4)
print(att, att(q).shape)
