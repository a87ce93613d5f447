import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
x = torch.randn(2, 4)
pairs = [
    (nn.ReLU(), F.relu),
    (nn.Sigmoid(), torch.sigmoid),
    (nn.Softmax(1), lambda t: F.softmax(t, 1)),
    (nn.GELU(), F.gelu),
    (nn.ELU(0.5), lambda t: F.elu(t, 0.5)),
    (nn.Flatten(), lambda t: t.flatten(1)),
    (nn.LayerNorm(4), lambda t: F.layer_norm(t, (4,))),
    (nn.Hardtanh(-0.5, 0.5), lambda t: F.hardtanh(t, -0.5, 0.5)),
    (nn.Softplus(), F.softplus),
    (nn.LogSigmoid(), F.logsigmoid),
]
for module, function in pairs:
    print(type(module).__name__, torch.equal(module(x), function(x)))
lin = nn.Linear(4, 3)
print(torch.equal(lin(x), F.linear(x, lin.weight, lin.bias)), torch.allclose(lin(x), x @ lin.weight.t() + lin.bias))
emb = nn.Embedding(5, 2)
print(
    torch.equal(emb(torch.tensor([1, 4])), emb.weight[[1, 4]]),
    torch.equal(F.embedding(torch.tensor([0]), emb.weight), emb.weight[:1]),
)
conv = nn.Conv1d(1, 2, 3)
s = torch.randn(1, 1, 8)
print(torch.equal(conv(s), F.conv1d(s, conv.weight, conv.bias)), nn.MSELoss()(x, x * 2) == F.mse_loss(x, x * 2))
