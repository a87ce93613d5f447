import torch
from torch import nn

torch.manual_seed(0)
emb = nn.Embedding(5, 3)
print(emb, emb.weight)
idx = torch.tensor([[0, 2], [2, 4]])
out = emb(idx)
print(out, out.shape, out.grad_fn)
out.sum().backward()
print(emb.weight.grad)
padded = nn.Embedding(4, 2, padding_idx=0)
print(padded, padded.weight[0], padded(torch.tensor([0, 1])))
padded(torch.tensor([0, 1, 1])).sum().backward()
print(padded.weight.grad)
fixed = nn.Embedding.from_pretrained(torch.arange(6.0).reshape(3, 2))
print(fixed(torch.tensor([2])), fixed.weight.requires_grad)
for bad in (torch.tensor([5]), torch.tensor([0.5])):
    try:
        emb(bad)
    except Exception as error:
        print(type(error).__name__, str(error)[:60])
