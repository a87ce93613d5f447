import torch
import torch.nn.functional as F

torch.manual_seed(0)
centers = torch.tensor([[2.0, 0.0], [-2.0, 0.0], [0.0, 2.5]])
labels = torch.arange(3).repeat_interleave(10)
x = centers[labels] + 0.5 * torch.randn(30, 2)
W = torch.zeros(2, 3, requires_grad=True)
b = torch.zeros(3, requires_grad=True)
for epoch in range(40):
    logits = x @ W + b
    loss = F.cross_entropy(logits, labels)
    loss.backward()
    with torch.no_grad():
        for p in (W, b):
            p -= 0.5 * p.grad
            p.grad.zero_()
    if epoch % 10 == 0:
        accuracy = (logits.argmax(1) == labels).float().mean()
        print(f"{epoch}: loss {loss:.4f} accuracy {accuracy:.2%}")
confusion = torch.zeros(3, 3, dtype=torch.int64)
for t, p in zip(labels, (x @ W + b).argmax(1)):
    confusion[t, p] += 1
print(confusion)
