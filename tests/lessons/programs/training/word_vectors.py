import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(1)
corpus = "the king rules the land the queen rules the land".split()
vocab = sorted(set(corpus))
word2ix = {w: i for i, w in enumerate(vocab)}
pairs = [
    (word2ix[corpus[i]], word2ix[corpus[j]])
    for i in range(len(corpus))
    for j in range(max(0, i - 1), min(len(corpus), i + 2))
    if i != j
]
print(len(vocab), len(pairs), pairs[:4])
emb, out = nn.Embedding(len(vocab), 4), nn.Linear(4, len(vocab))
opt = torch.optim.SGD([*emb.parameters(), *out.parameters()], lr=0.2)
centers, context = torch.tensor(pairs).T
for epoch in range(60):
    loss = F.cross_entropy(out(emb(centers)), context)
    opt.zero_grad()
    loss.backward()
    opt.step()
    if epoch % 20 == 0:
        print(epoch, f"{loss.item():.2f}")
sim = F.cosine_similarity(emb.weight[word2ix["king"]], emb.weight[word2ix["queen"]], dim=0)
print(emb(torch.tensor([word2ix["land"]])).shape, -1 <= sim.item() <= 1)
