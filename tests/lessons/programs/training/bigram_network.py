import torch
import torch.nn.functional as F

text = "abacabadabacaba"
chars = sorted(set(text))
data = torch.tensor([chars.index(c) for c in text])
xs, ys = data[:-1], data[1:]
g = torch.Generator().manual_seed(1)
W = torch.randn((4, 4), generator=g, requires_grad=True)
for k in range(50):
    xenc = F.one_hot(xs, num_classes=4).float()
    logits = xenc @ W
    counts = logits.exp()
    probs = counts / counts.sum(1, keepdims=True)
    loss = -probs[torch.arange(len(xs)), ys].log().mean() + 0.01 * (W**2).mean()
    W.grad = None
    loss.backward()
    W.data += -5 * W.grad
    if k % 10 == 0:
        print(k, f"{loss.item():.3f}")
print(probs[0].argmax().item(), chars[probs[0].argmax()], xenc[:2])
