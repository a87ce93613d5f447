import torch
from torch import nn

text = "hello world hello"
chars = sorted(set(text))
stoi = {c: i for i, c in enumerate(chars)}
itos = {i: c for c, i in stoi.items()}
data = torch.tensor([stoi[c] for c in text])
print(chars, data)


class CharRNN(nn.Module):
    def __init__(self, vocab, hidden=12):
        super().__init__()
        self.emb = nn.Embedding(vocab, 6)
        self.rnn = nn.GRU(6, hidden, batch_first=True)
        self.out = nn.Linear(hidden, vocab)

    def forward(self, x, h=None):
        y, h = self.rnn(self.emb(x), h)
        return self.out(y), h


torch.manual_seed(0)
model = CharRNN(len(chars))
optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
for step in range(21):
    logits, _ = model(data[None, :-1])
    loss = nn.functional.cross_entropy(logits[0], data[1:])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 10 == 0:
        print(step, f"{loss.item():.2f}")
h, c = None, torch.tensor([[stoi["h"]]])
out = "h"
for _ in range(4):
    logits, h = model(c, h)
    c = logits[:, -1].argmax(-1, keepdim=True)
    out += itos[c.item()]
print(out)
