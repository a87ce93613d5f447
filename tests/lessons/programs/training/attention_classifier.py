import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)


class Classifier(nn.Module):
    def __init__(self, vocab, d=8):
        super().__init__()
        self.emb = nn.Embedding(vocab, d, padding_idx=0)
        self.score = nn.Linear(d, 1)
        self.out = nn.Linear(d, 2)

    def forward(self, ids):
        e = self.emb(ids)
        s = self.score(e).squeeze(-1).masked_fill(ids == 0, -1e9)
        a = F.softmax(s, dim=1)
        return self.out((a.unsqueeze(-1) * e).sum(1)), a


ids = torch.tensor([[1, 2, 0], [3, 4, 5], [1, 5, 0], [4, 3, 0]])
labels = torch.tensor([0, 1, 0, 1])
model = Classifier(6)
opt = torch.optim.Adam(model.parameters(), lr=0.1)
for step in range(31):
    logits, a = model(ids)
    loss = F.cross_entropy(logits, labels)
    opt.zero_grad()
    loss.backward()
    opt.step()
    if step % 15 == 0:
        print(step, f"{loss.item() + 1:.2f}", a[0, 2].item())
print(logits.argmax(1), model.emb.weight[0], model)
